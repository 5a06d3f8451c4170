"""What the options come to, before anything is opened."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import pytest

from kg.cli import main
from kg.errors import UsageError
from webui import command
from webui.serving.plan import decide, is_loopback


def plan_of(*words, **environ):
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return decide(parser.parse_args(words), environ)


@pytest.mark.parametrize(
    ("words", "environ", "public"),
    [
        ((), {}, False),
        (("--host", "localhost"), {}, False),
        (("--host", "::1"), {}, False),
        (("--host", "127.0.0.9"), {}, False),
        (("--prefix", "/evidence"), {}, False),
        (("--public",), {}, True),
        (("--host", "0.0.0.0"), {}, True),
        (("--host", "::"), {}, True),
        (("--host", "192.0.2.1"), {}, True),
        (("--proxies", "1"), {}, True),
        ((), {"PIF_PROXIES": "2"}, True),
        (("--proxies", "0"), {"PIF_PROXIES": "2"}, False),
    ],
)
def test_only_this_computer_is_the_owners(words, environ, public):
    plan = plan_of(*words, **environ)

    assert plan.public is public
    assert plan.workers == (2 if public else 1)
    assert bool(plan.because) is (public and "--public" not in words)
    assert plan.access_log == ("-" if public else "off")


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (("--port", "65536"), {}),
        (("--port", "-1"), {}),
        (("--host", "no such host"), {}),
        (("--workers", "0"), {}),
        (("--workers", "1000"), {}),
        (("--threads", "0"), {}),
        (("--proxies", "-1"), {}),
        ((), {"PIF_PROXIES": "many"}),
        ((), {"PIF_UPDATE": "perhaps"}),
        (("--prefix", "evidence"), {}),
        (("--prefix", "/a/../b"), {}),
        (("--prefix", "//evil.example"), {}),
        (("--name", "https://evidence.example"), {}),
        (("--name", "evidence.example:80"), {}),
        (("--patience", "0"), {}),
        (("--grace", "-1"), {}),
        (("--public",), {"PIF_CONFORMANCE": "1"}),
        (("--host", "0.0.0.0"), {"PIF_CONFORMANCE": "1"}),
        (("--proxies", "1"), {"PIF_CONFORMANCE": "1"}),
    ],
)
def test_what_cannot_be_is_refused(words, environ):
    with pytest.raises(UsageError):
        plan_of(*words, **environ)


def test_nothing_changes_unless_it_is_switched_on():
    assert plan_of().updates is False
    assert plan_of(PIF_UPDATE="1").updates is True
    assert plan_of("--read-only", PIF_UPDATE="1").updates is False


def test_the_token_is_not_shown():
    assert "a-secret-of-some-length" not in repr(plan_of(PIF_TOKEN="a-secret-of-some-length"))


def test_the_names_of_the_owner_are_those_of_this_computer():
    assert plan_of().hosts == {"localhost", "127.0.0.1", "[::1]"}
    assert "[::1]" in plan_of("--host", "::1").hosts
    assert plan_of("--public").hosts == frozenset()
    assert "evidence.example" in plan_of("--public", PIF_NAMES="evidence.example").hosts


def test_a_name_that_leads_elsewhere_is_not_this_computer():
    assert is_loopback("localhost")
    with pytest.raises(UsageError):
        is_loopback("does-not-exist.invalid")


@pytest.mark.parametrize("option", ["--token-file", "--access-log"])
def test_a_file_that_cannot_be_used_is_said(tmp_path, capsys, option):
    words = ["serve", "--port", "0", "--store", str(tmp_path), option, str(tmp_path / "no" / "f")]

    assert main(words) == 2
    assert "Traceback" not in capsys.readouterr().err


DEPLOYING = Path(__file__).parents[3] / "docs" / "deploying"


@pytest.mark.parametrize("name", ["pif-kg.service", "Containerfile", "nginx.conf", "Caddyfile"])
def test_what_is_deployed_shows_what_may_be_public(name):
    text = (DEPLOYING / name).read_text(encoding="utf-8")
    started = re.findall(r"pif serve ([^\n]*)", text)
    listed = re.findall(r'^CMD (\[.*"serve".*\])', text, re.M)
    started += [" ".join(json.loads(words)[2:]) for words in listed]

    assert started
    for options in started:
        plan = plan_of(*options.split())
        assert plan.public
        assert not plan.updates


def test_the_proxies_set_all_that_is_believed():
    nginx = (DEPLOYING / "nginx.conf").read_text(encoding="utf-8")

    for name in ("For", "Proto", "Host", "Prefix"):
        assert re.search(rf"^ *proxy_set_header X-Forwarded-{name} +\S+;", nginx, re.M), name
