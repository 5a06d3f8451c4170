"""CITATION.cff: how the site is cited, and the publications of its studies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date as day

from kg.describing.datasets import DESCRIPTION, TITLE
from kg.describing.studies import Publication, StudyFacts

_DOI = "https://doi.org/"
_DOI_FORM = re.compile(r"10\.\d{4,9}(?:\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\<>]+")
_WEB = re.compile(r"https?://[^\s\"<>\\^`{|}]+")
# The licences of SPDX that what is published may be under, by their addresses.
_LICENCES = {
    "creativecommons.org/licenses/by/4.0": "CC-BY-4.0",
    "creativecommons.org/licenses/by-sa/4.0": "CC-BY-SA-4.0",
    "creativecommons.org/licenses/by/3.0": "CC-BY-3.0",
    "creativecommons.org/licenses/by-sa/3.0": "CC-BY-SA-3.0",
    "creativecommons.org/publicdomain/zero/1.0": "CC0-1.0",
    "opendatacommons.org/licenses/odbl/1-0": "ODbL-1.0",
    "opendatacommons.org/licenses/by/1-0": "ODC-By-1.0",
    "opendatacommons.org/licenses/pddl/1-0": "PDDL-1.0",
}
_MOST_REFERENCES = 500
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def citation(studies: list[StudyFacts], home: str, publisher: str, date: str) -> str:
    """Return the file, in YAML whose values are written as JSON: every reader takes it."""
    licences = sorted({_spdx(each) for study in studies for each in study.licences} - {""})
    lines = ["cff-version: 1.2.0"]
    lines.append(_line("message", "Cite this publication, and the article each study comes from."))
    lines += [_line("type", "dataset"), _line("title", TITLE), _line("abstract", DESCRIPTION)]
    lines += ["authors:", f"  - name: {_written(publisher or 'pif-kg contributors')}"]
    if _WEB.fullmatch(home):
        lines.append(_line("url", home))
    if _is_day(date):
        lines.append(_line("date-released", date))
    if licences:
        lines.append(_line("license", licences))
    works = {work.iri: work for study in studies for work in study.publications if work.title}
    references = [list(_reference(works[iri])) for iri in sorted(works)][:_MOST_REFERENCES]
    if references:
        lines.append("references:")
        for reference in references:
            lines += [f"  {'- ' if n == 0 else '  '}{line}" for n, line in enumerate(reference)]
    return "\n".join(lines) + "\n"


def _reference(work: Publication) -> Iterator[str]:
    yield _line("type", "article" if work.container else "generic")
    yield _line("title", work.title)
    names = [name for name in work.creators if name.strip()] or ["not named"]
    yield _line("authors", [_author(name) for name in names])
    if work.container:
        yield _line("journal", work.container)
    if work.year.isascii() and work.year.isdigit():
        yield f"year: {int(work.year)}"
    doi = work.iri.removeprefix(_DOI)
    if work.iri.startswith(_DOI) and _DOI_FORM.fullmatch(doi):
        yield _line("doi", doi)


def _author(name: str) -> dict[str, str]:
    """Return a person (``Zaidi, Z``) or a group."""
    family, _, given = (part.strip() for part in name.partition(","))
    if family and given and "," not in given:
        return {"family-names": family, "given-names": given}
    return {"name": name.strip()}


def _line(key: str, value: object) -> str:
    return f"{key}: {_written(value)}"


def _written(value: object) -> str:
    # A pair of escapes for one character is none in YAML, and some characters must be escaped.
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def _is_day(date: str) -> bool:
    try:
        return len(date) == 10 and bool(day.fromisoformat(date))
    except ValueError:
        return False


def _spdx(licence: str) -> str:
    address = re.sub(r"\Ahttps?://(?:www\.)?", "", licence).rstrip("/")
    return _LICENCES.get(address, "")
