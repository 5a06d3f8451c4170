"""The examples of the page on the HTTP API, run as written; its tables, held to the code."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from webui.api.checking import BOUNDS, TYPES
from webui.api.operations import OPERATIONS

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/http-api.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"


def examples():
    """Return each command of the page with the lines it is said to print."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", TEXT, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "lines"), examples(), ids=[c[:70] for c, _ in examples()])
def test_an_example_prints_what_the_page_says(server, command, lines):
    words = shlex.split(command.replace(SHOWN, server))
    assert words[0] == "curl"
    curl = shutil.which("curl")
    assert curl, "the tests need curl"

    done = subprocess.run(
        [curl, "--max-time", "20", *words[1:]], capture_output=True, text=True, check=True
    )

    printed = done.stdout.replace("\r", "").splitlines()
    assert [line for line in lines if line != "…"], "the example shows something"
    at = 0
    for line in lines:
        if line == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))), re.IGNORECASE)
        places = (n for n in range(at, len(printed)) if pattern.fullmatch(printed[n]))
        place = next(places, None)
        assert place is not None, f"{line!r} is not printed: {printed[at:][:3]}"
        at = place + 1


def test_the_page_has_examples():
    assert len(examples()) >= 8


def test_every_address_is_on_the_page():
    for operation in OPERATIONS:
        assert f"`/api{operation.path}`" in TEXT


def test_every_kind_of_study_is_on_the_page():
    assert all(f"`{type}`" in TEXT for type in TYPES if "x-zip" not in type)


def test_bounds_of_a_check_are_those_of_the_page():
    said = " ".join(TEXT.split())

    for words in (
        f"At most {BOUNDS.sent >> 20} MiB",
        f"{BOUNDS.unpacked >> 20} MiB when unpacked",
        f"{BOUNDS.files:,} files",
        f"{BOUNDS.seconds:g} seconds",
        f"{BOUNDS.memory >> 30} GiB of memory",
        f"{BOUNDS.findings:,} findings",
    ):
        assert words in said
