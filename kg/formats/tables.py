"""The tables of a study folder: their columns, in order, with what each is for.

One list serves the reader, the writer of empty folders and workbooks, the documentation and the
checks, so that they cannot disagree. The same tables are the sheets of a workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "ids", "text", "word", "integer", "number", "boolean", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``kind`` says how a cell is read; ``refers_to`` names the table its ids are in.

    A ``required`` cell may be empty where the cell of the column ``unless`` is filled.
    ``word`` is a short value that becomes lower case with hyphens; ``values`` lists those known
    (others are allowed unless ``closed``).
    """

    name: str
    about: str
    required: bool = False
    kind: Kind = "text"
    refers_to: str = ""
    values: tuple[str, ...] = ()
    closed: bool = False
    example: str = ""
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: ``name`` is the sheet's name, ``file`` the file's. ``open`` allows other columns."""

    name: str
    file: str
    about: str
    columns: tuple[Column, ...]
    required: bool = False
    open: bool = False

    @property
    def required_columns(self) -> list[str]:
        """The names of the columns that must be there and filled in every row."""
        return [c.name for c in self.columns if c.required and not c.unless]

    def column(self, name: str) -> Column | None:
        """Return a column by name."""
        return next((c for c in self.columns if c.name == name), None)


ROLES = ("mentee", "peer-mentor", "mentor", "senior-mentor", "faculty")
UNKNOWN = "unknown"
"""The role of a participant whose role is not known."""
SOURCES = ("interview", "diary", "focus-group", "field-note", "survey", "reflective-essay", "other")
MEDIA = ("pdf", "picture", "audio", "video")
"""What a document is that is not a plain text."""
ACCESS = ("public", "restricted", "closed")
CODE_KINDS = ("domain", "subdomain", "theme", "category")
CODING_KINDS = ("author", "project")
FITS = ("ok", "doubtful", "mismatch")

_ACCESS = Column(
    "access",
    "Who may see it: public, restricted or closed.",
    kind="word",
    values=ACCESS,
    closed=True,
    example="public",
)

_EMBARGO = Column(
    "embargo",
    "Day or moment until which it stays closed, whatever access says; a day begins at midnight UTC.",
    kind="date",
    example="2027-01-01",
)

PARTICIPANTS = Table(
    "participants", "participants.csv",
    "One row for each person who was studied and each role they held. Use pseudonyms only.",
    (
        Column("id", "Pseudonym.", True, "id", example="P1"),
        Column("role", "Role in the programme; unknown where nobody knows.", True, "word", values=(*ROLES, UNKNOWN), closed=True, example="mentee"),
        Column("label", "How the person is called in print, if not by the id."),
        Column("programme", "Id of the programme, if study.yaml names more than one.", kind="id"),
        Column("status", "Training status.", kind="word", values=("medical-student", "resident"), example="medical student"),
        Column("year", "Year of training, a whole number.", kind="integer", example="3"),
        Column("projects_min", "Fewest projects undertaken.", kind="integer"),
        Column("projects_max", "Most projects undertaken.", kind="integer"),
        Column("duration_min_years", "Shortest time in the programme, in years.", kind="number"),
        Column("duration_max_years", "Longest time in the programme, in years.", kind="number"),
        Column("became_peer_mentor", "Whether a mentee became a peer mentor.", kind="word", values=("yes", "no", "soon-to-be")),
        _ACCESS,
        Column("published_projects_min", "Fewest projects carried to publication.", kind="integer"),
        _EMBARGO,
        Column("note", "Anything worth knowing of the person; never published."),
    ),
    open=True,
)  # fmt: skip

DOCUMENTS = Table(
    "documents", "documents.csv",
    "One row for each transcript, diary or other record that quotes were taken from.",
    (
        Column("id", "Name of the document within the study.", True, "id", example="P1-interview"),
        Column("kind", "What it is.", True, "word", values=SOURCES, example="interview"),
        Column("participant", "Whose words or diary it is, if one person's and known.", kind="id", refers_to="participants", example="P1"),
        Column("date", "Day of the interview or entry: 2024-03-21.", kind="date", example="2024-03-21"),
        Column("file", "A UTF-8 text below documents/; then offsets are checked to the character.", example="P1-interview.txt"),
        _ACCESS,
        _EMBARGO,
        Column("note", "Anything a reader should know."),
        Column("medium", "What it is if no plain text: regions of it can be coded.", kind="word", values=MEDIA, closed=True, example="audio"),
    ),
    required=True,
)  # fmt: skip

REGIONS = Table(
    "regions", "regions.csv",
    "One row for each part of a picture, a page or a recording that was coded: what has no words of its own is no quote.",
    (
        Column("id", "Name of the region within the study.", True, "id", example="R1"),
        Column("document", "Id of the document it is a part of; with no place beside it, all of it.", True, "id", refers_to="documents", example="P1-drawing"),
        Column("page", "Page, counted from 0.", kind="integer", example="2"),
        Column("first_x", "Where its box begins, across, in the units of the program that marked it.", kind="integer", example="120"),
        Column("first_y", "Where its box begins, up or down.", kind="integer", example="80"),
        Column("second_x", "Where its box ends, across.", kind="integer", example="420"),
        Column("second_y", "Where its box ends, up or down.", kind="integer", example="310"),
        Column("begin", "Where it begins in a recording, in milliseconds.", kind="integer", example="61500"),
        Column("end", "Where it ends, in milliseconds.", kind="integer", example="70000"),
        Column("label", "What it was called by whoever marked it."),
        Column("note", "Anything a reader should know; never published."),
    ),
)  # fmt: skip

QUOTES = Table(
    "quotes", "quotes.csv",
    "One row for each quote: the words exactly as they stand in the document.",
    (
        Column("id", "Name of the quote within the study.", True, "id", example="Q1"),
        Column("document", "Id of the document it was taken from.", True, "id", refers_to="documents", example="P1-interview"),
        Column("text", "The words, to the character.", True, example="I stopped asking what the senior would do."),
        Column("participant", "Who said it, if known.", kind="id", refers_to="participants", example="P1"),
        Column("role", "In which role they spoke; may be empty for a participant who held one role.", kind="word", values=(*ROLES, UNKNOWN), closed=True, example="mentee"),
        Column("start", "Offset of the first character in the document's text, counted in Unicode code points from 0; found by itself when the text is held and has the words once.", kind="integer"),
        Column("end", "Offset after the last character.", kind="integer"),
        Column("speaker_label", "The label printed with the quote.", example="P1"),
        Column("section", "Heading under which it was published."),
        Column("claim", "Id of the claim it illustrates.", kind="id", refers_to="claims"),
        _ACCESS,
        Column("locator", "Where it stands when no text is held: a page, a line."),
        Column("note", "Anything a reader should know."),
        _EMBARGO,
        Column("region", "Id of the part of a page or recording that has these words.", kind="id", refers_to="regions"),
    ),
    required=True,
)  # fmt: skip

CODEBOOK = Table(
    "codebook", "codebook.csv",
    "One row for each code of this study, under the parent it was filed under.",
    (
        Column("code", "Id of the code.", True, "id", example="identity-struggle"),
        Column("label", "Its name.", True, example="Identity struggle"),
        Column("parent", "Id of the code above it.", kind="id", refers_to="codebook"),
        Column("kind", "Level of the code.", kind="word", values=CODE_KINDS, closed=True, example="theme"),
        Column("definition", "What it means."),
        Column("include", "When to apply it."),
        Column("exclude", "When not to apply it."),
        Column("example", "A typical quote."),
        Column("note", "What the coders noted of it; never published."),
    ),
    required=True,
)  # fmt: skip

CODINGS = Table(
    "codings", "codings.csv",
    "One row for each code that one coder applied to one quote, or to a region without words.",
    (
        Column("quote", "Id of the quote; empty where a region is coded.", True, "id", refers_to="quotes", example="Q1", unless="region"),
        Column("code", "Id of the code; a project coding may name a construct of the shared scheme (c:patching).", True, "id", refers_to="codebook", example="identity-struggle"),
        Column("coder", "Who applied it; an author coding without a coder is by the coding team, authors.", kind="id", example="coder-1"),
        Column("date", "Day or moment: 2024-05-02 or 2024-05-02T14:30:00Z.", kind="date", example="2024-05-02"),
        Column("kind", "author (the study's own coding; meant when empty) or project (added with this tool).", kind="word", values=CODING_KINDS, closed=True, example="author"),
        Column("rationale", "Why."),
        Column("id", "Name of the coding; made from quote and code, and the coder of a second, when empty.", kind="id"),
        Column("region", "Id of the region, where what was coded has no words.", kind="id", refers_to="regions"),
    ),
    required=True,
)  # fmt: skip

CLAIMS = Table(
    "claims", "claims.csv",
    "One row for each statement of the publication that the evidence is about.",
    (
        Column("id", "Name of the claim.", True, "id", example="C1"),
        Column("text", "The sentence.", True),
        Column("type", "Kind of claim, such as result, lead-in, theory, limitation."),
        Column("section", "Heading under which it stands."),
        Column("constructs", "What it is about: constructs of the shared scheme or codes, with ; between.", kind="ids"),
        Column("sentence", "Id of the sentence in the publication; citations name the same.", kind="id"),
        Column("names_both_groups", "true when it speaks of mentees and of peer mentors.", kind="boolean"),
        Column("note", "Anything a reader should know."),
    ),
)  # fmt: skip

_STRUCTURED = (
    Column("id", "Name of the episode or thing.", kind="id"),
    Column("class", "A class of the ontology.", example="IdentityWork"),
    Column("quote", "Id of the quote that tells of it.", kind="id", refers_to="quotes"),
    Column("participant", "Who did it.", kind="id", refers_to="participants"),
    Column("property", "A property of the ontology.", example="drawsOn"),
    Column("object", "Id of the thing it points to.", kind="id"),
    Column("object_class", "Class of that thing.", example="IdealPhysicianImage"),
    Column("basis", "What the row rests on."),
)
EPISODES = Table(
    "episodes", "episodes.csv",
    "One row for each episode told in a quote, structured with the classes of the ontology.",
    _STRUCTURED,
)  # fmt: skip
RELATIONS = Table(
    "relations",
    "relations.csv",
    "Further statements: between two quotes (id empty), between two claims that do not agree "
    "(contradicts), or about a thing an episode names.",
    _STRUCTURED,
)

CITATIONS = Table(
    "citations", "citations.csv",
    "One row for each place where the publication cites a reference.",
    (
        Column("id", "Name of the citation.", kind="id"),
        Column("reference", "Id in references.json.", True, "id", refers_to="references", example="ref01"),
        Column("sentence", "Id of the citing sentence.", True, "id"),
        Column("intent", "A CiTO property, such as cito:usesMethodIn.", True, example="cito:citesAsEvidence"),
        Column("section", "Heading of the citing sentence."),
        Column("fit", "How well the work fits the sentence.", kind="word", values=FITS, closed=True),
        Column("marker", "The marker as printed."),
        Column("topic", "What it is cited for."),
        Column("note", "Anything a reader should know."),
    ),
)  # fmt: skip

MAPPINGS = Table(
    "mappings", "mappings.sssom.tsv",
    "Code-to-construct mappings as a Simple Standard for Sharing Ontological Mappings (SSSOM) table.",
    (
        Column("subject_id", "Id of the code.", True, "id", refers_to="codebook"),
        Column("subject_label", "Its label."),
        Column("predicate_id", "skos:exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch.", True, example="skos:exactMatch"),
        Column("object_id", "The construct.", True, "id", example="c:patching"),
        Column("object_label", "Its label."),
        Column("mapping_justification", "Ground, a semapv term.", True, example="semapv:ManualMappingCuration"),
        Column("author_label", "Who proposes it."),
        Column("confidence", "From 0 to 1.", kind="number"),
        Column("comment", "Why."),
    ),
    open=True,
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    PARTICIPANTS, DOCUMENTS, QUOTES, CODEBOOK, CODINGS, CLAIMS, MAPPINGS, EPISODES, RELATIONS,
    CITATIONS, REGIONS,
)  # fmt: skip
