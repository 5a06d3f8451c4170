"""The kinds of source a study is read from: a folder, a workbook, a coding project, RDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.findings import Finding, Place
    from kg.formats.qda.reading import Wishes
    from kg.formats.reporting import Report
    from kg.model import Study
    from kg.terms import TripleSets

READABLE = (
    "a study folder with study.yaml, a workbook (.xlsx), a project of a coding program"
    " (.qdpx .qde .qdc, Taguette's .sqlite3, QualCoder's .qda, .rqda),"
    " or RDF (.ttl .trig .nq .nt .jsonld .rdf, each also with .gz)"
)


def _no_column(focus: str, property: str) -> str | None:
    return None


@dataclass(slots=True)
class Reading:
    """What was read from one source.

    ``graphs`` (graph IRI → triples) is empty when the source could not be read whole; with
    findings it holds what could be read. ``places`` gives where each thing stands, by term, and
    ``column_for`` the column for a thing and a property, both by IRI. ``model`` is None for RDF.
    """

    source: Path
    study: str | None = None
    model: Study | None = None
    graphs: TripleSets = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    column_for: Callable[[str, str], str | None] = _no_column
    losses: list[tuple[str, str, int]] = field(default_factory=list)


def read(source: Path, *, study: str | None = None, wishes: Wishes | None = None) -> Reading:
    """Read one study from a source of any kind.

    Whatever is wrong inside the source is a finding, never an exception. ``study`` takes the
    place of the id in a folder or workbook, and picks a study of an RDF file. ``wishes`` say how
    a coding program's project is read.

    Raises:
        UsageError: The source is not there or of no kind that can be read, or holds no such
            study.
    """
    from kg.formats.qda.reading import is_project
    from kg.formats.reporting import Report

    report = Report()
    suffix = source.suffix.lower()
    if not source.exists():
        raise UsageError(f"There is no file or folder {str(source)!r}.", "Check the name.")
    if study is not None:
        _check_study(study)
    if is_project(source):
        reading = _read_project(source, report, study, wishes)
    elif source.is_dir():
        reading = _read_folder(source, report, study)
    elif suffix == ".xlsx":
        reading = _read_workbook(source, report, study)
    else:
        reading = _read_rdf(source, report, study)
    reading.findings = report.findings()
    reading.losses = [*reading.losses, *report.losses()]
    return reading


def _check_study(study: str) -> None:
    from kg.identifiers import STUDY_ID_LIMIT, wrong_with_id

    wrong = wrong_with_id(study, STUDY_ID_LIMIT)
    if wrong:
        raise UsageError(
            f"{study!r} cannot be the id of a study: {wrong}.",
            "Use letters, digits, hyphens, full stops and underscores.",
        )


def _read_folder(source: Path, report: Report, study: str | None) -> Reading:
    from kg.formats.folder import SETTINGS, read_folder
    from kg.formats.tables import TABLES

    names = (SETTINGS, *(table.file for table in TABLES))
    if not any((source / name).exists() for name in names):
        raise UsageError(
            f"{source.name} is not a study folder: it has no {SETTINGS}.",
            "`pif new DIR` writes an empty one.",
        )
    found = read_folder(source, report, study=study)
    return _stated(source, found.study, found.whole)


def _read_workbook(source: Path, report: Report, study: str | None) -> Reading:
    from kg.formats.workbook import read_workbook

    found = read_workbook(source, report, study=study)
    return _stated(source, found.study, found.whole)


def _read_project(
    source: Path, report: Report, study: str | None, wishes: Wishes | None
) -> Reading:
    from kg.findings import Place
    from kg.formats.qda.continuing import carry_over, keep_addresses
    from kg.formats.qda.reading import Wishes, read_as_study

    wishes = wishes or Wishes()
    found = read_as_study(source, report, wishes, study=study)
    made = found.study
    held = wishes.held(made.id) if made is not None and made.id and wishes.held else {}
    if made is not None:
        keep_addresses(made, held)
    reading = _stated(source, made, made is not None and bool(made.id))
    reading.losses = found.losses
    if made is not None and reading.graphs:
        place = Place(source.name)
        reading.graphs = carry_over(
            made, reading.graphs, held, report, place, described=found.described
        )
    return reading


def _stated(source: Path, study: Study | None, whole: bool) -> Reading:
    from kg.columns import column_for
    from kg.statements import statements

    reading = Reading(source, study.id if study and study.id else None, study)
    reading.column_for = column_for
    if study is not None and whole:
        stated = statements(study)
        reading.graphs, reading.places = stated.graphs, stated.places
    return reading


def _read_rdf(source: Path, report: Report, study: str | None) -> Reading:
    from kg.formats.rdf import suffix_of
    from kg.formats.rdf_study import read_rdf

    if suffix_of(source) is None:
        raise UsageError(f"{source.name} is of no kind that can be read.", f"Give {READABLE}.")
    contents = read_rdf(source, report, study=study)
    return Reading(source, contents.study, None, contents.graphs, [], contents.places)
