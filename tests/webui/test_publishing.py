"""The page of what would be published, and the command."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.publishing.review import check
from webui import Site, create_app

GATE = Path(__file__).resolve().parents[1] / "publishing" / "data" / "gate"


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The study that tells too much, and the first study. To be read only."""
    with kg.open_graph(tmp_path_factory.mktemp("gate") / "store") as opened:
        kg.load(GATE, into=opened)
        kg.load("krishna2024", into=opened)
        yield opened


@pytest.fixture
def pif(tmp_path, capsys, monkeypatch):
    """Run a command on a store with the study that tells too much."""
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "pif-data"))

    def run(*words):
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run("load", str(GATE))[0] == 0
    return run


def test_the_page_says_what_is_to_be_decided_and_what_stays_behind(graph, check_page):
    page = check_page(create_app(graph).test_client().get("/publish").text)
    said = "".join(page.itertext())

    assert "7 findings must be mended" in said
    assert "Dr Meera Nair" in said
    links = {a.get("href") for a in page.iter("a")}
    assert {"/study/gate/quote/Q1", "/publish?study=gate&reason=embargo"} <= links


def test_what_stays_behind_is_listed_in_full(graph, check_page):
    client = create_app(graph).test_client()
    first = check_page(client.get("/publish?study=krishna2024&reason=attribute").text)

    assert "1\u2013100 of 172" in "".join(first.itertext())
    second = client.get("/publish?study=krishna2024&reason=attribute&after=100").text
    assert "101\u2013172 of 172" in second


def test_the_json_is_that_of_the_command(graph):
    body = create_app(graph).test_client().get("/publish.json").get_json()

    assert body.pop("not_checked") == []
    assert body == json.loads(json.dumps(check(graph.store).as_json()))


def test_strangers_have_no_such_page(graph):
    client = create_app(graph, site=Site(graph, audience="public")).test_client()

    for path in ("/publish", "/publish.json", "/publish?study=gate"):
        assert client.get(path).status_code == 404
    assert "/publish" not in client.get("/about").text
    assert "/publish" in create_app(graph).test_client().get("/about").text


@pytest.mark.parametrize("query", ["study=nope", "nope=1", "study=gate&study=gate", "after=-1"])
def test_what_is_not_understood_is_refused(graph, query):
    assert create_app(graph).test_client().get(f"/publish?{query}").status_code in (400, 404)


def test_the_command_refuses_and_writes_nothing(pif, tmp_path):
    code, out, err = pif("publish", str(tmp_path / "site"))

    assert code == 1
    assert "gate/quote/Q1  name" in out
    assert "Nothing was written" in err
    assert not (tmp_path / "site").exists()


def test_decisions_are_made_and_undone_on_the_command_line(pif):
    rows = list(csv.DictReader(io.StringIO(pif("publish", "--check", "--format", "csv")[1])))
    blocking = [row for row in rows if row["kind"] == "blocking"]
    assert blocking
    words = [w for row in blocking for w in ("--accept", row["finding"])]

    assert pif("publish", *words, "--by", "the board", "--why", "agreed")[0] == 0

    code, out, _ = pif("publish", "--check", "--format", "json")
    body = json.loads(out)
    assert (code, body["may_publish"], body["blocking"]) == (0, True, [])
    assert len(body["accepted"]) == len(blocking)
    assert pif("publish", "--undo", blocking[0]["finding"])[0] == 0
    assert pif("publish", "--check")[0] == 1


def test_a_command_without_anything_to_do_says_so(pif):
    assert pif("publish")[0] == 2
    assert pif("publish", "--check", "--study", "nope")[0] == 2


def test_removing_says_that_the_next_publication_tells_it(pif):
    pif("publish", "--exclude", "gate/quote/Q1")

    code, out, _ = pif("remove", "gate")

    assert (code, out) == (0, "Removed gate.\n")
    assert "gate" not in pif("publish", "--check", "--format", "json")[1]
