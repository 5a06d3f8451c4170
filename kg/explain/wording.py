"""Every sentence of an explanation, in words a researcher reads.

A step reads on from the one before: *The words of Q26 / were coded Splinting by the authors /
which means the same as splinting / which is a kind of identity work / so the quote supports
identity work.*
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.explain.parts import Relation, Sentence, Thing, Way
from kg.namespaces import shorten

CLEARLY: dict[Relation, str] = {
    "exactMatch": "means the same as",
    "broadMatch": "is part of what is meant by",
    "broader": "is a kind of",
    "closeMatch": "is close to",
    "narrowMatch": "is wider than",
    "relatedMatch": "is related to",
    "related": "is related to",
}
KINDS_OF_MATCH: dict[str, str] = {
    "exactMatch": "exact match",
    "broadMatch": "broad match",
    "closeMatch": "close match",
    "narrowMatch": "narrow match",
    "relatedMatch": "related match",
}
_JUSTIFICATIONS = {
    "semapv:ManualMappingCuration": "made by hand",
    "semapv:LexicalMatching": "made by likeness of words",
    "semapv:LogicalReasoning": "made by reasoning",
    "semapv:MappingReview": "made in a review",
    "semapv:UnspecifiedMatching": "made in a way not said",
}
NO_GROUND = "No ground is given."


def beginning(quote: Thing) -> str:
    """Return the words a way begins with."""
    return f"The words of {quote.id}"


def conclusion(construct: Thing) -> str:
    """Return the words a way ends with."""
    return f"so the quote supports {named(construct)}"


def named(construct: Thing) -> str:
    """Return what to call a construct; a code with its id, for constructs are called alike."""
    if construct.sort == "code":
        return f"the code {construct.label} ({construct.id})"
    return construct.label


def counting(counts_as: Sequence[str]) -> str:
    """Say in which modes a way counts."""
    return (
        "counts as filed and by the scheme"
        if "filed" in counts_as
        else "counts by the scheme, not as filed"
    )


def coded(code: Thing, who: str) -> str:
    """Word a coding act."""
    return f"were coded {code.label} by {who}"


def coder(names: Sequence[str], *, by_authors: bool) -> str:
    """Say who coded: the authors, or the coders by name.

    >>> coder(["anna", "ben"], by_authors=True)
    'anna and ben, of the authors'
    """
    named = [name for name in names if name != "authors"]
    if not named:
        return "the authors" if by_authors or names else "somebody not named"
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    return f"{listed}, of the authors" if by_authors else listed


def coding_sources(
    facts: Mapping[str, str], code: Thing, sentences: Sequence[Sentence]
) -> tuple[str, ...]:
    """Say where a coding act stands and what it rests on.

    The lead-in is quoted when the ground names its sentence and the quote illustrates it.
    """
    added = "" if facts.get("kind") == "author" else ", added later, not by the study's authors"
    day = f", {facts['date']}" if facts.get("date") else ""
    of = f" of {code.study}" if code.study else ""
    body = f"code {code.id}{of}" if code.sort == "code" else f"the construct {code.id} itself"
    made = f"Coding act {facts['act']}{added}{day}; {body}."
    ground = facts.get("ground")
    if not ground:
        return made, NO_GROUND
    lead_in = [s.text for s in sentences if s.sentence and s.sentence in ground.split()]
    quoted = f": “{lead_in[0]}”" if lead_in else "."
    return made, f"Ground: {_ground(ground)}{quoted}"


def _ground(ground: str) -> str:
    kind, colon, rest = ground.partition(":")
    if colon and kind.strip().lower() == "heading":
        return f"the heading “{rest.strip()}”"
    return ground.strip().rstrip(".:")


def carried(relation: Relation, start: Thing, end: Thing) -> str:
    """Word a step from one concept to another."""
    if relation == "broader" and start.sort == end.sort == "code":
        # A codebook's tree is the study's own filing: what stands under a heading need not be
        # a kind of it.
        return f"which the codebook puts under {end.label}"
    noun = "the construct " if start.sort == "code" and end.sort == "construct" else ""
    return f"which {CLEARLY[relation]} {noun}{end.label}"


def mapping_sources(relation: Relation, mappings: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Say who maps and why, one sentence for each mapping that says so."""
    kind = KINDS_OF_MATCH[relation]
    if not mappings:
        return (f"Mapping, {kind}; who made it is not said.",)
    said = []
    for facts in mappings:
        who = f" by {facts['author']}" if facts.get("author") else ""
        who += f", in the set of mappings {facts['set']}" if facts.get("set") else ""
        how = facts.get("justification", "")
        how = f", {_JUSTIFICATIONS.get(how, how)}" if how else ""
        sure = f", confidence {facts['confidence']}" if facts.get("confidence") else ""
        why = f"Ground: {facts['comment'].rstrip('.')}." if facts.get("comment") else NO_GROUND
        said.append(f"Mapping, {kind}{who}{how}{sure}. {why}")
    return tuple(said)


def justification(term: str) -> str:
    """Return a mapping's justification as a short name."""
    return shorten(term)


def broader_sources(start: Thing, sentence: str | None, work: str | None) -> tuple[str, ...]:
    """Say whose tree it is, and for the shared scheme what the narrower concept rests on."""
    if start.study:
        return (f"The codebook of {start.study} says so.",)
    if not sentence and not work:
        return ("The shared scheme says so.",)
    rests = " of ".join(filter(None, [f"sentence {sentence}" if sentence else "", work]))
    return (f"The shared scheme says so; {start.label} is there after {rests}.",)


def stated_support(study: str) -> tuple[str, ...]:
    """Say where support is stated outright."""
    return (f"{study} states it outright, without a coding act.",)


def gist(way: Way) -> str:
    """Return a way's steps as one clause about the quote: *coded X by …, which means …*."""
    said = ", ".join(step.says for step in way.steps)
    for verb, participle in (("were ", ""), ("tell of ", "telling of "), ("are ", "")):
        if said.startswith(verb):
            return participle + said[len(verb) :]
    return said


def with_article(noun: str) -> str:
    """Return a noun with a or an.

    >>> with_article("ideal physician image")
    'an ideal physician image'
    """
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(2, "way")
    '2 ways'
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
