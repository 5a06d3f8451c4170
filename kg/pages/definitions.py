"""Definitions of the ontology's classes, written out: ``Patching ≡ IdentityWork ⊓ ∃ drawsOn …``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from kg import terms
from kg.closure.shipped import shipped_triples
from kg.namespaces import OWL, PIF, RDF, RDFS, SKOS, shorten

_DEEPEST = 12
_EQUIVALENT, _SUBCLASS = f"<{OWL}equivalentClass>", f"<{RDFS}subClassOf>"
_CORRESPONDS = f"<{PIF}correspondingConstruct>"
_NUMBERED = {
    "minCardinality": "≥", "maxCardinality": "≤", "cardinality": "=",
    "minQualifiedCardinality": "≥", "maxQualifiedCardinality": "≤", "qualifiedCardinality": "=",
}  # fmt: skip

Said = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True)
class ClassOfOntology:
    """A class: what it is called, what it is in words, and its definition in OWL, line by line.

    ``defined`` says whether the definition makes things members; else it only says what is so of
    them. ``above`` are the classes right above it, as pairs of name and label.
    """

    name: str
    iri: str
    label: str
    definition: str
    scope: tuple[str, ...]
    axioms: tuple[str, ...]
    defined: bool
    above: tuple[tuple[str, str], ...]


@cache
def _said() -> Said:
    found: Said = defaultdict(lambda: defaultdict(list))
    for s, p, o in shipped_triples()[0]:
        found[s][p].append(o)
    return found


@cache
def classes_behind() -> dict[str, tuple[str, ...]]:
    """Return, for constructs (terms), the classes of what happens that correspond to them."""
    found: dict[str, list[str]] = defaultdict(list)
    for subject, about in _said().items():
        for construct in about.get(_CORRESPONDS, ()):
            found[construct].append(subject)
    return {construct: tuple(sorted(classes)) for construct, classes in found.items()}


def described(class_: str) -> ClassOfOntology:
    """Return a class (a term) as it is defined in the ontology that ships."""
    about = _said().get(class_, {})
    iri = terms.value_of(class_)
    name = iri.removeprefix(PIF)
    equal = [e for e in about.get(_EQUIVALENT, ()) if e != class_]
    above = about.get(_SUBCLASS, ())
    axioms = [f"{_name(class_)} ≡ {_written(each, 0)}" for each in sorted(equal)]
    axioms += sorted(f"{_name(class_)} ⊑ {_written(each, 0)}" for each in above)
    return ClassOfOntology(
        name=name,
        iri=iri,
        label=_first(about, f"<{RDFS}label>") or name,
        definition=_first(about, f"<{SKOS}definition>"),
        scope=tuple(sorted(terms.value_of(v) for v in about.get(f"<{SKOS}scopeNote>", ()))),
        axioms=tuple(axioms),
        defined=bool(equal),
        above=tuple(
            (terms.value_of(c).removeprefix(PIF), label_of(c))
            for c in sorted(above)
            if terms.is_iri(c)
        ),
    )


def label_of(class_: str) -> str:
    """Return the label of a class (a term); its name where it has none."""
    found = _first(_said().get(class_, {}), f"<{RDFS}label>")
    return found or terms.value_of(class_).removeprefix(PIF)


def _first(about: dict[str, list[str]], property: str) -> str:
    return min(map(terms.value_of, about.get(property, ())), default="")


def _written(term: str, depth: int) -> str:
    if not term.startswith("_:"):
        return _name(term)
    if depth > _DEEPEST:
        return "…"
    about = _said().get(term, {})

    def one(name: str) -> str | None:
        found = about.get(f"<{OWL}{name}>")
        return found[0] if found else None

    def inner(value: str) -> str:
        said = _written(value, depth + 1)
        return f"({said})" if " " in said else said

    for name, sign in (("intersectionOf", " ⊓ "), ("unionOf", " ⊔ ")):
        if (first := one(name)) is not None:
            return sign.join(inner(each) for each in _list(first))
    if (first := one("oneOf")) is not None:
        return "{" + ", ".join(_name(each) for each in _list(first)) + "}"
    if (other := one("complementOf")) is not None:
        return f"¬ {inner(other)}"
    property = one("onProperty")
    if property is None:
        return "…"
    role = _role(property)
    if (filler := one("someValuesFrom")) is not None:
        return f"∃ {role} . {inner(filler)}"
    if (filler := one("allValuesFrom")) is not None:
        return f"∀ {role} . {inner(filler)}"
    if (value := one("hasValue")) is not None:
        return f"∃ {role} . {{{_name(value)}}}"
    for name, sign in _NUMBERED.items():
        if (count := one(name)) is not None:
            of = one("onClass")
            return f"{sign} {terms.value_of(count)} {role}" + (f" . {inner(of)}" if of else "")
    return f"∃ {role} . …"


def _role(term: str) -> str:
    if not term.startswith("_:"):
        return _name(term)
    inverse = _said().get(term, {}).get(f"<{OWL}inverseOf>")
    return f"{_name(inverse[0])}⁻" if inverse else "…"


def _list(node: str) -> list[str]:
    found: list[str] = []
    seen = set()
    while node != f"<{RDF}nil>" and node not in seen:
        seen.add(node)
        about = _said().get(node, {})
        found += about.get(f"<{RDF}first>", [])[:1]
        node = (about.get(f"<{RDF}rest>") or [f"<{RDF}nil>"])[0]
    return found


def _name(term: str) -> str:
    return shorten(terms.value_of(term)) if terms.is_iri(term) else terms.value_of(term)
