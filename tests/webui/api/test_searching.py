"""``/api/search``: one box over everything that has a name or words."""

import pytest


def found(client, text, **more):
    response = client.get("/api/search", query_string={"text": text, **more})
    assert response.status_code == 200, response.text
    return {group["kind"]: group for group in response.json["groups"]}


def test_groups_come_in_their_order_with_their_totals(client):
    groups = found(client, "identity")

    assert list(groups) == ["construct", "code", "study", "claim", "work", "quote"]
    assert groups["construct"]["results"][0]["key"] == "identity-work"
    assert groups["construct"]["results"][0]["quotes"] == 7
    assert groups["quote"]["total"] == 2
    assert all(len(group["results"]) <= 5 for group in groups.values())
    assert groups["claim"]["total"] > 5
    assert all(group["complete"] for group in groups.values())


def test_what_is_called_so_comes_first(client):
    results = found(client, "patching")["construct"]["results"]

    assert results[0]["key"] == "patching"


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Identity Work", "construct", "identity-work"),
        ("ident", "construct", "identity-work"),
        ("community of practice", "construct", "community-of-practice"),
        ("d2.4-patching", "code", "krishna2024/d2.4-patching"),
        ("ecological systems perspective", "study", "krishna2024"),
        ("road of mentorship", "work", "https://w3id.org/pif-kg/work/cooke-2017-the-road-of-mentorship"),
        ("insider status", "claim", "krishna2024/C-REF-s02"),
        ('"risked introducing bias"', "claim", "krishna2024/C-REF-s02"),
    ],
)  # fmt: skip
def test_things_are_found_by_name_beginning_id_and_words(client, text, kind, key):
    results = found(client, text, limit=20)[kind]["results"]

    assert key in [result["key"] for result in results]


def test_quotes_are_as_everywhere(client):
    [quote] = found(client, '"chain of command"')["quote"]["results"]

    assert quote == client.get("/api/quotes?supports=patching").json["quotes"][0]


def test_all_words_must_occur(client):
    groups = found(client, "patching zebra")

    assert {kind: group["total"] for kind, group in groups.items()} == dict.fromkeys(groups, 0)


def test_other_names_count(client):
    results = found(client, "background not explored")["construct"]["results"]

    assert results[0]["key"] == "unexplored-background"
    assert "background not explored" in results[0]["others"]


def test_kinds_can_be_chosen(client):
    groups = found(client, "mentor", kind=["work", "construct"])

    assert list(groups) == ["construct", "work"]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({}, 400, "text is missing"),
        ({"text": "?!"}, 400, "no word to search for"),
        ({"text": "a*"}, 400, "begins too many words"),
        ({"text": "word " * 300}, 413, "200 is the most"),
        ({"text": "x", "limit": 51}, 400, "limit is at most 50"),
        ({"text": "x", "kind": "quotes"}, 400, "Did you mean quote?"),
        ({"q": "x"}, 400, "no parameter 'q'"),
    ],
)
def test_what_cannot_be_searched_is_refused(client, refused, query, status, said):
    assert said in refused(client.get("/api/search", query_string=query), status)


@pytest.mark.parametrize(
    "hostile", ["a|b(c", "[x", "\\", "*.*", 'x" OR "y', "NEAR(a b)", "\x00a", "%_%"]
)
def test_signs_are_no_commands(client, hostile):
    response = client.get("/api/search", query_string={"text": hostile})

    assert response.status_code in (200, 400)


def test_a_change_is_seen(tmp_path):
    import kg
    from webui import create_app

    with kg.open_graph(tmp_path / "store") as graph:
        client = create_app(graph).test_client()
        before = found(client, "patching")
        kg.load("krishna2024", into=graph)
        after = found(client, "patching")

    assert before["code"]["total"] == 0
    assert after["code"]["total"] == 2
