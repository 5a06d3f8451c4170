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
from pathlib import Path
from typing import Literal

from kg.errors import UsageError
from kg.formats.qda.project import Losses
from kg.formats.qda.refi.offsets import COUNTED
from kg.formats.qda.refi.sayable import Said, cannot_say
from kg.formats.qda.refi.source_laying import guid_of, lay_out
from kg.formats.qda.refi.source_writing import Sources
from kg.formats.qda.refi.xml_writing import Xml
from kg.identifiers import study_iri, thing_iri
from kg.model import Code, Coding, Study

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


class _Writer:
    def __init__(self, study: Study, losses: Losses, profile: Profile) -> None:
        self.study = study
        self.losses = losses
        self.profile = profile
        self.reading = COUNTED[profile]
        self.xml = Xml()
        self.said = Said(study)
        self.parts = lay_out(study, losses)
        self._own: list[str] = []
        self._notes: list[str] = []

    def guid(self, kind: str, id: str) -> str:
        """Return the GUID of a thing of the study."""
        return guid_of(thing_iri(self.study.id, kind, id))

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
            sources = Sources(self)
            yield "<Sources>\n"
            for part in self.parts:
                yield from sources.source(part)
            yield "</Sources>\n"
        yield self._within("Notes", self._notes)
        yield xml.words("Description", self.said.description())
        yield "</Project>\n"
        yield from self._own
        self.end()

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the texts of the sources, by the names of their files."""
        for part in sorted(self.parts, key=lambda part: part.guid):
            if not part.has_text:
                continue
            words = part.text.words
            if self.profile:
                words = words.replace("\n", "\r\n")
            mark = "\ufeff" if self.profile == "nvivo" else ""
            yield f"{part.guid}.txt", (mark + words).encode("utf-8", "replace")

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
            guid = guid_of(iri)
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
        return guid_of(f"{study_iri(self.study.id)}#variable/{name}")

    def values(self, values: dict[str, str]) -> str:
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
                documents.setdefault(owner, []).append(part.guid)
        for quote in self.study.quotes:
            if quote.participant and quote.participant != whose.get(quote.document, ""):
                quotes.setdefault(quote.participant, []).append(self.guid("quote", quote.id))
        found = []
        for person in self.study.participants:
            guid = self.guid("participant", person.id)
            self.keep(guid, self.said.participant(person))
            inside = [self.xml.words("Description", person.note)]
            inside.append(self.values(self.said.values(person)))
            inside += [f'<SourceRef targetGUID="{d}"/>' for d in documents.get(person.id, ())]
            inside += [f'<SelectionRef targetGUID="{q}"/>' for q in quotes.get(person.id, ())]
            name = person.label or person.id
            found.append(self.xml.element("Case", inside, guid=guid, name=name))
        return found

    # Codings

    def coding(self, coding: Coding, *, beside: str = "") -> str:
        """Return the element of a coding; ``beside`` names another place where it is said again."""
        guid = self.guid("coding", coding.id)
        sayable = _MOMENT.fullmatch(coding.moment) is not None
        own = {"id": coding.id, "kind": coding.kind, "moment": "" if sayable else coding.moment}
        if not beside:
            self.keep(guid, own)
        iri = coding.concept.iri
        code = guid_of(iri) if iri else self.guid("code", coding.concept.code)
        inside = [f'<CodeRef targetGUID="{code}"/>']
        if coding.rationale:
            note = guid_of(f"{guid}#note")
            if not beside:
                words = [self.xml.words("PlainTextContent", coding.rationale)]
                self._notes.append(self.xml.element("Note", words, guid=note))
            inside.append(f'<NoteRef targetGUID="{note}"/>')
        return self.xml.element(
            "Coding", inside, guid=guid_of(f"{guid}#{beside}") if beside else guid,
            creatingUser=self.guid("coder", coding.coder) if coding.coder else "",
            creationDateTime=coding.moment if sayable else "",
        )  # fmt: skip
