"""What each client may use of running time: a bucket that fills again by the minute."""

from __future__ import annotations

from collections import OrderedDict

_MOST_CLIENTS = 10_000
_MINUTE = 60.0
_WORTH_IT = 1.0
"""Seconds that must be left for a long query to go on."""


class Budget:
    """Seconds per minute and client, kept in memory, for a bounded number of clients."""

    def __init__(self, seconds: float) -> None:
        self._most = seconds
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used)

    def charge(self, client: str, seconds: float, now: float) -> None:
        """Take seconds off what a client may use."""
        self._used[client] = (self._spent(client, now) + seconds, now)
        self._used.move_to_end(client)
        while len(self._used) > _MOST_CLIENTS:
            self._used.popitem(last=False)

    def wait(self, client: str, now: float) -> float:
        """Return the seconds until a client may use more; 0 for at once."""
        missing = self._spent(client, now) + min(_WORTH_IT, self._most) - self._most
        return max(0.0, missing * _MINUTE / self._most)

    def _spent(self, client: str, now: float) -> float:
        spent, then = self._used.get(client, (0.0, now))
        return max(0.0, spent - (now - then) * self._most / _MINUTE)
