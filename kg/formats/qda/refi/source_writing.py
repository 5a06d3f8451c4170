"""Write the sources of a project: texts, pictures, pages and recordings, with what is coded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from kg.formats.qda.project import Losses
from kg.formats.qda.refi.offsets import Reading
from kg.formats.qda.refi.sayable import Said
from kg.formats.qda.refi.source_laying import Part, guid_of
from kg.formats.qda.refi.xml_writing import Xml
from kg.model import Coding, Quote, Region, Study

BOX = ("firstX", "firstY", "secondX", "secondY")
_TAGS = {"pdf": "PDF", "picture": "Picture", "audio": "Audio", "video": "Video"}
_WANTED = {
    "pdf": ("page", "box"), "picture": ("box",), "audio": ("begin", "end"),
    "video": ("begin", "end"),
}  # fmt: skip
"""What the standard wants to know of a part of each medium; it has a place for nothing else."""


class Writing(Protocol):
    """What the sources need of whoever writes the project around them."""

    study: Study
    losses: Losses
    xml: Xml
    said: Said
    reading: Reading

    def guid(self, kind: str, id: str) -> str:
        """Return the GUID of a thing of the study."""

    def keep(self, guid: str, own: dict[str, str]) -> None:
        """Keep for ourselves what the standard has no place for."""

    def coding(self, coding: Coding, *, beside: str = "") -> str:
        """Return the element of a coding."""

    def values(self, values: dict[str, str]) -> str:
        """Return the elements of the values of variables."""


class Sources:
    """Writes the sources of one project."""

    def __init__(self, writing: Writing) -> None:
        self._w = writing
        self._xml = writing.xml
        self._places = {region.id: region for region in writing.study.regions}
        self._of_quote: dict[str, list[Coding]] = {}
        self._of_region: dict[str, list[Coding]] = {}
        for coding in writing.study.codings:
            of, id = (
                (self._of_quote, coding.quote) if coding.quote else (self._of_region, coding.region)
            )
            of.setdefault(id, []).append(coding)

    def source(self, part: Part) -> Iterator[str]:
        """Yield the element of a source, piece by piece."""
        said, document = self._w.said, part.document
        own = said.document(document) if document else {}
        if part.loose:
            own["text"] = "quotes"
        whole = [region for region in part.regions if _is_whole(region)]
        if whole:
            own["whole"] = whole[0].id
        self._w.keep(part.guid, own)
        if part.medium in ("", "picture"):
            lost = sum(quote.region in self._places for quote, *_ in part.spans)
            self._w.losses.count("quotes.csv: region", "its words stand in a text alone", lost)
        inside: dict[str, Callable[[Part], Iterator[str]]] = {
            "": self._text_body, "picture": self._picture, "pdf": self._pages,
            "audio": self._recording, "video": self._recording,
        }  # fmt: skip
        tag = f"{_TAGS.get(part.medium, 'Text')}Source"
        path = f"internal://{part.guid}.txt" if not part.medium else ""
        yield f"<{tag}{self._xml.attributes(guid=part.guid, name=part.name, plainTextPath=path)}>\n"
        yield self._xml.words("Description", document.note if document else "")
        yield from inside[part.medium](part)
        for region in whole:
            lost = bool(region.label) + bool(region.note)
            self._w.losses.count("regions.csv", "a note on all of a source has no place", lost)
            yield from map(self._w.coding, self._of_region.get(region.id, ()))
        if document:
            yield self._w.values(said.kept_values(document))
        yield f"</{tag}>\n"

    def _text_body(self, part: Part) -> Iterator[str]:
        for quote, first, last in part.spans:
            yield self._span(part, quote, first, last)

    def _picture(self, part: Part) -> Iterator[str]:
        yield from self._words_beside(part, "TextDescription")
        yield from self._regions(part)

    def _pages(self, part: Part) -> Iterator[str]:
        yield from self._regions(part)
        for quote, first, last in part.spans:
            if (region := self._places.get(quote.region)) is not None:
                # The same GUID says that both are one: a part of a page, and its words.
                beside = [
                    self._w.coding(c, beside="page") for c in self._of_quote.get(quote.id, ())
                ]
                name = part.text.words[first:last]
                yield self._region(part, region, self._w.guid("quote", quote.id), name, "", beside)
        for quote in part.on_pages:
            yield self._words_of_page(part, quote)
        yield from self._words_beside(part, "Representation")

    def _words_of_page(self, part: Part, quote: Quote) -> str:
        guid = self._w.guid("quote", quote.id)
        words = quote.text.replace("\r\n", "\n").replace("\r", "\n")
        content = [self._xml.words("PlainTextContent", words)]
        inner = self._xml.element("Representation", content, guid=guid_of(f"{guid}#words"))
        region = self._places[quote.region]
        lacks = " ".join(_lacks(part, region))
        self._w.keep(guid, self._w.said.quote(quote) | {"lacks": lacks})
        codings = [self._w.coding(coding) for coding in self._of_quote.get(quote.id, ())]
        return self._region(part, region, guid, words, quote.note, [inner, *codings])

    def _words_beside(self, part: Part, tag: str) -> Iterator[str]:
        """Yield the text that stands for a picture or pages, with the quotes in it."""
        if not part.has_text:
            return
        path = f"internal://{part.guid}.txt"
        guid = guid_of(f"{part.iri}#text")
        yield f"<{tag}{self._xml.attributes(guid=guid, plainTextPath=path)}>\n"
        yield from self._text_body(part)
        yield f"</{tag}>\n"

    def _recording(self, part: Part) -> Iterator[str]:
        if part.has_text:
            guid = guid_of(f"{part.iri}#text")
            path = f"internal://{part.guid}.txt"
            yield f"<Transcript{self._xml.attributes(guid=guid, plainTextPath=path)}>\n"
            points, between = [], []
            for quote, first, last in part.spans:
                region = self._places.get(quote.region)
                ends = [guid_of(f"{self._w.guid('quote', quote.id)}#{n}") for n in ("begin", "end")]
                times = (region.begin, region.end) if region else (None, None)
                for id, time, place in zip(ends, times, (first, last), strict=True):
                    points.append(self._point(part, id, time, place))
                between.append(
                    self._marked(
                        "TranscriptSelection", part, quote, part.text.words[first:last],
                        fromSyncPoint=ends[0], toSyncPoint=ends[1],
                    )
                )  # fmt: skip
            yield from (*points, *between)
            yield "</Transcript>\n"
        yield from self._regions(part)

    def _point(self, part: Part, guid: str, time: int | None, place: int) -> str:
        """Return a point of a transcript, at a time of the recording where that is known."""
        return self._xml.element(
            "SyncPoint", guid=guid, timeStamp="" if time is None else str(time),
            position=str(part.text.units(self._w.reading, place)),
        )  # fmt: skip

    def _span(self, part: Part, quote: Quote, first: int, last: int) -> str:
        return self._marked(
            "PlainTextSelection", part, quote, part.text.words[first:last],
            startPosition=str(part.text.units(self._w.reading, first)),
            endPosition=str(part.text.units(self._w.reading, last)),
        )  # fmt: skip

    def _marked(self, tag: str, part: Part, quote: Quote, name: str, **place: str) -> str:
        guid = self._w.guid("quote", quote.id)
        own = self._w.said.quote(quote)
        if part.loose and quote.start is not None and quote.end is not None:
            own |= {"start": str(quote.start), "end": str(quote.end)}
        region = self._places.get(quote.region)
        own["lacks"] = " ".join(_lacks(part, region)) if region and part.medium == "pdf" else ""
        self._w.keep(guid, own)
        inside = [self._xml.words("Description", quote.note)]
        inside += map(self._w.coding, self._of_quote.get(quote.id, ()))
        return self._xml.element(tag, inside, guid=guid, name=name, **place)

    def _regions(self, part: Part) -> Iterator[str]:
        """Yield the parts that are coded by themselves."""
        for region in part.regions:
            if _is_whole(region):
                continue
            guid = self._w.guid("region", region.id)
            self._w.keep(
                guid, self._w.said.region(region) | {"lacks": " ".join(_lacks(part, region))}
            )
            codings = [self._w.coding(coding) for coding in self._of_region.get(region.id, ())]
            yield self._region(part, region, guid, region.label, region.note, codings)

    def _region(
        self, part: Part, region: Region, guid: str, name: str, note: str, inside: list[str]
    ) -> str:
        place = _place(region)
        wanted = _WANTED[part.medium]
        for what in ("page", "box", "begin", "end"):
            if what not in wanted and place[what]:
                self._w.losses.count(f"regions.csv: {what}", f"a part of {part.medium} has none")
        self._w.losses.count(
            "regions.csv", "the standard wants the whole place of it; nought stands there",
            len(_lacks(part, region)),
        )  # fmt: skip
        numbers: dict[str, str] = {}
        for what in wanted:
            names = BOX if what == "box" else (what,)
            numbers |= dict(zip(names, place[what] or ("0",) * len(names), strict=True))
        tag = f"{_TAGS[part.medium]}Selection"
        described = [self._xml.words("Description", note), *inside]
        return self._xml.element(tag, described, guid=guid, name=name, **numbers)


def _place(region: Region) -> dict[str, tuple[str, ...]]:
    def said(number: int | None) -> tuple[str, ...]:
        return () if number is None else (str(number),)

    return {
        "page": said(region.page),
        "box": tuple(map(str, region.box or ())),
        "begin": said(region.begin),
        "end": said(region.end),
    }


def _lacks(part: Part, region: Region) -> list[str]:
    place = _place(region)
    return [what for what in _WANTED[part.medium] if not place[what]]


def _is_whole(region: Region) -> bool:
    return region.page is None and region.box is None and region.begin is None
