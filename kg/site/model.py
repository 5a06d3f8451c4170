"""What the data of a static site are told, and what they tell those who render its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from kg.describing.studies import StudyFacts
    from kg.site.changes import Changes


@dataclass(frozen=True, slots=True)
class Gone:
    """A study that was withdrawn; of ``removed_on`` (ISO 8601) the day is told."""

    study: str
    title: str = ""
    removed_on: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """One file to take away. ``path`` is from the top of the site; ``study`` empty for all."""

    path: str
    study: str
    title: str
    media_type: str
    size: int
    sha256: str

    @property
    def address(self) -> str:
        """Its address from the top of the site, escaped for a link."""
        return quote(self.path, safe="/~._-")

    @property
    def is_data(self) -> bool:
        """Say whether it holds statements, rather than tells of files that do."""
        return self.path.endswith((".nq.gz", ".trig.gz"))


@dataclass(frozen=True, slots=True)
class SiteData:
    """What was written beside the pages, for the pages that tell of it."""

    date: str
    """The day of the newest thing in the data (``2024-06-07``), or the year: the publication's."""
    downloads: tuple[Download, ...]
    """Sorted by study (what holds all comes first) and path."""
    changes: Changes
    """What is new, changed and gone since the last publication."""
    studies: Mapping[str, StudyFacts]
    """What catalogues say of each study."""
    files: tuple[str, ...]
    """Files at the top that a page of downloads names: ``void.ttl``, ``dcat.ttl``, …"""
