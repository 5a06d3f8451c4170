"""Who is shown what: the owner everything and alone, strangers what may be public."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from served import serving, wait_until

import kg

QUOTES = "/api/quotes?limit=1"


def total(service, **options):
    answer = service.get(QUOTES, **options)
    assert answer.status == 200, answer
    return json.loads(answer.body)["total"]


def test_the_owner_is_shown_everything(owner):
    assert total(owner) == 27


def test_strangers_are_answered_from_a_store_of_its_own(public, owner):
    mine = json.loads(owner.get("/readyz").body)
    theirs = json.loads(public.get("/readyz").body)

    assert mine["studies"] == ["krishna2024"]
    assert theirs["revision"] != mine["revision"]


def test_no_process_that_answers_strangers_holds_a_file_of_the_owner(public, place):
    # Study files are read whole and closed, so what is open says little: the index stays open.
    public.get("/")
    public.get(QUOTES)

    for worker in public.workers():
        opened = {Path(f.path) for f in worker.open_files()}
        own = {p for p in opened if p.is_relative_to(place)}
        assert {p for p in own if not p.is_relative_to(place / "public")} == set()


@pytest.mark.parametrize("host", ["evidence.example", "127.0.0.1.evil.example", "localhost.evil"])
def test_the_owner_is_not_found_by_another_name(owner, host):
    # A page elsewhere could point such a name at this computer.
    answer = owner.get("/", host=host, headers=[("Accept", "application/json")])

    assert answer.status == 421
    assert json.loads(answer.body)["error"]["code"] == "misdirected"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1:1", "[::1]:8000"])
def test_the_owner_is_found_by_the_names_of_this_computer(owner, host):
    assert owner.get("/healthz", host=host).status == 200


def test_a_whole_address_cannot_smuggle_in_another_name(owner):
    assert owner.get("http://evidence.example/", host="localhost").status == 421


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_what_the_owner_sees_is_not_passed_on_by_a_proxy(owner, name):
    assert owner.get("/", headers=[(name, "192.0.2.1")]).status == 403


@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_pages_of_others_cannot_ask_on_behalf_of_the_owner(owner, mode):
    headers = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode)]

    assert owner.get("/", headers=headers).status == 403


def test_pages_of_others_can_lead_to_the_owners(owner):
    headers = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]

    assert owner.get("/", headers=headers).status == 200
    assert owner.get("/", headers=headers, method="POST").status == 403


def test_strangers_are_answered_by_any_name_unless_names_are_given(public):
    assert public.get("/healthz", host="anything.example").status == 200


def test_any_other_address_is_public_without_being_told(place):
    with serving(place, "--host", "0.0.0.0") as service:
        assert service.lines[1].startswith("Only what may be public is shown, because 0.0.0.0")
        assert "access-control-allow-origin" in service.get("/healthz").headers


def test_names_that_are_given_are_the_only_ones(place):
    names = ["--name", "evidence.example", "--name", "www.evidence.example"]
    with serving(place, "--public", *names) as service:
        assert service.get("/healthz", host="Evidence.Example").status == 200
        assert service.get("/healthz", host="www.evidence.example:443").status == 200
        assert service.get("/healthz", host="other.example").status == 421
        assert service.get("/healthz", host="localhost").status == 200


def test_what_is_withdrawn_is_gone_from_the_public_at_once(tmp_path):
    place = tmp_path / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
        with serving(place, "--public") as service:
            assert json.loads(service.get("/readyz").body)["studies"] == ["krishna2024"]
            assert total(service) > 0

            graph.store.remove("krishna2024")

            wait_until(
                lambda: json.loads(service.get("/readyz").body)["studies"] == [], 10, "withdrawal"
            )
            assert total(service) == 0


def test_a_store_for_conformance_drivers_is_open_and_empty(tmp_path):
    form = [("Content-Type", "application/sparql-update")]
    with serving(tmp_path / "none", environ={"PIF_CONFORMANCE": "1"}) as service:
        added = service.get(
            "/sparql", method="POST", headers=form, body=b"INSERT DATA {<a:a> <a:b> 1}"
        )
        asked = service.get("/sparql?query=ASK%7B%3Fs%20%3Fp%201%7D")

    assert added.status in (200, 204)
    assert b"true" in asked.body
    assert not (tmp_path / "none").exists()
