"""Who coded what: the coding acts of one study, and the judgements they amount to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kg.evidence.coefficients import Pattern
from kg.namespaces import BASE, PIF, SKOS, shorten
from kg.terms import iri, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

Unit = Literal["quote", "character"]

_COLUMNS = {
    iri(PIF + "codingTarget"): "target",
    iri(PIF + "codingBody"): "body",
    iri(PIF + "madeBy"): "coder",
    iri(PIF + "drawnFrom"): "document",
    iri(PIF + "start"): "start",
    iri(PIF + "end"): "end",
    iri(SKOS + "prefLabel"): "label",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a quote stands: offsets are code points from 0, end exclusive; None if not known."""

    document: str
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Codings:
    """The coding of one study. Documents and quotes are IRIs, coders and codes short names.

    ``acts`` holds (coder, quote, code) once each, however often it was said. A construct of the
    shared scheme that was applied as it is has the name ``c:slug``. ``anonymous`` counts the acts
    without a coder, which tell nothing about agreement.
    """

    study: str
    passages: dict[str, Passage]
    acts: frozenset[tuple[str, str, str]]
    labels: dict[str, str]
    anonymous: int = 0

    @property
    def coders(self) -> list[str]:
        """Everybody who coded something, sorted."""
        return sorted({coder for coder, _, _ in self.acts})

    def documents(self, coder: str) -> set[str]:
        """Return the documents a coder coded something in."""
        return {self.passages[quote].document for who, quote, _ in self.acts if who == coder}


def read_codings(store: Store, study: str) -> Codings:
    """Read the coding acts of one study from the store.

    Raises:
        UnknownThing: No such study.
        StoreDamaged: What the store holds is not what was written.
    """
    found: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in _COLUMNS.values()}
    for line in store.read_study(study):
        subject, predicate, rest = line.split(" ", 2)
        if column := _COLUMNS.get(predicate):
            # The graph's IRI, a space before it and " ." after it end every line.
            found[column][subject].add(rest[: rest.rindex(" <")])
    passages = {
        quote: Passage(min(documents), _offset(found["start"], quote), _offset(found["end"], quote))
        for quote, documents in found["document"].items()
    }
    acts = set()
    anonymous = 0
    for act, targets in found["target"].items():
        coders = found["coder"].get(act, ())
        anonymous += not coders
        acts |= {
            (_name(coder, study), quote, _name(body, study))
            for coder in coders
            for quote in targets & passages.keys()
            for body in found["body"].get(act, ())
        }
    labels = {_name(node, study): value_of(min(said)) for node, said in found["label"].items()}
    return Codings(study, passages, frozenset(acts), labels, anonymous)


def _offset(offsets: dict[str, set[str]], quote: str) -> int | None:
    said = value_of(min(offsets[quote])) if quote in offsets else ""
    return int(said) if said.isdigit() else None


def _name(term: str, study: str) -> str:
    address = value_of(term)
    home = f"{BASE}study/{study}/"
    if address.startswith(home):
        return address[len(home) :].partition("/")[2] or address
    return shorten(address)


@dataclass(slots=True)
class Judged:
    """Judgements of several coders, each the set of codes applied to a unit, by pattern.

    ``weights`` counts units per pattern (a tuple in the order of ``coders``; None where a coder
    gave no judgement). ``left_out`` are documents that cannot be measured in this unit.
    """

    coders: list[str]
    weights: Counter[Pattern] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)

    def by_code(self, codes: Iterable[str]) -> dict[str, Counter[Pattern]]:
        """Return the judgements of each code: True where it was applied, False where not."""
        silent: Counter[Pattern] = Counter()
        applied: dict[str, Counter[Pattern]] = {code: Counter() for code in codes}
        for pattern, units in self.weights.items():
            blank = tuple(None if v is None else False for v in pattern)
            silent[blank] += units
            for code in applied.keys() & frozenset().union(*filter(None, pattern)):  # type: ignore[arg-type]
                said = tuple(None if v is None else code in v for v in pattern)  # type: ignore[operator]
                applied[code][said] += units
                applied[code][blank] -= units
        # Where nobody applied a code, its judgements are the silent ones: most units, most codes.
        return {code: _sum(silent, said) for code, said in applied.items()}


def _sum(first: Counter[Pattern], second: Counter[Pattern]) -> Counter[Pattern]:
    both = Counter(first)
    both.update(second)
    return +both


def judged(codings: Codings, coders: list[str], unit: Unit, *, uncoded: bool) -> Judged:
    """Return what each coder judged, unit by unit.

    A coder takes part in a document when they coded anything in it; elsewhere they are missing.
    Where a coder who takes part put no code, that is the judgement "no code" if ``uncoded``, else
    none. Quotes of the same span of the same document are one unit. Characters run from the first
    of a document to the end of its last quote, which is as far as the graph knows it; documents
    with a coded quote of unknown offsets are left out.
    """
    result = Judged(coders)
    by_quote: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    taking_part: dict[str, set[str]] = defaultdict(set)
    for coder, quote, code in codings.acts:
        by_quote[quote][coder].add(code)
        taking_part[codings.passages[quote].document].add(coder)
    quotes: dict[str, list[str]] = defaultdict(list)
    for quote, passage in codings.passages.items():
        quotes[passage.document].append(quote)
    for document, present in taking_part.items():
        if not present & set(coders):
            continue
        spans = [(codings.passages[q], by_quote.get(q, {})) for q in quotes[document]]
        units: Iterable[tuple[int, dict[str, set[str]]]]
        if unit == "quote":
            units = _quotes(spans)
        elif any(said and (p.start is None or p.end is None) for p, said in spans):
            result.left_out.add(document)
            continue
        else:
            units = _stretches(spans)
        result.documents.add(document)
        for weight, said in units:
            result.weights[tuple(_value(said, c, present, uncoded=uncoded) for c in coders)] += (
                weight
            )
    return result


def _value(
    said: dict[str, set[str]], coder: str, present: set[str], *, uncoded: bool
) -> frozenset[str] | None:
    codes = frozenset(said.get(coder, ()))
    return codes if codes or (uncoded and coder in present) else None


_Spans = list[tuple[Passage, dict[str, set[str]]]]


def _quotes(spans: _Spans) -> Iterator[tuple[int, dict[str, set[str]]]]:
    """Yield each unit once: quotes of one span together, those without offsets each by itself."""
    same: dict[tuple[int, int], dict[str, set[str]]] = {}
    for passage, said in spans:
        if passage.start is None or passage.end is None:
            yield 1, said
            continue
        merged = same.setdefault((passage.start, passage.end), {})
        for coder, codes in said.items():
            merged[coder] = merged.get(coder, set()) | codes
    yield from ((1, said) for said in same.values())


def _stretches(spans: _Spans) -> Iterator[tuple[int, dict[str, set[str]]]]:
    """Yield stretches of text over which nobody's codes change, with their length."""
    changes: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    last = 0
    for passage, said in spans:
        if passage.start is None or passage.end is None:
            continue
        last = max(last, passage.end)
        for coder, codes in said.items():
            for code in codes:
                changes[passage.start].append((1, coder, code))
                changes[passage.end].append((-1, coder, code))
    active: dict[str, Counter[str]] = defaultdict(Counter)
    here = 0
    for at in sorted({*changes, last}):
        if at > here:
            # A coder may have several quotes on one character: the codes of all of them count.
            yield at - here, {c: {code for code, n in a.items() if n} for c, a in active.items()}
            here = at
        for step, coder, code in changes.get(at, ()):
            active[coder][code] += step
