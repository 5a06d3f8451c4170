"""Whether coders agree: for all codes together and code by code, with what was counted stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import UnknownThing
from kg.evidence.codings import Codings, Judged, Unit, judged, read_codings
from kg.evidence.coefficients import (
    Coefficient,
    Judgements,
    coder_pairs,
    cohens_kappa,
    krippendorffs_alpha,
    mean_kappa,
    observed,
    percent_agreement,
    pooled_kappa,
)

if TYPE_CHECKING:
    from kg.store.base import Store

Uncoded = Literal["in", "out"]
Subject = Literal["together", "pooled", "code"]

NEEDS_TWO = "agreement needs two coders who coded in the same documents"
_NOT_POOLED = "alpha is not pooled over codes"
_ABOUT = {
    ("quote", "in"): "Unit: the quote. A quote that a coder gave no code counts as a judgement, "
    "if that coder coded anything in its document.",
    ("quote", "out"): "Unit: the quote. A quote that a coder gave no code is no judgement of that "
    "coder.",
    ("character", "in"): "Unit: the character, from the beginning of a document to the end of its "
    "last quote. Text that a coder gave no code counts as a judgement, if that coder coded "
    "anything in the document.",
    ("character", "out"): "Unit: the character. Text that a coder gave no code is no judgement of "
    "that coder.",
}
_SUBJECTS = {"together": "all codes, as sets", "pooled": "all codes, pooled"}


@dataclass(frozen=True, slots=True)
class CoderShare:
    """How much one coder did: documents coded in, quotes coded, codes applied to quotes."""

    coder: str
    documents: int
    quotes: int
    codings: int


@dataclass(frozen=True, slots=True)
class Line:
    """Agreement on one subject among some coders.

    ``together``: two coders agree on a unit when they gave it exactly the same codes. ``pooled``:
    each code is a yes or no of its own, averaged. ``code``: the yes or no of one code. ``units``
    are those that at least two of the coders judged. ``applied`` says at how many of them each
    coder applied the code. With more than two coders ``kappa`` is the mean over pairs.
    """

    subject: Subject
    code: str
    label: str
    coders: tuple[str, ...]
    units: int
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    applied: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What the line is about, in words."""
        return _SUBJECTS.get(self.subject) or self.label or self.code

    def to_dict(self) -> dict[str, Any]:
        """Return the line for JSON; a coefficient without a value is null, with the reason."""
        measures = {"percent": self.percent, "kappa": self.kappa, "alpha": self.alpha}
        line: dict[str, Any] = {"subject": self.subject}
        if self.subject == "code":
            line |= {"code": self.code, "label": self.label}
        line |= {"coders": list(self.coders), "units": self.units}
        if self.applied:
            line["applied"] = dict(zip(self.coders, self.applied, strict=True))
        line |= {name: measure.value for name, measure in measures.items()}
        line["undefined"] = {n: m.why for n, m in measures.items() if m.value is None}
        return line


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the coders of one study agree, and what was counted to say so.

    ``lines`` begin with all codes together and pooled, then one for each code by name; each of
    these is followed by its pairs of coders when there are more than two.
    """

    study: str
    unit: Unit
    uncoded: Uncoded
    coders: tuple[CoderShare, ...]
    documents: int
    units: int
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    @property
    def about(self) -> str:
        """The unit and what counts as a judgement, in words."""
        return _ABOUT[self.unit, self.uncoded]

    @property
    def possible(self) -> bool:
        """Whether there is anything that two coders judged."""
        return bool(self.lines) and self.lines[0].units > 0

    def line(self, code: str = "", coders: Sequence[str] = ()) -> Line:
        """Return the line of a code, or of all codes together, for all coders or a pair.

        Raises:
            UnknownThing: There is no such line.
        """
        wanted = tuple(sorted(coders)) or tuple(c.coder for c in self.coders)
        for line in self.lines:
            if line.code == code and line.coders == wanted and line.subject != "pooled":
                return line
        raise UnknownThing(f"There is no agreement on {code!r} among {', '.join(wanted)}.")

    def undefined(self) -> list[str]:
        """Say which coefficients have no value, and why; each reason once."""
        reasons: Counter[str] = Counter()
        for line in self.lines:
            reasons.update(
                f"{name}: {c.why}"
                for name, c in (("kappa", line.kappa), ("alpha", line.alpha))
                if c.value is None and c.why != _NOT_POOLED
            )
        return [f"undefined {reason}" for reason in sorted(reasons)]

    def to_dict(self) -> dict[str, Any]:
        """Return everything, for JSON."""
        return {
            "study": self.study,
            "unit": self.unit,
            "uncoded": self.uncoded,
            "about": self.about,
            "documents": self.documents,
            "units": self.units,
            "coders": [
                {
                    "coder": c.coder,
                    "documents": c.documents,
                    "quotes": c.quotes,
                    "codings": c.codings,
                }
                for c in self.coders
            ],
            "lines": [line.to_dict() for line in self.lines],
            "notes": list(self.notes),
        }

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col">{name}</th>'
            for name in ("Codes", "Coders", "Units", "Percent", "Kappa", "Alpha")
        )
        body = "".join(
            f'<tr><th scope="row">{escape(line.name)}</th><td>{escape(", ".join(line.coders))}</td>'
            f"<td>{line.units:,}</td><td>{shown_percent(line.percent)}</td>"
            f"<td>{shown(line.kappa)}</td><td>{shown(line.alpha)}</td></tr>"
            for line in self.lines
        )
        notes = "".join(f"<p>{escape(n)}</p>" for n in (*self.notes, *self.undefined()))
        return (
            f"<table><caption>Agreement of coders, study {escape(self.study)}. "
            f"{escape(self.about)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>{notes}"
        )


def shown(coefficient: Coefficient) -> str:
    """Return a coefficient as a table shows it."""
    return "" if coefficient.why == _NOT_POOLED else str(coefficient)


def shown_percent(coefficient: Coefficient) -> str:
    """Return a percent agreement as a table shows it, from 0 to 100."""
    return "undefined" if coefficient.value is None else f"{100 * coefficient.value:.1f}"


def agreement(
    store: Store,
    study: str,
    *,
    unit: Unit = "quote",
    uncoded: Uncoded = "in",
    codes: Sequence[str] = (),
    coders: Sequence[str] = (),
) -> Agreement:
    """Measure how far the coders of a study agree.

    ``codes`` and ``coders`` narrow what is compared; whether a unit is uncoded is decided by all
    codes. With fewer than two coders there are no lines, and a note says so. Codes count as they
    were applied: neither mappings nor broader codes come in.

    Raises:
        UnknownThing: No such study, or a code or coder that has no coding in it.
        StoreDamaged: What the store holds is not what was written.
    """
    found = read_codings(store, study)
    everybody = found.coders
    compared = sorted(set(coders)) or everybody
    used = sorted({code for who, _, code in found.acts if who in compared})
    _check("coder", compared, everybody, study)
    _check("code", codes, used, study)
    chosen = sorted(set(codes)) or used
    seen = judged(found, compared, unit, uncoded=uncoded == "in")
    shares = tuple(_share(found, coder) for coder in compared)
    lines: tuple[Line, ...] = ()
    if len(compared) > 1:
        by_code = seen.by_code(chosen)
        lines = tuple(_lines(seen, by_code, found, narrowed=bool(codes)))
    return Agreement(
        study,
        unit,
        uncoded,
        shares,
        len(seen.documents),
        _shared(seen.weights),
        lines,
        tuple(_notes(found, seen, compared, lines)),
    )


def _check(sort: str, asked: Sequence[str], known: Sequence[str], study: str) -> None:
    for name in asked:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else ""
            if not near and known:
                hint = f"There are {', '.join(known[:5])}{' …' if len(known) > 5 else ''}."
            lacking = "Nobody" if sort == "coder" else "No code"
            done = "coded anything" if sort == "coder" else "was applied"
            raise UnknownThing(f"{lacking} called {name!r} {done} in study {study}.", hint)


def _share(codings: Codings, coder: str) -> CoderShare:
    own = [(quote, code) for who, quote, code in codings.acts if who == coder]
    return CoderShare(
        coder, len(codings.documents(coder)), len({quote for quote, _ in own}), len(own)
    )


def _shared(judgements: Judgements) -> int:
    """Count the units that at least two coders judged."""
    return sum(
        units
        for pattern, units in judgements.items()
        if sum(value is not None for value in pattern) > 1
    )


def _lines(
    seen: Judged, by_code: dict[str, Counter[Any]], codings: Codings, *, narrowed: bool
) -> Iterator[Line]:
    chosen = frozenset(by_code)
    together = seen.weights
    if narrowed:
        together = Counter()
        for pattern, units in seen.weights.items():
            together[tuple(None if v is None else chosen & v for v in pattern)] += units  # type: ignore[operator]
    yield from _subject("together", "", "", seen.coders, together)
    yield from _pooled(seen.coders, by_code, together)
    labels = codings.labels
    for code in sorted(by_code, key=lambda code: ((labels.get(code) or code).casefold(), code)):
        label = labels.get(code, "")
        yield from _subject("code", code, label, seen.coders, by_code[code])


def _subject(
    subject: Subject, code: str, label: str, coders: list[str], judgements: Judgements
) -> Iterator[Line]:
    pairs = []
    for a, b in coder_pairs(len(coders)):
        own: Counter[Any] = Counter()
        for pattern, units in judgements.items():
            own[pattern[a], pattern[b]] += units
        pairs.append(
            _line(subject, code, label, (coders[a], coders[b]), own, cohens_kappa(own, 0, 1))
        )
    if len(pairs) > 1:
        kappa = mean_kappa([pair.kappa for pair in pairs])
        yield _line(subject, code, label, tuple(coders), judgements, kappa)
    yield from pairs


def _line(
    subject: Subject,
    code: str,
    label: str,
    coders: tuple[str, ...],
    judgements: Judgements,
    kappa: Coefficient,
) -> Line:
    applied: tuple[int, ...] = ()
    if subject == "code":
        shared = {p: n for p, n in judgements.items() if sum(v is not None for v in p) > 1}
        applied = tuple(sum(n for p, n in shared.items() if p[i]) for i in range(len(coders)))
    return Line(
        subject,
        code,
        label,
        coders,
        _shared(judgements),
        percent_agreement(judgements),
        kappa,
        krippendorffs_alpha(judgements),
        applied,
    )


def _pooled(
    coders: list[str], by_code: dict[str, Counter[Any]], together: Judgements
) -> Iterator[Line]:
    """Yield the lines where each code is a yes or no of its own, averaged over codes."""
    no_alpha = Coefficient(None, _NOT_POOLED)
    pairs = []
    for a, b in coder_pairs(len(coders)):
        compared = [found for said in by_code.values() if (found := observed(said, a, b))]
        percent = Coefficient(None, NEEDS_TWO)
        if compared:
            percent = Coefficient(float(sum(c.observed for c in compared) / len(compared)))
        units = compared[0].units if compared else 0
        named = (coders[a], coders[b])
        pairs.append(
            Line("pooled", "", "", named, units, percent, pooled_kappa(compared), no_alpha)
        )
    if len(pairs) > 1:
        shares = [percent_agreement(said).value for said in by_code.values()]
        defined = [share for share in shares if share is not None]
        percent = (
            Coefficient(sum(defined) / len(defined)) if defined else Coefficient(None, NEEDS_TWO)
        )
        kappa = mean_kappa([pair.kappa for pair in pairs])
        yield Line("pooled", "", "", tuple(coders), _shared(together), percent, kappa, no_alpha)
    yield from pairs


def _notes(
    codings: Codings, seen: Judged, compared: list[str], lines: tuple[Line, ...]
) -> Iterator[str]:
    if len(compared) < 2:
        by = f"by one coder only ({compared[0]})" if compared else "by nobody who is named"
        yield f"Study {codings.study} was coded {by}; {NEEDS_TWO}."
    elif lines and not lines[0].units:
        yield f"No two of {', '.join(compared)} judged the same unit; {NEEDS_TWO}."
    if codings.anonymous:
        n = codings.anonymous
        yield f"{n:,} coding act{'' if n == 1 else 's'} without a coder left out."
    if seen.left_out:
        n = len(seen.left_out)
        yield (
            f"{n:,} document{'' if n == 1 else 's'} left out: a coded quote in "
            f"{'it' if n == 1 else 'each'} has no offsets, so its characters are not known."
        )
