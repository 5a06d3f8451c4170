"""Words that say nothing of who somebody is though they have a capital, and words beside names."""

from __future__ import annotations


def _in_order(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


CAPITALS = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december christmas easter ramadan deepavali diwali hanukkah
    god lord jesus christ bible quran koran buddha allah christian christians christianity muslim
    muslims islam jewish hindu hindus buddhist buddhists catholic protestant sikh
    english french german spanish italian portuguese dutch swedish danish norwegian finnish russian
    polish greek turkish arabic hebrew persian hindi urdu tamil malay mandarin cantonese chinese
    japanese korean thai vietnamese indonesian filipino indian african american european asian
    british irish scottish welsh canadian australian latin western eastern northern southern
    africa america asia europe internet google zoom whatsapp skype facebook twitter youtube
    instagram linkedin telegram microsoft excel word powerpoint teams covid sars ebola
    parkinson alzheimer crohn apgar glasgow likert bachelor master masters phd nvivo maxqda
    mr mrs ms dr prof sir madam doctor professor nurse doctors professors nurses
    table figure fig section chapter appendix part page line lines domain theme quote quotes et al
    """
)
"""Days, faiths, languages, peoples, products, titles, parts of a text."""

STARTS = _words(
    """
    i i'm i'd i've i'll the a an and but so or if then when while because although
    though since as at in on of for from with without to by into he she it we you they his her its
    our your their my this that these those there here who what where why how which whose not no
    yes yeah yep nope ok okay well also even just only maybe perhaps still now today tomorrow
    yesterday later sometimes often always never usually initially finally firstly secondly lastly
    actually honestly basically definitely probably personally especially everyone everybody
    someone somebody anyone anybody nobody none one two three some many most all both each every
    several another other others people everything nothing something anything let let's
    thanks thank please sorry hello hi hey oh ah um uh hmm mentor mentors mentee mentees student
    students participant participants patient patients family friend friends colleague colleagues
    senior seniors junior juniors resident residents intern interns faculty staff doctor doctors
    nurse nurses teacher teachers supervisor supervisors consultant consultants mum mom dad mother
    father parents sister brother near peer peers being having doing getting working learning
    interviewer researcher interviewee speaker moderator
    il elle on ils elles je tu nous vous ce cela ça qui personne mon mes son sa ses le les un une
    des notre votre leur mais et puis alors
    """
)
"""Words that sentences, and turns of speech, begin with."""

NAMES_TOO = _words(
    """
    will grace hope faith joy mark bill jack rose dawn frank art pat rob sue drew chase miles dean
    grant ray may june april august summer autumn lily daisy ivy violet iris olive ruby pearl amber
    crystal jade gene guy herb jay jean ken lance laurel max melody mercy nick peg penny pierce
    randy rich robin rusty sage sandy skip sky sonny stone sunny terry tony trinity victor vic wade
    ward warren wren young long king prince baker cook carter fisher hunter mason page porter
    taylor turner walker weaver bishop bond bush cross field ford forest glen heath hill holly
    lane marsh park reed rivers wells woods brown black white green gray grey rain destiny
    """
)
"""Names that are words as well: that they stand somewhere without a capital says nothing."""

SPEAKING = _in_order(
    """
    told said says say asked asks taught helped helps showed shows advised advises explained
    explains suggested suggests encouraged encourages mentored supervised replied texted emailed
    reminded laughed smiled thought thinks wanted wants gave gives took called invited introduced
    guided guides supported supports inspired inspires shared shares
    """
)
"""Verbs that follow the name of a person."""

OF_PERSONS = ("team", "group", "project", "advice", "help", "feedback", "guidance", "office", "lab")
"""What a person has."""

OF_INSTITUTIONS = _words(
    """
    hospital hospitals university college school clinic institute polyclinic hospice infirmary
    academy centre center foundation ministry nursing home medical group ward the a my our this that
    his her their your at in of general teaching community public national local district regional
    medicine nursing health surgery dental law business
    krankenhaus klinik klinikum universität universitätsklinik universitätsklinikum hochschule
    clinique université institut faculté hôpital
    """
)
"""Words that make no institution one that can be told from others."""
