"""Every way by which a quote supports something, in what each study sees.

The ways are found from what was stated (coding acts, episodes, mappings, broader concepts), not
from the derived facts they explain; those are what the ways are checked against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from kg import terms
from kg.errors import StoreDamaged
from kg.explain.naming import Names, thing_of
from kg.explain.parts import Mode, Relation, Step, Way
from kg.explain.quoting import sentences_of
from kg.explain.reading import SHARED, Reader, Statement, first, property_of, values
from kg.explain.ways import MOST_TRIED, Edge, Path, Start, shortest_first
from kg.explain.wording import (
    broader_sources,
    carried,
    coded,
    coder,
    coding_sources,
    justification,
    mapping_sources,
    stated_support,
)
from kg.identifiers import split_thing_iri
from kg.namespaces import SKOS, SSSOM
from kg.terms import A, is_iri

CARRY: dict[str, Relation] = {
    f"<{SKOS}exactMatch>": "exactMatch",
    f"<{SKOS}broadMatch>": "broadMatch",
    f"<{SKOS}broader>": "broader",
}
"""The properties that carry support from one concept to the next."""

NEAR: dict[str, Relation] = {
    f"<{SKOS}closeMatch>": "closeMatch",
    f"<{SKOS}narrowMatch>": "narrowMatch",
    f"<{SKOS}relatedMatch>": "relatedMatch",
    f"<{SKOS}related>": "related",
}
"""Those that carry nothing."""

Steps = tuple[Step, ...]

_SUPPORTS = property_of("supports")
_ACT = property_of("targetOfCoding")
_BODY = property_of("codingBody")
_EVIDENCES = property_of("evidences")
_MOST_COUNTED = 1_000
_SUBJECT, _PREDICATE, _OBJECT = (f"<{SSSOM}{n}_id>" for n in ("subject", "predicate", "object"))
_SET = "mapping-"  # what the derived graph of a set is called by, before its name


@dataclass(slots=True)
class World:
    """What one study says of the quote, and what follows there."""

    study: str
    supported: set[str]
    """What the quote supports by the store's derived facts."""
    starts: list[Start[Steps]] = field(default_factory=list)
    """What it supports without a step between concepts; the key is the steps that say so."""
    edges: dict[str, list[Edge]] = field(default_factory=dict)
    episodes: list[str] = field(default_factory=list)
    """What the quote tells of, whether or not that is a case of any construct."""
    mapped_by: str = ""
    """The set of mappings that is looked through, where it is no study's own."""


