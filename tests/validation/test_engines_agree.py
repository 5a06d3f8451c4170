"""The compiled shapes find what pySHACL finds: every result, on valid, spoiled and random data."""

from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from kg import formats
from kg.errors import LimitReached
from kg.formats.rdf import parse_turtle, term
from kg.namespaces import PIF, PREFIXES, RDF, SKOS, XSD
from kg.resources import folder
from kg.terms import A, text, typed
from kg.validation.checking import hits, results
from kg.validation.compiled import Unsupported, compile_shapes
from kg.validation.facts import Facts
from kg.validation.rulebook import rulebook
from kg.validation.shapes import reference_results

SHAPES = Path(__file__).parents[1] / "shapes"
SPOILED = sorted((SHAPES / "spoiled").glob("*.ru"))
BASE = "https://w3id.org/pif-kg/study/small/"


def spoiled(case: Path | None) -> set:
    store = ox.Store()
    store.bulk_load(path=str(SHAPES / "valid.ttl"), format=ox.RdfFormat.TURTLE)
    if case:
        prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        store.update(f"BASE <{BASE}>\n{prefixes}{case.read_text(encoding='utf-8')}")
    return {(term(q.subject), term(q.predicate), term(q.object)) for q in store}


def simple(result):
    """A path of several steps is a blank node of the shapes; its shape tells which."""
    path = result.path if result.path and result.path.startswith("<") else None
    return result._replace(path=path)


def assert_agree(triples):
    facts = Facts({"graph": triples})

    ours = {simple(r) for r in results(facts)}
    theirs = {simple(r) for r in reference_results(facts)}

    assert ours == theirs
    assert set(hits(ours, facts)) == set(hits(theirs, facts))
    return ours


def test_the_shipped_shapes_are_compiled_and_not_left_to_pyshacl():
    compiled = compile_shapes(rulebook().triples)

    assert len(compiled.targeted) > 30


@pytest.mark.parametrize("case", [None, *SPOILED], ids=lambda case: case.stem if case else "valid")
def test_engines_agree_on_each_way_of_spoiling_a_study(case):
    assert_agree(spoiled(case))


ODD = [
    text(""), text("  "), text("words"), text("words", "en"), text("words", "en-gb"),
    text("Words\nin two lines"), text("publication"), text("ok"), text("P 1"), text("a" * 200),
    *(typed(n, "integer") for n in (
        "0", "1", "-3", "+7", "007", "12", "2024", "99999999999999999999", " 5", "1_000", "٣",
        "9" * 50, "9" * 500,
    )),
    *(typed(n, "decimal") for n in ("0", "1.5", ".5", "2.", "-1.50", "1e3")),
    *(typed(n, "double") for n in ("1", "1e3", "INF", "x")),
    *(typed(n, "boolean") for n in ("true", "false", "1", "0", "TRUE", "yes", "")),
    *(typed(n, "dateTime") for n in (
        "2021-02-03T04:05:06", "2021-02-03T04:05:06Z", "2021-02-03T04:05:06.789+08:00",
        "2021-02-30T00:00:00", "2021-02-03", "2021-02-03T24:00:00", "0000-01-01T00:00:00",
        "-0044-03-15T00:00:00", "2021-02-03T04:05", "soon", "2021-02-03T04:05:60",
        "2021-02-03T04:05:06+25:00",
    )),
    *(typed(n, "date") for n in ("2021-02-03", "2021-02-31", "soon")),
    *(typed(n, "nonNegativeInteger") for n in ("3", "-3")),
    *(typed(n, "int") for n in ("3", "99999999999")),
    *(typed(n, "gYear") for n in ("2021", "soon")),
    typed("words", "anyURI"), typed("words", "token"),
    text("<b>") + f"^^<{RDF}HTML>", text("<b>") + f"^^<{RDF}XMLLiteral>",
    text("3") + "^^<https://example.org/number>",
    "<https://example.org/elsewhere>", "<urn:x:y>", f"<{PIF}Public>", f"<{PIF}Nowhere>",
    f"<{PIF}Quote>", f"<{PIF}Construct>", f"<{PIF}MentoringDiary>", f"<{PIF}initiation>",
    f"<{SKOS}exactMatch>", f"<{XSD}string>",
    "<https://w3id.org/pif-kg/scheme/patching>", "<https://w3id.org/pif-kg/scheme/nothing>",
]  # fmt: skip
"""Values that a property may have by mistake or malice."""
STOPPING = [
    *(typed(n, "integer") for n in ("second", "", "1.0")),
    *(typed(n, "decimal") for n in ("NaN", "x")),
    typed("NaN", "double"),
]
"""Values that pySHACL breaks off at, when it compares one with itself or a decimal."""


