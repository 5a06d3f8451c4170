"""Which constructs or codes meet: how many quotes carry both, and how much they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kg.errors import BadParameter
from kg.evidence.axes import AxisValue, axis
from kg.evidence.charts import Heading, HeatTable, heat
from kg.evidence.matrix import Counts, counted, data_frame, refuse_too_many
from kg.evidence.tabulating import html_table

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, Mode

Concepts = Literal["construct", "code"]
KINDS: tuple[Concepts, ...] = ("construct", "code")


class Pair(NamedTuple):
    """Two constructs or codes that some quote carries both of."""

    first: AxisValue
    second: AxisValue
    quotes: int
    utterances: int
    jaccard: float


@dataclass(frozen=True, slots=True)
class Cooccurrence:
    """A symmetric matrix: ``counts[i][j]`` quotes carry both i and j, ``counts[i][i]`` carry i.

    ``jaccard[i][j]`` is the share of the quotes that carry either which carry both, from 0 to 1
    (Jaccard 1912); ``utterances`` counts quotes that overlap or repeat each other once.
    """

    kind: Concepts
    mode: Mode
    values: tuple[AxisValue, ...]
    counts: Counts
    utterances: Counts
    total: int
    total_utterances: int

    @property
    def keys(self) -> list[str]:
        """The keys of rows and columns alike."""
        return [value.key for value in self.values]

    @property
    def jaccard(self) -> tuple[tuple[float, ...], ...]:
        """The share that each two have in common."""
        own = [self.counts[i][i] for i in range(len(self.values))]
        return tuple(
            tuple(n / either if (either := own[i] + own[j] - n) else 0.0 for j, n in enumerate(row))
            for i, row in enumerate(self.counts)
        )

    def pairs(self) -> list[Pair]:
        """Return the pairs that meet in some quote, those that meet most often first."""
        shares = self.jaccard
        found = [
            Pair(
                self.values[i],
                self.values[j],
                self.counts[i][j],
                self.utterances[i][j],
                shares[i][j],
            )
            for i in range(len(self.values))
            for j in range(i + 1, len(self.values))
            if self.counts[i][j]
        ]
        return sorted(found, key=lambda p: (-p.quotes, -p.jaccard, p.first.key, p.second.key))

    @property
    def title(self) -> str:
        """What is counted, in words."""
        return f"{self.kind.capitalize()}s that meet in a quote"

    @property
    def about(self) -> str:
        """Size, total and the pair that meets most often, in words."""
        said = (
            f"{len(self.values):,} {self.kind}{'' if len(self.values) == 1 else 's'}; "
            f"{self.total:,} quote{'' if self.total == 1 else 's'}, {self.total_utterances:,} "
            f"distinct utterance{'' if self.total_utterances == 1 else 's'}."
        )
        if pairs := self.pairs():
            most = pairs[0]
            said += f" {most.first.label} and {most.second.label} meet most often: {most.quotes:,}."
        return said

    @property
    def notes(self) -> list[str]:
        """What a reader must know to read the numbers."""
        said = ["On the diagonal: how many quotes carry it at all."]
        if self.kind == "construct" and self.mode == "scheme":
            said.append(
                "By the shared scheme a construct meets every construct it is part of in all its "
                "quotes; as filed it does so only where both were coded."
            )
        elif self.kind == "construct":
            said.append("Constructs as the studies filed them.")
        return said

    def heat_table(self, notes: Sequence[str] = ()) -> HeatTable:
        """Return the matrix as what a chart draws, with further ``notes`` beneath it."""
        names = [Heading(v.label[:1].upper() + v.label[1:], v.level) for v in self.values]
        return HeatTable(
            self.title, self.about, self.kind.capitalize(), names, names, self.counts,
            notes=[*self.notes, *notes],
        )  # fmt: skip

    def to_svg(self, notes: Sequence[str] = ()) -> str:
        """Draw the matrix as a heat table, with further ``notes`` beneath it.

        Raises:
            LimitReached: It has more cells than anybody could read.
        """
        return heat(self.heat_table(notes))

    def to_html(self) -> str:
        """Return the matrix as an HTML table."""
        return html_table(self.heat_table(), self.utterances)

    def to_dict(self) -> dict[str, Any]:
        """Return everything, for JSON."""
        return {
            "kind": self.kind,
            "mode": self.mode,
            "values": [value.to_dict() for value in self.values],
            "counts": [list(row) for row in self.counts],
            "utterances": [list(row) for row in self.utterances],
            "jaccard": [[round(share, 6) for share in row] for row in self.jaccard],
            "total": {"quotes": self.total, "utterances": self.total_utterances},
            "notes": self.notes,
        }

    def to_pandas(self) -> Any:
        """Return the counts of quotes as a data frame, rows and columns by key.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return data_frame(self.counts, self.keys, self.keys)

    def _repr_svg_(self) -> str | None:
        table = self.heat_table()
        return heat(table) if table.readable else None

    def _repr_html_(self) -> str:
        return self.to_html() + (self._repr_svg_() or "")


def cooccurrence(
    index: Index,
    kind: str = "construct",
    *,
    mode: Mode = "scheme",
    within: BitMap | None = None,
    empty: bool = False,
) -> Cooccurrence:
    """Count, for every two constructs (or codes), the quotes that carry both.

    ``within`` narrows to these quotes. ``empty`` keeps those that no quote carries. Codes of
    different studies never meet in a quote, so narrow to a study when there are many.

    Raises:
        BadParameter: The kind is neither construct nor code.
        LimitReached: There would be more than a million cells.
    """
    if kind not in KINDS:
        raise BadParameter(f"{kind!r} cannot meet in a quote.", f"Choose {' or '.join(KINDS)}.")
    chosen: Concepts = "code" if kind == "code" else "construct"
    found = axis(index, chosen, mode, within, empty=empty)
    refuse_too_many(len(found), len(found))
    everything = index.all if within is None else within
    halves = counted(index, found, found, half=True)
    counts, utterances = (tuple(_mirrored(half)) for half in halves)
    return Cooccurrence(
        chosen,
        mode,
        tuple(line.value for line in found),
        counts,
        utterances,
        len(everything),
        index.utterances(everything),
    )


def _mirrored(half: Counts) -> Iterator[tuple[int, ...]]:
    """Yield whole rows of a symmetric matrix of which the part right of the diagonal is given."""
    for i, row in enumerate(half):
        yield (*(half[j][i - j] for j in range(i)), *row)
