"""Pairs of a code and a construct as people name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import UnknownThing
from kg.formats.reporting import nearest
from kg.mapping.proposing.proposals import codes_of, constructs
from kg.mapping.proposing.scoring import Comparer
from kg.namespaces import CONSTRUCT

if TYPE_CHECKING:
    from kg.store.base import Store


def pairs_named(
    store: Store, study: str, named: Sequence[Sequence[str]]
) -> list[tuple[str, str, str]]:
    """Return the addresses of pairs, each with the ground on which it would be proposed.

    A code is named by its id, with or without its study; a construct by its key, ``c:key`` or
    address. The ground is empty where nothing is alike.

    Raises:
        UnknownThing: There is no such code or construct.
    """
    if not named:
        return []
    codes = {code.id: code for code in codes_of(store, study)}
    known = {construct.id: construct for construct in constructs()}
    comparer = Comparer(known.values())
    found = []
    for code_name, construct_name in named:
        id = code_name.strip().removeprefix(f"{study}/")
        key = construct_name.strip().removeprefix(CONSTRUCT).removeprefix("c:")
        if id not in codes:
            raise UnknownThing(
                f"{study} has no code {id[:80]!r}.", nearest(id, codes) or "`pif map` lists them."
            )
        if key not in known:
            raise UnknownThing(
                f"There is no construct {key[:80]!r}.",
                nearest(key, known) or "The page /constructs lists them.",
            )
        alike = comparer.alike(codes[id], most=len(known), least=0.0)
        like = next((each for each in alike if each.construct.id == key), None)
        shared = ", ".join(like.words) if like else ""
        ground = f"score {like.score:g} by the words {shared}" if like and shared else ""
        found.append((codes[id].iri, known[key].iri, ground))
    return found
