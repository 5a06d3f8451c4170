"""Read the parameters of an address: each once, no unknown ones, numbers as numbers."""

from __future__ import annotations

from collections.abc import Collection

from flask import request

from kg.errors import BadParameter

_FARTHEST = 8
"""The most digits of a number."""


def only(known: Collection[str], repeated: Collection[str] = ()) -> None:
    """See that an address has no parameter but those known, each once.

    Raises:
        BadParameter: One is unknown or there twice.
    """
    for name, values in request.args.lists():
        if name not in known or (len(values) > 1 and name not in repeated):
            raise BadParameter(
                f"The parameter {name[:80]!r} is unknown or there twice.",
                f"There are {', '.join(known)}." if known else "There is none.",
            )


def once(known: Collection[str]) -> dict[str, str]:
    """Return the parameters of an address, each once; what is not there is empty.

    Raises:
        BadParameter: One is unknown or there twice.
    """
    only(known)
    return {name: request.args.get(name, "").strip() for name in known}


def number(value: str, name: str) -> int:
    """Read a whole number from 0; an empty value is 0.

    Raises:
        BadParameter: It is none.
    """
    if not value:
        return 0
    if not (value.isascii() and value.isdecimal() and len(value) < _FARTHEST):
        raise BadParameter(f"{name}={value[:40]} does not do.", "Give a whole number from 0.")
    return int(value)
