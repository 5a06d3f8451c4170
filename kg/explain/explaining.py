"""Explain one quote and one construct."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import BadParameter, StoreDamaged, UnknownThing
from kg.explain.chains import Chains
from kg.explain.missing import missing
from kg.explain.naming import Names
from kg.explain.parts import BorneOn, Explanation, Supported
from kg.explain.quoting import briefly_quoted, quoted, sentences_about
from kg.explain.reading import Reader, Statement, property_of, values
from kg.resolving import friendly, resolve
from kg.terms import A

if TYPE_CHECKING:
    from kg.store.base import Store

MOST_WAYS = 10
"""Ways that are given unless more are asked for; the others are counted."""
_MOST_ASKED = 1_000


def explain(
    store: Store, quote: str, construct: str, *, study: str | None = None, ways: int = MOST_WAYS
) -> Explanation:
    """Explain why a quote supports a construct, or what is missing.

    Names as people type them: ``Q27``, ``krishna2024/Q27`` or an IRI; a construct, or a code of a
    codebook, by id, CURIE or IRI. ``study`` tells quotes of the same id apart. At most ``ways``
    (1 to 1,000) ways are given.

    Raises:
        UnknownThing: No such quote or construct; the hint gives the nearest names.
        BadParameter: The quote's id stands in several studies and none was said.
        StoreDamaged: What the store holds as derived is not what follows from its facts.
    """
    if not 1 <= ways <= _MOST_ASKED:
        raise BadParameter(f"{ways} ways cannot be shown.", f"Ask for 1 to {_MOST_ASKED:,}.")
    reader = Reader(store)
    names = Names(reader)
    asked = _quote(store, quote, study)
    said = reader.quote(asked)
    if property_of("Quote") not in values(said, A):
        raise UnknownThing(f"The store holds no quote {quote!r}.", "`pif quotes` lists them.")
    chains = Chains(reader, names, asked, said)
    target = resolve(store, "construct", construct)
    if target not in chains.supported | chains.borne_on and not reader.described(target):
        raise UnknownThing(
            f"The store holds no construct {construct!r}.",
            "Give it as patching, c:patching or in full.",
        )
    supports = target in chains.supported
    found, left_out, more = chains.ways(target, ways)
    return Explanation(
        quote=quoted(asked, said, reader, names),
        construct=names.thing(target),
        supports=supports,
        bears_on=target in chains.borne_on,
        ways=tuple(found),
        left_out=left_out,
        more=more,
        missing=() if supports else missing(chains, target),
        bears_through=sentences_about(chains.claims, target),
        supports_instead=() if supports else _instead(chains),
        bears_on_list=_borne_on(chains),
    )


def explain_each(
    store: Store,
    quotes: Sequence[str],
    construct: str,
    *,
    ways: int = 1,
    mappings: Collection[str] | None = None,
) -> dict[str, Explanation | StoreDamaged]:
    """Explain why each of some quotes supports a construct, as a list of them does.

    As :func:`explain_all` for one construct: what it gives, by quote.

    Raises:
        UnknownThing: No such construct.
    """
    wanted = dict.fromkeys(quotes, (construct,))
    found = explain_all(store, wanted, ways=ways, mappings=mappings)
    return {quote: each[construct] for quote, each in found.items()}


def explain_all(
    store: Store,
    wanted: Mapping[str, Sequence[str]],
    *,
    ways: int = 1,
    mappings: Collection[str] | None = None,
) -> dict[str, dict[str, Explanation | StoreDamaged]]:
    """Explain why each of some quotes supports each of its own constructs.

    Quotes are given by IRI, and the store is asked for all of them at once. Each has the shortest
    ways; what is missing, where it stands, and what it bears on or supports besides is left out.
    Quotes that there are not are left out too. Where what the store holds as derived does not
    follow from its facts, the error stands in place of the explanation. With ``mappings``, only
    ways that take no mapping but those of these sets are given (``own`` for the studies' own).

    Raises:
        UnknownThing: No such construct.
    """
    if not wanted:
        return {}
    reader = Reader(store)
    reader.read_ahead([terms.iri(quote) for quote in wanted])
    names = Names(reader)
    every = dict.fromkeys(construct for each in wanted.values() for construct in each)
    targets = {construct: resolve(store, "construct", construct) for construct in every}
    found: dict[str, dict[str, Explanation | StoreDamaged]] = {}
    for quote, constructs in wanted.items():
        term = terms.iri(quote)
        said = reader.quote(term)
        if property_of("Quote") not in values(said, A):
            continue
        try:
            chains = Chains(reader, names, term, said)
        except StoreDamaged as error:
            found[quote] = dict.fromkeys(constructs, error)
            continue
        found[quote] = _each(chains, said, constructs, targets, ways, mappings)
    return found


def _each(
    chains: Chains,
    said: list[Statement],
    constructs: Sequence[str],
    targets: Mapping[str, str],
    ways: int,
    mappings: Collection[str] | None,
) -> dict[str, Explanation | StoreDamaged]:
    found: dict[str, Explanation | StoreDamaged] = {}
    for construct in constructs:
        try:
            found[construct] = _in_short(chains, said, targets[construct], ways, mappings)
        except StoreDamaged as error:
            found[construct] = error
    return found


def _in_short(
    chains: Chains,
    said: list[Statement],
    target: str,
    most: int,
    mappings: Collection[str] | None,
) -> Explanation:
    ways, left_out, more = chains.ways(target, most if mappings is None else _MOST_ASKED)
    if mappings is not None:
        fitting = [way for way in ways if way.mapped_by is None or way.mapped_by in mappings]
        ways, left_out = fitting[:most], len(fitting) - len(fitting[:most])
    return Explanation(
        quote=briefly_quoted(chains.term, said),
        construct=chains.names.thing(target),
        supports=target in chains.supported,
        bears_on=target in chains.supported,
        ways=tuple(ways),
        left_out=left_out,
        more=more,
        missing=(),
        bears_through=(),
        supports_instead=(),
        bears_on_list=(),
    )


def _quote(store: Store, quote: str, study: str | None) -> str:
    typed = quote.strip()
    if study is not None and "/" not in typed:
        typed = f"{study}/{typed}"
    asked = resolve(store, "quote", typed)
    if study is not None:
        home = friendly(terms.value_of(asked)).partition("/")[0]
        if "://" not in home and home != study:
            raise BadParameter(
                f"The quote {quote} is of {home}, not of {study}.",
                f"Leave --study out, or give the id of a quote of {study}.",
            )
    return asked


def _instead(chains: Chains) -> tuple[Supported, ...]:
    """Return what the quote does support, constructs before codes, the shortest ways first."""
    found = []
    for term in sorted(chains.supported):
        ways, _, _ = chains.ways(term, 1)
        found.append(Supported(chains.names.thing(term), ways[0]))
    found.sort(key=lambda s: (s.construct.sort == "code", len(s.way.steps), s.construct.label))
    return tuple(found)


def _borne_on(chains: Chains) -> tuple[BorneOn, ...]:
    """Return what the quote bears on without supporting it."""
    found = [
        BorneOn(chains.names.thing(term), sentences_about(chains.claims, term))
        for term in chains.borne_on - chains.supported
    ]
    return tuple(sorted(found, key=lambda b: (b.construct.label, b.construct.iri)))
