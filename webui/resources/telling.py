"""A thing told in one form: as a page, as statements, as an annotation, as a set of links."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import render_template, request

from kg.describing import schema_org, words
from kg.describing.annotation import annotation
from kg.describing.document import (
    SIZE,
    Provenance,
    by_subject,
    document,
    prefixes_of,
    provenance_of,
)
from kg.describing.statistics import statistics
from kg.describing.thing import describe, describe_page
from kg.describing.void import graph_description
from kg.describing.writing import write
from kg.errors import UsageError
from kg.identifiers import study_iri
from kg.namespaces import BASE, DCTERMS, FOAF, PIF
from kg.terms import A, iri
from webui.resources import signposts
from webui.resources.addresses import absolute, path_of
from webui.resources.forms import ANNOTATION, GRAPHS, HTML, LINKSET, LINKSET_TEXT, forms_of
from webui.resources.naming import address_of, licence_name
from webui.resources.signposts import Signposts
from webui.resources.viewing import (
    PER_PAGE,
    SAID,
    SHOWN,
    class_names,
    list_address,
    list_of,
    view_in_brief,
    view_of,
)
from webui.state import site
from webui.things import Made, made_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.describing.links import Direction
    from kg.describing.memory import Memory
    from kg.describing.thing import Thing
    from kg.store.base import Store
    from kg.terms import Triple
    from webui.resources.forms import Form

Told = tuple[bytes, Signposts | None]

IN_BRIEF = frozenset([A, iri(f"{PIF}accessLevel"), *words.SPOKEN, *map(iri, schema_org.PROPERTIES)])
"""The properties (terms) of a thing that its page in brief needs to know."""

_LONGEST_KEY = 2_000


def tell(store: Store, memory: Memory, thing_iri: str, form: Form) -> Told:
    """Return a thing in a form, or the page of a list of it that the parameters name."""
    asked = asked_list()
    if form is HTML:
        return _page(store, memory, thing_iri) if asked is None else _list(
            store, memory, thing_iri, *asked
        )  # fmt: skip
    if form is ANNOTATION:
        facts = signposts.facts_of(store, memory, thing_iri)
        made = annotation(store, memory, thing_iri, closed=site().audience == "owner")
        links = signposts.of_data(thing_iri, _here(thing_iri, form), facts)
        return _json(made), links
    if form in (LINKSET, LINKSET_TEXT):
        return _linkset(store, memory, thing_iri, form)
    return _statements(store, memory, thing_iri, form, asked)


def asked_list() -> tuple[Direction, str, str] | None:
    """Return the list that the parameters of this request name: direction, property and key.

    Raises:
        UsageError: They name none.
    """
    given = {name: request.args.get(name, "") for name in ("in", "out", "after")}
    if not given["in"] and not given["out"]:
        return None
    if (given["in"] and given["out"]) or max(map(len, given.values())) > _LONGEST_KEY:
        raise UsageError("One list is shown at a time.", "Give `in` or `out`, and not both.")
    direction: Direction = "in" if given["in"] else "out"
    try:
        given["after"].encode()
        return direction, words.full(given[direction]), given["after"]
    except ValueError:
        raise UsageError(
            f"{direction} names no property.", "Give its address, or its prefix and name."
        ) from None


def list_parameters() -> dict[str, str]:
    """Return the parameters of this request that name a list, to hand them on."""
    names = ("in", "out", "after")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _page(store: Store, memory: Memory, thing_iri: str) -> Told:
    thing = describe(store, memory, thing_iri, out=SAID, into=SHOWN)
    html, links = page_of(store, memory, thing, made_for(store, thing_iri))
    return html.encode(), links


def page_of(
    store: Store, memory: Memory, thing: Thing, made: Made | None, *, brief: bool = False
) -> tuple[str, Signposts]:
    """Return the page of a thing that was described, and its signposts.

    ``made`` is what :func:`webui.things.made_for` gives for it; ``brief`` leaves its facts, one by
    one, to the data, and needs of them only those :data:`IN_BRIEF`.
    """
    thing_iri = thing.iri
    facts = signposts.facts_of(store, memory, thing_iri)
    page = absolute(path_of(thing_iri, HTML))
    links = signposts.of_page(thing_iri, page, thing, facts)
    template, own = made or ("resource.html", {})
    html = render_template(
        template,
        view=view_in_brief(thing) if brief else view_of(store, memory, thing),
        facts=facts,
        links=links.links,
        licences=signposts.licences_of(thing_iri, facts),
        classes=class_names(thing),
        forms=_forms(thing_iri, forms_of(thing_iri)),
        graph=_graph(store, thing_iri),
        study_href=address_of(facts.iri) if facts else None,
        here_address=f"{request.script_root}{path_of(thing_iri)}",
        licence_name=licence_name,
        access=thing.value(f"{PIF}accessLevel").rpartition("#")[2].lower(),
        data=_script(schema_org.schema_org(thing, page, facts)),
        **own,
    )
    return html, links


def _list(
    store: Store, memory: Memory, thing_iri: str, direction: Direction, predicate: str, after: str
) -> Told:
    thing = describe_page(
        store, memory, thing_iri, predicate, direction, after=after, size=PER_PAGE
    )
    facts = signposts.facts_of(store, memory, thing_iri)
    [group] = thing.into if direction == "in" else thing.out
    parameters = {direction: words.short(predicate), "after": after}
    html = render_template(
        "resource_list.html",
        thing=thing,
        facts=facts,
        fact=list_of(store, thing, group),
        back=f"{request.script_root}{path_of(thing_iri, HTML)}",
        pager={
            "first": group.first,
            "last": (group.first or 0) + len(group.members) - 1,
            "total": group.count,
            "start": list_address(thing_iri, direction, predicate) if after else None,
            "next": (
                list_address(thing_iri, direction, predicate, group.next) if group.next else None
            ),
            "next_says": PER_PAGE,
        },
        forms=_forms(thing_iri, GRAPHS, **parameters),
    )
    return html.encode(), None


def _statements(
    store: Store,
    memory: Memory,
    thing_iri: str,
    form: Form,
    asked: tuple[Direction, str, str] | None,
) -> Told:
    if asked is None:
        thing = describe(store, memory, thing_iri, out=SIZE, into=SIZE)
    else:
        direction, predicate, after = asked
        thing = describe_page(
            store, memory, thing_iri, predicate, direction, after=after, size=SIZE
        )

    def page(direction: Direction, predicate: str, key: str) -> str:
        parameters = {direction: words.short(predicate), "after": key}
        return absolute(path_of(thing_iri, form, **parameters))

    here = page(*asked) if asked else _here(thing_iri, form)
    made = document(
        thing, provenance_of(store, memory, thing), here, page, is_page=asked is not None
    )
    if thing_iri.startswith(f"{BASE}graph/"):
        made = by_subject([*graph_description(store, thing_iri), *made])
    body = b"".join(write(form.writer, made, prefixes_of(thing)))  # type: ignore[arg-type]
    facts = signposts.facts_of(store, memory, thing_iri)
    return body, signposts.of_data(thing_iri, here, facts)


def _linkset(store: Store, memory: Memory, thing_iri: str, form: Form) -> Told:
    thing = describe(store, memory, thing_iri, out=SHOWN, into=0)
    facts = signposts.facts_of(store, memory, thing_iri)
    page = signposts.of_page(thing_iri, absolute(path_of(thing_iri, HTML)), thing, facts)
    everything = signposts.all_of(page, thing_iri, facts)
    write_out = signposts.as_json if form is LINKSET else signposts.as_text
    return write_out(everything).encode(), None


def of_document(document_iri: str, here: str, licence: str) -> list[Triple]:
    """Return what a document that is given whole says of itself."""
    provenance = Provenance(licences=(licence,) if licence else ())
    made = [
        (iri(here), A, iri(f"{FOAF}Document")),
        (iri(here), iri(f"{FOAF}primaryTopic"), iri(document_iri)),
    ]
    made += [(iri(here), iri(f"{DCTERMS}license"), iri(each)) for each in provenance.licences]
    return made


def _here(thing_iri: str, form: Form) -> str:
    return absolute(path_of(thing_iri, form))


def _forms(thing_iri: str, forms: Iterable[Form], **parameters: str) -> list[tuple[str, str, str]]:
    """Return forms of a thing with name, media type and address."""
    root = request.script_root
    return [
        (form.title, form.media_type, f"{root}{path_of(thing_iri, form, **parameters)}")
        for form in forms
        if form not in (HTML, LINKSET, LINKSET_TEXT)
    ]


def _graph(store: Store, thing_iri: str) -> dict[str, object] | None:
    """Return what the page of a named graph says of it; None for anything else."""
    start = f"{BASE}graph/"
    if not thing_iri.startswith(start):
        return None
    part, _, study = thing_iri[len(start) :].partition("/")
    triples = next((g.triples for g in statistics(store).graphs if g.iri == thing_iri), 0)
    about = study_iri(study) if study else f"{BASE}{part}"
    return {"part": part, "study": study, "triples": triples, "href": address_of(about)}


def _json(made: object) -> bytes:
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def _script(made: object) -> str:
    """Return JSON that can stand in a script element: nothing in it ends the element."""
    written = json.dumps(made, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
