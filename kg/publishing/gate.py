"""Decide which records of a study may be public, kind by kind; what is not let out stays behind."""

from __future__ import annotations

from collections.abc import Mapping

from kg.namespaces import CITO, SKOS, SSSOM
from kg.publishing.case import OF_STUDY, Case, Decision
from kg.publishing.evidence import (
    Telling,
    is_concept,
    names_apart,
    show_codings,
    show_documents,
    show_quotes,
)
from kg.publishing.people import set_apart, show_people, show_tenures
from kg.terms import A, is_iri
from kg.validation import permission
from kg.validation.facts import pif

_OWN_LEVEL = ("participant", "document", "quote")
_WORKS = (
    ("study", pif("reportedIn")), ("claim", pif("statedIn")), ("reference", pif("toWork")),
    ("citation", f"<{CITO}hasCitedEntity>"), ("citation", f"<{CITO}hasCitingEntity>"),
    ("told", pif("publishedAs")),
)  # fmt: skip
_ALWAYS = ("method", "limitation", "activity")
_NEVER = ("governance", "region")
_IN_PRINT = ("codebook", "code")
_NONE: Mapping[tuple[str, str], str] = {}
_WITH_QUOTES = ("codebook", "code", "claim", "team", "reference", "citation")


def against_study(case: Case) -> str | None:
    """Say what speaks against showing that the study is there at all."""
    standing = case.standing
    if pif("SyntheticStudy") in case.facts.objects(case.root, A):
        return "synthetic"
    if case.kinds.get(case.root) != "study":
        return case.unclear.get(case.root, "unknown-class")
    if standing.is_barred(case.root):
        return "access"
    return "embargo" if standing.is_embargoed(case.root) else None


def decide(
    case: Case, blocked: Mapping[str, str], without: Mapping[tuple[str, str], str] = _NONE
) -> Decision:
    """Return what of a study goes out; ``blocked`` are records that must not, with the reason.

    ``without`` are properties of records that must not.

    Nothing goes out of a study without a public quote, but for its own record where its licence
    is open. A study known from its publication alone goes out with the names of its codes.
    """
    decision = Decision(without=dict(without))
    for thing, why in {**case.unclear, **blocked}.items():
        decision.hold(thing, why)
    for thing, kind in case.kinds.items():
        if against := _against(case, thing, kind):
            decision.hold(thing, against)
    reason = against_study(case) or blocked.get(case.root)
    if reason:
        return _nothing(case, decision, reason)
    set_apart(case, decision)
    apart = names_apart(case, decision)
    needed = show_quotes(case, decision, apart)
    quoted = any(kind == "quote" for kind in decision.shown.values())
    printed = not quoted and case.is_record
    if not quoted and not printed and not permission.openly_licensed(case.facts, case.root):
        return _nothing(case, decision, "ground")
    _show_about(case, decision, quoted=quoted, printed=printed)
    if quoted:
        show_documents(case, decision, apart)
        show_people(case, decision, needed)
        show_tenures(case, decision)
    Telling(case, decision, apart).show(told=quoted)
    if quoted or printed:
        _show_codebook(case, decision)
    if quoted:
        show_codings(case, decision)
    if quoted or printed:
        _show_mappings(case, decision)
    _show_works(case, decision)
    for thing, kind in case.kinds.items():
        if thing not in decision.shown:
            decision.hold(
                thing, "coder" if kind == "coder" else "follows" if quoted else "quoteless"
            )
    decision.without |= without
    return decision


def _nothing(case: Case, decision: Decision, reason: str) -> Decision:
    nothing = Decision(held=dict.fromkeys((*case.kinds, *case.unclear), "study"))
    nothing.held |= {t: r for t, r in decision.held.items() if t in nothing.held}
    nothing.held[case.root] = reason
    return nothing


def _against(case: Case, thing: str, kind: str) -> str | None:
    """Say what speaks against a record of any kind."""
    if kind in _NEVER:
        return kind
    if any(study != case.root for study in case.facts.objects(thing, OF_STUDY)):
        return "other-study"
    if kind in _OWN_LEVEL:
        return None
    if case.standing.is_barred(thing):
        return "access"
    return "embargo" if case.standing.is_embargoed(thing) else None


def _show_about(case: Case, decision: Decision, *, quoted: bool, printed: bool) -> None:
    """Let out what the study says of itself."""
    decision.show(case.root, "study")
    for source in case.of_kind.get("study", ()):
        if source not in decision.held and source in case.objects(case.root, "reusesDataOf"):
            decision.show(source, "study")
    for kind in (*_ALWAYS, *(_WITH_QUOTES if quoted else _IN_PRINT if printed else ())):
        for thing in case.of_kind.get(kind, ()):
            if thing not in decision.held:
                decision.show(thing, kind)
    for record in case.of_kind.get("consent", ()):
        if record not in decision.held:
            if case.subjects("hasConsent", record) == [case.root]:
                decision.show(record, "consent")
            else:
                decision.hold(record, "governance")


def _show_codebook(case: Case, decision: Decision) -> None:
    """Take codes back whose codebook stays behind."""
    for code in case.of_kind.get("code", ()):
        books = case.facts.objects(code, f"<{SKOS}inScheme>")
        if any(book in case.kinds and book not in decision.shown for book in books):
            decision.hold(code, "follows")


def _show_mappings(case: Case, decision: Decision) -> None:
    """Let mappings of public codes out; what only a withheld one says is not said either."""
    said: dict[tuple[str, str, str], bool] = {}
    for mapping in case.of_kind.get("mapping", ()):
        subjects, predicates, objects = (
            case.facts.objects(mapping, f"<{SSSOM}{end}>")
            for end in ("subject_id", "predicate_id", "object_id")
        )
        shown = mapping not in decision.held and all(
            decision.shown.get(s) == "code" for s in subjects
        )
        shown = shown and all(
            is_iri(o) and (o not in case.facts.own or is_concept(decision, o)) for o in objects
        )
        if shown:
            decision.show(mapping, "mapping")
        else:
            decision.hold(mapping, "follows")
        for match in ((s, p, o) for s in subjects for p in predicates for o in objects):
            said[match] = said.get(match, False) or shown
    decision.unsaid.update(match for match, shown in said.items() if not shown)


def _show_works(case: Case, decision: Decision) -> None:
    """Let out the literature that something public leads to."""
    for kind, property in _WORKS:
        for thing in case.of_kind.get(kind, ()):
            if decision.shown.get(thing) == kind:
                for work in case.facts.objects(thing, property):
                    if case.kinds.get(work) == "work" and work not in decision.held:
                        decision.show(work, "work")
