"""What has no page of its own, told of on the page of what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from kg import terms
from kg.describing import words
from kg.describing.labels import kind_of, name_of
from kg.describing.many import describe_many
from kg.namespaces import PIF, RDF
from webui.resources.naming import address_of, sort_of_graph
from webui.shell import upper_first
from webui.site.layout import fragment_of

if TYPE_CHECKING:
    from kg.describing.links import Member
    from kg.describing.memory import Memory
    from kg.describing.thing import Thing
    from kg.store.base import Store

TOLD = 300
"""Of how many things a page tells all; of more it gives the names, and the data have the rest."""
_VALUES = 25
_LEFT_OUT = {f"<{PIF}ofStudy>", f"<{PIF}identifier>", f"<{RDF}type>"}


def inside_each(store: Store, memory: Memory, inside: dict[str, Sequence[str]]) -> dict[str, str]:
    """Return for each thing the markup that tells of what belongs to it."""
    wanted = sorted({iri for iris in inside.values() for iri in iris[:TOLD]})
    told = describe_many(store, memory, wanted, out=_VALUES, into=0, without=_LEFT_OUT)
    return {home: _section(iris, told) for home, iris in inside.items() if iris}


def _section(iris: Sequence[str], told: dict[str, Thing]) -> str:
    parts = [
        '<section aria-labelledby="inside-h"><h2 id="inside-h">What is told of here '
        f'<span class="n">{len(iris):,}</span></h2><details class="all-facts">'
        "<summary>Records that belong to it, each with its address</summary>"
    ]
    parts += [_one(iri, told[iri]) for iri in iris[:TOLD]]
    if len(iris) > TOLD:
        parts.append("<p>The data of this page tell all of these as well.</p><ul>")
        parts += [
            Markup('<li id="{}"><bdi>{}</bdi></li>').format(fragment_of(iri), fragment_of(iri))
            for iri in iris[TOLD:]
        ]
        parts.append("</ul>")
    return "".join((*parts, "</details></section>\n"))


def _one(iri: str, thing: Thing) -> str:
    name = thing.name.text
    rows = []
    for group in sorted(thing.out, key=lambda g: words.order(g.predicate)):
        stated = [m for m in group.members if any(sort_of_graph(g) != "derived" for g in m.graphs)]
        if not stated:
            continue
        title = words.forth(group.predicate, name_of(group.predicate, thing.labels).text)
        values = "; ".join(_value(member, thing) for member in stated)
        rows.append(f"<dt>{escape(title)}</dt><dd>{values}</dd>")
    facts = f'<dl class="facts">{"".join(rows)}</dl>' if rows else ""
    return (
        f'<section id="{escape(fragment_of(iri))}"><h3 dir="auto">'
        f"{escape(upper_first(kind_of(iri) or 'thing'))} <bdi>{escape(name)}</bdi></h3>{facts}"
        f'<p class="small muted"><code>{escape(iri)}</code></p></section>'
    )


def _value(member: Member, thing: Thing) -> str:
    """Return a value as markup."""
    if member.term[0] == '"':
        text, _, language = terms.parts(member.term)
        spoken = f' lang="{escape(language)}"' if language else ""
        return f"<bdi{spoken}>{escape(text)}</bdi>"
    name = name_of(member.term, thing.labels)
    text = name.text if thing.labels.get(member.term) else words.plain(name.text)
    href = address_of(terms.value_of(member.term))
    if href is None:
        return f"<bdi>{escape(text)}</bdi>"
    return f'<a href="{escape(href)}" dir="auto">{escape(text)}</a>'
