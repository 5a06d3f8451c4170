"""Constructs across studies: who has evidence for what and how strong, and where nobody looked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.evidence.axes import tree_of
from kg.evidence.matrix import refuse_too_many
from kg.evidence.question import Given, matches, question
from kg.evidence.synthesis_claims import Opposed, Unborne, opposed, unborne
from kg.evidence.synthesis_counting import (
    NOTHING,
    Strength,
    measure_of,
    strength_and_studies,
    whole_of,
)
from kg.evidence.synthesis_naming import Named, name_it, naming, records
from kg.index import ask
from kg.index.naming import resolve
from kg.index.scheme import below

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, Mode
    from kg.index.opening import Step
    from kg.store.base import Store

Standing = Literal["several", "one", "named", "nobody"]
"""Where a construct stands: evidence in several full studies, in one, no more than its name in a
record, or nothing."""
STANDINGS: Mapping[Standing, str] = {
    "several": "with evidence in several full studies",
    "one": "with evidence in one",
    "named": "that records name and nobody has evidence for",
    "nobody": "without either",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A construct with all the evidence for it that was asked for.

    ``studies`` counts the full studies that have some, ``named`` the records that name it, and
    ``near`` those that come near without naming it.
    ``level`` is how deep it stands below other rows, from 0.
    """

    key: str
    label: str
    level: int
    strength: Strength
    studies: int
    named: int
    near: int

    @property
    def standing(self) -> Standing:
        """Where it stands; one utterance that two studies print is evidence in one."""
        if self.studies > 1 and self.strength.utterances > 1:
            return "several"
        return "one" if self.strength.quotes else "named" if self.named else "nobody"

    def to_dict(self) -> dict[str, object]:
        """Return everything, for JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "level": self.level,
            **self.strength.to_dict(),
            "studies": self.studies,
            "named_by_records": self.named,
            "near_in_records": self.near,
            "standing": self.standing,
        }


@dataclass(frozen=True)
class Synthesis:
    """Constructs down, studies across, and in each cell how strong the evidence is.

    ``studies`` are the full studies laid out, from number ``start`` of ``full`` in all;
    ``cells[i][j]`` is row i in study j. ``records`` are studies known from their publications
    alone; ``named[i][j]`` are the codes of record j that name construct i or come near.
    ``silent`` are full studies that have no evidence for any of the rows.
    """

    mode: Mode
    branch: str
    rows: tuple[Row, ...]
    studies: tuple[str, ...]
    cells: tuple[tuple[Strength, ...], ...]
    records: tuple[str, ...]
    named: tuple[tuple[tuple[Named, ...], ...], ...]
    full: int
    start: int
    silent: tuple[str, ...]
    quotes: int
    opposed: tuple[Opposed, ...]
    unborne: tuple[Unborne, ...]

    def standing(self, standing: Standing) -> list[Row]:
        """Return the constructs that stand somewhere."""
        return [row for row in self.rows if row.standing == standing]

    @property
    def triangulated(self) -> list[Row]:
        """The constructs with evidence of more than one role or kind of source."""
        return [row for row in self.rows if row.strength.triangulated]

    @property
    def one_group(self) -> list[Row]:
        """The constructs with evidence of one role and one kind of source alone."""
        return [row for row in self.rows if row.strength.one_group]

    @property
    def about(self) -> str:
        """What was found, in a sentence or two."""
        counts = {name: len(self.standing(name)) for name in STANDINGS}
        parts = [f"{counts[name]:,} {said}" for name, said in STANDINGS.items() if counts[name]]
        studies = _counted(self.full, "full study", "full studies")
        of_records = _counted(len(self.records), "record", "records")
        rows = _counted(len(self.rows), "construct", "constructs")
        return f"{rows} in {studies}, and {of_records}: {'; '.join(parts) or 'no evidence'}."

    @property
    def notes(self) -> list[str]:
        """What a reader must know to read the numbers."""
        said = [
            "Utterances count quotes that overlap, or that two studies print, once. "
            "Participants are counted study by study.",
            "Triangulated is what people in more than one role, or sources of more than one "
            "kind, say.",
        ]
        if self.records:
            said.append(
                "Records are studies known from their publications alone. They have no quotes; "
                "that one names a construct is no evidence for it."
            )
        if len(self.studies) < self.full:
            last = self.start + len(self.studies)
            said.append(f"Laid out are full studies {self.start + 1:,} to {last:,} by id.")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Return everything, for JSON; cells without evidence are left out."""
        return {
            "mode": self.mode,
            "branch": self.branch or None,
            "studies": {"full": self.full, "start": self.start, "shown": list(self.studies)},
            "records": list(self.records),
            "silent": list(self.silent),
            "constructs": [
                row.to_dict()
                | {
                    "in": {
                        study: cell.to_dict()
                        for study, cell in zip(self.studies, cells, strict=True)
                        if cell.quotes
                    },
                    "named_in": {
                        study: [each.to_dict() for each in some]
                        for study, some in zip(self.records, named, strict=True)
                        if some
                    },
                }
                for row, cells, named in zip(self.rows, self.cells, self.named, strict=True)
            ],
            "contradictions": [each.to_dict() for each in self.opposed],
            "unborne": [each.to_dict() for each in self.unborne],
            "notes": self.notes,
        }

    def to_svg(self) -> str:
        """Draw it as a heat table of distinct utterances, full studies and records apart.

        Raises:
            LimitReached: It has more cells than anybody could read.
        """
        from kg.evidence.synthesis_writing import figure

        return figure(self)

    def to_pandas(self) -> Any:
        """Return one line for each construct and study as a data frame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        from kg.evidence.matrix import data_frame
        from kg.evidence.synthesis_writing import HEADER, lines_of

        rows = list(lines_of(self))
        frame = data_frame(rows, [str(n) for n in range(len(rows))], list(HEADER))
        return frame.reset_index(drop=True)

    def _repr_svg_(self) -> str | None:
        from kg.evidence.synthesis_writing import table_of

        return self.to_svg() if table_of(self).readable else None


def synthesis(
    store: Store,
    *,
    branch: str = "",
    mode: Mode = "scheme",
    empty: bool = False,
    conditions: Mapping[str, Given] | None = None,
    mappings: Collection[str] | None = None,
    start: int = 0,
    size: int | None = None,
    step: Step | None = None,
) -> Synthesis:
    """Lay constructs out across studies.

    ``branch`` is a construct: only it and what lies below it are rows. ``conditions`` narrow what
    is counted, as those of a search for quotes; with ``study`` only these studies are columns.
    ``empty`` keeps constructs that nobody has evidence for and no record names. Full studies are
    laid out by id, ``size`` of them from number ``start``.

    Raises:
        UsageError: A name, mode or condition is unknown.
        LimitReached: There would be more than a million cells.
    """

    def made(whole: Index) -> Synthesis:
        index = whole.choosing(mappings)
        given = dict(conditions or {})
        asked = question(index, mode=mode, **given)  # type: ignore[arg-type]
        within = matches(index, asked.where) if any(given.values()) else None
        wanted = given.get("study") or ()
        names = [wanted] if isinstance(wanted, str) else wanted
        studies = [resolve(index, "study", name) for name in names]
        key = resolve(index, "construct", branch) if branch else ""
        return synthesis_from(
            store, index, branch=key, mode=mode, empty=empty, within=within,
            studies=studies or None, start=start, size=size,
        )  # fmt: skip

    return ask(store, made, step=step)


def synthesis_from(
    store: Store,
    index: Index,
    *,
    branch: str = "",
    mode: Mode = "scheme",
    empty: bool = False,
    within: BitMap | None = None,
    studies: Collection[str] | None = None,
    start: int = 0,
    size: int | None = None,
) -> Synthesis:
    """Do the same with an open index, and with keys in place of names.

    ``within`` narrows to these quotes, ``studies`` are the columns; None means all.

    Raises:
        LimitReached: There would be more than a million cells.
    """
    held_as_records = records(store, index.revision)
    kept = sorted(b.study for b in index.blocks if studies is None or b.study in studies)
    full = [study for study in kept if study not in held_as_records]
    only_records = [study for study in kept if study in held_as_records]
    named = naming(store, index, mode, only_records)
    keys = _keys(index, mode, branch, within, named, empty=empty)
    shown = full[start : None if size is None else start + size]
    refuse_too_many(len(keys), len(shown))
    rows, cells = _counted_out(index, mode, keys, within, named, shown)
    hit = _hit(index, mode, keys, within)
    about = set(keys)
    return Synthesis(
        mode=mode,
        branch=branch,
        rows=rows,
        studies=tuple(shown),
        cells=cells,
        records=tuple(only_records),
        named=tuple(
            tuple(named.get(row.key, {}).get(study, ()) for study in only_records) for row in rows
        ),
        full=len(full),
        start=start,
        silent=tuple(study for study in full if study not in hit),
        quotes=len(index.all if within is None else within),
        opposed=opposed(store, index.revision, about, kept),
        unborne=unborne(store, index, about, kept),
    )


def _keys(
    index: Index,
    mode: Mode,
    branch: str,
    within: BitMap | None,
    named: Mapping[str, Mapping[str, tuple[Named, ...]]],
    *,
    empty: bool,
) -> dict[str, str]:
    """Return the constructs that are rows, with their labels."""
    labels = index.constructs()
    if branch and "/" in branch:
        return {branch: index.label("construct", branch)}
    among = {branch, *below(branch)} & labels.keys() if branch else labels.keys()
    if empty:
        return {key: labels[key] for key in among}
    held = index.shared("construct", mode)
    return {
        key: labels[key]
        for key in among
        if key in named or (key in held and _some(held[key], within))
    }


def _some(held: BitMap, within: BitMap | None) -> bool:
    return bool(held) if within is None else held.intersect(within)


def _counted_out(
    index: Index,
    mode: Mode,
    keys: Mapping[str, str],
    within: BitMap | None,
    named: Mapping[str, Mapping[str, tuple[Named, ...]]],
    shown: Collection[str],
) -> tuple[tuple[Row, ...], tuple[tuple[Strength, ...], ...]]:
    measure = measure_of(index)
    blocks = [index.bitmap("study", study) for study in shown]
    rows, cells = [], []
    for key, level in tree_of(keys):
        held = index.bitmap("construct", key, mode)
        if within is None:
            strength, studies = whole_of(index, mode, key, held)
        else:
            held = held & within
            strength, studies = strength_and_studies(index, held)
        by_record = named.get(key, {})
        names = name_it(by_record)
        rows.append(Row(key, keys[key], level, strength, studies, names, len(by_record) - names))
        cells.append(
            tuple(
                measure.strength(index, held & block) if held.intersect(block) else NOTHING
                for block in blocks
            )
        )
    return tuple(rows), tuple(cells)


def _hit(index: Index, mode: Mode, keys: Collection[str], within: BitMap | None) -> set[str]:
    """Return the studies that have evidence for any of the rows."""
    from pyroaring import BitMap

    held = BitMap.union(*(index.bitmap("construct", key, mode) for key in keys), BitMap())
    return {study for study, _ in index.studies_hit(held if within is None else held & within)}


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
