"""A set of mappings as statements, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from kg.mapping.model import MappingSet, Match, match_term, set_iri
from kg.namespaces import DCTERMS, PIF, PREFIXES, RDFS, SKOS, SSSOM, shorten
from kg.stating import shortest
from kg.terms import A, Triple, iri, text, typed, value_of

_SET, _MAPPING = f"<{SSSOM}MappingSet>", f"<{SSSOM}Mapping>"
_IDENTIFIER, _PART = f"<{PIF}identifier>", f"<{DCTERMS}isPartOf>"
_SUBJECT, _PREDICATE, _OBJECT, _WHY, _AUTHOR, _SURE = (
    f"<{SSSOM}{name}>"
    for name in (
        "subject_id", "predicate_id", "object_id", "mapping_justification", "author_label",
        "confidence",
    )
)  # fmt: skip
_COMMENT, _LICENCE = f"<{RDFS}comment>", f"<{DCTERMS}license>"
_TEXTS = {
    "title": f"<{DCTERMS}title>",
    "date": f"<{DCTERMS}date>",
    "version": f"<{SSSOM}mapping_set_version>",
    "source": f"<{SSSOM}mapping_set_id>",
    "about": f"<{DCTERMS}description>",
    "comment": _COMMENT,
}
_CREATOR = f"<{SSSOM}creator_label>"
_ROW_COMMENT = f"<{SSSOM}comment>"


def statements(mapped: MappingSet) -> set[Triple]:
    """Return what a set says, and what is said of it: the content of its mapping graph."""
    root = iri(set_iri(mapped.name))
    said: set[Triple] = {(root, A, _SET), (root, _IDENTIFIER, text(mapped.name))}
    for name, property in _TEXTS.items():
        if value := getattr(mapped, name):
            said.add((root, property, text(value)))
    said.update((root, _CREATOR, text(who)) for who in mapped.creators)
    if mapped.licence:
        said.add((root, _LICENCE, iri(mapped.licence)))
    for match in mapped.matches:
        said |= _of_match(match, root, mapped.name)
    return said


def _of_match(match: Match, root: str, name: str) -> set[Triple]:
    node = iri(f"{set_iri(name)}/{match.id}")
    subject, predicate, object = iri(match.subject), match_term(match.predicate), iri(match.object)
    said = {
        (subject, predicate, object),
        (node, A, _MAPPING),
        (node, _IDENTIFIER, text(match.id)),
        (node, _PART, root),
        (node, _SUBJECT, subject),
        (node, _PREDICATE, predicate),
        (node, _OBJECT, object),
    }
    if match.justification:
        said.add((node, _WHY, _term(match.justification)))
    if match.author:
        said.add((node, _AUTHOR, text(match.author)))
    if match.comment:
        said.add((node, _ROW_COMMENT, text(match.comment)))
    if match.confidence is not None:
        said.add((node, _SURE, typed(shortest(match.confidence), "decimal")))
    return said


def _term(written: str) -> str:
    prefix, _, rest = written.partition(":")
    if rest.isalnum() and prefix in PREFIXES:
        return iri(PREFIXES[prefix] + rest)
    return text(written)


def read(name: str, said: Iterable[Triple]) -> MappingSet:
    """Return the set that statements describe; also a study's own, from its mapping graph."""
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in said:
        about[s][p].append(o)
    root = about.get(iri(set_iri(name)), {})

    def texts(node: dict[str, list[str]], property: str) -> list[str]:
        return sorted(value_of(term) for term in node.get(property, ()))

    def one(node: dict[str, list[str]], property: str) -> str:
        return next(iter(texts(node, property)), "")

    matches = [
        Match(
            id=one(node, _IDENTIFIER),
            subject=one(node, _SUBJECT),
            predicate=one(node, _PREDICATE).removeprefix(SKOS),
            object=one(node, _OBJECT),
            justification=shorten(one(node, _WHY)),
            author=one(node, _AUTHOR),
            confidence=_number(one(node, _SURE)),
            comment=one(node, _ROW_COMMENT),
        )
        for node in about.values()
        if _MAPPING in node.get(A, ()) and node.get(_SUBJECT) and node.get(_OBJECT)
    ]
    return MappingSet(
        name,
        creators=tuple(texts(root, _CREATOR)),
        licence=one(root, _LICENCE),
        matches=tuple(sorted(matches, key=lambda m: (m.subject, m.predicate, m.object))),
        **{field: one(root, property) for field, property in _TEXTS.items()},
    )


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written) if written else None
    except InvalidOperation:
        return None
