"""What is wrong with a study, said to the person who can mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["violation", "warning", "info"]
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_WITH_LINES = (
    ".yaml", ".json", ".bib", ".ris", ".ttl", ".trig", ".nt", ".nq", ".jsonld", ".rdf",
    ".qde", ".qdc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: a file and a row, the number a spreadsheet shows (the header is 1).

    In a file that has no rows (YAML, JSON, RDF) it is the number of the line.
    """

    file: str
    row: int | None = None
    column: str | None = None

    @property
    def unit(self) -> str:
        """What ``row`` counts in this file: ``row`` or ``line``."""
        return "line" if self.file.endswith(_WITH_LINES) else "row"

    def __str__(self) -> str:
        said = self.file
        if self.row is not None:
            said += f", {self.unit} {self.row}"
        if self.column is not None:
            said += f", column {self.column}"
        return said


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a study breaks one rule.

    ``rule`` is a stable name for machines, ``message`` says what is wrong, ``remedy`` what to
    do. ``focus`` is the IRI of the thing concerned when the rule is a shape. A *violation* keeps
    the study out, a *warning* is shown, an *info* counts. ``number`` is how many places it
    stands for: more than one where further ones of its kind are not listed.
    """

    severity: Severity
    rule: str
    message: str
    remedy: str = ""
    place: Place | None = None
    focus: str | None = None
    number: int = 1

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else f"{self.focus}: " if self.focus else ""
        return f"{self.severity}: {where}{self.message} {self.remedy}".rstrip()

    @property
    def order(self) -> tuple[int, str, int, str, str]:
        """Worst first, then as the files stand."""
        place = self.place or Place("")
        return (_ORDER[self.severity], place.file, place.row or 0, place.column or "", self.rule)


def violations(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that keep a study out."""
    return [f for f in findings if f.severity == "violation"]


def counted(findings: Iterable[Finding]) -> str:
    """Say how many findings of each severity there are.

    >>> counted([Finding("warning", "x", "y")])
    '1 warning'
    """
    counts = Counter(f.severity for f in findings)
    plural = {"violation": "violations", "warning": "warnings", "info": "notes"}
    single = {"violation": "violation", "warning": "warning", "info": "note"}
    said = [f"{n} {(single if n == 1 else plural)[s]}" for s in _ORDER if (n := counts[s])]
    return ", ".join(said) or "no findings"
