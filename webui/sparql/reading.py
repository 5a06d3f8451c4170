"""What a request asks for: read strictly, so that nothing is answered that was not asked.

Parameters are decoded here and not by the framework, which puts question marks where bytes are
not UTF-8, takes the first of two values, and knows no bound of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from kg import terms
from kg.errors import BadParameter, UsageError
from kg.sandbox.limits import in_bytes
from webui.sparql.backend import Dataset, Sizes
from webui.sparql.refusals import BodyTooLarge, UnsupportedMediaType

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
CHARSETS = ("utf-8", "utf8", "us-ascii")
_MOST_FIELDS = 2_000
_DATASETS = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
_ONCE = ("query", "update")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^\s<>\"{}|^`]*>")

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One operation of the protocol: a query or an update, or neither (the bare address)."""

    query: str | None = None
    update: str | None = None
    dataset: Dataset = field(default_factory=Dataset)
    format: str | None = None


def asked(sizes: Sizes) -> Asked:
    """Read the request that is being answered.

    Raises:
        BadParameter: A parameter is missing, given twice, of the other operation, or no text.
        UnsupportedMediaType: The body is neither a form nor SPARQL in UTF-8.
        BodyTooLarge: It is longer than is read.
    """
    address = fields(request.query_string, "the address")
    if request.method in ("GET", "HEAD"):
        return _by_get(address)
    for name in ("query", "update"):
        if name in address:
            raise BadParameter(
                f"{name} stands in the address of a POST.", f"Send the {name} in the body."
            )
    media_type = body_type(request)
    if media_type == QUERY:
        return _one(address, query=text_of(read_body(sizes.query), "query"))
    if media_type == UPDATE:
        return _one(address, update=text_of(read_body(sizes.update), "update"))
    if media_type != FORM:
        raise UnsupportedMediaType(
            f"A body of {media_type[:80] or 'no media type'} is not read here.",
            f"Send {QUERY}, {UPDATE} or {FORM}, and name it in Content-Type.",
        )
    # Every byte of a form may be written as three; names of graphs come on top.
    form = fields(read_body(3 * max(sizes.query, sizes.update) + (1 << 16)), "the form")
    both = {
        name: [*address.get(name, ()), *form.get(name, ())]
        for name in dict.fromkeys((*address, *form))
    }
    return _by_form(both, sizes)


def fields(data: bytes, where: str) -> dict[str, list[str]]:
    """Read names and values as forms and addresses write them (UTF-8, percent-encoded).

    Raises:
        BadParameter: They are not UTF-8, hold a NUL or a broken escape, or there are too many.
    """
    if _BAD_ESCAPE.search(data):
        raise BadParameter(
            f"In {where}, a % is not followed by two hexadecimal digits.", "Write % itself as %25."
        )
    try:
        pairs = parse_qsl(
            data.decode(errors="surrogateescape"),
            keep_blank_values=True,
            errors="surrogateescape",
            max_num_fields=_MOST_FIELDS,
        )
        for name, value in pairs:
            f"{name}{value}".encode()
    except UnicodeEncodeError:
        raise BadParameter(
            f"{where[:1].upper()}{where[1:]} holds bytes that are not UTF-8.", "Encode it as UTF-8."
        ) from None
    except ValueError:
        raise BadParameter(
            f"There are more than {_MOST_FIELDS:,} parameters in {where}.", "Send fewer."
        ) from None
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if "\0" in name or "\0" in value:
            raise BadParameter(f"{where[:1].upper()}{where[1:]} holds a NUL character.")
        found.setdefault(name, []).append(value)
    return found


def once(given: Fields, name: str) -> str | None:
    """Return the value of a parameter that may be given once.

    Raises:
        BadParameter: It is there more than once.
    """
    values = given.get(name, ())
    if len(values) > 1:
        raise BadParameter(f"{name} is given {len(values)} times.", "Give it once.")
    return values[0] if values else None


def graph_iri(value: str, parameter: str) -> str:
    """Return the absolute IRI that a parameter names a graph by.

    Raises:
        BadParameter: It is not one.
    """
    try:
        terms.iri(value).encode()
    except ValueError:
        value = ""
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        raise BadParameter(
            f"{parameter} is not an absolute IRI.",
            "Write it whole, as https://…, with what an IRI cannot hold percent-encoded.",
        )
    return value


