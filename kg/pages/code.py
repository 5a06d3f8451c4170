"""All about one code of a study: its rules, its quotes, who applied it, what it is mapped to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.evidence.agreement import Line, agreement
from kg.evidence.answering import Count, counts
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.namespaces import PIF, SKOS
from kg.pages.construct import ConstructPage, construct_in
from kg.pages.definitions import label_of
from kg.pages.episodes import narrowest
from kg.pages.mapped import MappedTo, mapped_from
from kg.pages.regions import Regions, regions_coded
from kg.pages.said import classes_of, said_of, texts
from kg.pages.study_names import StudyName, study_names
from kg.store import keeping

if TYPE_CHECKING:
    from kg.index import Index
    from kg.store.base import Store

MOST_COMPARED = 1_000
"""Quotes of a study up to which its coders are compared for the page of a code."""

_INCLUDE, _EXCLUDE = "Include: ", "Exclude: "
_CODERS = f"""\
SELECT ?code ?coder (COUNT(DISTINCT ?quote) AS ?n) WHERE {{
  VALUES ?code {{ %s }}
  ?act <{PIF}codingBody> ?code ; <{PIF}codingTarget> ?quote .
  OPTIONAL {{ ?act <{PIF}madeBy> ?coder }}
}} GROUP BY ?code ?coder"""
_GENERAL = {f"<{PIF}Code>", f"<{PIF}Construct>"}

Coders = tuple[tuple[str, str, int], ...]
"""Who applied a code: IRI and name (both empty where it is not said), to how many quotes."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """All that the page of a code shows beside what every construct shows.

    ``include`` and ``exclude`` are the codebook's rules for applying it, ``notes`` what else it
    says of its scope. ``together`` are other codes given to the same quotes. ``agreed`` is None
    where nobody else coded the study, or it is too large to be compared for this page.
    """

    whole: ConstructPage
    name: StudyName
    id: str
    kinds: tuple[str, ...]
    worked_out: tuple[str, ...]
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    notes: tuple[str, ...]
    applied: int
    """Quotes that were given this very code, not one below it."""
    coders: Coders
    several: bool
    """Whether more than one coder coded something in the study."""
    agreed: Line | None
    mapped: list[MappedTo]
    together: list[Count]
    regions: Regions
    """What it was given to beside quotes: parts of pictures, pages and recordings."""
    revision: str


def code_page(store: Store, key: str, *, public: bool = False) -> CodePage:
    """Gather all about a code, by its key ``study/code``; for ``public`` readers as in cards."""
    return ask(store, lambda index: _page(store, index, key, public=public))


def _page(store: Store, index: Index, key: str, *, public: bool) -> CodePage:
    whole = construct_in(store, index, key, public=public)
    study, _, id = key.partition("/")
    notes = texts(said_of(store, whole.iri, [f"{SKOS}scopeNote"]), "scopeNote")
    stated, derived = classes_of(store, whole.iri)
    given = index.bitmap("code", key)
    several = sum(1 for _ in index.own("coder", [study])) > 1
    coders = _coders(store, index.revision, whole.iri)
    found, _ = counts(index, "code", given)
    return CodePage(
        whole=whole,
        name=study_names(store, index.revision, [study])[study],
        id=id,
        kinds=tuple(sorted(map(label_of, narrowest(set(stated) - _GENERAL)))),
        worked_out=tuple(sorted(map(label_of, narrowest(set(derived) - _GENERAL)))),
        include=_after(notes, _INCLUDE),
        exclude=_after(notes, _EXCLUDE),
        notes=tuple(n for n in notes if not n.startswith((_INCLUDE, _EXCLUDE))),
        applied=len(given),
        coders=coders,
        several=several,
        agreed=_agreed(store, index, study, id) if several else None,
        mapped=mapped_from(store, index, whole.iri),
        together=[c for c in found if c.key != key][:10],
        regions=regions_coded(store, whole.iri),
        revision=index.revision,
    )


def _after(notes: Sequence[str], start: str) -> tuple[str, ...]:
    return tuple(note.removeprefix(start) for note in notes if note.startswith(start))


def _coders(store: Store, revision: str, iri: str) -> Coders:
    def read(missing: list[str]) -> dict[str, Coders]:
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for row in store.query(_CODERS % " ".join(map(terms.iri, missing))).rows():
            coder = terms.value_of(row["coder"]) if "coder" in row else ""
            named = split_thing_iri(coder)
            count = int(terms.value_of(row["n"]))
            found[terms.value_of(row["code"])].append((coder, named[2] if named else coder, count))
        return {
            code: tuple(sorted(those, key=lambda c: (-c[2], c[1]))) for code, those in found.items()
        }

    nobody: Coders = ()
    return keeping.many(store, revision, "coders of codes", [iri], read, nobody)[iri]


def _agreed(store: Store, index: Index, study: str, id: str) -> Line | None:
    if len(index.bitmap("study", study)) > MOST_COMPARED:
        return None

    def read(missing: list[str]) -> dict[str, dict[str, Line]]:
        found: dict[str, dict[str, Line]] = {}
        for each in missing:
            told = agreement(store, each)
            everybody = tuple(c.coder for c in told.coders)
            found[each] = {
                line.code: line
                for line in told.lines
                if line.subject == "code" and line.coders == everybody
            }
        return found

    none: dict[str, Line] = {}
    return keeping.many(store, index.revision, "agreement on codes", [study], read, none)[
        study
    ].get(id)
