"""Terms as pages show them: names with their addresses, axioms with links in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.describing.vocabulary import module_of
from kg.namespaces import ONTOLOGY, PIF, SKOS, shorten
from kg.pages.ontology.shipped import aligned, inferred, shipped
from webui.links import at, outward, to_thing

if TYPE_CHECKING:
    from kg.pages.ontology.axioms import Words
    from kg.pages.ontology.hierarchy import ClassNode
    from kg.pages.ontology.reading import Term

DOI = "https://doi.org/"
Address = Callable[[str], str | None]
Link = tuple[str, str | None]
"""Words, and where they lead; None where they lead nowhere."""

KINDS = {
    "class": "class", "property": "property", "attribute": "property with a value",
    "note": "note", "individual": "fixed value", "datatype": "kind of value",
}  # fmt: skip
MOST_APART = 12
"""Classes that share no member with another are listed up to so many; else they are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what is said of a term: what it is, and its values, each words with links."""

    name: str
    values: tuple[tuple[Link, ...], ...]
    worked_out: bool = False


def in_full(module: str) -> Address:
    """Return what gives terms the place where all is said of them, within one module's page."""

    def address(iri: str) -> str | None:
        term = shipped().terms.get(iri)
        if term is None:
            return to_thing(iri)
        name = iri.removeprefix(PIF)
        return f"#{name}" if term.module == module else full_address(term)

    return address


def in_brief(iri: str) -> str | None:
    """Return the place of a term on the page of the whole ontology."""
    return f"#{iri.removeprefix(PIF)}" if iri in shipped().terms else to_thing(iri)


def full_address(term: Term) -> str:
    """Return where all is said of a term."""
    return at(f"/ontology/{module_of(term.module)}.html", fragment=term.name)


def linked(words: Words, address: Address) -> tuple[Link, ...]:
    """Return an axiom with the addresses of what it names."""
    return tuple((part.text, address(part.iri) if part.iri else None) for part in words)


def rows(term: Term, address: Address) -> list[Row]:
    """Return all that is said of a term beside its definition, line by line."""

    def named(iris: Iterable[str]) -> tuple[tuple[Link, ...], ...]:
        return tuple((_named(iri, address),) for iri in iris)

    def written(axioms: Iterable[Words]) -> tuple[tuple[Link, ...], ...]:
        return tuple(linked(words, address) for words in axioms)

    held = shipped()
    is_class = term.sort == "class"
    apart = named(term.disjoint) if len(term.disjoint) <= MOST_APART else _many_apart(term)
    found = [
        Row("is the same as" if is_class else "is also", written(term.equal)),
        Row("is a kind of", named(term.above)),
        Row("is a kind of, as the reasoner finds", named(inferred().get(term.iri, ())), True),
        Row("each one", written(term.required)),
        Row("kinds of it", named(_kinds(term))),
        Row("shares no member with", apart),
        Row("is a", named(term.types)),
        *(Row(_label(p, held.label(p)), (linked(w, address),)) for p, w in term.values),
        Row("said of", written(term.domain)),
        Row("leads to" if term.sort == "property" else "has as value", written(term.range)),
        Row("the other way round", named(term.inverse)),
        Row("also follows from", written(term.chains)),
        Row("how it works", tuple(((said, None),) for said in term.characteristics)),
        Row("properties of it", named(p for p in term.starts if not held.terms[p].turned)),
        Row("what leads to it", named(p for p in term.ends if not held.terms[p].turned)),
        Row("evidence of it is coded with", _construct(term)),
        Row("replaced by", named(term.replaced_by)),
        Row("elsewhere", tuple(_elsewhere(term))),
    ]
    return [row for row in found if row.values]


def sources(term: Term) -> list[Link]:
    """Return where a term was taken from, works before web pages."""
    works_first = sorted(term.sources, key=lambda source: not source.startswith(DOI))
    return [(_short(source), outward(source)) for source in works_first]


def tree(nodes: Iterable[ClassNode], address: Address) -> list[dict[str, object]]:
    """Return trees of classes for the macro ``tree``."""
    return [
        {
            "label": node.label + (" (found by the reasoner)" if node.found else ""),
            "href": address(node.iri),
            "count": None,
            "here": False,
            "below": tree(node.below, address),
        }
        for node in nodes
    ]


def _named(iri: str, address: Address) -> Link:
    return shipped().label(iri) or shorten(iri), address(iri)


def _label(iri: str, label: str) -> str:
    return label or {f"{SKOS}exactMatch": "means the same as"}.get(iri, shorten(iri))


def _kinds(term: Term) -> list[str]:
    found = [low for low, high in inferred().items() if term.iri in high]
    return sorted({*term.below, *found}, key=lambda iri: shipped().label(iri).casefold())


def _many_apart(term: Term) -> tuple[tuple[Link, ...], ...]:
    said = f"{len(term.disjoint)} classes that have nothing in common"
    return (((said, at("/ontology.html", fragment="apart")),),)


def _construct(term: Term) -> tuple[tuple[Link, ...], ...]:
    if not term.construct:
        return ()
    return (((term.construct, at(f"/constructs/{term.construct}")),),)


def _elsewhere(term: Term) -> Iterable[tuple[Link, ...]]:
    for each in aligned().get(term.iri, ()):
        other = (_short(each.other), outward(each.other))
        file = (
            f"({each.file.rpartition('/')[2]})",
            at(f"/ontology/{module_of(each.file)}.html"),
        )
        said = (f"{each.relation} ", None)
        yield (other, (f" {each.relation} it ", None), file) if each.turned else (
            said, other, (" ", None), file,
        )  # fmt: skip


def _short(iri: str) -> str:
    """Return an address of the world outside as short as it can be known."""
    name = shorten(iri)
    if name != iri:
        return name
    return iri.removeprefix("https://").removeprefix("http://").removesuffix("/")


def module_name(iri: str) -> str:
    """Return the last part of the address of a module; of the ontology itself, that."""
    return iri.removeprefix(f"{ONTOLOGY}/modules/") if iri != ONTOLOGY else "ontology"
