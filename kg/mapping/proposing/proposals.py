"""What is proposed for the codes of a study in a store, with what was decided already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.closure.shipped import shipped_triples
from kg.mapping import asking
from kg.mapping.model import MappingSet, Match
from kg.mapping.proposing.deciding import Decision, decisions
from kg.mapping.proposing.scoring import Alike, Comparer, Described
from kg.namespaces import CONSTRUCT, PIF, SCHEME, SKOS, study_graph
from kg.terms import iri, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.store.base import Store

LEAST = 0.3
"""The least score that is proposed unless somebody asks for more or less."""
MOST = 3
"""How many constructs are proposed for one code unless somebody asks for more or less."""

_PREFERRED, _OTHER = f"<{SKOS}prefLabel>", f"<{SKOS}altLabel>"
_TEXTS = (f"<{SKOS}definition>", f"<{SKOS}scopeNote>")
_CODES = f"""\
SELECT ?code ?property ?value ?_graph_iri WHERE {{
  GRAPH ?_graph_iri {{
    ?code a <{PIF}Code> ; ?property ?value .
    FILTER(?property IN ({_PREFERRED}, {_OTHER}, {", ".join(_TEXTS)}, <{PIF}identifier>))
  }}
}}"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code and a construct it may mean. Without a likeness a person named the pair."""

    code: Described
    construct: Described
    likeness: Alike | None
    decision: Decision | None = None

    @property
    def state(self) -> str:
        """What was decided: open, accepted or refused."""
        return self.decision.state if self.decision else "open"

    @property
    def score(self) -> float:
        """How alike they are; 0 where only a person sees them alike."""
        return self.likeness.score if self.likeness else 0.0

    @property
    def ground(self) -> str:
        """What the score rests on, in words."""
        if self.likeness is None:
            return ""
        shared = ", ".join(self.likeness.words)
        return f"score {self.score:g} by the words {shared}" if shared else f"score {self.score:g}"


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposals of a study. ``mapped`` are codes that its own mappings say something of."""

    study: str
    proposals: tuple[Proposal, ...]
    codes: int
    mapped: tuple[Described, ...]
    without: tuple[Described, ...]
    """Codes for which nothing is like enough and nothing was decided."""

    def of(self, state: str) -> list[Proposal]:
        """Return those of a state: open, accepted or refused."""
        return [each for each in self.proposals if each.state == state]


def proposals(
    store: Store, study: str, *, most: int = MOST, least: float = LEAST, mapped: bool = False
) -> Proposed:
    """Return what is proposed for a study's codes, by code, the best first.

    Codes that the study itself maps are compared when ``mapped`` is asked for.
    """
    codes = codes_of(store, study)
    done = {match.subject for match in asking.matches_in(store, study)}
    decided = decisions(store, study)
    comparer = Comparer(constructs())
    named = {each.iri: each for each in constructs()}
    found: list[Proposal] = []
    without: list[Described] = []
    for code in codes:
        pairs: dict[str, Proposal] = {}
        if mapped or code.iri not in done:
            for alike in comparer.alike(code, most=most, least=least):
                pairs[alike.construct.iri] = Proposal(
                    code, alike.construct, alike, decided.get((code.iri, alike.construct.iri))
                )
        more = {object: each for (subject, object), each in decided.items() if subject == code.iri}
        if more.keys() - pairs.keys():
            every = comparer.alike(code, most=len(named), least=0.0)
            likeness = {alike.construct.iri: alike for alike in every}
        for object, decision in more.items():
            if object not in pairs:
                target = named.get(object) or Described(object, object, ())
                pairs[object] = Proposal(code, target, likeness.get(object), decision)
        found += pairs.values()
        if not pairs and code.iri not in done:
            without.append(code)
    return Proposed(
        study, tuple(found), len(codes), tuple(c for c in codes if c.iri in done), tuple(without)
    )


def proposed_set(proposed: Proposed) -> MappingSet:
    """Return open proposals as a set of mappings for others to look at.

    Each says closeMatch, which carries no evidence, even if somebody loads the file as it is.
    """
    return MappingSet(
        f"{proposed.study}-proposed",
        title=f"Proposed mappings of the codes of {proposed.study}, accepted by nobody",
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        about="Made by comparing words (pif map). Each row is a proposal: closeMatch carries no"
        " evidence. Confidence is the score.",
        matches=tuple(
            Match(
                "", each.code.iri, "closeMatch", each.construct.iri, "semapv:LexicalMatching",
                "", Decimal(f"{each.score:.3f}"), each.ground,
            )
            for each in proposed.of("open")
        ),
    )  # fmt: skip


def codes_of(store: Store, study: str) -> list[Described]:
    """Return the codes of a study as they are described, by id."""
    rows = store.query(_CODES, {"_graph_iri": iri(study_graph(study))}).rows()
    return _described((row["code"], row["property"], row["value"]) for row in rows)


def constructs() -> list[Described]:
    """Return the constructs of the shared scheme as they are described, by key.

    The words of the first article that the scheme keeps with them are not compared.
    """
    triples = shipped_triples()[1]
    members = {s for s, p, o in triples if p == f"<{SKOS}inScheme>" and o == f"<{SCHEME}>"}
    wanted = {_PREFERRED, _OTHER, *_TEXTS}
    return _described(t for t in triples if t[0] in members and t[1] in wanted)


def _described(said: Iterable[tuple[str, str, str]]) -> list[Described]:
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for s, p, o in said:
        about[value_of(s)][p if p.startswith("<") else iri(p)].add(value_of(o))
    found = []
    for address, told in about.items():
        ids = sorted(told.get(f"<{PIF}identifier>", ()))
        id = ids[0] if ids else address.removeprefix(CONSTRUCT)
        names = [*sorted(told.get(_PREFERRED, ())), *sorted(told.get(_OTHER, ()))]
        texts = [text for property in _TEXTS for text in sorted(told.get(property, ()))]
        found.append(Described(address, id, tuple(names) or (id,), tuple(texts)))
    return sorted(found, key=lambda each: each.id)
