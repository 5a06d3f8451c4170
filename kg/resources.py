"""Find the ontology, shapes, queries and studies, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from kg.namespaces import BASE, DEFAULT_BASE

Folder = Literal["ontology", "shapes", "queries", "studies"]


def folder(name: Folder) -> Traversable:
    """Return one of the data folders.

    A wheel carries them in ``kg/_data``; a checkout, and so an editable install,
    has them beside ``kg``.

    >>> folder("ontology").is_dir()
    True
    """
    shipped = files("kg") / "_data" / name
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[1] / name


def files_in(place: Traversable, suffix: str) -> Iterator[Traversable]:
    """Yield the files below a place whose names end so, sorted by folder and name."""
    for entry in sorted(place.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from files_in(entry, suffix)
        elif entry.name.endswith(suffix):
            yield entry


def read(place: Traversable) -> str:
    """Return a file's text, with the default base IRI replaced by the one in use.

    The shipped Turtle and SPARQL write the default base out, so that any tool can read them.
    """
    text = place.read_text(encoding="utf-8")
    return text if BASE == DEFAULT_BASE else text.replace(DEFAULT_BASE, BASE)
