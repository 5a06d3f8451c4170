"""The kinds of store there are to test, and studies to put into them."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.store import open_store
from kg.store.base import Store
from kg.terms import read_nquads

DATA = Path(__file__).with_name("data")


def read_graphs(name: str) -> dict[str, set[tuple[str, str, str]]]:
    """Read the graphs of a study kept as canonical N-Quads beside these tests."""
    with (DATA / f"{name}.nq").open(encoding="utf-8", newline="\n") as file:
        return read_nquads(file)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """Run `oxigraph serve`, in memory, on a free port of this machine; yield its root."""
    binary = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert binary, "the package oxigraph is part of what the tests need"
    port = free_port()
    process = subprocess.Popen(
        [binary, "serve", "--bind", f"127.0.0.1:{port}", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < until, "the server did not start"
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


KINDS = ["embedded", "remote", "remote with a union"]


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """Open an empty store of a kind."""
    if kind == "embedded":
        store = open_store(folder / "pif-data")
        yield store
        store.close()
        return
    with oxigraph_server(*(["--union-default-graph"] if "union" in kind else [])) as address:
        store = open_store(f"{address}/query", must_exist=True)
        yield store
        store.close()
