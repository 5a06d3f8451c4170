"""From addresses as the server's pages write them to addresses of files of the static site.

A link to what only a server can answer has no file: it loses its address and stays as words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import parse_qsl, quote, unquote

from kg.identifiers import study_iri
from kg.namespaces import BASE, CONSTRUCT
from kg.pages.literature import PAGE as WORKS_AT_ONCE
from kg.pages.studies import PAGE as STUDIES_AT_ONCE
from webui.site.layout import DOI, Layout, address

HOST = "http://pif-kg.invalid"
"""The host for which pages are made, before their addresses become those of files."""
DATA = (".ttl", ".jsonld", ".nt")
"""The endings of the files with data beside a page."""

_TOP = {
    "/": "index.html", "/quotes": "quotes.html", "/constructs": "constructs.html",
    "/scheme": "scheme.html", "/studies": "studies.html", "/literature": "literature.html",
    "/ecosystem": "ecosystem.html", "/about": "about.html", "/downloads": "downloads.html",
    "/search": "search.html", "/linkset.json": "linkset.json",
    "/ontology/changes": "ontology/changes.html",
}  # fmt: skip
_PAGED = {"/studies": STUDIES_AT_ONCE, "/literature": WORKS_AT_ONCE}
_LISTS = ("supports", "study", "participant", "document", "role", "source")
_SAFE = "/~._-:@!$&'()*+,;="
_MOST_KNOWN = 200_000

_FORM = re.compile(r"<form\b[^>]*\saction=.*?</form>", re.DOTALL)
_LINK = re.compile(r'<link [^>]*?href="([^"]*)"[^>]*>\n?')
_SCRIPT = re.compile(r'<script [^>]*?src="[^"]*"')
_URL = re.compile(rf'"url": "({re.escape(HOST)}/[^"]*)"')
_PLACE = re.compile(r' (href|src|cite)="([^"]*)"( type="[^"]*")?')


@dataclass(slots=True)
class Addresses:
    """Where everything is. ``lists`` holds the stem of the list of quotes of each thing (IRI)."""

    layout: Layout
    lists: Mapping[str, str]
    assets: Mapping[str, str]
    """The address of each file of style, script or picture, by its name on the server."""
    downloads: Mapping[str, str] = field(default_factory=dict)
    """The file that holds all of a study, by the name that the server gives such a file."""
    _known: dict[str, str | None] = field(default_factory=dict)
    _put: dict[str, tuple[str, bool] | None] = field(default_factory=dict)

    def file(self, said: str) -> str | None:
        """Return where a link leads that the server wrote, from the top of the site.

        An address of the world outside, and one within a page, stay as they are; None is returned
        for what there is no file for.
        """
        if said not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[said] = self._file(said)
        return self._known[said]

    def is_kept(self, said: str) -> bool:
        """Say whether a link that the server wrote leads anywhere."""
        return bool(said) and self.file(str(said)) is not None

    def written(self, html: str, stem: str) -> str:
        """Return a page in which every address is that of a file, as seen from where it lies.

        What is relative already is taken for an address from the top of the site.
        """
        up = "../" * stem.count("/")
        known = self._put

        def place(match: re.Match[str]) -> str:
            name, said, kind = match.groups()
            found = known[said] if said in known else self._escaped(said)
            if found is None:
                return ""
            return f' {name}="{up if found[1] else ""}{found[0]}"{kind or ""}'

        def link(match: re.Match[str]) -> str:
            said = unescape(match[1])
            if 'rel="cite-as"' in match[0]:  # the IRI itself
                return match[0]
            if (packed := self.downloads.get(said.rpartition("/downloads/")[2])) is not None:
                return match[0].replace(f'href="{match[1]}"', f'href="{escape(up + packed)}"')
            return "" if self.file(said) is None else _PLACE.sub(place, match[0])

        if "<form" in html:
            html = _FORM.sub("", html)
        head, body = html.split("</head>", 1)
        head = _SCRIPT.sub(lambda match: _PLACE.sub(place, match[0]), _LINK.sub(link, head))
        head = _URL.sub(lambda match: f'"url": "{up}{self.file(match[1]) or ""}"', head)
        return f"{head}</head>{_PLACE.sub(place, body)}"

    def _escaped(self, written: str) -> tuple[str, bool] | None:
        """Return where a link leads that stands in markup, and whether from the top of the site."""
        if written not in self._put:
            if len(self._put) > _MOST_KNOWN:
                self._put.clear()
            found = self.file(unescape(written))
            outside = found and ("://" in found or found[0] == "#" or found.startswith("data:"))
            self._put[written] = None if found is None else (escape(found), not outside)
        return self._put[written]

    def _file(self, said: str) -> str | None:
        if said.startswith(f"{HOST}/"):
            said = said[len(HOST) :]
        elif said.startswith("#") or not said.startswith("/"):
            return said
        path, _, fragment = said.partition("#")
        path, _, query = path.partition("?")
        found = self._path(unquote(path), dict(parse_qsl(query)) if query else {})
        if found is None or not fragment or "#" in found:
            return found
        return f"{found}#{fragment}"

    def _path(self, path: str, asked: dict[str, str]) -> str | None:
        if path.startswith("/study/"):
            return self._thing(path, asked)
        if path.startswith("/static/"):
            return self.assets.get(path[8:])
        if path == "/quotes" and asked:
            return self._list(asked)
        if path == "/literature" and "study" in asked:
            study = self.layout.pages.get(study_iri(asked.pop("study")))
            return study and numbered(f"{study}/literature", asked, WORKS_AT_ONCE)
        if path in _PAGED:
            return numbered(_TOP[path][:-5], asked, _PAGED[path])
        if path in _TOP:
            return _TOP[path] if not asked else None
        if path.startswith("/downloads/"):
            study = path[11:].partition(".")[0]
            return f"downloads.html#of-{study}" if path[11:] in self.downloads else None
        if path.startswith("/graph/"):  # a named graph is told of with its study
            return self.layout.address(f"{BASE}study/{path.rpartition('/')[2]}")
        if path == "/resource":
            return self.layout.address(asked.get("iri", ""))
        return self._thing(path, asked)

    def _thing(self, path: str, asked: dict[str, str]) -> str | None:
        for start, home in (
            ("/studies/", f"{BASE}study/"), ("/constructs/", CONSTRUCT), ("/literature/", DOI),
        ):  # fmt: skip
            if path.startswith(start):
                iri, page = home + path[len(start) :], True
                break
        else:
            iri, page = BASE + path[1:], False
        if (found := self._of(iri, asked)) is not None:
            return found
        if not page:
            for ending in (".html", *DATA):
                if iri.endswith(ending) and (found := self._of(iri[: -len(ending)], asked)):
                    return found if ending == ".html" else self._data(iri[: -len(ending)], ending)
        if _is_doi(path) and not asked:
            return DOI + quote(path[len("/literature/") :], safe=_SAFE)
        return None

    def _of(self, iri: str, asked: dict[str, str]) -> str | None:
        if not asked:
            return self.layout.address(iri)
        if iri not in self.layout.pages:
            return None
        # The rest of a long list: of quotes on pages, of other facts in the data.
        if "after" in asked and "in" not in asked and "out" not in asked and iri in self.lists:
            return address(self.lists[iri])
        return self._data(iri, ".ttl")

    def _data(self, iri: str, ending: str) -> str | None:
        stem = self.layout.stem(iri)
        return stem and address(stem, ending[1:])

    def _list(self, asked: dict[str, str]) -> str | None:
        if len(asked) != 1:
            return None
        [(name, key)] = asked.items()
        if name == "code":
            return self.layout.address(list_of("supports", key))
        if name not in _LISTS:
            return None
        thing = list_of(name, key)
        stem = self.lists.get(thing)
        if stem is None and name == "document":  # its own page shows them all
            return self.layout.address(thing)
        return stem and address(stem)


def list_of(name: str, key: str) -> str:
    """Return the thing (IRI) whose list of quotes a condition asks for."""
    if name == "study":
        return study_iri(key)
    if name in ("role", "source"):
        return f"{name}:{key}"
    study, slash, id = key.partition("/")
    if not slash:
        return CONSTRUCT + key
    return f"{BASE}study/{study}/{'code' if name == 'supports' else name}/{id}"


def numbered(stem: str, asked: dict[str, str], at_once: int) -> str | None:
    """Return the page of a list that begins after so many; None if more is asked for."""
    after = asked.get("after", "0")
    if set(asked) - {"after"} or not after.isdecimal():
        return None
    return address(page_stem(stem, int(after) // at_once + 1))


def page_stem(stem: str, number: int) -> str:
    """Return the stem of a page of a list: the first has no number."""
    return stem if number == 1 else f"{stem}-{number}"


def _is_doi(path: str) -> bool:
    """Say whether a path is that of a work with a DOI."""
    return path.startswith("/literature/10.")