class Chains:
    """The ways of one quote. ``said`` is all that is said of it."""

    def __init__(self, reader: Reader, names: Names, quote: str, said: list[Statement]) -> None:
        self.reader = reader
        self.names = names
        self.quote = thing_of(quote, said, "quote")
        self.term = quote
        self._said = said
        self._constructs = reader.constructs(quote)
        self._acts = reader.acts(quote)
        self._mappings = reader.mappings(quote)
        self.claims = reader.claims(quote)
        self.sentences = sentences_of(self.claims)
        seen = {s.study for s in said} - {SHARED}
        stated = {s.study for s in said if s.stated}
        sets = sorted({study for study in seen - stated if study.startswith(_SET)})
        self.worlds = [self._world(study) for study in sorted(seen - set(sets))]
        self.by_sets = [self._by_set(name.removeprefix(_SET)) for name in sets]

    @property
    def supported(self) -> set[str]:
        """Whatever the quote supports, as terms."""
        return set().union(*(world.supported for world in (*self.worlds, *self.by_sets)))

    @property
    def borne_on(self) -> set[str]:
        """Whatever the quote bears on, as terms: at least what it supports."""
        return set(values(self._said, property_of("bearsOn"))) | self.supported

    def ways(self, construct: str, most: int) -> tuple[list[Way], int, bool]:
        """Return the ways to something, shortest first, at most so many.

        Returned beside them: how many more were counted, and whether there are yet more.

        Raises:
            StoreDamaged: What the store holds as derived is not what follows.
        """
        found: list[tuple[World, Path[Steps]]] = []
        more = False
        for world in self.worlds:
            tried = [0]
            paths = shortest_first(world.starts, world.edges, construct, tried=tried)
            here = list(islice(paths, _MOST_COUNTED))
            more = more or len(here) == _MOST_COUNTED or tried[0] >= MOST_TRIED
            if bool(here) != (construct in world.supported):
                self._refuse(world, construct, found=bool(here))
            found += [(world, path) for path in here]
        for world in self.by_sets:
            # Each set by itself: a way that takes none of its mappings was found above.
            paths = shortest_first(world.starts, world.edges, construct)
            here = [p for p in islice(paths, _MOST_COUNTED) if any(map(_is_match, p.edges))]
            if construct in world.supported and not here:
                self._refuse(world, construct, found=False)
            found += [(world, path) for path in here]
        found.sort(key=lambda pair: pair[1].length)
        ways = [self._way(world, path) for world, path in found[:most]]
        return ways, len(found) - len(ways), more

    def _refuse(self, world: World, construct: str, *, found: bool) -> None:
        thing = self.names.thing(construct)
        wrong = (
            f"a chain of facts leads to {thing.label}, but the store does not hold that"
            if found
            else f"the store holds that it supports {thing.label}, but no chain of facts does"
        )
        if world.mapped_by:
            raise StoreDamaged(
                f"What follows from the mappings {world.mapped_by} is out of date for "
                f"{self.quote.id}: {wrong}.",
                "Load the set again with --replace.",
            )
        raise StoreDamaged(
            f"What follows from study {world.study} is out of date for {self.quote.id}: {wrong}.",
            f"Load the study again: `pif load … --study {world.study} --replace`.",
        )

    def _world(self, study: str) -> World:
        sees = (study, SHARED)
        world = World(study, set(values(self._said, _SUPPORTS, study)))
        for node, said in self._constructs.items():
            world.edges[node] = self.reader.once((node, sees), partial(edges_in, said, sees))
        world.episodes = values([s for s in self._said if s.study == study], _EVIDENCES)
        world.starts = [Start(steps, node, len(steps)) for node, steps in self._starts(study)]
        return world

    def _by_set(self, name: str) -> World:
        """Return what a set of mappings sees: codings and codebooks, and no other mapping."""
        world = World(self.worlds[0].study if self.worlds else "", set(), mapped_by=name)
        world.supported = set(values(self._said, _SUPPORTS, f"{_SET}{name}"))
        for node, said in self._constructs.items():
            anywhere = tuple({s.study for s in said})  # a set leads from codebook to codebook
            up = [edge for edge in edges_in(said, anywhere) if not _is_match(edge)]
            world.edges[node] = [*edges_in(said, (name,)), *up]
        world.starts = [start for other in self.worlds for start in other.starts]
        return world

    def _starts(self, study: str) -> Iterator[tuple[str, tuple[Step, ...]]]:
        seen = [s for s in self._said if s.study == study]
        for act in values(seen, _ACT):
            said = [s for s in self._acts.get(act, []) if s.study == study]
            for body in values(said, _BODY):
                yield body, (self._coded(act, said, body),)
        episodes = values(seen, _EVIDENCES)
        if episodes:
            from kg.explain.classing import INSTANTIATES, Classing

            classing = Classing(self.reader, self.names, study)
            for episode in episodes:
                stated = any(s.stated for s in seen if s[:2] == (_EVIDENCES, episode))
                said = [s for s in self.reader.about(episode) if s.study in (study, SHARED)]
                for construct in values(said, INSTANTIATES):
                    if is_iri(construct):
                        yield (
                            construct,
                            classing.steps(self.quote, episode, construct, stated=stated),
                        )
        for node in sorted({s.value for s in seen if s.property == _SUPPORTS and s.stated}):
            end = self.names.thing(node)
            says = f"are said to support {end.label}"
            yield node, (Step(self.quote, "supports", end, True, says, stated_support(study)),)

    def _coded(self, act: str, said: list[Statement], body: str) -> Step:
        end = self.names.thing(body)
        by_authors = property_of("ProjectCoding") not in values(said, A)
        coders = [self.names.entity(c) for c in values(said, property_of("madeBy")) if is_iri(c)]
        who = coder(coders, by_authors=by_authors)
        split = split_thing_iri(terms.value_of(act))
        day, _, time = (first(said, property_of("codedAt")) or "").partition("T")
        facts = {
            "act": split[2] if split else terms.value_of(act),
            "coder": "; ".join(coders),
            "kind": "author" if by_authors else "project",
            "date": day if time.startswith("00:00:00") else f"{day}T{time}".rstrip("T"),
            "ground": first(said, property_of("rationale")) or "",
        }
        facts = {name: value for name, value in facts.items() if value}
        sources = coding_sources(facts, end, self.sentences)
        return Step(self.quote, "coded", end, True, coded(end, who), sources, facts)

    def _way(self, world: World, path: Path[Steps]) -> Way:
        steps: list[Step] = list(path.start.key)
        node = path.start.node
        for edge in path.edges:
            asked = (node, edge, world.study, world.mapped_by)
            steps.append(self.reader.once(asked, partial(self.step, *asked)))
            node = edge.end
        return Way(tuple(steps), ("scheme",) if world.mapped_by else _counts(steps))

    def step(self, node: str, edge: Edge, study: str, mapped_by: str = "") -> Step:
        """Word a step from one concept to the next; ``mapped_by`` is a set of nobody's own."""
        start, end = self.names.thing(node), self.names.thing(edge.end)
        relation = {**CARRY, **NEAR}[edge.relation]
        facts: dict[str, str] = {}
        if relation in ("broader", "related"):
            said = self.reader.described(node)
            sentence = first(said, property_of("statedInSentence"))
            work = first(said, "<http://purl.org/dc/terms/source>")
            named = {"study": start.study, "sentence": sentence, "work": work}
            facts = {name: value for name, value in named.items() if value}
            sources = broader_sources(start, sentence, work)
        else:
            mappings = [
                _mapping_facts(said)
                for _, said in sorted(self._mappings.items())
                if _is_mapping(said, node, edge, (mapped_by,) if mapped_by else (study, SHARED))
            ]
            if mapped_by:
                mappings = [told | {"set": mapped_by} for told in mappings]
            facts = mappings[0] if mappings else {}
            sources = mapping_sources(relation, mappings)
        says = carried(relation, start, end)
        return Step(start, relation, end, edge.stated, says, sources, facts)


