"""A reviewed list of works that are the same, or not: who says so and why."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.identifiers import normal_doi, slug, work_iri
from kg.namespaces import BASE, DCTERMS, PIF, RDFS
from kg.terms import A, Triple, iri, text, value_of

SAME, DIFFERENT = "same", "different"
COLUMNS = ("work", "other", "decision", "who", "why", "date")
_NEEDED = ("work", "other", "decision")
_CLASS = f"<{PIF}WorkDecision>"
_WORK, _OTHER, _DECISION = (
    f"<{PIF}{name}>" for name in ("comparesWork", "comparesOther", "verdict")
)
_CREATOR, _WHY, _DATE = f"<{DCTERMS}creator>", f"<{RDFS}comment>", f"<{DCTERMS}date>"
_IDENTIFIER = f"<{PIF}identifier>"
_LARGEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Decision:
    """That two works are the same, or not. Works are given by their addresses."""

    work: str
    other: str
    same: bool
    who: str = ""
    why: str = ""
    date: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Both works in order."""
        return (self.work, self.other) if self.work < self.other else (self.other, self.work)


def work_of(written: str) -> str:
    """Return the address of a work that is named by it, by a DOI, or by the end of ours.

    >>> work_of("doi:10.1000/A"), work_of("wenger-1998-communities-of-practice")
    ('https://doi.org/10.1000/a', 'https://w3id.org/pif-kg/work/wenger-1998-communities-of-practice')

    Raises:
        ValueError: It is none of these.
    """
    written = written.strip()
    doi = normal_doi(written)
    if doi:
        return work_iri(doi=doi)
    if written.startswith(("http://", "https://")):
        iri(written)  # which says what is wrong with it
        return written
    if not written or slug(written) != written:
        raise ValueError(f"{written[:80]!r} is no address, DOI or name of a work")
    return f"{BASE}work/{written}"


def read_file(path: Path) -> list[Decision]:
    """Read a merge list: CSV with the columns work, other, decision, who, why, date.

    Raises:
        UsageError: It cannot be read; the message names the row.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise UsageError(f"{path.name} is too large for a merge list.")
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        head = [name.strip() for name in rows.fieldnames or ()]
        missing = [name for name in _NEEDED if name not in head]
        if missing:
            raise UsageError(
                f"{path.name} lacks the column {missing[0]}.",
                f"The columns are {', '.join(COLUMNS)}; the last three may be left out.",
            )
        return _read(path.name, [(rows.line_num, row) for row in rows])
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path.name} is not CSV in UTF-8: {error}.") from None


def _read(name: str, rows: Iterable[tuple[int, dict[str, str | None]]]) -> list[Decision]:
    found: dict[tuple[str, str], Decision] = {}
    for line, row in rows:
        said = {key.strip(): " ".join((row.get(key) or "").split()) for key in row if key}
        if not any(said.values()):
            continue

        def refuse(why: str, line: int = line) -> UsageError:
            return UsageError(f"{name}, row {line}: {why}.", "Mend the row and load it again.")

        try:
            work, other = work_of(said["work"]), work_of(said["other"])
        except ValueError as error:
            raise refuse(str(error)) from None
        if said["decision"] not in (SAME, DIFFERENT):
            raise refuse(f"the decision is {said['decision'][:40]!r}, not same or different")
        if work == other:
            raise refuse("both are the same address")
        made = Decision(
            work, other, said["decision"] == SAME,
            said.get("who", ""), said.get("why", ""), said.get("date", ""),
        )  # fmt: skip
        if (held := found.get(made.pair)) is not None and held.same != made.same:
            raise refuse("an earlier row says the opposite of the same two works")
        found[made.pair] = made
    return list(found.values())


def statements(name: str, decisions: Iterable[Decision]) -> set[Triple]:
    """Return decisions as statements, each by itself with who made it and why."""
    said: set[Triple] = set()
    for decision in decisions:
        id = slug(" ".join(end.rpartition("://")[2] for end in decision.pair))
        node = iri(f"{BASE}works/{name}/{id}")
        said |= {
            (node, A, _CLASS),
            (node, _IDENTIFIER, text(id)),
            (node, _WORK, iri(decision.work)),
            (node, _OTHER, iri(decision.other)),
            (node, _DECISION, text(SAME if decision.same else DIFFERENT)),
        }
        for property, value in (
            (_CREATOR, decision.who), (_WHY, decision.why), (_DATE, decision.date),
        ):  # fmt: skip
            if value:
                said.add((node, property, text(value)))
    return said


def read_back(said: Iterable[Triple]) -> list[Decision]:
    """Return the decisions that statements hold, sorted."""
    about: dict[str, dict[str, str]] = defaultdict(dict)
    for s, p, o in sorted(said, reverse=True):
        about[s][p] = o
    found = []
    for node in about.values():
        if node.get(A) != _CLASS or _WORK not in node or _OTHER not in node:
            continue
        told = {p: value_of(node[p]) for p in (_CREATOR, _WHY, _DATE) if p in node}
        found.append(
            Decision(
                node[_WORK][1:-1], node[_OTHER][1:-1], value_of(node.get(_DECISION, '""')) == SAME,
                told.get(_CREATOR, ""), told.get(_WHY, ""), told.get(_DATE, ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda d: d.pair)
