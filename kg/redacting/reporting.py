"""Say what a redaction did: how often and where; names and words only to who asks for them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.redacting.replacing import Redaction

_MOST = 20


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was done, and where it was written; nowhere when it was only tried."""

    redaction: Redaction
    out: str = ""


def as_json(done: Redacted, *, show: bool) -> str:
    """Return it as JSON: what was replaced, by name and place, and what is to be looked at."""
    return json.dumps(_said(done, show), indent=2, ensure_ascii=False) + "\n"


def _said(done: Redacted, show: bool) -> dict[str, Any]:
    redaction = done.redaction
    names = []
    for name in redaction.names.listed:
        counts = sorted(redaction.counts.items())
        places = {where: n for (number, where), n in counts if number == name.number}
        names.append(
            {
                "number": name.number,
                "becomes": name.replacement,
                **({"name": name.forms[0]} if show else {}),
                "replaced": sum(places.values()),
                "where": places,
            }
        )
    near: Counter[tuple[int, str, str]] = Counter()
    for found, count in redaction.near.items():
        near[found.name.number, found.word if show else "", found.where] += count
    return {
        "written": bool(done.out),
        "replaced": redaction.total,
        "names": names,
        "almost": [
            {"number": number, **({"word": word} if show else {}), "where": where, "times": count}
            for (number, word, where), count in sorted(near.items())
        ],
        "not_kept": redaction.not_kept,
        "left": [{"what": what, "times": n} for what, n in sorted(redaction.left.items())],
    }


def as_text(done: Redacted, *, show: bool) -> str:
    """Return it for people."""
    return "".join(f"{line}\n" for line in _lines(_said(done, show), done.out))


def _lines(said: dict[str, Any], out: str) -> Iterator[str]:
    for name in said["names"]:
        shown = f" ({name['name']})" if "name" in name else ""
        where = name["where"]
        listed = [f"{place} {count:,}" for place, count in list(where.items())[:_MOST]]
        more = [f"{len(where) - _MOST:,} more places"] if len(where) > _MOST else []
        often = "once" if name["replaced"] == 1 else f"{name['replaced']:,} times"
        times = f"{often}: {', '.join([*listed, *more])}"
        yield f"{name['becomes']}{shown}: {times if where else 'not found'}"
    if said["almost"]:
        times = sum(one["times"] for one in said["almost"])
        yield f"Almost names, to look at, {times:,} times:"
        for one in said["almost"][: 5 * _MOST]:
            word = f" {one['word']}" if "word" in one else ""
            yield f"  name {one['number']}:{word} {one['times']:,} in {one['where']}"
    for one in said["left"]:
        yield f"Left: {one['what']}: {one['times']:,}"
    if said["not_kept"]:
        places = f"{said['not_kept']:,} places"
        yield f"Not kept of the project, in {places}: `pif load --dry-run` says what."
    total = f"{said['replaced']:,} replaced"
    yield f"Wrote {out}: {total}." if out else f"Nothing was changed: {total} would be."
