"""Give coders, and documents whose ids name who stays behind, numbers in place of their ids.

The numbers follow the order of what is public of each: what a coder coded, which quotes were taken
from a document. Nothing of an id goes into them, so they tell nothing about it, and the same study
gives the same numbers everywhere. Two with the same public record cannot be told apart anyway. A
coder whom the study calls ``coder-3`` keeps that number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.publishing.case import OF_STUDY, Case, Decision
from kg.publishing.names import Names
from kg.terms import A, Triple, is_iri, text
from kg.validation.facts import pif

_IDENTIFIER, _BY = pif("identifier"), pif("madeBy")
_TARGET, _BODY, _FROM = pif("codingTarget"), pif("codingBody"), pif("drawnFrom")


_NUMBER = re.compile(r"coder-[0-9]{1,4}")


def is_number(case: Case, coder: str) -> bool:
    """Say whether a coder goes by a number already."""
    return coder.startswith(f"{case.home}coder/") and bool(_NUMBER.fullmatch(case.local(coder)))


@dataclass(frozen=True, slots=True)
class Renamed:
    """New addresses by old ones; those of coders apart, who may be participants as well."""

    addresses: dict[str, str]
    coders: dict[str, str]

    def apply(self, triple: Triple) -> Triple:
        """Return a statement with the new addresses and ids."""
        s, p, o = triple
        if p != _BY and s not in self.addresses and o not in self.addresses:
            return triple
        if p == _BY:
            o = self.coders.get(o, o)
        elif is_iri(o):
            o = self.addresses.get(o, o)
        new = self.addresses.get(s)
        if new and p == _IDENTIFIER:
            o = text(new[1:-1].rpartition("/")[2])
        return new or s, p, o

    def said_of_coders(self, case: Case) -> set[Triple]:
        """Return all that is said of coders who are no team."""
        return {
            triple
            for who in self.coders.values()
            for triple in (
                (who, A, pif("Researcher")),
                (who, OF_STUDY, case.root),
                (who, _IDENTIFIER, text(case.local(who))),
            )
        }


def rename(case: Case, decision: Decision, secret: Names) -> Renamed:
    """Number what goes out under another address; codings whose ids name somebody too."""
    acts = [act for act, kind in decision.shown.items() if kind == "coding"]
    numbers = {who: who for who in decision.coders if is_number(case, who)}
    coders = numbers | _numbered(
        case, "coder", {w: _coded_by(case, decision, w) for w in decision.coders - numbers.keys()}
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
    )
    return Renamed(documents | _codings(case, acts, coders, secret), coders)


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


def _numbered(case: Case, kind: str, records: dict[str, list[str]]) -> dict[str, str]:
    addresses, number = {}, 0
    for old in sorted(records, key=lambda each: (records[each], each)):
        number += 1
        while (new := f"{case.home}{kind}/{kind}-{number}>") in case.facts.own:
            number += 1
        addresses[old] = new
    return addresses


def _codings(case: Case, acts: list[str], coders: dict[str, str], secret: Names) -> dict[str, str]:
    """Make anew the ids of codings that hold a name."""
    named: list[tuple[list[str], str, str]] = []
    for act in acts:
        makers = case.objects(act, "madeBy")
        ids = {case.local(w).casefold() for w in makers if w in coders and not is_number(case, w)}
        local = case.local(act)
        if secret.in_id(local) or any(id in local.casefold() for id in ids):
            target, body = case.objects(act, "codingTarget")[0], case.objects(act, "codingBody")[0]
            new = [case.local(target), case.local(body)]
            new += sorted(case.local(coders[who]) for who in makers if who in coders)
            named.append((_record(case, act), "-".join(new), act))
    addresses: dict[str, str] = {}
    used = set(case.facts.own)
    for _, id, act in sorted(named):
        number, made = 1, f"{case.home}coding/{id}>"
        while made in used:
            number += 1
            made = f"{case.home}coding/{id}-{number}>"
        used.add(made)
        addresses[act] = made
    return addresses
