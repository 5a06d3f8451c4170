"""Redact a study wherever it lies: a folder, a workbook, a project, RDF, or a study in a store.

What is made is read again before it is put anywhere, and searched for what may have been left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StudyRefused, UnknownThing, UsageError
from kg.exporting.placing import MEMORY, workshop
from kg.findings import counted, violations
from kg.formats.folder import DOCUMENTS
from kg.preparing import Step, silent
from kg.redacting.folder import redact_folder
from kg.redacting.graphs import record, redact_graphs
from kg.redacting.names import Names
from kg.redacting.replacing import Redaction
from kg.redacting.reporting import Redacted
from kg.redacting.studies import read_sound
from kg.redacting.workbook import redact_workbook

if TYPE_CHECKING:
    from kg.store.base import Store

_LITERATURE = ("study.yaml", "references.json", "references.bib", "references.ris")


@dataclass(frozen=True, slots=True)
class How:
    """How to redact: ``by`` says who did, ``keep_literature`` leaves reference lists alone."""

    by: str = ""
    keep_literature: bool = False
    dry_run: bool = False


def redact_file(
    source: Path,
    names: Names,
    out: Path | None = None,
    *,
    in_place: bool = False,
    study: str | None = None,
    how: How | None = None,
    step: Step = silent,
) -> Redacted:
    """Redact a source and write it beside, or to ``out``, or in its own place.

    A project of a coding program is written as a study folder. Nothing is written over but, with
    ``in_place``, the source itself.

    Raises:
        UsageError: The source cannot be read, or something is where it is to be written.
        StudyRefused: The study has findings.
    """
    how = how or How()
    redaction = Redaction(names)
    if not source.exists():
        raise UsageError(f"There is no file or folder {str(source)!r}.", "Check the name.")
    step(f"reading {source.name}")
    kind = _folder if source.is_dir() else _book if source.suffix.lower() == ".xlsx" else _graph
    if study and kind is not _graph:
        raise UsageError("--study picks a study of an RDF file.", "Leave it out.")
    target = out or source.with_name(_beside(source, names))
    if in_place:
        if kind is _graph or out:
            raise UsageError(
                f"{source.name} cannot be redacted in place" + (" and elsewhere." if out else "."),
                "Leave --in-place out.",
            )
        target = source
    elif target.exists() or target.is_symlink():
        raise UsageError(f"{target} is there already.", "Give another name with --out.")
    with workshop(target) as made:
        stale = kind(source, made, target, study, redaction, how)
        step("reading it again")
        if how.dry_run:
            return Redacted(redaction)
        step(f"writing {target.name}")
        _place(made, target, source if in_place else None, stale)
    return Redacted(redaction, str(target))


def _beside(source: Path, names: Names) -> str:
    name = source.name
    end = next((s for s in (".gz",) if name.endswith(s)), "")
    stem, suffix = Path(name.removesuffix(end)).stem, Path(name.removesuffix(end)).suffix
    if source.is_dir():
        stem, suffix = name, ""
    if suffix.lower() in _PROJECTS:
        suffix = end = ""
    return Redaction(names).id(f"{stem}-redacted", "") + suffix + end


_PROJECTS = (".qdpx", ".qde", ".qdc", ".sqlite3", ".qda", ".rqda")


def _folder(
    source: Path, made: Path, target: Path, study: str | None, redaction: Redaction, how: How
) -> list[str]:
    """Returns the files that are there no longer under their names."""
    before, after = redact_folder(source, redaction, by=how.by, keep_literature=how.keep_literature)
    _write(made / "out", after)
    _search(after, redaction, how)
    _check(made / "out")
    return [MEMORY, *(name for name in before if name not in after)]


def _write(folder: Path, contents: Mapping[str, bytes]) -> None:
    for name, content in contents.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _search(contents: Mapping[str, bytes], redaction: Redaction, how: How) -> None:
    """Count the names that are left in files, such as in a column whose values are given."""
    for name, content in contents.items():
        found = len(redaction.names.find(content.decode()))
        if found:
            why = "literature, kept" if how.keep_literature and name in _LITERATURE else "left"
            redaction.left[f"{redaction.names_out_of(name)}, {why}"] += found


def _check(made: Path) -> None:
    """Refuse what cannot be read again: then something is wrong with the redaction itself."""
    from kg.formats import read

    findings = read(made).findings
    if violations(findings):
        raise StudyRefused(
            f"Nothing was written, for without names the study has findings: {counted(findings)}.",
            findings,
            "Choose other pseudonyms, or mend what is named.",
        )


def _book(
    source: Path, made: Path, target: Path, study: str | None, redaction: Redaction, how: How
) -> list[str]:
    beside = redaction.id(target.stem, "names of files")
    content, texts = redact_workbook(
        source, beside, redaction, by=how.by, keep_literature=how.keep_literature
    )
    _write(made / DOCUMENTS, texts)
    (made / "out.xlsx").write_bytes(content)
    _check(made / "out.xlsx")
    (made / "out.xlsx").rename(made / "out")
    return []


def _graph(
    source: Path, made: Path, target: Path, study: str | None, redaction: Redaction, how: How
) -> list[str]:
    from kg.exporting.exporting import SUFFIXES
    from kg.exporting.forms import write_folder
    from kg.exporting.rdf_writing import WRITERS, put
    from kg.exporting.reading import study_in

    reading = read_sound(source, study)
    name = reading.study or ""
    redaction.not_kept = sum(count for _, _, count in reading.losses)
    graphs = redact_graphs(name, reading.graphs, redaction, keep_literature=how.keep_literature)
    if redaction.total:
        record(name, graphs, redaction, how.by)
    packed = target.name.lower().endswith(".gz")
    plain = target.name.lower().removesuffix(".gz")
    form = next((f for f in WRITERS if plain.endswith(SUFFIXES[f])), None)
    if form:
        put(WRITERS[form](name, graphs), made / "out", packed=packed)
    elif target.suffix:
        raise UsageError(
            f"{source.name} is not written as {target.suffix}.",
            "Name a folder with --out, or a file that ends in .nq .trig .ttl or .jsonld.",
        )
    else:
        (made / "out").mkdir()
        write_folder(study_in(name, graphs), made / "out")
        _check(made / "out")
    return []


def _place(made: Path, target: Path, source: Path | None, stale: list[str]) -> None:
    texts = made / DOCUMENTS
    if source is not None and not source.is_dir() and texts.exists():
        raise UsageError(
            "The texts beside the workbook would be left as they are.", "Leave --in-place out."
        )
    for path in sorted(p for p in texts.rglob("*") if p.is_file()):
        place = target.parent / DOCUMENTS / path.relative_to(texts)
        if place.exists():
            raise UsageError(f"{place} is there already.", "Give another name with --out.")
    for path in sorted(p for p in texts.rglob("*") if p.is_file()):
        place = target.parent / DOCUMENTS / path.relative_to(texts)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(place)
    new = made / "out"
    if source is None or not source.is_dir():
        if new.is_dir():
            new.chmod(0o755)
        new.replace(target)
        return
    written = {p.relative_to(new) for p in new.rglob("*") if p.is_file()}
    for name in sorted(written):
        place = source / name
        if not place.exists() or place.read_bytes() != (new / name).read_bytes():
            place.parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(place)
    for gone in stale:
        (source / gone).unlink(missing_ok=True)


def redact_in_store(
    store: Store, study: str, names: Names, how: How | None = None, *, step: Step = silent
) -> Redacted:
    """Redact a study of a store in one step. Addresses stay: what is left in them is counted.

    Raises:
        UnknownThing: There is no such study.
        StoreBusy: Somebody else is writing.
        StudyRefused: What would be left has findings.
    """
    from kg.changing import committing

    how = how or How()
    redaction = Redaction(names)
    with committing.held(store, f"redact {study}"):
        old = committing.contents(store, study, {held.id for held in store.studies()})
        if not old:
            raise UnknownThing(f"There is no study {study[:100]!r}.", "`pif studies` lists them.")
        step(f"redacting {study}")
        new = redact_graphs(study, old, redaction, keep_literature=how.keep_literature)
        if how.dry_run or not redaction.total:
            return Redacted(redaction)
        record(study, new, redaction, how.by)
        _, prepared = committing.settle(
            store, {study: old}, {study: new}, what=f"Redacting {study}", step=step
        )
    committing.index(store, prepared, step)
    return Redacted(redaction, store.address)
