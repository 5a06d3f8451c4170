"""The addresses of the API as they are described, each beside the code that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, request

from webui.api.parameters import Asked, Parameter, fields_of, read

Answer = Callable[..., Response]
A = TypeVar("A", bound=Answer)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of an answer: its media type, and what it holds as JSON Schema (none: a text)."""

    type: str
    schema: Mapping[str, Any] | None = None
    example: Any = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and one method.

    ``errors`` are the statuses it may fail with, beside those of every address. ``body`` maps the
    media types that it takes to what they are.
    """

    path: str
    name: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...] = ()
    forms: tuple[Form, ...] = ()
    errors: tuple[int, ...] = ()
    method: str = "GET"
    tag: str = "Evidence"
    body: Mapping[str, str] = field(default_factory=dict)
    paged: bool = False
    conditional: bool = True
    """Whether it has an ETag and can answer that nothing has changed."""


OPERATIONS: list[Operation] = []
"""Every operation, in the order in which they are described."""


def operation(pages: Blueprint, said: Operation) -> Callable[[A], A]:
    """Answer an address with a function, which gets what was asked as its first argument."""

    def register(answer: A) -> A:
        OPERATIONS.append(said)

        @wraps(answer)
        def answered(**places: str) -> Response:
            asked = read(said.parameters, fields_of(request.query_string))
            return answer(asked, **places)

        pages.add_url_rule(said.path, said.name, answered, methods=[said.method])
        return answer

    return register


def asked_of(parameters: tuple[Parameter, ...]) -> Asked:
    """Return what the request being answered asks for, by these parameters."""
    return read(parameters, fields_of(request.query_string))
