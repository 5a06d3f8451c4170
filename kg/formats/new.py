"""Write an empty study, as a folder or a workbook, that says what is to be filled in where."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from kg.errors import UsageError
from kg.formats.tables import TABLES, Table
from kg.identifiers import normal_id, wrong_with_id

UNTITLED = "Untitled study"
"""How the title of a study begins that has none yet; the reader asks for one."""
NOT_STATED = "not stated"
"""What stands where a licence or a consent has not been decided; the reader asks for it."""

_STUDY_YAML = """\
# The study as a whole. Lines that start with # explain, or show what could stand there.
# Needed are id, title and licence. `pif validate` says what is still to be filled in.

# Short name of the study. It is part of the address of everything in it: do not change it later.
id: {id}

# Put a text in quotation marks when it holds a colon.
title: {title}

# Language of quotes and labels: en, de, fr, zh …
language: en

# Under which licence these files may be used, as an address, such as
# https://creativecommons.org/licenses/by/4.0/
licence: not stated

# How to name the study when its data are used: authors, title, year, address.
attribution:

# DOI of the publication, if there is one, such as 10.1000/example.
doi:

# The publication, in the fields of CSL-JSON (reference managers export it).
# publication:
#   type: article-journal
#   title: "Title of the article"
#   author:
#     - {{family: Family, given: Given}}
#   container-title: Name of the journal
#   issued: {{date-parts: [[2024, 9, 15]]}}
#   volume: "24"
#   page: 1-11

# The programme whose members were studied, and the body that hosts it.
# programme:
#   id: my-programme
#   label: Name of the programme
#   class: MentoringProgram        # or PeerMentoringProgram
#   host: {{id: my-hospital, label: Name of the body}}

# How the data were gathered and analysed, one line each. `class` is a class of the ontology.
# methods:
#   - {{id: interviews, class: CollectionMethod, label: semi-structured interviews}}
#   - {{id: thematic-analysis, class: ThematicAnalysis, label: reflexive thematic analysis}}

# What weakens the study.
# limitations:
#   - {{id: recall-bias, class: RecallBias, label: recall bias}}
#   - {{id: small-sample, class: SampleLimitation, label: small sample}}

ethics:
  # Number or name of the approval.
  reference:
  # Whether participants agreed that their words are published: yes, no, not stated.
  consent_to_publish: not stated

publish:
  # Which columns of participants.csv may be shown, such as [role]; role and status if not said.
  attributes: []
  # The smallest number of participants alike in these for whom they are shown, such as 5.
  k:
  # Day or moment until which nothing of the study is shown to strangers, such as 2027-01-01.
  embargo:

