"""Read the programme and the ecosystem that study.yaml describes with classes of the ontology."""

from __future__ import annotations

from collections.abc import Iterator

from kg.formats.reporting import nearest, shown
from kg.formats.settings import Keys
from kg.formats.structuring import check_class, check_property
from kg.formats.values import truth
from kg.formats.vocabulary import vocabulary
from kg.identifiers import normal_id, slug
from kg.model import Programme, Study, Target, Thing

NAMED = ("id", "class", "label", "sentence", "note")
"""The keys of a thing."""


def read_thing(keys: Keys, default: str, parent: str = "") -> Thing | None:
    """Read a thing with id, class and label; a class that is not named is the default one."""
    label = keys.text("label")
    id = keys.id("id", label)
    written = keys.text("class")
    name = check_class(keys.report, keys.at("class"), written, parent or default) if written else ""
    if not id:
        return None
    return Thing(
        id=id,
        place=keys.at(),
        class_name=name or default,
        label=label,
        sentence=keys.text("sentence"),
        note=keys.text("note"),
    )


def read_things(keys: Keys, key: str, default: str) -> list[Thing]:
    """Read a list of things; a plain text is the label of one of the default class."""
    found: list[Thing | None] = []
    for item in keys.many(key):
        if isinstance(item, str):
            found.append(_plain(item, keys, key, default))
        else:
            item.only(NAMED)
            found.append(read_thing(item, default))
    return [thing for thing in found if thing]


def _plain(label: str, keys: Keys, key: str, class_name: str) -> Thing | None:
    id = slug(label)
    if id:
        return Thing(id=id, place=keys.at(key), class_name=class_name, label=label)
    keys.wrong(key, "a name")
    return None


def read_programme(keys: Keys, study: Study) -> Programme:
    """Read one programme; the study's host is its own unless it names one."""
    keys.only(
        ("id", "label", "class", "menteesFirst", "host", "stages", "supports", "structure",
         "culture", "approach")
    )  # fmt: skip
    named = read_thing(keys, "MentoringProgram")
    made = Programme(
        id=named.id if named else "",
        place=keys.at(),
        label=keys.text("label"),
        class_name=named.class_name if named else "",
        host=study.host,
    )
    first = keys.text("menteesFirst")
    if first and truth(first) is None:
        keys.wrong("menteesFirst", "true or false")
    made.mentees_first = truth(first) is True
    host = keys.one("host")
    if host:
        host.only(NAMED)
        made.host = read_thing(host, "Organization")
    stages = [name for name, kinds in vocabulary().individuals.items() if "MentoringStage" in kinds]
    for number, stage in enumerate(keys.texts("stages")):
        if stage in stages:
            made.stages.append(stage)
        else:
            keys.report.violation(
                "unknown-stage", keys.at("stages", number), f"There is no stage {shown(stage)}.",
                nearest(stage, stages) or f"Stages are {', '.join(stages)}.",
            )  # fmt: skip
    made.supports = read_things(keys, "supports", "SupportActivity")
    structure = keys.one("structure")
    if structure:
        structure.only((*NAMED, "parts"))
        made.structure = read_thing(structure, "MentoringStructure")
        made.parts = read_things(structure, "parts", "StructurePart")
    for key, default in (("culture", "MentoringCulture"), ("approach", "MentoringApproach")):
        part = keys.one(key)
        if part:
            part.only(NAMED)
            setattr(made, key, read_thing(part, default))
    return made


def read_ecosystem(keys: Keys, study: Study) -> None:
    """Read the ecosystem; its things may point to each other and to the programme's."""
    items: list[tuple[Keys, Thing]] = []
    for item in keys.many("ecosystem"):
        if isinstance(item, str):
            keys.wrong("ecosystem", "made of keys with values")
            continue
        label = item.text("label")
        id = item.id("id", label)
        written = item.text("class")
        if not written:
            keys.report.violation(
                "missing-key", item.at("class"), "The key class is missing.",
                "Name a class of the ontology, such as MesoEnvironment.",
            )  # fmt: skip
        name = check_class(keys.report, item.at("class"), written) if written else ""
        if id:
            thing = Thing(id, item.at(), name, label, item.text("sentence"), item.text("note"))
            items.append((item, thing))
    study.entities = [thing for _, thing in items]
    named = _targets(study)
    for item, thing in items:
        inside = item.one("properties")
        for source in [item, *([inside] if inside else [])]:
            for key in source.values:
                if key in (*NAMED, "properties"):
                    continue
                property = check_property(keys.report, source.at(key), key)
                for id in source.texts(key) if property else []:
                    target = _target(id, named, source, key)
                    if target:
                        thing.properties.append((property, target))


def _targets(study: Study) -> dict[str, Target]:
    found = {
        name: Target("term", name)
        for name, kinds in vocabulary().individuals.items()
        if "AccessLevel" not in kinds
    }
    for programme in study.programmes:
        if programme.host:
            found[programme.host.id] = Target("organisation", programme.host.id)
        found[programme.id] = Target("programme", programme.id)
    return found | {thing.id: Target("entity", thing.id) for thing in entities(study)}


def entities(study: Study) -> Iterator[Thing]:
    """Yield every thing that study.yaml gives the address of an entity."""
    yield from study.entities
    for programme in study.programmes:
        yield from programme.supports
        yield from programme.parts
        for thing in (programme.structure, programme.culture, programme.approach):
            if thing:
                yield thing


def _target(id: str, named: dict[str, Target], keys: Keys, key: str) -> Target | None:
    found = named.get(normal_id(id))
    if found is None:
        keys.report.violation(
            "unknown-entity", keys.at(key), f"Nothing in this file is called {shown(id)}.",
            nearest(id, named) or "Describe it under ecosystem.",
        )  # fmt: skip
    return found
