"""Which figure a table of answers can be drawn as, and what stands in it.

The shape of the rows decides: names with one number or two are bars, two sets of names with a
number are a table of tints, dates with a number are a line. Everything else is a table only. What
is left out is counted, so that whoever draws can say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from kg.namespaces import BASE, XSD, shorten
from kg.resolving import friendly
from kg.terms import is_iri, parts, value_of

MOST_BARS = 60
MOST_ROWS, MOST_COLUMNS = 60, 40
"""Of a table of tints."""
MOST_POINTS = 500
_LONG = 60
NUMBERS = frozenset(
    f"{XSD}{name}"
    for name in (
        "integer", "decimal", "double", "float", "int", "long", "short", "byte", "unsignedInt",
        "unsignedLong", "unsignedShort", "unsignedByte", "nonNegativeInteger", "positiveInteger",
    )
)  # fmt: skip
_DATES = {f"{XSD}date": 10, f"{XSD}dateTime": 19, f"{XSD}gYearMonth": 7, f"{XSD}gYear": 4}
_NAMES = ("label", "title", "name")
_PLACES = frozenset({"number", "rank", "order", "position", "start", "end", "first", "last"})
"""Columns whose numbers are places in an order rather than amounts."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of bars: what it is called, the thing it stands for, and a number for each column."""

    label: str
    iri: str | None
    amounts: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Names with a number or two; both are of one scale, which begins at 0."""

    label: str
    values: tuple[str, ...]
    bars: tuple[Bar, ...]
    left: int = 0
    constant: tuple[tuple[str, str], ...] = ()
    kind = "bars"


@dataclass(frozen=True, slots=True)
class Name:
    """The heading of a row or a column, with the thing it stands for."""

    label: str
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Crossed:
    """Two sets of names with a whole number where they meet; None where no row says one."""

    down: str
    across: str
    value: str
    rows: tuple[Name, ...]
    columns: tuple[Name, ...]
    cells: tuple[tuple[int | None, ...], ...]
    left: int = 0
    constant: tuple[tuple[str, str], ...] = ()
    kind = "heat"


@dataclass(frozen=True, slots=True)
class Point:
    """A number at a time; ``at`` is the time as a year with a fraction."""

    at: float
    when: str
    amount: float


@dataclass(frozen=True, slots=True)
class Course:
    """Numbers over time, in its order."""

    time: str
    value: str
    points: tuple[Point, ...]
    left: int = 0
    constant: tuple[tuple[str, str], ...] = ()
    kind = "line"


Figure = Bars | Crossed | Course


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    values: list[str | None]
    kind: str
    """number, time, thing, name, or nothing."""

    @property
    def distinct(self) -> int:
        return len({v for v in self.values if v is not None})

    @property
    def is_whole(self) -> bool:
        """Whether all its numbers are whole ones."""
        return all(number(v).is_integer() for v in self.values if v is not None)


def figure_of(
    columns: Sequence[str], rows: Iterable[Row], total: int | None = None
) -> Figure | None:
    """Return the figure that rows of terms are drawn as; None where a table says it better.

    ``total`` is how many rows there are, where ``rows`` are not all of them.

    >>> rows = [{"role": '"mentee"', "n": f'"{n}"^^<{XSD}integer>'} for n in (3,)]
    >>> rows += [{"role": '"mentor"', "n": f'"7"^^<{XSD}integer>'}]
    >>> figure_of(["role", "n"], rows).bars[1]
    Bar(label='mentor', iri=None, amounts=(7.0,))
    """
    held = list(rows)
    if len(held) < 2:
        return None
    read = [_column(name, [row.get(name) for row in held]) for name in columns]
    numbers = [c for c in read if c.kind == "number" and c.name.lower() not in _PLACES]
    if not numbers:
        return None
    named = [c for c in read if c.kind in ("thing", "name") and None not in c.values]
    same = tuple((c.name, label_of(c.values[0] or "")) for c in named if c.distinct == 1)
    named = [c for c in named if c.distinct > 1]
    beyond = (total or len(held)) - len(held)
    for time in (c for c in read if c.kind == "time"):
        alone = [c for c in named if c.kind == "name"]
        if time.distinct == len(held) > 2 and not alone and None not in numbers[0].values:
            return _course(time, numbers[0], beyond, same)
    single = [c for c in named if c.distinct == len(held)]
    if single:
        return _bars(single, numbers, beyond, same)
    return _crossed(named, numbers, beyond, same, len(held))


def has_numbers(columns: Sequence[str], rows: Iterable[Row]) -> bool:
    """Say whether a column of some rows holds numbers: without one there is nothing to draw."""
    held = list(rows)
    return any(_column(name, [row.get(name) for row in held]).kind == "number" for name in columns)


def label_of(term: str) -> str:
    """Return what a term is called: an id, a prefixed name, the words of a literal."""
    if not is_iri(term):
        return term if term.startswith("_:") else value_of(term)
    iri = value_of(term)
    called = friendly(iri)
    return (called if called != iri else shorten(iri)).removeprefix(BASE)


def number(term: str) -> float:
    """Return the number that a literal says; NaN for none that can be drawn."""
    try:
        said = float(value_of(term))
    except ValueError:
        return float("nan")
    return said if isfinite(said) and abs(said) < 1e15 else float("nan")


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers that take in both ends, at most one more than ``most``.

    >>> ticks(0, 7), ticks(0, 0), ticks(0, 1234)
    ([0, 2, 4, 6, 8], [0, 0.5, 1], [0, 500, 1000, 1500])
    """
    if high <= low:
        high = low + 1
    rough = (high - low) / max(1, most - 1)
    size = 10.0 ** floor(log10(rough))
    step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough * 0.999999)
    first = floor(low / step)
    last = -floor(-high / step)
    made = [round(step * i, 12) for i in range(first, last + 1)]
    return [int(n) if n == int(n) else n for n in made]


