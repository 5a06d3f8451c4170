"""The public part of one study."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg import provenance
from kg.closure import derive, load_schema
from kg.namespaces import derived_graph, study_graph
from kg.publishing.case import STUDIES, Case, Decision
from kg.publishing.crowds import Few
from kg.publishing.deciding import EXCLUDED, kept_back, overrides
from kg.publishing.drafting import Draft, described, draft
from kg.publishing.gate import decide
from kg.publishing.names import Names
from kg.publishing.renaming import rename
from kg.publishing.withholding import Withheld
from kg.publishing.wording import look_through, secret_names
from kg.terms import A, Graphs, Triple, value_of

if TYPE_CHECKING:
    from kg.publishing import decisions

GATE = 4
"""The version of what is decided: studies projected by another one are projected again."""
_ROUNDS = 10


class Leak(RuntimeError):
    """What was to stay behind would have gone out: a mistake in the gate, and nothing goes."""


@dataclass(frozen=True, slots=True)
class Projected:
    """What may be public of a study: its graphs, empty where nothing of it may be.

    ``changes_at`` is when the next embargo in it ends, which lets more out by itself;
    ``originals`` are the owner's addresses of what goes out under another one; ``few`` tells of
    records of which too few share what stays behind what they share, and how many do.
    """

    study: str
    graphs: dict[str, set[Triple]]
    withheld: list[Withheld] = field(default_factory=list)
    changes_at: datetime | None = None
    originals: Mapping[str, str] = field(default_factory=dict)
    few: Mapping[str, Few] = field(default_factory=dict)


def project(
    study: str,
    graphs: Graphs,
    now: datetime | None = None,
    decided: Iterable[decisions.Decision] = (),
) -> Projected:
    """Make the public graphs of a study from its graphs; what is derived is derived anew.

    ``decided`` is what was decided of it beside its files. The same graphs, moment and decisions
    give the same public graphs everywhere, and projecting what was projected changes nothing.

    Raises:
        LimitReached: More follows from it than can be kept.
        Leak: The last check found what should have stayed behind.
    """
    return judge(study, graphs, now, decided)[0]


def judge(
    study: str,
    graphs: Graphs,
    now: datetime | None = None,
    decided: Iterable[decisions.Decision] = (),
    *,
    deriving: bool = True,
) -> tuple[Projected, Case]:
    """Do as :func:`project` does; returns beside it the study as it was laid out for judging.

    Without ``deriving`` what follows is left out.
    """
    own = graphs.get(study_graph(study), ())
    origin = provenance.public(study, own)
    if not isinstance(own, set) or any(s == f"<{study_graph(study)}>" for s, _, _ in own):
        graphs = {**graphs, study_graph(study): provenance.without(study, own)}
    case = Case(study, graphs, now or datetime.now(UTC))
    decided = list(decided)
    decision, made, dropped, secret = _settled(case, *kept_back(case, decided))
    originals: dict[str, str] = {}
    public: dict[str, set[Triple]] = {}
    if decision.shown:
        new = rename(case, decision, secret)
        for coder in new.coders.values():
            decision.held.pop(coder, None)  # it goes by a number already
        for graph in case.graphs:
            public[graph] = {
                new.apply(triple)
                for of, triple, _ in made.said
                if of == graph and triple not in dropped
            }
        public.setdefault(study_graph(study), set()).update(new.said_of_coders(case))
        public.setdefault(study_graph(study), set()).update(
            overrides(case, decided, decision.shown, new.addresses)
        )
        originals = {value_of(n): value_of(o) for o, n in (new.addresses | new.coders).items()}
        public = described(public, study)
        public.setdefault(study_graph(study), set()).update(origin)
        if deriving:
            public[derived_graph(study)] = set(derive(public, schema=load_schema()))
        _check(case, public, decision.held.keys() | new.addresses.keys())
    withheld = {Withheld(value_of(r), reason) for r, reason in decision.held.items()}
    withheld |= made.withheld | set(dropped.values())
    withheld |= {Withheld(value_of(r), "name") for r in decision.unnamed}
    projected = Projected(
        study,
        {graph: triples for graph, triples in public.items() if triples} if public else {},
        sorted(withheld),
        case.standing.changes_at(),
        originals,
        {value_of(record): few for record, few in decision.few.items()},
    )
    return projected, case


def _settled(
    case: Case, excluded: Mapping[str, str], without: Iterable[tuple[str, str]]
) -> tuple[Decision, Draft, dict[Triple, Withheld], Names]:
    """Decide, look through the words that would go out, and decide again until nothing is found."""
    blocked = dict(excluded)
    excluded_properties = dict.fromkeys(without, EXCLUDED)
    for _ in range(_ROUNDS):
        decision = decide(case, blocked, excluded_properties)
        if not decision.shown:
            return decision, Draft(), {}, Names(())
        made = draft(case, decision)
        secret = secret_names(case, decision)
        found, dropped = look_through(case, decision, made, secret)
        if found.keys() <= blocked.keys():
            return decision, made, dropped, secret
        blocked |= found
    raise Leak(f"{case.study}: what names what does not settle")


def _check(case: Case, public: Graphs, behind: Collection[str]) -> None:
    """Make sure of the result by itself, without what it was made by."""
    subjects = {s for s, p, _ in _all(public) if p == A}
    terms = {term for triple in _all(public) for term in triple}
    if not terms.isdisjoint(behind):
        raise Leak(f"{case.study}: a record that stays behind is named")
    if any(term.startswith(STUDIES) and term not in subjects for term in terms):
        raise Leak(f"{case.study}: a record is named and not described")


def _all(graphs: Graphs) -> Iterable[Triple]:
    for triples in graphs.values():
        yield from triples
