"""What somebody asks for, choice by choice: to be said in words, narrowed, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from kg.errors import BadParameter, LimitReached
from kg.evidence import conditions
from kg.evidence.question import Every, Has, Node, Question, Without, one_of, words
from kg.index import Index, Kind, Mode
from kg.index.naming import resolve

CONCEPTS = ("supports", "any", "not", "bears_on")
"""The options that take constructs or codes."""
FACETS: tuple[Kind, ...] = (
    "role", "source", "study", "participant", "status", "code", "coder", "document", "claim",
    "access", "work",
)  # fmt: skip
OPTIONS = (*CONCEPTS, *FACETS, "text", "where", "mappings")
"""Every option of a question but its mode, in the order in which addresses have them."""
MOST_CHOSEN = 50
"""How many choices a question on a page may have; a condition (``where``) may say more."""
LONGEST_TEXT = 4_000

WORDED = ("role", "source", "status", "access")
"""The kinds whose keys are words, to be read with spaces in place of hyphens."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice: an option, the key of its value (for words what was typed), and what to say."""

    option: str
    key: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A question by its choices, in the order of :data:`OPTIONS`, and how constructs count."""

    chosen: tuple[Chosen, ...]
    mode: Mode = "scheme"

    def of(self, *options: str) -> list[Chosen]:
        """Return the choices of some options."""
        return [c for c in self.chosen if c.option in options]

    def has(self, option: str, key: str) -> bool:
        """Say whether something was chosen."""
        return any(c.option == option and c.key == key for c in self.chosen)

    @property
    def constructs(self) -> list[str]:
        """The keys that quotes are to support, all or one of them."""
        return [c.key for c in self.of("supports", "any")]

    def given(self) -> dict[str, list[str]]:
        """Return the choices as options with their values."""
        found: dict[str, list[str]] = {}
        for option in OPTIONS:
            if keys := [c.key for c in self.of(option)]:
                found[option] = keys
        return found

    def without(self, choice: Chosen) -> Asked:
        """Return the same question without one of its choices."""
        return Asked(tuple(c for c in self.chosen if c != choice), self.mode)

    def with_(self, option: str, key: str, label: str = "") -> Asked:
        """Return the same question with one choice more."""
        if self.has(option, key):
            return self
        more = (*self.chosen, Chosen(option, key, label or key))
        return Asked(tuple(sorted(more, key=lambda c: OPTIONS.index(c.option))), self.mode)

    def in_mode(self, mode: Mode) -> Asked:
        """Return the same question with constructs counted in a mode.

        What studies filed is the same whatever mappings are chosen, so these are left out there.
        """
        kept = tuple(c for c in self.chosen if mode == "scheme" or c.option != "mappings")
        return Asked(kept, mode)

    def on(self, index: Index) -> Index:
        """Return the index as it is to be asked: with the sets of mappings chosen, or with all."""
        return index.choosing([c.key for c in self.of("mappings")] or None)

    def question(self, index: Index) -> Question:
        """Return the question as the index takes it.

        Raises:
            UsageError: Words or a condition cannot be read.
        """
        parts: list[Node] = [self._construct(c) for c in self.of("supports")]
        if some := self.of("any"):
            parts.append(one_of([self._construct(c) for c in some]))
        parts += [Without(self._construct(c)) for c in self.of("not")]
        parts += [Has("bears_on", c.key) for c in self.of("bears_on")]
        for kind in FACETS:
            if values := self.of(kind):
                parts.append(one_of([Has(kind, c.key) for c in values]))
        parts += [words(c.key) for c in self.of("text")]
        studies = [c.key for c in self.of("study")]
        parts += [
            conditions.read(index, c.key, mode=self.mode, studies=studies) for c in self.of("where")
        ]
        return Question(Every(tuple(parts)), self.mode)

    def _construct(self, choice: Chosen) -> Has:
        return Has("construct", choice.key, self.mode)


def read(index: Index, given: Mapping[str, Sequence[str]], mode: str = "scheme") -> Asked:
    """Read what was asked: options with the names people give to values, each once.

    Raises:
        BadParameter: An option or the mode is unknown.
        UnknownThing: A name stands for nothing; the hint gives the nearest.
        UsageError: A name stands for several things, or a condition cannot be read.
        LimitReached: There are more choices than a page can show.
    """
    if mode not in ("scheme", "filed"):
        raise BadParameter(f"There is no mode {mode[:80]!r}.", "Use scheme or filed.")
    unknown = [option for option in given if option not in OPTIONS]
    if unknown:
        raise BadParameter(
            f"There is no condition {unknown[0][:80]!r}.", f"There are {', '.join(OPTIONS)}."
        )
    if sum(map(len, given.values())) > MOST_CHOSEN:
        raise LimitReached(
            f"A question here takes {MOST_CHOSEN} choices at most.",
            "Write a longer one as one condition: where=supports:patching and not (role:mentee …).",
        )
    if mode == "filed" and _said(given, "mappings"):
        raise BadParameter(
            "mappings does not go with mode=filed: that is what each study filed itself.",
            "Leave one of the two out.",
        )
    studies = [resolve(index, "study", name) for name in _said(given, "study")]
    chosen: dict[tuple[str, str], Chosen] = {}
    for option in OPTIONS:
        for name in _said(given, option):
            if option in ("text", "where"):
                choice = Chosen(option, name, name)
            elif option == "mappings":
                index.choosing([name])
                titles = {each.name: each.title for each in index.sets}
                choice = Chosen(option, name, titles.get(name) or name)
            else:
                kind = kind_of(option)
                key = resolve(index, kind, name, () if option == "study" else studies)
                choice = Chosen(option, key, label_of(index, kind, key))
            chosen.setdefault((option, choice.key), choice)
    asked = Asked(tuple(chosen.values()), cast("Mode", mode))
    asked.question(index)  # words and conditions are read here, so that what is wrong is said first
    return asked


def kind_of(option: str) -> Kind:
    """Return the kind of value that an option takes."""
    return "construct" if option in ("supports", "any", "not") else cast("Kind", option)


def label_of(index: Index, kind: Kind, key: str) -> str:
    """Return what to call a value in a sentence or a list.

    A thing of a study that has no other name goes by its id.
    """
    if kind in WORDED:
        return key.replace("-", " ")
    label = index.label(kind, key)
    if label == key and "/" in key and "://" not in key:
        return key.partition("/")[2]
    return label


def _said(given: Mapping[str, Sequence[str]], option: str) -> list[str]:
    names = [name.strip() for name in given.get(option, ()) if name.strip()]
    for name in names:
        if len(name) > LONGEST_TEXT:
            raise LimitReached(
                f"What stands after {option}= has {len(name):,} characters; "
                f"{LONGEST_TEXT:,} is the most.",
                "Ask for less at once.",
            )
    return names
