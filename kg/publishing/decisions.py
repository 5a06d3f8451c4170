"""What was decided about publishing: what is kept back, what is let out all the same, by whom.

Decisions are kept beside the studies, as reviews of utterances are: in a graph of their own that
never leaves the owner's store. What was let out is said in public with it, by the projection.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from kg.errors import StoreBusy, UnknownThing, UsageError
from kg.index.mapped import DECISIONS
from kg.namespaces import BASE, DCTERMS, PIF, PROV, mapping_graph
from kg.store.base import MAPPING_SET
from kg.terms import A, Triple, iri, read_nquads, text, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

Verb = Literal["excluded", "accepted", "published", "withdrawn"]
VERBS: tuple[Verb, ...] = ("excluded", "accepted", "published", "withdrawn")

_UNIT = f"{MAPPING_SET}{DECISIONS}"
_GRAPH = mapping_graph(DECISIONS)
_ACTIVITY, _USED = f"<{PROV}Activity>", f"<{PROV}used>"
_VERB, _STUDY, _ABOUT, _ID, _WHO, _WHEN, _WHY, _TITLE, _REASON = (
    f"<{DCTERMS}{name}>"
    for name in (
        "type", "isPartOf", "subject", "identifier", "creator", "date", "description", "title",
        "coverage",
    )
)  # fmt: skip
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``record`` and ``about`` are addresses; ``about`` is a property, or empty.

    ``finding`` and ``reason`` say what was accepted. Of a study that was published, or withdrawn
    after it was, ``title`` is kept, so that the next publication can say that it is gone.
    """

    verb: Verb
    study: str
    record: str = ""
    about: str = ""
    finding: str = ""
    reason: str = ""
    who: str = ""
    when: str = ""
    why: str = ""
    title: str = ""

    @property
    def id(self) -> str:
        """What it is known by: a later decision about the same thing takes its place."""
        if self.verb in ("published", "withdrawn"):
            said = f"study {self.study}"
        elif self.verb == "accepted":
            said = f"accepted {self.study} {self.finding}"
        else:
            said = f"excluded {self.study} {self.record} {self.about}"
        return sha256(said.encode()).hexdigest()[:16]

    def words(self) -> tuple[str, ...]:
        """Return all that it says."""
        return (
            self.verb, self.study, self.record, self.about, self.finding, self.reason, self.who,
            self.when, self.why, self.title,
        )  # fmt: skip


def decision(verb: Verb, study: str, **said: str) -> Decision:
    """Return a decision made now, with its words in order.

    Raises:
        UsageError: Nobody, or no reason, stands behind letting something out.
    """
    said = {name: " ".join(value.split())[:_LONGEST] for name, value in said.items()}
    made = Decision(verb, study, **said)
    if verb == "accepted" and not made.who:
        raise UsageError("Nobody answers for it.", "Say who with --by; it is published.")
    if verb == "accepted" and not made.why:
        raise UsageError("No reason is given.", "Say why with --why; it is published.")
    return made if made.when else replace(made, when=today())


def today() -> str:
    """Return this day as it is kept."""
    return datetime.now(UTC).strftime("%Y-%m-%d")


def decisions(store: Store) -> list[Decision]:
    """Return all that was decided, by study."""
    if all(unit.id != _UNIT for unit in store.units()):
        return []
    return _read(read_nquads(store.read_study(_UNIT)).get(_GRAPH, set()))


def decisions_of(store: Store, study: str) -> tuple[Decision, ...]:
    """Return what was decided about publishing one study."""
    return _on(study, decisions(store))


def _on(study: str, made: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(d for d in made if d.study == study and d.verb in ("excluded", "accepted"))


def keep(store: Store, made: Iterable[Decision], *, forget: Iterable[Decision] = ()) -> int:
    """Keep decisions, each in place of an earlier one about the same; returns how many changed.

    Raises:
        StoreBusy: Somebody else is writing.
    """
    from kg.index import update
    from kg.store import document

    with store.writing("keep decisions about publishing"):
        before = {each.id: each for each in decisions(store)}
        held = dict(before)
        for each in forget:
            held.pop(each.id, None)
        held |= {each.id: each for each in made}
        if held == before:
            return 0
        if held:
            store.put(document.from_graphs(_UNIT, {_GRAPH: statements(held.values())}).pack())
        else:
            with suppress(UnknownThing):
                store.remove(_UNIT)
    with suppress(StoreBusy):  # the next question does it
        update(store)
    return sum(held.get(id) != before.get(id) for id in held.keys() | before.keys())


def statements(made: Iterable[Decision]) -> set[Triple]:
    """Return decisions as statements."""
    said: set[Triple] = set()
    for each in made:
        node = iri(f"{BASE}mapping/{DECISIONS}/{each.id}")
        said |= {(node, A, _ACTIVITY), (node, f"<{PIF}identifier>", text(each.id))}
        if each.record:
            said.add((node, _USED, iri(each.record)))
        if each.about:
            said.add((node, _ABOUT, iri(each.about)))
        for property, words in (
            (_VERB, each.verb), (_STUDY, each.study), (_ID, each.finding), (_REASON, each.reason),
            (_WHO, each.who), (_WHEN, each.when), (_WHY, each.why), (_TITLE, each.title),
        ):  # fmt: skip
            if words:
                said.add((node, property, text(words)))
    return said


def _read(said: Iterable[Triple]) -> list[Decision]:
    about: dict[str, dict[str, str]] = {}
    for s, p, o in sorted(said, reverse=True):
        about.setdefault(s, {})[p] = value_of(o)
    found = []
    for told in about.values():
        verb = told.get(_VERB)
        if verb in VERBS and _STUDY in told:
            found.append(
                Decision(
                    verb, told[_STUDY], told.get(_USED, ""), told.get(_ABOUT, ""),
                    told.get(_ID, ""), told.get(_REASON, ""), told.get(_WHO, ""),
                    told.get(_WHEN, ""), told.get(_WHY, ""), told.get(_TITLE, ""),
                )
            )  # fmt: skip
    return sorted(found, key=Decision.words)


class Kept:
    """The decisions in a store, read again when they changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digest = ""
        self._made: dict[str, tuple[Decision, ...]] = {}

    def by_study(self) -> dict[str, tuple[Decision, ...]]:
        """Return what was decided about publishing each study that something was decided of."""
        digest = next((unit.digest for unit in self._store.units() if unit.id == _UNIT), "")
        if digest != self._digest:
            made = decisions(self._store) if digest else []
            self._made = {study: _on(study, made) for study in {each.study for each in made}}
            self._digest = digest
        return self._made


def mark(made: Iterable[Decision]) -> str:
    """Return what changes when decisions about a study do; empty where there are none."""
    lines = ["\t".join(each.words()) for each in made]
    return sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else ""
