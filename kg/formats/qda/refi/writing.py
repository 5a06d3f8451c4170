"""Write a study as a REFI-QDA project or codebook, valid against the standard's schemas.

The same study gives the same bytes. A thing's GUID is made from its address, so it stays from
one export to the next. What the standard has no place for, and a study read back needs, stands in
processing instructions after the root element: other programs pass over them, and losses count it.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from kg.errors import UsageError
from kg.formats.qda.project import Losses
from kg.formats.qda.refi.offsets import COUNTED, Reading, Text
from kg.formats.qda.refi.sayable import Said, cannot_say
from kg.formats.qda.refi.xml_writing import Xml
from kg.identifiers import study_iri, thing_iri
from kg.model import Code, Coding, Document, Quote, Study

Profile = Literal["", "nvivo", "maxqda"]
_ORIGINS = {
    "": "pif-kg",
    "nvivo": "pif-kg (counted as NVivo does)",
    "maxqda": "pif-kg (counted as MAXQDA does)",
}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_EVEN_EMPTY = frozenset({"counted", "definition", "kind", "participant", "role"})
"""What would be guessed again from elsewhere if it were left out."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MOMENT = re.compile(
    r"(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-3]):[0-5]\d)?",
    re.ASCII,
)


def write_qdpx(study: Study, out: Path, *, profile: Profile = "") -> Losses:
    """Write a project with its texts, and return what it cannot say.

    ``profile`` writes texts and offsets as a program counts them: ``nvivo`` in UTF-16 units with
    line ends of two characters and a byte order mark, ``maxqda`` with such line ends that count
    as one.
    """
    if profile not in _ORIGINS:
        raise UsageError(
            f"There is no profile {profile!r}.", "Use nvivo or maxqda, or leave it out."
        )
    losses = cannot_say(study)
    writer = _Writer(study, losses, profile)
    new = out.with_name(f"{out.name}.new")
    try:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(_entry("project.qde"), "w", force_zip64=True) as part:
                for piece in writer.project():
                    part.write(piece.encode())
            for name, stored in writer.texts():
                archive.writestr(_entry(f"sources/{name}"), stored)
        new.replace(out)
    finally:
        new.unlink(missing_ok=True)
    return losses


def write_qdc(study: Study, out: Path) -> Losses:
    """Write the codebook alone, and return what of the study it leaves out."""
    losses = cannot_say(study, codes_alone=True)
    writer = _Writer(study, losses, "")
    codes = writer.codes()
    if not codes:
        raise UsageError("The study has no codes.", "A codebook has at least one.")
    root = f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"{writer.xml.attributes(origin="pif-kg")}>'
    said = "".join([_HEAD, root, "<Codes>\n", codes, "</Codes></CodeBook>\n", *writer.own()])
    writer.end()
    out.write_bytes(said.encode())
    return losses


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


@dataclass(slots=True)
class _Part:
    """A source as it is written: a document, or quotes whose place in one is not known."""

    iri: str
    name: str
    text: Text
    document: Document | None
    spans: list[tuple[Quote, int, int]]
    loose: bool


