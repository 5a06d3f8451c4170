"""``pif quotes`` as a user meets it."""

import csv
import io
import json
import os

import pytest

from kg.cli import main

PEER = ("quotes", "--supports", "identity-work", "--role", "peer-mentor", "--not", "patching")


@pytest.fixture
def pif(study_store, monkeypatch, capsysbinary):
    """Run a command on the first study; returns exit code, standard output and error."""
    monkeypatch.setenv("PIF_STORE", study_store.address)

    def run(*words, given=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        capsysbinary.readouterr()
        code = main(words)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_the_csv_has_the_columns_of_the_contract_in_order(pif):
    code, out, _ = pif("quotes", "--supports", "patching", "--format", "csv")

    [row] = csv.DictReader(io.StringIO(out))
    assert code == 0
    assert out.startswith(
        "quote,text,study,document,source,participant,role,codes,claim,access,iri\r\n"
    )
    assert (row["quote"], row["study"], row["document"]) == ("Q27", "krishna2024", "NP1-interview")
    assert (row["source"], row["participant"], row["role"]) == ("interview", "NP1", "peer-mentor")
    assert (row["codes"], row["claim"]) == ("d2.4;d2.4-patching", "C-D2.4-s03")
    assert row["access"] == "public"


def test_the_example_has_its_four_quotes(pif):
    _, out, _ = pif(*PEER, "--format", "csv")

    assert [row["quote"] for row in csv.DictReader(io.StringIO(out))] == [
        "Q21",
        "Q17",
        "Q20",
        "Q19",
    ]


@pytest.mark.parametrize("format", ["csv", "tsv"])
@pytest.mark.parametrize(
    "asked",
    [
        PEER,
        ("quotes",),
        ("quotes", "--supports", "identity-work", "--mode", "filed"),
        ("quotes", "--text", "people don't"),
        ("quotes", "--source", "diary", "--limit", "2"),
        ("quotes", "--where", "not role:mentee or text:mentor*"),
    ],
)
def test_the_query_it_prints_gives_the_same_bytes(pif, asked, format):
    _, query, _ = pif(*asked, "--sparql")

    _, rows, _ = pif("query", "-", "--format", format, given=query)
    assert pif(*asked, "--format", format)[1] == rows


def test_json_is_the_body_of_the_api(pif):
    _, out, _ = pif(*PEER, "--format", "json", "--limit", "3")

    body = json.loads(out)
    assert body["total"] == 4
    assert [quote["quote"] for quote in body["quotes"]] == ["Q21", "Q17", "Q20"]
    assert list(body["quotes"][0]) == [
        "quote", "iri", "text", "study", "document", "source", "participant", "role", "codes",
        "claim", "access",
    ]  # fmt: skip
    assert body["sparql"].startswith("PREFIX pif:")
    rest = json.loads(pif(*PEER, "--format", "json", "--after", body["next"])[1])
    assert [quote["quote"] for quote in rest["quotes"]] == ["Q19"]
    assert rest["next"] is None


def test_who_is_not_known_is_null(pif):
    body = json.loads(pif("quotes", "--document", "MDiary1", "--format", "json")[1])

    assert body["quotes"][0]["participant"] is None


def test_a_table_shows_the_first_fifty_and_says_so(pif, tmp_path, monkeypatch):
    from generated_studies import fill

    from kg.store import open_store

    store = open_store(tmp_path)
    fill(store)
    monkeypatch.setenv("PIF_STORE", str(tmp_path))

    _, out, err = pif("quotes", "--format", "table")

    assert "50 rows\n" in out
    assert "160 quotes" in out
    assert "These are 50 of 160 quotes. --limit 0 shows all" in err
    after = err.split("--after ")[1].split(" ")[0]
    assert "50 rows\n" in pif("quotes", "--format", "table", "--after", after)[1]
    assert len(pif("quotes", "--format", "csv")[1].split("\r\n")) == 162
    assert "160 rows" in pif("quotes", "--format", "table", "--limit", "0")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--supports", "patchin"), "Did you mean patching?"),
        (("--role", "menter"), "Did you mean mentor or mentee?"),
        (("--text", "😀"), "no word to search for"),
        (("--limit", "-1"), "whole numbers"),
        (("--after", "nowhere"), "not the place"),
        (("--rank",), "nothing to rank by"),
        (("--near", "patching", "splinting", "--sparql"), "do not go with"),
        (("--where", "role:"), "cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_wrong_usage(pif, words, said):
    code, out, err = pif("quotes", *words)

    assert code == 2
    assert out == ""
    assert said in err


def test_ten_thousand_words_hit_the_limit(pif):
    code, _, err = pif("quotes", "--text", "word " * 10_000)

    assert code == 4
    assert "200 is the most" in err


def test_cells_are_exact_unless_safe_ones_are_asked_for(tmp_path, pif, monkeypatch):
    from generated_studies import graphs_of

    from kg.namespaces import study_graph
    from kg.store import open_store
    from kg.terms import text

    graphs = graphs_of("risky", quotes=1)
    own = graphs[study_graph("risky")]
    [said] = [t for t in own if "/quote/" in t[0] and t[1].endswith("#text>")]
    graphs[study_graph("risky")] = (own - {said}) | {(*said[:2], text("=1+1"))}
    open_store(tmp_path).replace("risky", graphs)
    monkeypatch.setenv("PIF_STORE", str(tmp_path))

    assert ",=1+1," in pif("quotes", "--format", "csv")[1]
    assert ",'=1+1," in pif("quotes", "--format", "csv", "--safe")[1]


def test_an_answer_costs_no_engine(study_store):
    import subprocess
    import sys

    asked = "import sys; from kg.cli import main; main(['quotes', '--supports', 'patching']); "
    asked += "print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PIF_STORE": study_store.address},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "Q27" in done.stdout
    assert not loaded & {"rdflib", "pyshacl", "yaml", "openpyxl", "flask", "owlready2"}
