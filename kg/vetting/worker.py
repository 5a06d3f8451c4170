"""The process that reads what a stranger sent: ``python -m kg.vetting.worker NAME``.

It bounds itself before it reads anything, works in its own folder, and says what it found as one
JSON object on standard output: ``report``, or ``error`` with kind, message and hint.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import LimitReached, PifError, UsageError
from kg.findings import Finding, Place

_HANDLES = 64
_TABLE_FILES = ("study.yaml", "quotes.csv", "participants.csv", "documents.csv", "codebook.csv")
_NOT_OURS = ("__MACOSX", ".DS_Store")
"""What macOS puts into every zip."""


def main() -> None:
    """Check the file that the command line names, in the folder it lies in."""
    asked = json.loads(sys.stdin.readline())
    _bound(asked)
    try:
        said: dict[str, Any] = {"report": _report(Path(sys.argv[1]), asked)}
    except MemoryError:
        said = {"error": _error(_out_of_memory(asked["memory"]))}
    except PifError as error:
        said = {"error": _error(error)}
    except Exception as error:  # a mistake of ours: where it is, without what was sent
        last = traceback.extract_tb(error.__traceback__)[-1]
        said = {"failed": f"{type(error).__name__} in {last.name}, line {last.lineno}"}
    sys.stdout.buffer.write(json.dumps(said).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing here is worth tidying up


def _bound(asked: dict[str, Any]) -> None:
    seconds = int(asked["seconds"]) + 1
    bounds = [
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, asked["unpacked"]),
        (resource.RLIMIT_NOFILE, _HANDLES),
        (resource.RLIMIT_CORE, 0),
    ]
    if sys.platform == "linux":
        bounds.append((resource.RLIMIT_AS, asked["memory"]))
    for which, most in bounds:
        with suppress(ValueError, OSError):  # a lower one holds already
            resource.setrlimit(which, (most, most))


def _report(path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    from kg.findings import counted
    from kg.preparing import check, refused
    from kg.reports import write

    study, findings = None, []
    source = path
    if path.suffix == ".zip":
        findings = _unpack(path, asked)
        source = _root(Path(path.stem)) if not findings else path
    if not findings:
        checked = check(source, study=asked["study"])
        study, findings = checked.study, checked.findings
    most = asked["findings"]
    report: dict[str, Any] = json.loads(
        write(findings[:most], "json", source=path.name, study=study)
    )
    for severity in report["counts"]:
        report["counts"][severity] = sum(f.severity == severity for f in findings)
    report["refused"] = refused(findings, strict=asked["strict"])
    report["says"] = counted(findings)
    report["left_out"] = max(0, len(findings) - most)
    return report


def _unpack(path: Path, asked: dict[str, Any]) -> list[Finding]:
    from kg.formats.archive import unpack

    problem = unpack(path, Path(path.stem), most_files=asked["files"], most=asked["unpacked"])
    path.unlink()
    if problem is None:
        return []
    return [Finding("violation", problem.rule, problem.message, problem.remedy, Place(path.name))]


def _root(folder: Path) -> Path:
    """Return the study folder in what was unpacked: itself, or the only folder in it."""
    for _ in range(3):
        inside = [e for e in sorted(folder.iterdir()) if e.name not in _NOT_OURS]
        if any(entry.name in _TABLE_FILES for entry in inside):
            return folder
        folders = [entry for entry in inside if entry.is_dir()]
        if len(folders) > 1 and all((each / "study.yaml").exists() for each in folders):
            raise UsageError(
                f"The zip holds {len(folders)} studies.", "Send one at a time, or `pif validate`."
            )
        if len(folders) != 1:
            return folder
        folder = folders[0]
    return folder


def _out_of_memory(most: int) -> LimitReached:
    return LimitReached(
        f"The check needs more than {most >> 20:,} MiB of memory.",
        "Check it on your own computer: pif validate.",
    )


def _error(error: PifError) -> dict[str, str]:
    kind = "LimitReached" if isinstance(error, LimitReached) else type(error).__name__
    return {"kind": kind, "message": error.message, "hint": error.hint}


if __name__ == "__main__":
    main()
