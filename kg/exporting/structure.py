"""Read programmes, the things around them, and what episodes and relations say.

The graph does not tell rows apart. What is said of one thing is laid beside one another in as few
rows as hold it, in the order of its values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from kg import model as m
from kg.exporting.facts import Facts, natural
from kg.formats.vocabulary import vocabulary
from kg.stating import LABEL

_OF_QUOTES = frozenset(
    ("ofStudy", "drawnFrom", "spokenBy", "spokenInTenure", "illustrates", "accessLevel",
     "underEmbargo", "evidences")
)  # fmt: skip
_OF_CLAIMS = frozenset(("ofStudy", "aboutConstruct", "statedIn"))
_OF_PROGRAMMES = ("hasStructure", "hasCulture", "hasApproach", "offersSupport", "includesPart")
_BASIS = re.compile(r"(\w+) (\S+): (.+)", re.DOTALL)
_DESCRIBED_ONLY = ("term", "organisation", "programme")
"""What only a thing of study.yaml can point to; rows of relations cannot."""

Link = tuple[str, m.Target]


def read_described(facts: Facts, kind: str, id: str) -> m.Thing:
    """Return a thing of study.yaml without its properties."""
    node = facts.node(kind, id)
    return m.Thing(
        id,
        facts.place,
        next(iter(facts.classes(node)), ""),
        facts.words(node, LABEL),
        facts.text(node, "statedInSentence"),
        facts.text(node, "note"),
    )


def split_notes(facts: Facts, node: str) -> tuple[dict[tuple[str, str], list[str]], list[str]]:
    """Return what each relation of a quote or claim rests on, and the notes that say nothing so."""
    related = {(name, target.id) for name, o in facts.links(node) if (target := facts.target(o))}
    bases: dict[tuple[str, str], list[str]] = {}
    rest = []
    for note in facts.texts(node, "note"):
        match = _BASIS.fullmatch(note)
        if match and (match[1], match[2]) in related:
            bases.setdefault((match[1], match[2]), []).append(match[3])
        else:
            rest.append(note)
    return bases, rest


def read_structure(study: m.Study, facts: Facts) -> None:
    """Read the programmes, the ecosystem, the episodes and the relations of a study."""
    study.programmes = [
        _programme(facts, id) for id in facts.ids(facts.root, "studiesProgram", "programme")
    ]
    placed = {thing.id: thing for p in study.programmes for thing in _things_of(p)}
    for id, node in facts.things("entity"):
        if id not in placed and _is_described(facts, node):
            placed[id] = read_described(facts, "entity", id)
            study.entities.append(placed[id])
    rows = _Rows(facts, placed)
    for id, _ in facts.things("episode"):
        study.episodes += rows.about("episode", id)
    for id, _ in facts.things("entity"):
        study.relations += rows.about("entity", id)
    for kind, known in (("quote", _OF_QUOTES), ("claim", _OF_CLAIMS)):
        for id, node in facts.things(kind):
            study.relations += rows.between(kind, id, node, known)
    study.relations += rows.unsaid()


def _programme(facts: Facts, id: str) -> m.Programme:
    node = facts.node("programme", id)
    classes = facts.classes(node)
    first = len(classes) > 1 and "MenteeEntryProgram" in classes
    made = m.Programme(
        id,
        facts.place,
        facts.words(node, LABEL),
        next((c for c in classes if c != "MenteeEntryProgram" or not first), ""),
        first,
    )
    host = facts.id(node, "hostedBy", "organisation")
    made.host = read_described(facts, "organisation", host) if host else None
    stages = {t.id for o in facts.all(node, "hasStage") if (t := facts.target(o))}
    known = [stage for stage in vocabulary().individuals if stage in stages]  # in their order
    made.stages = [*known, *sorted(stages - set(known))]

    def things(name: str, of: str = node) -> list[m.Thing]:
        return [read_described(facts, "entity", one) for one in facts.ids(of, name, "entity")]

    made.supports = things("offersSupport")
    made.structure = next(iter(things("hasStructure")), None)
    made.culture = next(iter(things("hasCulture")), None)
    made.approach = next(iter(things("hasApproach")), None)
    whole = facts.node("entity", made.structure.id) if made.structure else node
    made.parts = things("includesPart", whole)
    return made


def _things_of(programme: m.Programme) -> Iterator[m.Thing]:
    yield from programme.supports
    yield from programme.parts
    for thing in (programme.structure, programme.culture, programme.approach):
        if thing:
            yield thing


def _is_described(facts: Facts, node: str) -> bool:
    """Say whether a thing has what rows of relations cannot say, so that study.yaml has to."""
    return bool(
        facts.all(node, LABEL)
        or facts.all(node, "statedInSentence")
        or any(
            target.kind in _DESCRIBED_ONLY
            for name, o in facts.links(node)
            if name != "ofStudy" and (target := facts.target(o))
        )
    )


class _Rows:
    """Lays out what is said of episodes, things, quotes and claims in rows."""

    def __init__(self, facts: Facts, placed: dict[str, m.Thing]) -> None:
        self.facts = facts
        self.placed = placed
        self.waiting: dict[str, list[str]] = {}
        """The classes of each thing that no row has given yet."""
        self._told: set[str] = set()
        self._evidence: dict[str, list[str]] = {}
        for id, node in facts.things("quote"):
            for episode in facts.ids(node, "evidences", "episode"):
                self._evidence.setdefault(episode, []).append(id)
        for id, node in facts.things("entity"):
            classes = facts.classes(node)
            self.waiting[id] = classes[1:] if id in placed else classes

    def about(self, kind: str, id: str) -> Iterator[m.Statement]:
        """Yield the rows about an episode or a thing; properties of described things go to it."""
        node = self.facts.node(kind, id)
        thing = self.placed.get(id) if kind == "entity" else None
        links = list(self._links(node, thing))
        notes = self.facts.texts(node, "note")[1 if thing else 0 :]
        quotes: list[str] = []
        people: list[str] = []
        if kind == "episode":
            classes = self.facts.classes(node)
            quotes = self._evidence.get(id, [])
            people = self.facts.ids(node, "performedBy", "participant")
        elif links or notes:
            classes, self.waiting[id] = self.waiting[id], []
        else:
            return
        laid = zip_longest(classes, quotes, people, notes, links)
        for class_name, quote, person, note, link in laid:
            yield self._row(
                m.Target(kind, id), class_name or "", quote or "", person or "", note or "", link,
                repeat=classes[0] if kind == "episode" and classes else "",
            )  # fmt: skip
        self._told.add(id)

    def _row(
        self, subject: m.Target, class_name: str, quote: str, person: str, note: str,
        link: Link | None, *, repeat: str,
    ) -> m.Statement:  # fmt: skip
        row = m.Statement(
            subject, self.facts.place, class_name or repeat, quote, person, basis=note
        )
        if link:
            row.property, row.object = link
            if row.object.kind == "entity":
                row.object_class = self._class_of(row.object.id)
            elif row.object.kind == "participant":
                row.object_class = "Participant"
        return row

    def _class_of(self, id: str) -> str:
        """Return a class of a thing that a row points to, if no row has given it."""
        waiting = self.waiting.get(id, [])
        self._told.add(id)
        return waiting.pop(0) if waiting else ""

    def _links(self, node: str, thing: m.Thing | None) -> Iterator[Link]:
        skipped = {"ofStudy", "performedBy", "underEmbargo", "accessLevel"}
        for name, o in self.facts.links(node):
            target = self.facts.target(o)
            if target is None or name in skipped:
                continue
            if thing and (name in _OF_PROGRAMMES and self._is_part(node, name, target)):
                continue
            if thing and (
                target.kind in _DESCRIBED_ONLY
                or (target.kind == "entity" and target.id in self.placed)
            ):
                thing.properties.append((name, target))
            elif target.kind not in _DESCRIBED_ONLY:
                yield name, target

    def _is_part(self, node: str, name: str, target: m.Target) -> bool:
        """Say whether a programme's description has it already."""
        return (
            name == "includesPart"
            and target.kind == "entity"
            and any(
                self.facts.node("entity", id) == node
                for _, p in self.facts.things("programme")
                for id in self.facts.ids(p, "hasStructure", "entity")[:1]
            )
        )

    def between(
        self, kind: str, id: str, node: str, known: frozenset[str]
    ) -> Iterator[m.Statement]:
        """Yield the rows that relate a quote or a claim to another."""
        bases, _ = split_notes(self.facts, node)
        for name, o in self.facts.links(node):
            target = self.facts.target(o)
            if target is None or (name in known and not self._is_loose(name, target)):
                continue
            if target.kind not in ("quote", "episode", "claim"):
                continue
            for basis in bases.get((name, target.id)) or [""]:
                yield m.Statement(
                    m.Target(kind, id), self.facts.place, property=name, object=target, basis=basis
                )

    def _is_loose(self, name: str, target: m.Target) -> bool:
        """Say whether an episode is told of in a quote and described nowhere."""
        node = self.facts.node("episode", target.id)
        return name == "evidences" and not self.facts.is_described(node)

    def unsaid(self) -> Iterator[m.Statement]:
        """Yield a row for each class, and each thing, that no other row has named."""
        for id in sorted(self.waiting, key=natural):
            left = self.waiting[id] or ([""] if id not in self._told | self.placed.keys() else [])
            for class_name in left:
                yield m.Statement(m.Target("entity", id), self.facts.place, class_name)
