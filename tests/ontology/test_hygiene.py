"""One rule, one test; a failure names every offender."""

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
BASE = "https://w3id.org/pif-kg/"
PIF = Namespace(BASE + "ontology#")
SCHEME = BASE + "scheme/"
PAPER = URIRef("https://doi.org/10.1186/s12909-024-05992-0")

ROOT_FILE = ONTOLOGY / "pif.ttl"
MODULES = sorted((ONTOLOGY / "modules").glob("*.ttl"))
ALIGNMENTS = sorted((ONTOLOGY / "alignments").glob("*.ttl"))
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
KINDS = (OWL.Class, *PROPERTY_KINDS, OWL.NamedIndividual)


def listed(text):
    """Give the words of a text as a list."""
    return text.split()


CONTRACT_CLASSES = listed("""
    Study Publication Participant Document InterviewTranscript MentoringDiary
    RoleTenure MenteeTenure PeerMentorTenure MentorTenure SeniorMentorTenure FacultyTenure
    Quote InterviewQuote DiaryQuote MenteeQuote PeerMentorQuote
    Codebook Code DomainCode SubdomainCode ThemeCode CategoryCode Construct
    CodingAct AuthorCoding ProjectCoding Claim LeadInClaim
    Episode IdentityWork Splinting Patching Enriching Adaptation
    Reflection ReflectionInAction ReflectionOnAction ThresholdEvent
    EcologicalLevel Environment MicroEnvironment MesoEnvironment MacroEnvironment
    MentoringStage MentoringProgram Organization Limitation Bias
    Mentee PeerMentor EligibleForPeerMentoring RoleChanger
    TriangulatedConstruct CrossRoleConstruct IllustratedClaim
""")
CONTRACT_OBJECT_PROPERTIES = listed("""
    drawnFrom spokenBy spokenInTenure codingTarget codingBody madeBy supports bearsOn
    illustrates aboutConstruct statedIn evidences instantiates performedBy
    overlapsWith sameUtteranceAs ofStudy hasTenure inProgram
    reports studiesProgram limitedBy usesMethod reusesDataOf nextStage accessLevel
    viaReference toWork
""")
CONTRACT_DATA_PROPERTIES = listed("""
    identifier text start end speakerLabel codedAt rationale claimType
    trainingYear trainingStatus projectsUndertakenMin projectsUndertakenMax
    publishedProjectsMin becamePeerMentor stageNumber namesBothGroups inSection inSentence fit
""")
CONTRACT_INDIVIDUALS = listed("""
    Public Restricted Closed microsystem mesosystem exosystem macrosystem chronosystem
    initiation matching initial-meetings data-gathering data-analysis manuscript-writing
    submission post-submission
""")


@cache
def parsed(path):
    return Graph().parse(path, format="turtle")


@cache
def merged(*paths):
    graph = Graph()
    for path in paths:
        graph += parsed(path)
    return graph


def core():
    return merged(ROOT_FILE, *MODULES)


def everything():
    return merged(*sorted(ONTOLOGY.rglob("*.ttl")))


def declared(graph, *kinds):
    """Give the project's own terms of these kinds."""
    return {
        term
        for kind in kinds or KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term.startswith(PIF)
    }


def name(term):
    return str(term).removeprefix(str(PIF))


def names(terms):
    return sorted(name(term) for term in terms)


def one(term, predicate):
    return str(core().value(term, predicate) or "")


def words(text):
    return f" {' '.join(re.findall(r'[a-z0-9]+', text.lower()))} "


def spelt_out(camel):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", camel)


# What every term says of itself


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example])
def test_every_term_has_one_in_english(predicate):
    offenders = [
        term
        for term in declared(core())
        if [text.language for text in core().objects(term, predicate)] != ["en"]
    ]

    assert names(offenders) == []


def test_every_term_names_its_source():
    offenders = [
        term
        for term in declared(core())
        if not any(isinstance(source, URIRef) for source in core().objects(term, DCTERMS.source))
    ]

    assert names(offenders) == []


