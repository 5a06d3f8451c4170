"""Everything to take away: dumps of each study and of all, in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from kg.describing.datasets import on_page
from kg.describing.dumps import (
    FORMATS,
    DumpFormat,
    dump_all,
    dump_study,
    find_study,
    is_exact,
    sizes,
    weigh,
)
from kg.describing.memory import Memory, steady
from kg.describing.studies import studies
from kg.describing.vocabulary import vocabularies
from kg.errors import UnknownThing
from kg.identifiers import study_iri
from kg.namespaces import ONTOLOGY, SCHEME
from webui.resources import signposts
from webui.resources.addresses import absolute, answers, path_of
from webui.resources.forms import GRAPHS
from webui.resources.naming import address_of, licence_name
from webui.resources.sending import answer, stream
from webui.state import graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.describing.dumps import Dump
    from webui.resources.signposts import Signposts

blueprint = Blueprint("downloads", __name__)

_WEIGHED = 5


@blueprint.get("/downloads")
def downloads() -> Response:
    """Show what can be taken away."""
    after = request.args.get("after", "")

    def make(memory: Memory) -> tuple[bytes, Signposts | None]:
        store = graph().store
        held = {study.id: study for study in store.studies()}
        listed, following = on_page(sorted(held), after)
        weights = memory.weights.get("all")
        if weights is None:
            some = list(held.values())[:_WEIGHED]
            weights = memory.weights.put("all", weigh(store, some))
        root = request.script_root
        shown = []
        for facts in studies(store, memory, listed):
            name = quote(facts.id, safe="")
            study = held[facts.id]
            files = [
                (
                    FORMATS[suffix].name,
                    f"{root}/downloads/{name}.{suffix}",
                    in_bytes(n),
                    is_exact(store, study, suffix),
                )
                for suffix, n in sizes(store, study, weights).items()
            ]
            shown.append((facts, address_of(facts.iri), files))
        html = render_template(
            "downloads.html",
            studies=shown,
            total=sum(study.quads for study in held.values()),
            count=len(held),
            whole=[(f.name, f"{root}/downloads.{f.suffix}") for f in FORMATS.values()],
            vocabularies=[
                (v.title, f"{root}{path_of(v.iri)}", [
                    (form.title, f"{root}{path_of(v.iri, form)}") for form in GRAPHS
                ])
                for v in (vocabularies()[ONTOLOGY], vocabularies()[SCHEME])
            ],
            following=f"{root}/downloads?after={quote(following, safe='')}" if following else None,
            start=f"{root}/downloads" if after else None,
            sparql=answers("/sparql"),
            licence_name=licence_name,
        )  # fmt: skip
        return html.encode(), None

    return answer(make, "text/html; charset=utf-8")


@blueprint.get("/downloads.<path:suffix>")
def whole(suffix: str) -> Response:
    """Send everything in one file."""
    store, format = graph().store, _format(suffix)
    return stream(
        lambda: _begun(dump_all(store, format)),
        _type(format),
        f"{store.revision()} {suffix}",
        name=f"pif-kg.{suffix}",
    )


@blueprint.get("/downloads/<path:file>")
def one_study(file: str) -> Response:
    """Send a study in one file."""
    suffix = next((s for s in FORMATS if file.endswith(f".{s}")), "")
    if not suffix:
        raise UnknownThing(
            f"{file[:100]!r} does not end like a format.", f"There are {', '.join(FORMATS)}."
        )
    store, format = graph().store, _format(suffix)
    study = find_study(store, file.removesuffix(f".{suffix}"))

    def links(memory: Memory) -> Signposts:
        facts = signposts.facts_of(store, memory, study_iri(study.id))
        address = absolute(f"/downloads/{quote(study.id, safe='')}.{suffix}")
        return signposts.of_dump(study.id, address, facts)

    return stream(
        lambda: _begun(dump_study(store, study, format)),
        _type(format),
        f"{study.digest} {suffix}",
        name=f"{study.id}.{suffix}",
        links=steady(store, links),
    )


def in_bytes(n: int) -> str:
    """Return a size as people read it.

    >>> in_bytes(900), in_bytes(63_000), in_bytes(1_500_000)
    ('900 bytes', '63 KB', '1.5 MB')
    """
    if n < 1_000:
        return f"{n} bytes"
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if n >= size:
            return f"{n / size:.1f} {unit}"
    return f"{n / 1_000:.0f} KB"


def _format(suffix: str) -> DumpFormat:
    if suffix not in FORMATS:
        raise UnknownThing(
            f"There is no download as {suffix[:20]!r}.", f"There are {', '.join(FORMATS)}."
        )
    return FORMATS[suffix]


def _type(format: DumpFormat) -> str:
    if format.packed:
        return "application/gzip"
    charset = "; charset=utf-8" if format.media_type.startswith("text/") else ""
    return format.media_type + charset


def _begun(dump: Dump) -> tuple[Iterable[bytes], int | None]:
    """Return a dump whose beginning is made, so that what fails at once fails with an error."""
    chunks = iter(dump.chunks)
    first = next(chunks, b"")

    def all_of_them() -> Iterable[bytes]:
        yield first
        yield from chunks

    return all_of_them(), dump.size
