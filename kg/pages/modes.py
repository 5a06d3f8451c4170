"""Why a question has two true answers: as the studies filed it, and by the shared scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.evidence.answering import Count
from kg.evidence.question import matches
from kg.index.scheme import below
from kg.pages.asked import Asked, label_of
from kg.pages.narrowing import FEW_STUDIES
from kg.pages.wording import counted, listed, spelled

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, QuoteRow

NAMED = 6
"""How many of the quotes that differ are named."""
_KINDS = 4
_CODES = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Both counts, and how they come about.

    ``added`` are the first quotes that the scheme alone counts, ``dropped`` the first that only
    the filing does (with NOT the scheme can count less); ``more`` how many there are beyond them.
    ``before``, ``after`` are the sentences to be said before and after those quotes are named.
    """

    scheme: int
    filed: int
    before: str
    after: str = ""
    added: tuple[QuoteRow, ...] = ()
    more: int = 0

    @property
    def agree(self) -> bool:
        """Whether both ways of counting give the same quotes."""
        return not self.added and self.scheme == self.filed


def difference(index: Index, asked: Asked) -> Difference | None:
    """Compare the two ways of counting; None for a question that asks for no construct."""
    if not asked.of("supports", "any", "not", "where"):
        return None
    by_scheme = matches(index, asked.in_mode("scheme").question(index).where)
    as_filed = matches(index, asked.in_mode("filed").question(index).where)
    scheme, filed = len(by_scheme), len(as_filed)
    added, gone = by_scheme - as_filed, as_filed - by_scheme
    if not added and not gone:
        says = "As filed by the studies and by the shared scheme, these are the same quotes."
        return Difference(scheme, filed, says if scheme else "")
    numbers = index.order.first(added or gone, NAMED, None)
    rows = tuple(index.rows(numbers))
    more = len(added or gone) - len(rows)
    if not added or len(asked.chosen) == 0 or not _one(asked):
        before = _counts(asked, scheme, filed, added, gone)
        return Difference(scheme, filed, before, _rule(asked), rows, more)
    before, after = _why(index, asked, as_filed, added)
    return Difference(scheme, filed, before, after, rows, more)


def _one(asked: Asked) -> str:
    """Return the label of the construct that the question is about, if it is about one alone."""
    concepts = asked.of("supports", "any", "not", "where")
    return concepts[0].label if len(concepts) == 1 and concepts[0].option != "where" else ""


def _counts(asked: Asked, scheme: int, filed: int, added: BitMap, gone: BitMap) -> str:
    if added and gone:
        return (
            f"Both are true. By the shared scheme there are {spelled(scheme)}, as filed "
            f"{spelled(filed)}; {spelled(len(added))} count by the scheme alone and "
            f"{spelled(len(gone))} as filed alone. The first that the scheme counts:"
        )
    which = "only the shared scheme counts" if added else "only the filing counts"
    return f"Both are true. {_are(len(added or gone)).capitalize()} that {which}:"


def _are(count: int) -> str:
    return "there is one quote" if count == 1 else f"there are {spelled(count)} quotes"


def _rule(asked: Asked) -> str:
    return (
        "By the shared scheme a quote counts for a construct and for whatever that construct is "
        "a kind of; as filed it counts for what its codes mean exactly."
    )


def _why(index: Index, asked: Asked, as_filed: BitMap, added: BitMap) -> tuple[str, str]:
    """Say what the scheme adds to one construct: before the quotes are named, and after."""
    [concept] = asked.of("supports", "any", "not")
    label = concept.label
    if not as_filed:
        before = f"Both are true. No quote is filed under a code that means {label} itself."
    else:
        many = len(as_filed)
        are = "is one quote" if many == 1 else f"are {spelled(many)} quotes"
        before = f"Both are true. There {are} filed under a code that means {label} itself."
    if concept.option == "not":
        return before, ""
    kinds = _kinds(index, concept.key, added)
    covered = added - added
    for kind in kinds:
        covered = covered | (index.bitmap("construct", kind.key, "filed") & added)
    parts = []
    if kinds:
        a_kind = "a kind" if len(kinds) == 1 else "kinds"
        names = [kind.label for kind in kinds[:_KINDS]]
        if len(kinds) > _KINDS:
            names.append(counted(len(kinds) - _KINDS, "other construct"))
        takes = f"it takes {listed(names)} as {a_kind} of {label}"
        filed = _filed_under(index, covered)
        parts.append(f"filed {filed}: {takes}" if filed else takes)
    if rest := len(added) - len(covered):
        verb = "counts" if rest == 1 else "count"
        they = "it" if rest == 1 else "they"
        whose = f"{spelled(rest)} more {verb}" if covered else f"{they} {verb}"
        tell = "tells" if rest == 1 else "tell"
        parts.append(
            f"{whose} because a code is part of what is meant by {label}, or because of what "
            f"{they} {tell} of; under each quote it says how"
        )
    return f"{before} The shared scheme adds", "; ".join(parts) + "."


def _kinds(index: Index, key: str, added: BitMap) -> list[Count]:
    """Return the constructs below one that the added quotes were filed under."""
    held = index.shared("construct", "filed")
    labels = index.constructs()
    found = [
        Count(kind, labels.get(kind, kind), n)
        for kind in below(key)
        if kind in held and (n := held[kind].intersection_cardinality(added))
    ]
    return sorted(found, key=lambda c: (-c.count, c.label))


def _filed_under(index: Index, quotes: BitMap) -> str:
    """Name the codes that quotes were filed under, when they are of few studies."""
    studies = [study for study, _ in index.studies_hit(quotes)]
    if not studies or len(studies) > FEW_STUDIES:
        return ""
    left, names = quotes, list[str]()
    held = {key: found & quotes for key, found in index.own("code", studies)}
    while left and len(names) < _CODES:  # the codes that between them account for most
        best = max(
            held, key=lambda key: (held[key].intersection_cardinality(left), key), default=""
        )
        if not best or not held[best] & left:
            break
        left = left - held[best]
        names.append(f"“{label_of(index, 'code', best)}”")
    if left and names:
        names.append("other codes")
    return f"under {listed(list(dict.fromkeys(names)))}" if names else ""
