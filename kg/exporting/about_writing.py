"""Say what a study is in the keys of study.yaml, and its literature in the fields of CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import model as m
from kg.csl import csl, patched, texts
from kg.exporting.tabling import until
from kg.exporting.yaml_writing import Written
from kg.formats.bibliography import fields_of
from kg.formats.new import NOT_STATED, UNTITLED
from kg.formats.vocabulary import vocabulary

_CONSENTS = {"given": "yes", "refused": "no", "not-stated": NOT_STATED}

About = dict[str, Written]


def about(study: m.Study) -> About:
    """Return what study.yaml says of a study; what it cannot say is left out."""
    return {
        "id": study.id,
        "title": study.title or f"{UNTITLED} {study.id}",
        "language": study.language,
        "synthetic": "yes" if study.synthetic else "",
        "licence": study.licence or NOT_STATED,
        "attribution": study.attribution,
        "publication": _publication(study),
        "programme": _one_or_all([_programme(p) for p in study.programmes]),
        "ecosystem": _ecosystem(study),
        "methods": [_thing(t) for t in study.methods],
        "limitations": [_thing(t) for t in study.limitations],
        "reuses": [{"id": t.id, "title": t.label} for t in study.sources],
        "activities": [_activity(a) for a in study.activities],
        "ethics": {
            "reference": study.ethics_reference,
            "right_to_withdraw": study.right_to_withdraw,
            **_consents(study.consents),
        },
        "publish": {
            "attributes": study.publishable,
            "k": "" if study.minimum_group is None else str(study.minimum_group),
            "embargo": until(study.embargo),
        },
        "contacts": study.contacts,
    }


def _one_or_all(items: list[About]) -> Written:
    return items[0] if len(items) == 1 else items


def _thing(thing: m.Thing | None) -> About:
    if thing is None:
        return {}
    return {
        "id": thing.id,
        "class": thing.class_name,
        "label": thing.label,
        "sentence": thing.sentence,
        "note": thing.note,
    }


def _programme(programme: m.Programme) -> About:
    structure = _thing(programme.structure)
    if structure:
        structure["parts"] = [_thing(t) for t in programme.parts]
    return {
        "id": programme.id,
        "label": programme.label,
        "class": programme.class_name,
        "menteesFirst": "true" if programme.mentees_first else "",
        "host": _thing(programme.host),
        "stages": programme.stages,
        "supports": [_thing(t) for t in programme.supports],
        "structure": structure,
        "culture": _thing(programme.culture),
        "approach": _thing(programme.approach),
    }


def _ecosystem(study: m.Study) -> list[About]:
    named = {name for name, kinds in vocabulary().individuals.items() if "AccessLevel" not in kinds}
    named |= {p.id for p in study.programmes} | {p.host.id for p in study.programmes if p.host}
    found = []
    for thing in study.entities:
        properties: dict[str, list[str]] = {}
        for name, target in thing.properties:
            if target.kind == "entity" or target.id in named:
                properties.setdefault(name, []).append(target.id)
        lists: dict[str, Written] = {
            name: ids[0] if len(ids) == 1 else sorted(ids) for name, ids in properties.items()
        }
        found.append({**_thing(thing), "properties": dict(sorted(lists.items()))})
    return found


def _activity(activity: m.Activity) -> About:
    return {
        "id": activity.id,
        "text": activity.text,
        "from": activity.start,
        "to": activity.end,
        "sentences": activity.sentences,
    }


def _consents(consents: list[m.Consent]) -> About:
    match consents:
        case [m.Consent(scope="publication", how="") as only] if only.status in _CONSENTS:
            return {"consent_to_publish": _CONSENTS[only.status]}
    return {"consents": [{"scope": c.scope, "status": c.status, "how": c.how} for c in consents]}


def _publication(study: m.Study) -> About:
    if study.publication is None:
        return {}
    fields = patched(csl(study.publication), study.publication.further)
    return {name: texts(value) for name, value in fields.items() if name != "id"}


def references(entries: Iterable[m.Reference]) -> list[dict[str, Any]]:
    """Return a reference list in the fields of CSL-JSON."""
    return [fields_of(entry, number) for number, entry in enumerate(entries, 1)]
