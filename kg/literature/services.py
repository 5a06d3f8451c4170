"""Read what Crossref and OpenAlex know of works, from files saved from their interfaces.

Nothing is fetched. A file holds one record, a list, or an answer with ``message``, ``items`` or
``results``. Only works that studies name are kept, found by DOI, PMID, or title, year and author.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.identifiers import normal_doi, slug, work_iri
from kg.index import ask
from kg.literature.keeping import records_of
from kg.literature.keys import Record, record, same_people, telling
from kg.literature.knowledge import Known

if TYPE_CHECKING:
    from kg.store.base import Store

_LARGEST = 256 << 20
_MOST_FILES = 50_000
_DEEPEST = 4
CROSSREF, OPENALEX = "Crossref", "OpenAlex"


@dataclass(frozen=True, slots=True)
class Read:
    """Records of works that studies name, and how many there were of others."""

    known: list[Known]
    unknown: int


def name_of(place: Path) -> str:
    """Return the name that what is read from a place is kept under."""
    return slug(place.stem if place.is_file() else place.resolve().name)[:64]


def read(store: Store, place: Path) -> Read:
    """Read a file, or all ``.json`` and ``.jsonl`` files of a folder.

    Raises:
        UsageError: A file is no JSON, or there is no record in any.
    """
    found = [each for path in _files(place) for each in _records(path)]
    if not found:
        raise UsageError(
            f"{place.name} holds no record of Crossref or OpenAlex.",
            "Save the answer of api.crossref.org/works/DOI or api.openalex.org/works as JSON.",
        )
    match = _Matching(ask(store, records_of))
    taken, by_id = [], {}
    for each, own, _ in found:
        work = match.work(each)
        if own:
            by_id[own] = work or each.work
        if work:
            taken.append((work, each))
    named = match.works
    ids = {own: work for own, work in by_id.items() if work in named}
    cited = {id(each): cites for each, _, cites in found}
    known: dict[tuple[str, str], Known] = {}
    for work, each in taken:
        others = (ids.get(c) or match.by_doi.get(c, "") for c in cited[id(each)])
        refers = tuple(sorted({other for other in others if other and other != work}))
        known.setdefault((work, each.source), replace(each, work=work, cites=refers))
    return Read([known[key] for key in sorted(known)], len(found) - len(taken))


class _Matching:
    """Finds the work that a record is of, among those that studies name."""

    def __init__(self, records: list[Record]) -> None:
        self.works = {r.work for r in records}
        self.by_doi = {r.doi: r.work for r in sorted(records, key=lambda r: r.work) if r.doi}
        self._by_pmid = {r.pmid: r.work for r in records if r.pmid}
        self._by_title: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for r in sorted(records, key=lambda r: r.work):
            if telling(r):
                self._by_title[r.name, r.year].append(r)

    def work(self, known: Known) -> str:
        """Return the address of the work; empty where no study names it."""
        found = self.by_doi.get(known.doi) or self._by_pmid.get(known.pmid)
        if found:
            return found
        like = record("", title=known.title, year=known.year, creators=known.creators)
        if telling(like):
            for each in self._by_title.get((like.name, like.year), ()):
                if same_people(each, like) and not (each.doi and known.doi):
                    return each.work
        return ""


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    found = sorted(p for p in place.rglob("*") if p.suffix in (".json", ".jsonl") and p.is_file())
    if len(found) > _MOST_FILES:
        raise UsageError(f"{place} holds more than {_MOST_FILES:,} files.", "Load it in parts.")
    return found


def _records(path: Path) -> Iterator[tuple[Known, str, list[str]]]:
    """Yield records with their own id in the service, and ids and DOIs of what they cite."""
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path.name} is too large.", "Load it in parts.")
        text = path.read_text(encoding="utf-8-sig")
        parts = text.splitlines() if path.suffix == ".jsonl" else [text]
        bodies = [json.loads(part) for part in parts if part.strip()]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise UsageError(
            f"{path.name} is not JSON.", "Save the answer of the service again."
        ) from None
    for body in bodies:
        for item in _items(body):
            made = _crossref(item) if "DOI" in item else _openalex(item)
            if made is not None:
                yield made


def _items(body: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(body, list):
        for each in body:
            yield from _items(each, depth + 1) if depth < _DEEPEST else ()
    elif isinstance(body, dict):
        for inner in ("message", "items", "results"):
            if isinstance(body.get(inner), list | dict) and depth < _DEEPEST:
                yield from _items(body[inner], depth + 1)
                return
        yield body


def _crossref(item: dict[str, Any]) -> tuple[Known, str, list[str]] | None:
    doi = normal_doi(_text(item.get("DOI")))
    if doi is None:
        return None
    title = ": ".join(filter(None, (_first(item, "title"), _first(item, "subtitle"))))
    people = [_person(each) for each in _list(item, "author") or _list(item, "editor")]
    cites = [
        found
        for each in _list(item, "reference")
        if isinstance(each, dict) and (found := normal_doi(_text(each.get("DOI"))))
    ]
    return (
        Known(
            work_iri(doi=doi), CROSSREF, title, _crossref_year(item),
            tuple(filter(None, people)), _first(item, "container-title"), doi,
        ),
        doi,
        cites,
    )  # fmt: skip


def _crossref_year(item: dict[str, Any]) -> str:
    for name in ("published-print", "issued", "published", "published-online"):
        parts = item.get(name)
        parts = parts.get("date-parts") if isinstance(parts, dict) else None
        while isinstance(parts, list) and parts:
            parts = parts[0]
        if isinstance(parts, int) and 0 < parts < 10_000:
            return str(parts)
    return ""


def _openalex(item: dict[str, Any]) -> tuple[Known, str, list[str]] | None:
    own = _text(item.get("id")).rpartition("/")[2]
    given = item.get("ids")
    ids: dict[str, Any] = given if isinstance(given, dict) else {}
    doi = normal_doi(_text(item.get("doi")) or _text(ids.get("doi"))) or ""
    pmid = _text(ids.get("pmid")).rpartition("/")[2]
    title = _text(item.get("title")) or _text(item.get("display_name"))
    if not own or not (doi or title):
        return None
    people = []
    for each in _list(item, "authorships"):
        author = each.get("author") if isinstance(each, dict) else None
        people.append(_text(author.get("display_name")) if isinstance(author, dict) else "")
    year = item.get("publication_year")
    place = item.get("primary_location")
    source = place.get("source") if isinstance(place, dict) else None
    cites = [_text(each).rpartition("/")[2] for each in _list(item, "referenced_works")]
    return (
        Known(
            work_iri(doi=doi), OPENALEX, title, str(year) if isinstance(year, int) else "",
            tuple(filter(None, people)),
            _text(source.get("display_name")) if isinstance(source, dict) else "",
            doi, pmid if pmid.isdecimal() else "",
        ),
        own,
        cites,
    )  # fmt: skip


def _person(each: object) -> str:
    if not isinstance(each, dict):
        return ""
    family, given = _text(each.get("family")), _text(each.get("given"))
    return ", ".join(filter(None, (family, given))) or _text(each.get("name"))


def _list(item: dict[str, Any], name: str) -> list[Any]:
    found = item.get(name)
    return found if isinstance(found, list) else []


def _first(item: dict[str, Any], name: str) -> str:
    found = item.get(name)
    return _text(found[0] if isinstance(found, list) and found else found)


def _text(value: object) -> str:
    """Return a text in one line; nothing where it is none or holds what no text may hold."""
    if not isinstance(value, str):
        return ""
    kept = "".join(c if c.isprintable() else " " for c in value)
    return " ".join(kept.encode("utf-8", "ignore").decode().split())
