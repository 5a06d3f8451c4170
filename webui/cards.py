"""Quotes as templates show them: words with marks in them, reasons cut into words and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import request
from markupsafe import Markup, escape

from kg.explain.wording import beginning, counting
from kg.pages.cards import thing_id
from webui.links import at, construct_page, to_thing

if TYPE_CHECKING:
    from kg.explain import Explanation, Step
    from kg.pages.cards import Card, Chip, Why

_MOST_KEPT = 4_096
_ROLES = frozenset({"mentee", "peer-mentor", "mentor", "senior-mentor"})


@dataclass(frozen=True, slots=True)
class ShownChip:
    """A chip with its link."""

    label: str
    href: str
    stated: bool
    asked: bool


@dataclass(frozen=True, slots=True)
class ShownWhy:
    """A reason as a list of steps that reads as one sentence."""

    begins: str
    steps: tuple[Markup, ...]
    """Each as an item of a list: words, with the thing it leads to as a link, and who says so."""
    construct: str
    ends: str
    more: str
    more_href: str
    failed: str = ""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A quote with everything a template writes down."""

    card: Card
    anchor: str
    text: Markup
    href: str
    data: str
    speaker: str
    speaker_href: str | None
    role_class: str
    role: str
    source: str
    study_href: str | None
    cite: str | None
    chips: tuple[ShownChip, ...]
    why: tuple[ShownWhy, ...]
    same: tuple[tuple[str, str], ...]


def shown(
    cards: Sequence[Card], marks: Sequence[Sequence[tuple[int, int]]] = ()
) -> list[ShownCard]:
    """Return cards for a template; ``marks`` says for each which characters were searched for."""
    found = [_shown(card, marks[i] if i < len(marks) else ()) for i, card in enumerate(cards)]
    taken: dict[str, int] = {}
    for i, each in enumerate(found):  # a-b and c, a and b-c
        taken[each.anchor] = n = taken.get(each.anchor, 0) + 1
        if n > 1:
            found[i] = replace(each, anchor=f"{each.anchor}-{n}")
    return found


def role_class(role: str) -> str:
    """Return the class that draws the disc of a role; empty for roles that have none."""
    return role if role in _ROLES else ""


def anchor(study: str, quote: str) -> str:
    """Return the id by which a quote is found on a page."""
    return f"{study}-{quote}"


def marked(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """Return a text as markup in which some characters (code points, end exclusive) are marked.

    >>> marked("We <could> say no.", [(11, 14), (15, 17)])
    Markup('We &lt;could&gt; <mark>say</mark> <mark>no</mark>.')
    """
    parts: list[Markup] = []
    at_ = 0
    for start, end in sorted(spans):
        if start < at_ or end <= start:
            continue
        parts += [
            escape(text[at_:start]),
            Markup("<mark>"),
            escape(text[start:end]),
            Markup("</mark>"),
        ]
        at_ = end
    parts.append(escape(text[at_:]))
    return Markup("").join(parts)


def _shown(card: Card, spans: Sequence[tuple[int, int]]) -> ShownCard:
    row = card.row
    href = at(f"/study/{row.study}/quote/{row.quote}")
    root = request.script_root
    chips = tuple(_chip(chip, root) for chip in card.chips)
    return ShownCard(
        card=card,
        anchor=anchor(row.study, row.quote),
        text=marked(row.text, spans),
        href=href,
        data=f"{href}.ttl",
        speaker=card.speaker or ("Unknown speaker" if card.shown else "Not shown"),
        speaker_href=to_thing(card.speaker_iri) if card.speaker_iri else None,
        role_class=role_class(row.role),
        role=row.role.replace("-", " "),
        source=row.source.replace("-", " "),
        study_href=at(f"/studies/{row.study}"),
        cite=to_thing(card.study.report) if card.study.report else None,
        chips=chips,
        why=tuple(_why(card, why, root) for why in card.why),
        same=tuple(
            (thing_id(iri), found) for iri in card.same if (found := to_thing(iri)) is not None
        ),
    )


# The same constructs, and the same steps between concepts, stand with hundreds of quotes: kept for
# each prefix that the site is served behind.
@lru_cache(maxsize=_MOST_KEPT)
def _chip(chip: Chip, root: str) -> ShownChip:
    return ShownChip(chip.label, construct_page(chip.key), chip.stated, chip.asked)


def _why(card: Card, why: Why, root: str) -> ShownWhy:
    explained = why.explained
    if explained is None:
        return ShownWhy("", (), "", "", "", "", why.failed)
    [way, *_] = explained.ways
    others = explained.left_out + len(explained.ways) - 1
    quote = f"{card.row.study}/{card.row.quote}"
    least = "at least " if explained.more else ""
    return ShownWhy(
        begins=beginning(explained.quote.thing),
        steps=tuple(_step(step, root) for step in way.steps),
        construct=explained.construct.label,
        ends=_ends(explained),
        more=f"{least}{others:,} other {'way leads' if others == 1 else 'ways lead'}"
        if others
        else "",
        more_href=at("/api/explain", quote=quote, construct=why.construct) if others else "",
    )


def _ends(explained: Explanation) -> str:
    said = counting(explained.ways[0].counts_as)
    return f"Worked out. {said[:1].upper()}{said[1:]}."


def _step(step: Step, root: str) -> Markup:
    coded = step.relation == "coded"
    return _line(step.says, step.end.label, step.end.iri, step.sources, coded, step.stated, root)


@lru_cache(maxsize=_MOST_KEPT)
def _line(
    says: str, label: str, iri: str, sources: tuple[str, ...], first: bool, stated: bool, root: str
) -> Markup:
    href = to_thing(iri)
    before, found, after = says.partition(label) if first else says.rpartition(label)
    if not found:
        before, after = says, ""
    link = Markup('<a href="{}" dir="auto">{}</a>') if href else Markup("{}<bdi>{}</bdi>")
    worked = "" if stated else Markup(' class="worked"')
    return Markup('<li{}>{}{}{}<small dir="auto">{}</small></li>').format(
        worked, before, link.format(href or "", found), after, " ".join(sources)
    )
