"""Where everything of the static site lies: which file tells of which IRI.

A thing's files share one path without ending, its *stem*: the stem of ``{base}study/S/quote/Q27``
is ``study/S/quote/Q27``, and beside ``study/S/quote/Q27.html`` lie ``.ttl``, ``.jsonld`` and
``.nt``. Lists that belong to a thing lie in the folder of its stem
(``scheme/patching/quotes-2.html``), where no id can stand in their way.

What has no page of its own (a coding, a tenure, a citation, ...) is told of on the page of what it
belongs to, its *home*, at a fragment made of its kind and id (``…/quote/Q27.html#coding-Q27-d1``);
the data beside that page hold its statements.

Two stems never differ by case or composition alone, for not every disk tells those apart: of such
stems all but the first, in the order of code points, end in ``~2``, ``~3``, … No id holds a tilde.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from kg.identifiers import split_thing_iri
from kg.namespaces import BASE

DOI = "https://doi.org/"
WORKS = "works"
"""The folder of works whose IRI is not of our base."""
WITH_PAGES = frozenset({"study", "quote", "document", "participant", "code", "claim"})
"""The kinds of things of a study that have pages of their own."""
_LONGEST = 180
"""Bytes of one name in a path; with endings it stays below what disks take (255)."""
_SAFE = "/~._-"
_PLAIN = re.compile(r"[A-Za-z0-9/~._-]*")


def stem_of(iri: str) -> str:
    """Return the stem that an IRI has by itself, wherever no other thing stands in its way.

    >>> stem_of("https://w3id.org/pif-kg/study/s/quote/Q27")
    'study/s/quote/Q27'
    >>> stem_of("https://doi.org/10.1186/s12909-024-05992-0")
    'works/10.1186-s12909-024-05992-0'
    """
    if iri.startswith(BASE):
        return "/".join(map(_name, iri[len(BASE) :].split("/")))
    return f"{WORKS}/{_name(_slug(iri.removeprefix(DOI)))}"


def fragment_of(iri: str) -> str:
    """Return the fragment at which a thing without a page is told of on the page of its home.

    >>> fragment_of("https://w3id.org/pif-kg/study/s/coding/Q27-d1")
    'coding-Q27-d1'
    """
    named = split_thing_iri(iri)
    return "-".join(filter(None, named[1:])) if named else _slug(iri.removeprefix(BASE))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which IRI is told of where."""

    pages: Mapping[str, str]
    """The stem of each thing that has a page of its own, by IRI, in the order of IRIs."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """The thing (IRI, with a page) on whose page each other thing is told of, by IRI."""

    @classmethod
    def of(cls, pages: Iterable[str], homes: Mapping[str, str] | None = None) -> Layout:
        """Lay out things: IRIs that have pages, and those that are told of on such a page."""
        stems: dict[str, str] = {}
        taken: dict[str, int] = {}
        for iri in sorted(set(pages)):
            stem = stem_of(iri)
            key = unicodedata.normalize("NFC", stem.casefold())
            taken[key] = n = taken.get(key, 0) + 1
            stems[iri] = stem if n == 1 else f"{stem}~{n}"
        return cls(stems, {iri: home for iri, home in (homes or {}).items() if home in stems})

    def stem(self, iri: str) -> str | None:
        """Return the stem of the page that tells of a thing, be it another's; None for none."""
        return self.pages.get(iri) or self.pages.get(self.homes.get(iri, ""))

    def address(self, iri: str) -> str | None:
        """Return the address of a thing's page from the top of the site, ready for a link.

        Such as ``study/s/quote/Q27.html#coding-Q27-d1``; None for what has none.
        """
        own = self.pages.get(iri)
        if own is not None:
            return address(own)
        stem = self.stem(iri)
        return stem and f"{address(stem)}#{_escaped(fragment_of(iri))}"


def address(stem: str, ending: str = "html") -> str:
    """Return the address of a file from the top of the site, escaped for a link."""
    return _escaped(f"{stem}.{ending}")


def _escaped(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_SAFE)


def relative(stem: str, target: str) -> str:
    """Return an address from the top of the site as one from the page of a stem.

    >>> relative("study/s/quote/Q27", "study/s.html")
    '../../s.html'
    >>> relative("index", "quotes.html")
    'quotes.html'
    """
    here, there = quote(stem, safe=_SAFE).split("/")[:-1], target.split("/")
    same = 0
    while same < min(len(here), len(there) - 1) and here[same] == there[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:])


def _name(segment: str) -> str:
    """Return a name that every disk and web server takes as it is."""
    if segment.startswith("."):  # hidden, and servers refuse .ht…
        segment = f"~{segment}"
    if len(segment.encode()) <= _LONGEST:
        return segment
    digest = sha256(segment.encode()).hexdigest()[:12]
    return f"{segment.encode()[: _LONGEST - 20].decode(errors='ignore')}~{digest}"


def _slug(words: str) -> str:
    """Return an address as one name: lower case, hyphens for what is neither letter nor digit."""
    return re.sub(r"[^\w.]+", "-", words.lower()).strip("-") or "work"
