"""Harvest: fetch each source, keep what is whole, leave what was good, take out what is withdrawn.

A study is put or taken out in one step of the store, one after the other; the index follows in the
end. A study of the same id that came from elsewhere, or is one's own, is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from kg import provenance
from kg.errors import LimitReached, StoreBusy, UnknownThing, UsageError
from kg.findings import Finding, counted, violations
from kg.harvesting.bounds import Bounds, Broken, Gone, Unreachable
from kg.harvesting.catalogues import Offered, read_catalogue
from kg.harvesting.checking import Fetched, prepare
from kg.harvesting.crates import Crate, DataFile, read_crate
from kg.harvesting.fetching import Fetcher, Validators
from kg.harvesting.memory import memory_of
from kg.harvesting.registry import METADATA, Entry
from kg.preparing import Step, silent
from kg.terms import read_nquads

if TYPE_CHECKING:
    from pathlib import Path

    from kg.harvesting.hosts import Network
    from kg.store.base import Store

Outcome = Literal[
    "new", "changed", "unchanged", "refused", "kept", "unreachable", "withdrawn", "unlisted"
]
_TURTLE = "text/turtle"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one study, or of a source of which none is held (``study`` empty).

    *refused* came and was not taken; *kept* the same, with the last good version held;
    *unreachable* did not come, and what is held stays; *unlisted* is held and no longer offered.
    """

    source: str
    study: str
    outcome: Outcome
    says: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_trouble(self) -> bool:
        """Say whether somebody should look at it."""
        return self.outcome in ("refused", "kept", "unreachable")


def harvest(
    entries: Sequence[Entry],
    store: Store,
    *,
    bounds: Bounds | None = None,
    private: Iterable[Network] = (),
    prune: bool = False,
    step: Step = silent,
) -> Iterator[Became]:
    """Bring a store up to date with what the entries of a registry publish; yield what became.

    ``private`` are networks that may be connected to though they are private. With ``prune``,
    harvested studies that no entry offers any longer are taken out.

    Raises:
        StoreBusy: Somebody else is writing; what was yielded before is kept.
    """
    work = _Harvest(entries, store, bounds or Bounds(), tuple(private), prune, step)
    try:
        for entry in entries:
            step(f"fetching {entry.source}")
            yield from work.bring(entry)
        yield from work.left_over()
    finally:
        work.finish()


