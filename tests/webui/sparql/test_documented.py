"""The examples of the page on the endpoint, run as they are written, one after the other."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from served import serving

import kg

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/sparql-endpoint.md"
TOKEN = "a-token-for-the-examples-of-the-page"


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
def addresses(tmp_path_factory):
    """What the page's addresses are here: of the site, and of the store for conformance drivers."""
    place = tmp_path_factory.mktemp("documented") / "store"
    with kg.open_graph(place) as graph:
        kg.load("krishna2024", into=graph)
    switched_on = {"PIF_UPDATE": "1", "PIF_TOKEN": TOKEN}
    with (
        serving(place, environ=switched_on) as site,
        serving(place, environ={"PIF_CONFORMANCE": "1"}) as open_to_all,
    ):
        yield {
            "http://127.0.0.1:8000": site.address.rstrip("/"),
            "http://127.0.0.1:8001": open_to_all.address.rstrip("/"),
        }


@pytest.mark.parametrize(("command", "lines"), examples(), ids=[c[:60] for c, _ in examples()])
def test_an_example_prints_what_the_page_says(addresses, command, lines):
    assert shutil.which("curl"), "the tests need curl"
    for shown, here in addresses.items():
        command = command.replace(shown, here)

    done = subprocess.run(
        ["/bin/sh", "-c", command.replace("curl ", "curl --max-time 20 ", 1)],
        env={**os.environ, "PIF_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=True,
    )

    printed = done.stdout.replace("\r", "")
    for shown, here in addresses.items():
        printed = printed.replace(here, shown)
    printed = printed.splitlines()
    assert [line for line in lines if line != "…"], "the example shows something"
    at = 0
    for line in lines:
        if line == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))), re.IGNORECASE)
        places = (n for n in range(at, len(printed)) if pattern.fullmatch(printed[n]))
        place = next(places, None)
        assert place is not None, f"{line!r} is not among {printed[at:]}"
        at = place + 1


def test_the_page_has_examples():
    assert len(examples()) >= 12
