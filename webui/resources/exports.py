"""A study as files of other programs: study files, a workbook, tables, a project, made when asked.

The store that is served decides what is in them: the owner's has everything, the one for strangers
what may be public.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from flask import Blueprint, Response

from kg.describing.dumps import find_study
from kg.errors import LimitReached, TooManyAtOnce, UnknownThing
from kg.exporting import Exported, export
from kg.exporting.placing import MEMORY
from webui.resources.sending import stream
from webui.state import graph

if TYPE_CHECKING:
    from kg.exporting.exporting import Form
    from kg.store.base import Store

blueprint = Blueprint("exports", __name__)

MOST_QUADS = 300_000
"""How large a study may be that is exported while somebody waits."""
NOT_KEPT = "not-kept.txt"

_PATIENCE = 20.0
_ALWAYS = (2000, 1, 1, 0, 0, 0)
_ZIP = "application/zip"
_MOST_KEPT = 8
_one_at_a_time = Lock()
_lately: dict[tuple[str, str, str], bytes] = {}
"""What was made last, by study, its digest and the export."""


class Kind(NamedTuple):
    """One export: its name on pages, its form, how its file ends, its media type."""

    name: str
    form: Form
    suffix: str
    media_type: str


KINDS = {
    f"{stem}{kind.suffix}": kind
    for stem, kind in (
        ("study", Kind("study files", "folder", ".zip", _ZIP)),
        ("workbook", Kind("workbook", "xlsx", ".zip", _ZIP)),
        ("tables", Kind("flat tables", "csv", ".zip", _ZIP)),
        ("project", Kind("QDPX", "qdpx", ".qdpx", _ZIP)),
        ("codebook", Kind("QDC", "qdc", ".qdc", "application/xml")),
    )
}
"""By the last part of the address."""


@blueprint.get("/downloads/<study>/<file>")
def one_export(study: str, file: str) -> Response:
    """Send a study as a file of another program."""
    kind = KINDS.get(file)
    if kind is None:
        raise UnknownThing(
            f"There is no export called {file[:100]!r}.", f"There are {', '.join(KINDS)}."
        )
    store = graph().store
    held = find_study(store, study)
    if held.quads > MOST_QUADS:
        raise LimitReached(
            f"{study} is too large to be exported while somebody waits.",
            f"`pif export {study} --to {kind.form}` does it.",
        )

    def made() -> tuple[Iterator[bytes], int]:
        content = _made(store, study, held.digest, file)
        return iter([content]), len(content)

    name = f"{study}-{file}" if kind.media_type == _ZIP else f"{study}{kind.suffix}"
    return stream(made, kind.media_type, f"{held.digest} {file}", name=name)


def _made(store: Store, study: str, digest: str, file: str) -> bytes:
    key = (study, digest, file)
    with _turn():
        if key not in _lately:
            while len(_lately) >= _MOST_KEPT:
                del _lately[next(iter(_lately))]
            _lately[key] = _exported(store, study, KINDS[file])
        return _lately[key]


def _exported(store: Store, study: str, kind: Kind) -> bytes:
    with TemporaryDirectory(prefix="pif-export-") as place:
        # Below a folder of the study's, so that what is unpacked lies together.
        end = kind.suffix if kind.suffix != ".zip" else ".xlsx" if kind.form == "xlsx" else ""
        out = Path(place) / "out" / (f"{study}{end}")
        done = export(store, study, kind.form, out)
        return _zipped(done, study) if kind.suffix == ".zip" else out.read_bytes()


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=_PATIENCE):
        raise TooManyAtOnce("Other exports are being made.", "Ask again.", retry_after=30)
    try:
        yield
    finally:
        _one_at_a_time.release()


def _zipped(done: Exported, study: str) -> bytes:
    """Return what was written, with a word on what it does not hold, as a zip."""
    root = done.out if done.out.is_dir() else done.out.parent
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:

        def add(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(f"{study}/{name}", _ALWAYS)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)

        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            if path.name != MEMORY:
                add(path.relative_to(root).as_posix(), path.read_bytes())
        if lines := done.losses.lines():
            said = "".join(f"{what}: {why} ({count:,})\n" for what, why, count in lines)
            add(NOT_KEPT, said.encode())
    return packed.getvalue()
