"""A study in memory: plain records, each with the place it was read from.

Ids are those of the files with their spaces dropped; an empty string or None stands for an empty
cell. References to other records are ids that were looked up when the study was read: an id that
names nothing is reported then and left out here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kg.findings import Place


@dataclass(slots=True)
class Target:
    """What a property points to: a thing of the study, or a term of the ontology.

    ``kind`` is a kind of IRI (``entity``, ``quote``, …), or ``term`` for an individual of the
    ontology.
    """

    kind: str
    id: str


@dataclass(slots=True)
class Thing:
    """Something described with a class of the ontology: a method, a support, an entity."""

    id: str
    place: Place
    class_name: str = ""
    label: str = ""
    sentence: str = ""
    note: str = ""
    properties: list[tuple[str, Target]] = field(default_factory=list)


@dataclass(slots=True)
class Programme:
    """A mentoring programme whose members were studied. ``stages`` are slugs of the ontology's."""

    id: str
    place: Place
    label: str = ""
    class_name: str = ""
    mentees_first: bool = False
    host: Thing | None = None
    stages: list[str] = field(default_factory=list)
    supports: list[Thing] = field(default_factory=list)
    structure: Thing | None = None
    parts: list[Thing] = field(default_factory=list)
    culture: Thing | None = None
    approach: Thing | None = None


@dataclass(slots=True)
class Consent:
    """What was agreed to (``scope``), and whether it stands (``status``)."""

    scope: str
    status: str
    place: Place
    how: str = ""


@dataclass(slots=True)
class Activity:
    """A piece of the research with its time: a year, a month or a day, as written."""

    id: str
    place: Place
    text: str = ""
    start: str = ""
    end: str = ""
    sentences: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Work:
    """A work of literature. ``doi`` is bare and lower case; ``iri`` is made when it is read.

    Creators are written ``Family, Given``, in their order; they are the editors of a work without
    authors. ``issued`` is a date of ISO 8601, as precise as it is known. ``more`` has fields of
    CSL-JSON that are plain texts, ``further`` what an entry for it says that nothing else here
    does (:mod:`kg.csl`).
    """

    iri: str
    type: str = ""
    title: str = ""
    year: int | None = None
    creators: list[str] = field(default_factory=list)
    container: str = ""
    doi: str = ""
    issued: str = ""
    editors: list[str] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)
    further: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Tenure:
    """One role in one programme; not ``held`` when its holder is a document of unknown author."""

    holder: str
    role: str
    place: Place
    programme: str = ""
    held: bool = True


@dataclass(slots=True)
class Participant:
    """A person who was studied, under a pseudonym; ``attributes`` are the table's own columns."""

    id: str
    place: Place
    tenures: list[Tenure] = field(default_factory=list)
    label: str = ""
    status: str = ""
    year: int | None = None
    projects_min: int | None = None
    projects_max: int | None = None
    published_projects_min: int | None = None
    duration_min_years: Decimal | None = None
    duration_max_years: Decimal | None = None
    became_peer_mentor: str = ""
    access: str = ""
    embargo: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(slots=True)
class Document:
    """A record that quotes were taken from. ``text`` is None when it is not held.

    Offsets of quotes count in ``text`` as it is, line ends included, without a byte order mark.
    ``medium`` says what else than a plain text it is: a picture, a recording, pages.
    """

    id: str
    place: Place
    kind: str = ""
    participant: str = ""
    date: str = ""
    access: str = ""
    embargo: str = ""
    text: str | None = None
    note: str = ""
    medium: str = ""


@dataclass(slots=True)
class Region:
    """A part of a picture, a page or a recording; of a document alone, all of it.

    ``page`` counts from 0; ``box`` is first x, first y, second x, second y; ``begin`` and ``end``
    are milliseconds. All are as the program that marked it counts.
    """

    id: str
    place: Place
    document: str = ""
    page: int | None = None
    box: tuple[int, int, int, int] | None = None
    begin: int | None = None
    end: int | None = None
    label: str = ""
    note: str = ""


