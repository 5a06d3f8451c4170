"""How much a study holds, counted while it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.identifiers import study_iri
from kg.namespaces import DCTERMS, PIF, PROV, XSD
from kg.site.reading import Statement
from kg.terms import A

_MOMENTS = tuple(
    f"<{space}{name}>"
    for space, name in (
        (PIF, "codedAt"),
        (PROV, "generatedAtTime"),
        (PROV, "endedAtTime"),
        (DCTERMS, "modified"),
        (DCTERMS, "issued"),
    )
)
_MOMENT = f"^^<{XSD}dateTime>"


@dataclass(slots=True)
class Counted:
    """What was counted. ``classes`` and ``entities`` are of the study's own things."""

    graphs: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    entities: int = 0
    shared: dict[str, set[str]] = field(default_factory=dict)
    """Things of which other studies may speak as well, with their classes."""
    newest: str = ""
    """The latest moment at which somebody did something, by the data."""

    @property
    def triples(self) -> int:
        """How many statements there are; one that two graphs make counts twice."""
        return sum(self.graphs.values())


def counting(study: str, found: Iterable[Statement], counted: Counted) -> Iterator[Statement]:
    """Yield statements as they come, and count them."""
    root = f"<{study_iri(study)}"
    own = (f"{root}>", f"{root}/")
    graphs, properties, classes = counted.graphs, counted.properties, counted.classes
    subject, is_own, types = "", False, set[str]()
    for statement in found:
        s, p, o, g = statement
        graphs[g] = graphs.get(g, 0) + 1
        properties[p] = properties.get(p, 0) + 1
        if s != subject:
            subject, is_own, types = s, s.startswith(own), set()
            if is_own:
                counted.entities += 1
            else:
                types = counted.shared.setdefault(s, set())
        if p == A and o not in types:
            types.add(o)
            if is_own:
                classes[o] = classes.get(o, 0) + 1
        elif p in _MOMENTS and o.endswith(_MOMENT):
            counted.newest = max(counted.newest, o[1 : -len(_MOMENT) - 1])
        yield statement
