"""The triples of ontology files: those that ship with the package, and others' beside them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

from kg.errors import UsageError
from kg.resources import files_in, folder, read
from kg.terms import Triple

_SCHEME = "scheme.ttl"
_ALIGNMENTS = "alignments"


def shipped_triples() -> tuple[list[Triple], list[Triple]]:
    """Return the triples of the ontology and those of the scheme, blank nodes as ``_:…``.

    The ontology is every Turtle file in its folder and below, but for the scheme and the
    alignments with outside vocabularies.
    """
    root = folder("ontology")
    ontology: list[Triple] = []
    for entry in sorted(root.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name != _ALIGNMENTS:
            for file in files_in(entry, ".ttl"):
                ontology += _parsed(file)
        elif entry.name.endswith(".ttl") and entry.name != _SCHEME:
            ontology += _parsed(entry)
    return ontology, list(_parsed(root / _SCHEME))


def read_ontology_file(path: Path) -> list[Triple]:
    """Return the triples of a Turtle or N-Triples file.

    Raises:
        UsageError: There is no such file, it has another ending, or it is not Turtle.
    """
    if path.suffix not in (".ttl", ".nt"):
        raise UsageError(f"{path.name} is not a Turtle file.", "Save it as .ttl first.")
    try:
        return list(_turtle(path.read_bytes(), path.name))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except SyntaxError as error:
        raise UsageError(f"{error.msg}.", "Mend the file at that place.") from error


def _parsed(file: Traversable) -> Iterator[Triple]:
    return _turtle(read(file).encode(), file.name)


def _turtle(data: bytes, name: str) -> Iterator[Triple]:
    from kg.formats.rdf import parse_turtle

    return parse_turtle(data, name)