def test_a_term_from_the_paper_alone_names_its_sentence():
    offenders = [
        term
        for term in declared(core())
        if set(core().objects(term, DCTERMS.source)) == {PAPER}
        and not list(core().objects(term, PIF.statedInSentence))
    ]

    assert names(offenders) == []


def test_a_sentence_is_named_by_section_and_number():
    offenders = {
        f"{name(term)}: {sentence}"
        for term, sentence in core().subject_objects(PIF.statedInSentence)
        if not re.fullmatch(r"[A-Z]+[0-9]?(\.[0-9])?-s[0-9]{2}", sentence)
    }

    assert sorted(offenders) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_term_is_defined_by_the_module_it_stands_in(path):
    module = URIRef(f"{BASE}ontology/modules/{path.stem}")

    offenders = [
        term
        for term in declared(parsed(path))
        if list(parsed(path).objects(term, RDFS.isDefinedBy)) != [module]
    ]

    assert names(offenders) == []


# Labels and definitions


def test_no_two_terms_of_a_kind_share_a_label():
    offenders = []
    for kind in KINDS:
        labels = Counter(one(term, RDFS.label) for term in declared(core(), kind))
        offenders += [label for label, count in labels.items() if count > 1]

    assert offenders == []


def test_a_label_is_lower_case_prose():
    offenders = [
        term
        for term in declared(core())
        if not re.fullmatch(r"[a-z][a-z ,-]*|DOI", one(term, RDFS.label))
    ]

    assert names(offenders) == []


def test_no_two_terms_share_a_definition():
    definitions = defaultdict(list)
    for term in declared(core()):
        definitions[words(one(term, SKOS.definition))].append(name(term))

    assert [shared for shared in definitions.values() if len(shared) > 1] == []


def test_a_definition_does_not_use_the_name_it_defines():
    offenders = [
        term
        for term in declared(core())
        for own in (one(term, RDFS.label), spelt_out(name(term)))
        if words(own) in words(one(term, SKOS.definition))
    ]

    assert names(set(offenders)) == []


def test_a_definition_is_one_sentence_of_genus_and_difference():
    offenders = [
        term
        for term in declared(core())
        for definition in [one(term, SKOS.definition)]
        if not definition[:1].islower()
        or re.search(r"[.;!?]( |$)", definition)
        or len(definition.split()) < 5
    ]

    assert names(offenders) == []


def test_prose_is_spelt_the_british_way():
    american = re.compile(r"\b(program|programs|organiz\w+|behavior\w*|recogniz\w+|socializ\w+)\b")

    offenders = [
        f"{name(term)}: {found.group()}"
        for term in declared(core())
        for predicate in (RDFS.label, SKOS.definition, SKOS.scopeNote)
        if (found := american.search(one(term, predicate)))
    ]

    assert offenders == []


# Names


def test_classes_are_named_in_upper_camel_case():
    offenders = [
        term
        for term in declared(core(), OWL.Class)
        if not re.fullmatch(r"([A-Z][a-z]+)+", name(term))
    ]

    assert names(offenders) == []


def test_properties_are_named_in_lower_camel_case():
    offenders = [
        term
        for term in declared(core(), *PROPERTY_KINDS)
        if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name(term))
    ]

    assert names(offenders) == []


def test_every_contract_term_is_declared():
    wanted = {
        OWL.Class: CONTRACT_CLASSES,
        OWL.ObjectProperty: CONTRACT_OBJECT_PROPERTIES,
        OWL.DatatypeProperty: CONTRACT_DATA_PROPERTIES,
        OWL.NamedIndividual: CONTRACT_INDIVIDUALS,
    }

    missing = [
        term
        for kind, terms in wanted.items()
        for term in terms
        if (PIF[term], RDF.type, kind) not in core()
    ]

    assert missing == []


def test_every_term_of_the_data_model_page_is_declared():
    page = (ROOT / "docs" / "reference" / "data-model.md").read_text(encoding="utf-8")
    used = set()
    for term, other_end in re.findall(r"pif:([A-Za-z-]*[A-Za-z])(?:/(Max))?", page):
        used |= {term, term.replace("Min", other_end)} if other_end else {term}

    assert sorted(used - {name(term) for term in declared(core())}) == []


# Properties


