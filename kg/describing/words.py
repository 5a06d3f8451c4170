"""Properties in words, in the order in which people want to read them.

What the ontology labels needs no words here but for the way back: what is said of a thing by what
points to it. Properties that are in no list come last, by their labels.
"""

from __future__ import annotations

import re

from kg.namespaces import (
    CITO,
    DCTERMS,
    FOAF,
    OWL,
    PIF,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    shorten,
)
from kg.terms import iri

# property | from the thing that has it | from the thing it points to
_WORDS = """\
pif:identifier | id |
skos:prefLabel | name |
rdfs:label | name |
dcterms:title | title |
skos:altLabel | also called |
skos:hiddenLabel | also written |
skos:definition | definition |
dcterms:description | description |
skos:scopeNote | scope |
skos:example | example |
pif:text | words |
pif:printedAs | printed as |
pif:spokenBy | said by | Quotes said by them
pif:speakerLabel | printed speaker |
pif:spokenInTenure | said as | Quotes said in this role
pif:drawnFrom | taken from | Quotes taken from it
pif:standsIn | stands in | Quotes that stand in it
pif:liesIn | part of | Regions of it
pif:page | page, counted from 0 |
pif:firstAbscissa | box begins across at |
pif:firstOrdinate | box begins up or down at |
pif:secondAbscissa | box ends across at |
pif:secondOrdinate | box ends up or down at |
pif:beginsAt | begins at millisecond |
pif:endsAt | ends at millisecond |
pif:inSection | section |
pif:inSentence | sentence |
pif:statedInSentence | stated in sentence |
pif:start | begins at character |
pif:end | ends before character |
pif:illustrates | illustrates | Quotes that illustrate it
pif:supports | supports | Quotes that support it
pif:bearsOn | bears on | Quotes that bear on it
pif:evidences | is evidence of | Quotes that are evidence of it
pif:overlapsWith | overlaps with | Quotes that overlap with it
pif:sameUtteranceAs | is the same utterance as | The same utterance
pif:codingTarget | codes the quote | Coding acts on it
pif:codingRegion | codes the region | Coding acts on it
pif:codingBody | applies | Coding acts that apply it
pif:madeBy | made by | Coding acts made by them
pif:codedAt | coded at |
pif:rationale | reason given |
pif:aboutConstruct | about | Claims about it
pif:claimType | type of claim |
pif:statedIn | stated in | Claims it states
pif:namesBothGroups | names both groups |
pif:contradicts | does not agree with | Claims that do not agree with it
pif:instantiates | is a case of | Episodes that are cases of it
pif:performedBy | performed by | Episodes performed by them
pif:correspondingConstruct | corresponding construct | Classes of what happens that go with it
skos:exactMatch | means the same as | Means the same as it
skos:broadMatch | is part of what is meant by | Is part of what it means
skos:narrowMatch | covers | Covers it
skos:closeMatch | is close to | Close to it
skos:relatedMatch | is related to | Related to it
skos:broader | is a kind of | Kinds of it
skos:narrower | has the kinds | Of which it is a kind
skos:related | is related to | Related to it
skos:inScheme | belongs to | Belongs to it
skos:topConceptOf | stands at the top of | At its top
skos:hasTopConcept | has at its top | Stands at the top of
skos:member | has the members | Collections it is a member of
pif:hasTenure | has the role | Who has this role
pif:inProgram | in the programme | Roles in it
pif:trainingStatus | status |
pif:trainingYear | year of training |
pif:hasAttribute | attribute | Whose attribute it is
pif:attributeName | attribute |
pif:attributeValue | value |
pif:accountOf | account of | Documents that tell of them
pif:diaryOf | diary of | Diaries of theirs
pif:documentDate | date |
pif:medium | medium |
dcterms:creator | by |
pif:publicationYear | year |
pif:containerTitle | in |
bibo:volume | volume |
bibo:issue | issue |
bibo:pages | pages |
bibo:number | number |
bibo:edition | edition |
bibo:chapter | chapter |
bibo:numPages | number of pages |
bibo:numVolumes | number of volumes |
bibo:isbn | ISBN |
bibo:issn | ISSN |
bibo:pmid | PubMed |
bibo:uri | web address |
dcterms:issued | published |
dcterms:publisher | publisher |
dcterms:language | language |
pif:creatorList | by, in order |
pif:editorList | edited by |
pif:placeOfPublication | place of publication |
pif:furtherFields | further fields |
pif:doi | DOI |
pif:reports | reports | Reported in
pif:reportedIn | reported in | Reports the study
pif:toWork | the work | Entries of reference lists for it
pif:listPosition | place in the list |
cito:hasCitingEntity | the citing work | Citations it makes
cito:hasCitedEntity | the cited work | Citations of it
cito:hasCitationCharacterization | purpose | Citations for this purpose
pif:viaReference | by the entry | Citations by this entry
pif:fit | fit |
cito:cites | cites | Works that cite it
pif:studiesProgram | programme studied | Studies of it
pif:usesMethod | method | Studies that use it
pif:limitedBy | limited by | Studies it limits
pif:reusesDataOf | reuses the data of | Studies that reuse its data
pif:hasCodebook | codebook | Whose codebook it is
pif:hasConsent | consent | Whose consent it records
pif:consentScope | consent to |
pif:consentStatus | status of the consent |
pif:ethicsReference | ethics approval |
pif:contact | contact |
pif:hostedBy | hosted by | Programmes it hosts
dcterms:license | licence | Published under it
dcterms:rights | rights |
pif:publishableAttribute | may be published |
pif:minimumGroupSize | smallest group shown |
pif:accessLevel | who may see it | Things with this access
sssom:subject_id | code | Mappings from it
sssom:predicate_id | relation | Mappings with this relation
sssom:object_id | construct | Mappings to it
sssom:mapping_justification | ground of the mapping | Mappings on this ground
sssom:author_label | mapped by |
sssom:confidence | confidence |
sssom:comment | comment |
dcterms:temporal | when |
dcterms:source | source | Terms and things that rest on it
pif:anchorText | words in the source |
pif:locator | place in the source |
pif:note | note |
skos:note | note |
skos:changeNote | change |
rdfs:comment | comment |
rdfs:subClassOf | is a kind of | Kinds of it
rdfs:subPropertyOf | is a way of | Ways of it
rdfs:domain | is said of | Properties of it
rdfs:range | leads to | Properties that lead to it
owl:inverseOf | the other way round | The other way round
owl:disjointWith | is never | Never both
rdfs:isDefinedBy | defined in | Terms it defines
owl:imports | imports | Imported by
owl:versionIRI | this version |
owl:versionInfo | version |
rdfs:seeAlso | see also | Referred to by
pif:ofStudy | of the study | Everything of this study
rdf:type | is a | Everything of this kind
"""


