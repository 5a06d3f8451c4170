"""Random questions: trees of AND, OR and NOT over what a store holds, for tests."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.evidence.question import Every, Has, Node, Some, Without, words
from kg.identifiers import split_thing_iri
from kg.index.kinds import LEVELS, OTHER_SOURCE, ROLES, SOURCES, concept_key
from kg.query_text import with_prefixes
from kg.store.base import Store
from kg.terms import value_of

SEARCHES = (
    "mentor", "MENTOR*", "naïve", "don't", '"say no"', "people", "pleaser", "straße", "学ぶ",
    "شكرا", "étude", "2nd", "x_y", "refl*", '"of failing"', "co", "I", '"was afraid" of',
    "quoted 😀", "experience", "lear*", '"a lot"', "not",
)  # fmt: skip


IRIS = {
    "construct": "{ ?q pif:supports|pif:bearsOn|(^pif:codingTarget/pif:codingBody) ?x }",
    "study": "{ ?x a pif:Study . ?q pif:ofStudy ?x . ?q a pif:Quote }",
    "document": "{ ?x a pif:Document }",
    "participant": "{ ?x a pif:Participant }",
    "claim": "{ ?x a pif:Claim }",
    "code": "{ ?x a pif:Code }",
    "coder": "{ ?act pif:madeBy ?x }",
    "work": "{ ?citation cito:hasCitedEntity ?x }",
}


def values_of(store: Store) -> list[Has]:
    """Return every value of every facet as SPARQL finds them, in both modes."""
    found = [Has("role", key) for key in ROLES.values()]
    found += [Has("source", key) for key in (*SOURCES.values(), OTHER_SOURCE)]
    found += [Has("access", key) for key in LEVELS.values()]
    found += [Has("status", key) for key in ("medical-student", "resident", "nobody")]
    for kind, pattern in IRIS.items():
        rows = store.query(with_prefixes(f"SELECT DISTINCT ?x WHERE {pattern} ORDER BY ?x")).rows()
        for row in rows:
            iri = value_of(row["x"])
            if kind == "construct":
                key = concept_key(iri)
                found += [Has("construct", key), Has("construct", key, "filed")]
                found.append(Has("bears_on", key))
            elif kind == "work":
                found.append(Has("work", iri))
            else:
                study, _, id = split_thing_iri(iri)
                found.append(Has(kind, study if kind == "study" else f"{study}/{id}"))
    return found


def trees(store: Store) -> st.SearchStrategy[Node]:
    """Return random questions of a store; each kind of facet is as likely as the next."""
    by_kind: dict[str, list[Has]] = {}
    for value in values_of(store):
        by_kind.setdefault(value.kind, []).append(value)
    leaves = st.one_of(
        *(st.sampled_from(values) for values in by_kind.values()),
        st.sampled_from([words(text) for text in SEARCHES]),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: Every(tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: Some(tuple(parts))),
            inner.map(Without),
        ),
        max_leaves=6,
    )
