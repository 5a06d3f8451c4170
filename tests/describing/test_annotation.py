"""Quotes and coding acts in the W3C's annotation model."""

import json
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD

from kg.describing.annotation import CONTEXT, annotation
from kg.describing.memory import Memory
from kg.namespaces import BASE, PIF
from kg.terms import A, iri, text, typed

OA = Namespace("http://www.w3.org/ns/oa#")
BUNDLED = json.loads(Path(__file__).with_name("data").joinpath("anno.jsonld").read_text())
STUDY = f"{BASE}study/s"
QUOTE, DOCUMENT = f"{STUDY}/quote/Q1", f"{STUDY}/document/D1"
BEFORE, WORDS, AFTER = "Am ersten Tag 🎓🎓: ", "𐐀 we led a team 🩺", " and that was it."


def pif(name):
    return iri(PIF + name)


def study(access="Closed"):
    start = len(BEFORE)
    quote, document = iri(QUOTE), iri(DOCUMENT)
    yield iri(STUDY), A, pif("Study")
    yield iri(STUDY), f"<{DCTERMS.license}>", iri("https://creativecommons.org/licenses/by/4.0/")
    yield quote, A, pif("Quote")
    yield quote, pif("ofStudy"), iri(STUDY)
    yield quote, pif("text"), text(WORDS)
    yield quote, pif("start"), typed(start, "integer")
    yield quote, pif("end"), typed(start + len(WORDS), "integer")
    yield quote, pif("drawnFrom"), document
    yield document, pif("fullText"), text(BEFORE + WORDS + AFTER)
    yield document, pif("accessLevel"), pif(access)
    for coder, code, moment in (("ann", "lead", "2024-05-01T10:00:00+02:00"),
                                ("ben", "team", "2024-06-01T00:00:00")):  # fmt: skip
        act = iri(f"{STUDY}/coding/Q1-{code}-{coder}")
        yield act, A, pif("ProjectCoding")
        yield act, pif("codingTarget"), quote
        yield act, pif("codingBody"), iri(f"{STUDY}/code/{code}")
        yield act, pif("madeBy"), iri(f"{STUDY}/coder/{coder}")
        yield act, pif("codedAt"), typed(moment, "dateTime")
        yield act, pif("rationale"), text(f"why {coder} did")
        yield iri(f"{STUDY}/coder/{coder}"), pif("identifier"), text(coder)


@pytest.fixture
def annotated(store, put):
    """Return a thing of a small study as an annotation, and as the triples that it stands for."""

    def annotated(thing, access="Closed", closed=True):
        put(store, "s", list(study(access)))
        made = annotation(store, Memory(""), thing, closed=closed)
        assert made["@context"] == CONTEXT
        whole = {**made, "@context": BUNDLED["@context"]}
        return made, Graph().parse(data=json.dumps(whole), format="json-ld")

    return annotated


def test_a_quote_is_an_annotation_of_its_document(annotated):
    _, graph = annotated(QUOTE)

    [it] = graph.subjects(RDF.type, OA.Annotation)
    target = graph.value(it, OA.hasTarget)
    assert target == URIRef(QUOTE)
    assert (target, RDF.type, OA.SpecificResource) in graph
    assert graph.value(target, OA.hasSource) == URIRef(DOCUMENT)
    assert graph.value(it, DCTERMS.rights) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    codes = {
        str(graph.value(body, OA.hasSource))
        for body in graph.objects(it, OA.hasBody)
        if graph.value(body, OA.hasSource)
    }
    assert codes == {f"{STUDY}/code/lead", f"{STUDY}/code/team"}
    assert set(graph.objects(it, OA.motivatedBy)) == {OA.classifying}


def test_positions_count_code_points_and_words_are_exact(annotated):
    _, graph = annotated(QUOTE)

    [position] = graph.subjects(RDF.type, OA.TextPositionSelector)
    [quoted] = graph.subjects(RDF.type, OA.TextQuoteSelector)
    start, end = (int(graph.value(position, p)) for p in (OA.start, OA.end))
    assert (BEFORE + WORDS + AFTER)[start:end] == WORDS == str(graph.value(quoted, OA.exact))
    assert str(graph.value(quoted, OA.prefix)) == BEFORE
    assert str(graph.value(quoted, OA.suffix)) == AFTER


