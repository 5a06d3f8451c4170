"""A page of quotes: the question in words, both answers, the quotes, and how to narrow them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import terms
from kg.evidence.answering import Answer, Order, answer_from
from kg.evidence.context import in_context
from kg.evidence.question import constructs_in, matches, terms_in
from kg.index import ask
from kg.namespaces import PIF
from kg.pages import asked as asking
from kg.pages.cards import Card, cards
from kg.pages.modes import Difference, difference
from kg.pages.narrowing import Dropped, Group, dropped, groups, nearest_above
from kg.pages.paging import Position, position
from kg.pages.trees import Node, code_tree, scheme_tree
from kg.pages.wording import heading

if TYPE_CHECKING:
    from pyroaring import BitMap

    from kg.index import Index
    from kg.pages.asked import Asked
    from kg.pages.study_names import StudyName
    from kg.store.base import Store

_CLAIMS = f"""\
SELECT (COUNT(DISTINCT ?claim) AS ?count) ?_construct_iri WHERE {{
  ?claim <{PIF}aboutConstruct> ?_construct_iri ; a <{PIF}Claim> .
}} GROUP BY ?_construct_iri"""

PAGE = 25
"""How many quotes stand on a page."""
_STUDIES_COMPARED = 2
_CODES_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Nearest:
    """What to ask instead of a construct that no quote supports."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CodebookTree:
    """The codes of one study under which the quotes found were filed."""

    study: str
    tree: list[Node]


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """All that a page of quotes shows.

    ``dropped`` is there for an answer without quotes; ``trees`` where the two modes differ.
    """

    asked: Asked
    title: str
    answer: Answer
    cards: list[Card]
    difference: Difference | None
    groups: list[Group]
    dropped: list[Dropped]
    nearest: Nearest | None
    scheme: list[Node]
    codebooks: list[CodebookTree]
    studies: dict[str, StudyName]
    has_words: bool
    can_have_context: bool
    position: Position | None
    """None where quotes stand by rank and this is not the first page."""
    revision: str
    claims: int = 0
    """Claims about the one construct asked for, where no quote supports it."""


def quotes_page(
    store: Store,
    given: Mapping[str, Sequence[str]],
    *,
    mode: str = "scheme",
    after: str | None = None,
    limit: int = PAGE,
    order: Order = "study",
    opened: Collection[str] = (),
    context: int | None = None,
    public: bool = False,
) -> QuotesPage:
    """Answer a question as a page shows it; options as :func:`kg.pages.asked.read` takes them.

    ``order`` rank needs words in the question. For ``public`` readers, words and grounds that
    are not public are left out.

    Raises:
        UsageError: An option is unknown, or ``after`` is no place in these answers.
        UnknownThing: A name stands for nothing.
    """
    from kg.pages.study_names import study_names

    def page(index: Index) -> QuotesPage:
        asked = asking.read(index, given, mode)
        index = asked.on(index)
        question = asked.question(index)
        hits = matches(index, question.where)
        has_words = bool(terms_in(question.where))
        ranked: Order = "rank" if order == "rank" and has_words else "study"
        found = answer_from(index, question, limit=limit, after=after, facets=(), order=ranked)
        if context is not None:
            found = replace(found, rows=in_context(store, found.rows, context))
        both = difference(index, asked)
        names = study_names(
            store, index.revision, [study for study, _ in index.studies_hit(hits)][:100]
        )
        labels = {id: name.short for id, name in names.items()}
        trees = both is not None and not both.agree and len(asked.of("supports", "any")) == 1
        return QuotesPage(
            asked=asked,
            title=heading(asked, found.total),
            answer=found,
            cards=cards(
                store,
                index,
                found.rows,
                asked=constructs_in(question.where),
                mode=asked.mode,
                public=public,
            ),
            difference=both,
            groups=groups(index, asked, hits, opened=opened, study_labels=labels) if hits else [],
            dropped=dropped(index, asked) if not hits and len(asked.chosen) > 1 else [],
            nearest=_nearest(index, asked) if not hits else None,
            scheme=_scheme(index, asked) if trees else [],
            codebooks=_codebooks(store, index, hits) if trees else [],
            studies=names,
            has_words=has_words,
            can_have_context=any(row.start is not None for row in found.rows),
            position=None
            if found.ranked and after is not None
            else position(index, hits, after, limit),
            revision=index.revision,
            claims=_claims(store, index, asked) if not hits else 0,
        )

    return ask(store, page)


def _nearest(index: Index, asked: Asked) -> Nearest | None:
    supports = asked.of("supports")
    if len(supports) != 1 or index.bitmap("construct", supports[0].key):
        return None
    above = nearest_above(index, supports[0].key)
    if above is None:
        return None
    return Nearest(above[0], index.constructs().get(above[0], above[0]), above[1])


def _claims(store: Store, index: Index, asked: Asked) -> int:
    if len(asked.constructs) != 1 or index.bitmap("construct", asked.constructs[0]):
        return 0
    term = terms.iri(index.iri("construct", asked.constructs[0]))
    rows = list(store.query(_CLAIMS, {"_construct_iri": term}).rows())
    return int(terms.value_of(rows[0]["count"])) if rows else 0


def _scheme(index: Index, asked: Asked) -> list[Node]:
    """Return the construct asked for with what is below it, by the shared scheme."""
    from kg.index.scheme import below

    [key] = asked.constructs
    held = index.shared("construct")
    shown = {key, *(k for k in below(key) if k in held)}
    whole = scheme_tree(index, shown, here=[key])
    return _from(whole, key)


def _from(nodes: Sequence[Node], key: str) -> list[Node]:
    for node in nodes:
        if node.key == key:
            return [node]
        if found := _from(node.below, key):
            return found
    return []


def _codebooks(store: Store, index: Index, hits: BitMap) -> list[CodebookTree]:
    """Return where the studies with most of the quotes found filed them."""
    studies = sorted(index.studies_hit(hits), key=lambda pair: -pair[1])[:_STUDIES_COMPARED]
    found = []
    for study, _ in studies:
        here = hits & index.bitmap("study", study)
        keys = [key for key, held in index.own("code", [study]) if held & here][:_CODES_COMPARED]
        if keys:
            found.append(
                CodebookTree(study, code_tree(store, index, study, keys=keys, within=here))
            )
    return found
