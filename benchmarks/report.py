"""Write the newest result of each size as tables: ``python -m benchmarks.report``."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
OURS = "pif-kg"
Result = dict[str, Any]


def write(folder: Path) -> None:
    """Write README.md beside the results."""
    newest: dict[int, Result] = {}
    for path in sorted(folder.glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        if "parts" in result:  # others have pages of their own
            newest[result["quotes"]] = result
    results = [newest[quotes] for quotes in sorted(newest)]
    if results:
        (folder / "README.md").write_text(page(results), encoding="utf-8")


def page(results: list[Result]) -> str:
    """Return the page."""
    parts = [
        "# Measured\n\nMade by `make bench` and `make bench-large`; do not edit. "
        "docs/reference/benchmarks.md says what is measured and how. Times are medians; in "
        "brackets how many times ours it is. Empty: was not asked.\n",
        _made_on(results),
        *(_questions(result) for result in results),
        _growth(results),
        _cold(results),
        _loads(results),
        _validation(results),
        _memory(results),
    ]
    return "\n".join(part for part in parts if part)


def _made_on(results: list[Result]) -> str:
    rows = [
        [
            f"{r['quotes']:,}", f"{r['studies']:,}",
            f"{r['data']['asserted']:,}", f"{r['data']['derived']:,}",
            f"{r['date']}, {r['machine']['cpu']}, {r['machine']['cores']} cores, "
            f"{r['machine']['memory_gib']} GiB, Python {r['machine']['python']}",
            ", ".join(f"{n} {v}" for n, v in sorted(r["versions"].items())),
        ]
        for r in results
    ]  # fmt: skip
    head = ["quotes", "studies", "asserted", "derived", "made on", "versions"]
    return "## The data\n\n" + _table(head, rows)


def _questions(result: Result) -> str:
    ours = result["parts"][OURS]["answers"]
    others = [
        name for name, part in result["parts"].items()
        if name != OURS and part["answers"]
    ]  # fmt: skip
    rows = []
    for question, mine in ours.items():
        row = [
            question,
            f"**{_time(mine['median'])}** ({_time(mine['min'])} to {_time(mine['max'])})",
        ]
        for name in others:
            theirs = result["parts"][name]["answers"].get(question)
            row.append(_beside(theirs, mine))
        rows.append(row)
    agree = "They all gave the same answers." if not result["differences"] else (
        "**Answers differ:** " + "; ".join(result["differences"])
    )  # fmt: skip
    return (
        f"## Questions at {result['quotes']:,} quotes\n\n"
        + _table(["question", "pif-kg", *others], rows)
        + f"\n{agree}\n"
    )


def _beside(theirs: dict[str, Any] | None, mine: dict[str, Any]) -> str:
    if theirs is None:
        return ""
    if "median" not in theirs:
        return str(theirs["note"])
    return f"{_time(theirs['median'])} ({_times(theirs['median'] / mine['median'])})"


def _growth(results: list[Result]) -> str:
    """How cost grows: the slope between sizes, both axes logarithmic."""
    if len(results) < 2:
        return ""
    rows = []
    for name in dict.fromkeys(name for r in results for name in r["parts"]):
        for question in dict.fromkeys(q for r in results for q in _answers(r, name)):
            known = [
                (r["quotes"], _answers(r, name)[question]["median"])
                for r in results
                if "median" in _answers(r, name).get(question, {})
            ]
            if len(known) > 1:
                slopes = [_slope(a, b) for a, b in pairwise(known)]
                sizes = ", ".join(f"{quotes:,}" for quotes, _ in known)
                said = ", ".join(f"{s:.2f}" for s in slopes)
                rows.append([name, question, sizes, said, f"{_slope(known[0], known[-1]):.2f}"])
    loads = [
        (r["quotes"], r["load"]["seconds"] + r["load"]["opening_index_after"]) for r in results
    ]
    slopes = [_slope(a, b) for a, b in pairwise(loads)]
    rows.append(
        [OURS, "load", ", ".join(f"{q:,}" for q, _ in loads),
         ", ".join(f"{s:.2f}" for s in slopes), f"{_slope(loads[0], loads[-1]):.2f}"]
    )  # fmt: skip
    head = ["who", "what", "quotes", "exponent from size to size", "from first to last"]
    return (
        "## Growth\n\nAn exponent of 1 means that ten times the quotes take ten times as long, "
        "0 that they take no longer.\n\n" + _table(head, rows)
    )


def _answers(result: Result, name: str) -> dict[str, Any]:
    found: dict[str, Any] = result["parts"].get(name, {}).get("answers", {})
    return found


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.log(b[1] / a[1]) / math.log(b[0] / a[0])


def _cold(results: list[Result]) -> str:
    rows = []
    for r in results:
        ours = r["parts"][OURS]
        opened = ours["prepare"]["open the index"]["median"]
        cold = ", ".join(f"{q} {_time(t['median'])}" for q, t in ours["cold"].items())
        rows.append([f"{r['quotes']:,}", _time(opened), cold])
    head = ["quotes", "open the index", "the first time a process asks, in this order"]
    return "## Cold\n\n" + _table(head, rows)


def _loads(results: list[Result]) -> str:
    rows = []
    for r in results:
        load = r["load"]
        whole = load["seconds"] + load["opening_index_after"]
        rows.append(
            [f"{r['quotes']:,}", "pif load: files to committed, checked, derived, indexed",
             _time(whole), "", _size(load["peak"])]
        )  # fmt: skip
        for name, timing in r["parts"].get("loads", {}).get("prepare", {}).items():
            rows.append(
                ["", name, _time(timing["median"]), _times(whole / timing["median"]), ""]
            )  # fmt: skip
    head = ["quotes", "what", "time", "pif load takes", "most memory"]
    return "## Loading\n\n" + _table(head, rows)


def _validation(results: list[Result]) -> str:
    rows = []
    for r in results:
        for name, timing in r["parts"].get("validation", {}).get("prepare", {}).items():
            findings = f"{timing['findings']:,}" if "findings" in timing else ""
            if "checking_seconds" in timing:
                name += f"; {timing['checking_seconds']:.1f} s of it checking, both together"
            same = {True: "the same as ours", False: "**others than ours**"}.get(timing.get("same"))  # type: ignore[arg-type]
            rows.append([f"{r['quotes']:,}", name, _time(timing["median"]), findings, same or ""])
    head = ["quotes", "what", "time", "findings", "findings are"]
    return "## Validation\n\n" + _table(head, rows) if rows else ""


def _memory(results: list[Result]) -> str:
    names = list(dict.fromkeys(name for r in results for name in r["parts"]))
    rows = [
        [f"{r['quotes']:,}", _size(r["load"]["peak"]), *(_held(r["parts"].get(n)) for n in names),
         _size(r["load"]["store_bytes"]), _size(r["load"]["index_bytes"])]
        for r in results
    ]  # fmt: skip
    head = ["quotes", "pif load", *names, "store on disk", "index in it"]
    return "## Most memory of the whole process\n\n" + _table(head, rows)


def _held(part: dict[str, Any] | None) -> str:
    if part is None:
        return ""
    return _size(part["peak"]) + (f", {part['error']}" if "error" in part else "")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _time(seconds: float) -> str:
    if seconds < 0.0995:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:.3g} s" if seconds < 99.5 else f"{seconds:,.0f} s"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 9.5 else f"{ratio:.2g}×"  # noqa: RUF001


def _size(size: int) -> str:
    return f"{size / 2**30:.1f} GiB" if size >= 2**30 else f"{size / 2**20:,.0f} MiB"


if __name__ == "__main__":
    write(RESULTS)
