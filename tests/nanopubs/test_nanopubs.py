"""Nanopublications: right by the guidelines, and a change of anything shows in the address."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import main
from kg.errors import StudyRefused, UnknownThing
from kg.formats.rdf import Quad, parse_quads
from kg.nanopubs import artifact_code, faults, nanopublication, split, trusty

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
CLAIM = "krishna2024/C-D2.4-s03"
PLACE = "RA" + "_" * 43
EVERY_KIND = rf"""
@prefix : <https://example.org/{PLACE}#> .
:g {{
  :a :b :c , <https://example.org/{PLACE}> , "plain" , "two\nlines and a \\ back stroke" ,
    "words"@en-GB , "Wörter 🌱"@de , 3 , "3" , true , "2026-01-01"^^<https://example.org/t#date> .
}}
<https://example.org/h> {{ :z :b "last" . }}
"""


@pytest.fixture(scope="module")
def made(study_store):
    """Make one of the claim that introduces Q27."""
    return nanopublication(study_store, CLAIM, by="https://orcid.org/0000-0002-1825-0097",
                           created=WHEN)  # fmt: skip


def test_a_claim_becomes_four_graphs_and_nothing_is_wrong(made):
    graphs = list(dict.fromkeys(quad.graph for quad in made.quads))
    said = made.as_trig()

    assert [graph.rpartition("#")[2] for graph in graphs] == [
        "Head", "assertion", "provenance", "pubinfo",
    ]  # fmt: skip
    assert all(graph.startswith(f"{made.iri}#") for graph in graphs)
    assert faults(made.quads) == []
    assert "krishna2024/quote/Q27> <https://w3id.org/pif-kg/ontology#illustrates>" in said
    assert '"2026-01-02T03:04:05Z"' in said
    assert "hadPrimarySource> <https://doi.org/10.1186/s12909-024-05992-0>" in said


def test_the_same_claim_gives_the_same_bytes_however_it_is_named(study_store, made):
    for name in ("C-D2.4-s03", f"https://w3id.org/pif-kg/study/{CLAIM.replace('/', '/claim/')}"):
        again = nanopublication(
            study_store, name, by="https://orcid.org/0000-0002-1825-0097", created=WHEN
        )
        assert again.as_trig() == made.as_trig()


def test_it_says_the_same_when_it_is_read_back(made):
    assert set(parse_quads(made.as_trig().encode(), ".trig")) == set(made.quads)


def test_a_change_of_any_statement_shows(made):
    for n in range(len(made.quads)):
        rest = [*made.quads[:n], *made.quads[n + 1 :]]
        assert faults(rest) != []
    quad = next(q for q in made.quads if q.object.startswith('"result'))
    changed = [q._replace(object='"theory"') if q == quad else q for q in made.quads]
    assert "it was changed" in faults(changed)[0]


def test_the_code_is_the_one_that_other_tools_give():
    # This code was made once the module gave the code of all 119 trusty and signed examples of
    # the nanopublications' own test suite.
    quads = list(parse_quads(EVERY_KIND.encode(), ".trig"))

    assert artifact_code(quads, PLACE) == "RAYBOtScvNXD8_2WFPLXjNkeqJs1U6qaZBezHTxnPDXso"


@given(st.permutations(list(parse_quads(EVERY_KIND.encode(), ".trig"))), st.integers(0, 8))
@settings(max_examples=25, deadline=None)
def test_order_and_repetition_do_not_matter(quads, again):
    named, code = trusty([*quads, *quads[:again]], PLACE)

    assert code == trusty(quads, PLACE)[1]
    assert artifact_code(named, code) == code
    assert not any(PLACE in term for quad in named for term in quad)


def test_blank_nodes_are_refused():
    with pytest.raises(ValueError, match="blank"):
        artifact_code([Quad("_:a", "<b:b>", "<c:c>", "d:d")], PLACE)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nschema#Nanopublication>", "nschema#Nothing>", "0 heads"),
        ("nschema#hasProvenance>", "nschema#hasNothing>", "np:hasProvenance leads to 0"),
        ("#pubinfo> {", "#other> {", "is empty"),
        ("#assertion> <http://www.w3.org/ns/prov#", "#other> <http://www.w3.org/ns/prov#",
         "does not speak of its assertion"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(made, old, new, said):
    quads = parse_quads(made.as_trig().replace(old, new).encode(), ".trig")

    assert said in " ".join(faults(quads))


def test_a_collection_is_taken_apart(made, study_store):
    other = nanopublication(study_store, "C-D2.1-s02", created=WHEN)
    stray = Quad("<a:a>", "<b:b>", "<c:c>", "d:d")

    parts = split([*made.quads, *other.quads, stray])

    assert [faults(part) == [] for part in parts] == [True, True, False]


@pytest.mark.parametrize(
    "claim",
    [
        "nope", "krishna2024/nope", "nope/C-D2.4-s03", 'a" }', "",
        "https://w3id.org/pif-kg/study/krishna2024/quote/Q27",
    ],
)  # fmt: skip
def test_what_is_no_claim_that_may_be_public_is_refused(study_store, claim):
    with pytest.raises((UnknownThing, StudyRefused)):
        nanopublication(study_store, claim)


def test_the_command_writes_and_checks(study_store, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PIF_STORE", study_store.address)
    out = tmp_path / "claims.trig"

    assert main(["nanopub", CLAIM, "C-D2.1-s02", "--out", str(out)]) == 0
    assert main(["nanopub", "--check", str(out)]) == 0
    assert "2 nanopublications, nothing wrong" in capsys.readouterr().out
    assert main(["nanopub", CLAIM, "--out", str(out)]) == 2
    out.write_text(out.read_text(encoding="utf-8").replace("lead-in", "theory"), encoding="utf-8")
    assert main(["nanopub", "--check", str(out)]) == 1
    assert main(["nanopub"]) == main(["nanopub", CLAIM, "--check", "x"]) == 2
    assert main(["nanopub", CLAIM, "--created", "yesterday"]) == 2