def body_type(sent: Request) -> str:
    """Return the media type of what was sent; empty where none is named.

    Raises:
        UnsupportedMediaType: It is packed, or in another character set than UTF-8.
    """
    coding = sent.headers.get("Content-Encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(
            f"A body that is packed ({coding[:40]}) is not read here.", "Send it as it is."
        )
    charset = sent.mimetype_params.get("charset", "utf-8").lower()
    if charset not in CHARSETS:
        raise UnsupportedMediaType(
            f"The character set {charset[:40]} is not read here.", "Send UTF-8."
        )
    return sent.mimetype


def read_body(most: int) -> bytes:
    """Read the body of the request, as far as it may go.

    Raises:
        BodyTooLarge: It is longer; what is said to be longer is not read at all.
    """
    request.max_content_length = most
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise BodyTooLarge(
            f"What was sent is longer than {in_bytes(most)}, the most that is read here.",
            "Send it in parts.",
        ) from None


def text_of(data: bytes, what: str) -> str:
    """Return SPARQL as text.

    Raises:
        UsageError: It is not UTF-8, or holds a NUL.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"The {what} is not UTF-8 text.", "Save and send it as UTF-8.") from None
    if "\0" in text:
        raise UsageError(f"The {what} holds a NUL character.", "Send it as UTF-8, not as UTF-16.")
    return text


def with_base(sparql: str, base: str) -> str:
    """Return SPARQL that completes relative IRIs with ``base``, where there seem to be any.

    It stands on the first line, so that the lines an engine names are those of the text.
    """
    if not _RELATIVE.search(sparql):
        return sparql
    try:
        return f"BASE {terms.iri(base)} {sparql}"
    except ValueError:
        return sparql


def _by_get(address: dict[str, list[str]]) -> Asked:
    if "update" in address:
        raise BadParameter(
            "An update is not sent with GET, which changes nothing.", "Send it with POST."
        )
    query = once(address, "query")
    if query is None:
        named = [name for name in _DATASETS if name in address]
        if named:
            raise BadParameter(f"{named[0]} is given, and no query.", "Add query=.")
        return Asked(format=_format(address))
    return _one(address, query=text_of(query.encode(), "query"))


def _by_form(given: dict[str, list[str]], sizes: Sizes) -> Asked:
    query, update = once(given, "query"), once(given, "update")
    if (query is None) == (update is None):
        raise BadParameter(
            "The form holds both query and update."
            if query is not None
            else "The form holds neither query nor update.",
            "Send one of them.",
        )
    if query is not None:
        return _one(given, query=_within(query, "query", sizes.query))
    return _one(given, update=_within(update or "", "update", sizes.update))


def _within(value: str, what: str, most: int) -> str:
    data = value.encode()
    if len(data) > most:
        raise BodyTooLarge(
            f"The {what} is longer than {in_bytes(most)}, the most that is read here.",
            "Send it in parts.",
        )
    return text_of(data, what)


def _one(given: Fields, query: str | None = None, update: str | None = None) -> Asked:
    default, named = _DATASETS[:2] if query is not None else _DATASETS[2:]
    for name in _DATASETS:
        if name in given and name not in (default, named):
            what = "a query" if query is not None else "an update"
            raise BadParameter(
                f"{name} does not belong to {what}.", f"Name graphs by {default} and {named}."
            )
    if query is not None and not query.strip():
        raise BadParameter(
            "The query is empty.", "Write one; `pif queries` has some to begin with."
        )
    return Asked(
        query, update, Dataset(_graphs(given, default), _graphs(given, named)), _format(given)
    )


def _graphs(given: Fields, name: str) -> tuple[str, ...] | None:
    # Forms send a field that was left empty, and mean nothing by it.
    values = [value for value in given.get(name, ()) if value]
    return tuple(dict.fromkeys(graph_iri(value, name) for value in values)) if values else None


def _format(given: Fields) -> str | None:
    for name in _ONCE:
        once(given, name)
    # SPARQLWrapper gives a format twice, by its name and by its media type: the first counts.
    named = (*given.get("format", ()), *given.get("output", ()))
    return next((name for name in named if name), None)
