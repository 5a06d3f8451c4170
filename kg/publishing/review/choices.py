"""Exclude, accept and undo, by what a check says and what a person writes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import UnknownThing, UsageError
from kg.identifiers import split_thing_iri, study_iri, thing_iri
from kg.namespaces import BASE
from kg.publishing.decisions import Decision, decision, decisions, keep
from kg.publishing.review.checking import check
from kg.publishing.review.verdict import Refusal
from kg.terms import iri

if TYPE_CHECKING:
    from kg.store.base import Store

_FINDING = re.compile(r"[0-9a-f]{12}")
_THERE = "SELECT ?_record_iri WHERE { ?_record_iri ?property ?value } LIMIT 1"
_HOW = "Write study/kind/id, such as my-study/quote/Q7, or the number of a finding."


def decide(
    store: Store,
    *,
    exclude: Sequence[str] = (),
    accept: Sequence[str] = (),
    undo: Sequence[str] = (),
    by: str = "",
    why: str = "",
) -> int:
    """Keep decisions about records and findings, all or none; returns how many changed.

    A record is named ``study/kind/id``, or by its address; a study by its id. A finding that is
    excluded keeps back the property that it is about, or the record where it cannot be without.

    Raises:
        UnknownThing: There is no such record, finding or decision.
        UsageError: A finding need not be accepted, or nobody answers for it.
    """
    wanted = {name for name in (*exclude, *accept) if _FINDING.fullmatch(name)}
    known = {each.id: each for each in check(store).refusals} if wanted else {}
    made: list[Decision] = []
    for name in exclude:
        if name in known:
            each = known[name]
            made.append(
                decision("excluded", each.study, record=each.record, about=each.about,
                         who=by, why=why)
            )  # fmt: skip
        else:
            study, record = _record(store, name)
            made.append(decision("excluded", study, record=record, who=by, why=why))
    for name in accept:
        made.append(_accepted(name, known.get(name), by, why))
    forget = [each for name in undo for each in _undone(store, name)]
    return keep(store, made, forget=forget)


def _accepted(name: str, found: Refusal | None, by: str, why: str) -> Decision:
    if found is None:
        raise UnknownThing(
            f"There is no finding {name[:40]!r}.", "`pif publish --check` lists them."
        )
    if found.kind == "withheld" or found.reason == "failed":
        raise UsageError(f"{name} is kept back whatever is accepted: {found.reason}.", found.remedy)
    return decision(
        "accepted", found.study, record=found.record, about=found.about, finding=found.id,
        reason=found.reason, who=by, why=why,
    )  # fmt: skip


def _record(store: Store, name: str) -> tuple[str, str]:
    """Return the study and the address of a record that is named."""
    written = name.strip()
    root = f"{BASE}study/"
    path = written.removeprefix(root)
    pieces = path.split("/")
    named = split_thing_iri(written) if written.startswith(root) else None
    if named is not None:
        study, record = named[0], written
    elif written.startswith(("http://", "https://")) or len(pieces) not in (1, 3):
        raise UnknownThing(f"{written[:80]!r} names no record of a study.", _HOW)
    else:
        study = pieces[0]
        record = study_iri(study) if len(pieces) == 1 else thing_iri(*pieces)
    try:
        term = iri(record)
    except ValueError:
        raise UnknownThing(f"{written[:80]!r} names no record of a study.", _HOW) from None
    held = any(each.id == study for each in store.studies())
    if not held or not any(store.query(_THERE, {"_record_iri": term}).rows()):
        raise UnknownThing(f"There is no {written[:80]!r} in the store.", _HOW)
    return study, record


def _undone(store: Store, name: str) -> list[Decision]:
    """Return the decisions that a name stands for: of a record, or about a finding."""
    written = name.strip().removeprefix(f"{BASE}study/")
    found = [
        each
        for each in decisions(store)
        if each.verb in ("excluded", "accepted")
        and written in (each.finding, each.id, each.record.removeprefix(f"{BASE}study/"))
    ]
    if not found:
        raise UnknownThing(
            f"Nothing was decided about {name[:80]!r}.",
            "`pif publish --check` lists what is accepted and what is excluded.",
        )
    return found
