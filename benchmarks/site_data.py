"""What the data of a published site cost, without its pages: for benchmarks.publishing, or alone.

``python -m benchmarks.site_data STORE OUT`` writes the data of all that is in a store into a new
folder, which it takes for public, and prints seconds, seconds of processor, files and bytes. One
process works unless ``--workers`` says otherwise, for only then all of its time can be seen.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.site import seal, write_data
from kg.store import open_store
from webui.site.inventory import take

if TYPE_CHECKING:
    from kg.store.base import Store


def measure(
    store: Store, out: Path, pages: Mapping[str, str], homes: Mapping[str, str], workers: int = 1
) -> dict[str, Any]:
    """Write the data and the checksums of a site, and say what they cost."""
    made: dict[str, Any] = {"pages": len(pages), "told_elsewhere": len(homes), "workers": workers}
    for name, work in (
        ("data", lambda: write_data(store, out, pages, homes, workers=workers)),
        ("checksums", lambda: seal(out)),
    ):
        began, used = time.perf_counter(), time.process_time()
        work()
        made[name] = {
            "seconds": round(time.perf_counter() - began, 1),
            "processor_seconds": round(time.process_time() - used, 1),
        }
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return made | {"files": len(sizes), "bytes": sum(sizes), "peak_mb": peak >> 10}


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site_data", description=__doc__)
    parser.add_argument("store")
    parser.add_argument("out", type=Path, help="a folder that is not there")
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True)
    store = open_store(args.store, must_exist=True)
    layout = take(store, lambda said: None).layout
    print(json.dumps(measure(store, args.out, layout.pages, layout.homes, args.workers), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
