"""A study gives the statements of docs/reference/data-model.md, the same every time."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.columns import column_for
from kg.formats import read
from kg.formats.cells import CELL_LIMIT
from kg.formats.tables import TABLES
from kg.namespaces import BASE, CITO, DCTERMS, PIF, RDFS, SKOS, SSSOM, XSD
from kg.terms import A, nquads, parts, value_of

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SMALL = TESTS / "data" / "small-study"
GOLDEN = TESTS / "data" / "small-study.nq"
S = f"{BASE}study/small-study"
PUBLICATION = "https://doi.org/10.5555/made-up.2024"


@pytest.fixture(scope="module")
def graphs():
    return read(SMALL).graphs


@pytest.fixture(scope="module")
def said(graphs):
    return {triple for triples in graphs.values() for triple in triples}


def about(said, subject: str) -> dict[str, set[str]]:
    """Return what is said of a thing: property without namespace → values without syntax."""
    found: dict[str, set[str]] = {}
    for s, p, o in said:
        if s == f"<{subject}>":
            found.setdefault(re.split(r"[#/]", p[:-1])[-1], set()).add(value_of(o))
    return found


def test_the_graphs_are_the_reviewed_ones(graphs):
    written = "".join(nquads(graphs))
    if os.environ.get("REWRITE_GOLDEN"):
        GOLDEN.write_text(written, encoding="utf-8")

    assert written == GOLDEN.read_text(encoding="utf-8")


def test_the_graphs_are_rdf_that_an_engine_reads(graphs):
    quads = list(ox.parse(input="".join(nquads(graphs)), format=ox.RdfFormat.N_QUADS))

    assert len(quads) == sum(map(len, graphs.values()))
    assert not any(isinstance(q.object, ox.BlankNode) for q in quads)


def test_every_thing_has_its_id_and_its_study(said):
    things = {s for s, _, _ in said if s.startswith(f"<{S}/") and not s.endswith("/codebook>")}

    assert things == {s for s, p, _ in said if p == f"<{PIF}identifier>"} - {f"<{S}>"}
    assert things <= {s for s, p, o in said if p == f"<{PIF}ofStudy>" and o == f"<{S}>"}


def test_a_quote_says_who_spoke_where_and_in_which_role(said):
    assert about(said, f"{S}/quote/Q3") == {
        "type": {f"{PIF}Quote"},
        "identifier": {"Q3"},
        "ofStudy": {S},
        "text": {'I said, "go on", and\nthey did.'},
        "drawnFrom": {f"{S}/document/P2-interview"},
        "spokenBy": {f"{S}/participant/P2"},
        "spokenInTenure": {f"{S}/tenure/P2-peer-mentor"},
        "speakerLabel": {"P2"},
        "start": {"10"},
        "end": {"40"},
        "inSection": {"Results"},
        "locator": {"page 3"},
        "note": {"made up"},
        "accessLevel": {f"{PIF}Public"},
    }


def test_a_diary_of_unknown_author_has_a_tenure_that_nobody_holds(said):
    tenure = f"{S}/tenure/Diary1-mentee"

    assert about(said, f"{S}/quote/Q4")["spokenInTenure"] == {tenure}
    assert "spokenBy" not in about(said, f"{S}/quote/Q4")
    assert about(said, tenure)["type"] == {f"{PIF}MenteeTenure"}
    assert not any(p.endswith("#hasTenure>") and o == f"<{tenure}>" for _, p, o in said)


def test_a_participant_holds_a_tenure_for_each_role(said):
    person = about(said, f"{S}/participant/P3")

    assert person["hasTenure"] == {f"{S}/tenure/P3-mentee", f"{S}/tenure/P3-peer-mentor"}
    assert about(said, f"{S}/tenure/P3-mentee")["inProgram"] == {f"{S}/programme/circle"}


def test_values_of_participants_are_numbers_and_words(said):
    person = about(said, f"{S}/participant/P2")

    assert person["trainingStatus"] == {"resident"}
    assert about(said, f"{S}/participant/P1")["trainingStatus"] == {"medical-student"}
    assert person["yearsInProgramMax"] == {"2.5"}
    assert about(said, f"{S}/participant/P1")["becamePeerMentor"] == {"no"}
    attribute = about(said, f"{S}/attribute/P2-ward")
    assert (attribute["attributeName"], attribute["attributeValue"]) == ({"ward"}, {"south"})


def test_a_second_coder_of_the_same_code_gets_a_coding_of_their_own(said):
    first, second = (about(said, f"{S}/coding/Q5-going-on{end}") for end in ("", "-coder-1"))

    assert first["codingBody"] == second["codingBody"] == {f"{S}/code/going-on"}
    assert first["madeBy"] == {f"{S}/coder/authors"}
    assert second["madeBy"] == {f"{S}/coder/coder-1"}
    assert second["codedAt"] == {"2023-06-01T10:00:00+02:00"}
    assert about(said, f"{S}/coder/authors")["type"] == {f"{PIF}CodingTeam"}
    assert about(said, f"{S}/coder/coder-1")["type"] == {f"{PIF}Researcher"}


def test_a_project_coding_may_name_a_construct(said):
    coding = about(said, f"{S}/coding/Q5-patching")

    assert coding["type"] == {f"{PIF}ProjectCoding"}
    assert coding["codingBody"] == {f"{BASE}scheme/patching"}


def test_a_code_goes_before_a_construct_of_its_name(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "s"))
    with (study / "codebook.csv").open("a", encoding="utf-8") as file:
        file.write("patching,Our patching,d1,theme,,,,\n")
    with (study / "codings.csv").open("a", encoding="utf-8") as file:
        file.write("Q1,patching,,,,\n")

    said = {t for triples in read(study).graphs.values() for t in triples}

    assert about(said, f"{S}/coding/Q1-patching")["codingBody"] == {f"{S}/code/patching"}
    assert about(said, f"{S}/coding/Q5-patching")["codingBody"] == {f"{BASE}scheme/patching"}


def test_labels_of_codes_carry_the_language_of_the_study(graphs):
    [label] = [
        o
        for triples in graphs.values()
        for s, p, o in triples
        if s.endswith("/code/struggle>") and p == f"<{SKOS}prefLabel>"
    ]

    assert label == '"Struggle"@en'


def test_mappings_stand_in_a_graph_of_their_own_with_their_ground(graphs):
    mapped = graphs[f"{BASE}graph/mapping/small-study"]

    exact = (f"<{S}/code/going-on>", f"<{SKOS}exactMatch>", f"<{BASE}scheme/patching>")
    assert exact in mapped
    node = about(mapped, f"{S}/mapping/struggle-closeMatch-identity-work")
    assert node["type"] == {f"{SSSOM}Mapping"}
    assert node["confidence"] == {"0.5"}
    assert node["mapping_justification"] == {"https://w3id.org/semapv/vocab/ManualMappingCuration"}


def test_episodes_name_what_they_draw_on(said):
    episode = about(said, f"{S}/episode/e1")

    assert episode["drawsOn"] == {f"{S}/entity/ideal-P1"}
    assert episode["performedBy"] == {f"{S}/participant/P1"}
    ideal = about(said, f"{S}/entity/ideal-P1")
    assert ideal["type"] == {f"{PIF}IdealPhysicianImage"}
    assert ideal["imageFrom"] == {f"{S}/participant/P2"}
    assert about(said, f"{S}/quote/Q2")["evidences"] == {f"{S}/episode/e1"}
    assert about(said, f"{S}/quote/Q1")["overlapsWith"] == {f"{S}/quote/Q2"}


def test_citations_are_said_in_full_and_in_short(said):
    schon = f"{BASE}work/schon-2019-an-article-that-was-made-up"
    book = "https://doi.org/10.5555/a-book"
    direct = about(said, PUBLICATION)

    assert direct["cites"] == {schon, book}
    assert direct["citesAsEvidence"] == direct["extends"] == {schon}
    first = about(said, f"{S}/citation/s01-ref01-1")
    assert first["hasCitationCharacterization"] == {f"{CITO}citesAsEvidence"}
    assert first["viaReference"] == {f"{S}/reference/ref01"}
    assert about(said, f"{S}/citation/s01-ref01-2")["hasCitedEntity"] == {schon}
    assert about(said, f"{S}/citation/cite-3")["fit"] == {"doubtful"}


def test_the_study_says_what_it_rests_on(said):
    study = about(said, S)

    assert study["license"] == {"https://creativecommons.org/licenses/by/4.0/"}
    assert study["reportedIn"] == {PUBLICATION}
    assert study["hasConsent"] == {f"{S}/consent/interview", f"{S}/consent/publication"}
    assert about(said, f"{S}/consent/publication")["consentStatus"] == {"given"}
    assert study["minimumGroupSize"] == {"3"}
    programme = about(said, f"{S}/programme/circle")
    assert programme["type"] == {f"{PIF}PeerMentoringProgram", f"{PIF}MenteeEntryProgram"}
    assert programme["hasStage"] == {f"{PIF}initiation", f"{PIF}matching"}
    assert about(said, f"{S}/entity/structure")["includesPart"] == {f"{S}/entity/rules"}
    assert about(said, f"{S}/entity/meso")["relatesToLevel"] == {f"{PIF}mesosystem"}
    assert about(said, f"{S}/entity/ecosystem")["ecosystemOf"] == {f"{S}/programme/circle"}
    activity = about(said, f"{S}/activity/collection")
    assert activity["temporal"] == {"2023-02/2023-05"}


def test_no_statement_is_one_that_is_derived(said):
    derived = {f"<{PIF}{name}>" for name in ("supports", "bearsOn", "tenureOf", "targetOfCoding")}

    assert not derived & {p for _, p, _ in said}


def test_no_date_is_of_a_kind_the_reasoner_refuses(said):
    datatypes = {parts(o)[1] for _, _, o in said if o.startswith('"')}

    kinds = ("string", "integer", "decimal", "boolean", "dateTime")
    strings = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
    assert datatypes <= {f"{XSD}{kind}" for kind in kinds} | strings


def test_words_of_the_ontology_that_are_used_exist(said):
    from kg.formats.vocabulary import vocabulary

    words = vocabulary()
    properties = {p[len(PIF) + 1 : -1] for _, p, _ in said if p.startswith(f"<{PIF}")}
    classes = {o[len(PIF) + 1 : -1] for _, p, o in said if p == A and o.startswith(f"<{PIF}")}

    assert classes <= words.classes
    known = words.object_properties | words.data_properties | {"statedInSentence"}
    assert properties <= known


def test_the_order_of_rows_does_not_matter(tmp_path, graphs):
    study = Path(shutil.copytree(SMALL, tmp_path / "s"))
    for name in ("quotes", "documents", "claims", "codebook", "relations"):
        path = study / f"{name}.csv"
        header, *rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
        random.Random(7).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])

    assert read(study).graphs == graphs


def test_another_process_with_another_hash_seed_writes_the_same_bytes(graphs):
    script = (
        "import sys; from pathlib import Path; from kg.formats import read;"
        "from kg.terms import nquads;"
        "sys.stdout.buffer.write(''.join(nquads(read(Path(sys.argv[1])).graphs)).encode())"
    )

    made = subprocess.run(
        [sys.executable, "-c", script, str(SMALL)],
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
        check=True,
        cwd=ROOT,
    )

    assert made.stdout == "".join(nquads(graphs)).encode()


def test_another_base_gives_the_same_graph_under_it():
    script = (
        "import sys; from pathlib import Path; from kg.formats import read;"
        "from kg.terms import nquads;"
        "sys.stdout.buffer.write(''.join(nquads(read(Path(sys.argv[1])).graphs)).encode())"
    )

    made = subprocess.run(
        [sys.executable, "-c", script, str(SMALL)],
        env={**os.environ, "PIF_BASE_IRI": "https://example.org/kg/"},
        capture_output=True,
        check=True,
        cwd=ROOT,
    )

    moved = GOLDEN.read_text("utf-8").replace("https://w3id.org/pif-kg/", "https://example.org/kg/")
    assert sorted(made.stdout.decode().splitlines()) == sorted(moved.splitlines())


def test_columns_that_findings_name_exist():
    from kg.columns import _COLUMNS

    tables = {
        "participant": "participants", "tenure": "participants", "document": "documents",
        "quote": "quotes", "code": "codebook", "coding": "codings", "claim": "claims",
        "mapping": "mappings", "episode": "episodes", "citation": "citations",
    }  # fmt: skip
    by_name = {table.name: table for table in TABLES}

    for kind, name in tables.items():
        for column in _COLUMNS[kind].values():
            assert by_name[name].column(column), (kind, column)
    assert column_for(f"{S}/quote/Q1", f"{PIF}spokenInTenure") == "role"
    assert column_for(f"{S}/episode/e1", f"{PIF}drawsOn") == "property"
    assert column_for(S, f"{DCTERMS}license") == "licence"
    assert column_for("https://example.org/x", f"{RDFS}label") is None


CONTROL = [c for c in map(chr, range(0xA0)) if unicodedata.category(c) == "Cc"]
WORDS = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[*(c for c in CONTROL if c not in "\t\n\r"), "\ufffe", "\uffff"],
    ),
    min_size=1,
    max_size=200,
)
STRANGE = st.sampled_from(
    ['"', '""', ",", "\r\n", "\n", "\r", "=1+1", "🙂👩\u200d⚕️", "שלום, עולם", "\u200fא\u200e",
     "é", "#", ";", "\ufeff", "\u2028", "\u2029", "\\", "\\n", "<b>", "@en", "^^"]
)  # fmt: skip
TEXTS = st.lists(WORDS | STRANGE, min_size=1, max_size=5).map("".join).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4, unique=True))
def test_any_text_comes_out_as_it_went_in(tmp_path, texts):
    study = tmp_path / "s"
    shutil.rmtree(study, ignore_errors=True)
    write_study(study, texts)

    reading = read(study)

    assert [f for f in reading.findings if f.severity == "violation"] == []
    assert [quote.text for quote in reading.model.quotes] == texts
    document = "\n".join(["Made up.", *texts])
    for quote in reading.model.quotes:
        if quote.start is not None:
            assert document[quote.start : quote.end] == quote.text
    lines = "".join(nquads(reading.graphs))
    found = {
        q.subject.value.rsplit("/", 1)[-1]: q.object.value
        for q in ox.parse(input=lines, format=ox.RdfFormat.N_QUADS)
        if q.predicate.value == f"{PIF}text"
    }
    assert found == {f"Q{n}": text for n, text in enumerate(texts)}


def write_study(study: Path, texts: list[str]) -> None:
    """Write a small study whose document holds the texts, one below the other."""
    (study / "documents").mkdir(parents=True)
    (study / "study.yaml").write_text(
        "id: small-study\ntitle: Made up\nlicence: CC0\n", encoding="utf-8"
    )
    (study / "documents" / "d.txt").write_bytes("\n".join(["Made up.", *texts]).encode())
    tables = {
        "documents": [["id", "kind", "file"], ["D", "diary", "d.txt"]],
        "codebook": [["code", "label"], ["c", "C"]],
        "quotes": [
            ["id", "document", "role", "text"],
            *([f"Q{n}", "D", "mentee", text] for n, text in enumerate(texts)),
        ],
        "codings": [["quote", "code"], *([f"Q{n}", "c"] for n in range(len(texts)))],
    }
    for name, rows in tables.items():
        with (study / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    (study / "references.json").write_text(json.dumps([]), encoding="utf-8")


def test_a_long_text_is_read_in_good_time(tmp_path):
    long = "Made up and long. " * (CELL_LIMIT // 18)
    write_study(tmp_path / "s", [long.strip()])

    assert read(tmp_path / "s").model.quotes[0].start == 9
