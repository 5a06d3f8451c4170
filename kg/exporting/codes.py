"""Read the codebook, what was coded with it, how it maps, and what the publication claims."""

from __future__ import annotations

from kg import model as m
from kg.exporting.facts import Facts
from kg.exporting.structure import split_notes
from kg.namespaces import PREFIXES, SKOS, SSSOM
from kg.stating import CODE_CLASSES
from kg.terms import A, is_iri, value_of

_LEVELS = {name: kind for kind, name in CODE_CLASSES.items()}


def read_codes(facts: Facts) -> list[m.Code]:
    """Return the codes, each below the one it was filed under."""
    found = []
    for id, node in facts.things("code"):
        if "Code" not in facts.classes(node):
            continue
        found.append(
            m.Code(
                id,
                facts.place,
                facts.words(node, f"<{SKOS}prefLabel>"),
                facts.id(node, f"<{SKOS}broader>", "code"),
                next((_LEVELS[c] for c in facts.classes(node) if c in _LEVELS), ""),
                facts.words(node, f"<{SKOS}definition>"),
                facts.marked(node, f"<{SKOS}scopeNote>", "Include"),
                facts.marked(node, f"<{SKOS}scopeNote>", "Exclude"),
                facts.words(node, f"<{SKOS}example>"),
                facts.text(node, "note"),
            )
        )
    return found


def read_codings(facts: Facts) -> list[m.Coding]:
    """Return the coding acts of the study on its own quotes and regions."""
    found = []
    for id, node in facts.things("coding"):
        quote = facts.id(node, "codingTarget", "quote")
        concepts = _concepts(facts, node, "codingBody")
        region = "" if quote else facts.id(node, "codingRegion", "region")
        if not (quote or region) or not concepts:
            continue
        kind = "project" if "ProjectCoding" in facts.classes(node) else "author"
        found.append(
            m.Coding(
                id,
                facts.place,
                quote,
                concepts[0],
                facts.id(node, "madeBy", "coder"),
                facts.text(node, "codedAt"),
                kind,
                facts.text(node, "rationale"),
                region,
            )
        )
    return found


def _concepts(facts: Facts, node: str, name: str) -> list[m.Concept]:
    found = []
    for term in facts.all(node, name):
        target = facts.target(term)
        if target and target.kind == "code":
            found.append(m.Concept(code=target.id))
        elif is_iri(term) and target is None:
            found.append(m.Concept(iri=value_of(term)))
    return found


def read_claims(facts: Facts) -> list[m.Claim]:
    """Return the statements of the publication."""
    found = []
    for id, node in facts.things("claim"):
        if "Claim" not in facts.classes(node):
            continue
        both = {"true": True, "false": False}.get(facts.text(node, "namesBothGroups"))
        _, notes = split_notes(facts, node)
        found.append(
            m.Claim(
                id,
                facts.place,
                facts.text(node, "text"),
                facts.text(node, "claimType"),
                facts.text(node, "inSection"),
                _concepts(facts, node, "aboutConstruct"),
                facts.text(node, "inSentence"),
                both,
                next(iter(notes), ""),
            )
        )
    return found


def read_mappings(facts: Facts) -> list[m.Mapping]:
    """Return the study's own mappings."""
    found = []
    for id, node in facts.things("mapping"):
        if f"<{SSSOM}Mapping>" not in facts.all(node, A):
            continue
        predicates = [value_of(p) for p in facts.all(node, f"<{SSSOM}predicate_id>")]
        names = [p[len(SKOS) :] for p in predicates if p.startswith(SKOS)]
        code = facts.id(node, f"<{SSSOM}subject_id>", "code")
        concepts = _concepts(facts, node, f"<{SSSOM}object_id>")
        if not names or not code or not concepts:
            continue
        grounds = facts.all(node, f"<{SSSOM}mapping_justification>")
        found.append(
            m.Mapping(
                id,
                facts.place,
                code,
                names[0],
                concepts[0],
                _short(grounds[0]) if grounds else "",
                facts.text(node, f"<{SSSOM}author_label>"),
                facts.number(node, f"<{SSSOM}confidence>"),
                facts.text(node, f"<{SSSOM}comment>"),
            )
        )
    return found


def _short(ground: str) -> str:
    """Return why a mapping was made as its row says it: a name with a prefix, where that is one."""
    said = value_of(ground)
    if is_iri(ground):
        for prefix, namespace in PREFIXES.items():
            rest = said[len(namespace) :]
            if said.startswith(namespace) and rest and "/" not in rest:
                return f"{prefix}:{rest}"
    return said