def _is_match(edge: Edge) -> bool:
    return CARRY.get(edge.relation, "broader") != "broader"


def edges_in(
    said: list[Statement], studies: tuple[str, ...], relations: Mapping[str, Relation] = CARRY
) -> list[Edge]:
    """Return the links of some kinds from a concept, as some studies see it, exact ones first."""
    order = list(relations)
    found: dict[tuple[str, str], bool] = defaultdict(bool)
    for s in said:
        if s.property in relations and s.study in studies and is_iri(s.value):
            found[s.property, s.value] |= s.stated
    ranked = sorted(found.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    return [Edge(relation, end, stated) for (relation, end), stated in ranked]


def _counts(steps: list[Step]) -> tuple[Mode, ...]:
    # As filed: the coder's code means the construct by an exact match, or is what was asked for.
    direct = steps[0].relation == "coded" and (
        len(steps) == 1
        or (len(steps) == 2 and steps[0].end.sort == "code" and steps[1].relation == "exactMatch")
    )
    return ("filed", "scheme") if direct else ("scheme",)


def _is_mapping(said: list[Statement], node: str, edge: Edge, studies: tuple[str, ...]) -> bool:
    asked = {(_SUBJECT, node), (_PREDICATE, edge.relation), (_OBJECT, edge.end)}
    return asked <= {(property, value) for property, value, study, _ in said if study in studies}


def _mapping_facts(said: list[Statement]) -> dict[str, str]:
    split = [s for s in said if s.property == f"<{SSSOM}mapping_justification>"]
    named = {
        "author": first(said, f"<{SSSOM}author_label>"),
        "justification": justification(terms.value_of(split[0].value)) if split else None,
        "comment": first(said, f"<{SSSOM}comment>"),
        "confidence": first(said, f"<{SSSOM}confidence>"),
    }
    return {name: value for name, value in named.items() if value}
