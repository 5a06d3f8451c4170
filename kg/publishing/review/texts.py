"""Look through the words of a study that would go out, each by how freely it was written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from kg.csl import ADDED
from kg.namespaces import DCTERMS, RDFS, SKOS, SSSOM, XSD
from kg.publishing.review import disclosures, tongues
from kg.publishing.review.disclosures import Found, Vocabulary
from kg.publishing.review.listed import Listed
from kg.publishing.review.pseudonyms import Pseudonyms
from kg.publishing.review.tongues import German
from kg.terms import parts, value_of
from kg.validation.compiled import Index
from kg.validation.facts import pif

FREE = frozenset({
    pif("text"), pif("note"), pif("speakerLabel"), pif("rationale"), pif("attributeValue"),
    pif("locator"), pif("inSection"),
    f"<{RDFS}label>", f"<{SKOS}definition>", f"<{SKOS}scopeNote>", f"<{SKOS}example>",
    f"<{SSSOM}comment>", f"<{DCTERMS}description>",
})  # fmt: skip
"""Properties with words of people: names of persons, places and institutions are looked for."""
_CREDITS = frozenset({
    f"<{DCTERMS}creator>", f"<{DCTERMS}rights>", f"<{DCTERMS}license>", f"<{DCTERMS}title>",
    pif("contact"), pif("doi"), pif("containerTitle"), pif("printedAs"), *ADDED,
})  # fmt: skip
"""Whoever is named here is meant to be; only paths are looked for."""
_NO_WORDS = frozenset(map(pif, ("identifier", "fit", "claimType", "consentScope", "consentStatus")))
"""Properties whose values are ids, which can hold none of it, or words from a list."""
_OWN_WORDS = (
    f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>", f"<{DCTERMS}title>", pif("containerTitle"),
    pif("inSection"),
)  # fmt: skip
_LABEL, _CREATOR, _TEXT = f"<{RDFS}label>", f"<{DCTERMS}creator>", pif("text")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_DIGIT = re.compile(r"\d")
_WORDS = f"{XSD}string"
_LITERATURE = re.compile(r"/(?:reference|citation)/[^/>]*>$|^<https://doi\.org/|/work/[^/>]*>$")
"""Records of literature, whose notes name authors."""


class Place(NamedTuple):
    """Where something was found: a record and one of its properties, as terms."""

    record: str
    about: str


def literals(index: Index) -> Iterator[tuple[str, str, str]]:
    """Yield the words of statements: record, property and words."""
    for property in sorted(set(index.properties()) - _NO_WORDS):
        for record, objects in index.forward(property).items():
            for term in sorted(objects) if len(objects) > 1 else objects:
                if term[0] == '"':
                    if term[-1] == '"':  # as most are, without language or datatype
                        words, worded = value_of(term), True
                    else:
                        words, datatype, language = parts(term)
                        worded = language is not None or datatype == _WORDS
                    if words and worded:
                        yield record, property, words


def look_through(
    said: Iterable[tuple[str, str, str]],
    *,
    people: frozenset[str] = frozenset(),
    pseudonyms: Pseudonyms | None = None,
    listed: Listed | None = None,
) -> tuple[dict[Place, list[Found]], bool]:
    """Return what tells who somebody is, by where, and whether names could be told at all.

    ``people`` are the records of which a label is a person's, and no word of the study's own.
    """
    words = list(said)
    overrides = {s for s, _, _ in words if "/activity/override-" in s}
    quotes = [text for _, p, text in words if p == _TEXT]
    readable = not disclosures.capitals_mean_nothing(quotes)
    seeing = _Seeing(vocabulary(words, people=people), listed, None if readable else German(quotes))
    found: defaultdict[Place, list[Found]] = defaultdict(list)
    looked_at: dict[tuple[str, str, bool], list[Found]] = {}  # labels and sections are many times
    for record, about, text in words:
        if record in overrides:
            continue
        key = text, about, _LITERATURE.search(record) is not None
        if key not in looked_at:
            looked_at[key] = list(_in_text(*key, seeing))
        if looked_at[key]:
            found[Place(record, about)] += looked_at[key]
        if pseudonyms is not None and about not in _CREDITS and _DIGIT.search(text):
            for each in pseudonyms.linked(text):
                found[Place(record, about)].append(each)
    return dict(found), readable


class _Seeing(NamedTuple):
    """How names are found in a study; ``german`` where capitals do not tell them."""

    known: Vocabulary
    listed: Listed | None
    german: German | None

    def names(self, about: str, text: str) -> Iterator[Found]:
        """Yield what reads as a name, the surest first."""
        for each in disclosures.names(text, self.known):
            if not self.german or each.reason == "institution" or disclosures.is_titled(each):
                yield each
        if self.listed is not None and about != _LABEL:
            for each in self.listed.found(text):
                if self.german or each.reason != "institution":
                    yield each
        yield from tongues.spotted(text)
        if self.german:
            yield from self.german.names(text)


def _in_text(text: str, about: str, of_literature: bool, seeing: _Seeing) -> Iterator[Found]:
    taken: list[tuple[int, int]] = []
    for each in disclosures.hard(text):
        if about not in _CREDITS or each.reason == "path":
            taken.append((each.start, each.start + len(each.words)))
            yield each
    if about not in FREE or of_literature:
        return
    for each in seeing.names(about, text):
        if not disclosures.overlaps(taken, each.start, each.start + len(each.words)):
            taken.append((each.start, each.start + len(each.words)))
            yield each


def vocabulary(
    words: Iterable[tuple[str, str, str]], *, people: frozenset[str] = frozenset()
) -> Vocabulary:
    """Return the words that are no disclosure: of shared terms, of the study's own, of authors."""
    own: set[str] = set()
    small: set[str] = set()
    for record, about, text in words:
        if about in _OWN_WORDS or (about == _LABEL and record not in people):
            own.update(word.lower() for word in _WORD.findall(text))
        elif about == _CREATOR:
            family = text.partition(",")[0] if "," in text else text.rpartition(" ")[2]
            own.update(word.lower() for word in _WORD.findall(family))
        if about in FREE:
            small.update(disclosures.small_words(text))
    return Vocabulary(_shared(), frozenset(own), small)


@cache
def _shared() -> frozenset[str]:
    """Return the words that the ontology and the shared scheme use without a capital."""
    from kg.closure.shipped import shipped_triples

    found: set[str] = set()
    for triples in shipped_triples():
        for _, p, words in literals(Index(triples)):
            found.update(disclosures.small_words(words))
            if p in _OWN_WORDS or p == _LABEL:
                found.update(word.lower() for word in _WORD.findall(words))
    return frozenset(found)
