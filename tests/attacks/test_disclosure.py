"""What is not public is not reachable: by no page, endpoint, form, count, error, header or log."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from crawling import FORMS, Crawl
from served import serving

import kg
from kg.namespaces import PIF

HERE = Path(__file__).parent
PLANTED = yaml.safe_load((HERE / "planted.yaml").read_text(encoding="utf-8"))
SECRET, OPEN = PLANTED["secret"], PLANTED["open"]
QUESTIONS = yaml.safe_load((HERE / "hostile_questions.yaml").read_text(encoding="utf-8"))
PREFIX = f"PREFIX pif: <{PIF}> "
TABLES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv")


@pytest.fixture(scope="session")
def original(tmp_path_factory):
    """The owner's store: a study with things planted in it, beside one where all is public."""
    place = tmp_path_factory.mktemp("planted") / "store"
    with kg.open_graph(place) as graph:
        kg.load(HERE / "planted", into=graph)
    return place


@pytest.fixture(scope="session")
def public(original, tmp_path_factory):
    """The service as strangers see it, with its log."""
    log = tmp_path_factory.mktemp("log") / "access.log"
    with serving(original, "--public", "--access-log", str(log)) as service:
        service.log = log
        yield service


@pytest.fixture(scope="session")
def crawl(public):
    """Everything that strangers are told."""
    found = Crawl(public.address)
    found.all()
    yield found
    found.close()


@pytest.fixture(scope="session")
def owned(original):
    """Everything that the owner is told, on the same ways."""
    with serving(original) as service:
        found = Crawl(service.address)
        found.all()
        for query in QUESTIONS["once"][:1]:
            found.sparql(PREFIX + query, TABLES[0])
        yield found
        found.close()


@pytest.mark.parametrize("secret", SECRET)
def test_the_owner_finds_it(owned, secret):
    """Else that strangers do not would say nothing."""
    assert owned.holding(secret) != []


@pytest.mark.parametrize("words", OPEN)
def test_strangers_find_what_is_public(crawl, words):
    assert len(crawl.holding(words)) > 5


@pytest.mark.parametrize("secret", SECRET)
def test_strangers_find_it_nowhere(crawl, secret):
    assert crawl.holding(secret) == []


def test_the_crawl_went_everywhere_and_nothing_broke(crawl):
    assert len(crawl.said) > 300
    broken = [(where, said[0]) for where, said in crawl.said.items() if said[0] >= 500]
    assert broken == []
    assert {form for _, form in crawl.said} >= set(FORMS)


@pytest.mark.parametrize("question", QUESTIONS["once"])
def test_no_question_brings_it_up(public, question):
    asking = Crawl(public.address)
    for form in (*TABLES, "text/turtle", "application/ld+json"):
        status, headers, body = asking.sparql(PREFIX + question, form)
        assert status < 500
        text = headers + body.decode("utf-8")
        assert [secret for secret in SECRET if secret in text] == []
    asking.close()


@pytest.mark.parametrize("question", QUESTIONS["for each"])
def test_no_question_confirms_it(public, question):
    asking = Crawl(public.address)
    for secret in SECRET:
        sparql = PREFIX + question.replace("SECRET", secret)
        status, _, body = asking.sparql(sparql, TABLES[0])
        said = json.loads(body)
        assert status == 200, said
        assert said.get("boolean") in (None, False), secret
        assert said.get("results", {}).get("bindings", []) == [], secret
    asking.close()


@pytest.mark.parametrize("kind", ["quote", "participant", "document", "coding", "attribute"])
def test_what_is_there_and_what_is_not_are_answered_alike(public, kind):
    """An address that strangers guess tells them nothing."""
    asking = Crawl(public.address)
    for form in FORMS:
        answers = []
        for id in ("Bilbyrestricted", "Nobodyrestricted"):
            path = f"/study/planted/{kind}/{id}"
            status, _, body = asking.ask("GET", path, {"Accept": form})
            answers.append((status, body.decode().replace(id, "ID")))
        assert answers[0] == answers[1]
        assert answers[0][0] in (404, 406)
    asking.close()


@pytest.mark.parametrize(
    "path",
    [
        "/api/quotes?participant=SECRET",
        "/api/quotes?text=SECRET",
        "/api/search?text=SECRET",
        "/api/explain?quote=SECRET&construct=patching",
        "/api/quotes?coder=SECRET",
        "/quotes?text=SECRET",
        "/quotes?participant=SECRET",
        "/api/matrix?rows=SECRET&cols=role",
        "/graph-store?graph=SECRET",
        "/studies/SECRET",
        "/SECRET",
    ],
)
def test_guessing_a_name_is_answered_as_any_other_name(public, path):
    asking = Crawl(public.address)
    for secret, invented in (("Bilbyrestricted", "Xilbyrestricted"), ("kowari", "xowari")):
        answers = []
        for word in (secret, invented):
            _, _, body = asking.ask("GET", path.replace("SECRET", quote(word)), {"Accept": "*/*"})
            answers.append(body.decode().replace(word, "WORD"))
        assert answers[0] == answers[1]
    asking.close()


def test_counts_are_of_what_is_public(public):
    asking = Crawl(public.address)
    _, _, body = asking.sparql(PREFIX + "SELECT (COUNT(?q) AS ?n) { ?q a pif:Quote }", TABLES[0])
    counted = json.loads(body)["results"]["bindings"][0]["n"]["value"]
    _, _, body = asking.ask("GET", "/api/quotes?mode=filed", {"Accept": "application/json"})
    listed = json.loads(body)
    _, _, body = asking.ask(
        "GET", "/api/matrix?rows=study&cols=source&mode=filed", {"Accept": "application/json"}
    )
    matrix = json.loads(body)
    asking.close()

    assert counted == "3"
    assert (listed["total"], len(listed["quotes"])) == (3, 3)
    assert sum(map(sum, matrix["counts"])) == 3


def test_no_header_tells_the_revision_of_the_original(public, crawl, original):
    with kg.open_graph(original) as graph:
        telling = [graph.store.revision(), *(s.digest for s in graph.store.studies())]

    for words in telling:
        assert crawl.holding(words) == []
        assert crawl.holding(words[:16]) == []


def test_the_log_and_what_went_wrong_hold_none_of_it(public, crawl):
    said = public.log.read_text(encoding="utf-8") + "".join(public.problems)

    assert said
    # Addresses that were guessed stand in the log as they came; texts and pseudonyms do not.
    assert [s for s in SECRET if s in said and s not in ("Bilbyrestricted", "kowari")] == []


def test_no_place_on_this_computer_is_told(crawl, original):
    for words in (str(original), str(original.parent), "/tmp/", "site-packages", "Traceback"):
        assert crawl.holding(words) == []
