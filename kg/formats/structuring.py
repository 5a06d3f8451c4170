"""Read episodes and relations: statements made with the classes and properties of the ontology."""

from __future__ import annotations

from kg.findings import Place
from kg.formats import tables as t
from kg.formats.concepts import expand
from kg.formats.reporting import Report, shown
from kg.formats.rows import Tables
from kg.formats.values import Cells
from kg.formats.vocabulary import vocabulary
from kg.model import Statement, Study, Target
from kg.namespaces import PIF

_CONTRADICTS = "contradicts"


def check_class(report: Report, place: Place, written: str, parent: str = "") -> str:
    """Return the name of a class of the ontology, or an empty string once reported.

    ``parent`` is the class it must be a kind of.
    """
    words = vocabulary()
    name = (expand(written) or written).removeprefix(PIF)
    if name not in words.classes:
        fitting = [c for c in words.classes if not parent or words.is_kind_of(c, parent)]
        report.violation(
            "unknown-class", place, f"{shown(written)} is not a class of the ontology.",
            report.nearest(name, fitting)
            or report.nearest(name, words.classes)
            or "`pif reason` and the ontology page list the classes.",
        )  # fmt: skip
        return ""
    if parent and name != parent and not words.is_kind_of(name, parent):
        report.violation(
            "wrong-class", place, f"{shown(name)} is not a kind of {parent}.",
            f"Choose a class below {parent}.",
        )  # fmt: skip
        return ""
    return name


def check_property(report: Report, place: Place, written: str) -> str:
    """Return the name of an object property of the ontology, or an empty string once reported."""
    words = vocabulary()
    name = (expand(written) or written).removeprefix(PIF)
    if name in words.object_properties:
        return name
    if name in words.data_properties:
        message = f"{shown(name)} points to a value, not to a thing."
    else:
        message = f"{shown(written)} is not a property of the ontology."
    report.violation(
        "unknown-property", place, message,
        report.nearest(name, words.object_properties) or "Use a property such as drawsOn.",
    )  # fmt: skip
    return ""


def read_statements(study: Study, tables: Tables) -> None:
    """Read episodes.csv and relations.csv."""
    episodes = [(row, row.id("id")) for row in tables.rows(t.EPISODES)]
    tables.ids["episodes"] = {id: row.place for row, id in episodes if id}
    described = {thing.id for thing in study.entities}
    statements: list[tuple[Cells, Statement]] = []
    for row, id in episodes:
        if not id:
            if not row.text("id"):
                row.report.violation(
                    "missing-value", row.at("id"), "The episode has no id.", "Give it one."
                )
            continue
        if not row.text("class"):
            row.report.violation(
                "missing-value", row.at("class"), "The episode has no class.",
                "Name a class of the ontology, such as IdentityWork.",
            )  # fmt: skip
        statements.append((row, _statement(row, Target("episode", id), tables, "Episode")))
    cut = len(statements)
    for row in tables.rows(t.RELATIONS):
        subject = _subject(row, tables)
        if subject is not None:
            statements.append((row, _statement(row, subject, tables, "")))
    _check_described(statements, described)
    study.episodes = [statement for _, statement in statements[:cut]]
    study.relations = [statement for _, statement in statements[cut:]]


def _subject(row: Cells, tables: Tables) -> Target | None:
    if row.text("id"):
        id = row.id("id")
        if not id:
            return None
        if row.text("property") == _CONTRADICTS and not row.text("class"):
            return _claim(row, "id", id, tables)
        return Target("episode" if id in tables.ids["episodes"] else "entity", id)
    if not row.text("quote"):
        row.report.violation(
            "missing-value", row.at("quote"), "The row has neither an id nor a quote.",
            "Say what the statement is about.",
        )  # fmt: skip
        return None
    quote = tables.reference(row, "quote")
    return Target("quote", quote) if quote else None


def _claim(row: Cells, column: str, id: str, tables: Tables) -> Target | None:
    if id in tables.ids.get("claims", {}):
        return Target("claim", id)
    row.unknown(column, id, tables.ids.get("claims", {}), "claim")
    return None


def _statement(row: Cells, subject: Target, tables: Tables, parent: str) -> Statement:
    report = row.report
    about_quote = subject.kind == "quote"
    made = Statement(
        subject=subject,
        place=row.place,
        quote="" if about_quote else tables.reference(row, "quote"),
        participant=tables.reference(row, "participant"),
        basis=row.text("basis"),
    )
    if row.text("class"):
        made.class_name = check_class(report, row.at("class"), row.text("class"), parent)
    if row.text("object_class"):
        made.object_class = check_class(report, row.at("object_class"), row.text("object_class"))
    property, object = row.text("property"), row.id("object")
    if bool(property) != bool(row.text("object")):
        lacking = "object" if property else "property"
        report.violation(
            "missing-value", row.at(lacking), f"The column {lacking} is empty.",
            "A statement has both a property and an object; fill it in, or empty the other.",
        )  # fmt: skip
    elif property and object:
        made.property = check_property(report, row.at("property"), property)
        made.object = _object(row, object, made, tables) if made.property else None
    return made


def _object(row: Cells, id: str, made: Statement, tables: Tables) -> Target | None:
    """Find out what an object's id names: a quote, an episode, a participant or an entity."""
    ids = tables.ids
    if made.subject.kind == "claim":
        return _claim(row, "object", id, tables)
    if made.subject.kind == "quote":
        for kind, table in (("quote", "quotes"), ("episode", "episodes")):
            if id in ids.get(table, {}):
                return Target(kind, id)
        row.unknown("object", id, ids.get("quotes", {}), "quote")
        return None
    if made.object_class == "Participant":
        if id in ids.get("participants", {}):
            return Target("participant", id)
        row.unknown("object", id, ids.get("participants", {}), "participant")
        return None
    return Target("episode" if id in ids["episodes"] else "entity", id)


def _check_described(statements: list[tuple[Cells, Statement]], described: set[str]) -> None:
    """Report entities whose class nothing says."""
    for _, statement in statements:
        if statement.subject.kind == "entity" and statement.class_name:
            described.add(statement.subject.id)
        if statement.object and statement.object_class:
            described.add(statement.object.id)
    for row, statement in statements:
        for column, target in (("class", statement.subject), ("object_class", statement.object)):
            if target and target.kind == "entity" and target.id not in described:
                row.report.violation(
                    "no-class", row.at(column), f"Nothing says what {shown(target.id)} is.",
                    f"Fill in the column {column}, here or in another row about it.",
                )  # fmt: skip
