"""Turn tables into a study, whatever file they came from.

A folder and a workbook give the same tables; this is the one place that reads their rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.formats.cells import Sheet
from kg.formats.citing import read_citations
from kg.formats.coding import read_claims, read_codebook, read_codings, read_mappings
from kg.formats.people import read_participants
from kg.formats.quoting import TextOf, read_documents, read_quotes
from kg.formats.regions import read_regions
from kg.formats.reporting import Report
from kg.formats.rows import Tables
from kg.formats.structuring import read_statements
from kg.model import Reference, Study


def build(
    study: Study,
    sheets: Mapping[str, Sheet],
    references: list[Reference] | None,
    report: Report,
    *,
    text_of: TextOf | None = None,
) -> bool:
    """Fill a study from its tables (by table name) and its reference list.

    ``study`` holds what study.yaml says; ``references`` is None when the list could not be read.
    ``text_of`` gives the text of a document; without it a document's ``file`` is not looked at.
    Ids that name nothing are reported and left out. Returns False when a table was lost, so
    that the study is not whole enough to be checked further.
    """
    tables = Tables(sheets, report)
    if references is None:
        tables.lost.add("references")
    people = read_participants(study, tables, report)
    documents = read_documents(study, tables, text_of)
    read_regions(study, tables, documents)
    read_codebook(study, tables)
    read_claims(study, tables)
    read_quotes(study, tables, people, documents)
    read_codings(study, tables)
    read_mappings(study, tables)
    read_statements(study, tables)
    read_citations(study, tables, references or [])
    return not tables.lost
