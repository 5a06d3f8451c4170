"""``/ontology/changes``: what changed from one version of the ontology to another."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.describing.vocabulary import Vocabulary, vocabularies
from kg.errors import UsageError
from kg.namespaces import ONTOLOGY
from kg.pages.ontology.changes import Changes, changes
from webui.negotiation import Offer, choose

blueprint = Blueprint("changes", __name__)

_FORMS = (
    Offer("html", ("text/html", "application/xhtml+xml")),
    Offer("json", ("application/json",)),
)


@blueprint.get("/ontology/changes")
def compared() -> Response:
    """Show what changed between two versions; without a choice, between the last two."""
    response = _answer(choose(_FORMS, request.headers.get("Accept")).name)
    response.vary.add("Accept")
    return response


@blueprint.get("/ontology/changes.json")
def compared_as_json() -> Response:
    """Return what changed between two versions."""
    return _answer("json")


def _answer(form: str) -> Response:
    held = versions()
    before, after = _chosen(held)
    found = changes(before.triples, after.triples) if before else None
    if form == "json":
        return jsonify(
            versions=[v.version for v in held],
            **{"from": before.version if before else None, "to": after.version},
            changes=as_json(found) if found else None,
        )
    return make_response(rendered(held, before, after, found))


def versions() -> list[Vocabulary]:
    """Return the versions there are, the one in use last."""
    found = vocabularies()
    kept = [v for v in found.values() if v.iri == v.version_iri]
    return [*kept, found[ONTOLOGY]]


def rendered(
    held: list[Vocabulary], before: Vocabulary | None, after: Vocabulary, found: Changes | None
) -> str:
    """Return the page that compares two versions, or says that there is one only."""
    return render_template(
        "ontology_changes.html", versions=held, before=before, after=after, found=found
    )


def as_json(found: Changes) -> dict[str, Any]:
    """Return changes for programs."""
    return {
        "added": [t.iri for t in found.added],
        "removed": [t.iri for t in found.removed],
        "deprecated": [t.iri for t in found.deprecated],
        "changed": {c.term.iri: [asdict(each) for each in c.changes] for c in found.changed},
    }


def _chosen(held: list[Vocabulary]) -> tuple[Vocabulary | None, Vocabulary]:
    by_version = {v.version: v for v in held}
    wanted = [request.args.get(name, "").strip() for name in ("from", "to")]
    for version in filter(None, wanted):
        if version not in by_version:
            raise UsageError(
                f"There is no version {version[:40]!r} of the ontology.",
                f"There is {', '.join(by_version)}.",
            )
    after = by_version.get(wanted[1], held[-1])
    older = held[: held.index(after)]
    return by_version.get(wanted[0], older[-1] if older else None), after
