"""Write all data of a site: beside each page, in files to take away, and in catalogues of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import settings
from kg.describing.vocabulary import vocabulary
from kg.identifiers import split_thing_iri, study_iri
from kg.site import changes as changing
from kg.site.dumping import ASSERTED, DERIVED
from kg.site.model import Gone, SiteData, address_of_site
from kg.site.reading import Kept, kept
from kg.site.sharing import Common, vocabulary_labels, write_vocabularies
from kg.site.summing import Summary
from kg.site.telling import tell
from kg.site.working import LITTLE, PART, Job, Shared, address, all_done, processors

if TYPE_CHECKING:
    from kg.store.base import Store

Step = Callable[[str], None]


def write_data(
    public: Store,
    out: Path,
    pages: Mapping[str, str],
    homes: Mapping[str, str] | None = None,
    *,
    before: Path | None = None,
    gone: Sequence[Gone] = (),
    site: str = "",
    publisher: str = "",
    workers: int = 0,
    part: int = PART,
    step: Step = lambda said: None,
) -> SiteData:
    """Write what machines read into ``out``: beside each page, and at the top of the site.

    ``pages`` gives the stem of the page of each thing (IRI), ``homes`` the thing on whose page
    another is told of: its statements stand in the files beside that page. Studies without a
    page are passed over. ``before`` is the folder of the last publication, for the change log.
    ``site`` is the address at which the site will be on the web, by default that of ``PIF_SITE``;
    without it, addresses are those of our base, from which the rules in ``w3id/.htaccess`` lead
    there. ``publisher`` is by default ``PIF_PUBLISHER``. ``workers`` is how many processes may
    work, by default one for each processor; ``part`` how many statements of a study are worked
    on at once. Neither changes a byte of what is written.

    Raises:
        UsageError: ``site`` is no address of the web.
        StoreBusy: A study changed while it was read.
        LimitReached: A process was killed for want of memory.
    """
    site, publisher = address_of_site(site), publisher or settings.publisher()
    homes = {iri: home for iri, home in (homes or {}).items() if home in pages}
    laid = Laid.out(pages, homes)
    wanted = [study for study in public.studies() if study_iri(study.id) in pages]
    labels = vocabulary_labels()
    shared = Shared(out, laid.shared, labels)
    common = Common(laid.shared)
    digests: dict[str, str] = {}
    summary = Summary()
    step("Reading what is public")
    with kept(public, wanted) as held:
        jobs = list(_jobs(held, laid, part))
        total = sum(study.quads for study in wanted)
        count = workers or (processors() if total > LITTLE and len(jobs) > 1 else 1)
        for number, done in enumerate(all_done(jobs, shared, count), 1):
            digests.update(done.digests)
            if done.dumps is not None:
                facts = held[done.study].facts
                common.add(facts, done.common, laid.owners.get(done.study, {}))
                summary.add(facts, done.counted, done.dumps)
            step(f"Data of {done.study} ({number:,} of {len(jobs):,} parts)")
    step("Data of works and constructs")
    more = tuple(address(f"data/{name}") for name in (ASSERTED, DERIVED))
    digests.update(common.write(out, laid.own[""], more, labels))
    digests.update(write_vocabularies(out, laid.own[""]))
    step("Catalogues")
    changes = changing.compared(digests, before, [each.study for each in gone])
    told = {iri: (pages[home], fragment_of(iri)) for iri, home in homes.items()}
    data = tell(out, summary, pages, told, changes, gone=gone, site=site, publisher=publisher)
    changing.write_changes(out, data.date, changes, digests)
    return data


@dataclass(frozen=True, slots=True)
class Laid:
    """What is told of where, by study; the empty one has what no study owns. Keys are terms."""

    own: Mapping[str, Mapping[str, str]]
    """The stem of each page."""
    owners: Mapping[str, Mapping[str, str]]
    """The thing beside whose page each thing of a study is told of, for all but shared things."""
    shared: frozenset[str]
    folders: Mapping[str, str]
    """Where the data of each study lie."""

    @classmethod
    def out(cls, pages: Mapping[str, str], homes: Mapping[str, str]) -> Laid:
        """Sort pages and homes by study."""
        own: dict[str, dict[str, str]] = {"": {}}
        owners: dict[str, dict[str, str]] = {}
        folders: dict[str, str] = {}
        for iri in sorted(pages):
            split = split_thing_iri(iri)
            study = split[0] if split else ""
            own.setdefault(study, {})[f"<{iri}>"] = pages[iri]
            if split:
                owners.setdefault(study, {})[f"<{iri}>"] = f"<{iri}>"
                if split[1] == "study":
                    folders[study] = f"data/{pages[iri]}"
        for iri in sorted(homes):
            split = split_thing_iri(iri)
            if split:
                owners.setdefault(split[0], {})[f"<{iri}>"] = f"<{homes[iri]}>"
        # Vocabularies are written whole, and not from what studies say of them.
        shared = (term for term in own[""] if vocabulary(term[1:-1]) is None)
        return cls(own, owners, frozenset(shared), folders)


def fragment_of(iri: str) -> str:
    """Return the fragment at which a thing without a page is told of on that of its home.

    >>> fragment_of("https://w3id.org/pif-kg/study/s/coding/Q27-d1")
    'coding-Q27-d1'
    """
    named = split_thing_iri(iri)
    return "-".join(filter(None, named[1:])) if named else ""


def _jobs(held: Mapping[str, Kept], laid: Laid, part: int) -> Iterator[Job]:
    for study, there in held.items():
        parts = -(-max(1, there.facts.quads) // part)
        for number in range(parts):
            yield Job(
                there.facts, there.path, laid.folders[study], laid.own[study],
                laid.owners[study], number, parts,
            )  # fmt: skip