# Whom to ask about the study, as an address.
contacts: []
"""

GIT_ATTRIBUTES = """\
# Offsets count characters, so git must not change line ends.
documents/** -text
*.csv -text
*.tsv -text
"""

_DOCUMENTS_README = """\
# documents/

Texts that quotes were taken from: UTF-8, one file for each row of `documents.csv` that names one.
With the text here, every quote is checked against it to the character. The text is also kept in the
store, where `pif quotes --context` reads what stands around a quote.

Transcripts are confidential unless participants agreed otherwise. Leave this folder empty, or keep
it out of what you share, when they did not: the study loads without it.
"""


def new_study(target: Path, *, study_id: str, title: str = "", xlsx: bool = False) -> Path:
    """Write an empty study and return where it is.

    A folder gets study.yaml, a table for each kind of record with its header, an empty reference
    list and a README that explains the columns. With ``xlsx`` it is one workbook; ``.xlsx`` is
    added to a name without it. Both load as they are, with warnings for what is to be filled in.

    Raises:
        UsageError: The place is taken, or the id cannot be part of an address.
    """
    study_id = normal_id(study_id)
    wrong = wrong_with_id(study_id) if study_id else "it is empty"
    if wrong:
        raise UsageError(
            f"{study_id!r} cannot be the id of a study: {wrong}.",
            "Say another with --id: letters, digits, hyphens, full stops and underscores.",
        )
    if xlsx and target.suffix.lower() != ".xlsx":
        target = target.with_name(f"{target.name}.xlsx")
    if target.is_symlink() or (target.exists() and not _empty_folder(target, xlsx)):
        raise UsageError(
            f"{target} is there already, and nothing is written over.", "Give another name."
        )
    title = " ".join(title.split()) or f"{UNTITLED} {study_id}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if xlsx:
            _write_workbook(target, study_id, title)
        else:
            _write_folder(target, study_id, title)
    except OSError as error:
        raise UsageError(
            f"{error.filename or target} cannot be written: {error.strerror}.",
            "Give another place.",
        ) from None
    return target


def _empty_folder(target: Path, xlsx: bool) -> bool:
    return not xlsx and target.is_dir() and not any(target.iterdir())


def _write_folder(target: Path, study_id: str, title: str) -> None:
    files = {
        "study.yaml": _STUDY_YAML.format(
            id=json.dumps(study_id), title=json.dumps(title, ensure_ascii=False)
        ),
        "README.md": _readme(title),
        "references.json": "[]\n",
        ".gitattributes": GIT_ATTRIBUTES,
        "documents/README.md": _DOCUMENTS_README,
        **{table.file: _header(table) for table in TABLES},
    }
    for name, content in files.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8", newline="") as file:
            file.write(content)


def _header(table: Table) -> str:
    line = io.StringIO()
    delimiter = "\t" if table.file.endswith(".tsv") else ","
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    return line.getvalue()


def _readme(title: str) -> str:
    parts = [
        f"# {title}",
        "",
        "A study for pif-kg. Fill in `study.yaml` and the tables, in a spreadsheet or an editor;"
        " save tables as “CSV UTF-8”. `pif validate .` says what is missing or wrong, with file,"
        " row and column; `pif load .` puts the study into the graph.",
        "",
        "Only `documents.csv`, `quotes.csv`, `codebook.csv` and `codings.csv` are needed; a table"
        " with nothing but its header is as good as none. Columns in **bold** must be filled in"
        " every row; others may be left empty or deleted. Use pseudonyms only.",
    ]
    for table in TABLES:
        parts += ["", f"## {table.file}", "", table.about]
        if table.open:
            parts[-1] += " Other columns may be added."
        parts += ["", "| column | what it is for | example |", "|---|---|---|"]
        for column in table.columns:
            name = f"**{column.name}**" if column.required else column.name
            about = column.about
            if column.values:
                known = ", ".join(column.values)
                about += f" One of: {known}." if column.closed else f" Such as: {known}."
            if column.refers_to:
                about += f" An id of {column.refers_to}."
            parts.append(f"| {name} | {about.replace('|', chr(92) + '|')} | {column.example} |")
    parts += [
        "",
        "## references.json",
        "",
        "The reference list of the publication as CSL-JSON, which reference managers export. A"
        " `references.bib` or `references.ris` may stand in its place.",
        "",
    ]
    return "\n".join(parts)


def _write_workbook(target: Path, study_id: str, title: str) -> None:
    from kg.formats.workbook_writing import Line, write_workbook

    write_workbook(
        target,
        study=[
            Line("id", study_id, "Short name of the study. Do not change it later."),
            Line("title", title, "Title of the study."),
            Line("language", "en", "Language of quotes and labels: en, de, fr, zh …"),
            Line(
                "licence",
                NOT_STATED,
                "Under which licence the data may be used, as an address, such as "
                "https://creativecommons.org/licenses/by/4.0/",
            ),
            Line("attribution", None, "How to name the study when its data are used."),
            Line("doi", None, "DOI of the publication, if there is one."),
            Line("publication.type", None, "Kind of publication, such as article-journal."),
            Line("publication.title", None, "Title of the publication."),
            Line("publication.author", None, "Family, Given; Family, Given."),
            Line("publication.container-title", None, "Journal or book it stands in."),
            Line("publication.issued", None, "Year, or day: 2024-09-15."),
            Line("publication.volume", None, "Volume."),
            Line("publication.page", None, "Pages."),
            Line("programme.id", None, "Id of the programme whose members were studied."),
            Line("programme.label", None, "Name of the programme."),
            Line(
                "programme.class",
                None,
                "A class of the ontology.",
                ("MentoringProgram", "PeerMentoringProgram"),
            ),
            Line("programme.host.id", None, "Id of the body that hosts it."),
            Line("programme.host.label", None, "Name of that body."),
            Line("methods.1.id", None, "Id of a method. The next one is methods.2."),
            Line(
                "methods.1.class", None, "Its class, such as CollectionMethod or ThematicAnalysis."
            ),
            Line("methods.1.label", None, "Its name."),
            Line("limitations.1.id", None, "Id of a limitation. The next one is limitations.2."),
            Line("limitations.1.class", None, "Its class, such as RecallBias."),
            Line("limitations.1.label", None, "Its name."),
            Line("ethics.reference", None, "Number or name of the ethics approval."),
            Line(
                "ethics.consent_to_publish",
                NOT_STATED,
                "Whether participants agreed that their words are published.",
                ("yes", "no", NOT_STATED),
            ),
            Line(
                "publish.attributes",
                None,
                "A column of participants that may be shown, such as role; one row for each.",
            ),
            Line(
                "publish.k", None, "Smallest group of participants alike that is shown, such as 5."
            ),
            Line(
                "publish.embargo",
                None,
                "Day or moment until which nothing is shown to strangers, such as 2027-01-01.",
            ),
            Line("contacts", None, "Whom to ask about the study, as an address."),
        ],
    )
