"""The pages at the top of the site: the first page, lists, the map, downloads, the ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import render_template

from kg import __version__
from kg.describing.vocabulary import vocabularies
from kg.identifiers import study_iri
from kg.index import ask
from kg.namespaces import BASE
from kg.pages.about import about
from kg.pages.contents import contents
from kg.pages.ecosystem import ecosystem
from kg.pages.literature import PAGE as WORKS_AT_ONCE
from kg.pages.literature import literature
from kg.pages.studies import PAGE as STUDIES_AT_ONCE
from kg.pages.studies import studies
from webui.drawing.ecosystem import drawn
from webui.home import differing, table_of
from webui.shell import upper_first
from webui.site.addressing import page_stem
from webui.site.layout import address

if TYPE_CHECKING:
    from kg.site import Download, Gone, SiteData
    from webui.site.inventory import Inventory
    from webui.site.rendering import Renderer

Page = tuple[str, str]
_STUDIES_SHOWN = 500
_CHANGES_SHOWN = 200
_TYPES = {
    ".ttl": "text/turtle", ".jsonld": "application/ld+json", ".json": "application/json",
    ".nq": "application/n-quads", ".trig": "application/trig",
}  # fmt: skip


def home(renderer: Renderer, data: SiteData) -> Iterator[Page]:
    """Render the first page."""
    store = renderer.store
    held = ask(store, lambda index: contents(store, index))
    map_ = ask(store, ecosystem)

    def make() -> str:
        return render_template(
            "site/home.html", contents=held, eco=map_, map=drawn(map_), table=table_of(map_),
            data={"date": data.date, "alternates": _catalogues(data.files)},
            changes=_changed(data), **differing(map_),
        )  # fmt: skip

    yield "index", renderer.made("index", "/", make)


def fixed(renderer: Renderer) -> Iterator[Page]:
    """Render the pages that are the server's own."""
    for stem, path in (
        ("constructs", "/constructs"), ("ecosystem", "/ecosystem"),
        ("ontology/changes", "/ontology/changes"),
    ):  # fmt: skip
        yield stem, renderer.answered(stem, path)
    for iri, document in vocabularies().items():
        for each in {iri, document.version_iri}:
            if each.startswith(BASE):
                stem = each[len(BASE) :]
                yield stem, renderer.answered(stem, f"/{iri[len(BASE) :]}.html")


def about_page(renderer: Renderer) -> Iterator[Page]:
    """Render what there is to know of the site."""
    found = ask(
        renderer.store, lambda index: about(renderer.store, index, f"{BASE}quotes", __version__)
    )
    cited = [found.software, *found.studies, *filter(None, [found.quote])]
    yield "about", renderer.template("about", "/about", "site/about.html", cited=cited, base=BASE)


def search(renderer: Renderer) -> Iterator[Page]:
    """Render the page that searches."""
    yield "search", renderer.template("search", "/search", "site/search.html")


def study_lists(renderer: Renderer) -> Iterator[Page]:
    """Render the list of studies."""
    total = studies(renderer.store, 0, 1).total
    yield from _paged(renderer, "studies", "/studies", total, STUDIES_AT_ONCE)


def work_lists(renderer: Renderer, study: str, stem: str) -> Iterator[Page]:
    """Render the list of works, of one study or (empty) of all."""
    total = literature(renderer.store, study=study, start=0, size=1).total
    path = f"/literature?study={study}" if study else "/literature"
    yield from _paged(renderer, stem, path, total, WORKS_AT_ONCE)


def downloads(renderer: Renderer, data: SiteData, inventory: Inventory) -> Iterator[Page]:
    """Render what there is to take away, and what changed."""
    titles = {id: facts.title for id, facts in data.studies.items()}
    by_study = {
        study: list(files)
        for study, files in groupby(data.downloads, key=lambda download: download.study)
    }
    whole = by_study.pop("", [])
    shown_studies = listed(data)
    some = [
        {
            "id": study,
            "title": titles.get(study, study),
            "files": _files(files, f"{titles.get(study, study)}: "),
        }
        for study, files in by_study.items()
        if study in shown_studies
    ]
    stems = set(inventory.layout.pages.values())
    shown = [
        (change.sort, change.stem, address(change.stem) if change.stem in stems else "")
        for change in data.changes.changes[:_CHANGES_SHOWN]
    ]
    yield "downloads", renderer.template(
        "downloads", "/downloads", "site/downloads.html", whole=_files(whole), studies=some,
        left=max(0, len(by_study) - _STUDIES_SHOWN), catalogues=data.files, changes=data.changes,
        shown=shown,
    )  # fmt: skip


def listed(data: SiteData) -> frozenset[str]:
    """Return the studies whose files the page of downloads lists."""
    return frozenset(sorted({file.study for file in data.downloads} - {""})[:_STUDIES_SHOWN])


def gone(renderer: Renderer, withdrawn: Gone, stem: str) -> Iterator[Page]:
    """Render the page of a study that was withdrawn."""
    yield stem, renderer.template(stem, "/gone", "site/gone.html", gone=withdrawn)


def _paged(renderer: Renderer, stem: str, path: str, total: int, at_once: int) -> Iterator[Page]:
    joint = "&" if "?" in path else "?"
    for number in range(1, max(1, -(-total // at_once)) + 1):
        after = f"{joint}after={(number - 1) * at_once}" if number > 1 else ""
        here = page_stem(stem, number)
        yield here, renderer.answered(here, f"{path}{after}")


def _files(some: Sequence[Download], of: str = "") -> list[dict[str, Any]]:
    return [
        {
            "href": file.path,
            "title": upper_first(file.title.removeprefix(of)),
            "media_type": file.media_type,
            "shown": _size(file.size),
        }
        for file in some
    ]


def _size(size: int) -> str:
    """Return a size as people read it.

    >>> _size(812), _size(20_480), _size(3_500_000)
    ('812 bytes', '20 kB', '3.5 MB')
    """
    if size < 1_000:
        return f"{size} bytes"
    return f"{size // 1_000} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _catalogues(files: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, kind) for name in files if (kind := _TYPES.get(Path(name).suffix))]


def _changed(data: SiteData) -> str:
    if data.changes.first:
        return ""
    count = data.changes.count
    return (
        f"since the last publication {count('added'):,} added, {count('changed'):,} changed, "
        f"{count('removed'):,} removed"
    )


Made = Callable[[], Iterator[Page]]


def all_tops(renderer: Renderer, data: SiteData, inventory: Inventory) -> list[Made]:
    """Return what makes each of these pages."""
    made: list[Made] = [
        lambda: home(renderer, data),
        lambda: fixed(renderer),
        lambda: about_page(renderer),
        lambda: search(renderer),
        lambda: study_lists(renderer),
        lambda: work_lists(renderer, "", "literature"),
        lambda: downloads(renderer, data, inventory),
    ]
    for study in inventory.studies:
        stem = f"{inventory.layout.pages[study_iri(study)]}/literature"
        made.append(lambda study=study, stem=stem: work_lists(renderer, study, stem))  # type: ignore[misc]
    return made
