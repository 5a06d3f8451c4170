"""How long the gate takes: ``python -m benchmarks.gate STORE`` checks every study of a store.

Generated studies are synthetic, so nothing of them is public: take ``synthetic:`` out of each
study.yaml before loading, and most of their quotes are.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter

from benchmarks.machine import machine
from kg.publishing.review import check
from kg.store import open_store


def main() -> int:
    """Check a store and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    store = open_store(parser.parse_args().store)
    began, used = time.perf_counter(), time.process_time()
    verdict = check(store)
    out: Counter[str] = Counter()
    for each in verdict.studies:
        out.update(each.goes_out)
    aside = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "seconds": round(time.perf_counter() - began, 1),
                "cpu_seconds": round(
                    time.process_time() - used + aside.ru_utime + aside.ru_stime, 1
                ),
                "statements": sum(study.quads for study in store.studies()),
                "public_quotes": out["quote"],
                "blocking": len(verdict.blocking),
                "withheld": len(verdict.withheld),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
                "peak_mib_aside": aside.ru_maxrss >> 10,
                "machine": machine(),
            },
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
