"""A thing as its page shows it: facts by what kind of graph they stand in, lists with counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import words
from kg.describing.labels import kind_of, name_of
from kg.describing.links import Group, Member, kinds
from kg.describing.relations import spoken, told_once
from kg.identifiers import split_thing_iri, thing_iri
from kg.namespaces import BASE, ONTOLOGY, PIF, RDF, XSD
from webui.links import outward
from webui.resources.addresses import DOI, here, path_of
from webui.resources.forms import HTML
from webui.resources.naming import address_of, graph_name, sort_of_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.describing.memory import Memory
    from kg.describing.thing import Thing
    from kg.store.base import Store

SHOWN = 10
"""Things pointing to a thing that its page shows; the whole list has pages of its own."""
SAID = 25
"""Values of one property that the page shows."""
PER_PAGE = 50
LONGEST_TEXT = 20_000
"""Code points of one value that a page shows."""

_HEADINGS = {"stated": "What is stated", "mapped": "How it is mapped", "derived": "What follows"}
_OURS = {f"{XSD}string", f"{RDF}langString", f"{XSD}integer", f"{XSD}decimal", f"{XSD}boolean"}
_OF_STUDY = f"<{PIF}ofStudy>"
_NO_LIST = {f"<{PIF}ofStudy>", f"<{PIF}fullText>"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as shown: a text in its language, or a link; ``graphs`` where it is not plain."""

    text: str
    language: str = ""
    href: str | None = None
    derived: bool = False
    said: bool = False
    """Whether somebody else said it, so that it is set in their type."""
    kind: str = ""
    spoken: str = ""
    """The words of a quote or claim."""
    graphs: tuple[str, ...] = ()
    cut: int = 0
    """Code points in all, where they are too many to show."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One property in words with its values."""

    title: str
    href: str | None
    values: tuple[Value, ...]
    count: int
    more: str | None = None
    """Where the whole list is, when it is longer."""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts of one sort of graph: stated, mapped or derived."""

    sort: str
    title: str
    graphs: tuple[tuple[str, str], ...]
    """The graphs they stand in, each with its address here."""
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class View:
    """All that the page of a thing shows."""

    thing: Thing
    kind: str
    spoken: tuple[Value, ...]
    sections: tuple[Section, ...]
    incoming: tuple[Fact, ...]
    kinds: tuple[tuple[str, int, str], ...]
    """Of a study: the kinds of things it has, with their number and the address of their list."""
    full_text: Value | None = None
    outside: str | None = None
    """The thing's own address, where that is another site's."""


def view_in_brief(thing: Thing) -> View:
    """Return a thing for a page that leaves its facts, one by one, to the data beside it."""
    return View(
        thing, kind_of(thing.iri), _words(thing), (), (), (),
        outside=None if thing.iri.startswith(BASE) else outward(thing.iri),
    )  # fmt: skip


def _words(thing: Thing) -> tuple[Value, ...]:
    return tuple(
        _value(member, thing, {}, said=True)
        for group in thing.out
        if group.predicate in words.SPOKEN[:2]
        for member in group.members
    )


def view_of(store: Store, memory: Memory, thing: Thing) -> View:
    """Return a thing as its page shows it."""
    out, into = told_once(store, memory, thing.out, thing.into)
    out = [g for g in out if g.predicate not in _NO_LIST and not _told_already(g, thing)]
    said = spoken(store, _mentioned([*out, *into]))
    return View(
        thing,
        kind_of(thing.iri),
        _words(thing),
        tuple(_sections(out, thing, said)),
        tuple(
            _incoming(group, thing, said)
            for group in into
            if not (thing.kind == "study" and group.predicate == _OF_STUDY)
        ),
        tuple(_kinds(store, memory, thing)),
        _full_text(thing),
        None if thing.iri.startswith(BASE) else outward(thing.iri),
    )


def _kinds(store: Store, memory: Memory, thing: Thing) -> Iterable[tuple[str, int, str]]:
    """Return the kinds of things of a study in words, each with its number and its list."""
    if thing.kind != "study":
        return
    for kind, count, after in kinds(store, memory, thing.term):
        address = list_address(thing.iri, "in", _OF_STUDY, after)
        yield kind_of(thing_iri(thing.study, kind, "x")), count, address


def list_of(store: Store, thing: Thing, group: Group) -> Fact:
    """Return one page of a list."""
    said = spoken(store, _mentioned([group]))
    label = name_of(group.predicate, thing.labels).text
    back = group.direction == "in"
    title = words.back(group.predicate, label) if back else words.forth(group.predicate, label)
    shown = tuple(_value(member, thing, said) for member in group.members)
    return Fact(title, _term_address(group.predicate), shown, group.count)


def class_names(thing: Thing) -> str:
    """Return the classes of a thing in words, the ontology's own first.

    Such as a description for search engines: *quote, interview quote*.
    """
    named = [name_of(f"<{c}>", thing.labels).text for c in thing.classes if c.startswith(PIF)]
    return ", ".join(dict.fromkeys(named))


def _told_already(group: Group, thing: Thing) -> bool:
    if group.predicate in words.SPOKEN[:2]:
        return True
    if group.predicate in words.NAMES and group.count == 1:
        return True
    identifier = group.predicate == f"<{PIF}identifier>" and group.count == 1
    split = split_thing_iri(thing.iri)
    return identifier and split is not None and thing.value(f"{PIF}identifier") in split


def _sections(groups: Iterable[Group], thing: Thing, spoken: dict[str, str]) -> list[Section]:
    by_sort: dict[str, list[Fact]] = {}
    graphs: dict[str, set[str]] = {}
    for group in groups:
        apart: dict[str, list[Member]] = {}
        for member in group.members:
            # A list that goes on elsewhere stays together.
            sort = _sort(member if group.whole else group.members[0])
            apart.setdefault(sort, []).append(member)
        for sort, members in apart.items():
            by_sort.setdefault(sort, []).append(
                Fact(
                    words.forth(group.predicate, name_of(group.predicate, thing.labels).text),
                    _term_address(group.predicate),
                    tuple(_value(m, thing, spoken, predicate=group.predicate) for m in members),
                    len(members) if group.whole else group.count,
                    None if group.whole else _list_address(thing, group),
                )
            )
            for member in members:
                graphs.setdefault(sort, set()).update(_of_sort(member, sort))
    return [
        Section(
            sort,
            _HEADINGS[sort],
            tuple((graph_name(g), here(path_of(g))) for g in sorted(graphs[sort])),
            tuple(by_sort[sort]),
        )
        for sort in _HEADINGS
        if sort in by_sort
    ]


def _incoming(group: Group, thing: Thing, spoken: dict[str, str]) -> Fact:
    return Fact(
        words.back(group.predicate, name_of(group.predicate, thing.labels).text),
        _term_address(group.predicate),
        tuple(_value(member, thing, spoken) for member in group.members),
        group.count,
        None if group.whole else _list_address(thing, group),
    )


def _list_address(thing: Thing, group: Group) -> str:
    return list_address(thing.iri, group.direction, group.predicate)


def list_address(iri: str, direction: str, predicate: str, after: str = "") -> str:
    """Return the address of a page of a list of a thing."""
    parameters = {direction: words.short(predicate), "after": after}
    return here(path_of(iri, HTML, **parameters))


def _value(
    member: Member,
    thing: Thing,
    spoken: dict[str, str],
    *,
    predicate: str = "",
    said: bool = False,
) -> Value:
    derived = _sort(member) == "derived"
    names = tuple(map(graph_name, member.graphs))
    if member.term[0] == '"':
        text, datatype, language = terms.parts(member.term)
        shown = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT]
        link = outward(text) if datatype == f"{XSD}string" and "://" in text[:10] else None
        if predicate == f"<{PIF}doi>":
            link = here(path_of(DOI + text))
        return Value(
            _in_words(shown) if datatype == f"{XSD}boolean" else shown,
            language or "",
            link,
            derived,
            said or predicate in words.SPOKEN,
            graphs=names,
            cut=len(text) if len(text) > LONGEST_TEXT else 0,
            kind="" if datatype in _OURS else (datatype or "").rpartition("#")[2],
        )
    iri = terms.value_of(member.term)
    name = name_of(member.term, thing.labels)
    return Value(
        name.text if thing.labels.get(member.term) else words.plain(name.text),
        name.language,
        address_of(iri),
        derived,
        False,
        kind_of(iri),
        spoken.get(member.term, ""),
        names,
    )


def _in_words(truth: str) -> str:
    return {"true": "yes", "false": "no"}.get(truth, truth)


def _full_text(thing: Thing) -> Value | None:
    for group in thing.out:
        if group.predicate == f"<{PIF}fullText>" and group.members:
            text = terms.value_of(group.members[0].term)
            return Value(text[:LONGEST_TEXT], cut=len(text) if len(text) > LONGEST_TEXT else 0)
    return None


def _sort(member: Member) -> str:
    """Return the sort of graph a fact stands in; what is stated anywhere is stated."""
    sorts = {sort_of_graph(graph) for graph in member.graphs}
    return next((sort for sort in _HEADINGS if sort in sorts), "stated")


def _of_sort(member: Member, sort: str) -> Iterable[str]:
    bare = (terms.value_of(graph) for graph in member.graphs)
    return (graph for graph in bare if sort_of_graph(f"<{graph}>") == sort)


def _term_address(predicate: str) -> str | None:
    iri = terms.value_of(predicate)
    return here(path_of(iri)) if iri.startswith(ONTOLOGY) else None


def _mentioned(groups: Iterable[Group]) -> list[str]:
    return [member.term for group in groups for member in group.members]
