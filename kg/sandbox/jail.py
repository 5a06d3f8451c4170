"""The jail as others see it: start it, ask it, close it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from types import TracebackType
from typing import IO

from kg.errors import LimitReached, StoreError
from kg.sandbox import gate, told
from kg.sandbox.jobs import Job
from kg.sandbox.limits import Limits
from kg.sandbox.services import Services, allowed_services
from kg.sandbox.wire import Inbox, Message, send

_LONGEST_PATH = 100  # of a socket; macOS has room for 104 bytes, Linux for 108
_GONE = 0.25
_CHUNK = 1 << 16
_CLOSING = 5.0


def start(
    store_address: str | Path,
    limits: Limits | None = None,
    services: Iterable[str] | None = None,
) -> RunningJail:
    """Start a jail for a store: a folder, or the address of an endpoint.

    Limits that are not given, and the endpoints that SERVICE may ask, are those of the settings.

    Returns once it can answer. Start it before a web server forks its workers; they share it.

    Raises:
        StoreError: The store cannot be read, or does not answer.
        UsageError: There can be no store at the address, or a setting is out of bounds.
    """
    limits = limits or Limits.from_settings()
    asking = Services(allowed_services() if services is None else services, limits)
    folder = Path(mkdtemp(prefix="pif-jail-"))
    if len(os.fsencode(folder)) > _LONGEST_PATH - 2:
        folder.rmdir()
        folder = Path(mkdtemp(prefix="pif-jail-", dir="/tmp"))
    place = folder / "s"
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(place))
            listener.listen(512)
            keeper = _keeper(listener, folder, str(store_address), limits)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return RunningJail(place, limits, asking, keeper)


def _keeper(
    listener: socket.socket, folder: Path, store: str, limits: Limits
) -> subprocess.Popen[bytes]:
    home = str(Path(__file__).resolve().parents[2])
    paths = [p for p in (home, os.environ.get("PYTHONPATH", "")) if p]
    keeper = subprocess.Popen(
        [sys.executable, "-P", "-m", "kg.sandbox.keeper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[listener.fileno()],
        start_new_session=True,  # Ctrl-C is for the server, which then closes us
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    said = {
        "parent": os.getpid(),
        "listener": listener.fileno(),
        "folder": str(folder),
        "store": store,
        "limits": asdict(limits),
    }
    assert keeper.stdin is not None  # noqa: S101
    assert keeper.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError), keeper.stdin, keeper.stdout:
        keeper.stdin.write(json.dumps(said).encode())
        keeper.stdin.close()
        answer = keeper.stdout.readline()
    message = json.loads(answer) if answer else None
    if message == {}:
        return keeper
    keeper.kill()
    keeper.wait()
    if message is None:
        raise StoreError(
            "The processes that answer queries could not be started.", "The log says why."
        )
    raise told.from_message(message)


class RunningJail:
    """A jail, as long as its processes live. It keeps no connection, so it may be forked."""

    def __init__(
        self, place: Path, limits: Limits, services: Services, keeper: subprocess.Popen[bytes]
    ) -> None:
        self.limits = limits
        self.services = services.allowed
        self.keeper = keeper.pid
        self._services = services
        self.place = str(place)
        self._starter = os.getpid()
        self._keeper = keeper
        self._close = weakref.finalize(self, _end, keeper, place.parent, self._starter)

    def run(self, job: Job, *, gone: Callable[[], bool] | None = None) -> Answered:
        """Answer a job; see :meth:`kg.sandbox.Jail.run`."""
        gate.look(job, self.limits)
        asked = replace(job, sparql=self._services.put_in(job.sparql))
        spool = TemporaryFile(buffering=0)  # noqa: SIM115 (the answer keeps it)
        try:
            spool.write(json.dumps(asdict(asked)).encode() + b"\n")
            said = self._ask(spool.fileno(), job, gone)
            if "error" in said:
                raise told.from_message(said)
            spool.seek(said["begin"])
        except OSError as error:
            spool.close()
            raise StoreError(
                f"The processes that answer queries cannot be asked: {error.strerror or error}.",
                "They may be starting again: ask once more, or see the server's log.",
            ) from error
        except BaseException:
            spool.close()
            raise
        return Answered(spool, said["size"], said["revision"])

    def _ask(self, file: int, job: Job, gone: Callable[[], bool] | None) -> Message:
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(self.place)
            text = sha256(job.sparql.encode()).hexdigest()
            send(link, {"client": job.client[:200], "known": job.known, "text": text}, file)
            while not select.select([link], [], [], None if gone is None else _GONE)[0]:
                if gone is not None and gone():
                    raise LimitReached("Nobody waits for the answer; the query was ended.")
            received = Inbox(link).wait()
        if received is None:
            raise ConnectionResetError("they were ended meanwhile")
        return received[0]

    def is_over(self) -> bool:
        """Say whether its processes were ended from outside; only where it was started."""
        return self._keeper.poll() is not None

    def close(self) -> None:
        """End every query and every process of the jail; only where it was started."""
        if os.getpid() == self._starter:
            self._close()

    def __enter__(self) -> RunningJail:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _end(keeper: subprocess.Popen[bytes], folder: Path, starter: int) -> None:
    if os.getpid() != starter:
        return
    keeper.terminate()
    try:
        keeper.wait(_CLOSING)
    except subprocess.TimeoutExpired:
        os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()
    shutil.rmtree(folder, ignore_errors=True)


class Answered:
    """An answer in a file that has no name; see :class:`kg.sandbox.Result`."""

    def __init__(self, spool: IO[bytes], size: int, revision: str) -> None:
        self.size = size
        self.revision = revision
        self._spool = spool

    def chunks(self) -> Iterator[bytes]:
        """Yield the answer once, and let go of it."""
        with self._spool:
            while chunk := self._spool.read(_CHUNK):
                yield chunk

    def close(self) -> None:
        """Let go of the answer without reading it."""
        self._spool.close()
