"""The work on one study, in a process of its own where there is much: files beside its pages."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from kg.describing.document import MOST_STUDIES, Provenance, dataset_iri
from kg.describing.studies import StudyFacts
from kg.describing.writing import PREFIXES
from kg.errors import LimitReached
from kg.identifiers import thing_iri
from kg.namespaces import BASE
from kg.site.counting import Counted, counting
from kg.site.documents import About, Labels, document
from kg.site.dumping import ASSERTED, DERIVED, Dumps, dump
from kg.site.gathering import Gathered, gather
from kg.site.reading import statements
from kg.site.rendering import FORMS, Rendering

PART = 600_000
"""Statements of a study that are worked on together: about 400 MB."""
LITTLE = 60_000
"""Statements in all for which no other process is started."""
_IN_FLIGHT = 3
_PREFIX = re.compile(r"[a-z]{3,}")
_SAFE = "/~._-"


@dataclass(frozen=True, slots=True)
class Shared:
    """What every job needs to know. Terms, not IRIs, are the keys."""

    out: Path
    things: frozenset[str]
    """The things with pages of their own that no study owns: works and constructs."""
    labels: Labels
    """The names of what the vocabularies define."""


@dataclass(frozen=True, slots=True)
class Job:
    """A part of a study. ``pages`` and ``owners`` are of the whole study, as terms."""

    facts: StudyFacts
    path: Path
    folder: str
    """Where its data lie, from the top of the site."""
    pages: Mapping[str, str]
    owners: Mapping[str, str]
    part: int
    of: int


@dataclass(slots=True)
class Done:
    """What was made; what is common to studies and what was counted come with the first part."""

    study: str
    digests: list[tuple[str, str]]
    """Of each page's statements, by its stem."""
    common: Gathered = field(default_factory=Gathered)
    counted: Counted = field(default_factory=Counted)
    dumps: Dumps | None = None


def provenance_of(facts: Iterable[StudyFacts]) -> Provenance:
    """Return where facts of these studies come from, as the server says it."""
    some = list(facts)[:MOST_STUDIES]
    made = Provenance(
        tuple(dataset_iri(study.id) for study in some),
        tuple(sorted({licence for study in some for licence in study.licences})),
        tuple(sorted({work.iri for study in some for work in study.publications})),
    )
    return made if some else Provenance()


def do(job: Job, shared: Shared) -> Done:
    """Write the files of a part of a study."""
    study = job.facts.id
    counted = Counted()
    found = statements(job.path)
    if job.part == 0:
        found = counting(study, found, counted)
    owners = {**dict(zip(shared.things, shared.things, strict=True)), **job.owners}
    own, common = gather(found, owners, shared=shared.things, part=job.part, of=job.of)
    rendering = Rendering(_prefixes(study, job.pages, job.owners))
    more = tuple(address(f"{job.folder}/{name}") for name in (ASSERTED, DERIVED))
    about = About(provenance_of([job.facts]), more)
    digests = []
    for owner in sorted(own.told):
        stem = job.pages[owner]
        made = rendering.document(address(stem), document(owner, own, about, shared.labels))
        digests.append((stem, put(shared.out, stem, made)))
    if job.part:
        return Done(study, digests)
    dumps = dump(study, job.path, shared.out, job.folder, rendering)
    return Done(study, digests, _light(common), counted, dumps)


def address(stem: str) -> str:
    """Return the address of a page's document without its ending, below our base."""
    return BASE + quote(stem, safe=_SAFE)


def put(out: Path, stem: str, forms: Iterable[bytes]) -> str:
    """Write a document in all forms; returns the digest of its statements."""
    place = f"{out}/{stem}"
    folder = place.rpartition("/")[0]
    if folder not in _made:
        Path(folder).mkdir(parents=True, exist_ok=True)
        _made.add(folder)
    content = b""
    for ending, content in zip(FORMS, forms, strict=True):
        with open(f"{place}.{ending}", "wb") as file:  # noqa: PTH123 - one of very many
            file.write(content)
    return sha256(content).hexdigest()


_made: set[str] = set()


def _prefixes(study: str, *things: Iterable[str]) -> dict[str, str]:
    made = dict(PREFIXES)
    start = f"<{thing_iri(study, '', '')[:-1]}"
    kinds = {
        term[len(start) :].partition("/")[0]
        for terms in things
        for term in terms
        if term.startswith(start)
    }
    for kind in sorted(kinds):
        if _PREFIX.fullmatch(kind) and kind not in made and kind != "study":
            made[kind] = thing_iri(study, kind, "")
    return made


def _light(common: Gathered) -> Gathered:
    """Keep of all that is known what is told of: this travels to another process."""
    mentioned = set(common.out)
    for by in (*common.onto.values(), *common.into.values()):
        for pointing in by.values():
            pointing.lighten()
            mentioned.update(pointing.first())
    mentioned.update(o for said in common.out.values() for _, o in said)
    common.labels = {s: common.labels[s] for s in sorted(mentioned) if s in common.labels}
    return common


# Processes.


def all_done(jobs: Iterable[Job], shared: Shared, workers: int) -> Iterator[Done]:
    """Yield what is made of each job, in their order; few are under way at a time.

    Raises:
        LimitReached: A worker was killed, as the system does when memory runs out.
    """
    if workers == 1:
        for job in jobs:
            yield do(job, shared)
        return
    waiting = deque(jobs)
    under_way: deque[Future[Done]] = deque()
    with ProcessPoolExecutor(workers, _context(), _begin, (shared,)) as pool:
        try:
            while waiting or under_way:
                while waiting and len(under_way) < workers * _IN_FLIGHT:
                    under_way.append(pool.submit(_work, waiting.popleft()))
                yield under_way.popleft().result()
        except BrokenProcessPool as error:
            raise LimitReached(
                "A process that was writing a study was killed, probably for want of memory.",
                "Nothing was published. Close other programs and try again.",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _context() -> multiprocessing.context.BaseContext:
    # Never a plain fork: this process may have threads, and an engine with threads of its own.
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["kg.site.working"])
    return context


_shared: Shared


def _begin(shared: Shared) -> None:
    global _shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which stops us
    gc.disable()
    _shared = shared


def _work(job: Job) -> Done:
    return do(job, _shared)