@pytest.mark.parametrize(
    ("predicate", "excuse"), [(RDFS.domain, "No domain"), (RDFS.range, "No range")]
)
def test_every_property_has_a_domain_and_a_range_or_says_why_it_is_anything(predicate, excuse):
    offenders = [
        term
        for term in declared(core(), OWL.ObjectProperty, OWL.DatatypeProperty)
        if (core().value(term, predicate) in (None, OWL.Thing))
        != (excuse in one(term, SKOS.scopeNote))
        or core().value(term, predicate) is None
    ]

    assert names(offenders) == []


def test_an_inverse_turns_domain_and_range_round():
    offenders = [
        f"{name(there)} / {name(back)}"
        for there, back in core().subject_objects(OWL.inverseOf)
        if core().value(there, RDFS.domain) != core().value(back, RDFS.range)
        or core().value(there, RDFS.range) != core().value(back, RDFS.domain)
    ]

    assert offenders == []


def test_a_property_has_at_most_one_inverse():
    uses = Counter(term for pair in core().subject_objects(OWL.inverseOf) for term in pair)

    assert names(term for term, count in uses.items() if count > 1) == []


def test_a_subproperty_stays_inside_the_domain_and_range_of_its_parent():
    offenders = []
    for child, parent in core().subject_objects(RDFS.subPropertyOf):
        for predicate in (RDFS.domain, RDFS.range):
            wide = core().value(parent, predicate)
            narrow = core().value(child, predicate)
            above = core().transitive_objects(narrow, RDFS.subClassOf) if narrow else ()
            if wide is not None and wide not in above:
                offenders.append(f"{name(child)} / {name(parent)}")

    assert offenders == []


# Files


def test_no_term_is_defined_in_two_files():
    homes = Counter(
        term for path in (ROOT_FILE, *MODULES, *ALIGNMENTS) for term in declared(parsed(path))
    )

    assert names(term for term, count in homes.items() if count > 1) == []


def test_every_term_used_anywhere_is_declared():
    used = {
        term
        for triple in everything()
        for term in triple
        if isinstance(term, URIRef) and term.startswith(PIF) and term != URIRef(PIF)
    }

    assert names(used - declared(core())) == []


def test_every_construct_named_by_the_ontology_is_in_the_shared_scheme():
    scheme = parsed(ONTOLOGY / "scheme.ttl")
    used = {
        term for term in core().objects() if isinstance(term, URIRef) and term.startswith(SCHEME)
    }

    missing = {term for term in used if (term, RDF.type, SKOS.Concept) not in scheme}

    assert sorted(missing) == []


def test_the_root_imports_every_module_and_nothing_else():
    modules = {URIRef(f"{BASE}ontology/modules/{path.stem}") for path in MODULES}

    assert set(everything().subject_objects(OWL.imports)) == {
        (URIRef(BASE + "ontology"), module) for module in modules
    }


@pytest.mark.parametrize("path", [ROOT_FILE, *MODULES, *ALIGNMENTS], ids=lambda path: path.stem)
def test_a_file_is_one_ontology_with_a_version(path):
    folder = "" if path == ROOT_FILE else f"/{path.parent.name}/{path.stem}"
    iri = URIRef(f"{BASE}ontology{folder}")

    assert list(parsed(path).subjects(RDF.type, OWL.Ontology)) == [iri]
    assert str(parsed(path).value(iri, OWL.versionIRI)).startswith(f"{iri}/")
    assert str(parsed(path).value(iri, OWL.versionIRI)).endswith(
        str(parsed(path).value(iri, OWL.versionInfo))
    )


@pytest.mark.parametrize("path", [ROOT_FILE, *MODULES], ids=lambda path: path.stem)
def test_a_header_says_title_maker_licence_and_source(path):
    [iri] = parsed(path).subjects(RDF.type, OWL.Ontology)

    missing = [
        predicate
        for predicate in ("title", "description", "creator", "license", "source")
        if parsed(path).value(iri, DCTERMS[predicate]) is None
    ]

    assert missing == []


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_speaks_of_one_outside_vocabulary(path):
    plumbing = (str(OWL), str(RDF), str(RDFS), str(XSD), BASE)
    outside = {
        re.match(r"https?://(purl\.org/spar/|\S*[#/])", str(term)).group()
        for triple in parsed(path)
        for term in triple
        if isinstance(term, URIRef) and not str(term).startswith(plumbing)
    }

    assert len(outside) == 1, outside


