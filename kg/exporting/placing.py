"""Put what was written where it belongs, and write over nothing that somebody else made.

Everything is made in a folder of its own beside the target first, so that a failure leaves no
trace. A folder remembers what was written into it: a file is replaced or taken away only while it
is as it was written.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from kg.errors import UsageError

MEMORY = ".pif-export.json"
"""What is in a folder that was exported: the names of its files, each with its digest."""

Digests = dict[str, str]


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target, and take it away in the end.

    Raises:
        UsageError: There is no place to write.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=".pif-export-", dir=target.parent))
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {error.strerror}.", "Give another place."
        ) from None
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def digests_in(folder: Path) -> Digests:
    """Return the digest of each file below a folder, by its name there."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def place_folder(made: Path, target: Path, *, force: bool) -> bool:
    """Move the files of a folder to the target; says whether anything changed.

    Raises:
        UsageError: A file there is not as this wrote it, and ``force`` was not asked for.
    """
    new = digests_in(made)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _taken(target, "it is not a folder", for_good=True)
    before = _remembered(target)
    if not target.exists() or not any(target.iterdir()):
        (made / MEMORY).write_text(_memory(new), encoding="utf-8")
        if target.exists():
            target.rmdir()
        target.parent.mkdir(parents=True, exist_ok=True)
        made.chmod(0o755)
        made.rename(target)
        return True
    stale = [name for name in before if name not in new and (target / name).is_file()]
    changed = []
    for name in [*new, *stale]:
        place = target / name
        if _through_link(place, target) or (place.exists() and not place.is_file()):
            raise _taken(target, f"{name} is no plain file there", for_good=True)
        there = sha256(place.read_bytes()).hexdigest() if place.exists() else ""
        if there == new.get(name, ""):
            continue
        if there and there != before.get(name) and not force:
            if name in stale:
                continue
            raise _taken(target, f"{name} is not as it was written")
        changed.append(name)
    for name in changed:
        place = target / name
        if name in new:
            place.parent.mkdir(parents=True, exist_ok=True)
            (made / name).replace(place)
        else:
            place.unlink()
    _write_memory(made, target, new)
    return bool(changed)


def place_file(made: Path, target: Path, *, force: bool) -> bool:
    """Move one file to the target; says whether anything changed.

    Raises:
        UsageError: Another file is there, and ``force`` was not asked for.
    """
    if target.is_symlink() or target.is_dir():
        raise _taken(target, "it is not a plain file", for_good=True)
    if target.exists():
        if target.read_bytes() == made.read_bytes():
            return False
        if not force:
            raise _taken(target, "its content is another")
    made.replace(target)
    return True


def _through_link(place: Path, root: Path) -> bool:
    inner = place
    while inner not in (root, inner.parent):
        if inner.is_symlink():
            return True
        inner = inner.parent
    return False


def _taken(target: Path, why: str, *, for_good: bool = False) -> UsageError:
    return UsageError(
        f"{target} is there, and nothing is written over it: {why}.",
        "Give another name." if for_good else "Give another name, or say --force.",
    )


def _remembered(target: Path) -> Digests:
    try:
        found = json.loads((target / MEMORY).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    if not isinstance(found, dict):
        return {}
    plain = {str(name): str(digest) for name, digest in found.items()}
    return {
        n: d for n, d in plain.items() if ".." not in Path(n).parts and not Path(n).is_absolute()
    }


def _memory(files: Digests) -> str:
    return json.dumps({"files": files}, indent=1, ensure_ascii=False) + "\n"


def _write_memory(made: Path, target: Path, files: Digests) -> None:
    new = made / MEMORY
    new.write_text(_memory(files), encoding="utf-8")
    new.replace(target / MEMORY)
