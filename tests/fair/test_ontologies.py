"""Each thing that FOOPS! and OOPS! look for is planted, and found by the checks that should."""

import pytest

from kg.errors import UsageError
from kg.fair.checks import Level
from kg.fair.foops import foops
from kg.fair.ontologies import read_answer, read_file, read_shipped
from kg.fair.oops import LEFT, oops
from kg.fair.oops_axioms import every_pitfall
from kg.namespaces import ONTOLOGY
from tests.fair.made_up import PERFECT


def outcomes(ontology, outcome="failed"):
    """Return the ids of the checks that had an outcome."""
    results = [*foops.run(ontology).results, *every_pitfall(ontology).results]
    return {result.id for result in results if result.found.outcome == outcome}


def test_nothing_is_found_in_what_is_perfect(made_site):
    ontology = read_answer(ONTOLOGY, made_site())

    assert outcomes(ontology) == set()
    assert outcomes(ontology, "registry") == {"FIND2"}
    assert outcomes(ontology, "unseen") == set()


def test_catalogues_are_whole():
    assert len(foops.checks) == 24
    found = {check.id for check in oops.checks} | {id for id, _ in LEFT}
    assert found == {f"P{n:02}" for n in range(1, 42)}
    assert all(check.about and check.remedy for check in [*foops.checks, *oops.checks])


THING = 'ex:Odd a owl:Class ; rdfs:subClassOf ex:Text ; rdfs:label "odd" ; rdfs:comment "x y" .'
RELATION = (
    "ex:odd a owl:ObjectProperty ; rdfs:domain ex:Text ; rdfs:range ex:Text ;"
    ' owl:inverseOf ex:odder ; rdfs:label "odd" ; rdfs:comment "x y" .'
    "ex:odder a owl:ObjectProperty ; rdfs:domain ex:Text ; rdfs:range ex:Text ;"
    ' rdfs:label "odder" ; rdfs:comment "x y" .'
)
SWAPPED = [
    # What is replaced, by what, and which checks find it.
    ("dcterms:title", "ex:spokenBy", {"OM1"}),
    ("dcterms:description", "ex:spokenBy", {"OM1"}),
    ("dcterms:license", "ex:spokenBy", {"OM1", "OM4.1", "OM4.2", "P41"}),
    ("<https://creativecommons.org/licenses/by/4.0/>", '"free"', {"OM4.2"}),
    ("dcterms:creator", "ex:spokenBy", {"OM1", "OM5.1"}),
    ("dcterms:created", "ex:spokenBy", {"OM2", "OM5.1"}),
    ("dcterms:publisher", "ex:spokenBy", {"OM3", "OM5.2"}),
    ("dcterms:issued", "ex:spokenBy", {"OM3", "OM5.2"}),
    ("bibo:status", "ex:spokenBy", {"OM3"}),
    ("foaf:logo", "ex:spokenBy", {"OM3"}),
    ("dcterms:source", "ex:spokenBy", {"OM3"}),
    ("dcterms:bibliographicCitation", "ex:spokenBy", {"OM2"}),
    ("owl:versionInfo", "ex:spokenBy", {"OM2"}),
    ("vann:preferredNamespacePrefix", "ex:spokenBy", {"FIND1", "FIND2", "OM2"}),
    ("vann:preferredNamespaceUri", "ex:spokenBy", {"OM1"}),
    ("owl:versionIRI", "ex:spokenBy", {"OM1", "VER1", "VER2"}),
    ("ontology/1.0.0>", "ontology>", {"VER1"}),
    ("ontology/1.0.0>", "ontology/2.0.0>", {"VER2"}),
    ("pif-kg/dcat>", "pif-kg/dcat-elsewhere>", {"FIND3", "FIND_3_BIS"}),
    ("skos:related a owl:ObjectProperty .", "", {"VOC2"}),
    ('rdfs:label "person" ;', "", {"VOC3", "P08"}),
    ('rdfs:comment "words in an order"', "ex:heldAs 1", {"VOC4", "P08"}),
    ('rdfs:comment "words in an order"', 'rdfs:comment "text"', {"P20"}),
    ('rdfs:label "text"', 'rdfs:label "quote"', {"P32"}),
    ("owl:disjointWith ex:Text ;", "", {"P10"}),
    ("rdfs:domain ex:Quote ; rdfs:range ex:Person ;", "rdfs:domain ex:Quote ;", {"P11"}),
    ("ex:Person ; rdfs:range ex:Quote ;", "ex:Person ; rdfs:range ex:Text ;", {"P05"}),
    ("rdfs:domain ex:Quote ;", "rdfs:domain ex:Quote , ex:Text ;", {"P05", "P19"}),
    ("owl:inverseOf ex:speaks ;", "", {"P13"}),
    ("( ex:after ex:besides )", "( ex:besides )", {"P33"}),
    ("ex:RolePlayer a owl:Class ; rdfs:subClassOf ex:Person", "ex:RolePlayer a owl:Class", {"P04"}),
    ("xsd:string", "xsd:words", {"P40"}),
    ("ex:heldAs a owl:DatatypeProperty", "ex:heldAs a owl:NamedIndividual", {"P35"}),
]  # fmt: skip
ADDED = [
    ("ex:Extract owl:equivalentClass ex:Quote ." + THING.replace("Odd", "Extract"), {"P02"}),
    (RELATION.replace("ex:odd ", "ex:isA "), {"P03"}),
    ("ex:Text rdfs:subClassOf ex:Quote .", {"P06"}),
    (THING.replace("Odd", "WordsAndPeople"), {"P07"}),
    (THING.replace("Odd", "OtherText"), {"P21"}),
    (THING.replace("Odd", "odd"), {"P22"}),
    (THING.replace("Odd", "Quite_Odd"), {"P22"}),
    ("@prefix other: <https://example.org/> . other:held-as a owl:DatatypeProperty .", {"P12"}),
    ("ex:Text rdfs:subClassOf [ owl:onProperty ex:spokenBy ; owl:someValuesFrom ex:Text ] .",
     {"P24"}),
    ("ex:besides owl:inverseOf ex:besides .", {"P25"}),
    ("ex:besides owl:inverseOf ex:after .", {"P26"}),
    ("ex:before owl:equivalentProperty ex:spokenBy .", {"P27"}),
    ("ex:spokenBy a owl:SymmetricProperty .", {"P26", "P28"}),
    ("ex:spokenBy a owl:TransitiveProperty .", {"P29"}),
    ("ex:Text rdfs:subClassOf ex:Undeclared .", {"P34"}),
    ("ex:before rdfs:subPropertyOf ex:undeclared .", {"P35"}),
    ("ex:Text foaf:nickname 'x' .", {"P40"}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "found"), SWAPPED)