class _Harvest:
    def __init__(
        self,
        entries: Sequence[Entry],
        store: Store,
        bounds: Bounds,
        private: tuple[Network, ...],
        prune: bool,
        step: Step,
    ) -> None:
        self._sources = {entry.source for entry in entries}
        listed = [entry.source for entry in entries if entry.folder is None]
        self._fetcher = Fetcher(listed, bounds, private)
        self._store, self._bounds, self._prune, self._step = store, bounds, prune, step
        self._memory = memory_of(store)
        self._held = provenance.origins(store) if store.studies() else {}
        self._changed = self._withdrawn = False

    def bring(self, entry: Entry) -> Iterator[Became]:
        """Bring one source up to date."""
        try:
            if entry.kind == "catalogue":
                yield from self._catalogue(entry)
            else:
                yield from self._crate(entry)
        except Unreachable as error:
            yield from self._of_all(entry, "unreachable", str(error))
        except Gone as error:
            yield from self._take_out(entry.source, self._from(entry.source), str(error))
        except Broken as error:
            yield from self._of_all(entry, "kept", "", [error.finding])

    def left_over(self) -> Iterator[Became]:
        """Report, or take out, studies whose source no entry names."""
        for study, origin in sorted(self._held.items()):
            if origin.source not in self._sources:
                yield from self._unlisted(origin.source, [study], "The registry")

    def finish(self) -> None:
        """Bring the index up to date, and the public part after a withdrawal."""
        from kg import index
        from kg.publishing import public_folder, refresh
        from kg.publishing.withdrawing import settle

        self._memory.write()
        if self._changed:
            with suppress(StoreBusy):  # the next question does it
                index.update(self._store, step=self._step)
        if self._withdrawn:
            settle(self._store)
            if public_folder(self._store).is_dir():
                refresh(self._store, step=self._step)

    # Crates ------------------------------------------------------------------------------

    def _crate(self, entry: Entry) -> Iterator[Became]:
        held = self._from(entry.source)
        digest = self._held[held[0]].digest if len(held) == 1 else ""
        said, given = self._described(entry, digest)
        if said is None:
            yield from self._of_all(entry, "unchanged", "")
            return
        crate = read_crate(said, self._bounds)
        if crate.is_withdrawn:
            says = "Its crate says that it is withdrawn."
            yield from self._take_out(entry.source, held, says)
            return
        digest = _digest_of(crate)
        licence = crate.licence or entry.licence
        if self._is_held(entry, crate.study, digest):
            yield Became(entry.source, crate.study, "unchanged")
        else:
            self._refuse_others(entry, crate.study)
            files: list[Fetched] = []
            for file in crate.files:
                left = self._bounds.packed - sum(len(data) for _, data in files)
                files.append((file.path, self._data(entry, file, left)))
            yield self._put(entry, crate.study, files, licence, digest)
        if self._is_held(entry, crate.study, digest):
            self._memory.keep(entry.source + METADATA, digest, given)
        yield from self._unlisted(
            entry.source, [study for study in held if study != crate.study], "Its crate"
        )

    def _described(self, entry: Entry, digest: str) -> tuple[bytes | None, Validators]:
        if entry.folder is not None:
            path = entry.folder / METADATA
            return _read(entry.folder, path, self._bounds.described), Validators()
        address = entry.source + METADATA
        known = self._memory.of(address, digest)
        found = self._fetcher.get(
            address, self._bounds.described, known, "application/ld+json, application/json"
        )
        return found.body, found.validators

    def _data(self, entry: Entry, file: DataFile, most: int) -> bytes:
        from urllib.parse import quote

        if entry.folder is not None:
            data = _read(entry.folder, entry.folder / file.path, most)
        else:
            self._step(f"fetching {file.path} from {entry.source}")
            found = self._fetcher.get(entry.source + quote(file.path), most)
            data = found.body or b""
        if sha256(data).hexdigest() != file.sha256:
            raise Broken(
                "digest",
                "It is not the file that the crate describes: its SHA-256 is another.",
                "It may be changing just now; harvest again later.",
                file.path,
            )
        return data

    # Catalogues --------------------------------------------------------------------------

    def _catalogue(self, entry: Entry) -> Iterator[Became]:
        offered = self._offers(entry)
        if not offered:
            raise Broken("catalogue", "The catalogue lists no study that can be fetched.")
        for each in offered:
            try:
                yield self._offered(entry, each)
            except Unreachable as error:
                yield Became(entry.source, each.study, "unreachable", str(error))
            except Gone as error:
                mine = [each.study] if self._is_held(entry, each.study) else []
                yield from self._take_out(entry.source, mine, str(error))
            except Broken as error:
                yield self._not_taken(entry, each.study, [error.finding])
        there = {each.study for each in offered}
        gone = [study for study in self._from(entry.source) if study not in there]
        yield from self._unlisted(entry.source, gone, "Its catalogue")

    def _offers(self, entry: Entry) -> list[Offered]:
        found: dict[str, Offered] = {}
        address, seen = entry.source, set[str]()
        while address and address not in seen:
            seen.add(address)
            if len(seen) > self._bounds.pages:
                raise Broken("catalogue", f"It has more than {self._bounds.pages} pages.")
            answer = self._fetcher.get(address, self._bounds.described, accept=_TURTLE)
            page, address = read_catalogue(answer.body or b"", answer.address, self._bounds)
            found |= {each.study: each for each in page}
            if len(found) > self._bounds.entities:
                raise Broken("catalogue", f"It lists more than {self._bounds.entities:,} studies.")
        return [found[study] for study in sorted(found)]

    def _offered(self, entry: Entry, offered: Offered) -> Became:
        study = offered.study
        self._refuse_others(entry, study)
        known = Validators()
        if study in self._held:
            known = self._memory.of(offered.address, self._held[study].digest)
        self._step(f"fetching {study} from {entry.source}")
        answer = self._fetcher.get(offered.address, self._bounds.packed, known)
        if answer.body is None:
            return Became(entry.source, study, "unchanged")
        digest = sha256(answer.body).hexdigest()
        if self._is_held(entry, study, digest):
            became = Became(entry.source, study, "unchanged")
        else:
            name = offered.address.rpartition("/")[2]
            became = self._put(
                entry, study, [(name, answer.body)], offered.licence or entry.licence, digest
            )
        if self._is_held(entry, study, digest):
            self._memory.keep(offered.address, digest, answer.validators)
        return became

    # Keeping -----------------------------------------------------------------------------

    def _put(
        self, entry: Entry, study: str, files: Sequence[Fetched], licence: str, digest: str
    ) -> Became:
        """Check a study and put it in place of what was there, or say why not."""
        from kg.mapping import following

        origin = provenance.Origin(entry.source, provenance.now(), digest)
        try:
            prepared = prepare(
                study, files, licence=licence, origin=origin, bounds=self._bounds, step=self._step
            )
        except (LimitReached, UsageError) as error:
            raise Broken(error.code, error.message, error.hint) from error
        if prepared.packed is None:
            return self._not_taken(entry, study, prepared.findings)
        with self._store.writing(f"harvest {study}"):
            self._refuse_others(entry, study)
            try:
                following.put(self._store, prepared.packed, prepared.graphs)
            except UsageError as error:  # a set of mappings has its name
                raise Broken("id-taken", error.message, error.hint) from error
        outcome: Outcome = "changed" if study in self._held else "new"
        self._held[study] = origin
        self._changed = True
        says = (
            f"{prepared.asserted:,} statements, {prepared.derived:,} more follow from them"
            f"; {counted(prepared.findings)}"
        )
        return Became(entry.source, study, outcome, says, prepared.findings)

    def _refuse_others(self, entry: Entry, study: str) -> None:
        """Refuse a study whose id is held by another, in the store as it is now."""
        if all(held.id != study for held in self._store.studies()):
            return
        graphs = read_nquads(self._store.read_study(study))
        said = (triple for triples in graphs.values() for triple in triples)
        origin = provenance.origin_in(study, said)
        if origin is None or origin.source != entry.source:
            whose = f"was harvested from {origin.source}" if origin else "is one of your own"
            raise Broken(
                "id-taken",
                f"Study {study} is in the store already, and {whose}.",
                f"If this one is to take its place, `pif remove {study}` and harvest again.",
            )

    def _take_out(self, source: str, studies: Sequence[str], says: str) -> Iterator[Became]:
        from kg.mapping import following

        for study in studies:
            with self._store.writing(f"withdraw {study}"), suppress(UnknownThing):
                following.remove(self._store, study)
            del self._held[study]
            self._changed = self._withdrawn = True
            yield Became(source, study, "withdrawn", says)
        if not studies:
            yield Became(source, "", "withdrawn", f"{says} Nothing of it is held.")

    def _unlisted(self, source: str, studies: Sequence[str], who: str) -> Iterator[Became]:
        if self._prune and studies:
            yield from self._take_out(source, studies, f"{who} no longer lists it.")
            return
        for study in studies:
            says = f"{who} no longer lists it; --prune takes it out."
            yield Became(source, study, "unlisted", says)

    def _not_taken(self, entry: Entry, study: str, findings: list[Finding]) -> Became:
        says = counted(findings)
        if worst := violations(findings):
            says = f"{worst[0].message} {worst[0].remedy}".strip()
        if not self._is_held(entry, study):
            return Became(entry.source, study, "refused", says, findings)
        held = self._held[study]
        return Became(
            entry.source, study, "kept", f"{says} What came on {held.day} stays.", findings
        )

    def _of_all(
        self, entry: Entry, outcome: Outcome, says: str, findings: list[Finding] | None = None
    ) -> Iterator[Became]:
        """Yield the same for all that is held of a source."""
        for study in self._from(entry.source) or [""]:
            if findings is not None:
                yield self._not_taken(entry, study, findings)
            else:
                stays = f" What came on {self._held[study].day} stays." if says and study else ""
                yield Became(entry.source, study, outcome, says + stays)

    def _from(self, source: str) -> list[str]:
        return sorted(study for study, origin in self._held.items() if origin.source == source)

    def _is_held(self, entry: Entry, study: str, digest: str = "") -> bool:
        origin = self._held.get(study)
        return (
            origin is not None
            and origin.source == entry.source
            and (not digest or origin.digest == digest)
        )


def _digest_of(crate: Crate) -> str:
    """Return a digest of all that a crate publishes."""
    lines = sorted(f"{file.path} {file.sha256}\n" for file in crate.files)
    return sha256("".join([f"{crate.study} {crate.licence}\n", *lines]).encode()).hexdigest()


def _read(folder: Path, path: Path, most: int) -> bytes:
    """Read a file of a crate in a folder, if it lies there."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Broken("path", "It lies outside its crate.", file=path.name)
    try:
        if not path.is_file():
            raise Unreachable(f"There is no {path.name} in {folder.name}.")
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise Unreachable(f"{path.name} cannot be read: {error.strerror}.") from error
    if len(data) > most:
        raise Broken("too-large", f"It is larger than {most >> 20} MiB.", file=path.name)
    return data
