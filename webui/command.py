"""``pif serve``: the pages, on this computer."""

from __future__ import annotations

import argparse
import socket

from kg.errors import UsageError

EXAMPLES = """\
examples:
  pif serve                   then open http://127.0.0.1:8000
  pif serve --port 9000

The pages show everything in the store, so they are answered on this computer alone.
Ctrl-C stops it."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to answer on (default 127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to answer on (default 8000)")


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    if args.host not in _LOOPBACK:
        raise UsageError(
            f"The store holds what only its owner may see; it is not served on {args.host}.",
            "Serve it on 127.0.0.1; others can be given what a later version publishes.",
        )
    if not 0 < args.port < 65536:
        raise UsageError(f"There is no port {args.port}.", "Choose one from 1024 to 65535.")
    _check_free(args.host, args.port)

    from waitress.server import create_server

    from kg.graph import open_graph
    from webui import create_app

    with open_graph() as graph:
        graph.studies()
        server = create_server(create_app(graph), host=args.host, port=args.port, threads=8)
        shown = f"[{args.host}]" if ":" in args.host else args.host
        print(f"pif-kg answers at http://{shown}:{args.port} (Ctrl-C stops it)", flush=True)
        try:
            server.run()
        finally:
            server.close()
    return 0


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} cannot be used: {error.strerror}.",
                "Name another with --port (or PORT= for make run).",
            ) from None
