"""Requests made up from the API's own description, against the server that people run.

No answer may be a failure of the server's, or other than the description says; what the
description rules out must be refused.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEED = 20241
KINDS = "quotes-for-construct|quotes-by-source|quotes-per-participant|quotes-with-words"
"""Saved queries that have parameters of every kind."""
RUNS = {
    "every way of asking": (
        f"--exclude-path-regex=^/queries/(?!({KINDS})$)",
        "--phases=examples,coverage,fuzzing",
        "--max-examples=5",
    ),
    "every saved query": (
        "--include-path-regex=^/queries/",
        "--phases=examples,fuzzing",
        "--max-examples=3",
    ),
}


@pytest.mark.parametrize("options", RUNS.values(), ids=RUNS)
def test_no_request_is_answered_but_as_described(server, tmp_path, options):
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"),
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"{server}/api/openapi.json",
            f"--seed={SEED}",
            *options,
            "--generation-database=none",
            "--suppress-health-check=all",
            "--no-shrink",
            "--no-color",
            "--continue-on-failure",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    summary = done.stdout[-2_000:]
    problems = re.findall(r"^- (.*)|^\[(\d{3})\].*", done.stdout, re.MULTILINE)
    assert done.returncode == 0, f"{problems[:20]}\n{summary}\n{done.stderr[-1000:]}"
    generated = re.search(r"([\d,]+) generated", done.stdout)
    assert generated, summary
    assert int(generated[1].replace(",", "")) > 100
