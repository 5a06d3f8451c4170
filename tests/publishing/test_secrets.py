"""Nothing that was planted in a study is anywhere in what strangers are served."""

from __future__ import annotations

import pytest

from kg.cli import main
from kg.graph import Graph
from kg.namespaces import BASE
from kg.queries import list_queries, load_query, run
from kg.store import open_store
from kg.terms import nquads, value_of

S = f"{BASE}study/planted"
PUBLIC_QUOTES = {"Q01", "Q04", "Q06", "Q09", "Q11"}
WITHHELD = (
    "quote/QX02", "quote/QX03", "quote/QX05", "quote/QX07", "quote/QX08", "quote/QX10",
    "quote/QX12", "quote/QX13", "participant/Quillon", "participant/P5", "tenure/Quillon-mentee",
    "document/Quillon-diary", "document/D5", "document/D6", "document/Zebrafish", "coder/jsmith",
    "coder/mkowalski", "coder/zelda", "coding/QX02-waiting", "coding/Q01-leading-mkowalski",
    "coding/QX02-leading", "claim/C3", "claim/C4", "code/locker", "coding/Q09-locker",
    "mapping/locker-exactMatch-patching", "episode/e1", "entity/ideal-narwhal",
    "entity/former-Quillon", "entity/ocelot-scheme", "attribute/P1-hospital",
    "attribute/P3-ward", "attribute/P6-ward", "embargo/until-2999-01-01",
)  # fmt: skip


def test_every_secret_is_planted(planted_graphs, secrets):
    whole = "".join(nquads(planted_graphs)).casefold()

    assert [secret for secret in secrets if secret not in whole] == []
    assert [thing for thing in WITHHELD if f"<{S}/{thing}>".casefold() not in whole] == []


def test_no_secret_is_in_any_file_that_is_served(served, secrets, bytes_below):
    _, folder = served

    held = bytes_below(folder)

    assert b"i learned to listen" in held
    assert [secret for secret in secrets if secret.encode() in held] == []


@pytest.mark.parametrize("thing", WITHHELD)
def test_no_address_of_what_stays_behind_is_served(served, bytes_below, thing):
    _, folder = served

    assert f"{S}/{thing}>".casefold().encode() not in bytes_below(folder)


def test_what_is_public_is_there(served):
    _, folder = served
    store = open_store(folder)
    found = Graph(store).quotes(study="planted")

    assert {quote.quote for quote in found} == PUBLIC_QUOTES
    spoken = {quote.quote: (quote.participant, quote.role) for quote in found}
    assert spoken["Q01"] == ("P1", "mentee")
    assert spoken["Q04"] == ("P3", "peer-mentor")
    assert spoken["Q06"] == ("", "")
    store.close()


@pytest.mark.parametrize("name", [query.name for query in list_queries()])
def test_every_saved_query_runs_and_gives_no_secret(served, secrets, name):
    _, folder = served
    store = open_store(folder)

    rows = list(run(store, load_query(name), {}).rows())

    said = " ".join(value_of(term) for row in rows for term in row.values()).casefold()
    assert [secret for secret in secrets if secret in said] == []
    store.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["quotes", "--text", "giraffe"],
        ["quotes", "--text", "obsidian OR kaleidoscope OR saxophone"],
        ["quotes", "--format", "json"],
        ["quotes", "--context", "200"],
        ["matrix", "--rows", "participant", "--cols", "code"],
        ["matrix", "--rows", "coder", "--cols", "document"],
        ["cooccur"],
        ["agreement", "--study", "planted"],
        ["studies"],
    ],
    ids=" ".join,
)
def test_no_command_over_it_prints_a_secret(served, secrets, capsys, monkeypatch, arguments):
    _, folder = served
    monkeypatch.setenv("PIF_STORE", str(folder))

    main(arguments)

    said = capsys.readouterr()
    asked = " ".join(arguments).casefold()
    shown = f"{said.out}{said.err}".casefold().replace(str(folder).casefold(), "")
    assert [s for s in secrets if s in shown and s not in asked] == []


def test_a_full_text_is_never_served(served):
    _, folder = served
    store = open_store(folder)

    assert store.query("ASK { ?d <" + BASE + "ontology#fullText> ?t }").truth is False
    store.close()


def test_what_stays_behind_is_told_with_a_reason_and_a_remedy(planted_graphs, now):
    from kg.publishing import project

    withheld = {
        (w.iri.removeprefix(f"{S}/"), w.about.rpartition("#")[2].rpartition("/")[2]): w
        for w in project("planted", planted_graphs, now).withheld
    }

    reasons = {key: w.reason for key, w in withheld.items()}
    assert reasons["quote/QX02", ""] == "access"
    assert reasons["quote/QX10", ""] == "access"
    assert reasons["quote/QX03", ""] == "embargo"
    assert reasons["quote/QX05", ""] == "embargo"
    assert reasons["quote/QX07", ""] == "embargo"
    assert reasons["quote/Q06", "speakerLabel"] == "speaker"
    assert reasons["quote/Q01", "note"] == "name"
    assert reasons["participant/Quillon", ""] == "closed"
    assert reasons["participant/P5", ""] == "embargo"
    assert reasons["participant/P1", "trainingYear"] == "attribute"
    assert reasons["participant/P3", "trainingStatus"] == "small-group"
    assert reasons["attribute/P3-ward", ""] == "small-group"
    assert reasons["attribute/P1-hospital", ""] == "attribute"
    assert reasons["participant/P6", "label"] == "label"
    assert reasons["document/D1", "fullText"] == "full-text"
    assert reasons["document/D1", "documentDate"] == "document"
    assert reasons["document/Quillon-diary", ""] == "name"
    assert reasons["code/waiting", "example"] == "echo"
    assert reasons["code/weeping", "example"] == "echo"
    assert reasons["code/locker", ""] == "echo"
    assert reasons["claim/C3", ""] == "echo"
    assert reasons["claim/C4", ""] == "name"
    assert reasons["coder/jsmith", ""] == "coder"
    assert reasons["episode/e1", ""] == "told"
    assert all(w.remedy.endswith(".") for w in withheld.values())


def test_coders_go_by_numbers_that_say_nothing(planted, projecting):
    coder = {o for s, p, o in projecting(planted) if p == f"<{BASE}ontology#madeBy>"}
    renamed = {
        graph: {
            tuple(
                t.replace("jsmith", "zzz").replace("mkowalski", "jsmith").replace("zzz", "aaa")
                for t in triple
            )
            for triple in triples
        }
        for graph, triples in planted.items()
    }

    assert coder == {f"<{S}/coder/{id}>" for id in ("authors", "coder-1", "coder-2", "coder-7")}
    swapped = projecting(renamed)
    same = {t for t in projecting(planted) if "author_label" not in t[1]}
    assert {t for t in swapped if "author_label" not in t[1]} == same
