"""Things to begin a walk with: what a reader typed, and good beginnings where nothing was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.evidence.finding import find
from kg.identifiers import construct_iri, split_thing_iri, study_iri, thing_iri
from kg.pages.contents import sample
from kg.pages.neighbourhood import kind_in_words
from kg.pages.thing_names import name_of_thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.evidence.finding import Group
    from kg.index import Index, QuoteRow
    from kg.store.base import Store

_CONSTRUCTS = 6
_EACH = 6
_MOST_OFFERED = 400


@dataclass(frozen=True, slots=True)
class Start:
    """A thing to begin with: its key, what it is called, what it says, and its quotes."""

    key: str
    label: str
    kind: str
    words: str = ""
    quotes: int | None = None
    study: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for words: the first of each kind; ``total`` counts all."""

    starts: tuple[Start, ...]
    total: int


def starts(index: Index, *, public: bool = False) -> list[Start]:
    """Return good beginnings: constructs with much evidence, a quote and what is round it.

    For ``public`` readers, words that are not public are left out.
    """
    held, labels = index.shared("construct"), index.constructs()
    most = sorted((key for key in held if key in labels), key=lambda key: (-len(held[key]), key))
    found = [
        Start(key, labels[key], "construct", quotes=len(held[key])) for key in most[:_CONSTRUCTS]
    ]
    row = sample(index)
    if row is None:
        return found
    found.append(_start(row.iri, row.quote, _words(row, public=public), study=row.study))
    for kind, id in (
        ("participant", row.participant), ("document", row.document), ("claim", row.claim),
        ("code", row.codes[0] if row.codes else ""),
    ):  # fmt: skip
        if id:
            label = index.label(kind, f"{row.study}/{id}")  # type: ignore[arg-type]
            found.append(_start(thing_iri(row.study, kind, id), label.rpartition("/")[2] or id))
    works = index.shared("work")
    if works:
        work = max(sorted(works), key=lambda work: len(works[work]))
        found.append(_start(work, index.label("work", work), quotes=len(works[work])))
    found.append(
        _start(study_iri(row.study), row.study, quotes=len(index.bitmap("study", row.study)))
    )
    return found


def offered(index: Index) -> list[str]:
    """Return the constructs to type ahead, by label; none where there are very many."""
    labels = sorted(index.constructs().values(), key=str.casefold)
    return labels if len(labels) <= _MOST_OFFERED else []


def several(index: Index, things: Sequence[str]) -> Found:
    """Return things of one id as beginnings to choose from."""
    made = tuple(_start(iri, (split_thing_iri(iri) or ("", "", iri))[2] or iri) for iri in things)
    return Found(made, len(made))


def with_words(store: Store, text: str, *, public: bool = False) -> Found:
    """Return what has the words that were typed, the first few of each kind."""
    try:
        groups = find(store, text, limit=_EACH)
    except UsageError:  # no word in it
        return Found((), 0)
    made = [start for group in groups for start in _of_group(group, public=public)]
    return Found(tuple(made), sum(group.total for group in groups))


def _of_group(group: Group, *, public: bool) -> list[Start]:
    if group.sort == "quote":
        return [
            _start(row.iri, row.quote, _words(row, public=public), study=row.study)
            for row in group.rows
        ]
    return [
        _start(
            construct_iri(hit.thing.key) if group.sort == "construct" else hit.thing.iri,
            hit.thing.label,
            hit.thing.text if group.sort == "claim" else "",
            hit.quotes,
            hit.thing.study,
        )
        for hit in group.hits
    ]


def _words(row: QuoteRow, *, public: bool) -> str:
    return "" if public and row.access not in ("public", "") else row.text


def _start(
    iri: str, label: str, words: str = "", quotes: int | None = None, study: str = ""
) -> Start:
    kind = kind_in_words(iri)
    owner = split_thing_iri(iri)
    return Start(
        name_of_thing(iri), label, kind, words, quotes,
        study or (owner[0] if owner and owner[1] != "study" else ""),
    )  # fmt: skip
