"""What keeps a quote from supporting a construct, nearest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from kg.explain.chains import CARRY, NEAR, Chains, World, edges_in
from kg.explain.naming import is_shared_construct
from kg.explain.parts import Missing
from kg.explain.quoting import sentences_about
from kg.explain.reading import SHARED
from kg.explain.ways import Edge
from kg.explain.wording import CLEARLY, gist

_MOST_LOOKED_AT = 200
"""Concepts above the one asked for that are looked at; real schemes have a handful."""
_MOST_LISTED = 5


def missing(chains: Chains, construct: str) -> tuple[Missing, ...]:
    """Say what is missing for the quote to support a construct (a term) that it does not."""
    found: list[Missing] = []
    for world in chains.worlds:
        # Another study may mention the quote without having anything to say of its evidence.
        if world.starts or world.study == chains.quote.study:
            found += _Looking(chains, world, construct).all()
    return tuple({(m.kind, m.says): m for m in found}.values())


class _Looking:
    def __init__(self, chains: Chains, world: World, construct: str) -> None:
        self.chains = chains
        self.world = world
        self.term = construct
        self.asked = chains.names.thing(construct)
        self.quote = chains.quote
        self.above = self._upwards(construct)

    def all(self) -> Iterator[Missing]:
        """Yield everything found."""
        yield from self._narrower()
        yield from self._near()
        yield from self._codes()
        yield from self._uncoded()
        yield from self._unmapped()
        yield from self._episodes()

    def _upwards(self, node: str) -> dict[str, tuple[Edge, str]]:
        """Return what a concept would carry support to, nearest first, and by which link."""
        found: dict[str, tuple[Edge, str]] = {}
        queue = deque([node])
        looked = 0
        while queue and looked < _MOST_LOOKED_AT:
            here = queue.popleft()
            looked += 1
            for edge in edges_in(self.chains.reader.described(here), self._sees):
                if edge.end not in found and edge.end != node:
                    found[edge.end] = edge, here
                    queue.append(edge.end)
        return found

    @property
    def _sees(self) -> tuple[str, str]:
        return self.world.study, SHARED

    def _path(self, end: str) -> list[tuple[str, Edge]]:
        path: list[tuple[str, Edge]] = []
        while end != self.term:
            edge, before = self.above[end]
            path.append((before, edge))
            end = before
        return path[::-1]

    def _narrower(self) -> Iterator[Missing]:
        """Find the nearest things it does support that the one asked for leads up to."""
        held = [node for node in self.above if node in self.world.supported]
        if not held:
            return
        nearest = len(self._path(held[0]))
        for node in [n for n in held if len(self._path(n)) == nearest][:_MOST_LISTED]:
            wider = self.chains.names.thing(node)
            path = self._path(node)
            links = [CARRY[edge.relation] for _, edge in path]
            ways, _, _ = self.chains.ways(node, 1)
            how = f" ({gist(ways[0])})" if ways else ""
            if set(links) == {"broader"} and wider.sort == self.asked.sort == "construct":
                chain = ", which is a kind of ".join(
                    self.chains.names.thing(edge.end).label for _, edge in path
                )
                link = "is a kind of" if len(path) == 1 else "is, by steps, a kind of"
                rule = "evidence goes up from a kind to what it is a kind of, not down"
                says = f"{self._name} is a kind of {chain}; {rule}."
            else:
                link = "leads to, not back,"
                says = f"Evidence goes from {self.asked.label} to {wider.label}, not back."
            says = f"It supports {wider.label}{how}. {says}"
            yield Missing("narrower", says, (wider,), link)

    @property
    def _name(self) -> str:
        return self.asked.label[:1].upper() + self.asked.label[1:]

    def _near(self) -> Iterator[Missing]:
        """Find relations that carry no evidence, to or from the one asked for."""
        chains = self.chains
        links: dict[tuple[str, str], str] = {}
        for node in sorted(chains.borne_on):
            for edge in edges_in(chains.reader.described(node), self._sees, NEAR):
                leads = edge.end == self.term or (
                    NEAR[edge.relation] == "closeMatch"
                    and node in self.world.supported
                    and self.term in self._reach(edge.end)
                )
                if leads:
                    links.setdefault((node, edge.end), edge.relation)
        for edge in edges_in(chains.reader.described(self.term), self._sees, NEAR):
            if edge.end in chains.borne_on and (edge.end, self.term) not in links:
                links.setdefault((self.term, edge.end), edge.relation)
        for (subject, end), relation in list(links.items())[:_MOST_LISTED]:
            yield self._no_evidence(subject, end, relation)

    def _reach(self, node: str) -> set[str]:
        reached, queue = {node}, deque([node])
        while queue and len(reached) < _MOST_LOOKED_AT:
            for edge in edges_in(self.chains.reader.described(queue.popleft()), self._sees):
                if edge.end not in reached:
                    reached.add(edge.end)
                    queue.append(edge.end)
        return reached

    def _no_evidence(self, subject: str, end: str, relation: str) -> Missing:
        names = self.chains.names
        here, there = names.thing(subject), names.thing(end)
        to_asked = self.term in (subject, end)
        on = "" if to_asked else f", which leads up to {self.asked.label}"
        verb = CLEARLY[NEAR[relation]]
        link = f"{here.label} {verb} {there.label} (carries no evidence){on}"
        node, near = (end, there) if subject == self.term else (subject, here)
        if node in self.world.supported:
            return Missing(NEAR[relation], f"It supports {near.label}, and {link}.", (near,))
        sentences = sentences_about(self.chains.claims, node)
        through = f" through “{sentences[0].text}” ({sentences[0].claim.id})" if sentences else ""
        says = f"It bears on {near.label}{through}; {link}."
        return Missing(NEAR[relation], says, (near,))

    def _codes(self) -> Iterator[Missing]:
        """Name the codes of the study that would have carried evidence there."""
        names, study = self.chains.names, self.world.study
        if self.asked.sort == "code":
            home = self.asked.study
            if home and home != study:
                says = f"{self.asked.label} is a code of {home}, and {self.quote.id} is of {study}."
                yield Missing("other-study", says, (self.asked,))
            else:
                says = f"Nobody gave {self.quote.id} the code {self.asked.id} ({self.asked.label})."
                yield Missing("code-not-given", says, (self.asked,))
            return
        mapped = self.chains.reader.mapped_to(self.term, study)
        for code, relation in mapped[:_MOST_LISTED]:
            thing = names.thing(code)
            verb = CLEARLY[CARRY[relation]]
            says = (
                f"{study} has the code {thing.id} ({thing.label}), which {verb} "
                f"{self.asked.label}; nobody gave it to {self.quote.id}."
            )
            yield Missing("code-not-given", says, (thing,))
        if not mapped and is_shared_construct(self.term):
            says = f"No code of {study} is mapped to {self.asked.label}."
            yield Missing("no-code", says, (self.asked,))

    def _uncoded(self) -> Iterator[Missing]:
        if not any(world.starts for world in self.chains.worlds):
            told = any(world.episodes for world in self.chains.worlds)
            what = (
                "what it tells of is no case of a construct" if told else "it tells of no episode"
            )
            says = f"Nobody has coded {self.quote.id}, and {what}."
            yield Missing("uncoded", says)

    def _unmapped(self) -> Iterator[Missing]:
        """Name the codes it was given that lead to no construct at all."""
        for node in sorted({start.node for start in self.world.starts}):
            thing = self.chains.names.thing(node)
            if thing.sort == "code" and not any(map(is_shared_construct, self._reach(node))):
                says = (
                    f"It was coded {thing.label} ({thing.id}), and that code leads to no construct "
                    "of the shared scheme: no exact or broad match carries it there."
                )
                yield Missing("unmapped", says, (thing,))

    def _episodes(self) -> Iterator[Missing]:
        if not self.world.episodes:
            return
        from kg.explain.classing import Classing

        classing = Classing(self.chains.reader, self.chains.names, self.world.study)
        for episode in self.world.episodes:
            yield from classing.lacking(episode, self.term)
