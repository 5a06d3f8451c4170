"""Where addresses are looked up: a published folder, a server on this machine, an application.

No site asks anybody else. An address that is not its own has no answer here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from kg.errors import StoreUnreachable, UsageError
from kg.namespaces import BASE

LARGEST = 64 * 1024 * 1024
"""Bytes that are read of one answer; of a larger one it is known only that it is there."""
_SECONDS = 30
_HOPS = 5

TURTLE = "text/turtle"
NTRIPLES = "application/n-triples"
JSONLD = "application/ld+json"
RDFXML = "application/rdf+xml"
HTML = "text/html"
RDF_TYPES = {TURTLE: ".ttl", NTRIPLES: ".nt", JSONLD: ".jsonld", RDFXML: ".rdf"}
"""Media type of a document of statements → the ending under which it is read."""
ENDINGS = {
    HTML: ".html", **RDF_TYPES, "application/n-quads": ".nq", "application/gzip": ".gz",
    "application/linkset+json": ".linkset.json", "application/linkset": ".linkset.txt",
    "application/json": ".json", "image/svg+xml": ".svg", "text/csv": ".csv",
    "application/trig": ".trig", "application/xml": ".xml",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One typed link; ``href`` is absolute. ``anchor`` is what it leads from, if not the page."""

    rel: str
    href: str
    type: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address: ``address`` is where redirects led, ``links`` its headers'."""

    address: str
    media_type: str
    body: bytes = b""
    links: tuple[Link, ...] = field(default=())


class Site(Protocol):
    """Something that answers for addresses below the base IRI, and for its own."""

    name: str

    def get(self, address: str, accept: str = "") -> Answer | None:
        """Return what stands there in the form asked for; None if nothing does, or elsewhere."""
        ...

    def studies(self) -> list[str]:
        """Return the IRIs of the studies that are published here."""
        ...


class Folder:
    """A published folder, looked up as a web server with its rewrite rules would."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise UsageError(f"{root} is not a folder.", "Give what `pif publish` wrote.")
        self.name = f"the folder {root.name or root}"
        self._root = root.resolve()

    def get(self, address: str, accept: str = "") -> Answer | None:
        """Return a file: the very one an address names, or the form of it that is asked for."""
        address = urldefrag(address)[0]
        if not address.startswith(BASE):
            return None
        path = unquote(address[len(BASE) :].partition("?")[0])
        endings = [ENDINGS[t] for t in _types(accept) if t in ENDINGS]
        for ending in ["", *endings] if path else [f"index{e}" for e in endings or [".html"]]:
            file = self._file(path + ending)
            if file is not None:
                whole = file.stat().st_size <= LARGEST
                body = file.read_bytes() if whole else b""
                return Answer(f"{BASE}{path}{ending}", _type_of(file.name), body)
        return None

    def studies(self) -> list[str]:
        """Return the studies whose statements are there; what was withdrawn has none."""
        found = sorted(self._root.glob("study/*.ttl"))
        return [f"{BASE}study/{file.name.removesuffix('.ttl')}" for file in found]

    def _file(self, path: str) -> Path | None:
        if "\0" in path:
            return None
        file = (self._root / path).resolve()
        return file if file.is_relative_to(self._root) and file.is_file() else None


class Served:
    """A server at an address of this machine, or of another that the caller allows."""

    def __init__(self, url: str, *, any_host: bool = False) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{url!r} is not an address.", "Give http://127.0.0.1:8000/ or so.")
        if not any_host and not _is_loopback(parts.hostname):
            raise UsageError(
                f"{parts.hostname} is not this machine.",
                "`--allow-host` asks it all the same; nothing else is asked then either.",
            )
        self.root = url.rstrip("/") + "/"
        self.name = self.root
        self._parts = parts

    def get(self, address: str, accept: str = "") -> Answer | None:
        """Ask for an address, and follow where it leads as long as that is here."""
        for _ in range(_HOPS):
            local = self._local(urldefrag(address)[0])
            if local is None:
                return None
            status, headers, body = self._asked(local, accept)
            if status in (301, 302, 303, 307, 308) and "location" in headers:
                address = urljoin(local, headers["location"])
                continue
            if status != 200:
                return None
            media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
            return Answer(
                local, media_type, body, tuple(read_links(headers.get("link", ""), local))
            )
        return None

    def studies(self) -> list[str]:
        """Return the studies that the catalogue lists."""
        return listed_studies(self.get(f"{BASE}dcat", TURTLE))

    def _local(self, address: str) -> str | None:
        if address.startswith(BASE):
            address = self.root + address[len(BASE) :]
        return address if address.startswith(self.root) else None

    def _asked(self, url: str, accept: str) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("GET", target, headers={"Accept": accept or "*/*"})
            response = connection.getresponse()
            body = response.read(LARGEST + 1)
            headers: dict[str, str] = {}
            for name, value in response.getheaders():
                known = headers.get(name.lower())
                headers[name.lower()] = f"{known}, {value}" if known else value
        except (OSError, HTTPException) as error:
            raise StoreUnreachable(
                f"Nothing answers at {self.root}: {error}.", "Is `pif serve` running there?"
            ) from error
        finally:
            connection.close()
        return response.status, headers, body if len(body) <= LARGEST else b""


def listed_studies(catalogue: Answer | None) -> list[str]:
    """Return the studies that a DCAT catalogue in Turtle lists."""
    if catalogue is None:
        return []
    found = re.findall(rb"<(%s[^>/]+)>" % re.escape(f"{BASE}study/".encode()), catalogue.body)
    topics = {iri.decode() for iri in found}
    short = re.findall(rb"foaf:primaryTopic\s+study:([^\s;,]+)", catalogue.body)
    return sorted(topics | {f"{BASE}study/{name.decode()}" for name in short})


_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]+))*)")
_PARAMETER = re.compile(r";\s*([\w*-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]+))")


def read_links(header: str, here: str) -> Iterator[Link]:
    """Yield the links of a ``Link`` header, or of a link set as text (RFC 8288, RFC 9264)."""
    for target, written in _LINK.findall(header):
        said: dict[str, str] = {}
        for name, quoted, plain in _PARAMETER.findall(written):
            said.setdefault(name.lower(), re.sub(r"\\(.)", r"\1", quoted) or plain)
        anchor = urljoin(here, said["anchor"]) if "anchor" in said else ""
        for rel in said.get("rel", "").split():
            yield Link(rel.lower(), urljoin(here, target), said.get("type", ""), anchor)


def _types(accept: str) -> Iterable[str]:
    return (part.partition(";")[0].strip() for part in accept.split(","))


def _type_of(name: str) -> str:
    longest = sorted(ENDINGS.items(), key=lambda item: -len(item[1]))
    return next((t for t, ending in longest if name.endswith(ending)), "application/octet-stream")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
