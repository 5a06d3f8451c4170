"""The data of the static site: statements beside every page, dumps, catalogues, rules for servers.

Nothing here renders pages. Whoever does calls, in this order, :func:`write_data` with where each
thing's page lies, then writes the pages, then :func:`seal`, which makes the list of checksums.
"""

from __future__ import annotations

from kg.site.changes import Change, Changes
from kg.site.model import Download, Gone, SiteData
from kg.site.sealing import seal
from kg.site.writing import write_data

__all__ = ["Change", "Changes", "Download", "Gone", "SiteData", "seal", "write_data"]