def test_what_is_missing_or_wrong_is_found(made_site, old, new, found):
    assert old in PERFECT
    files = {"ontology.ttl": PERFECT.replace(old, new, 1), "ontology/1.0.0.ttl": PERFECT}

    assert outcomes(read_answer(ONTOLOGY, made_site(**files))) == found


@pytest.mark.parametrize(("added", "found"), ADDED)
def test_what_is_added_is_found(made_site, added, found):
    ontology = read_answer(ONTOLOGY, made_site(**{"ontology.ttl": f"{PERFECT}\n{added}"}))

    assert outcomes(ontology) == found


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"ontology.html": None}, {"CN1", "DOC1", "P37"}),
        ({"ontology/1.0.0.ttl": None}, {"VER2"}),
        ({"dcat.ttl": ""}, {"FIND3", "FIND_3_BIS"}),
    ],
)
def test_what_is_not_published_is_found(made_site, files, found):
    assert outcomes(read_answer(ONTOLOGY, made_site(**files))) == found


def test_rdf_that_is_not_there_is_found(made_site):
    site = made_site(**{"ontology.ttl": None})
    ontology = read_shipped()
    ontology.site = site

    assert {"URI1", "CN1", "P37"} <= outcomes(ontology)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("<https://w3id.org/pif-kg/ontology> a", "<https://a.example/b> a", {"PURL1"}),
        ("<https://w3id.org/pif-kg/ontology> a", "<urn:b> a", {"PURL1", "HTTP1"}),
        ("<https://w3id.org/pif-kg/ontology> a", "<https://w3id.org/b.owl> a", {"P36"}),
        ("<https://w3id.org/pif-kg/ontology> a", "[] a", {"PURL1", "HTTP1", "P39"}),
    ],
)
def test_the_name_of_a_file_is_judged(tmp_path, old, new, found):
    (tmp_path / "mine.ttl").write_text(PERFECT.replace(old, new, 1), encoding="utf-8")

    ontology = read_file(tmp_path / "mine.ttl")

    assert outcomes(ontology) == found
    assert {"URI1", "URI2", "CN1", "DOC1", "VER2", "P37"} == outcomes(ontology, "unseen")


