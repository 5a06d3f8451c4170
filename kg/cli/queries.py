"""``pif queries``: the saved questions."""

from __future__ import annotations

import argparse
import json

EXAMPLES = """\
examples:
  pif queries
  pif queries quotes-for-construct        its parameters, columns, text and example
  pif queries --format json"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("name", nargs="?", help="one saved query")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """List the queries, or describe one."""
    from kg.queries import list_queries, load_query

    queries = [load_query(args.name)] if args.name else list_queries()
    if args.format == "json":
        described = [q.described() for q in queries]
        print(json.dumps(described[0] if args.name else described, indent=2, ensure_ascii=False))
        return 0
    if not args.name:
        width = max(len(q.name) for q in queries)
        for query in queries:
            print(f"{query.name:<{width}}  {query.summary}")
        return 0
    [query] = queries
    print(f"{query.name}: {query.summary}\n\n{query.description}\n")
    if query.parameters:
        print("Parameters")
        for p in query.parameters:
            default = f" (default {p.typed_default})" if p.default is not None else ""
            print(f"  {p.name} ({p.kind}): {p.about}{default}")
        print()
    if query.columns:
        print("Columns")
        for column, about in query.columns.items():
            print(f"  {column}: {about}")
        print()
    print(f"Example\n  {query.example}\n\n{query.text.strip()}")
    return 0
