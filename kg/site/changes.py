"""What is new, changed and gone since the last publication: told of each thing with a page."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Sort = Literal["added", "changed", "removed"]
SORTS: tuple[Sort, ...] = ("added", "changed", "removed")
FILE = "changes.json"
_STATEMENTS = "statements.sha256"
"""The digests of the statements beside each page: what the next publication compares with."""
_LINE = re.compile(r"([0-9a-f]{64})  (.+)\.nt\n?")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}-[0-9]{2})?")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One thing that is told of otherwise than before. ``stem`` is where its page lies, or lay."""

    sort: Sort
    stem: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The change log. ``before`` is the date of the publication that this one is compared with."""

    first: bool
    before: str
    changes: tuple[Change, ...]
    """Sorted; empty for the first publication, in which all is new."""

    def count(self, sort: Sort) -> int:
        """Return how many things changed in one way."""
        return sum(change.sort == sort for change in self.changes)


def compared(
    digests: Mapping[str, str], before: Path | None, withdrawn: Collection[str] = ()
) -> Changes:
    """Compare the statements beside each page, by stem, with those of an older publication.

    Of a study that was withdrawn the study alone is told: no pseudonym and no id of a quote.
    """
    old = _old(before)
    if old is None or before is None:
        return Changes(True, "", ())
    made = [Change("added", stem) for stem in digests.keys() - old.keys()]
    inside = tuple(f"study/{study}/" for study in withdrawn)
    removed = old.keys() - digests.keys()
    made += [Change("removed", stem) for stem in removed if not stem.startswith(inside)]
    made += [Change("changed", s) for s in digests.keys() & old.keys() if digests[s] != old[s]]
    return Changes(False, date_of(before), tuple(sorted(made)))


def write_changes(out: Path, date: str, changes: Changes, digests: Mapping[str, str]) -> None:
    """Write the change log, and what the next one is made from."""
    lines = "".join(f"{digests[stem]}  {stem}.nt\n" for stem in sorted(digests))
    (out / _STATEMENTS).write_bytes(lines.encode())
    counts = Counter(change.sort for change in changes.changes)
    said: dict[str, object] = {
        "date": date,
        "first": changes.first,
        "before": changes.before or None,
        "things": len(digests),
        "counts": {sort: counts[sort] for sort in SORTS},
    }
    for sort in SORTS:
        said[sort] = [change.stem for change in changes.changes if change.sort == sort]
    (out / FILE).write_bytes((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())


def _old(before: Path | None) -> dict[str, str] | None:
    """Return the digests of an older publication; None if there is none, or it cannot be read."""
    try:
        text = (before / _STATEMENTS).read_text(encoding="utf-8") if before else None
    except (OSError, UnicodeDecodeError):
        return None
    if text is None:
        return None
    found = (_LINE.fullmatch(line) for line in text.split("\n") if line)
    return {match[2]: match[1] for match in found if match}


def date_of(before: Path) -> str:
    """Return the date of a publication, as its change log has it; empty if there is none."""
    try:
        said = json.loads((before / FILE).read_bytes())
        date = said.get("date", "") if isinstance(said, dict) else ""
    except (OSError, ValueError, RecursionError):
        return ""
    return date if isinstance(date, str) and _DATE.fullmatch(date) else ""
