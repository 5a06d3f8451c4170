"""Read the participants of a study and the roles they held."""

from __future__ import annotations

from kg.findings import Place
from kg.formats import tables as t
from kg.formats.reporting import Report, shown
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.identifiers import slug
from kg.model import Participant, Study, Tenure


def read_participants(study: Study, tables: Tables, report: Report) -> dict[str, Participant]:
    """Read participants.csv; a person has one row for each role. Returns them by id."""
    people: dict[str, Participant] = {}
    known_columns = {column.name for column in t.PARTICIPANTS.columns}
    _check_attributes(tables, known_columns, report)
    for row in tables.rows(t.PARTICIPANTS):
        id, role = row.id("id"), row.word("role")
        person = _person(row, id, known_columns)
        programme = _programme(row, study)
        if not id:
            continue
        tables.ids["participants"].setdefault(id, row.place)
        held = people.setdefault(id, person)
        if held is not person:
            _merge(held, person, row)
        if role and tables.is_new(row, "role", f"{id} as {role}", f"{id}\n{role}", "participant"):
            held.tenures.append(Tenure(id, role, row.place, programme))
    _check_collisions(people, report)
    study.participants = list(people.values())
    tables.ids["participants"] = {id: person.place for id, person in people.items()}
    return people


def _check_attributes(tables: Tables, known: set[str], report: Report) -> None:
    sheet = tables.sheets.get("participants")
    taken: dict[str, str] = {}
    for name in sheet.header if sheet else []:
        if name in known:
            continue
        other = taken.setdefault(slug(name), name)
        if other != name or not slug(name):
            report.violation(
                "attribute-name", Place(sheet.place if sheet else "", 1, name),
                f"The column {shown(name)} cannot be told from {shown(other)}."
                if other != name
                else f"The column {shown(name)} has no letters or digits.",
                "Give it a name of its own.",
            )  # fmt: skip


def _person(row: Cells, id: str, known_columns: set[str]) -> Participant:
    person = Participant(
        id=id,
        place=row.place,
        label=row.text("label"),
        status=row.word("status"),
        year=row.integer("year"),
        projects_min=row.integer("projects_min"),
        projects_max=row.integer("projects_max"),
        published_projects_min=row.integer("published_projects_min"),
        duration_min_years=row.decimal("duration_min_years"),
        duration_max_years=row.decimal("duration_max_years"),
        became_peer_mentor=row.word("became_peer_mentor"),
        access=row.word("access"),
        embargo=row.date("embargo"),
        note=row.text("note"),
    )
    for column in row.cells:
        if column not in known_columns and (value := row.text(column)):
            person.attributes[column] = value
    return person


def _merge(held: Participant, again: Participant, row: Cells) -> None:
    """Add what a further row says of a participant, and report where it says otherwise."""
    for name in (
        "label", "status", "year", "projects_min", "projects_max", "published_projects_min",
        "duration_min_years", "duration_max_years", "became_peer_mentor", "access", "embargo",
        "note",
    ):  # fmt: skip
        old, new = getattr(held, name), getattr(again, name)
        if old in ("", None):
            setattr(held, name, new)
        elif new not in ("", None, old):
            _report_other(row, name, str(old), str(new), held)
    for name, value in again.attributes.items():
        if held.attributes.setdefault(name, value) != value:
            _report_other(row, name, held.attributes[name], value, held)


def _report_other(row: Cells, column: str, old: str, new: str, held: Participant) -> None:
    row.report.violation(
        "contradiction", row.at(column),
        f"Participant {held.id} has {shown(new)} here and {shown(old)} in row {held.place.row}.",
        "A participant has one value; write the same in each row, or leave it empty in one.",
    )  # fmt: skip


def _programme(row: Cells, study: Study) -> str:
    id = row.id("programme")
    known = [programme.id for programme in study.programmes]
    if not id:
        if len(known) > 1:
            row.report.violation(
                "programme-missing", row.at("programme"),
                "study.yaml names more than one programme.",
                f"Say in which one: {', '.join(known)}.",
            )  # fmt: skip
        return known[0] if len(known) == 1 else ""
    if id not in known and study.described:
        row.report.violation(
            "unknown-programme", row.at("programme"), f"There is no programme {shown(id)}.",
            row.report.nearest(id, known) or "Describe it under programme: in study.yaml.",
        )  # fmt: skip
    return id if id in known else ""


def _check_collisions(people: dict[str, Participant], report: Report) -> None:
    """Report hyphens that make addresses of tenures or attributes of two people alike."""
    taken: dict[str, str] = {}
    for person in people.values():
        made = [f"tenure/{person.id}-{tenure.role}" for tenure in person.tenures]
        made += [f"attribute/{person.id}-{slug(column)}" for column in person.attributes]
        for address in made:
            other = taken.setdefault(address, person.id)
            if other != person.id:
                report.violation(
                    "ids-collide", person.place,
                    f"Participants {other} and {person.id} would share the address …/{address}.",
                    "Rename one of them; hyphens in the ids make them alike.",
                )  # fmt: skip
