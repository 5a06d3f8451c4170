"""The process that reads what a stranger sent: ``python -m kg.vetting.worker NAME``.

It bounds itself before it reads anything, works in its own folder, and says what it found as one
JSON object in a line of standard output: ``report``, or ``error`` with kind, message and hint.
Where a preview is asked for it is told, once the study is known, of the file with what a store
holds of it; says in a second line what would be loaded, and what would change; and in a third,
what strangers would see of it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import LimitReached, PifError
from kg.findings import Finding

if TYPE_CHECKING:
    from kg.preparing import Checked, Prepared

_HANDLES = 64


def main() -> None:
    """Check the file that the command line names, in the folder it lies in."""
    asked = json.loads(sys.stdin.readline())
    _bound(asked)
    checked: list[tuple[Path, Checked]] = []
    _say(asked, lambda: _reported(Path(sys.argv[1]), asked, checked))
    if asked["preview"] and checked:
        told = json.loads(sys.stdin.readline() or "null")
        prepared: list[Prepared] = []
        if told is not None:
            _say(asked, lambda: _previewed(*checked.pop(), asked, told, prepared))
        if prepared:
            _say(asked, lambda: _outside(prepared.pop()))
    os._exit(0)  # nothing here is worth tidying up


def _say(asked: dict[str, Any], work: Callable[[], dict[str, Any]]) -> None:
    """Do some work, and say in one line what it gave or why it failed."""
    try:
        said = work()
    except MemoryError:
        said = {"error": _error(_out_of_memory(asked["memory"]))}
    except PifError as error:
        said = {"error": _error(error)}
    except Exception as error:  # a mistake of ours: where it is, without what was sent
        last = traceback.extract_tb(error.__traceback__)[-1]
        said = {"failed": f"{type(error).__name__} in {last.name}, line {last.lineno}"}
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.flush()


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


def _reported(
    path: Path, asked: dict[str, Any], kept: list[tuple[Path, Checked]]
) -> dict[str, Any]:
    """Check the study; what could be loaded is kept for a preview."""
    from kg.findings import counted
    from kg.preparing import check, refused
    from kg.reports import write
    from kg.vetting.unpacking import source_in

    study, findings = None, []
    source = source_in(path, most_files=asked["files"], most=asked["unpacked"])
    if isinstance(source, Finding):
        findings = [source]
    else:
        checked = check(source, study=asked["study"])
        study, findings = checked.study, checked.findings
        if study is not None and not refused(findings, strict=asked["strict"]):
            kept.append((source, checked))
    most = asked["findings"]
    report: dict[str, Any] = json.loads(
        write(findings[:most], "json", source=path.name, study=study)
    )
    total = {}
    for severity in report["counts"]:
        of_it = [f for f in findings if f.severity == severity]
        report["counts"][severity] = len(of_it)
        total[severity] = sum(f.number for f in of_it)
    report["refused"] = refused(findings, strict=asked["strict"])
    report["says"] = counted(findings)
    report["left_out"] = max(0, len(findings) - most)
    return {"report": report, "total": total}


def _previewed(
    source: Path,
    checked: Checked,
    asked: dict[str, Any],
    told: dict[str, Any],
    kept: list[Prepared],
) -> dict[str, Any]:
    """Say what would be loaded, and what would change."""
    from dataclasses import asdict

    from kg.pages.changes import changes
    from kg.pages.preview import preview
    from kg.preparing import finish

    if told["before"]:
        checked = _continued(source, checked, asked["study"], Path(told["before"]))
    prepared = finish(checked)
    changed = None
    if told["before"] and prepared.packed is not None:
        with Path(told["before"]).open(encoding="utf-8") as before:
            changed = changes(before, prepared.packed.document().lines())
    found = preview(prepared, Path("preview"))
    kept.append(prepared)
    return {
        "preview": asdict(found),
        "changes": [asdict(each) for each in changed] if changed is not None else None,
    }


def _continued(source: Path, checked: Checked, study: str | None, before: Path) -> Checked:
    """Read a project again beside what a store holds of its study, as a load would.

    Raises:
        UsageError: What was added in the store has lost its place.
    """
    from kg.errors import UsageError
    from kg.findings import violations
    from kg.formats.qda.reading import Wishes, is_project
    from kg.preparing import check
    from kg.terms import read_nquads

    if not is_project(source):
        return checked
    with before.open(encoding="utf-8") as lines:
        held = read_nquads(lines)
    again = check(source, study=study, wishes=Wishes(held=lambda name: held))
    refusals = [finding.message for finding in violations(again.findings)]
    if refusals:
        raise UsageError(f"It cannot take the place of what is there: {' '.join(refusals[:5])}")
    return again


def _outside(prepared: Prepared) -> dict[str, Any]:
    from dataclasses import asdict

    from kg.pages.preview import outside

    return {"outside": asdict(outside(prepared))}


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
