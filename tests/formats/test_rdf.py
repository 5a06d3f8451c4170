"""A study in RDF gives the graphs its folder gives; what is wrong with a file is said."""

from __future__ import annotations

import gzip
import random
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.findings import violations
from kg.formats import rdf, read
from kg.formats.skolem import TooEntangled, name_blank_nodes
from kg.namespaces import ONTOLOGY_GRAPH, PIF, derived_graph, mapping_graph, study_graph
from kg.terms import A, iri, nquads, ntriples, parts, text, typed

TESTS = Path(__file__).resolve().parents[1]
BAD = TESTS / "bad" / "rdf"
EXPECTED = yaml.safe_load((BAD / "expected.yaml").read_text(encoding="utf-8"))
SMALL = TESTS / "data" / "small-study"
STUDY = "https://w3id.org/pif-kg/study/s1"
HEAD = f"<{STUDY}> a <{PIF}Study> .\n"


@pytest.fixture
def small():
    return read(SMALL)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_file_gives_its_finding(name):
    started = time.process_time()
    reading = read(BAD / name)

    [finding] = violations(reading.findings)
    assert finding.rule == EXPECTED[name]["rule"]
    assert finding.place is not None
    assert (finding.place.file, finding.place.row) == (name, EXPECTED[name].get("row"))
    assert finding.remedy
    for words in EXPECTED[name].get("words", []):
        assert words in f"{finding.message} {finding.remedy}"
    assert time.process_time() - started < 2


def test_every_bad_file_is_tried():
    assert sorted(EXPECTED) == sorted(p.name for p in BAD.iterdir() if p.name != "expected.yaml")


@pytest.mark.parametrize("packed", [False, True])
def test_its_own_export_as_nquads_gives_the_same_graphs(small, tmp_path, packed):
    data = "".join(nquads(small.graphs)).encode()
    path = tmp_path / ("study.nq.gz" if packed else "study.nq")
    path.write_bytes(gzip.compress(data) if packed else data)

    reading = read(path)

    assert reading.findings == []
    assert (reading.study, reading.graphs) == ("small-study", small.graphs)


@pytest.mark.parametrize(
    ("suffix", "format"),
    [
        (".ttl", ox.RdfFormat.TURTLE),
        (".nt", ox.RdfFormat.N_TRIPLES),
        (".rdf", ox.RdfFormat.RDF_XML),
        (".jsonld", ox.RdfFormat.JSON_LD),
    ],
)
def test_its_export_as_one_graph_is_sorted_into_the_same_graphs(small, tmp_path, suffix, format):
    store = ox.Store()
    lines = "".join(ntriples(triples) for triples in small.graphs.values())
    store.load(lines, ox.RdfFormat.N_TRIPLES)
    path = tmp_path / f"study{suffix}"
    store.dump(path, format, from_graph=ox.DefaultGraph())

    reading = read(path)

    assert reading.findings == []
    assert reading.graphs == small.graphs


def test_one_of_several_studies_is_picked(small, tmp_path):
    other = read(SMALL, study="other")
    path = tmp_path / "all.nq"
    path.write_text("".join(nquads({**small.graphs, **other.graphs})), encoding="utf-8")

    reading = read(path, study="other")

    assert violations(reading.findings) == []
    assert reading.graphs == other.graphs


def test_a_study_that_is_not_in_the_file_is_wrong_usage(small, tmp_path):
    path = tmp_path / "study.nq"
    path.write_text("".join(nquads(small.graphs)), encoding="utf-8")

    with pytest.raises(UsageError, match="'small'"):
        read(path, study="small")


def test_derived_and_shared_statements_are_left_out_and_counted(small, tmp_path):
    quote = iri("https://w3id.org/pif-kg/study/small-study/quote/Q1")
    patching = iri("https://w3id.org/pif-kg/scheme/patching")
    more = {
        derived_graph("small-study"): {(quote, A, iri(f"{PIF}InterviewQuote"))},
        ONTOLOGY_GRAPH: {(iri("https://example.org/x"), A, iri(f"{PIF}Quote"))},
        study_graph("small-study"): small.graphs[study_graph("small-study")]
        | {
            (quote, iri(f"{PIF}supports"), patching),
            (patching, iri("http://www.w3.org/2004/02/skos/core#prefLabel"), text("mine", "en")),
        },
    }
    path = tmp_path / "study.nq"
    path.write_text("".join(nquads({**small.graphs, **more})), encoding="utf-8")

    reading = read(path)

    assert reading.graphs == small.graphs
    said = {f.rule: (f.severity, f.message.split()[0]) for f in reading.findings}
    assert said == {"shared-terms": ("warning", "2"), "derived-statements": ("warning", "2")}


