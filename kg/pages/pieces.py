"""Whatever is cited, in every form: a sentence, BibTeX, RIS and CSL-JSON, with the graph's state.

A piece of a study is cited as part of it: by the authors of the study, with the study's licence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kg.formats.reference_writing import bibtex, csl_json, ris
from kg.identifiers import study_iri
from kg.namespaces import BASE
from kg.pages import citing
from kg.pages.citations import Work
from kg.pages.references import entries
from kg.pages.wording import counted

if TYPE_CHECKING:
    from kg.pages.study_names import StudyName
    from kg.store.base import Store

Form = Literal["text", "bibtex", "ris", "csl"]
FORMS: tuple[Form, ...] = ("text", "bibtex", "ris", "csl")
_NAME = "pif-kg"
_LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """One citable thing: where it is, the sentence that cites it, and its fields of CSL-JSON."""

    address: str
    revision: str
    text: str
    entry: Mapping[str, Any]

    def written(self, form: Form) -> str:
        """Return the citation in a form."""
        if form == "text":
            return f"{self.text}\n"
        writers = {"bibtex": bibtex, "ris": ris, "csl": csl_json}
        return "".join(writers[form]([self.entry]))


def of_thing(store: Store, name: StudyName, what: str, iri: str, revision: str) -> Piece:
    """Return how to cite a thing of a study, such as *quote Q27*; or *study x*, the whole."""
    text = citing.of_thing(name, what, iri, revision)
    if iri == study_iri(name.id):
        entry = _entry(iri, f"{name.title} (data)", revision, "dataset")
        entry["container-title"] = _NAME
    else:
        entry = _entry(iri, f"{what[:1].upper()}{what[1:]}", revision)
        entry["container-title"] = name.title
    entry |= _reported(store, name)
    entry["note"] = f"{entry['note']} {_terms(name)}".rstrip()
    return Piece(iri, revision, text, entry)


def of_construct(label: str, iri: str, revision: str) -> Piece:
    """Return how to cite a construct of the shared scheme."""
    entry = _entry(iri, f"{label[:1].upper()}{label[1:]}", revision)
    entry["container-title"] = f"Shared scheme of constructs of {_NAME}"
    entry["note"] = f"{entry['note']} CC BY 4.0."
    return Piece(iri, revision, citing.of_construct(label, iri, revision), entry)


def of_answer(
    what: str, text: str, address: str, studies: Sequence[StudyName], total: int, revision: str
) -> Piece:
    """Return how to cite what a question gave; ``text`` is the sentence that cites it.

    ``studies`` are those that are named, of ``total``.
    """
    entry = _entry(address, what, revision)
    entry["container-title"] = _NAME
    if studies:
        named = "; ".join(study.short for study in studies)
        more = total - len(studies)
        others = f" and {counted(more, 'other study', 'other studies')}" if more > 0 else ""
        entry["note"] = f"{entry['note']} From {named}{others}."
    return Piece(address, revision, text, entry)


def _entry(address: str, title: str, revision: str, type: str = "entry") -> dict[str, Any]:
    return {
        "id": _id(address, revision),
        "type": type,
        "title": " ".join(title.split()),
        "URL": address,
        "version": revision[:12],
        "note": f"State of the graph: {revision[:12]}.",
    }


def _id(address: str, revision: str) -> str:
    """Return a key for reference managers: what the address says, and the state where cut off.

    >>> _id("https://w3id.org/pif-kg/study/krishna2024/quote/Q27", "")
    'krishna2024-quote-Q27'
    """
    local = address.removeprefix(BASE).removeprefix("study/")
    if "://" in local:
        local = local.partition("://")[2]
    key = re.sub(r"[^A-Za-z0-9]+", "-", local).strip("-") or "piece"
    return key if len(key) <= _LONGEST_ID else f"{key[:_LONGEST_ID].rstrip('-')}-{revision[:8]}"


def _reported(store: Store, name: StudyName) -> dict[str, Any]:
    """Return the authors and the year of a study, as its publication has them."""
    if not name.report:
        return {"issued": {"date-parts": [[name.year]]}} if name.year else {}
    work = Work(name.report, name.attribution, name.report_title, str(name.year or ""))
    found = next(iter(entries(store, [work])), {})
    return {key: found[key] for key in ("author", "issued") if key in found}


def _terms(name: StudyName) -> str:
    said = f"Study: https://doi.org/{name.doi}." if name.doi else ""
    return f"{said} Licence: {name.licence}.".lstrip() if name.licence else said
