"""The sitemap and robots.txt: every page once, in parts that search engines take."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

PART = 50_000
"""Addresses that one sitemap may list."""
_SAFE = "/~._-"
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_UNLISTED = ("404.html",)


def write_sitemap(
    out: Path, home: str, date: str, paths: Iterable[str], part: int = PART
) -> list[str]:
    """Write the sitemap of pages, by their paths; returns the files."""
    listed = sorted(path for path in paths if path.endswith(".html") and path not in _UNLISTED)
    parts = [listed[n : n + part] for n in range(0, len(listed), part)] or [[]]
    day = f"<lastmod>{date}</lastmod>" if date else ""
    names = ["sitemap.xml"]
    if len(parts) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, some in zip(names, parts, strict=True):
        lines = [f"<url><loc>{escape(home + _address(path))}</loc>{day}</url>\n" for path in some]
        made = f"{_HEAD}<urlset {_SPACE}>\n{''.join(lines)}</urlset>\n"
        (out / name).write_bytes(made.encode())
    if len(parts) > 1:
        lines = [f"<sitemap><loc>{escape(home + n)}</loc>{day}</sitemap>\n" for n in names]
        made = f"{_HEAD}<sitemapindex {_SPACE}>\n{''.join(lines)}</sitemapindex>\n"
        (out / "sitemap.xml").write_bytes(made.encode())
        names.append("sitemap.xml")
    (out / "robots.txt").write_bytes(
        f"User-agent: *\nAllow: /\nSitemap: {home}sitemap.xml\n".encode()
    )
    return sorted([*names, "robots.txt"])


def _address(path: str) -> str:
    return "" if path == "index.html" else quote(path, safe=_SAFE)
