"""Read what a crate says of itself: a folder with ``ro-crate-metadata.json`` (RO-Crate 1.1, 1.2).

Nothing is fetched for it: contexts are not read, and only what lies in the folder is taken.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from kg.formats.rdf import suffix_of
from kg.harvesting.bounds import Bounds, Broken
from kg.harvesting.registry import METADATA
from kg.identifiers import STUDY_ID_LIMIT, wrong_with_id

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_PROFILE = re.compile(r"https://w3id\.org/ro/crate/1\.[12](?:-DRAFT)?(?:/context)?")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,199}")

Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of a study: its path in the crate, and the digest it is said to have."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Crate:
    """What a crate publishes. A withdrawn one has no files."""

    study: str
    licence: str
    files: tuple[DataFile, ...]
    is_withdrawn: bool = False


def read_crate(data: bytes, bounds: Bounds) -> Crate:
    """Read the description of a crate.

    Raises:
        Broken: It is none, or does not say what is needed.
    """
    things = _things(data, bounds)
    about = things.get(METADATA) or things.get(f"./{METADATA}")
    if about is None:
        raise _broken("names itself nowhere", f"Describe {METADATA} in @graph.")
    if not any(_PROFILE.fullmatch(each.rstrip("/")) for each in _links(about, "conformsTo")):
        raise _broken("is no RO-Crate 1.1 or 1.2", "Say conformsTo https://w3id.org/ro/crate/1.1.")
    root = next((things[id] for id in _links(about, "about") if id in things), None)
    if root is None:
        raise _broken("says not what it is about", 'Say about {"@id": "./"}, and describe that.')
    study = _text(root, "identifier")
    if not study or wrong_with_id(study, STUDY_ID_LIMIT):
        raise _broken("has no identifier that can be the id of a study", "Say identifier.")
    licence = next(iter(_links(root, "license")), "")
    if _text(root, "creativeWorkStatus").lower() == "withdrawn":
        return Crate(study, licence, (), is_withdrawn=True)
    files = tuple(_data_file(path, things) for path in _data_paths(root, things))
    if not files:
        raise _broken("names no data file", "Say mainEntity, a File that ends in .nq.gz or .ttl.")
    if len(files) > bounds.files:
        raise _broken(f"names {len(files):,} data files", f"At most {bounds.files} are taken.")
    return Crate(study, licence, files)


def _things(data: bytes, bounds: Bounds) -> dict[str, Thing]:
    try:
        said = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _broken("is not JSON", "Write it anew.") from error
    graph = said.get("@graph") if isinstance(said, dict) else None
    if not isinstance(graph, list):
        raise _broken("has no @graph", "Write it as RO-Crate 1.1 says.")
    if len(graph) > bounds.entities:
        raise _broken(f"describes {len(graph):,} things", f"At most {bounds.entities:,} are read.")
    return {
        thing["@id"]: thing
        for thing in graph
        if isinstance(thing, dict) and isinstance(thing.get("@id"), str)
    }


def _data_paths(root: Thing, things: dict[str, Thing]) -> list[str]:
    """Return the data files: what is the main entity, else all parts that are RDF."""
    main = _links(root, "mainEntity")
    found = main or [
        part
        for part in _links(root, "hasPart")
        if _is_rdf(part) and "File" in _texts(things.get(part, {}), "@type")
    ]
    return list(dict.fromkeys(found))


def _is_rdf(path: str) -> bool:
    from pathlib import Path

    return suffix_of(Path(path)) in (".nq", ".trig", ".ttl", ".nt")


def _data_file(id: str, things: dict[str, Thing]) -> DataFile:
    path = unquote(id).removeprefix("./")
    if not all(_PART.fullmatch(part) for part in path.split("/")):
        raise _broken(
            f"names {id[:100]!r} as a data file", "Name files in the crate's own folder, plainly."
        )
    if not _is_rdf(path):
        raise _broken(f"names {path[:100]} as a data file", "Data are .nq, .trig, .ttl or .nt.")
    digest = _text(things.get(id, {}), "sha256")
    if not _SHA256.fullmatch(digest):
        raise _broken(f"gives no sha256 of {path[:100]}", "Say it, in 64 hexadecimal digits.")
    return DataFile(path, digest.lower())


def _values(thing: Thing, name: str) -> list[Any]:
    found = thing.get(name)
    return found if isinstance(found, list) else [] if found is None else [found]


def _links(thing: Thing, name: str) -> list[str]:
    """Return what a property leads to, by ``@id`` or as an address written out."""
    found = [v.get("@id") if isinstance(v, dict) else v for v in _values(thing, name)]
    return [each for each in found if isinstance(each, str)]


def _texts(thing: Thing, name: str) -> list[str]:
    return [value for value in _values(thing, name) if isinstance(value, str)]


def _text(thing: Thing, name: str) -> str:
    return next(iter(_texts(thing, name)), "").strip()


def _broken(message: str, remedy: str) -> Broken:
    return Broken("crate", f"The crate {message}.", remedy, METADATA)
