"""Trees of constructs and of codes, with the number of quotes that stand under each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg import terms
from kg.identifiers import split_thing_iri, study_iri
from kg.index.scheme import broader
from kg.namespaces import PIF, SKOS

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index, Mode
    from kg.store.base import Store

_CODES = f"""\
SELECT ?code ?label ?up ?_study_iri WHERE {{
  ?code <{PIF}ofStudy> ?_study_iri ; a <{PIF}Code> .
  OPTIONAL {{ ?code <{SKOS}prefLabel> ?label }}
  OPTIONAL {{ ?code <{SKOS}broader> ?up }}
}}"""
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A name in a tree, its quotes, and what lies below it. ``key`` is that of the index."""

    key: str
    label: str
    count: int
    below: tuple[Node, ...] = ()
    here: bool = False
    """Whether this is what the page is about."""

    @property
    def lines(self) -> int:
        """How many names there are, this one included."""
        return 1 + sum(node.lines for node in self.below)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes of a study: their labels, and the codes right above each, by key."""

    labels: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]


_codebooks: WeakKeyDictionary[Index, dict[str, Codebook]] = WeakKeyDictionary()


def codebook(store: Store, index: Index, study: str) -> Codebook:
    """Return the codebook of a study, read once for a state of the index."""
    kept = _codebooks.setdefault(index, {})
    if study not in kept:
        labels: dict[str, str] = {}
        above: dict[str, set[str]] = defaultdict(set)
        rows = store.query(_CODES, {"_study_iri": terms.iri(study_iri(study))}).rows()
        for row in rows:
            if (key := _code_key(row["code"])) is None:
                continue
            label = terms.value_of(row["label"]) if "label" in row else ""
            labels[key] = min(filter(None, (labels.get(key), label)), default="")
            if "up" in row and (up := _code_key(row["up"])) is not None and up != key:
                above[key].add(up)
        kept[study] = Codebook(
            {key: label or key.partition("/")[2] for key, label in sorted(labels.items())},
            {key: tuple(sorted(ups)) for key, ups in above.items()},
        )
    return kept[study]


def code_tree(
    store: Store,
    index: Index,
    study: str,
    *,
    keys: Collection[str] | None = None,
    within: BitMap | None = None,
    here: Collection[str] = (),
) -> list[Node]:
    """Return a study's codes as its codebook puts them, with quotes filed under each or below it.

    Of ``keys`` and what stands above them alone when given; of the quotes ``within`` alone.
    """
    book = codebook(store, index, study)

    def quotes(key: str) -> int:
        held = index.bitmap("construct", key)
        return len(held) if within is None else held.intersection_cardinality(within)

    wanted = set(book.labels) if keys is None else _with_above(keys, book.above) & set(book.labels)
    return _tree(wanted, book.labels.__getitem__, book.above, quotes, set(here))


def scheme_tree(
    index: Index,
    keys: Iterable[str],
    *,
    mode: Mode = "scheme",
    within: BitMap | None = None,
    here: Collection[str] = (),
) -> list[Node]:
    """Return constructs of the shared scheme as its tree, with all that stands above them."""
    labels, held = index.constructs(), index.shared("construct", mode)

    def quotes(key: str) -> int:
        found = held.get(key)
        if found is None:
            return 0
        return len(found) if within is None else found.intersection_cardinality(within)

    wanted = _with_above(keys, broader()) & set(labels)
    return _tree(wanted, labels.__getitem__, broader(), quotes, set(here))


def _with_above(keys: Iterable[str], above: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += above.get(key, ())
    return found


def _tree(
    wanted: set[str],
    label: Callable[[str], str],
    above: Mapping[str, tuple[str, ...]],
    quotes: Callable[[str], int],
    here: set[str],
) -> list[Node]:
    """Nest names, siblings by label. What has several above stands under the first of them."""
    children: dict[str | None, list[str]] = defaultdict(list)
    for key in wanted:
        ups = [up for up in above.get(key, ()) if up in wanted]
        children[ups[0] if ups else None].append(key)
    done: set[str] = set()

    def nodes(keys: list[str], depth: int) -> tuple[Node, ...]:
        made = []
        for key in sorted(keys, key=lambda k: (label(k).casefold(), k)):
            if key in done or depth > _DEEPEST:
                continue
            done.add(key)
            below = nodes(children.get(key, []), depth + 1)
            made.append(Node(key, label(key), quotes(key), below, key in here))
        return tuple(made)

    found = nodes(children[None], 0)
    # Codes that lie above each other in a circle have no top; they are not lost for that.
    return [*found, *nodes(sorted(wanted - done), 0)]


def _code_key(term: str) -> str | None:
    named = split_thing_iri(terms.value_of(term)) if terms.is_iri(term) else None
    return f"{named[0]}/{named[2]}" if named is not None and named[1] == "code" else None
