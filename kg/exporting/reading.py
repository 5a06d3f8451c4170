"""Read a study out of its graphs: what :func:`kg.statements.statements` turned it into, back.

The records hold what study files can say. Whatever else the graphs say stays behind;
:mod:`kg.exporting.comparing` tells what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kg import model as m
from kg.exporting.codes import read_claims, read_codes, read_codings, read_mappings
from kg.exporting.facts import Facts
from kg.exporting.literature import read_citations, read_publication, read_references
from kg.exporting.people import (
    read_documents,
    read_participants,
    read_quotes,
    read_regions,
    read_unheld,
)
from kg.exporting.structure import read_described, read_structure
from kg.namespaces import DCTERMS, PROV, study_graph
from kg.terms import A, Triple, read_nquads, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

_WITHDRAWAL = "Right to withdraw"


def read_study(store: Store, study: str) -> m.Study:
    """Return a study of a store as records.

    Raises:
        UnknownThing: There is no such study.
    """
    return study_in(study, read_nquads(store.read_study(study)))


def study_in(study: str, graphs: Mapping[str, Iterable[Triple]]) -> m.Study:
    """Return the study that graphs describe. What was derived is not looked at."""
    facts = Facts(study, graphs)
    made = m.Study(study, facts.place, language=facts.language)
    _read_about(made, facts)
    made.publication = read_publication(facts)
    made.participants = read_participants(facts)
    made.unheld_tenures = read_unheld(facts)
    made.documents = read_documents(facts)
    made.regions = read_regions(facts)
    made.quotes = read_quotes(facts)
    made.codes = read_codes(facts)
    made.codings = read_codings(facts)
    made.claims = read_claims(facts)
    made.mappings = read_mappings(facts)
    read_structure(made, facts)
    made.references = read_references(facts)
    made.citations = read_citations(facts)
    _read_record(made, facts)
    return made


def _read_about(study: m.Study, facts: Facts) -> None:
    root = facts.root
    study.title = facts.text(root, f"<{DCTERMS}title>")
    licences = facts.all(root, f"<{DCTERMS}license>")
    study.licence = next((value_of(o) for o in licences if o.startswith("<")), "")
    study.attribution = facts.text(root, f"<{DCTERMS}rights>")
    study.ethics_reference = facts.text(root, "ethicsReference")
    study.right_to_withdraw = facts.marked(root, "note", _WITHDRAWAL)
    study.minimum_group = facts.whole(root, "minimumGroupSize")
    study.embargo = facts.embargo(root)
    study.publishable = facts.texts(root, "publishableAttribute")
    study.contacts = facts.texts(root, "contact")
    study.synthetic = "SyntheticStudy" in facts.classes(root)
    for kind, name, things in (
        ("method", "usesMethod", study.methods),
        ("limitation", "limitedBy", study.limitations),
    ):
        things += [read_described(facts, kind, id) for id in facts.ids(root, name, kind)]
    for id in facts.ids(root, "reusesDataOf", "source"):
        title = facts.text(facts.node("source", id), f"<{DCTERMS}title>")
        study.sources.append(m.Thing(id, facts.place, label=title))
    for id in facts.ids(root, "hasConsent", "consent"):
        node = facts.node("consent", id)
        status, how = facts.text(node, "consentStatus"), facts.text(node, "note")
        study.consents.append(m.Consent(id, status, facts.place, how))
    for id, node in facts.things("activity"):
        if f"<{PROV}Activity>" in facts.all(node, A):
            study.activities.append(_activity(facts, id, node))


def _activity(facts: Facts, id: str, node: str) -> m.Activity:
    start, _, end = facts.text(node, f"<{DCTERMS}temporal>").partition("/")
    return m.Activity(
        id,
        facts.place,
        facts.words(node, f"<{DCTERMS}description>"),
        start,
        end,
        facts.texts(node, "inSentence"),
    )


def _read_record(study: m.Study, facts: Facts) -> None:
    """Read what makes a study one that is known from its publication alone."""
    root = facts.root
    if "StudyRecord" not in facts.classes(root):
        return
    study.record = m.Record(
        seen_at=facts.texts(root, "seenAt"),
        licence_note=facts.text(root, "licenceNote"),
        data=facts.text(root, "material"),
        note=next(iter(facts.notes(root, _WITHDRAWAL)), ""),
        not_at_hand=facts.texts(root, "notAtHand"),
    )
    for id, node in facts.things("extract"):
        quotes = [value_of(o) for o in facts.all(node, "printsWordsOf") if o.startswith("<")]
        study.record.extracts.append(
            m.Extract(
                id,
                facts.place,
                facts.id(node, "printedUnder", "code"),
                quotes,
                facts.text(node, "seenAt"),
                facts.text(node, "note"),
            )
        )


def asserted(graphs: Mapping[str, Iterable[Triple]], study: str) -> set[Triple]:
    """Return the statements of a study's own graph."""
    return set(graphs.get(study_graph(study), ()))
