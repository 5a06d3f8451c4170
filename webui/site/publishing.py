"""Publish: gather what may be public, write its data and pages beside the old site, and swap."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg import index
from kg.errors import StoreBusy
from kg.identifiers import study_iri
from kg.index.opening import forget
from kg.pages.study_names import study_names
from kg.publishing import tombstones
from kg.site import Gone, seal, write_data
from webui.site import assets, lists, searching, things, tops
from webui.site.addressing import Addresses
from webui.site.building import MARKER, building
from webui.site.frozen import frozen
from webui.site.inventory import Inventory, take
from webui.site.layout import WITH_PAGES, Layout
from webui.site.rendering import Renderer, write
from webui.site.working import Job, all_done, processors

if TYPE_CHECKING:
    from kg.site import SiteData
    from kg.store.base import Store
    from webui.site.frozen import Frozen

_QUOTES_AT_ONCE = 200
_OTHERS_AT_ONCE = 50
_SHARED_AT_ONCE = 400
_A_JOB = 1_500
"""Pages of a study that one process makes after another."""
_FEW = 20
"""Pages of other kinds for which no other process is started."""

Step = Callable[[str], None]
Page = tuple[str, str]
Making = Callable[[], Iterable[Page]]


@dataclass(frozen=True, slots=True)
class Published:
    """What was published. ``withdrawn`` are studies that have only a page that says so."""

    out: Path
    studies: int
    quotes: int
    pages: int
    files: int
    withdrawn: int


def publish(
    store: Store,
    out: Path,
    *,
    studies: list[str] | None = None,
    step: Step = lambda said: None,
    now: datetime | None = None,
    workers: int = 0,
) -> Published:
    """Write what may be public of a store as a site of files into ``out``, in one step.

    An older publication there is replaced; killed meanwhile, the old one stays. ``now`` decides
    which embargoes run; nothing else looks at a clock. ``workers`` is how many processes may
    work, one for each processor unless said; the files are the same.

    Raises:
        UsageError: The folder holds something else.
        StoreUnreachable: The folder cannot be written.
        StoreBusy: What may be public changed meanwhile.
    """
    with (
        building(out) as folder,
        frozen(store, studies, now, step) as public,
        public.on_disk(beside=folder.parent),
    ):
        before = out if (out / MARKER).is_file() else None
        done = _written(store, public, folder, before, step, workers or processors())
        public.check()
    return Published(out, *done)


def _written(
    store: Store, public: Frozen, folder: Path, before: Path | None, step: Step, workers: int
) -> tuple[int, int, int, int, int]:
    with suppress(StoreBusy):  # else the first question brings it up to date
        index.update(public, step=step)
    inventory = take(public, step)
    withdrawn = [g for g in _withdrawn(store) if g.study not in inventory.studies]
    layout = inventory.layout
    step("writing data")
    data = write_data(
        public, folder, layout.pages, layout.homes, before=before, gone=withdrawn,
        workers=workers, step=step,
    )  # fmt: skip
    step("reading quotes")
    names = study_names(public, public.revision(), inventory.studies)
    quotes = lists.gather(public, layout, {id: name.short for id, name in names.items()})
    addresses = Addresses(
        layout, lists.stems(quotes, layout), assets.copy(folder), _downloads(data)
    )
    renderer = Renderer(public, addresses, data.date)
    jobs = list(_jobs(public, renderer, inventory, data, quotes, withdrawn, folder))
    count = workers if len(quotes.lines) > _FEW else 1
    pages, done = 0, 0
    public.settle()
    gc.collect()
    gc.freeze()  # else every process copies all there is, only to look whether it is garbage
    try:
        for made in all_done(jobs, count, partial(_begin, public)):
            pages, done = pages + made, done + 1
            step(f"{pages:,} pages ({done:,} of {len(jobs):,} parts)")
    finally:
        gc.unfreeze()
    _mark(folder, public, data, inventory)
    step("checksums")
    files = seal(folder)
    return len(inventory.studies), len(quotes.lines), pages, files, len(withdrawn)


def _begin(public: Frozen) -> None:
    """Make a process ready that was forked: no file is shared, and little is garbage."""
    forget(public)
    gc.set_threshold(200_000, 20, 100)


def _jobs(
    public: Frozen,
    renderer: Renderer,
    inventory: Inventory,
    data: SiteData,
    quotes: lists.Quotes,
    withdrawn: Iterable[Gone],
    folder: Path,
) -> Iterator[Job]:
    def writes(make: Making) -> Job:
        return partial(_write_all, folder, make)

    yield partial(_search, folder, quotes)
    for made in tops.all_tops(renderer, data, inventory):
        yield writes(made)
    # What all studies are looked through for comes first, and stays with who began it.
    for some in _parts([*inventory.works, *inventory.constructs], _SHARED_AT_ONCE):
        yield writes(partial(things.others, renderer, inventory, some))
    for study in inventory.studies:
        yield from map(writes, _of_study(public, renderer, inventory, study))
    for iri in ["", *quotes.lists]:
        yield writes(partial(lists.pages, renderer, quotes, iri))
    layout = Layout.of([*inventory.layout.pages, *(study_iri(g.study) for g in withdrawn)])
    for each in withdrawn:
        yield writes(partial(tops.gone, renderer, each, layout.pages[study_iri(each.study)]))


def _of_study(
    public: Frozen, renderer: Renderer, inventory: Inventory, study: str
) -> Iterator[Making]:
    """Yield the pages of a study: few at once, for they are gathered together, but many to a job.

    Whoever knows of a study what it took long to find out renders the rest of it as well.
    """
    quotes = inventory.things.get((study, "quote"), [])
    kinds = sorted(set(WITH_PAGES) - {"quote"})
    rest = [iri for kind in kinds for iri in inventory.things.get((study, kind), ())]
    rest.append(study_iri(study))
    made: list[tuple[Making, int]] = []
    for some in _parts(quotes, _QUOTES_AT_ONCE):
        made.append((partial(things.quotes, renderer, inventory, some), len(some)))
    for some in _parts(rest, _OTHERS_AT_ONCE):
        made.append((partial(things.others, renderer, inventory, some), len(some)))
    hold = partial(public.hold, study, inventory.elsewhere)
    job: list[Making] = []
    count = 0
    for making, pages in made:
        if count + pages > _A_JOB and job:
            yield partial(_one_by_one, hold, job)
            job, count = [], 0
        job.append(making)
        count += pages
    yield partial(_one_by_one, hold, job)


def _one_by_one(hold: Callable[[], None], several: list[Making]) -> Iterator[Page]:
    hold()
    for making in several:
        yield from making()


def _write_all(folder: Path, make: Making) -> int:
    count = 0
    for stem, html in make():
        write(folder, stem, html)
        count += 1
    return count


def _search(folder: Path, quotes: lists.Quotes) -> int:
    searching.write(folder, quotes.rows)
    return 0


def _parts(all: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(all), size):
        yield all[start : start + size]


def _withdrawn(store: Store) -> list[Gone]:
    return [Gone(each.study, each.title, each.removed_on) for each in tombstones(store)]


def _downloads(data: SiteData) -> dict[str, str]:
    """Return the file that holds all of each study, by the name of such a file on the server."""
    listed = tops.listed(data)
    return {
        f"{file.study}.nq.gz": file.path
        for file in data.downloads
        if file.study in listed and file.path.endswith("/study.trig.gz")
    }


def _mark(folder: Path, public: Frozen, data: SiteData, inventory: Inventory) -> None:
    said = {
        "made_by": "pif-kg", "form": 1, "state": public.revision(), "date": data.date,
        "studies": inventory.studies,
    }  # fmt: skip
    made = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    (folder / MARKER).write_text(made, encoding="utf-8")
    (folder / ".nojekyll").touch()  # GitHub would leave out what begins with a full stop
