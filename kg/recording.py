"""What is stated of studies of a kind: known from its publication alone, or of more than texts."""

from __future__ import annotations

from collections.abc import Sequence

from kg.stating import LABEL, Writer, pif
from kg.terms import A, iri

BOX = ("firstAbscissa", "firstOrdinate", "secondAbscissa", "secondOrdinate")
"""The properties that say where a box begins and ends, in the order of the files."""


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


def state_regions(writer: Writer) -> None:
    """State what is a picture or a recording, which parts of it are meant, and what codes those.

    A region that no quote fills is coded by itself: ``pif:codingRegion`` and never
    ``pif:codingTarget``, so that nothing takes it for a quote.
    """
    study = writer.study
    for document in study.documents:
        writer.words(writer.node("document", document.id), "medium", document.medium)
    for region in study.regions:
        node = writer.thing("region", region.id, region.place, "Region")
        writer.link(node, "liesIn", "document", region.document)
        writer.whole(node, "page", region.page)
        for name, value in zip(BOX, region.box or (), strict=False):
            writer.whole(node, name, value)
        writer.whole(node, "beginsAt", region.begin)
        writer.whole(node, "endsAt", region.end)
        writer.words(node, LABEL, region.label)
        writer.words(node, "note", region.note)
    for quote in study.quotes:
        writer.link(writer.node("quote", quote.id), "standsIn", "region", quote.region)
    for coding in study.codings:
        writer.link(writer.node("coding", coding.id), "codingRegion", "region", coding.region)


def in_words(
    page: int | None, box: Sequence[int], begin: int | None, end: int | None = None
) -> str:
    """Say where a part of something else than text is; nothing of what is all of it.

    >>> in_words(2, (), None), in_words(None, (), 61_500, 70_000)
    ('page 3', '00:01:01.500 to 00:01:10.000')
    """
    said = []
    if page is not None:
        said.append(f"page {page + 1}")
    if box:
        said.append(f"box {', '.join(map(str, box))}")
    if begin is not None:
        times = [begin] + ([end] if end is not None else [])
        said.append(" to ".join(map(_clock, times)))
    return ", ".join(said)


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