def shown(amount: float) -> str:
    """Return a number as people read it.

    >>> shown(1234.0), shown(0.3333333), shown(-2.5)
    ('1,234', '0.333', '-2.5')
    """
    if amount == int(amount):
        return f"{int(amount):,}"
    return f"{amount:,.3f}".rstrip("0") if abs(amount) >= 0.001 else f"{amount:.2e}"


def _column(name: str, values: list[str | None]) -> _Column:
    there = [v for v in values if v]
    if not there:
        return _Column(name, values, "nothing")
    if all(is_iri(v) for v in there):
        return _Column(name, values, "thing")
    types = {_datatype(v) for v in there}
    if types <= NUMBERS:
        if name.lower().endswith("year") and all(1000 <= number(v) <= 2999 for v in there):
            return _Column(name, values, "time")
        fits = all(number(v) == number(v) for v in there)  # NaN is not itself
        return _Column(name, values, "number" if fits else "name")
    if types <= _DATES.keys() and all(_time(v) is not None for v in there):
        return _Column(name, values, "time")
    return _Column(name, values, "name")


def _datatype(term: str) -> str | None:
    if is_iri(term) or not term.startswith('"'):
        return None
    return f"{XSD}string" if term.endswith('"') else parts(term)[1]


def _time(term: str) -> float | None:
    """Return a date as a year with a fraction; None where it is none."""
    said = value_of(term)
    fields = said[:10].split("-")
    if said.startswith("-") or not all(f.isascii() and f.isdecimal() for f in fields):
        return None
    year, month, day = (int(f) for f in (*fields, "1", "1")[:3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    clock = said[11:19].split(":") if "T" in said else []
    seconds = 0
    if len(clock) == 3 and all(f.isdecimal() for f in clock):
        hours, minutes, rest = (int(f) for f in clock)
        seconds = hours * 3600 + minutes * 60 + rest
    return year + (month - 1) / 12 + (day - 1 + seconds / 86_400) / 372


def _course(
    time: _Column, value: _Column, beyond: int, same: tuple[tuple[str, str], ...]
) -> Course:
    points = sorted(
        (
            Point(at, _when(when), number(amount))
            for when, amount in zip(time.values, value.values, strict=True)
            if when and amount and (at := _time(when)) is not None
        ),
        key=lambda point: point.at,
    )
    shown_ = tuple(points[:MOST_POINTS])
    return Course(time.name, value.name, shown_, len(points) - len(shown_) + beyond, same)


def _when(term: str) -> str:
    return value_of(term)[: _DATES.get(_datatype(term) or "", 10)]


def _bars(
    single: list[_Column], numbers: list[_Column], beyond: int, same: tuple[tuple[str, str], ...]
) -> Bars:
    label = _first(single, _is_name, _is_short, lambda c: c.kind == "thing")
    things = next((c for c in single if c.kind == "thing"), None)
    drawn = numbers[:1]
    if len(numbers) > 1 and numbers[0].is_whole and numbers[1].is_whole:
        drawn = numbers[:2]
    bars = tuple(
        Bar(
            label_of(label.values[i] or ""),
            value_of(things.values[i] or "") if things else None,
            tuple(None if (v := c.values[i]) is None else number(v) for c in drawn),
        )
        for i in range(min(len(label.values), MOST_BARS))
    )
    left = len(label.values) - len(bars) + beyond
    return Bars(label.name, tuple(c.name for c in drawn), bars, left, same)


def _is_name(column: _Column) -> bool:
    return column.name.lower() in _NAMES


def _is_short(column: _Column) -> bool:
    said = [value_of(v) for v in column.values if v]
    return column.kind == "name" and sum(map(len, said)) <= _LONG * len(said)


def _first(columns: list[_Column], *wanted: Callable[[_Column], bool]) -> _Column:
    for fits in wanted:
        for column in columns:
            if fits(column):
                return column
    return columns[0]


def _crossed(
    named: list[_Column],
    numbers: list[_Column],
    beyond: int,
    same: tuple[tuple[str, str], ...],
    count: int,
) -> Crossed | None:
    """Return the first two columns that tell the rows apart, crossed."""
    value = next((c for c in numbers if c.is_whole and None not in c.values), None)
    if value is None or any(number(v) < 0 for v in value.values if v):
        return None
    for i, one in enumerate(named):
        for other in named[i + 1 :]:
            pairs = set(zip(one.values, other.values, strict=True))
            if len(pairs) != count:
                continue
            down, across = (one, other) if one.distinct >= other.distinct else (other, one)
            if across.distinct <= MOST_COLUMNS:
                return _table(down, across, value, beyond, same)
    return None


def _table(
    down: _Column, across: _Column, value: _Column, beyond: int, same: tuple[tuple[str, str], ...]
) -> Crossed:
    heads = [v for v in dict.fromkeys(down.values) if v]
    tops = [v for v in dict.fromkeys(across.values) if v]
    said = {
        (row, column): int(number(amount))
        for row, column, amount in zip(down.values, across.values, value.values, strict=True)
        if amount
    }
    kept = heads[:MOST_ROWS]
    drawn = sum((row, column) in said for row in kept for column in tops)
    return Crossed(
        down.name,
        across.name,
        value.name,
        tuple(_name(v) for v in kept),
        tuple(_name(v) for v in tops),
        tuple(tuple(said.get((row, column)) for column in tops) for row in kept),
        len(said) - drawn + beyond,
        same,
    )


def _name(term: str) -> Name:
    return Name(label_of(term), value_of(term) if is_iri(term) else None)
