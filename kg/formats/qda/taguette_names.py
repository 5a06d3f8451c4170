"""How Taguette's tables are known: by their columns, or their only sheet."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

HIGHLIGHTS = ("id", "document", "tag", "content")
CODEBOOK = ("tag", "description", "number of highlights", "number of documents")

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*\bname=\"([^\"]*)\"")


def is_taguette_table(path: Path) -> bool:
    """Say whether a file is one of Taguette's tables, by its columns or its only sheet."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".csv":
            with path.open("rb") as file:
                first = file.read(200).removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
            return first in ([",".join(each).encode()] for each in (HIGHLIGHTS, CODEBOOK))
        if suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed, packed.open("xl/workbook.xml") as part:
                return _SHEET.findall(part.read(1 << 16)) in ([b"highlights"], [b"codebook"])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, RuntimeError, NotImplementedError):
        return False
    return False
