"""Change projects in every way and look that reading them never ends in an error.

    python tests/formats/qda/fuzz.py --seconds 300 --seed 1 --keep DIR

Bytes of the zip, of its markup and of its texts are changed, and elements and attributes of the
markup moved, doubled, dropped and given odd values. What is read must hold together: each
selection has the words of its place, and each reference is to something that is there. A file that
breaks this is kept in DIR; put it into ``data/hostile`` with the mending, named after the finding
it gives then.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from copy import deepcopy
from pathlib import Path

from lxml import etree

sys.path[:0] = [str(Path(__file__).parents[2] / "made_up")]

from refi_files import WAYS, Document, Span, qdpx  # noqa: E402 - found by the line above

from kg.formats.qda.project import Project  # noqa: E402
from kg.formats.qda.refi import read_refi, write_qdpx  # noqa: E402
from kg.formats.qda.studying import study_of  # noqa: E402
from kg.formats.reporting import Report  # noqa: E402

DATA = Path(__file__).parent / "data"
SLOW = 5.0
ODD = ["", "0", "-1", "1", "999999999999", "1.5", "NaN", "😀", "é" * 50, "\u202e", "a b", "true"]
ODD += ["internal://../../x.txt", "absolute:///etc/passwd", "2020-01-01T00:00:00Z", "&#0;", "c001"]
_TAG = re.compile(r"<[^<>]{1,2000}>")
_VALUE = re.compile(r"=\s*\"([^\"]*)\"|=\s*'([^']*)'")


def samples() -> list[bytes]:
    """Return the projects that are changed: those of programs, and one of each way to count."""
    text = "I was lost 😀 at first.\nThen I asked, and we went on. Zoë said: “So?”\n" * 3
    spans = [Span(0, 22, [(0, 0), (1, 1)]), Span(5, 40, [(2, 0)]), Span(30, 30, []), Span(23, 60)]
    made = [qdpx([Document("a", text, spans), Document("b", text, spans)], way) for way in WAYS]
    paths = [*(DATA / "qualcoder").glob("*.qdpx"), *(DATA / "standard").glob("*.q*[ep]*")]
    return [path.read_bytes() for path in sorted(paths)] + made


def change_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change, drop, double or cut some bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if not changed:
            break
        at = chance.randrange(len(changed))
        what = chance.randrange(5)
        if what == 0:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randint(1, 40)]
        elif what == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 40)]
        elif what == 3:
            changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 6)))
        else:
            changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed[: chance.randint(0, len(changed))] if chance.random() < 0.05 else changed)


def change_markup(markup: str, chance: random.Random) -> str:
    """Move, double, drop and rename tags, and give attributes other values."""
    for _ in range(chance.randint(1, 6)):
        tags = list(_TAG.finditer(markup))
        if not tags:
            return markup
        one, other = chance.choice(tags), chance.choice(tags)
        what = chance.randrange(6)
        if what == 0:
            markup = markup[: one.start()] + markup[one.end() :]
        elif what == 1:
            markup = markup[: one.end()] + other[0] + markup[one.end() :]
        elif what == 2:
            first, last = sorted((one.start(), other.start()))
            piece = markup[first:last][:5000]
            markup = markup[:last] + piece + markup[last:]
        elif what == 3:
            name = re.match(r"</?([\w:]+)", other[0])
            if name:
                renamed = re.sub(r"(?<=<)(/?)[\w:]+", rf"\g<1>{name[1]}", one[0], count=1)
                markup = markup[: one.start()] + renamed + markup[one.end() :]
        else:
            values = list(_VALUE.finditer(markup))
            if values:
                at, given = chance.choice(values), chance.choice(values)
                said = chance.choice([*ODD, given[1] or given[2] or ""])
                said = said.replace('"', "").replace("'", "").replace("<", "")
                markup = f'{markup[: at.start()]}="{said}"{markup[at.end() :]}'
    return markup


def change_tree(markup: bytes, chance: random.Random) -> bytes:
    """Do the same to whole elements, so that what comes out is still well-formed."""
    root = etree.fromstring(markup)
    for _ in range(chance.randint(1, 5)):
        elements = list(root.iter(etree.Element))[1:]
        if not elements:
            break
        one, other = chance.choice(elements), chance.choice(elements)
        what = chance.randrange(8)
        parent = one.getparent()
        if what == 0 and parent is not None:
            parent.remove(one)
        elif what == 1 and len(one.xpath(".//*")) < 50:
            other.append(deepcopy(one))
        elif what == 2:
            one.tag = other.tag
        elif what == 3 and one.text:
            one.text = chance.choice([*ODD[:12], "x" * 1000, other.text or ""])
        elif one.attrib:
            name = chance.choice(list(one.attrib))
            values = [v for e in elements for k, v in e.attrib.items() if k == name]
            said = chance.choice([*ODD, *values, *list(other.attrib.values())])
            one.set(name, said)
            if chance.random() < 0.1:
                del one.attrib[name]
    return bytes(etree.tostring(root))


def changed(data: bytes, chance: random.Random) -> bytes:
    """Return a project with something changed: its bytes, a part of it, or its markup."""
    if not data.startswith(b"PK"):
        if chance.random() < 0.7:
            return change_tree(data, chance)
        return change_markup(data.decode(), chance).encode("utf-8", "replace")
    if chance.random() < 0.15:
        return change_bytes(data, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".qde"):
                way = chance.random()
                if way < 0.7:
                    part = change_tree(part, chance)
                elif way < 0.85:
                    part = change_markup(part.decode(), chance).encode("utf-8", "replace")
                else:
                    part = change_bytes(part, chance)
            elif name == victim:
                if chance.random() < 0.3:
                    continue
                part = change_bytes(part, chance)
            new.writestr(name, part)
    return file.getvalue()


def hold(project: Project) -> None:
    """Raise when what was read does not hold together."""
    texts = {source.id: source.text for source in project.sources}
    codes = {code.id for code in project.codes}
    coders = {coder.id for coder in project.coders}
    ids = [selection.id for selection in project.selections]
    assert len(texts) == len(project.sources)
    assert len(ids) == len(set(ids))
    before: set[str] = set()
    for code in project.codes:
        assert not code.parent or code.parent in before
        before.add(code.id)
    for selection in project.selections:
        text = texts[selection.source]
        if selection.start is not None and text is not None:
            assert selection.text == text[selection.start : selection.end]
        for coding in selection.codings:
            assert coding.code in codes
            assert not coding.coder or coding.coder in coders
    for case in project.cases:
        assert set(case.sources) <= set(texts)
        assert set(case.selections) <= set(ids)


def try_out(path: Path, out: Path) -> str:
    """Read a file, make a study of it and write that; return what went wrong, or nothing."""
    start = time.process_time()
    report = Report()
    try:
        project = read_refi(path, report)
        if project is None:
            if not any(f.severity == "violation" for f in report.findings()):
                return "refused without a reason"
        else:
            hold(project)
            write_qdpx(study_of(project, report, id="fuzzed"), out)
    except Exception:
        return traceback.format_exc()
    took = time.process_time() - start
    return f"took {took:.1f} s" if took > SLOW else ""


def main() -> int:
    """Change and read until the time is over."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzzed"))
    given = parser.parse_args()
    chance = random.Random(given.seed)
    projects, seen, number, whole = samples(), set[str](), 0, 0
    end = time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "p.qdpx", Path(folder) / "out.qdpx"
        while time.monotonic() < end:
            number += 1
            data = changed(chance.choice(projects), chance)
            path.write_bytes(data)
            out.unlink(missing_ok=True)
            wrong = try_out(path, out)
            whole += out.exists()
            last = wrong.strip().splitlines()[-1] if wrong else ""
            if wrong and last not in seen:
                seen.add(last)
                given.keep.mkdir(exist_ok=True)
                (given.keep / f"{given.seed}-{number}.qdpx").write_bytes(data)
                print(f"{number}: {wrong}")
    print(f"{number:,} projects changed, {whole:,} of them read, {len(seen)} kinds of mistake")
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
