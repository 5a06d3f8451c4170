"""Errors on their way from one process to another, and what the end of a process means."""

from __future__ import annotations

import signal

from kg.errors import (
    BadParameter,
    LimitReached,
    PifError,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreUnreachable,
    TimeLimitReached,
    TooManyAtOnce,
    UnknownThing,
    UsageError,
)
from kg.sandbox.limits import Limits, in_bytes
from kg.sandbox.wire import Message, clipped

_KINDS = {
    kind.__name__: kind
    for kind in (
        BadParameter,
        LimitReached,
        StoreBusy,
        StoreDamaged,
        StoreError,
        StoreUnreachable,
        TimeLimitReached,
        UnknownThing,
        UsageError,
    )
}


def to_message(error: PifError, place: str = "") -> Message:
    """Return an error as a message; the place of the store in it is not for strangers."""
    message, hint = (
        words.replace(place, "the store") if place else words
        for words in (error.message, error.hint)
    )
    made = {
        "error": type(error).__name__,
        "message": clipped(message[:1].upper() + message[1:]),
        "hint": clipped(hint),
    }
    return made | ({"retry_after": error.retry_after} if isinstance(error, TooManyAtOnce) else {})


def from_message(message: Message) -> PifError:
    """Return the error that a message tells."""
    if message["error"] == TooManyAtOnce.__name__:
        return TooManyAtOnce(
            message["message"], message["hint"], retry_after=message["retry_after"]
        )
    return _KINDS.get(message["error"], StoreError)(message["message"], message["hint"])


def time_limit(limits: Limits) -> TimeLimitReached:
    """Say that a query took too long."""
    return TimeLimitReached(
        f"The query was ended after {limits.seconds:g} seconds, the time one query may take.",
        "Ask for less: name the study or the thing, bind more in each pattern, count in parts.",
    )


def memory_limit(limits: Limits) -> LimitReached:
    """Say that a query needed too much memory."""
    return LimitReached(
        f"The query was ended: it needed more than {in_bytes(limits.memory)} of memory.",
        "Sort and group fewer rows, leave out DISTINCT and ORDER BY, or add LIMIT inside.",
    )


def size_limit(limits: Limits) -> LimitReached:
    """Say that an answer is too large."""
    return LimitReached(
        f"The answer is larger than {in_bytes(limits.size)}, the most that is sent at once.",
        "Add LIMIT, ask for fewer columns, or ask in parts, each with a FILTER of its own.",
    )


def ended(status: int, limits: Limits) -> PifError:
    """Say why a process that answered a query ended, from its wait status."""
    number = -status if status < 0 else 0
    if number in (signal.SIGALRM, signal.SIGXCPU):
        return time_limit(limits)
    if number == signal.SIGXFSZ:
        return size_limit(limits)
    if number == signal.SIGABRT:  # what a failed allocation does in Rust
        return memory_limit(limits)
    if number in (signal.SIGSEGV, signal.SIGBUS):
        return LimitReached(
            "The query is too long or too deeply nested for the engine.",
            "Split it: shorter paths and lists, fewer brackets within brackets.",
        )
    return StoreError(
        "The process that answered the query was ended from outside.",
        "Ask again. If it happens again, the server has too little memory.",
    )