def _read() -> dict[str, tuple[int, str, str]]:
    spaces = {**PREFIXES, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "skos": SKOS, "foaf": FOAF}
    found = {}
    for place, line in enumerate(_WORDS.splitlines()):
        curie, forth, back = (part.strip() for part in line.split("|"))
        prefix, _, name = curie.partition(":")
        found[iri(spaces[prefix] + name)] = (place, forth, back)
    return found


WORDS = _read()
NAMES = tuple(
    f"<{space}{name}>"
    for space, name in ((SKOS, "prefLabel"), (RDFS, "label"), (DCTERMS, "title"), (FOAF, "name"))
)
"""Properties that the head of a page has said already."""
SPOKEN = (f"<{PIF}text>", f"<{PIF}printedAs>", f"<{PIF}anchorText>")
"""Properties whose values somebody else said: their words."""


_OTHERS = WORDS[iri(f"{PIF}publishableAttribute")][0] - 0.5
"""The place of properties that are in no list: after what a thing is, before who may see it."""


def order(property: str) -> tuple[float, str]:
    """Return a key to sort properties (terms) by."""
    place = WORDS[property][0] if property in WORDS else _OTHERS
    return place, property


def forth(property: str, label: str) -> str:
    """Return a property in words, as said of the thing that has it; ``label`` if it has none here.

    >>> forth("<https://w3id.org/pif-kg/ontology#spokenBy>", "spoken by")
    'said by'
    """
    return WORDS.get(property, (0, "", ""))[1] or plain(label)


def back(property: str, label: str) -> str:
    """Return a property in words, as the heading over what points to a thing.

    >>> back("<https://w3id.org/pif-kg/ontology#supports>", "supports")
    'Quotes that support it'
    >>> back("<http://purl.org/spar/cito/citesAsAuthority>", "cito:citesAsAuthority")
    'Works that cite it (cites as authority)'
    """
    said = WORDS.get(property, (0, "", ""))[2]
    if said:
        return said
    if property.startswith(f"<{CITO}"):
        return f"Works that cite it ({plain(label)})"
    return f"What has it as “{plain(label)}”"


def plain(name: str) -> str:
    """Return a name with a prefix as words; anything else as it is.

    >>> plain("fabio:JournalArticle"), plain("http://example.org/x")
    ('journal article', 'http://example.org/x')
    """
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in PREFIXES or not local.isalnum() or not local.isascii():
        return name
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()


def short(property: str) -> str:
    """Return a property as addresses name it: with its prefix, or in full."""
    return shorten(property[1:-1])


def full(name: str) -> str:
    """Return the property (a term) that an address names.

    Raises:
        ValueError: It cannot be an IRI.
    """
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return iri(PREFIXES[prefix] + rest)
    return iri(name)
