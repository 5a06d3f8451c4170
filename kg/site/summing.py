"""All studies of a site in numbers: what catalogues count."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.describing.statistics import ClassPartition, GraphSize
from kg.describing.studies import StudyFacts
from kg.site.counting import Counted
from kg.site.dumping import Dumps


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is. ``properties`` and ``classes`` are by IRI, sorted."""

    triples: int
    entities: int
    classes: tuple[ClassPartition, ...]
    properties: tuple[tuple[str, int], ...]
    graphs: tuple[GraphSize, ...] = ()


@dataclass(slots=True)
class Summary:
    """What was published of each study, in the order of their ids."""

    facts: dict[str, StudyFacts] = field(default_factory=dict)
    dumps: dict[str, Dumps] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    newest: str = ""
    _classes: dict[str, int] = field(default_factory=dict)
    _properties: dict[str, int] = field(default_factory=dict)
    _shared: dict[str, set[str]] = field(default_factory=dict)
    _entities: int = 0
    _triples: int = 0

    def add(self, facts: StudyFacts, counted: Counted, dumps: Dumps) -> None:
        """Add a study."""
        self.facts[facts.id], self.dumps[facts.id] = facts, dumps
        self.newest = max(self.newest, counted.newest)
        for into, found in (
            (self._classes, counted.classes),
            (self._properties, counted.properties),
        ):
            for name, n in found.items():
                into[name] = into.get(name, 0) + n
        for thing, classes in counted.shared.items():
            self._shared.setdefault(thing, set()).update(classes)
        self._entities += counted.entities
        self._triples += counted.triples
        self.totals[facts.id] = _totals(
            counted.triples, counted.entities, counted.classes, counted.shared,
            counted.properties, counted.graphs,
        )  # fmt: skip

    def whole(self) -> Totals:
        """Return all studies together; what several of them speak of counts once."""
        return _totals(
            self._triples, self._entities, self._classes, self._shared, self._properties, {}
        )

    @property
    def date(self) -> str:
        """The day of the newest thing that was done, by the data; else the latest year told of."""
        years = [study.year for study in self.facts.values() if study.year.isdecimal()]
        return self.newest[:10] or max(years, default="")


def _totals(
    triples: int,
    entities: int,
    classes: dict[str, int],
    shared: dict[str, set[str]],
    properties: dict[str, int],
    graphs: dict[str, int],
) -> Totals:
    made = dict(classes)
    for named in shared.values():
        for name in named:
            made[name] = made.get(name, 0) + 1
    return Totals(
        triples,
        entities + len(shared),
        tuple(sorted(ClassPartition(c[1:-1], n) for c, n in made.items() if c[0] == "<")),
        tuple(sorted((p[1:-1], n) for p, n in properties.items())),
        tuple(sorted(GraphSize(g, n) for g, n in graphs.items())),
    )
