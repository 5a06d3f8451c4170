"""What somebody may have meant by an address that names nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.asking import ask, column
from kg.describing.vocabulary import vocabularies
from kg.errors import UnknownThing
from kg.identifiers import split_thing_iri, study_iri, thing_iri
from kg.namespaces import BASE, CONSTRUCT, ONTOLOGY, PIF, SCHEME

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

MOST = 2_000
"""Names that are compared: of a larger study, these and the likely misspellings."""

_THINGS = f"""\
SELECT ?thing ?_study_iri WHERE {{
  {{ SELECT ?thing ?_study_iri WHERE {{ ?thing <{PIF}ofStudy> ?_study_iri }} LIMIT {MOST * 10} }}
}}"""
_CONSTRUCTS = f"SELECT ?c WHERE {{ ?c skos:inScheme <{SCHEME}> }}"
_THERE = "SELECT ?_thing_iri ?p WHERE { ?_thing_iri ?p ?o } LIMIT 1"
_WORKS = f"""\
SELECT DISTINCT ?work WHERE {{
  {{ SELECT ?work WHERE {{ ?entry <{PIF}toWork> ?work }} LIMIT {MOST} }}
}}"""


def unknown(store: Store, memory: Memory, iri: str) -> UnknownThing:
    """Return the error that says there is no such thing, with the nearest there is."""
    split = split_thing_iri(iri)
    if split is not None:
        return _of_study(store, memory, *split)
    if iri.startswith(CONSTRUCT):
        slug = iri[len(CONSTRUCT) :]
        known = _kept(memory, ("constructs",), lambda: column(store, _CONSTRUCTS))
        return _unknown("construct", slug, [c[len(CONSTRUCT) :] for c in known])
    if iri.startswith(f"{ONTOLOGY}/"):
        named = iri[len(ONTOLOGY) + 1 :]
        return _unknown("part of the ontology", named, _parts_of_ontology())
    if iri.startswith(f"{BASE}work/"):
        works = _kept(memory, ("works",), lambda: column(store, _WORKS))
        home = f"{BASE}work/"
        near = [w[len(home) :] for w in works if w.startswith(home)]
        return _unknown("work", iri[len(home) :], near)
    if iri.startswith(f"{BASE}graph/"):
        studies = [s.id for s in store.studies()]
        graphs = [f"{part}/{s}" for part in ("study", "derived", "mapping") for s in studies]
        return _unknown("graph", iri[len(BASE) + 6 :], [*graphs, "ontology", "scheme"])
    return UnknownThing(
        f"Nothing is said here of {iri[:200]}.", "The downloads page has everything there is."
    )


def _of_study(store: Store, memory: Memory, study: str, kind: str, id: str) -> UnknownThing:
    studies = [s.id for s in store.studies()]
    if study not in studies:
        return _unknown("study", study, studies)
    things = _kept(
        memory,
        ("things", study),
        lambda: column(store, _THINGS, _study_iri=terms.iri(study_iri(study))),
    )
    home = thing_iri(study, kind, "")
    ids = [thing[len(home) :] for thing in things if thing.startswith(home)]
    if not ids:
        kinds = sorted({t[len(study_iri(study)) + 1 :].partition("/")[0] for t in things})
        return _unknown("kind of thing", kind, kinds, f" in study {study}")
    for guess in _misspelt(id):
        address = thing_iri(study, kind, guess)
        if guess not in ids and ask(store, _THERE, _thing_iri=terms.iri(address)):
            ids.insert(0, guess)
    return _unknown(kind.replace("-", " "), id, ids, f" in study {study}")


def _misspelt(id: str) -> Iterable[str]:
    """Yield what an id may stand for: other capitals, a zero more or less before its number."""
    yield from dict.fromkeys((id.upper(), id.lower(), id.capitalize()))
    if match := re.fullmatch(r"(\D*)(\d+)(\D*)", id):
        before, number, after = match.groups()
        bare = number.lstrip("0") or "0"
        for width in range(1, 5):
            yield f"{before}{bare.zfill(width)}{after}"
            yield f"{before.upper()}{bare.zfill(width)}{after}"


def _kept(memory: Memory, key: tuple[str, ...], find: Callable[[], list[str]]) -> list[str]:
    known = memory.names.get(key)
    return known if known is not None else memory.names.put(key, find())


def _parts_of_ontology() -> list[str]:
    named = []
    for vocabulary in vocabularies().values():
        for iri in (vocabulary.iri, vocabulary.version_iri):
            if iri.startswith(f"{ONTOLOGY}/"):
                named.append(iri[len(ONTOLOGY) + 1 :])
    return named


def _unknown(sort: str, name: str, known: list[str], where: str = "") -> UnknownThing:
    shown = name if len(name) <= 100 else f"{name[:100]}…"
    near = _nearest(name, known)
    some = sorted(known)[:5]
    hint = f"There are, for instance, {', '.join(some)}." if some else ""
    if near:
        hint = f"Did you mean {' or '.join(near)}?"
    return UnknownThing(f"There is no {sort} {shown!r}{where}.", hint)


def _nearest(name: str, known: list[str]) -> list[str]:
    if len(name) > 200:
        return []
    by_fold: dict[str, str] = {}
    for each in known[:MOST]:
        by_fold.setdefault(each.casefold(), each)
    if name.casefold() in by_fold:
        return [by_fold[name.casefold()]]
    return [by_fold[n] for n in get_close_matches(name.casefold(), by_fold, n=3, cutoff=0.6)]
