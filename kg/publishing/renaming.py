"""Give coders, and documents whose ids name who stays behind, numbers in place of their ids.

The numbers follow the order of what is public of each: what a coder coded, which quotes were taken
from a document. Nothing of an id goes into them, so they tell nothing about it, and the same study
gives the same numbers everywhere. Two with the same public record cannot be told apart anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.publishing.case import OF_STUDY, Case, Decision
from kg.publishing.names import Names
from kg.terms import A, Triple, is_iri, text
from kg.validation.facts import pif

_IDENTIFIER, _BY = pif("identifier"), pif("madeBy")
_TARGET, _BODY, _FROM = pif("codingTarget"), pif("codingBody"), pif("drawnFrom")


@dataclass(frozen=True, slots=True)
class Renamed:
    """New addresses by old ones, and what is said of coders under theirs."""

    addresses: dict[str, str]
    coders: set[Triple]

    def apply(self, triple: Triple) -> Triple:
        """Return a statement with the new addresses and ids."""
        s, p, o = triple
        new = self.addresses.get(s)
        if new and p == _IDENTIFIER:
            o = text(new[1:-1].rpartition("/")[2])
        return new or s, p, self.addresses.get(o, o) if is_iri(o) else o


def rename(case: Case, decision: Decision, secret: Names) -> Renamed:
    """Number what goes out under another address; codings whose ids name somebody too."""
    acts = [act for act, kind in decision.shown.items() if kind == "coding"]
    coders = _numbered(
        case,
        "coder",
        {who: _coded_by(case, decision, who) for who in decision.coders},
        taken=(t for t, kind in decision.shown.items() if kind == "team"),
    )
    documents = _numbered(
        case,
        "document",
        {
            document: sorted(
                quote
                for quote in case.subjects("drawnFrom", document)
                if decision.shown.get(quote) == "quote"
            )
            for document in decision.unnamed & decision.shown.keys()
        },
        taken=(t for t, kind in decision.shown.items() if kind == "document"),
    )
    addresses = coders | documents
    addresses |= _codings(case, acts, coders, secret)
    said = {
        triple
        for who in coders.values()
        for triple in (
            (who, A, pif("Researcher")),
            (who, OF_STUDY, case.root),
            (who, _IDENTIFIER, text(case.local(who))),
        )
    }
    return Renamed(addresses, said)


def _coded_by(case: Case, decision: Decision, coder: str) -> list[str]:
    return sorted(
        " ".join(_record(case, act))
        for act in case.subjects("madeBy", coder)
        if decision.shown.get(act) == "coding"
    )


def _record(case: Case, act: str) -> list[str]:
    """Return what is public of a coding, without its id and its coder."""
    return [
        value
        for name in ("codingTarget", "codingBody", "codedAt")
        for value in case.objects(act, name)
    ] + sorted(case.facts.objects(act, A))


def _numbered(
    case: Case, kind: str, records: dict[str, list[str]], taken: Iterable[str]
) -> dict[str, str]:
    used = set(taken) - records.keys()
    addresses, number = {}, 0
    for old in sorted(records, key=lambda each: (records[each], each)):
        while True:
            number += 1
            new = f"{case.home}{kind}/{kind}-{number}>"
            if new not in used:
                break
        addresses[old] = new
    return addresses


def _codings(case: Case, acts: list[str], coders: dict[str, str], secret: Names) -> dict[str, str]:
    """Make anew the ids of codings that hold a name."""
    named: list[tuple[list[str], str, str]] = []
    kept = set()
    for act in acts:
        makers = case.objects(act, "madeBy")
        ids = {case.local(who).casefold() for who in makers if who in coders}
        local = case.local(act)
        if secret.in_id(local) or any(id in local.casefold() for id in ids):
            target, body = case.objects(act, "codingTarget")[0], case.objects(act, "codingBody")[0]
            new = [case.local(target), case.local(body)]
            new += sorted(case.local(coders[who]) for who in makers if who in coders)
            named.append((_record(case, act), "-".join(new), act))
        else:
            kept.add(act)
    addresses: dict[str, str] = {}
    for _, id, act in sorted(named):
        number, made = 1, f"{case.home}coding/{id}>"
        while made in kept:
            number += 1
            made = f"{case.home}coding/{id}-{number}>"
        kept.add(made)
        addresses[act] = made
    return addresses
