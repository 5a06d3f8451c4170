"""Write a verdict as text, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from kg.publishing.review.verdict import Refusal, Verdict

COLUMNS = (
    "kind", "finding", "study", "record", "property", "reason", "says", "remedy", "found",
)  # fmt: skip
_PLURAL = {"entity": "entities", "activity": "activities", "study": "studies"}


def rows(verdict: Verdict) -> Iterator[list[str]]:
    """Yield what was found as rows of :data:`COLUMNS`."""
    for each in verdict.refusals:
        yield [
            each.kind, each.id, each.study, each.name, each.property, each.reason, each.says,
            each.remedy, "; ".join(each.found),
        ]  # fmt: skip


def as_json(verdict: Verdict) -> str:
    """Return it whole as JSON."""
    return json.dumps(verdict.as_json(), ensure_ascii=False, indent=2) + "\n"


def as_text(verdict: Verdict) -> Iterator[str]:
    """Yield the lines for a terminal: what blocks in full, what stays behind summed."""
    for each in verdict.studies:
        yield f"{each.study}: {goes_out(each.goes_out)}"
    if verdict.blocking:
        n = len(verdict.blocking)
        yield f"\n{n:,} finding{'' if n == 1 else 's'} must be mended, excluded or accepted:"
        for found in verdict.blocking:
            yield from _lines(found)
    if verdict.accepted:
        yield "\nAccepted, and published with who and why:"
        for found in verdict.accepted:
            yield from _lines(found)
    if verdict.withheld:
        yield "\nKept back; nothing need be done unless it is wanted out:"
        remedies = {(each.study, each.reason): each.remedy for each in verdict.withheld}
        for (study, reason), count in verdict.summed().items():
            yield f"  {study}: {count:,} {reason}: {remedies[study, reason]}"
    if not verdict.blocking:
        yield "\nNothing blocks a publication."


def goes_out(counts: Mapping[str, int]) -> str:
    """Say how many records of each kind go out.

    >>> goes_out({"quote": 27, "study": 1})
    '27 quotes would go out, with 1 more'
    """
    if not counts:
        return "nothing would go out"
    shown = {kind: n for kind, n in counts.items() if kind in _SHOWN}
    words = [f"{n:,} {kind if n == 1 else _PLURAL.get(kind, f'{kind}s')}" for kind, n in
             sorted(shown.items(), key=lambda item: _SHOWN.index(item[0]))]  # fmt: skip
    rest = sum(counts.values()) - sum(shown.values())
    if not words:
        return f"{rest:,} records would go out, and no quote"
    return f"{', '.join(words)} would go out{f', with {rest:,} more' if rest else ''}"


_SHOWN = ("quote", "participant", "document", "code", "coding", "claim")


def _lines(found: Refusal) -> Iterator[str]:
    yield f"  {found.id}  {plain(found.name)}  {found.reason}"
    yield f"    {plain(found.says)}"
    if found.kind == "blocking":
        yield f"    {found.remedy}"


def plain(text: str) -> str:
    """Return a text as it may be shown on a terminal: what moves or colours is taken out."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
