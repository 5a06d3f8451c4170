"""RO-Crates: one of each study, which others harvest (1.1), and one of the whole site (1.2)."""

from __future__ import annotations

import re
from typing import Any

from kg.describing.datasets import DESCRIPTION, TITLE
from kg.describing.studies import StudyFacts
from kg.describing.vocabulary import vocabularies
from kg.harvesting.crate_writing import DataFile, metadata
from kg.namespaces import SCHEME
from kg.site.dumping import Dumps, File
from kg.site.model import Download, Gone

_ORCID = re.compile(r"https://orcid\.org/[0-9]{4}(?:-[0-9]{4}){2}-[0-9]{3}[0-9X]")
METADATA = "ro-crate-metadata.json"
_PROFILE = "https://w3id.org/ro/crate/1.2"
_NAMES = {"application/n-quads": "N-Quads", "application/trig": "TriG"}


def of_study(facts: StudyFacts, dumps: Dumps, date: str, publisher: str) -> dict[str, Any]:
    """Return the description of a study's folder; what is harvested is what its files state."""
    about = {"title": facts.title, "license": facts.licences[0]}
    if facts.rights:
        about["rights"] = facts.rights[0]
    made = metadata(
        facts.id,
        about,
        _file(dumps.asserted, "N-Quads of what is stated", "application/n-quads"),
        facts.year if len(facts.year) == 4 and facts.year.isdecimal() else date,
        _file(dumps.derived, "N-Quads of what follows", "application/n-quads"),
        _file(dumps.trig, "TriG of both", "application/trig"),
    )
    creators = facts.creators or (facts.publications[0].creators if facts.publications else ())
    authors = [
        {"@id": _person(name, n), "@type": "Person", "name": name.strip()}
        for n, name in enumerate(dict.fromkeys(creators), 1)
        if name.strip()
    ]
    _, root, *_ = made["@graph"]
    if authors:
        root["author"] = [{"@id": author["@id"]} for author in authors]
        made["@graph"] += authors
    if publisher:
        root["publisher"] = {"@id": "#publisher"}
        made["@graph"].append(_organisation(publisher))
    return made


def of_withdrawn(gone: Gone, date: str) -> dict[str, Any]:
    """Return a crate that holds nothing and tells whoever harvested the study to let it go."""
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": gone.study,
        "name": gone.title or gone.study,
        "description": "This study was withdrawn. Nothing of it is published any more.",
        "creativeWorkStatus": "withdrawn",
        "datePublished": gone.removed_on[:10] or date,
    }
    itself = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    return {"@context": f"{_PROFILE}/context", "@graph": [itself, root]}


def _file(file: File, form: str, media_type: str) -> DataFile:
    return DataFile(file.path.rpartition("/")[2], file.sha256, file.size, form, media_type)


def of_site(
    studies: list[tuple[StudyFacts, str]],
    downloads: tuple[Download, ...],
    date: str,
    *,
    home: str,
    publisher: str,
) -> dict[str, Any]:
    """Return the description of the site; ``studies`` come with their folders."""
    licences = sorted(
        {vocabularies()[SCHEME].licence, *(each for study, _ in studies for each in study.licences)}
    )
    files = [file for file in downloads if not file.study]
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": home,
        "name": TITLE,
        "description": DESCRIPTION,
        "datePublished": date,
        "license": _one_or_all([{"@id": each} for each in licences]),
        "hasPart": [
            *({"@id": file.address} for file in files),
            *({"@id": f"{folder}/"} for _, folder in studies),
        ],
    }
    graph: list[dict[str, Any]] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _PROFILE},
            "about": {"@id": "./"},
        },
        root,
    ]
    if publisher:
        root["publisher"] = {"@id": "#publisher"}
        graph.append(_organisation(publisher))
    graph += map(_entity, files)
    for study, folder in studies:
        own = [file for file in downloads if file.study == study.id]
        graph.append(_part(study, folder, own))
        graph += map(_entity, own)
        if study.licences:
            graph.append(
                {
                    "@id": f"{folder}/{METADATA}",
                    "@type": "CreativeWork",
                    "name": f"Description of {study.id}",
                    "encodingFormat": "application/ld+json",
                }
            )
    for each in licences:
        said = f"The licence at {each}, under which this may be used."
        graph.append({"@id": each, "@type": "CreativeWork", "name": each, "description": said})
    return {"@context": f"{_PROFILE}/context", "@graph": graph}


def _person(name: str, number: int) -> str:
    return name if _ORCID.fullmatch(name) else f"#author-{number}"


def _organisation(name: str) -> dict[str, Any]:
    return {"@id": "#publisher", "@type": "Organization", "name": name}


def _entity(file: Download) -> dict[str, Any]:
    return {
        "@id": file.address,
        "@type": "File",
        "name": file.title,
        "description": f"{file.title}, as packed {_NAMES[file.media_type]}.",
        "encodingFormat": ["application/gzip", file.media_type],
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _part(study: StudyFacts, folder: str, files: list[Download]) -> dict[str, Any]:
    part: dict[str, Any] = {
        "@id": f"{folder}/",
        "@type": "Dataset",
        "name": study.title,
        "description": f"What may be public of the study “{study.title}”, as RDF.",
        "identifier": study.id,
        "hasPart": [{"@id": file.address} for file in files],
    }
    if study.licences:
        part["license"] = _one_or_all([{"@id": each} for each in study.licences])
        part["conformsTo"] = {"@id": "https://w3id.org/ro/crate"}
        part["subjectOf"] = {"@id": f"{folder}/{METADATA}"}
    return part


def _one_or_all(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found
