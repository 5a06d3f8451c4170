"""What stands around a quote is shown when it is asked for, and never otherwise."""

import csv
import io
import json
import shutil
from pathlib import Path

import generated_studies
import pytest
from store_kinds import KINDS, opened

import kg
from kg.cli import main
from kg.errors import UsageError
from kg.evidence.context import in_context
from kg.identifiers import thing_iri
from kg.index import open_index
from kg.loading import load
from kg.namespaces import study_graph
from kg.queries import list_queries
from kg.store import open_store
from kg.terms import read_nquads, text, value_of
from webui import create_app

SMALL = Path(__file__).resolve().parents[1] / "data" / "small-study"
TEXTS = {
    name: (SMALL / "documents" / file).read_bytes().decode("utf-8-sig")
    for name, file in (("P1-interview", "P1-interview.txt"), ("Diary1", "entries/diary-1.txt"))
}
ONLY_IN_DOCUMENTS = ("Made-up interview.", "How was it?", "Made-up diary.", "Écrire")
FULL_TEXT = "SELECT ?t WHERE { ?d <https://w3id.org/pif-kg/ontology#fullText> ?t }"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("context") / "store")
    load(SMALL, store)
    yield store
    store.close()


@pytest.fixture
def pif(store, monkeypatch, capsysbinary):
    """Run a command on the small study; returns exit code, standard output and error."""
    monkeypatch.setenv("PIF_STORE", store.address)

    def run(*words):
        capsysbinary.readouterr()
        code = main(words)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def around(store, characters, **asked):
    return {
        hit.quote: (hit.before, hit.after)
        for hit in kg.Graph(store).quotes(context=characters, **asked)
    }


# What is shown


def test_context_is_counted_in_code_points_with_line_ends(store):
    assert around(store, 12, document="P1-interview") == {
        "Q1": ("t at first. ", "\r\nP1: I was "),
        "Q2": ("nt on.\r\nP1: ", "\r\n"),
    }


def test_context_ends_where_the_document_does(store):
    before, after = around(store, 2_000)["Q1"]

    assert before + TEXTS["P1-interview"][61:103] + after == TEXTS["P1-interview"]


def test_offsets_that_were_found_on_loading_count(store):
    assert around(store, 6)["Q4"] == ("aide. ", "\n")


def test_a_quote_without_offsets_or_text_has_none(store):
    found = around(store, 50)

    assert found["Q3"] == (None, None), "offsets, and no text"
    assert found["Q5"] == (None, None), "neither"
    [row] = [hit for hit in kg.Graph(store).quotes() if hit.quote == "Q1"]
    assert (row.before, row.after) == (None, None), "nobody asked"


@pytest.mark.parametrize("kind", KINDS)
def test_every_store_gives_the_same_context(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with opened(kind, tmp_path) as store:
        store.replace("øre", generated_studies.graphs_of("øre"))
        texts = generated_studies.texts_of("øre")
        shown = 0
        for hit in kg.Graph(store).quotes(context=7):
            if hit.start is None:
                assert (hit.before, hit.after) == (None, None)
                continue
            said = texts[hit.document]
            assert hit.before == said[max(0, hit.start - 7) : hit.start]
            assert hit.after == said[hit.end : hit.end + 7]
            shown += 1
        assert shown > 10


def test_a_text_that_does_not_have_the_quote_there_is_not_shown(tmp_path):
    store = open_store(tmp_path)
    load(SMALL, store)
    graphs = read_nquads(store.read_study("small-study"))
    own = graphs[study_graph("small-study")]
    document = f"<{thing_iri('small-study', 'document', 'P1-interview')}>"
    property = "<https://w3id.org/pif-kg/ontology#fullText>"
    [said] = [t for t in own if t[:2] == (document, property)]
    own.remove(said)
    own.add((document, property, text("Other words. " + value_of(said[2]))))
    store.replace("small-study", graphs)

    assert around(store, 50)["Q1"] == (None, None)
    assert around(store, 50)["Q4"] != (None, None)


@pytest.mark.parametrize(
    "strange", ["\x0c", "\x1b[2J", "\r", "\x85", "\u2028", "\ufffe", "\u202e", '"""\\', "<b>", "\t"]
)
def test_any_character_of_a_document_comes_out_as_it_went_in(strange, tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "s"))
    path = study / "documents" / "entries" / "diary-1.txt"
    path.write_bytes(f"before{strange}היום היה קל.{strange}after".encode())
    store = open_store(tmp_path / "store")
    load(study, store)

    assert around(store, 100)["Q4"] == (f"before{strange}", f"{strange}after")


def test_a_text_with_a_page_break_goes_through_rdf(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "s"))
    path = study / "documents" / "entries" / "diary-1.txt"
    path.write_bytes(("one\x0c" + TEXTS["Diary1"].split("aide. ")[1].rstrip()).encode())
    store, other = (open_store(tmp_path / name) for name in ("store", "other"))
    load(study, store)
    written = tmp_path / "study.nq"
    written.write_text("".join(store.read_study("small-study")), encoding="utf-8", newline="\n")

    load(written, other)

    assert other.revision() == store.revision()
    assert around(other, 9)["Q4"] == ("one\x0c", "")


# Limits


@pytest.mark.parametrize("characters", [0, -1, 2_001])
def test_a_size_out_of_bounds_is_refused(store, pif, characters):
    with pytest.raises(UsageError, match="from 1 to 2,000"):
        kg.Graph(store).quotes(context=characters)

    code, out, err = pif("quotes", f"--context={characters}")
    assert (code, out) == (2, "")
    assert "from 1 to 2,000" in err


