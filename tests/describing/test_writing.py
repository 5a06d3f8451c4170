"""What is written in each format is read back as the same statements, by two readers."""

import io
import json
import re

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from kg import terms
from kg.describing.writing import FORMATS, unwritable, write
from kg.describing.writing.names import TYPE
from kg.errors import UsageError
from kg.namespaces import PIF, RDF, XSD

OX = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
RDFLIB = {"turtle": "turtle", "jsonld": "json-ld", "ntriples": "nt", "rdfxml": "xml"}
THING = "<https://w3id.org/pif-kg/study/s/quote/Q1>"


def written(format, triples):
    return b"".join(write(format, triples))


def normal(triples):
    return {(s, p, _plain(o)) for s, p, o in triples}


def _plain(term):
    if term[0] != '"':
        return term
    value, datatype, language = terms.parts(term)
    return (value, datatype, (language or "").lower())


def read(format, data):
    quads = ox.parse(data, OX[format])
    return [(str(q.subject), str(q.predicate), str(q.object)) for q in quads]


characters = st.characters(exclude_categories=["Cs"])
in_xml = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n\r"
)
iris = st.one_of(
    st.sampled_from([THING, f"<{PIF}Quote>", "<http://example.org/a?b=c&d=%2F#e'f>", "<urn:x:y>"]),
    st.text(st.characters(categories=["L", "N"], max_codepoint=0xFFFF), min_size=1).map(
        lambda name: f"<http://example.org/{name}>"
    ),
    st.sampled_from([".", "a.", "-", "a/b", "a:b", "_", "1", "c:d", "%41", "é"]).map(
        lambda name: f"<{PIF}{name}>"
    ),
)
properties = st.sampled_from(
    [TYPE, f"<{PIF}text>", "<http://purl.org/dc/terms/title>", "<http://example.org/v1.2/näme>",
     "<http://example.org/é-tail>"]
)  # fmt: skip


def literals(alphabet):
    return st.one_of(
        st.text(alphabet).map(terms.text),
        st.tuples(st.text(alphabet), st.sampled_from(["en", "de-at", "zh-hant"])).map(
            lambda pair: terms.text(*pair)
        ),
        st.integers().map(lambda n: terms.typed(n, "integer")),
        st.tuples(
            st.sampled_from(["01", "+1", "-0", "1.50", ".5", "5.", "true", "TRUE", "1e3", " 1"]),
            st.sampled_from(["integer", "decimal", "boolean", "double", "date"]),
        ).map(lambda pair: f'"{pair[0]}"^^<{XSD}{pair[1]}>'),
    )


def graphs(alphabet):
    triples = st.tuples(iris, properties, st.one_of(iris, literals(alphabet)))
    return st.lists(triples, max_size=12).map(lambda held: sorted(set(held)))


@pytest.mark.parametrize("format", FORMATS)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_what_is_written_is_what_is_read(format, data):
    held = data.draw(graphs(in_xml if format == "rdfxml" else characters))
    if format == "rdfxml":
        held = [t for t in held if not unwritable(t[1][1:-1])]

    found = read(format, written(format, held))

    assert normal(found) == normal(held)


@pytest.mark.parametrize("format", FORMATS)
def test_both_readers_see_the_same(format, study_store):
    held = list(dict.fromkeys(_triples(study_store.read_study("krishna2024"))))

    data = written(format, held)

    assert normal(read(format, data)) == normal(held)
    expected = Graph().parse(data=written("ntriples", held), format="nt")
    assert isomorphic(Graph().parse(data=data, format=RDFLIB[format]), expected)


def _triples(lines):
    for line in lines:
        s, p, rest = line.split(" ", 2)
        yield s, p, rest[: rest.rindex(" <")]


@pytest.mark.parametrize("format", FORMATS)
def test_blank_nodes_stay_apart_and_joined(format):
    node = "_:f00"
    held = [
        (f"<{PIF}Patching>", "<http://www.w3.org/2002/07/owl#equivalentClass>", node),
        (node, TYPE, "<http://www.w3.org/2002/07/owl#Restriction>"),
        (node, "<http://www.w3.org/2002/07/owl#onProperty>", f"<{PIF}supports>"),
    ]

    found = Graph().parse(data=written(format, held), format=RDFLIB[format])

    assert isomorphic(found, Graph().parse(data=written("ntriples", held), format="nt"))


def test_turtle_declares_what_it_uses_and_says_the_type_first():
    held = [
        (THING, f"<{PIF}text>", '"words"'),
        (THING, f"<{PIF}start>", f'"3"^^<{XSD}integer>'),
        (THING, TYPE, f"<{PIF}Quote>"),
    ]

    assert written("turtle", held).decode() == (
        f"@prefix pif: <{PIF}> .\n\n"
        f"{THING}\n"
        "    a pif:Quote ;\n"
        '    pif:text "words" ;\n'
        "    pif:start 3 .\n"
    )


def test_long_documents_come_in_pieces():
    held = ((f"<http://e.org/{n:06}>", f"<{PIF}text>", terms.text("w" * 50)) for n in range(20_000))

    first = next(iter(write("turtle", held)))

    assert 1 << 16 <= len(first) < 1 << 18
    assert sum(1 for _ in held) > 10_000, "the rest has not been asked for yet"


def test_json_ld_needs_no_other_document():
    data = json.loads(written("jsonld", [(THING, TYPE, f"<{PIF}Quote>")]))

    assert all(isinstance(space, str) for space in data["@context"].values())
    assert data["@graph"] == [{"@id": THING[1:-1], "@type": "pif:Quote"}]


@pytest.mark.parametrize("property", ["http://e.org/2024/", f"{RDF}li", "urn:1"])
def test_what_rdf_xml_cannot_say_is_refused(property):
    with pytest.raises(UsageError, match="cannot be written as RDF/XML") as refused:
        written("rdfxml", [(THING, f"<{property}>", '"x"')])

    assert refused.value.status == 406
    assert unwritable(property)


def test_control_characters_do_not_break_xml():
    data = written("rdfxml", [(THING, f"<{PIF}text>", terms.text("a\x01b\x0cc<&>\"d'"))])

    [(_, _, value)] = Graph().parse(io.BytesIO(data), format="xml")
    assert str(value) == "a\ufffdb\ufffdc<&>\"d'"
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", data)


def test_a_type_that_is_itself_told_of_has_its_prefix_declared():
    triple = ("<http://e.org/s>", f"<{RDF}predicate>", f"<{RDF}type>")

    made = b"".join(write("turtle", [triple])).decode()

    assert "@prefix rdf:" in made