def first_study() -> list:
    """Return the first study without its literature, which takes half of pySHACL's time."""
    reading = formats.read(Path(str(folder("studies"))) / "krishna2024")
    told = set().union(*reading.graphs.values())
    literature = {
        s for s, _, _ in told if "/citation/" in s or "/reference/" in s or "doi.org" in s
    }
    return sorted(t for t in told if t[0] not in literature and t[2] not in literature)


STUDY = first_study()
SMALL = sorted(parse_turtle((SHAPES / "valid.ttl").read_bytes(), "valid.ttl"))


@st.composite
def changed(draw, statements):
    """Take statements out, and put others like them in."""
    told = set(statements)
    indexes = st.integers(0, len(statements) - 1)
    for index in draw(st.lists(indexes, max_size=12)):
        told.discard(statements[index])
    for index in draw(st.lists(indexes, min_size=1, max_size=25)):
        s, p, o = statements[index]
        match draw(st.integers(0, 4)):
            case 0:
                told.discard((s, p, o))
                told.add((s, p, draw(st.sampled_from(ODD + STOPPING))))
            case 1:
                told.add((s, p, draw(st.sampled_from(ODD))))
            case 2:
                told.add((s, p, statements[draw(indexes)][2]))
            case 3:
                told.add((statements[draw(indexes)][0], p, o))
            case 4:
                told.add((s, A, statements[draw(indexes)][2]))
    # What is said to be of a class is a thing: no reader lets anything else through.
    return {(s, p, o) for s, p, o in told if p != A or o.startswith("<")}


RANDOMLY = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def unless_stopped(triples):
    try:
        assert_agree(triples)
    except (TypeError, ArithmeticError):
        # pySHACL compared two values that it cannot compare; it has no answer to agree with.
        assert any(o in STOPPING for _, _, o in triples)
        reject()


@settings(RANDOMLY, max_examples=60)
@given(changed(SMALL))
def test_engines_agree_on_a_small_study_spoiled_at_random(triples):
    unless_stopped(triples)


@pytest.mark.slow
@settings(RANDOMLY, max_examples=15)
@given(changed(STUDY))
def test_engines_agree_on_the_first_study_spoiled_at_random(triples):
    unless_stopped(triples)


def spread(value):
    """Give every property of the small study a value beside its own."""
    return {*SMALL, *((s, p, value) for s, p, _ in SMALL if p != A)}


@pytest.mark.parametrize("value", ODD, ids=range(len(ODD)))
def test_engines_agree_on_an_odd_value_of_every_property(value):
    assert_agree(spread(value))


@pytest.mark.parametrize("value", STOPPING)
def test_a_value_that_stops_pyshacl_is_found_all_the_same(value):
    facts = Facts({"graph": spread(value)})

    found = {(r.component, r.value) for r in results(facts)}

    assert ("LessThanOrEqualsConstraintComponent", value) in found
    with pytest.raises((TypeError, ArithmeticError)):
        list(reference_results(facts))


@pytest.mark.parametrize(
    "shapes",
    [
        "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?o }' ]",
        "sh:property [ sh:path [ sh:inversePath ( ex:a ex:b ) ] ; sh:minCount 1 ]",
        "sh:pattern 'a' ; sh:flags 'q'",
        "sh:node ex:S",
        "sh:property [ sh:minCount 1 ]",
        "sh:unheardOf 3",
        "sh:or ()",
        "sh:target [ a sh:SPARQLTarget ]",
        "sh:minLength 'three'",
    ],
    ids=lambda text: text.split()[0],
)
def test_what_cannot_be_compiled_is_said_and_not_passed_over(shapes):
    turtle = f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        ex:S a sh:NodeShape ; sh:targetClass ex:C ; {shapes} .
    """

    with pytest.raises(Unsupported):
        compile_shapes(parse_turtle(turtle.encode(), "shapes"))


def chain(length):
    codes = [f"<{BASE}code/n{n}>" for n in range(length)]
    of_study = next(o for _, p, o in SMALL if p == f"<{PIF}ofStudy>")
    for above, code in pairwise(codes):
        yield code, f"<{SKOS}broader>", above
        yield code, A, f"<{PIF}Code>"
        yield code, f"<{PIF}ofStudy>", of_study


def test_a_long_chain_of_codes_ends_at_a_limit_before_memory_does():
    with pytest.raises(LimitReached, match="chains or circles"):
        list(results(Facts({"graph": {*SMALL, *chain(20_000)}})))


def test_a_chain_as_long_as_a_codebook_is_followed_to_its_end():
    assert_agree({*SMALL, *chain(40)})
