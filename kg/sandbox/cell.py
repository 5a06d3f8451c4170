"""A cell: a process that answers one query at a time and can do nothing else.

What it may use is set anew before each query. What breaks a bound ends the process, also inside
the engine, which nothing else can interrupt; only its wait status tells which bound it was.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import resource
import signal
import socket
from typing import NoReturn

from kg.errors import PifError, StoreError
from kg.sandbox import gate, told
from kg.sandbox.answering import Answering
from kg.sandbox.jobs import Job
from kg.sandbox.limits import Limits
from kg.sandbox.wire import Inbox, Message, send

_BUFFER = 1 << 18
_GROWN = 16 << 10
"""Kilobytes of memory a cell may have taken and still be used again."""
_WHILE_IDLE = 64
_NICE = 1
"""Whoever serves pages goes first, and the warden, so that bounds are kept in time."""
_PAGE = resource.getpagesize()


def serve(link: socket.socket, answering: Answering, limits: Limits) -> NoReturn:
    """Answer what comes in on a connection until it ends. For a freshly forked process."""
    code = 1
    try:
        _settle(link)
        _Cell(link, answering, limits).work()
        code = 0
    finally:
        os._exit(code)


def _settle(link: socket.socket) -> None:
    """Let go of everything that came with the fork, but for the one connection."""
    gc.disable()  # what it would free was there before; and no socket of ours is closed twice
    nothing = os.open(os.devnull, os.O_RDWR)
    for known in (0, 1, 2):
        os.dup2(nothing, known)
    mine = link.fileno()
    os.closerange(3, mine)
    os.closerange(mine + 1, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], mine + 64))
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that the write fails, and we can say so
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(_NICE)
    for place, value in (("/proc/self/oom_score_adj", "1000"),):  # before anything of the server
        try:
            with open(place, "w", encoding="ascii") as file:  # noqa: PTH123
                file.write(value)
        except OSError:
            pass


class _Cell:
    def __init__(self, link: socket.socket, answering: Answering, limits: Limits) -> None:
        self._link = link
        self._answering = answering
        self._limits = limits
        self._before = _taken()
        self._room = _GROWN
        self._data = _data() + limits.memory
        self._hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

    def work(self) -> None:
        inbox = Inbox(self._link)
        # Pages that are shared with the warden are copied when they are written to, which the
        # engine does also where it only reads: it counts who reads.
        faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        while True:
            self._allow(_WHILE_IDLE)
            received = inbox.wait()
            if received is None:
                return
            file = received[1]
            assert file is not None  # noqa: S101
            said = self._answered(file)
            os.close(file)
            said["again"] = _taken() - self._before < self._room
            said["copied"] = (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults) * _PAGE
            send(self._link, said)
            if not said["again"]:
                return

    def _answered(self, file: int) -> Message:
        signal.setitimer(signal.ITIMER_REAL, self._limits.seconds)
        try:
            return self._write(file)
        except PifError as error:
            return told.to_message(error, self._answering.place)
        except MemoryError:
            return told.to_message(told.memory_limit(self._limits))
        except OSError as error:
            return told.to_message(_failed(error, self._limits))
        except BaseException as error:  # the engine's own panics are no Exception
            return told.to_message(
                StoreError(f"The engine failed at this query ({type(error).__name__}).", "Mend it.")
            )
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _write(self, file: int) -> Message:
        with open(file, "rb", closefd=False) as spool:
            spool.seek(0)
            asked = spool.readline()
        job = Job(**json.loads(asked))
        if job.known:  # nothing else will be asked of this cell
            self._room = self._limits.memory >> 11
        # The answer follows what was asked, which stands there still for another try.
        begin = len(asked)
        os.ftruncate(file, begin)
        os.lseek(file, begin, os.SEEK_SET)
        self._restrain(begin)
        query = gate.admit(job)
        revision = self._answering.revision()
        answer = self._answering.ask(query, job.bindings)
        _soft(resource.RLIMIT_FSIZE, begin + self._limits.size)
        with open(file, "wb", _BUFFER, closefd=False) as output:
            answer.save(output, job.format)
        return {"begin": begin, "size": os.fstat(file).st_size - begin, "revision": revision}

    def _restrain(self, begin: int) -> None:
        self._allow(self._answering.handles)
        _soft(resource.RLIMIT_FSIZE, begin + self._answering.room)
        _soft(resource.RLIMIT_DATA, self._data)
        used = resource.getrusage(resource.RUSAGE_SELF)
        _soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + self._limits.seconds) + 2)

    def _allow(self, handles: int) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (handles, self._hard))


def _soft(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    resource.setrlimit(kind, (most if hard < 0 else min(most, hard), hard))


def _failed(error: OSError, limits: Limits) -> PifError:
    if error.errno == errno.EFBIG:
        return told.size_limit(limits)
    if error.errno == errno.ENOMEM:
        return told.memory_limit(limits)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            "The server has no room on its disk to write the answer down.", "Try again later."
        )
    return StoreError(f"The query cannot be answered: {error.strerror or error}.")


def _taken() -> int:
    """Return the most memory this process has held, in kilobytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if os.uname().sysname == "Linux" else most >> 10


def _data() -> int:
    """Return the bytes of this process that RLIMIT_DATA counts; 0 where that is not known."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[5]) * _PAGE
    except OSError:
        return 0
