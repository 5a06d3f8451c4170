"""An empty study to begin with, as `pif new` writes it: a workbook, or a folder in a zip."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from flask import Response

from kg.formats.new import new_study

NAME = "my-study"
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
_ALWAYS = (2000, 1, 1, 0, 0, 0)


def empty(form: str) -> Response:
    """Send an empty study."""
    answer = Response(_made(form), content_type=_TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{NAME}.{form}"'
    return answer


@lru_cache
def _made(form: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="pif-new-") as folder:
        written = new_study(Path(folder) / NAME, study_id=NAME, xlsx=form == "xlsx")
        return written.read_bytes() if form == "xlsx" else _zipped(written)


def _zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(f"{NAME}/{path.relative_to(folder).as_posix()}", _ALWAYS)
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
