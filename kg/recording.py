"""What is stated of a study known from its publication alone, beyond what any study says."""

from __future__ import annotations

from kg.stating import Writer, pif
from kg.terms import A, iri


def state_record(writer: Writer) -> None:
    """State that a study is synthetic, or a record with what was seen of it and what was not."""
    record, root = writer.study.record, writer.root
    if writer.study.synthetic:
        writer.add(root, A, pif("SyntheticStudy"))
    if record is None:
        return
    writer.add(root, A, pif("StudyRecord"))
    writer.words(root, "licenceNote", record.licence_note)
    writer.words(root, "material", record.data)
    writer.words(root, "note", record.note)
    for name, values in (("seenAt", record.seen_at), ("notAtHand", record.not_at_hand)):
        for value in values:
            writer.words(root, name, value)
    for extract in record.extracts:
        node = writer.thing("extract", extract.id, extract.place, "PrintedExtract")
        writer.link(node, "printedUnder", "code", extract.code)
        writer.words(node, "seenAt", extract.seen_at)
        writer.words(node, "note", extract.note)
        for quote in extract.quotes:
            writer.add(node, pif("printsWordsOf"), iri(quote))
