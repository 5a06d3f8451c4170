"""What a harvest may take, and what can go wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass

from kg.findings import Finding, Place


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one harvest may take of each source."""

    described: int = 4 << 20
    """Bytes of a description: the metadata of a crate, a page of a catalogue."""
    packed: int = 64 << 20
    """Bytes of all data files of a study, as they are fetched."""
    unpacked: int = 256 << 20
    """Bytes of all data files of a study."""
    statements: int = 2_000_000
    """In all data files of a study."""
    files: int = 16
    """Data files of a study."""
    entities: int = 2_000
    """Things that a crate describes, and studies that a catalogue lists."""
    pages: int = 50
    """Pages of a catalogue."""
    seconds: float = 120.0
    """For one request, from the first byte to the last."""
    silence: float = 20.0
    """Seconds in which nothing comes."""
    retries: int = 2
    redirects: int = 3
    pause: float = 1.0
    """Seconds between two requests to one host."""


class Unreachable(Exception):
    """Nothing came, or not now: what is held stays."""


class Gone(Exception):
    """It is said to be withdrawn."""


class Broken(Exception):
    """Something came that is not taken."""

    def __init__(self, rule: str, message: str, remedy: str = "", file: str = "") -> None:
        super().__init__(message)
        self.finding = Finding("violation", rule, message, remedy, Place(file) if file else None)
