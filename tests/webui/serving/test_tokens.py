"""Tokens are kept as hashes, allow what their scopes say, and are refused once removed."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from served import serving, wait_until

from kg.cli import main
from kg.errors import UsageError
from webui import tokens


@pytest.fixture
def file(tmp_path):
    return tmp_path / "tokens.json"


def bearer(token):
    return f"Bearer {token}"


def test_a_token_allows_its_scopes_and_no_other(file):
    token = tokens.add(file, "notebook", ["update", "metrics"])

    known = tokens.known_tokens(file)

    assert [s for s in tokens.SCOPES if known.allows(bearer(token), s)] == ["update", "metrics"]


def test_the_file_does_not_hold_the_token(file):
    token = tokens.add(file, "notebook", ["update"])

    assert token not in file.read_text()
    assert token.removeprefix("pif_") not in file.read_text()
    assert len(token) > 40


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t[:-1],
        lambda t: t + "a",
        lambda t: t.upper(),
        lambda t: "",
        lambda t: "pif_",
        lambda t: t + "\x00",
        lambda t: "é" * 40,
        lambda t: "a" * 10_000,
    ],
)
def test_what_is_not_the_token_allows_nothing(file, spoil):
    token = tokens.add(file, "notebook", ["update"])

    assert not tokens.known_tokens(file).allows(bearer(spoil(token)), "update")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic {}", "{}", "Token {}"])
def test_only_bearer_tokens_are_read(file, header):
    token = tokens.add(file, "notebook", ["update"])

    assert not tokens.known_tokens(file).allows(header and header.format(token), "update")


def test_the_hash_is_no_token(file):
    tokens.add(file, "notebook", ["update"])
    [entry] = tokens.read(file)

    assert not tokens.known_tokens(file).allows(bearer(entry.sha256), "update")


def test_a_token_ends_when_it_expires(file):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    old = tokens.add(file, "old", ["update"], yesterday)
    new = tokens.add(file, "new", ["update"], yesterday + timedelta(days=2))

    known = tokens.known_tokens(file)

    assert not known.allows(bearer(old), "update")
    assert known.allows(bearer(new), "update")


def test_the_file_is_read_again_when_it_changes(file):
    first = tokens.add(file, "first", ["update"])
    known = tokens.known_tokens(file)
    assert known.allows(bearer(first), "update")

    second = tokens.add(file, "second", ["load"])
    tokens.remove(file, "first")

    assert not known.allows(bearer(first), "update")
    assert known.allows(bearer(second), "load")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"tokens": 1}', '{"tokens": [1]}', '{"tokens": [{"name": "a"}]}', "[" * 5000,
     '{"tokens": [{"name": "a", "sha256": "b", "scopes": []}]}'],
)  # fmt: skip
def test_a_file_that_breaks_allows_nothing(file, content):
    token = tokens.add(file, "first", ["update"])
    known = tokens.known_tokens(file, "given-to-a-quick-start")

    file.write_text(content)

    assert not known.allows(bearer(token), "update")
    assert known.allows(bearer("given-to-a-quick-start"), "update")
    with pytest.raises(UsageError, match="not a file of tokens"):
        tokens.known_tokens(file)


def test_a_file_that_goes_allows_nothing(file):
    token = tokens.add(file, "first", ["update"])
    known = tokens.known_tokens(file)
    assert known.allows(bearer(token), "update")

    file.unlink()

    assert not known.allows(bearer(token), "update")


def test_the_token_of_a_quick_start_has_every_scope():
    known = tokens.known_tokens(None, "a-token-for-a-quick-start")

    assert all(known.allows(bearer("a-token-for-a-quick-start"), s) for s in tokens.SCOPES)
    assert not known.allows(bearer("another"), "update")
    assert tokens.known_tokens(None) is None


def test_the_file_is_for_its_owner_alone(file, caplog):
    tokens.add(file, "first", ["update"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    tokens.known_tokens(file)
    assert caplog.records == []

    file.chmod(0o644)
    tokens.known_tokens(file)

    assert "can be used by others" in caplog.text


# The command


@pytest.fixture
def pif(file, capsys):
    def run(*words, code=0):
        assert main(["token", *words, "--token-file", str(file)]) == code
        return capsys.readouterr()

    return run


def test_the_command_makes_lists_and_removes(pif, file):
    made = pif("add", "notebook", "--scope", "update", "--scope", "load", "--days", "30")
    token = made.out.strip()
    assert "cannot be shown again" in made.err
    assert tokens.known_tokens(file).allows(bearer(token), "load")

    listed = pif("list").out
    assert "notebook  load update" in listed
    assert token not in listed
    [entry] = tokens.read(file)
    assert entry.sha256 not in listed

    pif("remove", "notebook")
    assert tokens.read(file) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "notebook"), "needs a scope"),
        (("add",), "needs the name"),
        (("add", "a b", "--scope", "load"), "not a name"),
        (("add", "taken", "--scope", "load"), "already"),
        (("add", "notebook", "--scope", "load", "--days", "0"), "--days"),
        (("remove", "nobody"), "no token 'nobody'"),
    ],
)
def test_the_command_says_what_is_wrong(pif, words, says):
    pif("add", "taken", "--scope", "update")

    assert says in pif(*words, code=2).err


# Through the service


UPDATE = "update=INSERT%20DATA%20%7B%7D"
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@pytest.fixture(scope="module")
def changeable(place, tmp_path_factory):
    file = tmp_path_factory.mktemp("tokens") / "tokens.json"
    token = tokens.add(file, "updater", ["update"])
    environ = {"PIF_UPDATE": "1", "PIF_TOKEN": "a-token-for-a-quick-start"}
    with serving(place, "--token-file", str(file), environ=environ) as service:
        service.token, service.file = token, file
        yield service


def update(service, token=None):
    given = [("Authorization", bearer(token))] if token else []
    return service.get("/sparql", method="POST", headers=[FORM, *given], body=UPDATE.encode())


def test_only_a_token_changes_anything(changeable):
    assert update(changeable).status == 401
    assert update(changeable, "wrong").status in (401, 403)
    assert update(changeable, changeable.token).status in (200, 204)
    assert update(changeable, "a-token-for-a-quick-start").status in (200, 204)


def test_a_token_that_was_removed_is_refused_from_the_next_request_on(changeable):
    token = tokens.add(changeable.file, "short-lived", ["update"])
    assert update(changeable, token).status in (200, 204)

    tokens.remove(changeable.file, "short-lived")

    wait_until(lambda: update(changeable, token).status in (401, 403), 5)


def test_no_token_is_seen_from_outside(changeable):
    own = psutil_environ(changeable)
    figures = changeable.get("/metrics").body.decode()

    assert "a-token-for-a-quick-start" not in "".join(changeable.lines + changeable.problems)
    assert changeable.token not in "".join(changeable.lines + changeable.problems) + figures
    assert own == []


def psutil_environ(service):
    """Return the processes that were started with the token in their environment."""
    return [
        process
        for process in service.children()
        if process.pid not in {p.pid for p in service.workers()}
        and process.cmdline()[1:3] == ["-P", "-m"]
        and "PIF_TOKEN" in process.environ()
    ]


@pytest.mark.parametrize("options", [["--read-only"], []], ids=["read only", "not switched on"])
def test_nothing_changes_where_changing_is_off(place, options):
    environ = {"PIF_TOKEN": "a-token-for-a-quick-start"}
    if options:
        environ["PIF_UPDATE"] = "1"
    with serving(place, *options, environ=environ) as service:
        answer = update(service, "a-token-for-a-quick-start")

    assert 400 <= answer.status < 500
    assert json.loads(answer.body)["status"] == answer.status


def test_a_token_that_can_be_guessed_is_not_taken_for_the_public(place, capsys, monkeypatch):
    monkeypatch.setenv("PIF_TOKEN", "secret")

    assert main(["serve", "--public", "--port", "0", "--store", str(place)]) == 2
    assert "can be guessed" in capsys.readouterr().err
    assert os.environ["PIF_TOKEN"] == "secret"
