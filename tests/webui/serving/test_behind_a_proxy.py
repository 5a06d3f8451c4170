"""Behind a proxy, below a prefix: links lead where they should, and nobody's word is taken."""

from __future__ import annotations

import http.client
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from served import PATIENCE, exchange, serving

HOST = "evidence.example"
DROPPED = {"connection", "host", "transfer-encoding", "keep-alive"}


def proxy_to(port, *, takes_prefix, adds):
    """Return a class of proxies that take a prefix away or not, and add fields."""

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def forward(self):
            if not self.path.startswith("/evidence"):
                self.send_error(404)
                return
            path = self.path.removeprefix("/evidence") if takes_prefix else self.path
            sent = {n: v for n, v in self.headers.items() if n.lower() not in DROPPED}
            for name, value in adds.items():  # in place of what the client may have said
                sent = {n: v for n, v in sent.items() if n.lower() != name.lower()}
                sent[name] = value
            upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            try:
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size) if size else None
                upstream.request(self.command, path or "/", body, sent)
                answer = upstream.getresponse()
                content = answer.read()
            finally:
                upstream.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {*DROPPED, "content-length", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = do_POST = do_OPTIONS = forward  # noqa: N815

    return Proxy


@contextmanager
def proxied(port, **options):
    server = ThreadingHTTPServer(("127.0.0.1", 0), proxy_to(port, **options))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


TOLD = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": HOST,
    "X-Forwarded-Prefix": "/evidence",
}


@pytest.fixture(scope="module")
def believing(place):
    """A service that believes one proxy."""
    with serving(place, "--proxies", "1", "--name", HOST) as service:
        assert "because a proxy in front" in service.lines[1]
        yield service


@pytest.fixture(scope="module")
def told(believing):
    """The address of a proxy that takes the prefix away and says so."""
    with proxied(believing.port, takes_prefix=True, adds=TOLD) as port:
        yield port


@pytest.fixture(scope="module")
def passed(place):
    """The address of a proxy that passes the prefix on; the service knows it by itself."""
    with serving(place, "--public", "--prefix", "/evidence") as service:
        assert service.address.endswith("/evidence")
        with proxied(service.port, takes_prefix=False, adds={"Host": HOST}) as port:
            yield port


def get(port, path, headers=()):
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "Connection: close", "", ""]
    return exchange(port, "\r\n".join(lines).encode())


@pytest.mark.parametrize("way", ["told", "passed"])
def test_every_link_of_a_page_stays_below_the_prefix(request, way):
    port = request.getfixturevalue(way)
    seen, todo = set(), ["/evidence/"]
    while todo and len(seen) < 12:
        path = todo.pop(0)
        seen.add(path)
        answer = get(port, path)
        assert answer.status == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        links = re.findall(r'(?:href|src|action)="(/[^"]*)"', answer.body.decode())
        assert [link for link in links if not link.startswith("/evidence/")] == [], path
        for link in links:
            plain = link.partition("#")[0].replace("&amp;", "&")
            if plain not in seen and plain not in todo:
                todo.append(plain)

    assert len(seen) > 5


def test_addresses_in_full_are_those_of_the_proxy(told):
    answer = get(told, "/evidence/studies/", headers=["Accept: text/html"])
    leads = answer.headers.get("location", "")

    assert "127.0.0.1" not in leads
    if leads.startswith("http"):
        assert urlsplit(leads)[:2] == ("https", HOST)
        assert urlsplit(leads).path.startswith("/evidence/")


def test_links_in_headers_are_below_the_prefix(told):
    wrong = []
    for path in ("/evidence/", "/evidence/sparql", "/evidence/scheme/patching", "/evidence/quotes"):
        for link in re.findall("<([^>]+)>", get(told, path).headers.get("link", "")):
            leads = urlsplit(link)
            ours = leads.netloc in ("", HOST)
            if ours and not leads.path.startswith("/evidence/") and not link.startswith("?"):
                wrong.append((path, link))
            if "127.0.0.1" in link:
                wrong.append((path, link))

    assert wrong == []


def test_browsers_are_told_to_stay_with_https_where_it_is_spoken(told, passed):
    assert get(told, "/evidence/").headers["strict-transport-security"].startswith("max-age=")
    assert "strict-transport-security" not in get(passed, "/evidence/").headers


def test_errors_below_a_prefix_are_told_as_anywhere(told):
    answer = get(told, "/evidence/api/nowhere")

    assert answer.status == 404
    assert json.loads(answer.body)["status"] == 404


def test_without_a_proxy_nobody_is_believed(public):
    headers = [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Prefix", "/evil"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Script-Name", "/evil"),
    ]

    answer = public.get("/", headers=headers)

    assert answer.status == 200
    assert b"evil" not in answer.body
    assert "strict-transport-security" not in answer.headers


PREFIXES = (
    "//evil.example", "/a/../b", "javascript:", '/"><script>', "/a b", "https://evil.example",
    "/%0d", "/" * 50,
)  # fmt: skip


def test_a_prefix_that_cannot_be_one_is_not_believed(believing):
    for prefix in PREFIXES:
        answer = believing.get("/", headers=[("X-Forwarded-Prefix", prefix)])

        assert answer.status == 200, prefix
        links = re.findall(r'(?:href|src|action)="([^"]*)"', answer.body.decode())
        assert [link for link in links if link.startswith(prefix + "/")] == [], prefix
        assert b"evil" not in answer.body
        assert b"<script>" not in answer.body


def test_the_nearest_proxy_is_believed_and_no_further_one(believing):
    near = [("X-Forwarded-Host", f"evil.example, {HOST}")]
    far = [("X-Forwarded-Host", f"{HOST}, evil.example")]

    assert believing.get("/healthz", headers=near).status == 200
    assert believing.get("/healthz", headers=far).status == 421