class _Writer:
    def __init__(self, study: Study, losses: Losses, profile: Profile) -> None:
        self.study = study
        self.losses = losses
        self.profile = profile
        self.reading = COUNTED[profile]
        self.xml = Xml()
        self.said = Said(study)
        self.parts = _parts(study, losses)
        self.codings: dict[str, list[Coding]] = {}
        for coding in study.codings:
            self.codings.setdefault(coding.quote, []).append(coding)
        self._own: list[str] = []
        self._notes: list[str] = []

    def guid(self, kind: str, id: str) -> str:
        """Return the GUID of a thing of the study."""
        return str(uuid5(NAMESPACE_URL, thing_iri(self.study.id, kind, id)))

    def keep(self, guid: str, own: dict[str, str]) -> None:
        """Keep for ourselves what a record says that the standard has no place for."""
        kept = {name: value for name, value in own.items() if value or name in _EVEN_EMPTY}
        said = json.dumps(kept, sort_keys=True)
        said = said.replace(">", "\\u003e")
        self._own.append(f"<?pif-kg {guid} {said}?>\n")

    def own(self) -> list[str]:
        """Return the processing instructions for ourselves."""
        return self._own

    def end(self) -> None:
        """Count what was found on the way."""
        self.losses.count(
            "Characters", "XML has no place for them; U+FFFD stands there", self.xml.replaced
        )

    # The project

    def project(self) -> Iterator[str]:
        """Yield the markup piece by piece."""
        study, xml = self.study, self.xml
        root = xml.attributes(name=study.title or study.id, origin=_ORIGINS[self.profile])
        yield f'{_HEAD}<Project xmlns="urn:QDA-XML:project:1.0"{root}>\n'
        self.keep("project", {**self.said.study(), "counted": self.profile})
        yield self._within("Users", self._users())
        codes = self.codes()
        yield self._within("CodeBook", [f"<Codes>\n{codes}</Codes>" if codes else ""])
        yield self._within("Variables", self._variables())
        yield self._within("Cases", self._cases())
        if self.parts:
            yield "<Sources>\n"
            for part in self.parts:
                yield from self._source(part)
            yield "</Sources>\n"
        yield self._within("Notes", self._notes)
        yield xml.words("Description", self.said.description())
        yield "</Project>\n"
        yield from self._own
        self.end()

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the texts of the sources, by the names of their files."""
        for part in sorted(self.parts, key=lambda part: _guid(part.iri)):
            words = part.text.words
            if self.profile:
                words = words.replace("\n", "\r\n")
            mark = "\ufeff" if self.profile == "nvivo" else ""
            yield f"{_guid(part.iri)}.txt", (mark + words).encode("utf-8", "replace")

    def _within(self, tag: str, inside: Sequence[str]) -> str:
        body = "".join(inside)
        return f"<{tag}>\n{body}</{tag}>\n" if body else ""

    def _users(self) -> list[str]:
        found = []
        for coder in dict.fromkeys(c.coder for c in self.study.codings if c.coder):
            guid = self.guid("coder", coder)
            self.keep(guid, {"id": coder})
            found.append(self.xml.element("User", guid=guid, name=coder))
        return found

    # Codes

    def codes(self) -> str:
        """Return the elements of all codes, and of concepts that quotes were coded with."""
        below: dict[str, list[Code]] = {}
        known = {code.id for code in self.study.codes}
        for code in self.study.codes:
            below.setdefault(code.parent if code.parent in known else "", []).append(code)
        made: set[str] = set()
        found = self._codes(below, "", made)
        # What lies in a circle of parents hangs below nothing.
        for code in self.study.codes:
            if code.id not in made:
                found += self._code(code, below, made)
        for iri in dict.fromkeys(c.concept.iri for c in self.study.codings if c.concept.iri):
            guid = str(uuid5(NAMESPACE_URL, iri))
            self.keep(guid, {"iri": iri})
            name = re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri
            found += self.xml.element(
                "Code", [self.xml.words("Description", iri)],
                guid=guid, name=name, isCodable="true",
            )  # fmt: skip
            self.losses.count("Coding", "a concept of a shared scheme stands as a code of its own")
        return found

    def _codes(self, below: dict[str, list[Code]], parent: str, made: set[str]) -> str:
        return "".join(self._code(c, below, made) for c in below.get(parent, ()))

    def _code(self, code: Code, below: dict[str, list[Code]], made: set[str]) -> str:
        if code.id in made:
            return ""
        made.add(code.id)
        guid = self.guid("code", code.id)
        self.keep(guid, self.said.code(code))
        inside = [self.xml.words("Description", self.said.meaning(code))]
        inside.append(self._codes(below, code.id, made))
        return self.xml.element(
            "Code", inside, guid=guid, name=code.label or code.id, isCodable="true"
        )

    # Cases and variables

    def _variables(self) -> list[str]:
        return [
            self.xml.element(
                "Variable", guid=self._variable(name), name=name, typeOfVariable="Text"
            )
            for name in self.said.variables()
        ]

    def _variable(self, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{study_iri(self.study.id)}#variable/{name}"))

    def _values(self, values: dict[str, str]) -> str:
        return "".join(
            f'<VariableValue><VariableRef targetGUID="{self._variable(name)}"/>'
            f"{self.xml.words('TextValue', value)}</VariableValue>\n"
            for name, value in values.items()
        )

    def _cases(self) -> list[str]:
        documents: dict[str, list[str]] = {}
        quotes: dict[str, list[str]] = {}
        whose = {d.id: d.participant for d in self.study.documents}
        for part in self.parts:
            owner = part.document.participant if part.document else ""
            if owner:
                documents.setdefault(owner, []).append(_guid(part.iri))
        for quote in self.study.quotes:
            if quote.participant and quote.participant != whose.get(quote.document, ""):
                quotes.setdefault(quote.participant, []).append(self.guid("quote", quote.id))
        found = []
        for person in self.study.participants:
            guid = self.guid("participant", person.id)
            self.keep(guid, self.said.participant(person))
            inside = [self.xml.words("Description", person.note)]
            inside.append(self._values(self.said.values(person)))
            inside += [f'<SourceRef targetGUID="{d}"/>' for d in documents.get(person.id, ())]
            inside += [f'<SelectionRef targetGUID="{q}"/>' for q in quotes.get(person.id, ())]
            name = person.label or person.id
            found.append(self.xml.element("Case", inside, guid=guid, name=name))
        return found

    # Sources

    def _source(self, part: _Part) -> Iterator[str]:
        guid, document = _guid(part.iri), part.document
        own = self.said.document(document) if document else {}
        if part.loose:
            own["text"] = "quotes"
        self.keep(guid, own)
        start = self.xml.attributes(
            guid=guid, name=part.name, plainTextPath=f"internal://{guid}.txt"
        )
        yield f"<TextSource{start}>\n"
        yield self.xml.words("Description", document.note if document else "")
        for quote, first, last in part.spans:
            yield self._selection(part, quote, first, last)
        if document:
            yield self._values(self.said.kept_values(document))
        yield "</TextSource>\n"

    def _selection(self, part: _Part, quote: Quote, first: int, last: int) -> str:
        guid = self.guid("quote", quote.id)
        own = self.said.quote(quote)
        if part.loose and quote.start is not None and quote.end is not None:
            own |= {"start": str(quote.start), "end": str(quote.end)}
        self.keep(guid, own)
        inside = [self.xml.words("Description", quote.note)]
        inside += map(self._coding, self.codings.get(quote.id, ()))
        return self.xml.element(
            "PlainTextSelection",
            inside,
            guid=guid,
            name=part.text.words[first:last],
            startPosition=str(part.text.units(self.reading, first)),
            endPosition=str(part.text.units(self.reading, last)),
        )

    def _coding(self, coding: Coding) -> str:
        guid = self.guid("coding", coding.id)
        sayable = _MOMENT.fullmatch(coding.moment) is not None
        own = {"id": coding.id, "kind": coding.kind, "moment": "" if sayable else coding.moment}
        self.keep(guid, own)
        iri = coding.concept.iri
        code = str(uuid5(NAMESPACE_URL, iri)) if iri else self.guid("code", coding.concept.code)
        inside = [f'<CodeRef targetGUID="{code}"/>']
        if coding.rationale:
            note = str(uuid5(NAMESPACE_URL, f"{guid}#note"))
            self._notes.append(
                self.xml.element(
                    "Note", [self.xml.words("PlainTextContent", coding.rationale)], guid=note
                )
            )
            inside.append(f'<NoteRef targetGUID="{note}"/>')
        return self.xml.element(
            "Coding", inside, guid=guid,
            creatingUser=self.guid("coder", coding.coder) if coding.coder else "",
            creationDateTime=coding.moment if sayable else "",
        )  # fmt: skip


def _guid(iri: str) -> str:
    return str(uuid5(NAMESPACE_URL, iri))


def _parts(study: Study, losses: Losses) -> list[_Part]:
    """Lay out sources: each document, and the quotes whose place in its text is not known.

    A text that is not held is written as its quotes, one below the other.
    """
    by_document: dict[str, list[Quote]] = {}
    for quote in study.quotes:
        by_document.setdefault(quote.document, []).append(quote)
    documents: dict[str, Document | None] = {d.id: d for d in study.documents}
    documents |= {id: None for id in by_document if id not in documents}
    found = []
    for id, document in documents.items():
        quotes = by_document.get(id, [])
        iri = thing_iri(study.id, "document", id)
        stored = document.text if document else None
        loose = quotes
        if document is not None and stored is not None:
            text = Text(stored)
            losses.count("Line ends of texts", "they are line feeds", int(text.words != stored))
            placed = [(q, *_placed(text, stored, q)) for q in quotes]
            spans = [(q, a, b) for q, a, b in placed if a >= 0]
            found.append(_Part(iri, id, Text(text.words), document, spans, loose=False))
            loose = [q for q, a, _ in placed if a < 0]
            if not loose:
                continue
            losses.count(
                "Quote", "its place in its document is not known; it stands in a source of its own",
                len(loose),
            )  # fmt: skip
            iri, id = f"{iri}#quotes", f"{id} (quotes)"
        elif document is not None:
            losses.count("Document", "its text is not held; its quotes stand in its place")
        words, spans, at = [], [], 0
        for quote in loose:
            said = quote.text.replace("\r\n", "\n").replace("\r", "\n")
            words.append(said)
            spans.append((quote, at, at + len(said)))
            at += len(said) + 2
        text = Text("\n\n".join(words))
        found.append(_Part(iri, id or "(no document)", text, document, spans, loose=True))
    return found


_AS_STORED = Reading(False, False, "two")


def _placed(text: Text, stored: str, quote: Quote) -> tuple[int, int]:
    """Return a quote's place in a text with line feeds, or -1 twice where it has none."""
    start, end = quote.start, quote.end
    if start is None or end is None or not 0 <= start <= end <= len(stored):
        return -1, -1
    if stored[start:end] != quote.text:
        return -1, -1
    if not text.stored_as_two:
        return start, end
    first, last, _ = text.span(_AS_STORED, start, end)
    return first, last
