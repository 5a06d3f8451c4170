"""Collect what is wrong while a study is read, all of it, without filling the memory."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import chain

from kg.findings import Finding, Place, Severity

KEPT = 1000
"""How many findings of one rule are kept for one file; the rest are counted."""

LEFT_OUT = frozenset(
    {
        "unknown-file", "unknown-sheet", "unknown-column", "unknown-key",
        "shared-terms", "derived-statements", "negative-mapping",
    }
)  # fmt: skip
"""Rules that say of something in a source that it is not read: the loss report."""

COMPARED = 300_000
"""How many names are compared in one source to offer the one that was meant."""


class Report:
    """The findings of one source, in the order they were met."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._compared = 0
        self._worst: dict[tuple[str, str], Severity] = {}
        self._not_kept: Counter[tuple[str, str]] = Counter()

    def violation(self, rule: str, place: Place, message: str, remedy: str = "") -> None:
        """Add a finding that keeps the study out."""
        self._add("violation", rule, place, message, remedy)

    def warning(self, rule: str, place: Place, message: str, remedy: str = "") -> None:
        """Add a finding that is shown."""
        self._add("warning", rule, place, message, remedy)

    def _add(self, severity: Severity, rule: str, place: Place, message: str, remedy: str) -> None:
        key = (rule, place.file)
        self._counts[key] += 1
        if severity == "violation" or key not in self._worst:
            self._worst[key] = severity
        if self._counts[key] <= KEPT:
            self._findings.append(Finding(severity, rule, message, remedy, place))

    def not_kept(self, what: str, why: str) -> None:
        """Count something that a source holds and the graph does not."""
        self._not_kept[what, why] += 1

    def losses(self) -> list[tuple[str, str, int]]:
        """Return what is not kept, why, and in how many places, by name."""
        return [(what, why, n) for (what, why), n in sorted(self._not_kept.items())]

    def nearest(self, word: str, *known: Collection[str], prefix: str = "") -> str:
        """Do as :func:`nearest` does, until so many names were compared that it takes seconds."""
        self._compared += 50 + sum(map(len, known))
        if self._compared > COMPARED:
            return ""
        return nearest(word, chain.from_iterable(known), prefix)

    def has(self, rule: str, file: str) -> bool:
        """Say whether a rule was broken in a file."""
        return (rule, file) in self._counts

    def findings(self) -> list[Finding]:
        """Return the findings, with one more for each rule and file that had too many."""
        more = [
            Finding(
                self._worst[rule, file],
                rule,
                f"{count - KEPT} more of this kind were found and are not listed.",
                "Mend the ones listed and check again.",
                Place(file),
                number=count - KEPT,
            )
            for (rule, file), count in self._counts.items()
            if count > KEPT
        ]
        return self._findings + more


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """Return a sentence that offers the known names most like a word, or an empty string.

    >>> nearest("patchng", ["patching", "splinting"], "c:")
    "Did you mean 'c:patching'?"
    """
    if not word or len(word) > 100:
        return ""
    lowered = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.6)
    if not found:
        return ""
    offered = " or ".join(f"'{prefix}{lowered[name]}'" for name in found)
    return f"Did you mean {offered}?"


def shown(value: str, limit: int = 60) -> str:
    """Return a value as it can stand in a message: one line, not too long, in quotation marks.

    >>> shown("two" + chr(10) + "lines")
    "'two⏎lines'"
    """
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    plain = cut.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", "⇥")
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in plain)
    return f"'{safe}'"
