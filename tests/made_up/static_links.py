"""What every file of a static site must hold to: links that lead somewhere, nothing that asks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit


class Seen(HTMLParser):
    """The addresses and ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        if "id" in said:
            self.ids.add(said["id"])
        if tag == "link" and said.get("rel") in ("cite-as", "type", "license", "author"):
            return  # names of things, not files
        self.links += [said[name] for name in ("href", "src", "cite", "action") if name in said]


def dead_links(site: Path) -> Iterator[str]:
    """Yield every link of the site's pages that leads nowhere, with the page it stands on."""
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    wanted: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids: dict[str, set[str]] = {}
    for name, path in sorted(pages.items()):
        seen = Seen(path.read_text(encoding="utf-8"))
        ids[name] = seen.ids
        for link in seen.links:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("//"):
                if parts.scheme not in ("http", "https") or "invalid" in parts.netloc:
                    yield f"{name}: {link}"
                continue
            if parts.query or parts.path.startswith("/"):
                yield f"{name}: {link} asks a server"
                continue
            target = _joined(name, unquote(parts.path)) if parts.path else name
            if target is None or not (site / target).is_file():
                yield f"{name}: {link} is no file"
            elif parts.fragment:
                wanted[target][unquote(parts.fragment)].add(name)
    for target, fragments in sorted(wanted.items()):
        for fragment, names in sorted(fragments.items()):
            if target in ids and fragment not in ids[target]:
                yield f"{min(names)}: {target}#{fragment} is no place"


def _joined(page: str, link: str) -> str | None:
    parts: list[str] = []
    for part in (*PurePosixPath(page).parent.parts, *link.split("/")):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def holding(site: Path, words: str) -> list[str]:
    """Return the files in which words stand, whatever their kind; packed ones are unpacked."""
    import gzip

    wanted = re.sub(rb"\s+", b" ", words.encode())
    found = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        if wanted in re.sub(rb"\s+", b" ", content):
            found.append(path.relative_to(site).as_posix())
    return found
