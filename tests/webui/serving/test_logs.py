"""What is written down: enough to run a service, and nothing about who asked for what."""

from __future__ import annotations

import logging
import re

import pytest
from served import exchange, serving, wait_until

from webui.serving import logs

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (GET|HEAD|POST|OTHER|-) \S+ \d{3} \d+ \d+\.\d \S+"
)
SECRETS = ["identity-work", "192.0.2.7", "Mozilla", "pif_secret", "elsewhere.example", "127.0.0.1"]


def lines_of(service):
    return service.log.read_text().splitlines()


def test_a_request_is_one_line_without_whom_or_what(public):
    headers = [
        ("User-Agent", "Mozilla/5.0"),
        ("Referer", "https://elsewhere.example/"),
        ("X-Forwarded-For", "192.0.2.7"),
        ("Authorization", "Bearer pif_secret"),
    ]
    before = len(lines_of(public))

    answer = public.get("/quotes?supports=identity-work&text=pif_secret", headers=headers)

    wait_until(lambda: len(lines_of(public)) > before)
    line = lines_of(public)[before]
    assert LINE.fullmatch(line), line
    _, method, path, status, size, _, id = line.split()
    assert (method, path, status) == ("GET", "/quotes", str(answer.status))
    assert int(size) == int(answer.headers["content-length"])
    assert id == answer.headers["x-request-id"]
    whole = "".join([*lines_of(public), *public.problems])
    assert [secret for secret in SECRETS if secret in whole] == []


@pytest.mark.parametrize(
    "path",
    ["/%0a2026-01-01T00:00:00.000Z%20GET%20/fake%20200", "/%1b[31m", "/%00", "/" + "a" * 3000],
)
def test_nobody_writes_a_line_of_their_own(public, path):
    before = len(lines_of(public))

    public.get(path)

    wait_until(lambda: len(lines_of(public)) > before)
    [line] = lines_of(public)[before:]
    assert LINE.fullmatch(line), line
    assert len(line) < 500


def test_what_is_no_request_is_written_down_without_what_it_was(public):
    before = len(lines_of(public))

    exchange(public.port, b"pif_secret\r\n\r\n")

    wait_until(lambda: len(lines_of(public)) > before)
    [line] = lines_of(public)[before:]
    assert re.search(r" - - 400 \d+ ", line)


def test_methods_nobody_knows_are_not_written_down(public):
    before = len(lines_of(public))

    public.get("/", method="IDENTITY-WORK")

    wait_until(lambda: len(lines_of(public)) > before)
    assert " OTHER / 405 " in lines_of(public)[before]


def test_a_log_that_is_moved_away_is_begun_anew(public):
    public.get("/healthz")
    wait_until(lambda: public.log.exists())
    public.log.rename(public.log.with_suffix(".1"))

    for _ in range(8):  # every worker finds out by itself
        public.get("/healthz")

    wait_until(lambda: public.log.exists() and len(lines_of(public)) >= 8)


def test_an_id_is_taken_from_a_proxy_only_if_one_is_believed(public, place):
    given = [("X-Request-Id", "from-a-proxy-0001")]
    assert public.get("/healthz", headers=given).headers["x-request-id"] != "from-a-proxy-0001"

    with serving(place, "--proxies", "1") as service:
        answer = service.get("/healthz", headers=given)
        junk = service.get("/healthz", headers=[("X-Request-Id", "a b\tc")])

    assert answer.headers["x-request-id"] == "from-a-proxy-0001"
    assert re.fullmatch("[0-9a-f]{16}", junk.headers["x-request-id"])


def test_a_failure_is_told_by_kind_and_place_without_its_words(capfd):
    logs.begin("off")
    try:
        quote = "what participant NP1 said"
        raise KeyError(quote)
    except KeyError:
        logging.getLogger("webui.errors").exception("unexpected error\nin a\x1b[31m page")

    written = capfd.readouterr().err
    assert "KeyError at" in written
    assert "test_a_failure_is_told" in written
    assert "NP1" not in written
    assert written.count("\n") == 1
    assert "\x1b" not in written