def test_a_file_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rdf, "FILE_LIMIT", 1 << 20)
    path = tmp_path / "bomb.nt.gz"
    path.write_bytes(gzip.compress(b"#" * (100 << 20)))

    [finding] = read(path).findings

    assert finding.rule == "too-large"


def test_a_packed_file_that_is_cut_off_is_reported(tmp_path):
    path = tmp_path / "cut.nt.gz"
    path.write_bytes(gzip.compress(HEAD.encode() * 100)[:40])

    [finding] = read(path).findings

    assert finding.rule == "gzip"


def test_more_statements_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rdf, "STATEMENT_LIMIT", 10)
    path = tmp_path / "long.nt"
    path.write_text("".join(f'<{STUDY}> <{PIF}note> "{n}" .\n' for n in range(11)))

    [finding] = read(path).findings

    assert finding.rule == "too-large"


def blank_study(order: list[int], label: str) -> str:
    lines = [HEAD]
    for n in order:
        lines.append(f'_:{label}{n} <{PIF}note> "{n}" ; <{PIF}drawnFrom> _:{label}x{n % 2} .\n')
        lines.append(f"<{STUDY}> <{PIF}hasConsent> _:{label}{n} .\n")
    return "".join(lines)


def test_blank_nodes_are_named_the_same_whatever_the_file_calls_them(tmp_path):
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    one.write_text(blank_study([1, 2, 3, 4], "b"))
    two.write_text(blank_study([3, 1, 4, 2], "other"))

    graphs = read(one).graphs

    assert graphs == read(two).graphs
    nodes = {s for s, _, _ in graphs[study_graph("s1")] if "/study/s1/node/" in s}
    assert len(nodes) == 4
    assert not any("_:" in term for triple in graphs[study_graph("s1")] for term in triple)


@given(st.data())
def test_names_of_blank_nodes_do_not_hang_on_order_or_labels(data):
    count = data.draw(st.integers(1, 6))
    edges = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, count - 1), st.sampled_from(["<p>", "<q>"]),
                st.integers(0, count - 1),
            ),
            max_size=12,
        )
    )  # fmt: skip
    renamed = data.draw(st.permutations(range(count)))
    shuffled = data.draw(st.permutations(edges))

    def graph(edges, names):
        triples = [(f"_:{names[s]}", p, f"_:{names[o]}") for s, p, o in edges]
        found = name_blank_nodes(triples)
        assert len(set(found.values())) == len(found)
        return {(found[s], p, found[o]) for s, p, o in triples}

    assert graph(edges, list(range(count))) == graph(shuffled, renamed)


def test_blank_nodes_made_to_take_for_ever_are_named_or_refused_in_seconds():
    started = time.process_time()

    nodes = [f"_:{n}" for n in range(100)]
    named = name_blank_nodes((a, "<p>", b) for a in nodes for b in nodes if a != b)
    with pytest.raises(TooEntangled):
        name_blank_nodes((f"_:{n}", "<p>", f"_:{n + 1}") for n in range(10_000))

    assert len(set(named.values())) == 100
    assert time.process_time() - started < 5


def test_too_many_entangled_blank_nodes_are_a_finding(tmp_path):
    path = tmp_path / "chain.nt"
    chain = "".join(f"_:b{n} <{PIF}note> _:b{n + 1} .\n" for n in range(10_000))
    path.write_text(f"<{STUDY}> <{A[1:-1]}> <{PIF}Study> .\n{chain}")

    [finding] = read(path).findings

    assert finding.rule == "blank-nodes"


HARD = ['say "no"', "back\\slash", "tab\there", "line\nend\r\n", "\x00\x01\x7f\x1f", "\x85 ",
        "🙂", "היום", "é", "\b\f"]  # fmt: skip


@pytest.mark.parametrize("value", HARD)
def test_a_literal_of_the_engine_becomes_our_term(value):
    assert rdf.term(ox.Literal(value)) == text(value)
    assert rdf.term(ox.Literal(value, language="pt-BR")) == text(value, "pt-BR")
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert rdf.term(ox.Literal("3", datatype=ox.NamedNode(f"{xsd}integer"))) == typed(3, "integer")
    assert rdf.term(ox.Literal(value, datatype=ox.NamedNode(f"{xsd}string"))) == text(value)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "en", "he"]))
def test_any_text_goes_through_the_engine_and_back(value, language):
    line = f"<http://e/s> <http://e/p> {text(value, language)} .\n"

    [quad] = ox.parse(input=line, format=ox.RdfFormat.N_TRIPLES)

    assert rdf.term(quad.object) == text(value, language)
    assert parts(rdf.term(quad.object))[0] == value


def test_a_mapping_graph_of_its_own_is_kept_apart(small):
    statements = sorted(small.graphs[mapping_graph("small-study")])
    random.Random(1).shuffle(statements)

    assert all("/mapping/" in s or "Match>" in p for s, p, _ in statements)
