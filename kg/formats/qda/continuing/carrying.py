"""What was added to a study in the store stays when its project is read again.

A project is the truth of what coding programs hold: documents and their texts, quotes and their
spans, codes, codings of the study's own coders, and, where it has cases, participants. All else
is carried over. What it cannot be carried to, because the project lacks it now, is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.formats.qda.continuing.held import PLACE
from kg.identifiers import split_thing_iri, study_iri
from kg.namespaces import PIF, RDFS, SKOS
from kg.terms import A, Triple, value_of

_ACCESS, _CODED, _BODY = f"<{PIF}accessLevel>", f"<{PIF}codingTarget>", f"<{PIF}codingBody>"
_NOTE = f"<{PIF}note>"
_ADDED = f"<{PIF}ProjectCoding>"
_LABEL = f"<{RDFS}label>"
_ALWAYS = {A, f"<{PIF}identifier>", f"<{PIF}ofStudy>", _ACCESS}


def _words(names: str) -> set[str]:
    return {f"<{PIF}{name}>" for name in names.split()}


_OF_FILE: dict[str, set[str]] = {
    "document": _words("fullText note medium"),
    "region": _words(f"liesIn {' '.join(PLACE)} note") | {_LABEL},
    "quote": _words("text start end drawnFrom locator note standsIn"),
    "code": _words("note")
    | {f"<{SKOS}{name}>" for name in ("prefLabel", "definition", "broader", "inScheme")},
    "participant": _words("note"),
    "coder": set(),
    "tenure": set(),
    "attribute": _words("attributeName attributeValue"),
}
"""By kind, the properties that come from the project alone: what it does not say does not hold."""
_OF_CASES: dict[str, set[str]] = {
    "document": _words("accountOf diaryOf"),
    "quote": _words("spokenBy spokenInTenure"),
    "participant": {_LABEL} | _words("hasTenure hasAttribute trainingStatus trainingYear"),
}
"""The same, where the project has cases."""
_SPOKEN = {"quote": f"<{PIF}text>", "document": f"<{PIF}fullText>"}
_BELONGING = ("coder", "tenure", "attribute", "embargo")
"""Kinds that are there because something names them."""


@dataclass(slots=True)
class Carried:
    """Statements to add and to leave out; ``stranded`` says in words what has lost its place."""

    add: set[Triple] = field(default_factory=set)
    without: set[Triple] = field(default_factory=set)
    stranded: list[str] = field(default_factory=list)


def carried(
    study: str, old: Iterable[Triple], new: Iterable[Triple], *, cases: bool, described: bool
) -> Carried:
    """Return what stays of the statements of a study that its project does not make.

    ``cases`` says that the project has participants; ``described`` that a file beside it says
    what the study is, so that what it says of it takes the place of what was said.
    """
    return _Carrying(study, old, new, cases, described).run()


def stranded_mappings(study: str, mappings: Iterable[Triple], new: Iterable[Triple]) -> list[str]:
    """Name the codes that mappings of the study start from and that are not there any more."""
    there = {s for s, _, _ in new}
    root = f"<{study_iri(study)}/code/"
    gone = {s for s, _, _ in mappings if s.startswith(root) and s not in there}
    return [
        f"Code {value_of(s)[len(root) - 1 :]} is gone; a mapping starts from it."
        for s in sorted(gone)
    ]


class _Carrying:
    def __init__(
        self, study: str, old: Iterable[Triple], new: Iterable[Triple], cases: bool, described: bool
    ) -> None:
        self._root = f"<{study_iri(study)}>"
        self._described = described
        self._kinds = {
            kind: names | (_OF_CASES.get(kind, set()) if cases else set())
            for kind, names in _OF_FILE.items()
        }
        self._old: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._new: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triples, by_subject in ((old, self._old), (new, self._new)):
            for s, p, o in triples:
                by_subject[s][p].append(o)
        self._made = Carried()

    def run(self) -> Carried:
        waiting: dict[str, dict[str, list[str]]] = {}
        for s, of in self._old.items():
            kind = self._kind(s)
            if s == self._root:
                self._keep_study(of)
            elif s in self._new:
                self._keep_more(s, kind, of)
            elif kind in _BELONGING:
                waiting[s] = of
            elif kind == "coding":
                self._keep_coding(s, of)
            elif kind in self._kinds:
                self._tell(s, kind, of)
            else:
                self._take(s, of)
        self._follow(waiting)
        self._find_stranded()
        return self._made

    def _kind(self, s: str) -> str:
        named = split_thing_iri(value_of(s))
        return named[1] if named is not None and s.startswith(self._root[:-1]) else ""

    def _take(self, s: str, of: dict[str, list[str]]) -> None:
        self._made.add.update((s, p, o) for p, values in of.items() for o in values)

    def _keep_study(self, of: dict[str, list[str]]) -> None:
        new = self._new[self._root]
        for p, values in of.items():
            if p in (A, *_ALWAYS) or (self._described and p in new):
                continue
            self._made.without.update((self._root, p, o) for o in new.get(p, ()))
            self._made.add.update((self._root, p, o) for o in values)

    def _keep_more(self, s: str, kind: str, of: dict[str, list[str]]) -> None:
        """Add to a thing of the project what is said of it and does not come from the project."""
        if kind == "coding":
            return
        new = self._new[s]
        for p, values in of.items():
            if p == _ACCESS and kind in self._kinds:
                words = _SPOKEN.get(kind, "")
                if of.get(words) == new.get(words):
                    self._made.without.update((s, p, o) for o in new.get(p, ()))
                    self._made.add.update((s, p, o) for o in values)
            elif p in _ALWAYS or p in self._kinds.get(kind, ()) or p in new:
                continue
            else:
                self._made.add.update((s, p, o) for o in values)
                self._keep_grounds(s, p, values, of.get(_NOTE, ()))

    def _keep_grounds(self, s: str, p: str, values: list[str], notes: Iterable[str]) -> None:
        """Keep the notes that say what a relation rests on: ``overlapsWith Q07: why``."""
        for o in values:
            named = split_thing_iri(value_of(o))
            if named is not None:
                begin = f"{value_of(p).rsplit('#')[-1]} {named[2]}: "
                self._made.add.update((s, _NOTE, n) for n in notes if value_of(n).startswith(begin))

    def _keep_coding(self, s: str, of: dict[str, list[str]]) -> None:
        if _ADDED in of.get(A, ()):
            self._take(s, of)

    def _tell(self, s: str, kind: str, of: dict[str, list[str]]) -> None:
        """Name a thing that is gone, where something was added to it."""
        every = _OF_FILE[kind] | _OF_CASES.get(kind, set()) | _ALWAYS
        more = sorted(value_of(p).rsplit("#")[-1].rsplit("/")[-1] for p in of if p not in every)
        # Labels of people and dates of documents come with them.
        more = [name for name in more if name not in ("label", "documentDate")]
        if more:
            self._made.stranded.append(f"{self._named(s)} is gone; it has {', '.join(more)}.")

    def _follow(self, waiting: dict[str, dict[str, list[str]]]) -> None:
        """Take along what belongs to things that are carried over."""
        named = [o for _, _, o in self._made.add]
        while named:
            node = named.pop()
            of = waiting.pop(node, None)
            if of is not None:
                self._take(node, of)
                named += [o for values in of.values() for o in values]

    def _find_stranded(self) -> None:
        there = self._new.keys() | {s for s, _, _ in self._made.add}
        for s, _, o in sorted(self._made.add):
            if o in self._old and o not in there and self._kind(o):
                self._made.stranded.append(f"{self._named(o)} is gone; {self._named(s)} names it.")

    def _named(self, s: str) -> str:
        named = split_thing_iri(value_of(s))
        return f"{named[1].capitalize()} {named[2]}" if named is not None else value_of(s)
