"""Look through the words and ids that would go out for what stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote

from kg.csl import ADDED
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, CITO, DCTERMS, RDFS, SEMAPV, SKOS
from kg.publishing.case import Case, Decision
from kg.publishing.drafting import Draft, Said
from kg.publishing.echo import echoes, letters
from kg.publishing.names import Names
from kg.publishing.renaming import is_number
from kg.publishing.withholding import Withheld
from kg.terms import A, Triple, is_iri, value_of
from kg.validation.facts import pif

_TEXT, _FULL_TEXT, _IDENTIFIER = pif("text"), pif("fullText"), pif("identifier")
_EXAMPLE, _LABEL, _TITLE = f"<{SKOS}example>", f"<{RDFS}label>", f"<{DCTERMS}title>"
_SPEAKER_LABEL = pif("speakerLabel")
_LEAST_VALUE = 12
_CREDITS = frozenset(
    {f"<{DCTERMS}{name}>" for name in ("title", "creator", "rights", "license")}
    | {pif(name) for name in ("printedAs", "containerTitle", "doi", "contact")}
    | set(ADDED)
)
"""Who is to be named, and works of literature: an author may be called as a coder is."""
_VOCABULARIES = tuple(f"<{prefix}" for prefix in (BASE, CITO, SEMAPV, SKOS))


def secret_names(case: Case, decision: Decision) -> Names:
    """Return the ids and pseudonyms that stay behind."""
    names: set[str] = set()
    for kind in ("quote", "document"):
        for thing in case.of_kind.get(kind, ()):
            if thing not in decision.shown or thing in decision.unnamed:
                names |= _ids(case, thing)
    for person in decision.apart:
        names |= _ids(case, person) | {value_of(o) for o in case.facts.objects(person, _LABEL)}
    for coder in decision.coders.union(case.of_kind.get("coder", ())):
        if case.kinds.get(coder) != "participant" and not is_number(case, coder):
            names |= _ids(case, coder) | {value_of(o) for o in case.facts.objects(coder, _LABEL)}
    for quote, label in case.facts.pairs(_SPEAKER_LABEL):
        why = decision.without.get((quote, _SPEAKER_LABEL))
        if quote not in decision.shown or why not in (None, "small-group"):
            names.add(value_of(label))
    return Names(names, _public_names(case, decision))


def _ids(case: Case, thing: str) -> set[str]:
    return {case.local(thing), *map(value_of, case.facts.objects(thing, _IDENTIFIER))}


def _public_names(case: Case, decision: Decision) -> Iterator[str]:
    for thing, kind in decision.shown.items():
        if kind not in ("work", "coding") and thing not in decision.unnamed:
            yield case.local(thing)
        if kind == "quote" and (thing, _SPEAKER_LABEL) not in decision.without:
            yield from map(value_of, case.facts.objects(thing, _SPEAKER_LABEL))
    for person in case.of_kind.get("participant", ()):
        if person not in decision.apart:
            yield case.local(person)


def look_through(
    case: Case, decision: Decision, draft: Draft, names: Names
) -> tuple[dict[str, str], dict[Triple, Withheld]]:
    """Return records and statements that must stay behind after all.

    A record stays behind as a whole where its own id, or words it cannot be without, say too much.
    """
    texts: dict[str, bool] = {}
    outside: dict[str, str] = {}
    worded: list[Said] = []
    for said in draft.said:
        s, p, o = said.triple
        if is_iri(o):
            if not _leads_out(said.triple, decision):
                continue
            outside[o] = unquote(value_of(o))
        elif _is_quoted(p, decision.shown[s]):
            continue
        else:
            words = value_of(o)
            texts[words] = texts.get(words, False) or p == _EXAMPLE
        worded.append(said)
    ids = {record: _words_of(record) for record in decision.shown if record != case.root}
    for word in (*ids.values(), *outside.values()):
        texts.setdefault(word, False)
    repeated = echoes(texts, secret=_secrets(case, decision), public=_publics(case, decision))
    blocked = {record: "echo" for record, id in ids.items() if id in repeated}
    dropped: dict[Triple, Withheld] = {}
    naming: dict[str, bool] = {}
    for said in worded:
        s, p, o = said.triple
        if p == _IDENTIFIER and not is_iri(o):
            continue
        words = outside[o] if is_iri(o) else value_of(o)
        if words not in naming:
            naming[words] = names.in_text(words)
        named = naming[words] and p not in _CREDITS
        reason = "echo" if words in repeated else "name" if named else None
        if reason and said.essential:
            blocked.setdefault(s, reason)
        elif reason:
            dropped[said.triple] = Withheld(value_of(s), reason, value_of(p))
    for record, kind in decision.shown.items():
        if kind in ("told", "setting", "attribute", "tenure", "consent") and names.in_id(
            case.local(record)
        ):
            blocked.setdefault(record, "name")
    return blocked, dropped


def _is_quoted(property: str, kind: str) -> bool:
    return property == _TEXT and kind == "quote"


def _leads_out(triple: Triple, decision: Decision) -> bool:
    """Say whether a statement holds an address that somebody made up."""
    _, p, o = triple
    return o not in decision.shown and p != A and is_iri(o) and not o.startswith(_VOCABULARIES)


def _words_of(record: str) -> str:
    named = split_thing_iri(record[1:-1])
    return named[2] if named else unquote(record[1:-1])


def _secrets(case: Case, decision: Decision) -> Iterator[str]:
    """Yield the texts that stay behind."""
    for thing, words in case.facts.pairs(_TEXT):
        if thing not in decision.shown:
            yield value_of(words)
    for _, words in case.facts.pairs(_FULL_TEXT):
        yield value_of(words)
    for node, words in case.facts.pairs(pif("attributeValue")):
        if node not in decision.shown and len(letters(value_of(words))) >= _LEAST_VALUE:
            yield value_of(words)


def _publics(case: Case, decision: Decision) -> Iterator[str]:
    """Yield texts that are public anyway: quotes, the words of the scheme, titles."""
    for thing, words in case.facts.pairs(_TEXT):
        if decision.shown.get(thing) == "quote":
            yield value_of(words)
    for thing, words in case.facts.pairs(_TITLE):
        if decision.shown.get(thing) in ("work", "study"):
            yield value_of(words)
    yield from _shared_words()


@cache
def _shared_words() -> tuple[str, ...]:
    """Return the labels of the ontology and of the shared scheme, which everybody may read."""
    from kg.closure.shipped import shipped_triples

    named = (_LABEL, f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>")
    return tuple(
        sorted({value_of(o) for triples in shipped_triples() for _, p, o in triples if p in named})
    )
