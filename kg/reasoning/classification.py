"""What a reasoner makes of the ontology's classes, to read and to compute with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Classification:
    """The classes of a consistent ontology in the order that follows from its axioms.

    Names are short (``pif:Patching``) where a prefix is known. ``parents`` holds every class with
    those directly above it, told or inferred; a class right below ``owl:Thing`` has none.
    ``equivalent`` are groups of classes with the same members. ``inferred`` are the pairs (class,
    class directly above) that no axiom says outright.
    """

    parents: dict[str, tuple[str, ...]]
    equivalent: tuple[tuple[str, ...], ...] = ()
    inferred: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> str:
        """Return the classification as a JSON object."""
        return json.dumps(
            {
                "consistent": True,
                "classes": [{"class": c, "parents": list(p)} for c, p in self.parents.items()],
                "equivalent": [list(group) for group in self.equivalent],
                "inferred": [{"class": c, "parent": p} for c, p in self.inferred],
            },
            indent=2,
            ensure_ascii=False,
        )

    def as_text(self) -> str:
        """Return what was found, and the tree of classes with what is inferred marked ``*``.

        A class with several classes above it stands below each; what is below it is printed the
        first time only.
        """
        lines = [f"Consistent: each of the {len(self.parents)} classes can have members."]
        lines += [f"The same: {' = '.join(group)}" for group in self.equivalent]
        if self.inferred:
            lines += ["", f"Inferred ({len(self.inferred)}, marked * in the tree):"]
            lines += [f"  {low} is a kind of {high}" for low, high in self.inferred]
        else:
            lines.append("Nothing follows that the axioms do not say outright.")
        return "\n".join([*lines, "", *self._tree()])

    def _tree(self) -> Iterator[str]:
        below: dict[str, list[str]] = {}
        for name, parents in self.parents.items():
            for parent in parents:
                below.setdefault(parent, []).append(name)
        inferred = set(self.inferred)
        printed: set[str] = set()
        open_ = [(name, "", 0) for name, parents in self.parents.items() if not parents]
        open_.reverse()
        while open_:
            name, parent, depth = open_.pop()
            mark = " *" if (name, parent) in inferred else ""
            again = name in printed and name in below
            yield f"{'  ' * depth}{name}{mark}{' (see above)' if again else ''}"
            if not again:
                open_ += [(child, name, depth + 1) for child in reversed(below.get(name, []))]
            printed.add(name)
