"""Export a study: read it from the store, write it in a form, see what the form does not hold.

For study files the last is no estimate: they are read again as `pif load` would read them, and
what they then say is held against what the store says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from kg.errors import StudyRefused, UsageError
from kg.exporting.comparing import differences
from kg.exporting.placing import place_file, place_folder, workshop
from kg.exporting.reading import study_in
from kg.findings import Finding
from kg.formats.qda.project import Losses
from kg.namespaces import derived_graph, mapping_graph, study_graph
from kg.preparing import Step, silent
from kg.terms import Triple, read_nquads

if TYPE_CHECKING:
    from kg.model import Study
    from kg.store.base import Store

Form = Literal["folder", "xlsx", "csv", "qdpx", "qdc", "nquads", "trig", "turtle", "jsonld"]
FORMS: tuple[Form, ...] = get_args(Form)
SUFFIXES: dict[Form, str] = {
    "folder": "", "xlsx": ".xlsx", "csv": "", "qdpx": ".qdpx", "qdc": ".qdc", "nquads": ".nq",
    "trig": ".trig", "turtle": ".ttl", "jsonld": ".jsonld",
}  # fmt: skip
"""How the name of an export ends; folders end as they like."""
Profile = Literal["", "nvivo", "maxqda"]

Graphs = dict[str, set[Triple]]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. ``losses`` are what the form does not hold of the study."""

    study: str
    form: Form
    out: Path
    size: int
    losses: Losses
    findings: list[Finding] = field(default_factory=list)
    is_new: bool = True


def export(
    store: Store,
    study: str,
    form: Form,
    out: Path,
    *,
    public: bool = False,
    derived: bool = False,
    profile: Profile = "",
    force: bool = False,
    step: Step = silent,
) -> Exported:
    """Write a study of a store to a file or folder, whole or not at all.

    Everything is written, unless ``public`` asks for what strangers may see. ``derived`` adds what
    follows, which RDF alone can say. With ``force`` what is there is written over.

    Raises:
        UnknownThing: There is no such study.
        UsageError: The form cannot be had so, or something else is there.
        StudyRefused: Nothing of the study may be public.
    """
    ending = out.name.lower().removesuffix(".gz")
    if SUFFIXES[form] and ending.endswith(tuple({*SUFFIXES.values()} - {"", SUFFIXES[form]})):
        raise UsageError(
            f"{out.name} ends as something other than {form} does.",
            f"Call it {out.stem}{SUFFIXES[form]}, or ask for the form you want.",
        )
    step(f"reading {study}")
    graphs = read_nquads(store.read_study(study))
    if public:
        graphs = _public(store, study, graphs)
    with workshop(out) as made:
        written = _write(study, graphs, form, made, out.name, derived, profile, step)
        beside = sorted(made.glob("documents/*"))
        size = sum(p.stat().st_size for part in (*beside, made / "out") for p in _files(part))
        changed = [
            place_folder(part, out.parent / part.relative_to(made), force=force) for part in beside
        ]
        place = place_folder if (made / "out").is_dir() else place_file
        changed.append(place(made / "out", out, force=force))
    return Exported(study, form, out, size, *written, is_new=any(changed))


def _files(part: Path) -> Iterator[Path]:
    return (p for p in (part, *part.rglob("*")) if p.is_file())


def _public(store: Store, study: str, graphs: Graphs) -> Graphs:
    from kg.publishing import project
    from kg.publishing.decisions import decisions_of

    shown = project(study, graphs, decided=decisions_of(store, study)).graphs
    projected = {g: set(triples) for g, triples in shown.items()}
    if not projected:
        remedy = "`pif serve --public` says why."
        said = "Nothing of it may be public."
        finding = Finding("violation", "not-public", said, remedy)
        raise StudyRefused(f"{study} was not exported: {said}", [finding], remedy)
    return projected


Written = tuple[Losses, list[Finding]]


def _write(
    study: str, graphs: Graphs, form: Form, made: Path, name: str, derived: bool, profile: Profile,
    step: Step,
) -> Written:  # fmt: skip
    from kg.exporting.rdf_writing import WRITERS, put

    asserted = {g: graphs[g] for g in (study_graph(study), mapping_graph(study)) if g in graphs}
    rdf = f"Say --to {', '.join(WRITERS)}."
    if form in WRITERS:
        step(f"writing {name}")
        if derived and (following := graphs.get(derived_graph(study))):
            asserted[derived_graph(study)] = following
        pieces = WRITERS[form](study, asserted)
        put(pieces, made / "out", packed=name.lower().endswith(".gz"))
        return Losses(), []
    if derived:
        raise UsageError(f"{form} cannot say what follows.", rdf)
    model = study_in(study, asserted)
    if form in ("folder", "xlsx"):
        if model.record is not None:
            raise UsageError(
                f"{study} is known from its publication alone; study files cannot say that.", rdf
            )
        return _write_study_files(model, asserted, form, made, step)
    losses = Losses()
    step("comparing")
    _compare(model, asserted, losses)
    step(f"writing {name}")
    losses.counts.update(_FLAT[form](model, made / "out", profile).counts)
    return losses, []


def _compare(model: Study, asserted: Graphs, losses: Losses) -> None:
    from kg.statements import statements

    differences(model.id, asserted, statements(model).graphs, losses, "the records of a study")


def _write_study_files(
    model: Study, asserted: Graphs, form: Form, made: Path, step: Step
) -> Written:
    from kg.exporting.forms import write_folder, write_xlsx
    from kg.findings import violations
    from kg.formats import read

    step(f"writing {model.id}")
    out = made / "out"
    if form == "folder":
        out.mkdir()
        write_folder(model, out)
    else:
        out = made / "out.xlsx"
        write_xlsx(model, out)
    step("reading it again")
    reading = read(out)
    losses = Losses()
    what = "a study folder" if form == "folder" else "a workbook"
    differences(model.id, asserted, reading.graphs, losses, what)
    if form == "xlsx":
        out.rename(made / "out")
    return losses, violations(reading.findings)


def _csv(model: Study, out: Path, profile: Profile) -> Losses:
    from kg.exporting.flat_tables import write_csv

    losses = Losses()
    out.mkdir()
    write_csv(model, out, losses)
    return losses


def _qdpx(model: Study, out: Path, profile: Profile) -> Losses:
    from kg.formats.qda.refi import write_qdpx

    return write_qdpx(model, out, profile=profile)


def _qdc(model: Study, out: Path, profile: Profile) -> Losses:
    from kg.formats.qda.refi import write_qdc

    return write_qdc(model, out)


_FLAT: dict[Form, Callable[[Study, Path, Profile], Losses]] = {
    "csv": _csv, "qdpx": _qdpx, "qdc": _qdc,
}  # fmt: skip
