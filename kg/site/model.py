"""What the data of a static site are told, and what they tell those who render its pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg import settings
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.describing.studies import StudyFacts
    from kg.site.changes import Changes


_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")


def address_of_site(given: str = "") -> str:
    """Return the address at which the site will be, which ends in a slash; empty if not known.

    Where it is not ``given`` it is that of the setting ``PIF_SITE``.

    Raises:
        UsageError: It is no address of the web.
    """
    address = given or settings.site()
    if not address:
        return ""
    if not _WEB.fullmatch(address):
        raise UsageError(
            f"{address[:200]!r} is no address at which a site can be.",
            "Let PIF_SITE be one such as https://example.org/evidence/, without ?, # and %.",
        )
    return address if address.endswith("/") else f"{address}/"


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
