"""Take over what our own export wrote beside the things that its form has a place for."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from functools import cache
from typing import Any

from kg import model
from kg.formats.values import decimal_number, whole_number
from kg.identifiers import wrong_with_id

Own = dict[str, str] | None


def own_id(own: Own) -> str:
    """Return the id that our own export wrote, where it is one."""
    said = (own or {}).get("id", "")
    return said if said and wrong_with_id(said) is None else ""


def take_over(record: Any, own: Own, *names: str) -> None:
    """Set fields of a record of :mod:`kg.model` that hold a text or a number, by their names.

    What is no value of its field is left out; ``id`` and references are for the caller.
    """
    if not own:
        return
    types = _types(type(record).__name__)
    for name, written in own.items():
        if name not in names:
            continue
        wanted = types.get(name, "")
        value: str | int | Decimal | None = written
        if wanted.startswith("int"):
            value = whole_number(written)
        elif wanted.startswith("Decimal"):
            value = decimal_number(written)
        if wanted and value is not None:
            setattr(record, name, value)


@cache
def _types(kind: str) -> dict[str, str]:
    return {f.name: str(f.type) for f in fields(getattr(model, kind))}
