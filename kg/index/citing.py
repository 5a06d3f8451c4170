"""Read what a study cites: which works, in which sentences, what for, and how it describes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from kg.identifiers import study_iri
from kg.namespaces import CITO, DCTERMS, PIF
from kg.terms import value_of

ALL, CONSTRUCT, INTENT = "", "construct", "intent"
"""The kinds of totals: of all citations, of those where a construct is spoken of, for a purpose."""

_CITED, _INTENT = f"<{CITO}hasCitedEntity>", f"<{CITO}hasCitationCharacterization>"
_OF_STUDY, _SENTENCE, _ABOUT = (f"<{PIF}{n}>" for n in ("ofStudy", "inSentence", "aboutConstruct"))
_TITLE, _CREATOR = f"<{DCTERMS}title>", f"<{DCTERMS}creator>"
_YEAR, _DOI, _TO_WORK, _PRINTED, _REPORTED = (
    f"<{PIF}{name}>" for name in ("publicationYear", "doi", "toWork", "printedAs", "reportedIn")
)
NEEDED = (_INTENT, _ABOUT, _CREATOR, _YEAR, _DOI, _TO_WORK, _PRINTED, _REPORTED)
"""Properties that are read for this and for nothing else."""


@dataclass(slots=True)
class Cited:
    """What a study cites. ``times`` counts citations by work, kind and key of a total.

    ``breaths`` are pairs of a work and a sentence that cites it; ``said`` are rows of a work,
    its title, year, creators, DOI and how it is printed.
    """

    times: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    breaths: set[tuple[str, str]] = field(default_factory=set)
    said: list[tuple[str, str, str, str, str, str]] = field(default_factory=list)


def read(
    study: str, said: Mapping[str, Iterable[tuple[str, str]]], concept: Callable[[str], str]
) -> Cited:
    """Read what a study cites from its statements by property."""
    found = Cited()
    home = f"<{study_iri(study)}>"
    cited = _by_thing(said[_CITED])
    ours = {s for s, o in said[_OF_STUDY] if o == home}
    sentences, intents = _by_thing(said[_SENTENCE]), _by_thing(said[_INTENT])
    spoken: dict[str, set[str]] = defaultdict(set)
    for claim, construct in said[_ABOUT]:
        if claim in ours:
            for sentence in sentences.get(claim, ()):
                spoken[sentence].add(concept(construct))
    for citation, works in cited.items():
        if citation not in ours:
            continue
        places = sentences.get(citation, ())
        keys = [(ALL, ""), *((INTENT, _intent(o)) for o in intents.get(citation, ()))]
        keys += [(CONSTRUCT, key) for key in {k for p in places for k in spoken.get(p, ())}]
        for term in works:
            work = term[1:-1]
            found.times.update((work, *key) for key in keys)
            found.breaths.update((work, value_of(place)) for place in places)
    _describe(found, said, {o for os in cited.values() for o in os})
    return found


def _intent(term: str) -> str:
    return term[1:-1].removeprefix(CITO)


def _by_thing(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for s, o in pairs:
        found[s].add(o)
    return found


def _describe(found: Cited, said: Mapping[str, Iterable[tuple[str, str]]], works: set[str]) -> None:
    works = works | {o for _, o in (*said[_TO_WORK], *said[_REPORTED])}
    about = [
        _values(said[property], works) for property in (_TITLE, _YEAR, _CREATOR, _DOI)
    ]  # fmt: skip
    printed: dict[str, set[str]] = defaultdict(set)
    texts = _by_thing(said[_PRINTED])
    for entry, work in said[_TO_WORK]:
        printed[work] |= {value_of(o) for o in texts.get(entry, ())}
    for work in sorted(works):
        titles, years, people, dois = (held.get(work, ()) for held in about)
        found.said.append((
            work[1:-1], _longest(titles), min(years, default=""), "\n".join(sorted(people)),
            min(dois, default=""), _longest(printed.get(work, ())),
        ))  # fmt: skip


def _values(pairs: Iterable[tuple[str, str]], works: set[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for s, o in pairs:
        if s in works:
            found[s].add(value_of(o))
    return found


def _longest(texts: Iterable[str]) -> str:
    """Return the longest of some texts, of the same length the first, in one line."""
    lines = (" ".join(text.split()) for text in texts)
    return min(lines, key=lambda text: (-len(text), text), default="")
