"""About the graph: what it holds and under which licences, how to cite it, what limits it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kg import terms
from kg.formats.reference_writing import bibtex, csl_json, ris
from kg.identifiers import study_iri, thing_iri
from kg.namespaces import BASE, DCTERMS, PIF, RDFS
from kg.pages import citing
from kg.pages.asked import read
from kg.pages.citations import Work
from kg.pages.contents import Contents, contents, sample
from kg.pages.references import entries

if TYPE_CHECKING:
    from kg.index import Index
    from kg.pages.study_names import StudyName
    from kg.store.base import Store

NAME = "pif-kg"
MAKERS = "pif-kg contributors"
"""As CITATION.cff has them; a test holds the two equal."""
ABOUT = (
    "Knowledge graph and query tool for qualitative evidence about professional identity formation"
)
_MOST_LIMITATIONS = 500
_LICENSED = f"""\
SELECT ?study ?licence WHERE {{
  VALUES ?study {{ %s }} ?study <{DCTERMS}license> ?licence .
}}"""
_LIMITS = f"""\
SELECT ?study ?limit ?label ?note WHERE {{
  VALUES ?study {{ %s }}
  ?study <{PIF}limitedBy> ?limit . ?limit <{RDFS}label> ?label .
  OPTIONAL {{ ?limit <{PIF}note> ?note }}
}} LIMIT {_MOST_LIMITATIONS}"""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Cited:
    """How to cite one thing: in a sentence, and for reference managers where it is a work."""

    name: str
    text: str
    bibtex: str = ""
    ris: str = ""
    csl: str = ""


@dataclass(frozen=True, slots=True)
class Limitation:
    """What a study says limits it. ``note`` is what was noted beside."""

    iri: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Limited:
    """A study with what it says limits it."""

    study: StudyName
    limitations: tuple[Limitation, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the page tells. ``licences`` counts studies by licence, empty for those without one."""

    contents: Contents
    licences: tuple[tuple[str, int], ...]
    software: Cited
    studies: tuple[Cited, ...]
    quote: Cited | None
    question: Cited | None
    limited: tuple[Limited, ...]
    revision: str


_kept: WeakKeyDictionary[Index, tuple[tuple[str, int], ...]] = WeakKeyDictionary()


def about(store: Store, index: Index, ask: str, version: str) -> About:
    """Return what there is to say of a graph.

    ``ask`` is the address of its page of quotes, ``version`` that of the software.
    """
    held = contents(store, index)
    if index not in _kept:
        _kept[index] = _licences(store, [block.study for block in index.blocks])
    names = {name.id: name for name in held.recent}
    return About(
        held,
        _kept[index],
        _software(version),
        tuple(_study(store, name, index.revision) for name in held.recent),
        _quote(index, names),
        _question(index, names, ask),
        tuple(_limited(store, held.recent)),
        index.revision,
    )


def _licences(store: Store, studies: Sequence[str]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = defaultdict(int)
    for i in range(0, len(studies), _AT_ONCE):
        some = studies[i : i + _AT_ONCE]
        licensed: dict[str, str] = {}
        for row in store.query(_LICENSED % _among(some)).rows():
            said = terms.value_of(row["licence"])
            licensed[row["study"]] = min(licensed.get(row["study"], said), said)
        for study in some:
            found[licensed.get(terms.iri(study_iri(study)), "")] += 1
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _software(version: str) -> Cited:
    entry: dict[str, Any] = {
        "id": NAME,
        "type": "software",
        "title": f"{NAME}: {ABOUT[:1].lower()}{ABOUT[1:]}",
        "author": [{"literal": MAKERS}],
        "version": version,
        "note": f"Version {version}",
        "URL": BASE.rstrip("/"),
    }
    text = f"{MAKERS}. {NAME}, version {version}. {ABOUT}. {BASE.rstrip('/')}"
    return _cited("The software", text, [entry])


def _study(store: Store, name: StudyName, revision: str) -> Cited:
    iri = study_iri(name.id)
    text = citing.of_thing(name, f"data of the study {name.id}", iri, revision)
    if not name.report:
        return Cited(name.short, text)
    work = Work(name.report, name.attribution, name.report_title, str(name.year or ""))
    made = [
        {**entry, "note": f"Data in {NAME}: {iri}, state {revision[:12]}. Licence: {name.licence}"}
        for entry in entries(store, [work])
    ]
    return _cited(name.short, text, made)


def _quote(index: Index, names: dict[str, StudyName]) -> Cited | None:
    row = sample(index)
    if row is None or row.study not in names:
        return None
    iri = thing_iri(row.study, "quote", row.quote)
    text = citing.of_thing(names[row.study], f"quote {row.quote}", iri, index.revision)
    return Cited(f"Quote {row.quote}", text)


def _question(index: Index, names: dict[str, StudyName], ask: str) -> Cited | None:
    """Return how to cite the answer to a question: the construct that most quotes support."""
    held = index.shared("construct")
    most = max(held, key=lambda key: (len(held[key]), key), default=None)
    if most is None or not held[most]:
        return None
    asked = read(index, {"supports": [most]})
    found = {id: name for id, name in names.items() if index.bitmap("study", id) & held[most]}
    text = citing.citation(asked, len(held[most]), found, f"{ask}?supports={most}", index.revision)
    return Cited("A list of quotes", text)


def _limited(store: Store, studies: Iterable[StudyName]) -> Iterable[Limited]:
    by_term = {terms.iri(study_iri(study.id)): study for study in studies}
    if not by_term:
        return
    found: dict[str, dict[str, Limitation]] = defaultdict(dict)
    for row in store.query(_LIMITS % " ".join(by_term)).rows():
        limit = Limitation(
            terms.value_of(row["limit"]),
            terms.value_of(row["label"]),
            terms.value_of(row["note"]) if "note" in row else "",
        )
        found[row["study"]].setdefault(limit.iri, limit)
    for term, study in by_term.items():
        if held := found.get(term):
            yield Limited(study, tuple(sorted(held.values(), key=lambda x: x.label.casefold())))


def _cited(name: str, text: str, made: list[dict[str, Any]]) -> Cited:
    written = ("".join(write(made)).strip() for write in (bibtex, ris, csl_json))
    return Cited(name, text, *written)


def _among(studies: Iterable[str]) -> str:
    return " ".join(terms.iri(study_iri(study)) for study in studies)
