"""The first page, held to what every page owes its reader."""

import re

import pytest

import kg
from webui import create_app


def test_home_answers_the_patching_question(get_page, words):
    page = get_page("/")

    [quote] = words(page)
    assert quote.startswith("From mentoring and leadership experiences, I realized that I do not")
    assert page.find(".//h1").text == "Which quotes support patching?"


@pytest.mark.parametrize(
    ("asked", "count"), [("splinting", 1), ("identity-work", 7), ("c:identity-work", 7)]
)
def test_home_answers_for_any_construct(get_page, words, asked, count):
    assert len(words(get_page(f"/?supports={asked}"))) == count


def test_a_construct_without_quotes_is_said_not_hidden(get_page, words):
    page = get_page("/?supports=enriching")

    assert words(page) == []
    assert "No quotes support enriching yet" in "".join(page.itertext())


def test_an_unknown_construct_is_an_error_that_names_the_nearest(get_page):
    page = get_page("/?supports=paching", status=404)

    assert "patching" in "".join(page.itertext())


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><b>', "} DROP ALL {", "\u202egnihctap", "a" * 5000]
)
def test_hostile_questions_are_shown_as_text(client, hostile):
    response = client.get("/", query_string={"supports": hostile})

    assert response.status_code in (400, 404)
    assert "<script>" not in response.text
    assert "<b>" not in response.text


def test_errors_are_json_for_those_who_ask(client):
    response = client.get("/nowhere", headers={"Accept": "application/json"})

    assert response.status_code == 404
    assert set(response.json) == {"error", "status"}
    assert set(response.json["error"]) == {"code", "message", "hint"}


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"Host": "evidence.example"}).status_code == 421


def test_nothing_is_asked_of_another_host(client):
    response = client.get("/")

    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', response.text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_health_and_readiness(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json["studies"] == ["krishna2024"]


def test_an_empty_store_says_what_to_do(tmp_path):
    with kg.open_graph(tmp_path / "store") as graph:
        page = create_app(graph).test_client().get("/")

    assert page.status_code == 200
    assert "pif load krishna2024" in page.text
