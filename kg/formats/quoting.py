"""Read the documents of a study and the quotes taken from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.findings import Place
from kg.formats import tables as t
from kg.formats.reporting import shown
from kg.formats.rows import Tables
from kg.formats.spans import Spans
from kg.formats.values import Cells
from kg.model import Document, Participant, Quote, Study, Tenure

TextOf = Callable[[str, Place], str | None]
"""Given what documents.csv says in ``file`` and where, return the text, or None once reported."""


def read_documents(study: Study, tables: Tables, text_of: TextOf | None) -> dict[str, Document]:
    """Read documents.csv; returns the documents by id."""
    documents: dict[str, Document] = {}
    for row in tables.rows(t.DOCUMENTS):
        id = row.id("id")
        document = Document(
            id=id,
            place=row.place,
            kind=row.word("kind"),
            participant=tables.reference(row, "participant"),
            date=row.date("date"),
            access=row.word("access"),
            embargo=row.date("embargo"),
            note=row.text("note"),
            medium=row.word("medium"),
        )
        if document.kind and document.kind not in t.SOURCES:
            row.report.warning(
                "unknown-kind", row.at("kind"),
                f"{shown(document.kind)} is not a kind of document that is known.",
                row.report.nearest(document.kind, t.SOURCES)
                or f"It counts as other; known are {', '.join(t.SOURCES)}.",
            )  # fmt: skip
        if document.kind == "interview" and not row.text("participant"):
            row.report.warning(
                "participant-missing", row.at("participant"),
                "The interview names no participant.", "Say whose words it holds.",
            )  # fmt: skip
        file = row.text("file")
        if file and text_of is not None:
            document.text = text_of(file, row.at("file"))
        if id and tables.is_new(row, "id", id):
            documents[id] = document
    study.documents = list(documents.values())
    return documents


def read_quotes(
    study: Study,
    tables: Tables,
    people: Mapping[str, Participant],
    documents: Mapping[str, Document],
) -> None:
    """Read quotes.csv; speakers, roles and offsets that are certain are filled in."""
    spans = Spans(tables.report)
    unheld: dict[tuple[str, str], Tenure] = {}
    held = {f"{t.holder}-{t.role}" for person in people.values() for t in person.tenures}
    [sole] = [p.id for p in study.programmes] if len(study.programmes) == 1 else [""]
    for row in tables.rows(t.QUOTES):
        quote = Quote(
            id=row.id("id"),
            place=row.place,
            text=row.raw("text"),
            document=tables.reference(row, "document"),
            participant=tables.reference(row, "participant"),
            role=row.word("role"),
            start=row.integer("start"),
            end=row.integer("end"),
            speaker_label=row.text("speaker_label"),
            section=row.text("section"),
            claim=tables.reference(row, "claim"),
            access=row.word("access"),
            locator=row.text("locator"),
            note=row.text("note"),
            embargo=row.date("embargo"),
            region=tables.reference(row, "region"),
        )
        document = documents.get(quote.document)
        _settle_speaker(row, quote, document, people)
        spans.check(row, quote, document)
        if not quote.participant and quote.role and quote.document:
            key = (quote.document, quote.role)
            unheld.setdefault(key, Tenure(*key, row.place, sole, held=False))
            if f"{quote.document}-{quote.role}" in held:
                row.report.violation(
                    "ids-collide", row.at("document"),
                    f"Nobody is known to have spoken these words, and a participant held the role"
                    f" {quote.role} under the document's id, {shown(quote.document)}.",
                    "Fill in the participant, or give the document another id.",
                )  # fmt: skip
        if quote.id and tables.is_new(row, "id", quote.id):
            study.quotes.append(quote)
    study.unheld_tenures = list(unheld.values())


def _settle_speaker(
    row: Cells, quote: Quote, document: Document | None, people: Mapping[str, Participant]
) -> None:
    """Fill in the speaker and the role where they are certain; report a role nobody holds."""
    named = bool(row.text("participant"))
    if document and document.kind in ("interview", "diary"):
        if not named:
            quote.participant = document.participant
        elif quote.participant and document.participant not in ("", quote.participant):
            row.report.warning(
                "other-speaker", row.at("participant"),
                f"The quote is by {quote.participant}, its document is"
                f" {document.participant}'s.",
                "Check the participant and the document.",
            )  # fmt: skip
        if not named and not quote.participant and document.kind == "interview":
            row.report.violation(
                "participant-missing", row.at("participant"),
                "A quote from an interview must name its speaker.",
                "Fill in the participant, here or in documents.csv.",
            )  # fmt: skip
    person = people.get(quote.participant)
    if person is None or not person.tenures:
        return
    roles = [tenure.role for tenure in person.tenures]
    if not quote.role and not row.text("role"):
        if len(roles) == 1:
            quote.role = roles[0]
        else:
            row.report.violation(
                "role-missing", row.at("role"),
                f"{person.id} held more than one role: {', '.join(roles)}.",
                "Say in which of them the words were spoken.",
            )  # fmt: skip
    elif quote.role and quote.role not in roles:
        row.report.violation(
            "role-not-held", row.at("role"),
            f"{person.id} did not hold the role {quote.role}; roles held: {', '.join(roles)}.",
            "Mend the role, or add a row with this role to participants.csv.",
        )  # fmt: skip
        quote.role = ""