@pytest.mark.parametrize("path", ALIGNMENTS, ids=lambda path: path.stem)
def test_an_alignment_declares_the_outside_terms_its_axioms_use(path):
    graph = parsed(path)
    kinds = {RDFS.subClassOf: {OWL.Class}, RDFS.subPropertyOf: set(PROPERTY_KINDS)}

    offenders = [
        str(term)
        for predicate, allowed in kinds.items()
        for term in graph.objects(None, predicate)
        if not allowed & set(graph.objects(term, RDF.type))
    ]

    assert offenders == []


def test_modules_use_no_term_of_an_aligned_vocabulary():
    outside = re.compile(r"prov|/oa#|spar/|schema\.org|ns/org|foaf|dpv|p-plan")

    offenders = {
        str(term)
        for subject, predicate, value in core()
        # What is said of the ontology itself is said in words that registries read.
        if subject != URIRef(BASE + "ontology") and value != OWL.AnnotationProperty
        if predicate not in (DCTERMS.source, RDFS.seeAlso)
        for term in (subject, predicate, value)
        if isinstance(term, URIRef) and outside.search(str(term)) and not term.startswith(BASE)
    }

    assert sorted(offenders) == []


# Logic


def test_no_iri_is_both_a_class_and_an_individual():
    graph = everything()
    builtin = (str(OWL), str(RDF), str(RDFS))
    classes = set(graph.subjects(RDF.type, OWL.Class))
    properties = {term for kind in PROPERTY_KINDS for term in graph.subjects(RDF.type, kind)}
    individuals = {
        term
        for term, kind in graph.subject_objects(RDF.type)
        if not str(kind).startswith(builtin) or kind == OWL.NamedIndividual
    }

    offenders = {
        str(term)
        for first, second in (
            (classes, individuals),
            (classes, properties),
            (properties, individuals),
        )
        for term in first & second
        if not isinstance(term, BNode)
    }

    assert sorted(offenders) == []


def test_every_bridge_leads_to_the_construct_of_its_class():
    bridges = {
        (cls, core().value(restriction, OWL.hasValue))
        for restriction in core().subjects(OWL.onProperty, PIF.instantiates)
        for cls in core().subjects(RDFS.subClassOf, restriction)
    }

    assert len(bridges) == 12
    assert bridges <= set(core().subject_objects(PIF.correspondingConstruct))


def test_no_literal_has_a_datatype_that_reasoners_reject():
    rejected = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.time, XSD.duration}

    offenders = [
        f"{subject} {value}"
        for path in (ROOT_FILE, *MODULES, *ALIGNMENTS)
        for subject, value in parsed(path).subject_objects()
        if (isinstance(value, Literal) and value.datatype in rejected) or value in rejected
    ]

    assert offenders == []


def test_exact_matches_are_left_one_way():
    characteristics = set(core().objects(SKOS.exactMatch, RDF.type))

    assert characteristics == {OWL.ObjectProperty}
    assert (None, RDFS.subPropertyOf, SKOS.broader) not in core()


def test_a_deprecated_term_says_what_replaces_it():
    offenders = [
        term
        for term in core().subjects(OWL.deprecated, Literal(True))
        if core().value(term, DCTERMS.isReplacedBy) is None
        or core().value(term, SKOS.changeNote) is None
    ]

    assert names(offenders) == []


def test_the_stages_follow_one_another_from_one_to_eight():
    stages = sorted(
        core().subjects(RDF.type, PIF.MentoringStage),
        key=lambda stage: int(core().value(stage, PIF.stageNumber)),
    )

    assert [int(core().value(stage, PIF.stageNumber)) for stage in stages] == list(range(1, 9))
    assert [core().value(stage, PIF.nextStage) for stage in stages] == [*stages[1:], None]
    assert [str(core().value(stage, PIF.identifier)) for stage in stages] == [
        name(stage) for stage in stages
    ]
