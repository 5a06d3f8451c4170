"""What there is, for machines: VoID, DCAT, sitemaps, and what robots may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request

from kg.describing import dates, listing
from kg.describing.datasets import Served
from kg.describing.dcat import dcat
from kg.describing.dumps import find_study
from kg.describing.memory import Memory
from kg.describing.void import void, void_of_study
from kg.describing.writing import write
from kg.errors import UnknownThing
from kg.settings import publisher
from webui.negotiation import choose
from webui.resources.addresses import absolute, answers, here, own_page, path_of
from webui.resources.forms import BY_SUFFIX, GRAPHS, HTML, TURTLE
from webui.resources.sending import answer, see_other
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.store.base import Store
    from kg.terms import Triple
    from webui.resources.signposts import Signposts

blueprint = Blueprint("catalogues", __name__)

Describe = Callable[["Store", Memory, Served, str], "list[Triple]"]

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Everything that costs more than it tells a search engine: lists, questions, other forms.
_NOT_FOR_ROBOTS = (
    "/sparql", "/graph-store", "/api/", "/*?in=", "/*?out=", "/downloads/", "/graph?", "/graph.",
)  # fmt: skip
_STATIC = ("/", "/quotes", "/constructs", "/studies", "/literature", "/matrix", "/ecosystem",
           "/graph", "/queries", "/downloads", "/about", "/cooccurrence", "/agreement")  # fmt: skip


@blueprint.get("/void")
@blueprint.get("/void.<suffix>")
def void_description(suffix: str = "") -> Response:
    """Describe everything that is served, in VoID."""
    after = request.args.get("after", "")
    return _catalogue("/void", suffix, lambda s, m, served, at: void(s, m, served, at, after))


@blueprint.get("/void/<path:study>")
def void_of_one(study: str) -> Response:
    """Describe one study, with its classes and properties counted."""
    id, suffix = study, ""
    if all(held.id != study for held in graph().store.studies()):
        endings = [f.suffix for f in GRAPHS if study.endswith(f".{f.suffix}")]
        suffix = endings[0] if endings else ""
        id = study.removesuffix(f".{suffix}") if suffix else study
    find_study(graph().store, id)
    return _catalogue(
        f"/void/{id}", suffix, lambda s, m, served, at: void_of_study(s, m, served, at, id)
    )


@blueprint.get("/.well-known/void")
def well_known() -> Response:
    """Lead to the description, from where crawlers look for it."""
    return see_other(here("/void"))


@blueprint.get("/dcat")
@blueprint.get("/dcat.<suffix>")
def catalogue(suffix: str = "") -> Response:
    """List what is served as data sets, in DCAT."""
    after = request.args.get("after", "")
    return _catalogue("/dcat", suffix, lambda s, m, served, at: dcat(s, m, served, at, after))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Say what robots may fetch: nothing of what only its owner may see."""
    if site().audience == "owner":
        lines = ["User-agent: *", "Disallow: /"]
    else:
        root = request.script_root
        lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in _NOT_FOR_ROBOTS)]
        lines += ["", f"Sitemap: {absolute('/sitemap.xml')}"]
    body = ("\n".join(lines) + "\n").encode()
    return answer(lambda memory: (body, None), "text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the sitemaps: one for what is shared, and for each study as many as it needs."""

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        store = graph().store
        whole = dates.changed(store)
        parts = [(absolute("/sitemap/shared.xml"), whole)]
        n = 1
        while n == 1 or listing.works(store, memory, n):
            parts.append((absolute(f"/sitemap/works/{n}.xml"), whole))
            n += 1
        for study in store.studies():
            changed = dates.study_changed(store, study.id)
            name = quote(study.id, safe="")
            for part in range(1, listing.parts(store, memory, study.id) + 1):
                parts.append((absolute(f"/sitemap/study/{name}/{part}.xml"), changed))
        return _written("sitemapindex", "sitemap", parts), None

    return answer(make, "application/xml")


@blueprint.get("/sitemap/shared.xml")
def sitemap_of_shared() -> Response:
    """List the pages, the vocabularies and the constructs."""

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        found = [absolute(path) for path in _STATIC if answers(path)]
        found += [_page(iri) for iri in listing.shared(graph().store)]
        changed = dates.changed(graph().store)
        return _written("urlset", "url", [(page, changed) for page in dict.fromkeys(found)]), None

    return answer(make, "application/xml")


@blueprint.get("/sitemap/works/<int:part>.xml")
def sitemap_of_works(part: int) -> Response:
    """List works of literature."""

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        found = listing.works(graph().store, memory, max(1, part))
        if part != 1 and (part < 1 or not found):
            raise UnknownThing(f"There is no part {part} of the works.", "/sitemap.xml lists them.")
        changed = dates.changed(graph().store)
        return _written("urlset", "url", [(_page(iri), changed) for iri in found]), None

    return answer(make, "application/xml")


@blueprint.get("/sitemap/study/<study>/<int:part>.xml")
def sitemap_of_study(study: str, part: int) -> Response:
    """List a part of the things of a study."""

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        store = graph().store
        find_study(store, study)
        if not 1 <= part <= listing.parts(store, memory, study):
            raise UnknownThing(f"There is no part {part} of {study}.", "/sitemap.xml lists them.")
        changed = dates.study_changed(store, study)
        found = listing.things(store, study, part)
        return _written("urlset", "url", [(_page(iri), changed) for iri in found]), None

    return answer(make, "application/xml")


def _catalogue(path: str, suffix: str, describe: Describe) -> Response:
    """Answer with a description in the form that is asked for; people are sent to the page."""
    if suffix:
        form = BY_SUFFIX.get(suffix)
        if form not in GRAPHS:
            raise UnknownThing(
                f"There is no {path[1:]} as {suffix[:20]!r}.",
                f"There are {', '.join(f'{path}.{g.suffix}' for g in GRAPHS)}.",
            )
    else:
        forms = [TURTLE, *(g for g in GRAPHS if g is not TURTLE), HTML]
        offer = choose([f.offer for f in forms], request.headers.get("Accept"))
        form = next(f for f in forms if f.offer is offer)
        if form is HTML:
            return see_other(here("/downloads"))

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        at = absolute(quote(f"{path}.{form.suffix}", safe="/.-_~"))
        if after := request.args.get("after"):
            at += f"?after={quote(after, safe='')}"
        made = describe(graph().store, memory, served(), at)
        return b"".join(write(form.writer or "turtle", made)), None

    return answer(make, form.content_type, negotiated=not suffix)


def served() -> Served:
    """Return where this site answers."""
    return Served(
        lambda path: absolute(quote(path, safe="/?=&.-_~%:")),
        answers("/sparql"),
        publisher() or request.host,
    )


def _page(iri: str) -> str:
    own = own_page(iri)
    return absolute(own or path_of(iri, HTML))


def _written(root: str, each: str, places: list[tuple[str, float | None]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_SITEMAP}">']
    for address, changed in places:
        said = f"<lastmod>{_moment(changed)}</lastmod>" if changed is not None else ""
        lines.append(f"<{each}><loc>{escape(address)}</loc>{said}</{each}>")
    return "\n".join([*lines, f"</{root}>", ""]).encode()


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