@dataclass(slots=True)
class Quote:
    """A verbatim span of one document.

    ``start`` and ``end`` count Unicode code points of the document's text from 0; end exclusive.
    ``region`` is the part of a page or recording that has these words.
    """

    id: str
    place: Place
    text: str = ""
    document: str = ""
    participant: str = ""
    role: str = ""
    start: int | None = None
    end: int | None = None
    speaker_label: str = ""
    section: str = ""
    claim: str = ""
    access: str = ""
    locator: str = ""
    note: str = ""
    embargo: str = ""
    region: str = ""


@dataclass(slots=True)
class Code:
    """One entry of the study's codebook."""

    id: str
    place: Place
    label: str = ""
    parent: str = ""
    kind: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    note: str = ""


@dataclass(slots=True)
class Concept:
    """A code of the study's codebook, or a concept with an address of its own (``iri``)."""

    code: str = ""
    iri: str = ""


@dataclass(slots=True)
class Coding:
    """One coder applying one code to one quote, or to one ``region`` that has no words."""

    id: str
    place: Place
    quote: str
    concept: Concept
    coder: str = ""
    moment: str = ""
    kind: str = ""
    rationale: str = ""
    region: str = ""


@dataclass(slots=True)
class Claim:
    """A statement of the study's publication."""

    id: str
    place: Place
    text: str = ""
    type: str = ""
    section: str = ""
    constructs: list[Concept] = field(default_factory=list)
    sentence: str = ""
    names_both_groups: bool | None = None
    note: str = ""


@dataclass(slots=True)
class Mapping:
    """An attributed SKOS match from a code to a concept; ``predicate`` such as ``exactMatch``."""

    id: str
    place: Place
    code: str
    predicate: str
    concept: Concept
    justification: str = ""
    author: str = ""
    confidence: Decimal | None = None
    comment: str = ""


@dataclass(slots=True)
class Statement:
    """A row of episodes or relations: a subject, perhaps a property with an object."""

    subject: Target
    place: Place
    class_name: str = ""
    quote: str = ""
    participant: str = ""
    property: str = ""
    object: Target | None = None
    object_class: str = ""
    basis: str = ""


@dataclass(slots=True)
class Reference:
    """An entry of the study's reference list; ``printed`` is the string as it stands there."""

    id: str
    place: Place
    work: Work
    printed: str = ""
    notes: list[str] = field(default_factory=list)
    position: int | None = None


@dataclass(slots=True)
class Citation:
    """One place where the publication cites a reference; ``intent`` is a CiTO property's name."""

    id: str
    place: Place
    reference: str
    sentence: str = ""
    intent: str = ""
    section: str = ""
    fit: str = ""
    marker: str = ""
    topic: str = ""
    note: str = ""


@dataclass(slots=True)
class Extract:
    """A passage seen in a publication, without its words: ``code`` it stands under there.

    ``quotes`` are the addresses of quotes of other studies that have the same words.
    """

    id: str
    place: Place
    code: str = ""
    quotes: list[str] = field(default_factory=list)
    seen_at: str = ""
    note: str = ""


@dataclass(slots=True)
class Record:
    """What makes a study one that is known from its publication alone."""

    seen_at: list[str] = field(default_factory=list)
    licence_note: str = ""
    data: str = ""
    note: str = ""
    not_at_hand: list[str] = field(default_factory=list)
    extracts: list[Extract] = field(default_factory=list)


@dataclass(slots=True)
class Study:
    """One study, whole. ``licence`` is an IRI; ``consents`` includes the one to publish.

    ``described`` is false when its description could not be read, so that nothing is held
    against the tables which the description might have said. ``record`` is there when the study
    is known from its publication alone.
    """

    id: str
    place: Place
    described: bool = True
    title: str = ""
    language: str = "en"
    licence: str = ""
    attribution: str = ""
    publication: Work | None = None
    programmes: list[Programme] = field(default_factory=list)
    host: Thing | None = None
    entities: list[Thing] = field(default_factory=list)
    methods: list[Thing] = field(default_factory=list)
    limitations: list[Thing] = field(default_factory=list)
    sources: list[Thing] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    ethics_reference: str = ""
    right_to_withdraw: str = ""
    consents: list[Consent] = field(default_factory=list)
    publishable: list[str] = field(default_factory=list)
    minimum_group: int | None = None
    embargo: str = ""
    contacts: list[str] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    unheld_tenures: list[Tenure] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    episodes: list[Statement] = field(default_factory=list)
    relations: list[Statement] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    record: Record | None = None
    synthetic: bool = False
