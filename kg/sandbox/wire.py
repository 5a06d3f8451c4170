"""Small messages between processes of the jail, with an open file beside them.

A message is one line of JSON, a few kilobytes at most: queries and answers travel in the file.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from typing import Any

LONGEST = 16 << 10
_LONGEST_WORDS = 2_000

Message = dict[str, Any]


def send(link: socket.socket, message: Mapping[str, object], file: int | None = None) -> None:
    """Send a message, with a file if there is one.

    Raises:
        OSError: The other end is gone, or does not read.
    """
    line = json.dumps(message).encode() + b"\n"
    sent = socket.send_fds(link, [line], [] if file is None else [file])
    if sent < len(line):
        link.sendall(line[sent:])


class Inbox:
    """What has come in on a connection, cut into messages."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._held = b""
        self._files: list[int] = []

    def read(self) -> list[tuple[Message, int | None]] | None:
        """Return the messages that are whole now, each with its file; None at the end.

        Raises:
            OSError: The connection broke, or what comes in is not a message.
        """
        text, files, _, _ = socket.recv_fds(self._link, LONGEST, 1)
        self._files += files
        if not text:
            return None
        *lines, self._held = (self._held + text).split(b"\n")
        if len(self._held) > LONGEST or len(self._files) > len(lines) + 1:
            raise ConnectionError("not a message")
        try:
            return [
                (json.loads(line), self._files.pop(0) if self._files else None) for line in lines
            ]
        except (TypeError, ValueError) as error:
            raise ConnectionError("not a message") from error

    def _file(self) -> int | None:
        return self._files.pop(0) if self._files else None

    def wait(self) -> tuple[Message, int | None] | None:
        """Return the next message of a blocking connection; None at the end."""
        while True:
            found = self.read()
            if found is None or found:
                return found[0] if found else None

    def close(self) -> None:
        """Close the connection and every file that nobody took."""
        for file in self._files:
            os.close(file)
        self._files = []
        self._link.close()


def clipped(words: str) -> str:
    """Return words short enough for a message."""
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"
