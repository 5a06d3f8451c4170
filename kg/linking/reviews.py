"""Decisions about quotes with like words: kept apart from all studies, with who, when and why.

They are kept as a set of mappings is: in a graph of their own, whose accepted decisions say
``pif:sameUtteranceAs``. They never leave the owner's store.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from kg.errors import StoreBusy, UsageError
from kg.identifiers import split_thing_iri, thing_iri
from kg.index.mapped import UTTERANCES
from kg.namespaces import BASE, DCTERMS, PIF, derived_from_set, mapping_graph
from kg.store.base import MAPPING_SET
from kg.terms import A, Triple, iri, read_nquads, text, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

Decision = Literal["accepted", "rejected"]
DECISIONS: tuple[Decision, ...] = ("accepted", "rejected")

_UNIT = f"{MAPPING_SET}{UTTERANCES}"
_GRAPH, _DERIVED = mapping_graph(UTTERANCES), derived_from_set(UTTERANCES)
_SAME, _REVIEW = f"<{PIF}sameUtteranceAs>", f"<{PIF}UtteranceReview>"
_COMPARES, _DECISION, _ID = (
    f"<{PIF}{n}>" for n in ("comparesQuote", "decision", "identifier")
)  # fmt: skip
_WHO, _WHEN, _WHY = (f"<{DCTERMS}{n}>" for n in ("creator", "date", "description"))
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Review:
    """A decision about two quotes, named ``study/id``; ``first`` comes before ``second``."""

    first: str
    second: str
    decision: Decision
    who: str
    when: str = ""
    why: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The two quotes."""
        return self.first, self.second


def review(
    one: str, other: str, decision: str, *, who: str, why: str = "", when: str = ""
) -> Review:
    """Return a decision, with its quotes in order.

    Raises:
        UsageError: It is no decision, nobody made it, or the quotes are not two of two studies.
    """
    first, second = sorted((one.strip(), other.strip()))
    for name in (first, second):
        study, slash, id = name.partition("/")
        if not (study and slash and id) or "/" in id or set(name) & set(' <>"{}|\\^`\n\t'):
            raise UsageError(f"{name[:80]!r} does not name a quote.", "Write it as study/quote.")
    if first.partition("/")[0] == second.partition("/")[0]:
        raise UsageError(
            f"{first} and {second} are quotes of one study.",
            "Say overlapsWith in its relations.csv: reviews are for quotes of two studies.",
        )
    if decision not in DECISIONS:
        raise UsageError(f"{decision[:40]!r} is no decision.", "Say accepted or rejected.")
    who, why = " ".join(who.split())[:_LONGEST], " ".join(why.split())[:_LONGEST]
    if not who:
        raise UsageError("Nobody made the decision.", "Say who, with --who or in the column who.")
    return Review(first, second, decision, who, when or _now(), why)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reviews(store: Store) -> list[Review]:
    """Return the decisions made, in the order of their quotes."""
    if all(unit.id != _UNIT for unit in store.units()):
        return []
    return _read(read_nquads(store.read_study(_UNIT)).get(_GRAPH, set()))


def decide(store: Store, made: Iterable[Review], *, forget: Iterable[tuple[str, str]] = ()) -> int:
    """Keep decisions, each in place of an earlier one about the same quotes; returns how many.

    ``forget`` are pairs about which nothing is decided any longer.

    Raises:
        UsageError: Nothing was decided about a pair to be forgotten.
        StoreBusy: Somebody else is writing.
    """
    from kg.index import update
    from kg.store import document

    new = list(made)
    with store.writing("keep decisions about utterances"):
        held = {each.pair: each for each in reviews(store)}
        before = dict(held)
        for one, other in forget:
            first, second = sorted((one.strip(), other.strip()))
            if held.pop((first, second), None) is None:
                raise UsageError(f"Nothing was decided about {first} and {second}.")
        held |= {each.pair: each for each in new}
        if held == before:
            return 0
        if held:
            graphs = statements(held.values())
            store.put(document.from_graphs(_UNIT, graphs).pack())
        else:
            store.remove(_UNIT)
    with suppress(StoreBusy):  # the next question does it
        update(store)
    return sum(1 for pair in held.keys() | before.keys() if held.get(pair) != before.get(pair))


def statements(made: Iterable[Review]) -> dict[str, set[Triple]]:
    """Return decisions as statements; what is accepted, and what follows from it, links quotes."""
    said: set[Triple] = set()
    groups: dict[str, set[str]] = {}
    for each in made:
        quotes = [_quote(name) for name in each.pair]
        id = sha256(" ".join(each.pair).encode()).hexdigest()[:16]
        node = iri(f"{BASE}mapping/{UTTERANCES}/{id}")
        said |= {
            (node, A, _REVIEW),
            (node, _ID, text(id)),
            *((node, _COMPARES, quote) for quote in quotes),
            (node, _DECISION, text(each.decision)),
            (node, _WHO, text(each.who)),
            (node, _WHEN, text(each.when)),
        }
        if each.why:
            said.add((node, _WHY, text(each.why)))
        if each.decision == "accepted":
            said.add((quotes[0], _SAME, quotes[1]))
            joined = groups.get(quotes[0], {quotes[0]}) | groups.get(quotes[1], {quotes[1]})
            groups |= dict.fromkeys(joined, joined)
    follows = {(a, _SAME, b) for a, group in groups.items() for b in group if a != b}
    return {_GRAPH: said, _DERIVED: follows - said}


def _quote(name: str) -> str:
    study, _, id = name.partition("/")
    return iri(thing_iri(study, "quote", id))


def _read(said: set[Triple]) -> list[Review]:
    about: dict[str, dict[str, list[str]]] = {}
    for s, p, o in said:
        about.setdefault(s, {}).setdefault(p, []).append(value_of(o))
    found = []
    for told in about.values():
        named = sorted(
            f"{at[0]}/{at[2]}" for q in told.get(_COMPARES, ()) if (at := split_thing_iri(q))
        )
        if len(named) == 2 and _DECISION in told:
            one = {p: min(values) for p, values in told.items()}
            found.append(
                Review(
                    named[0],
                    named[1],
                    "accepted" if one[_DECISION] == "accepted" else "rejected",
                    one.get(_WHO, ""),
                    one.get(_WHEN, ""),
                    one.get(_WHY, ""),
                )
            )
    return sorted(found, key=lambda each: each.pair)
