"""Derive what follows from one study."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cache
from itertools import chain

from kg.closure.engine import ASSUMED, Facts, Links
from kg.closure.follows import Follows
from kg.closure.schema import Members, Pairs, Schema
from kg.closure.shipped import shipped_triples
from kg.closure.statements import owl
from kg.namespaces import derived_graph
from kg.terms import Graphs, Triple, is_iri

_SAYS_NOTHING = {owl("Thing"), owl("Nothing"), owl("NamedIndividual")}
_DERIVED = derived_graph("")


def derive(graphs: Graphs, *, schema: Schema, limit: int | None = None) -> AbstractSet[Triple]:
    """Return all that follows from a study and is not said already.

    ``graphs`` are the study's asserted and mapping graphs; a derived graph among them is passed
    over. What the ontology and the scheme say, or what follows from them without this study, is
    not part of the answer; what the study lets follow about shared things (a construct that it
    supports) is. The same input gives the same set, whatever its order.

    ``limit`` is the most facts that may be added on the way; without it, a million or twenty times
    what was said.

    Not derived: that two names stand for one thing (``owl:sameAs``), and that a thing relates to
    itself by a property that is both symmetric and transitive.

    Raises:
        LimitReached: Many times more follows than was said, as from a circle of thousands.
    """
    said = [
        triples if isinstance(triples, Collection) else list(triples)
        for graph, triples in graphs.items()
        if not graph.startswith(_DERIVED)
    ]
    with _without_collection():
        members, pairs, follows = schema.told(chain.from_iterable(said))
        facts = Facts(
            schema.plan, schema.base, limit=limit or max(1_000_000, 20 * sum(map(len, said)))
        )
        facts.close(members, schema.kept(pairs), follows)
        follows.clear()
        return _new(facts, schema, members, pairs)


def _new(facts: Facts, schema: Schema, members: Members, pairs: Pairs) -> Follows:
    """Return the facts with a name that neither the study nor the schema holds."""
    types: dict[str, AbstractSet[str]] = {}
    for name, held in facts.members.items():
        if is_iri(name) and name not in _SAYS_NOTHING:
            new = _without(_without(held, schema.base.members.get(name)), members.get(name))
            types[name] = _without(new, {x for x in new if x[0] == ASSUMED})
    links: dict[str, tuple[Links, bool]] = {}
    for name, role in schema.roles.items():
        turned, circular = role.inverse, role.name in schema.circular
        linked = facts.pairs.get(role.name, {})
        base, said = schema.base.pairs.get(role.name, {}), pairs.get(name, {})
        left_out = {
            (a, b)
            for a, b in linked
            # of named things, and no mere itself-to-itself
            if a[0] == ASSUMED or b[0] == ASSUMED or (circular and a == b)
        }
        if base or said or left_out:
            known = base.keys() | {(b, a) for a, b in said} if turned else base.keys() | said.keys()
            linked = {pair: None for pair in linked if pair not in known and pair not in left_out}
        links[name] = linked, turned
    return Follows(types, links)


def _without(held: set[str], others: set[str] | None) -> set[str]:
    """Return what is not among others; itself, where there are none, as copies are large."""
    return held - others if others else held


@contextmanager
def _without_collection() -> Iterator[None]:
    """Pause the search for circular garbage: nothing circular is made, and millions of pairs are.

    It takes a third of the time at 100,000 quotes.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@cache
def load_schema() -> Schema:
    """Return the schema of the shipped ontology and scheme; read once in a process."""
    return Schema.from_triples(*shipped_triples())
