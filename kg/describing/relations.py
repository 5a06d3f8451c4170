"""What joins a thing to others, each told once and the way round that there are words for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg import terms
from kg.describing import words
from kg.describing.asking import ask, values
from kg.identifiers import split_thing_iri
from kg.namespaces import OWL, PIF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.describing.links import Group
    from kg.describing.memory import Memory
    from kg.store.base import Store

_TEXTS = f"""\
SELECT ?other ?text WHERE {{
  VALUES_HERE
  {{ ?other <{PIF}text> ?text }} UNION {{ ?other <{PIF}attributeValue> ?text }}
  WITHHELD
}}"""
_NOT_PUBLIC = f"""\
FILTER NOT EXISTS {{
  ?other <{PIF}accessLevel> ?level FILTER(?level IN (<{PIF}Restricted>, <{PIF}Closed>))
}}"""
_INVERSES = f"""\
SELECT ?a ?b WHERE {{
  {{ ?a <{OWL}inverseOf> ?b }}
  UNION {{ ?a a <{OWL}SymmetricProperty> BIND(?a AS ?b) }}
}}"""
_SUPPORTS, _BEARS_ON = f"<{PIF}supports>", f"<{PIF}bearsOn>"
# As SKOS has them; its own vocabulary is not held.
_SKOS_INVERSES = tuple(
    f"<{SKOS}{a}> <{SKOS}{b}>"
    for a, b in (("related", "related"), ("broader", "narrower"), ("topConceptOf", "hasTopConcept"))
)
_SPEAKING = ("quote", "claim", "attribute")


def told_once(
    store: Store, memory: Memory, out: Iterable[Group], into: Iterable[Group]
) -> tuple[list[Group], list[Group]]:
    """Return the properties of a thing, and what points to it, in the order of reading.

    A statement and its inverse are told once: the way round that there are words for.
    """
    other_way = inverses(store, memory)
    into = list(into)

    def told(group: Group, groups: Iterable[Group]) -> bool:
        return any(
            other.predicate in other_way.get(group.predicate, ()) and other.count >= group.count
            for other in groups
        )

    out = [g for g in out if g.predicate in words.WORDS or not told(g, into)]
    into = [g for g in into if not told(g, out)]
    return _besides(_ordered(out)), _besides(_ordered(into))


def spoken(store: Store, things: Iterable[str], *, public: bool = False) -> dict[str, str]:
    """Return the words of the quotes and claims among things (terms), and values of attributes.

    For ``public`` readers those are left out that say of themselves that they are not public.
    """
    wanted = [
        term
        for term in dict.fromkeys(things)
        if (split_thing_iri(terms.value_of(term)) or ("", ""))[1] in _SPEAKING
    ]
    if not wanted:
        return {}
    asked = _TEXTS.replace("VALUES_HERE", values("other", wanted)).replace(
        "WITHHELD", _NOT_PUBLIC if public else ""
    )
    return {row["other"]: terms.value_of(row["text"]) for row in ask(store, asked)}


def _ordered(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: words.order(group.predicate))


def _besides(groups: list[Group]) -> list[Group]:
    """Leave out of what bears on a thing whatever supports it, which bears on it as well."""
    known = {group.predicate: group for group in groups}
    weak, strong = known.get(_BEARS_ON), known.get(_SUPPORTS)
    if weak is None or strong is None:
        return groups
    if weak.count <= strong.count:
        return [group for group in groups if group is not weak]
    if not (weak.whole and strong.whole):
        return groups
    supporting = {member.term for member in strong.members}
    rest = tuple(member for member in weak.members if member.term not in supporting)
    less = replace(weak, members=rest, count=len(rest))
    return [less if group is weak else group for group in groups]


def inverses(store: Store, memory: Memory) -> dict[str, set[str]]:
    """Return the inverses of each property, both ways; of a symmetric one, itself."""
    known = memory.names.get(("inverses",))
    if known is None:
        rows = ask(store, _INVERSES)
        known = memory.names.put(("inverses",), [f"{row['a']} {row['b']}" for row in rows])
    found: dict[str, set[str]] = {}
    for pair in (*known, *_SKOS_INVERSES):
        a, _, b = pair.partition(" ")
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found
