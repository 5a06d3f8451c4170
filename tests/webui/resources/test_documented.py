"""The examples of the page on linked data, run as they are written."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/linked-data.md"
SHOWN = "http://127.0.0.1:8000"


def examples():
    """Return each command of the page with the lines it is said to print."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def address(served_to_owner):
    return served_to_owner


@pytest.mark.parametrize(("command", "lines"), examples(), ids=[c for c, _ in examples()])
def test_an_example_prints_what_the_page_says(address, command, lines):
    words = shlex.split(command.replace(SHOWN, address))
    assert words[0] == "curl"
    curl = shutil.which("curl")
    assert curl, "the tests need curl"

    done = subprocess.run(
        [curl, "--max-time", "20", *words[1:]], capture_output=True, text=True, check=True
    )

    printed = done.stdout.replace(address, SHOWN).replace("\r", "").splitlines()
    assert [line for line in lines if line != "…"], "the example shows something"
    at = 0
    for line in lines:
        if line == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))), re.IGNORECASE)
        places = (n for n in range(at, len(printed)) if pattern.fullmatch(printed[n]))
        place = next(places, None)
        assert place is not None, f"{line!r} is not printed after {printed[at - 1 : at]}"
        at = place + 1


def test_the_page_has_examples():
    assert len(examples()) >= 8
