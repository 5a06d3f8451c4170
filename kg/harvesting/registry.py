"""The registry: the list of addresses that an administrator trusts to be harvested from.

YAML with ``studies``, or a DCAT catalogue in Turtle; see docs/reference/harvesting.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from kg.errors import UsageError
from kg.formats.rdf import Quad, Refused, parse_quads
from kg.formats.reporting import Report
from kg.formats.structured import YAML_LIMIT, Settings, Value, read_yaml
from kg.harvesting.fetching import host_of
from kg.namespaces import DCTERMS
from kg.terms import A, is_iri, value_of

MOST_ENTRIES = 1_000
METADATA = "ro-crate-metadata.json"
Kind = Literal["crate", "catalogue", "folder"]
_KINDS: dict[str, Kind] = {"address": "crate", "catalogue": "catalogue", "file": "folder"}
_KEYS = (*_KINDS, "title", "licence", "contact")
_DCAT = "http://www.w3.org/ns/dcat#"
_BASE = "registry:"
"""What addresses without a scheme are completed with, so that they can be told from others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a registry: a crate on the web or in a folder, or a catalogue of studies.

    ``source`` is its address, or ``file:`` and a path below the registry's folder; ``folder`` is
    where that is.
    """

    kind: Kind
    source: str
    title: str = ""
    licence: str = ""
    contact: str = ""
    folder: Path | None = None


def read_registry(path: Path) -> list[Entry]:
    """Read a registry.

    Raises:
        UsageError: It cannot be read, or lists something that cannot be.
    """
    try:
        with path.open("rb") as file:
            data = file.read(YAML_LIMIT + 1)
    except OSError as error:
        raise UsageError(
            f"The registry {path} cannot be read: {error.strerror}.", "Name a .yaml or .ttl file."
        ) from error
    if len(data) > YAML_LIMIT:
        raise UsageError(
            f"The registry {path.name} is larger than {YAML_LIMIT >> 10} KiB.", "Split it."
        )
    try:
        entries = list(_turtle(data) if path.suffix == ".ttl" else _yaml(data, path.name))
        made = [_checked(entry, path) for entry in entries[: MOST_ENTRIES + 1]]
    except ValueError as error:
        raise UsageError(f"The registry {path.name}: {error}.", "Mend it there.") from error
    if not made:
        raise UsageError(
            f"The registry {path.name} lists nothing.", "Write `studies:` with an address in it."
        )
    if len(made) > MOST_ENTRIES:
        raise UsageError(
            f"The registry {path.name} lists more than {MOST_ENTRIES:,} sources.", "Split it."
        )
    sources = [entry.source for entry in made]
    twice = next((s for s in sources if sources.count(s) > 1), None)
    if twice:
        raise UsageError(f"The registry {path.name} lists {twice} twice.", "Take one out.")
    return made


def _yaml(data: bytes, name: str) -> Iterator[Entry]:
    report = Report()
    try:
        settings = read_yaml(data.decode(), name, report)
    except UnicodeDecodeError as error:
        raise ValueError("it is not in UTF-8") from error
    if settings is None:
        raise ValueError("; ".join(f"{f.place}: {f.message}" for f in report.findings()))
    listed = settings.values.get("studies")
    unknown = sorted(set(settings.values) - {"studies", "title"})
    if unknown or not isinstance(listed, list | None):
        raise ValueError(f"{unknown[0]} is no key of it" if unknown else "studies is not a list")
    for number, said in enumerate(listed or ()):
        yield _entry(settings, number, said)


def _entry(settings: Settings, number: int, said: Value) -> Entry:
    line = settings.place("studies", number).row
    where = f"line {line}" if line else f"entry {number + 1}"
    if isinstance(said, str):
        said = {"address": said}
    if not isinstance(said, dict) or not all(isinstance(v, str) for v in said.values()):
        raise ValueError(f"{where} is not an address, nor keys with texts")
    unknown = sorted(set(said) - set(_KEYS))
    if unknown:
        raise ValueError(f"{where}: {unknown[0]} is none of {', '.join(_KEYS)}")
    given = {key: str(value) for key, value in said.items()}
    kinds = [key for key in _KINDS if key in given]
    if len(kinds) != 1:
        raise ValueError(f"{where} has {' and '.join(kinds) or 'none'} of {', '.join(_KINDS)}")
    title, licence, contact = (given.get(key, "") for key in ("title", "licence", "contact"))
    return Entry(_KINDS[kinds[0]], given[kinds[0]], title, licence, contact)


def _turtle(data: bytes) -> Iterator[Entry]:
    """Yield the data sets of a DCAT catalogue, and the catalogues it names."""
    try:
        quads = list(parse_quads(data, ".ttl", base=f"{_BASE}///"))
    except Refused as error:
        where = f"line {error.line}: " if error.line else ""
        raise ValueError(f"{where}{error}".rstrip(".")) from error
    sets = sorted({q.subject for q in quads if q[1] == A and q[2] == f"<{_DCAT}Dataset>"})
    for it in sets:
        places = [
            address
            for form in _objects(quads, it, f"{_DCAT}distribution")
            for address in _objects(quads, form, f"{_DCAT}accessURL")
        ]
        if len(places) != 1 or not is_iri(places[0]):
            raise ValueError(f"a dcat:Dataset has {len(places)} dcat:accessURL, not one")
        address = value_of(places[0])
        kind: Kind = "folder" if address.startswith(_BASE) else "crate"
        source = address.removeprefix(_BASE).lstrip("/") if kind == "folder" else address
        title, licence = (_first(quads, it, f"{DCTERMS}{name}") for name in ("title", "license"))
        yield Entry(kind, source, title, licence)
    for quad in quads:
        if quad.predicate == f"<{_DCAT}catalog>":
            title = _first(quads, quad.object, f"{DCTERMS}title")
            yield Entry("catalogue", value_of(quad.object), title)


def _objects(quads: list[Quad], subject: str, property: str) -> list[str]:
    return sorted({q.object for q in quads if q[:2] == (subject, f"<{property}>")})


def _first(quads: list[Quad], subject: str, property: str) -> str:
    return next((value_of(o) for o in _objects(quads, subject, property)), "")


def _checked(entry: Entry, registry: Path) -> Entry:
    about = (entry.title, entry.licence, entry.contact)
    if entry.kind == "folder":
        path = PurePosixPath(entry.source.removesuffix(METADATA))
        if path.is_absolute() or ".." in path.parts or not path.parts or "\\" in entry.source:
            raise ValueError(f"{entry.source[:100]} is no path below the registry's folder")
        home = registry.resolve().parent
        folder = (home / path).resolve()
        if not folder.is_relative_to(home):
            raise ValueError(f"{entry.source[:100]} leads out of the registry's folder")
        return Entry("folder", _file_address(path), *about, folder)
    try:
        host_of(entry.source)
    except ValueError as error:
        shown = entry.source.rpartition("@")[2][:100]  # never a password
        raise ValueError(f"{shown} is {error}") from error
    source = entry.source.partition("#")[0]
    if entry.kind == "crate":
        source = source.removesuffix(METADATA)
        if "?" in source:
            raise ValueError(f"{source[:100]} is the address of no folder")
        source = source if source.endswith("/") else f"{source}/"
    return Entry(entry.kind, source, *about)


def _file_address(path: PurePosixPath) -> str:
    from urllib.parse import quote

    return f"file:{quote(path.as_posix())}/"
