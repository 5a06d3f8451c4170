"""The quote itself, and the claims it illustrates, as people would cite them."""

from __future__ import annotations

from dataclasses import replace

from kg import terms
from kg.explain.naming import Names, thing_of
from kg.explain.parts import Quoted, Sentence
from kg.explain.reading import SHARED, Described, Reader, Statement, first, property_of, values
from kg.namespaces import PIF
from kg.terms import A

_ABOUT = property_of("aboutConstruct")


def quoted(quote: str, said: list[Statement], reader: Reader, names: Names) -> Quoted:
    """Return a quote's words and where they stand."""
    return replace(briefly_quoted(quote, said), where=tuple(_where(said, reader, names)))


def briefly_quoted(quote: str, said: list[Statement]) -> Quoted:
    """Return a quote's words alone."""
    return Quoted(
        thing_of(quote, said, "quote"),
        first(said, property_of("text")),
        (first(said, property_of("accessLevel")) or f"{PIF}Restricted").removeprefix(PIF).lower(),
        tuple(map(terms.value_of, values(said, property_of("note")))),
        (),
    )


def _where(said: list[Statement], reader: Reader, names: Names) -> list[str]:
    label = first(said, property_of("speakerLabel"))
    speaker = values(said, property_of("spokenBy"))
    called = label or (names.entity(speaker[0]) if speaker else None)
    kinds = [
        _kind(values(said, property_of(property)), reader, names, ending)
        for property, ending in (("spokenInTenure", " tenure"), ("drawnFrom", " transcript"))
    ]
    rest = [first(said, property_of(name)) for name in ("inSection", "locator")]
    who = ", ".join(part for part in (called, *kinds) if part)
    return [part for part in (who, *rest) if part]


def _kind(things: list[str], reader: Reader, names: Names, ending: str) -> str | None:
    """Return the label of a thing's own class, such as *peer mentor* for a peer mentor tenure."""
    for thing in things:
        stated = [s for s in reader.described(thing) if s.property == A and s.stated]
        classes = sorted({s.value for s in stated if s.study != SHARED})
        if classes:
            return names.class_(classes[0]).label.removesuffix(ending)
    return None


def sentences_of(claims: Described) -> tuple[Sentence, ...]:
    """Return claims as sentences, by id."""
    found = []
    for claim, said in claims.items():
        found.append(
            Sentence(
                thing_of(claim, said, "claim"),
                first(said, property_of("text")) or "",
                first(said, property_of("inSection")),
                first(said, property_of("inSentence")),
            )
        )
    return tuple(sorted(found, key=lambda s: (s.claim.id, s.claim.iri)))


def sentences_about(claims: Described, construct: str) -> tuple[Sentence, ...]:
    """Return those of some claims that are about a construct."""
    return sentences_of(
        {c: said for c, said in claims.items() if construct in values(said, _ABOUT)}
    )