def test_each_body_says_who_applied_it_and_when(annotated):
    _, graph = annotated(QUOTE)

    [body] = graph.subjects(OA.hasSource, URIRef(f"{STUDY}/code/lead"))
    assert graph.value(body, DCTERMS.creator) == URIRef(f"{STUDY}/coder/ann")
    moment = Literal("2024-05-01T08:00:00Z", datatype=XSD.dateTime)
    assert graph.value(body, DCTERMS.created) == moment
    [it] = graph.subjects(RDF.type, OA.Annotation)
    assert set(graph.objects(it, DCTERMS.creator)) == {
        URIRef(f"{STUDY}/coder/ann"), URIRef(f"{STUDY}/coder/ben")}  # fmt: skip


def test_a_coding_act_is_an_annotation_by_its_own_address(annotated):
    act = f"{STUDY}/coding/Q1-team-ben"

    _, graph = annotated(act)

    [it] = graph.subjects(RDF.type, OA.Annotation)
    assert it == URIRef(act)
    assert graph.value(it, OA.hasTarget) == URIRef(QUOTE)
    assert graph.value(it, DCTERMS.creator) == URIRef(f"{STUDY}/coder/ben")
    assert graph.value(it, DCTERMS.created) == Literal(
        "2024-06-01T00:00:00Z", datatype=XSD.dateTime
    )
    values = {str(v) for v in graph.objects(None, RDF.value)}
    assert values == {"why ben did"}


@pytest.mark.parametrize(
    ("access", "closed", "shown"),
    [("Closed", True, True), ("Closed", False, False), ("Restricted", False, False),
     ("Public", False, True)],
)  # fmt: skip
def test_what_stands_around_is_told_to_those_who_may_see_it(annotated, access, closed, shown):
    made, _ = annotated(QUOTE, access, closed)

    selector = made["target"]["selector"][0]
    assert ("prefix" in selector) is shown
    assert selector["exact"] == WORDS


def test_a_quote_without_words_place_or_codes_is_still_one(store, put):
    put(store, "s", [(iri(QUOTE), A, pif("Quote"))])

    made = annotation(store, Memory(""), QUOTE, closed=True)

    assert made["target"] == {"id": QUOTE, "type": "SpecificResource", "source": STUDY}
    assert "body" not in made
    assert "creator" not in made


def test_offsets_that_do_not_fit_the_text_bring_no_surroundings(store, put):
    wrong = [t if t[1] != pif("start") else (*t[:2], typed(1, "integer")) for t in study("Public")]
    put(store, "s", wrong)

    made = annotation(store, Memory(""), QUOTE, closed=True)

    assert "prefix" not in made["target"]["selector"][0]


@pytest.mark.parametrize(
    ("place", "selector"),
    [
        ({"beginsAt": 61_500, "endsAt": 70_000}, "t=61.5,70"),
        ({"page": 2, "firstAbscissa": 1, "firstOrdinate": 1, "secondAbscissa": 2,
          "secondOrdinate": 2}, "page=3"),
        ({"firstAbscissa": 420, "firstOrdinate": 80, "secondAbscissa": 120,
          "secondOrdinate": 310}, "xywh=120,80,300,230"),
        ({"firstAbscissa": -1, "firstOrdinate": 0, "secondAbscissa": 5, "secondOrdinate": 5}, ""),
        ({}, ""),
    ],
    ids=["time", "page", "box", "outside", "whole"],
)  # fmt: skip
def test_a_region_is_the_fragment_of_a_medium(store, put, place, selector):
    region, act = f"{STUDY}/region/R1", f"{STUDY}/coding/R1-k"
    said = [(iri(region), A, pif("Region")), (iri(region), pif("liesIn"), iri(DOCUMENT))]
    said += [(iri(region), pif(name), typed(n, "integer")) for name, n in place.items()]
    said += [(iri(act), pif("codingRegion"), iri(region))]
    said += [(iri(act), pif("codingBody"), iri(f"{STUDY}/code/k"))]
    put(store, "s", said)

    made = [annotation(store, Memory(""), thing, closed=True) for thing in (region, act)]

    for each in made:
        assert (each["target"]["id"], each["target"]["source"]) == (region, DOCUMENT)
        assert each["body"]["source"]["id"] == f"{STUDY}/code/k"
        found = each["target"].get("selector", {})
        assert found.get("value", "") == selector
        assert not found or found["type"] == "FragmentSelector"
