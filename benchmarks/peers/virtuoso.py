"""Virtuoso, an engine in C, on a server of its own on this machine.

``virtuoso-t`` and ``isql-vt`` (Debian: virtuoso-opensource) stand on the PATH, or in the folder
that ``VIRTUOSO_BIN`` names. Where they do not, the part is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.answers import Asker, Rows, read
from benchmarks.timing import TooSlow, once
from benchmarks.work import Part, Work

NAME = "Virtuoso"
_GRAPH = "urn:all"
_BUFFERS = 120_000  # 8 KiB each: all of 100,000 quotes
_SETTINGS = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 2G
ThreadsPerQuery = 2
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = {limit}
DefaultGraph = {graph}
"""


def run(part: Part, work: Work) -> None:
    """Start a server, load all triples into one graph, ask, and stop it."""
    found = [shutil.which(name, path=_path()) for name in ("virtuoso-t", "isql-vt")]
    if None in found:
        part.say(prepare="virtuoso-t and isql-vt are not installed", note="left out")
        return
    server, client = map(str, found)
    part.say(versions={"Virtuoso": _version(server)})
    folder = work.folder / "virtuoso"
    folder.mkdir()
    sql, http = _free_port(), _free_port()
    settings = _SETTINGS.format(
        sql=sql, http=http, folder=work.folder, buffers=_BUFFERS, dirty=_BUFFERS * 3 // 4,
        limit=int(work.limit), graph=_GRAPH,
    )  # fmt: skip
    (folder / "virtuoso.ini").write_text(settings)
    command = [server, "+configfile", "virtuoso.ini", "+foreground"]
    log = (folder / "said.log").open("w")
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(process, http)
        loaded, _ = once(lambda: _load(client, sql, work.triples))
        part.say(prepare="load asserted and derived triples", timing=loaded.as_json())
        asker = Asker(lambda query: _select(http, query, work.limit), work.queries())
        part.ask_all(asker.ask, read, choose=asker.choose, leave_out={"search": "-"})
    finally:
        process.terminate()
        process.wait(60)


def _path() -> str:
    return os.pathsep.join([os.environ.get("VIRTUOSO_BIN", ""), os.environ.get("PATH", "")])


def _version(server: str) -> str:
    said = subprocess.run([server, "-?"], capture_output=True, text=True, check=False)
    lines = (said.stdout + said.stderr).splitlines()
    return next((line.split()[1] for line in lines if line.startswith("Version")), "unknown")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"virtuoso-t ended with status {process.returncode}")
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TooSlow("virtuoso-t did not answer for two minutes")


def _load(client: str, port: int, file: Path) -> None:
    commands = (
        f"ld_dir('{file.parent}', '{file.name}', '{_GRAPH}'); rdf_loader_run(); checkpoint;"
        " select ll_error from DB.DBA.load_list where ll_error is not null;"
    )
    said = subprocess.run(
        [client, str(port), "dba", "dba", f"exec={commands}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    if "0 Rows" not in said.stdout:
        raise RuntimeError(said.stdout[-2000:])


def _select(port: int, query: str, limit: float) -> Rows:
    sent = urlencode({"query": query, "default-graph-uri": _GRAPH}).encode()
    request = Request(
        f"http://127.0.0.1:{port}/sparql", sent, {"Accept": "application/sparql-results+json"}
    )
    try:
        with urlopen(request, timeout=limit) as answer:
            found: dict[str, Any] = json.load(answer)
    except TimeoutError:
        raise TooSlow(f"ended after {limit:.0f} s") from None
    except HTTPError as error:
        said = error.read().decode(errors="replace")
        raise RuntimeError(f"{said[:500]}\n{query}") from None
    names = found["head"]["vars"]
    return [
        [row[name]["value"] if name in row else "" for name in names]
        for row in found["results"]["bindings"]
    ]
