"""``pif serve``: the pages and the endpoints, for the owner or for everybody."""

from __future__ import annotations

import argparse
import os

EXAMPLES = """\
examples:
  pif serve                       then open http://127.0.0.1:8000
  pif serve --port 9000
  pif serve --public              the same address, showing only what may be public
  pif serve --host 0.0.0.0 --name evidence.example.org --workers 4
  pif serve --proxies 1 --prefix /evidence
  pif serve --token-file tokens.json --access-log access.log

On this computer alone (127.0.0.1) the pages show everything in the store. With --public, on any
other address, and behind a proxy they show what may be public, from a store of its own.
Ctrl-C stops it when what runs is answered; a second one at once."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to answer on (default 127.0.0.1)"
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="port to answer on (default 8000; 0 for any)"
    )
    parser.add_argument("--public", action="store_true", help="show only what may be public")
    parser.add_argument(
        "--read-only", action="store_true", help="allow no change, whatever PIF_UPDATE says"
    )
    parser.add_argument("--token-file", metavar="FILE", help="tokens made with `pif token`")
    parser.add_argument(
        "--name",
        metavar="HOST",
        action="append",
        help="name by which it may be asked for; repeat for more (PIF_NAMES)",
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes (default 1, with --public 2)"
    )
    parser.add_argument(
        "--threads", type=int, metavar="N", help="threads of each (default: enough to wait in)"
    )
    parser.add_argument(
        "--prefix", metavar="/PATH", help="what stands before every address (PIF_PREFIX)"
    )
    parser.add_argument(
        "--proxies",
        type=int,
        metavar="N",
        help="how many proxies in front are believed (default 0; PIF_PROXIES)",
    )
    parser.add_argument(
        "--access-log",
        metavar="FILE",
        help="one line a request: a file, - for standard output, off (default - with --public)",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="time in which a request must arrive (default 20)",
    )
    parser.add_argument(
        "--keep-alive",
        type=float,
        default=60.0,
        metavar="SECONDS",
        help="time a connection may rest (default 60)",
    )
    parser.add_argument(
        "--grace",
        type=float,
        default=15.0,
        metavar="SECONDS",
        help="time in which what runs may finish when it stops (default 15)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from webui.serving.plan import decide
    from webui.serving.supervisor import Supervisor
    from webui.tokens import known_tokens

    plan = decide(args, os.environ)
    tokens = known_tokens(plan.token_file, plan.token)
    os.environ.pop("PIF_TOKEN", None)  # the other processes need not know it
    return Supervisor(plan, tokens, debug=args.debug).run()
