"""Write a crate of what may be public of a study, for others to harvest: the small half of one.

Its data are the public projection, so whoever gets the folder gets what strangers are shown.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from kg.errors import StudyRefused, UsageError
from kg.findings import Finding
from kg.harvesting.registry import METADATA
from kg.identifiers import study_iri
from kg.namespaces import DCTERMS, study_graph
from kg.terms import iri, read_nquads, value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.publishing import Projected
    from kg.store.base import Store
    from kg.terms import Graphs

DATA = "study.nq.gz"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_TERMS = {
    "sha256": "https://schema.org/sha256",
    "creditText": "https://schema.org/creditText",
}
"""The context of RO-Crate 1.1 does not know these properties of schema.org."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written. ``withheld`` counts what stayed behind, by reason."""

    study: str
    folder: Path
    quads: int
    size: int
    withheld: dict[str, int]
    is_new: bool = True


def write_crate(store: Store, study: str, out: Path) -> Written:
    """Write the public part of a study as a crate; the same study is the same files.

    Raises:
        UnknownThing: There is no such study.
        UsageError: The folder holds something else.
        StudyRefused: Nothing of the study may be public, or it has no licence.
    """
    from kg.publishing import project
    from kg.publishing.decisions import decisions_of
    from kg.store import document

    graphs = read_nquads(store.read_study(study))
    projected = project(study, graphs, decided=decisions_of(store, study))
    about = _about(study, projected)
    packed = document.from_graphs(study, projected.graphs).pack()
    digest = sha256(packed.content).hexdigest()
    withheld = dict(Counter(w.reason for w in projected.withheld).most_common())
    before = _before(out, study)
    said = (study, out, packed.quads, len(packed.content), withheld)
    if before == digest and (out / DATA).is_file():
        return Written(*said, is_new=False)
    out.mkdir(parents=True, exist_ok=True)
    _put(out / DATA, packed.content)
    published = datetime.now(UTC).strftime("%Y-%m-%d")
    made = metadata(study, about, DataFile(DATA, digest, len(packed.content)), published)
    _put(out / METADATA, (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode())
    return Written(*said)


def _about(study: str, projected: Projected) -> dict[str, str]:
    """Return what the public graph says of the study itself."""
    if not projected.graphs:
        raise _refused("Nothing of it may be public.", "`pif serve --public` says why.")
    root = iri(study_iri(study))
    said = _said(projected.graphs, study, root)
    if "license" not in said:
        raise _refused("It states no licence.", "Fill licence in study.yaml.")
    return said


def _said(graphs: Graphs, study: str, root: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for s, p, o in sorted(graphs[study_graph(study)]):
        if s == root and p.startswith(f"<{DCTERMS}"):
            found.setdefault(p[len(DCTERMS) + 1 : -1], value_of(o))
    return found


def _refused(message: str, remedy: str) -> StudyRefused:
    finding = Finding("violation", "not-public", message, remedy)
    return StudyRefused(f"No crate was written: {message}", [finding], remedy)


def _before(out: Path, study: str) -> str:
    """Return the digest of the data in a crate that is there already.

    Raises:
        UsageError: Something else is there.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return ""
    try:
        graph = json.loads((out / METADATA).read_bytes())["@graph"]
        things = {thing["@id"]: thing for thing in graph}
        if things["./"]["identifier"] == study:
            return str(things[DATA]["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise UsageError(
        f"{out} is there and no crate of {study}.", "Name a folder that is empty or not there."
    )


@dataclass(frozen=True, slots=True)
class DataFile:
    """A packed file of a crate: its name in the crate's folder, and what is said of it."""

    name: str
    sha256: str
    size: int
    form: str = "N-Quads"
    media_type: str = "application/n-quads"


def metadata(
    study: str, about: Mapping[str, str], data: DataFile, published: str, *others: DataFile
) -> dict[str, Any]:
    """Return the description of a crate of a study; ``data`` is what is harvested of it.

    ``about`` needs a ``license``, and may have ``title`` and ``rights``.
    """
    title = about.get("title", study)
    files = (data, *others)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "identifier": study,
        "name": title,
        "description": f"What may be public of the study “{title}”, as RDF.",
        "datePublished": published,
        "license": {"@id": about["license"]},
        "about": {"@id": study_iri(study)},
        "mainEntity": {"@id": data.name},
        "hasPart": [{"@id": file.name} for file in files],
    }
    if "rights" in about:
        root["creditText"] = about["rights"]
    itself = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    licence = {"@id": about["license"], "@type": "CreativeWork", "name": about["license"]}
    thing = {"@id": study_iri(study), "@type": "ResearchProject", "name": title}
    return {
        "@context": [f"{_PROFILE}/context", _TERMS],
        "@graph": [itself, root, *(_file(title, file) for file in files), licence, thing],
    }


def _file(title: str, file: DataFile) -> dict[str, Any]:
    return {
        "@id": file.name,
        "@type": "File",
        "name": f"{title} ({file.form}, packed)",
        "encodingFormat": ["application/gzip", file.media_type],
        "contentSize": str(file.size),
        "sha256": file.sha256,
    }


def _put(path: Path, content: bytes) -> None:
    new = path.with_name(f".{uuid4().hex}.tmp")
    new.write_bytes(content)
    new.replace(path)
