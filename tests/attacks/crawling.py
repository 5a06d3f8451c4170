"""Ask a server for everything it links to, in every form, and keep what was said."""

from __future__ import annotations

import gzip
import http.client
import re
from collections import Counter, deque
from urllib.parse import quote, urlencode, urljoin, urlsplit

FORMS = (
    "text/html", "application/json", "text/turtle", "application/ld+json",
    "application/n-triples", "application/rdf+xml", "text/csv",
)  # fmt: skip
BEGIN = (
    "/", "/quotes", "/constructs", "/constructs/patching", "/studies", "/studies/planted",
    "/literature", "/matrix", "/ecosystem", "/graph", "/queries", "/ontology", "/downloads",
    "/about", "/study/planted", "/scheme", "/scheme/patching", "/sparql", "/graph-store",
    "/api/quotes", "/api/matrix", "/api/cooccurrence", "/api/search?text=words",
    "/api/explain?quote=Q1&construct=patching", "/api/openapi.json", "/void",
    "/.well-known/void", "/dcat", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/metrics",
    "/quotes?study=planted", "/quotes?mode=filed", "/api/quotes?mode=filed&limit=100",
    "/matrix?rows=participant&cols=document", "/api/matrix?rows=participant&cols=document",
    "/api/matrix?rows=coder&cols=code", "/api/quotes?participant=P1", "/api/quotes?text=words",
)  # fmt: skip
_LINK = re.compile(rb"""(?:href|src|action)\s*=\s*["']?([^"'\s>]+)|<loc>([^<]+)</loc>""")
_IRI = re.compile(rb"(?:https://w3id\.org/pif-kg)(/(?:study|scheme|graph)/[^\s\"'<>)\\;,]+)")
_FROM_HEADER = re.compile(r"<([^>]+)>")
_PER_PATH = 6
"""Addresses that differ in parameters alone: so many of each are followed."""


class Crawl:
    """Everything that a server said: ``said`` is address and form → status, headers, body."""

    def __init__(self, address: str, *, most: int = 1500) -> None:
        self.address = address.rstrip("/")
        self._at = urlsplit(address)
        self._link: http.client.HTTPConnection | None = None
        self._most = most
        self.said: dict[tuple[str, str], tuple[int, str, bytes]] = {}

    def all(self, begin: tuple[str, ...] = BEGIN) -> None:
        """Follow every link on this server, some of those that differ in parameters alone."""
        waiting = deque(begin)
        seen = set(begin)
        per_path: Counter[str] = Counter()
        while waiting and len(self.said) < self._most:
            path = waiting.popleft()
            bare = urlsplit(path).path
            forms = (
                FORMS if per_path[bare] <= 1 and "." not in bare.rpartition("/")[2] else ("*/*",)
            )
            for form in forms:
                for found in self._links(path, *self.get(path, form)):
                    plain = urlsplit(found).path
                    if found not in seen and (per_path[plain] < _PER_PATH or plain == found):
                        per_path[plain] += 1
                        seen.add(found)
                        waiting.append(found)

    def get(self, path: str, form: str = "*/*") -> tuple[int, str, bytes]:
        """Ask for one address in one form and keep what is said."""
        status, headers, body = self.ask("GET", path, {"Accept": form, "Accept-Encoding": "gzip"})
        self.said[path, form] = status, headers, body
        return status, headers, body

    def sparql(self, query: str, form: str) -> tuple[int, str, bytes]:
        """Ask the endpoint and keep what is said."""
        headers = {"Accept": form, "Content-Type": "application/x-www-form-urlencoded"}
        said = self.ask("POST", "/sparql", headers, urlencode({"query": query}).encode())
        self.said[query, form] = said
        return said

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[int, str, bytes]:
        """Return status, headers and unpacked body."""
        for attempt in (1, 2):
            link = self._link or http.client.HTTPConnection(
                self._at.hostname or "", self._at.port, timeout=30
            )
            self._link = link
            try:
                link.request(method, quote(path, safe="/?&=%+:#,;@!$'()*~[]"), body, headers)
                answer = link.getresponse()
                content = answer.read()
            except (http.client.HTTPException, OSError):
                link.close()
                self._link = None
                if attempt == 2:
                    raise
                continue
            if answer.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            elif content[:2] == b"\x1f\x8b":
                content += gzip.decompress(content)
            elif content[:4] == b"PK\x03\x04":
                content += _unzipped(content)
            return answer.status, str(answer.headers), content
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Let go of the connection."""
        if self._link is not None:
            self._link.close()

    def holding(self, words: str) -> list[str]:
        """Return the addresses where words were said, in any coding that hides them a little."""
        found = []
        for (path, form), (_, headers, body) in self.said.items():
            if path.find(words) >= 0:
                continue  # we said it first; what comes back may repeat it
            if words in headers or words in body.decode("utf-8", "replace"):
                found.append(f"{form} {path}")
        return found

    def _links(self, path: str, status: int, headers: str, body: bytes) -> list[str]:
        here = f"{self.address}{path}"
        named = [a or b for a, b in _LINK.findall(body)]
        links = [urljoin(here, _plain(link)) for link in named]
        links += [f"{self.address}{iri.decode('utf-8', 'replace')}" for iri in _IRI.findall(body)]
        for line in headers.splitlines():
            name, _, value = line.partition(": ")
            if name.lower() == "location":
                links.append(urljoin(here, value))
            elif name.lower() == "link":
                links += [urljoin(here, link) for link in _FROM_HEADER.findall(value)]
        return [
            link.removeprefix(self.address).partition("#")[0] or "/"
            for link in links
            if link.startswith(f"{self.address}/") or link == self.address
        ]


def _plain(link: bytes) -> str:
    return link.decode("utf-8", "replace").replace("&amp;", "&")


def _unzipped(content: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"\n".join(name.encode() + packed.read(name) for name in packed.namelist())
