"""What may be asked of an address: each parameter said once, read and described from that.

The API's description (OpenAPI) and the refusals come from the same lines, so they cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal
from urllib.parse import parse_qsl

from kg.errors import BadParameter

Kind = Literal["text", "integer", "boolean"]

MOST_FIELDS = 500
"""How many parameters one request may have, repetitions counted."""
LONGEST = 2_000
"""Code points of a value unless its parameter says otherwise."""
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an address.

    ``least`` and ``most`` bound a number, or the length of a text. ``pattern`` is what every text
    of its kind looks like, as JSON Schema reads it; ``wants`` says the same to people.
    """

    name: str
    about: str
    kind: Kind = "text"
    repeated: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    default: str | int | bool | None = None
    least: int | None = None
    most: int | None = None
    example: str | int | bool | None = None
    pattern: str = ""
    wants: str = ""

    def schema(self) -> dict[str, Any]:
        """Return what one value may be, as JSON Schema."""
        said: dict[str, Any]
        if self.kind == "boolean":
            said = {"type": "boolean"}
        elif self.kind == "integer":
            said = {"type": "integer"}
            said |= {"minimum": self.least} if self.least is not None else {}
            said |= {"maximum": self.most} if self.most is not None else {}
            said |= {"enum": [int(c) for c in self.choices]} if self.choices else {}
        elif self.choices:
            said = {"type": "string", "enum": list(self.choices)}
        else:
            said = {"type": "string", "minLength": 1 if self.least is None else self.least}
            said["maxLength"] = self.most or LONGEST
            said |= {"pattern": self.pattern} if self.pattern else {}
        if self.default is not None:
            said["default"] = self.default
        return {"type": "array", "items": said, "maxItems": 100} if self.repeated else said

    def value(self, written: str) -> str | int | bool:
        """Read one value.

        Raises:
            BadParameter: It is not one that the parameter takes.
        """
        if self.choices:
            if written not in self.choices:
                raise self._no_choice(written)
            return int(written) if self.kind == "integer" else written
        if self.kind == "boolean":
            if written not in ("true", "false"):
                raise BadParameter(f"{self.name} takes true or false, not {written[:80]!r}.")
            return written == "true"
        if self.kind == "integer":
            return self._number(written)
        least, most = 1 if self.least is None else self.least, self.most or LONGEST
        if len(written) < least:
            raise BadParameter(f"{self.name} has no value.", f"Leave it out, or say {self.name}=…")
        if len(written) > most:
            raise BadParameter(
                f"The value of {self.name} has {len(written):,} characters; {most:,} is the most."
            )
        if self.pattern and not re.search(self.pattern, written):
            raise BadParameter(f"{self.name} takes {self.wants}, not {written[:80]!r}.")
        return written

    def _number(self, written: str) -> int:
        if not _WHOLE.fullmatch(written):
            raise BadParameter(f"{self.name} takes a whole number, not {written[:80]!r}.")
        number = int(written)
        if self.least is not None and number < self.least:
            raise BadParameter(f"{self.name} is at least {self.least:,}, not {number:,}.")
        if self.most is not None and number > self.most:
            raise BadParameter(f"{self.name} is at most {self.most:,}, not {number:,}.")
        return number

    def _no_choice(self, written: str) -> BadParameter:
        near = get_close_matches(written, self.choices, n=1)
        there = ", ".join(self.choices[:_SHOWN]) + (" …" if len(self.choices) > _SHOWN else "")
        meant = f"Did you mean {near[0]}? " if near else ""
        return BadParameter(
            f"{self.name} cannot be {written[:80]!r}.", f"{meant}There are {there}."
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for, by parameter; those not given have their default."""

    values: Mapping[str, Any]
    given: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """The parameters as they were written, in order."""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def but(self, **changes: str | int | None) -> list[tuple[str, str]]:
        """Return the parameters as written, some set anew or (None) left out."""
        kept = [(name, value) for name, value in self.given if name not in changes]
        return kept + [(n, str(v)) for n, v in changes.items() if v is not None]


def fields_of(query: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a query string.

    Raises:
        BadParameter: It is not UTF-8, or has too many of them.
    """
    try:
        return parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeError:
        raise BadParameter(
            "The address holds bytes that are not UTF-8 text.",
            "Encode what follows the ? as UTF-8.",
        ) from None
    except ValueError:
        raise BadParameter(f"There are more than {MOST_FIELDS} parameters.") from None


def read(parameters: Sequence[Parameter], written: Sequence[tuple[str, str]]) -> Asked:
    """Read what was written into the values of parameters; those of repeated ones are lists.

    Raises:
        BadParameter: A parameter is unknown, missing, repeated, or its value not one it takes.
    """
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    for name, value in written:
        parameter = known.get(name)
        if parameter is None:
            raise _unknown(name, list(known))
        if parameter.repeated:
            values.setdefault(name, []).append(parameter.value(value))
        elif name in values:
            raise BadParameter(f"{name} was given twice.", "Say it once.")
        else:
            values[name] = parameter.value(value)
    for parameter in parameters:
        if parameter.name not in values:
            if parameter.required:
                raise BadParameter(
                    f"{parameter.name} is missing.", f"Say {parameter.name}=…: {parameter.about}."
                )
            values[parameter.name] = [] if parameter.repeated else parameter.default
    return Asked(values, tuple(written))


def _unknown(name: str, known: list[str]) -> BadParameter:
    near = get_close_matches(name.strip("_-").replace("-", "_"), known, n=1)
    there = f"There are {', '.join(known)}." if known else "There is none."
    return BadParameter(
        f"There is no parameter {name[:80]!r}.", f"Did you mean {near[0]}?" if near else there
    )
