"""Run one part of a measurement in a process of its own: ``python -m benchmarks.part NAME …``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.work import Part, Work


def main() -> None:
    """Run the part that the command line names; what it finds goes into the folder."""
    name, folder, quotes, limit = sys.argv[1:]
    work = Work(Path(folder), int(quotes), float(limit))
    import_module(f"benchmarks.{name}").run(Part(name, work), work)


if __name__ == "__main__":
    main()