def test_an_ontology_that_declares_none_is_found(tmp_path):
    body = PERFECT[: PERFECT.index("<https://w3id.org/pif-kg/ontology> a")]
    (tmp_path / "mine.ttl").write_text(
        body + PERFECT[PERFECT.index("ex:Quote a") :], encoding="utf-8"
    )

    assert {"P38", "P41", "OM1", "VER1"} <= outcomes(read_file(tmp_path / "mine.ttl"))


def test_another_iri_than_the_one_asked_for_is_found(made_site):
    renamed = PERFECT.replace("<https://w3id.org/pif-kg/ontology> a", "<https://w3id.org/b> a", 1)

    assert "URI2" in outcomes(read_answer(ONTOLOGY, made_site(**{"ontology.ttl": renamed})))


def test_without_a_doi_it_waits_for_one(made_site):
    without = PERFECT.replace("https://doi.org/10.5555/12345678", "words")
    ontology = read_answer(ONTOLOGY, made_site(**{"ontology.ttl": without}))

    assert outcomes(ontology) == set()
    assert outcomes(ontology, "registry") == {"FIND2", "OM3"}


@pytest.mark.parametrize("text", ["no turtle", "<a> <b> <c>", '@prefix x: <y> . [ a "b"'])
def test_what_is_no_rdf_is_refused_with_its_place(tmp_path, text):
    (tmp_path / "mine.ttl").write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match=r"mine\.ttl, line 1"):
        read_file(tmp_path / "mine.ttl")


@pytest.mark.parametrize("name", ["mine.rdf", "mine.owl"])
def test_a_document_type_is_refused(tmp_path, name):
    (tmp_path / name).write_text('<!DOCTYPE a [<!ENTITY b "c">]><a/>', encoding="utf-8")

    with pytest.raises(UsageError, match="DOCTYPE"):
        read_file(tmp_path / name)


def test_a_skos_vocabulary_is_judged_by_its_scheme_and_concepts(tmp_path):
    text = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <https://w3id.org/a> a skos:ConceptScheme ; dcterms:title "A" ; dcterms:creator "B" ;
            dcterms:created "2026" ;
            dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
        <https://w3id.org/a/b> a skos:Concept ; skos:prefLabel "b" ; skos:definition "a letter" .
        <https://w3id.org/a/c> a skos:Concept ; skos:prefLabel "c" .
    """
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    found = outcomes(read_file(tmp_path / "a.ttl"))

    assert {"VOC4", "OM1", "P38"} <= found
    assert not {"VOC3", "OM4.1", "OM5.1", "PURL1"} & found


@pytest.mark.parametrize("name", ["mine.owl", "mine.xml"])
def test_files_of_other_endings_are_read_for_what_they_are(tmp_path, name):
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="https://w3id.org/a"/></rdf:RDF>'
    )
    for text in (PERFECT, xml.replace("/></", "><rdf:value>1</rdf:value></rdf:Description></")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert read_file(tmp_path / name).triples


def test_what_is_nested_or_runs_in_a_circle_is_judged(tmp_path):
    deep = 3_000
    nested = "[ owl:complementOf " * deep + "ex:Text" + " ]" * deep
    circle = (
        "_:a owl:unionOf ( _:b ) . _:b owl:intersectionOf ( _:a ) . ex:Text rdfs:subClassOf _:a ."
    )
    text = f"{PERFECT}\nex:odd a owl:ObjectProperty ; rdfs:domain {nested} , _:a . {circle}"
    (tmp_path / "mine.ttl").write_text(text, encoding="utf-8")

    assert {"P08", "P19"} <= outcomes(read_file(tmp_path / "mine.ttl"))


def test_levels_of_pitfalls_are_those_of_the_catalogue():
    levels: dict[Level, set[str]] = {}
    for check in oops.checks:
        levels.setdefault(check.level, set()).add(check.id)

    assert levels["critical"] == {
        "P03",
        "P05",
        "P06",
        "P19",
        "P27",
        "P28",
        "P29",
        "P37",
        "P39",
        "P40",
    }
    assert levels["important"] == {
        "P10", "P11", "P12", "P24", "P25", "P26", "P34", "P35", "P38", "P41",
    }  # fmt: skip


def test_our_own_ontology_passes_all_that_is_required():
    blocked = [
        (result.id, result.found.offenders)
        for result in [*foops.run(read_shipped()).results, *every_pitfall(read_shipped()).results]
        if result.blocks
    ]

    assert blocked == []