def test_two_hundred_quotes_have_context_and_more_are_refused(tmp_path, monkeypatch, capsys):
    store = open_store(tmp_path)
    generated_studies.fill(store, quotes=60)
    graph = kg.Graph(store)
    monkeypatch.setenv("PIF_STORE", store.address)

    with pytest.raises(UsageError, match="200"):
        graph.quotes(context=10)
    with pytest.raises(UsageError, match="200"):
        in_context(store, [*graph.quotes()], 10)
    hits = graph.quotes(context=10, limit=200)
    assert len([hit for hit in hits if hit.before is not None]) > 50

    assert main(["quotes", "--context", "10", "--format", "csv"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "200" in said.err
    assert main(["quotes", "--context", "10", "--limit", "200", "--format", "csv"]) == 0


def test_documents_are_read_once_each(store, monkeypatch):
    rows = [*kg.Graph(store).quotes()]
    asked = []
    query = type(store).query

    def counted(self, sparql, bindings=None):
        asked.append(bindings)
        return query(self, sparql, bindings)

    monkeypatch.setattr(type(store), "query", counted)
    in_context(store, rows, 10)

    documents = [value_of(b["document"]).rpartition("/")[2] for b in asked if b]
    assert sorted(documents) == sorted(TEXTS)


@pytest.mark.parametrize("other", [("--sparql",), ("--near", "struggle", "going-on")])
def test_what_has_no_context_refuses_it(pif, other):
    code, out, err = pif("quotes", "--context", "10", *other)

    assert (code, out) == (2, "")
    assert "--context" in err


# How it is written


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_the_columns_come_last_and_the_rest_stays_as_it_is(pif, format):
    delimiter = "\t" if format == "tsv" else ","

    def rows(*words):
        out = pif("quotes", "--format", format, *words)[1]
        return list(csv.reader(io.StringIO(out, newline=""), delimiter=delimiter))

    plain, wide = rows(), rows("--context", "20")

    assert [row[:-2] for row in wide] == plain
    assert [name.lstrip("?") for name in wide[0][-2:]] == ["before", "after"]
    assert wide[1][-2:] != ["", ""]


def test_json_has_null_where_nothing_is_known(pif):
    body = json.loads(pif("quotes", "--context", "5", "--format", "json")[1])

    found = {quote["quote"]: quote for quote in body["quotes"]}
    assert found["Q2"]["after"] == "\r\n"
    assert found["Q3"]["before"] is found["Q3"]["after"] is None
    plain = json.loads(pif("quotes", "--format", "json")[1])
    assert "before" not in plain["quotes"][0]


def test_a_table_shows_it(pif):
    out = pif("quotes", "--context", "100", "--format", "table")[1]

    assert "before" in out
    assert "after" in out
    assert "Made-up" in out


# Nothing else shows it


def silent(said):
    return [words for words in ONLY_IN_DOCUMENTS if words in said]


def test_the_texts_are_held_and_context_shows_them(store, pif):
    assert {value_of(row["t"]) for row in store.query(FULL_TEXT).rows()} == set(TEXTS.values())
    assert silent(pif("quotes", "--context", "2000", "--format", "csv")[1]) == [*ONLY_IN_DOCUMENTS]


@pytest.mark.parametrize("query", [query.name for query in list_queries()])
def test_no_saved_query_shows_a_document(pif, query):
    code, out, _ = pif("query", query, "--format", "csv")

    assert code == 0
    assert silent(out) == []


@pytest.mark.parametrize(
    "words",
    [
        *(("quotes", "--format", format) for format in ("csv", "tsv", "json", "table")),
        ("quotes", "--near", "struggle", "going-on", "--within", "5000"),
        ("quotes", "--sparql"),
        ("matrix", "--rows", "code", "--cols", "document"),
        ("matrix", "--framework", "--format", "html"),
        ("cooccur", "--kind", "code"),
        ("agreement", "--study", "small-study"),
        ("explain", "Q1", "patching"),
        ("studies",),
        ("status",),
        ("validate", str(SMALL)),
    ],
    ids=" ".join,
)
def test_no_command_shows_a_document(pif, words):
    _, out, err = pif(*words)

    assert out + err != ""
    assert silent(out + err) == []


def test_no_page_shows_a_document(store):
    client = create_app(kg.Graph(store)).test_client()

    for construct in ("patching", "identity-work", "splinting"):
        page = client.get(f"/?supports={construct}")
        assert page.status_code == 200
        assert silent(page.text) == []


def test_a_search_does_not_find_words_that_only_a_document_has(store):
    assert kg.Graph(store).quotes(text="interview").total == 0
    assert kg.Graph(store).quotes(text="lost").total == 1


def test_the_index_has_no_document_and_a_removed_study_leaves_none(tmp_path, pif, monkeypatch):
    store = open_store(tmp_path / "store")
    load(SMALL, store)
    monkeypatch.setenv("PIF_STORE", store.address)
    index = tmp_path / "store" / "index.sqlite"
    open_index(store)

    assert b"Then I asked" in index.read_bytes()
    assert silent(index.read_bytes().decode("utf-8", "replace")) == []
    held = [p for p in (tmp_path / "store").rglob("*") if p.is_file()]

    assert pif("remove", "small-study")[0] == 0

    left = [p for p in (tmp_path / "store").rglob("*") if p.is_file()]
    assert list(store.query(FULL_TEXT).rows()) == []
    assert len([p for p in held if "small-study" in p.name]) > 0
    assert [p.name for p in left if "small-study" in p.name] == []
    assert [p.name for p in left if silent(p.read_bytes().decode("utf-8", "replace"))] == []
