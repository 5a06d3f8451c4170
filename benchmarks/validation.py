"""SHACL: the shapes over generated studies, by us and by pySHACL, on sound and spoiled data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.metadata import version
from random import Random

from benchmarks.generate import PER_STUDY
from benchmarks.timing import once, timed
from benchmarks.work import Part, Work
from kg.namespaces import derived_graph
from kg.store import open_store
from kg.terms import Triple, is_iri, read_nquads
from kg.validation import checking
from kg.validation.facts import Facts
from kg.validation.shapes import reference_results

BY_PYSHACL = 1_000
"""How many quotes pySHACL is given; it takes minutes for these."""
SPOILED = 0.01

Graphs = dict[str, set[Triple]]


def run(part: Part, work: Work) -> None:
    """Check a thousand quotes with both, then everything with ours, in two processes."""
    part.say(versions={"pyshacl": version("pyshacl")})
    store = open_store(str(work.store))
    studies = [study.id for study in store.studies()]
    few = [_asserted(work, study) for study in studies[: max(1, BY_PYSHACL // PER_STUDY)]]
    spoiled = [_spoil(graphs, Random(number)) for number, graphs in enumerate(few)]
    for name, given in (("sound", few), ("spoiled", spoiled)):
        ours, found = timed(lambda given=given: _ours(given))  # type: ignore[misc]
        part.say(prepare=f"pif-kg: 1,000 {name} quotes", timing=ours.as_json())
        if work.quotes > BY_PYSHACL:
            continue
        theirs, wanted = once(lambda given=given: _pyshacl(given))  # type: ignore[misc]
        part.say(
            prepare=f"pySHACL: 1,000 {name} quotes",
            timing=theirs.as_json(),
            findings=sum(wanted.values()),
            same=found == wanted,
        )
    if work.quotes > BY_PYSHACL:
        with ProcessPoolExecutor(2) as pool:
            check = partial(_check_one, work)
            timing, counts = once(lambda: list(pool.map(check, studies, chunksize=4)))
        seconds = sum(took for took, _ in counts)
        part.say(
            prepare="pif-kg: every study, read from the store, two processes",
            timing=timing.as_json(),
            findings=sum(found for _, found in counts),
            checking_seconds=round(seconds, 2),
        )


def _ours(given: list[Graphs]) -> Counter[str]:
    return _named(given, lambda facts: checking.results(facts))


def _pyshacl(given: list[Graphs]) -> Counter[str]:
    return _named(given, reference_results)


def _named(given: list[Graphs], look: object) -> Counter[str]:
    """Count findings by thing, shape and value, as a person is told them."""
    found: Counter[str] = Counter()
    for graphs in given:
        facts = Facts(graphs)
        for hit in checking.hits(look(facts), facts):  # type: ignore[operator]
            found[f"{hit.rule.name} {hit.focus} {hit.detail}"] += 1
    return found


def _asserted(work: Work, study: str) -> Graphs:
    graphs = read_nquads(open_store(str(work.store)).read_study(study))
    graphs.pop(derived_graph(study), None)
    return graphs


def _check_one(work: Work, study: str) -> tuple[float, int]:
    graphs = _asserted(work, study)
    timing, found = once(lambda: _ours([graphs]))
    return timing.median, sum(found.values())


def _spoil(graphs: Graphs, random: Random) -> Graphs:
    """Take statements away, point them elsewhere or break their values, one in a hundred."""
    return {graph: set(_spoiled(sorted(triples), random)) for graph, triples in graphs.items()}


def _spoiled(triples: Iterable[Triple], random: Random) -> Iterator[Triple]:
    for s, p, o in triples:
        if random.random() >= SPOILED:
            yield s, p, o
            continue
        how = random.randrange(3)
        if how == 1:
            yield s, p, '"spoiled"' if is_iri(o) else f"{s}"
        elif how == 2:
            yield s, p, o
            yield s, p, f"{s[:-1]}-elsewhere>" if is_iri(o) else '"another"'
