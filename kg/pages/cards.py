"""Quotes as a list shows them: the words, who said them, what they support and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.errors import StoreDamaged
from kg.explain import Explanation, explain_all, without_words
from kg.identifiers import split_thing_iri
from kg.index.scheme import broader
from kg.namespaces import PIF
from kg.pages.asked import label_of
from kg.pages.study_names import StudyName, study_names
from kg.store.facts import facts

if TYPE_CHECKING:
    from kg.index import Index, Mode, QuoteRow
    from kg.store.base import Store

MOST = 200
"""How many quotes are read at once."""
MOST_EXPLAINED = 3
"""For how many of the constructs asked for each quote is explained."""
_CLAIMS_SHOWN = 3

_OF_QUOTES = frozenset(
    f"<{PIF}{name}>"
    for name in (
        "text", "speakerLabel", "spokenBy", "illustrates", "inSection", "locator", "note",
        "overlapsWith", "sameUtteranceAs",
    )
)  # fmt: skip
_OF_CLAIMS = frozenset([f"<{PIF}identifier>", f"<{PIF}text>"])

Said = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Chip:
    """A construct, or a code, that a quote supports.

    ``stated`` says whether a coder's code means it; else it follows from others. ``asked`` says
    whether it is what the reader asked for.
    """

    key: str
    label: str
    stated: bool
    asked: bool = False


@dataclass(frozen=True, slots=True)
class LeadIn:
    """A claim that the quote illustrates, as the publication prints it."""

    iri: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why the quote supports one construct; ``failed`` says in words why that cannot be shown."""

    construct: str
    explained: Explanation | None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A quote with what stands beside it.

    ``shown`` is False where the words and the speaker may not be shown to this reader; then no
    field holds them. ``chips`` are constructs, or the codes where it supports no construct.
    ``same`` names quotes (IRIs) that hold the same utterance or part of it.
    """

    row: QuoteRow
    study: StudyName
    shown: bool
    speaker: str = ""
    speaker_iri: str = ""
    section: str = ""
    locator: str = ""
    language: str = ""
    chips: tuple[Chip, ...] = ()
    coded_only: bool = False
    lead_ins: tuple[LeadIn, ...] = ()
    notes: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()


def cards(
    store: Store,
    index: Index,
    rows: Sequence[QuoteRow],
    *,
    asked: Sequence[str] = (),
    mode: Mode = "scheme",
    public: bool = False,
    explained: bool = True,
) -> list[Card]:
    """Return quotes with all a list shows, in a number of questions that does not grow with them.

    ``asked`` are the keys of the constructs asked for: they are marked, and with ``explained``
    each quote says why it supports the first of them. For ``public`` readers, words and grounds
    that are not public are left out.
    """
    if not rows:
        return []
    names = study_names(store, index.revision, (row.study for row in rows))
    said = _said(store, rows)
    claims = _claims(store, said)
    why: dict[str, list[Why]] = {}
    if explained:
        why = reasons(
            store, index, rows, list(dict.fromkeys(asked))[:MOST_EXPLAINED], mode, public=public
        )
    found = []
    for row in rows:
        about = said.get(row.iri, {})
        chips = chips_of(index, row, asked)
        coded_only = not chips
        chips = [*_asked_codes(index, row, asked), *chips] if chips else []
        open_ = not public or row.access in ("public", "")
        shared = {
            "chips": tuple(chips or _codes(index, row, asked)),
            "coded_only": coded_only,
            "lead_ins": tuple(claims[c] for c in _values(about, "illustrates") if c in claims)[
                :_CLAIMS_SHOWN
            ],
            "section": _section(_first(about, "inSection")),
            "why": tuple(why.get(row.iri, ())),
        }
        if not open_:
            found.append(Card(_bare(row), names[row.study], shown=False, **shared))  # type: ignore[arg-type]
            continue
        found.append(
            Card(
                row,
                names[row.study],
                shown=True,
                speaker=_first(about, "speakerLabel") or row.participant,
                speaker_iri=min(_values(about, "spokenBy"), default=""),
                locator=_first(about, "locator"),
                language=_language(about) or names[row.study].language,
                notes=tuple(_values(about, "note")),
                same=tuple(
                    sorted({*_values(about, "overlapsWith"), *_values(about, "sameUtteranceAs")})
                ),
                **shared,  # type: ignore[arg-type]
            )
        )
    return found


def chips_of(index: Index, row: QuoteRow, asked: Collection[str] = ()) -> list[Chip]:
    """Return the constructs a quote supports: those a code means first, then what lies above."""
    labels = index.constructs()
    supported = [key for key, held in index.shared("construct").items() if row.n in held]
    filed = index.shared("construct", "filed")
    chips = [
        Chip(key, labels.get(key, key), key in filed and row.n in filed[key], key in asked)
        for key in supported
        if key in labels
    ]
    return sorted(chips, key=lambda c: (not c.stated, -_depth(c.key), c.label.casefold()))


def _asked_codes(index: Index, row: QuoteRow, asked: Collection[str]) -> list[Chip]:
    """Return the codes that were asked for: those the quote was given, or that follow."""
    return [
        Chip(key, label_of(index, "code", key), row.n in index.bitmap("code", key), asked=True)
        for key in asked
        if "/" in key and "://" not in key and row.n in index.bitmap("construct", key)
    ]


def _codes(index: Index, row: QuoteRow, asked: Collection[str]) -> list[Chip]:
    keys = [f"{row.study}/{code}" for code in row.codes]
    return [Chip(key, label_of(index, "code", key), True, key in asked) for key in keys]


def _depth(key: str) -> int:
    depth, seen, here = 0, {key}, broader().get(key, ())
    while here and here[0] not in seen:
        depth, key = depth + 1, here[0]
        seen.add(key)
        here = broader().get(key, ())
    return depth


def _bare(row: QuoteRow) -> QuoteRow:
    from dataclasses import replace

    return replace(
        row, text="", participant="", role="", document="", start=None, end=None, before=None,
        after=None,
    )  # fmt: skip


def _said(store: Store, rows: Sequence[QuoteRow]) -> dict[str, Said]:
    found: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for quote, p, o, _ in facts(store, (terms.iri(row.iri) for row in rows), only=_OF_QUOTES):
        found[quote[1:-1]][p[1 + len(PIF) : -1]].append(o)
    return found


def _claims(store: Store, said: dict[str, Said]) -> dict[str, LeadIn]:
    wanted = {c for about in said.values() for c in about.get("illustrates", ())}
    told: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for claim, p, o, _ in facts(store, sorted(filter(terms.is_iri, wanted)), only=_OF_CLAIMS):
        told[claim[1:-1]][p[1 + len(PIF) : -1]].append(o)
    return {
        claim: LeadIn(claim, _first(about, "identifier"), _first(about, "text"))
        for claim, about in told.items()
        if about["identifier"] and about["text"]
    }


def reasons(
    store: Store,
    index: Index,
    rows: Sequence[QuoteRow],
    keys: Sequence[str],
    mode: Mode,
    *,
    public: bool,
) -> dict[str, list[Why]]:
    """Return for quotes (IRIs) why they support each of some constructs that they support."""
    held = {key: index.bitmap("construct", key, mode) for key in keys}
    wanted = {row.iri: [key for key in keys if row.n in held[key]] for row in rows}
    return reasons_of(store, index, wanted, public=public)


def reasons_of(
    store: Store, index: Index, wanted: Mapping[str, Sequence[str]], *, public: bool
) -> dict[str, list[Why]]:
    """Return for quotes (IRIs) why each supports its own constructs (keys), in their order."""
    iris = {key: index.iri("construct", key) for each in wanted.values() for key in each}
    asked = {quote: [iris[key] for key in keys] for quote, keys in wanted.items() if keys}
    explained = explain_all(store, asked, mappings=index.mappings)
    found: dict[str, list[Why]] = defaultdict(list)
    for quote, keys in wanted.items():
        for key in keys if quote in explained else ():
            each = explained[quote][iris[key]]
            if isinstance(each, StoreDamaged):
                found[quote].append(Why(key, None, f"{each.message} {each.hint}"))
            elif each.ways:
                found[quote].append(Why(key, without_words(each) if public else each))
    return found


def _values(about: Said, name: str) -> list[str]:
    return sorted({terms.value_of(value) for value in about.get(name, ())})


def _first(about: Said, name: str) -> str:
    return min(map(terms.value_of, about.get(name, ())), default="")


def _language(about: Said) -> str:
    tagged = (terms.parts(value)[2] for value in about.get("text", ()))
    return next(filter(None, tagged), "")


def _section(section: str) -> str:
    """Return the nearest heading of a path of headings.

    >>> _section("Results / Domain 2 / Sub-domain 4. Splinting and patching")
    'Results, “Sub-domain 4. Splinting and patching”'
    """
    steps = [step.strip() for step in section.split(" / ") if step.strip()]
    if len(steps) < 2:
        return section.strip()
    return f"{steps[0]}, “{steps[-1]}”"


def thing_id(iri: str) -> str:
    """Return the id in the address of a thing of a study; the address where it is none."""
    named = split_thing_iri(iri)
    return named[2] if named else iri
