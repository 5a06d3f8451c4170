"""Moments as coding programs write them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime

_KNOWN = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_MONTHS = {
    name: f"{n:02}"
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_FROM_R = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})", re.ASCII)


def moment(written: str, zone: str = "") -> str:
    """Return a moment as ISO 8601, or an empty string; ``zone`` is added where none is written.

    >>> moment("2026-02-03 10:11:12"), moment("2026-11-22 10:19:59.25", "Z"), moment("soon")
    ('2026-02-03T10:11:12', '2026-11-22T10:19:59.25Z', '')
    >>> moment("Tue Mar  3 10:11:12 2009")
    '2009-03-03T10:11:12'
    """
    plain = written.strip()[:60]
    if found := _FROM_R.fullmatch(plain):
        month = _MONTHS.get(found[1].lower())
        plain = f"{found[4]}-{month}-{int(found[2]):02} {found[3]}"
    known = _KNOWN.fullmatch(plain)
    if known is None:
        return ""
    day, time, said = known.groups()
    if time is not None and time.count(":") == 1:
        time += ":00"
    if said and len(said) == 5:
        said = f"{said[:3]}:{said[3:]}"
    made = day if time is None else f"{day}T{time}{said or zone}"
    try:
        datetime.fromisoformat(f"{day}T{time[:8]}" if time else day)
    except ValueError:
        return ""
    return made
