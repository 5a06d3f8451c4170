"""Style, script and pictures, copied under names that change with what is in them."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

FOLDER = "static"
HOME = Path(__file__).resolve().parents[1] / "static"
# A page of files is not enhanced, edited or walked: those scripts ask a server.
NAMES = (
    "figures.css", "icon.svg", "literature.css", "ontology.css", "published.css", "resource.css",
    "search.js", "site.css",
)  # fmt: skip


def copy(out: Path) -> dict[str, str]:
    """Copy them into a site; returns the address of each from the top, by its name."""
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    placed: dict[str, str] = {}
    for name in NAMES:
        stem, _, ending = name.rpartition(".")
        digest = sha256((HOME / name).read_bytes()).hexdigest()[:16]
        placed[name] = f"{FOLDER}/{stem}.{digest}.{ending}"
        shutil.copyfile(HOME / name, out / placed[name])
    return placed
