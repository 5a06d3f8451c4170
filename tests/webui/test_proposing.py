"""What a study's codes may mean, as a page: decided by who has a token, without script."""

from __future__ import annotations

import pytest
from hostile_study import write_hostile_study

import kg
from kg.mapping import asking
from webui import Site, create_app
from webui.tokens import KnownTokens

TOKEN = "pif_a-token-of-these-tests"
PAGE = "/studies/krishna2024/map"
PAIR = "d2.4 splinting"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The first study and a hostile one, on a site where a token may change something."""
    tmp_path = tmp_path_factory.mktemp("proposing")
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load("krishna2024", into=graph)
        kg.load(write_hostile_study(tmp_path / "hostile"), into=graph)
        site = Site(graph, tokens=KnownTokens(None, TOKEN), updates=True, original=graph)
        yield graph, create_app(graph, site=site).test_client()


def sent(client, *decisions, **more):
    form = {"decide": list(decisions), "by": "Ana", "token": TOKEN} | more
    return client.post(PAGE, data={k: v for k, v in form.items() if v is not None})


def test_decisions_are_kept_by_a_form_and_undone(place, check_page):
    graph, client = place
    page = check_page(client.get(f"{PAGE}?all=yes").text)
    values = {option.get("value") for option in page.findall(".//option")}

    kept = sent(client, f"{PAIR} broadMatch", "d2.4 patching refuse", "", all="yes", why="wider")
    after = check_page(client.get(kept.headers["Location"]).text)
    told = client.get(f"{PAGE}.json").json
    [match] = asking.matches_in(graph.store, "krishna2024-reviewed")
    undone = sent(client, f"{PAIR} forget", "d2.4 patching forget", by=None)

    assert {f"{PAIR} exactMatch", f"{PAIR} refuse"} <= values
    assert kept.status_code == undone.status_code == 303
    assert "all=yes" in kept.headers["Location"]
    assert "2 decisions changed" in "".join(after.itertext())
    assert (match.predicate, match.author) == ("broadMatch", "Ana")
    assert {(p["construct"], p["state"], p["who"], p["why"]) for p in told["proposals"]} >= {
        ("patching", "refused", "Ana", "wider")
    }
    assert asking.names(graph.store) == []
    assert client.get(f"{PAGE}.json").json["proposals"] == []


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"token": ""}, 401, "token"),
        ({"token": "wrong"}, 403, "not known"),
        ({"by": " "}, 400, "Nobody decides"),
        ({"decide": [""]}, 400, "Nothing was decided"),
        ({"decide": ["d2.4 splinting"]}, 400, "does not do"),
        ({"decide": ["d2.4 splinting sameAs"]}, 400, "does not do"),
        ({"decide": ["nope splinting refuse"]}, 404, None),
        ({"decide": [f"{PAIR} refuse"] * 1_200}, 413, "At most"),
    ],
)
def test_what_cannot_be_kept_is_said_on_the_page(place, check_page, change, status, says):
    graph, client = place
    form = {"decide": [f"{PAIR} exactMatch"], "by": "Ana", "token": TOKEN, "all": "yes"} | change

    answer = client.post(PAGE, data=form)

    assert answer.status_code == status
    if says:
        assert says in "".join(check_page(answer.text).itertext())
    assert len(graph.store.units()) == 2


def test_nothing_is_kept_that_comes_from_elsewhere(place):
    graph, client = place

    answers = [
        client.post(PAGE, data={"decide": f"{PAIR} exactMatch", "by": "Ana", "token": TOKEN},
                    headers=headers)
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"})
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [403, 403]
    assert len(graph.store.units()) == 2


def test_without_a_token_the_page_is_read_alone_and_strangers_have_none(place, check_page):
    graph, _ = place
    closed = create_app(graph).test_client()

    page = check_page(closed.get(f"{PAGE}?all=yes").text)
    refused = closed.post(PAGE, data={"decide": f"{PAIR} exactMatch", "by": "Ana"})
    public = create_app(graph, site=Site(graph, "public")).test_client()

    assert page.find(".//form[@method='post']") is None
    assert refused.status_code == 403
    assert public.get(PAGE).status_code == 404


def test_hostile_words_do_no_harm(place, check_page):
    _, client = place

    page = client.get("/studies/hostile/map?all=yes")

    assert page.status_code == 200
    check_page(page.text)
    assert "<script>alert" not in page.text
    assert client.get("/studies/hostile/map?after=x").status_code == 400
    assert client.get("/studies/nope/map").status_code == 404
