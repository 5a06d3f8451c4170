"""``/graph-store``: the SPARQL 1.1 Graph Store Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import (
    Data,
    Epilogue,
    Field,
    File,
    MultipartDecoder,
    NeedData,
)
from werkzeug.urls import iri_to_uri

from kg.changing import MEDIA_TYPES
from kg.errors import BadParameter, UnknownThing, UsageError
from webui.sparql import answering, forms, page, reading, service
from webui.sparql.backend import Backend, Body, Scope, backend
from webui.sparql.refusals import (
    PreconditionFailed,
    UnsupportedMediaType,
    say,
)

METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
_SCOPE: Scope = "write"
_MULTIPART = "multipart/form-data"
_RDFXML = "application/rdf+xml"
_SUFFIXES = {
    **MEDIA_TYPES,
    "application/x-turtle": ".ttl",
    "application/turtle": ".ttl",
    "text/plain": ".nt",
    "application/json": ".jsonld",
    "application/xml": ".rdf",
    "text/xml": ".rdf",
}
_BY_SUFFIX = {suffix: media_type for media_type, suffix in MEDIA_TYPES.items()}
_MOST_PARTS = 100


def answer(path: str = "") -> Response:
    """Read, replace, extend or remove one graph; or describe them all."""
    if request.method == "OPTIONS":
        return answering.options(METHODS)
    back = backend()
    writes = request.method not in ("GET", "HEAD")
    if writes:
        back.require(_SCOPE, request.headers.get("Authorization"))
    address = reading.fields(request.query_string, "the address")
    named = _graph(back, path, address)
    if named is _STORE:
        return _store(back, reading.once(address, "format"))
    graph = named if isinstance(named, str) else None
    if not writes:
        return _read(back, graph, reading.once(address, "format"))
    _check_preconditions(back, graph)
    if request.method == "DELETE":
        back.delete(graph)
        return answering.done(204)
    bodies = _bodies(back)
    if request.method == "POST" and not any(body.data.strip() for body in bodies):
        return answering.done(204)
    write = back.put if request.method == "PUT" else back.post
    return answering.done(201 if write(graph, bodies) else 204)


def _root() -> str:
    return iri_to_uri(request.url_root).rstrip("/")


class _Default:
    """The default graph, or the store itself: what is no named graph."""


_DEFAULT = _Default()
_STORE = _Default()


def _graph(back: Backend, path: str, address: reading.Fields) -> str | _Default:
    """Return the graph that a request means: by its path, by ?graph= or by ?default."""
    default = "default" in address
    graph = reading.once(address, "graph")
    if default and graph is not None:
        raise BadParameter("Both graph and default are given.", "Name one graph.")
    if path:
        if default or graph is not None:
            raise BadParameter(
                "The address names a graph twice: by its path and by a parameter.",
                "Name it once.",
            )
        # Built anew: what the framework calls the address has been decoded once too often.
        address_of_path = _root() + "/graph-store/" + quote(path, safe="/~!$&'()*+,;=:@")
        return reading.graph_iri(back.graph_at(path, address_of_path), "the graph of this address")
    if default:
        if any(address["default"]):
            raise BadParameter("default takes no value.", "Write ?default.")
        return _DEFAULT
    return _STORE if graph is None else reading.graph_iri(graph, "graph")


def _read(back: Backend, graph: str | None, named: str | None) -> Response:
    form = forms.chosen("graph", request.headers.get("Accept"), named, page=False)
    etag = answering.tag(back.revision(), "graph", graph, form)
    if not back.holds(graph):
        raise UnknownThing(
            f"There is no graph <{graph}>.", "The address without a graph lists those there are."
        )
    if same := answering.unchanged(etag):
        return same
    result = back.read(graph, forms.format_of(form), client=request.remote_addr or "")
    etag = answering.tag(result.revision, "graph", graph, form)
    return answering.sent(result, form, etag)


def _store(back: Backend, named: str | None) -> Response:
    """Answer for the store itself: its description, or a new graph."""
    if request.method in ("GET", "HEAD"):
        form = forms.chosen("graph", request.headers.get("Accept"), named, page=True)
        if form is forms.HTML:
            return page.empty(back)
        return service.described(back, f"{_root()}/sparql", form)
    if request.method != "POST":
        raise BadParameter(
            "No graph is named.", "Add ?graph= with its IRI, or ?default for the default graph."
        )
    bodies = _bodies(back)
    if not any(body.data.strip() for body in bodies):
        return answering.done(204)
    graph = back.new_graph(_root())
    back.post(graph, bodies)
    say("Location", graph)
    return answering.done(201)


def _check_preconditions(back: Backend, graph: str | None) -> None:
    """Hold to If-Match and If-None-Match, as far as they ask whether the graph is there."""
    wanted, unwanted = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if wanted is not None and not (wanted.strip() == "*" and back.holds(graph)):
        # Entity tags here are weak ones, which by RFC 9110 (13.1.1) never match.
        raise PreconditionFailed(
            "The graph is not as If-Match says.", "Only * can be asked for: that it is there."
        )
    if unwanted is not None and unwanted.strip() == "*" and back.holds(graph):
        raise PreconditionFailed("The graph is there already.", "Leave If-None-Match out.")


def _bodies(back: Backend) -> list[Body]:
    """Read the documents that were sent.

    Raises:
        UnsupportedMediaType: One is not RDF that is read here.
        UsageError: A form with several documents cannot be taken apart.
    """
    media_type = reading.body_type(request)
    if media_type == _MULTIPART:
        return _parts(reading.read_body(back.sizes.graph))
    # Without a type it is taken for RDF/XML, as the recommendation says (section 5).
    media_type = media_type or _RDFXML
    suffix = _suffix(media_type)
    return [Body(reading.read_body(back.sizes.graph), _BY_SUFFIX[suffix], suffix)]


def _parts(data: bytes) -> list[Body]:
    boundary = request.mimetype_params.get("boundary", "")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=_MOST_PARTS)
    bodies: list[Body] = []
    try:
        decoder.receive_data(data)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, Field | File):
                suffix = _part_suffix(event)
                bodies.append(Body(b"", _BY_SUFFIX[suffix], suffix))
            elif isinstance(event, Data) and bodies:
                bodies[-1] = replace(bodies[-1], data=bodies[-1].data + event.data)
            elif isinstance(event, NeedData):
                raise ValueError("it breaks off")
    except RequestEntityTooLarge:
        raise UsageError(f"There are more than {_MOST_PARTS} documents in the form.") from None
    except ValueError as error:
        raise UsageError(
            f"The form cannot be taken apart: {error}.",
            "Send multipart/form-data with its boundary.",
        ) from None
    return bodies


def _part_suffix(part: Field | File) -> str:
    """Return the format of a document in a form: by its type, else by its file name."""
    media_type, parameters = parse_options_header(part.headers.get("Content-Type"))
    charset = parameters.get("charset", "utf-8").lower()
    if charset not in reading.CHARSETS:
        raise UnsupportedMediaType(
            f"The character set {charset[:40]} is not read here.", "Send UTF-8."
        )
    if media_type and media_type != "application/octet-stream":
        return _suffix(media_type)
    name = part.filename if isinstance(part, File) else ""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in _BY_SUFFIX:
        raise UsageError(
            "A document in the form has neither a Content-Type nor a file name that tells its"
            " format.",
            f"Name one of {', '.join(MEDIA_TYPES)}.",
        )
    return suffix


def _suffix(media_type: str) -> str:
    suffix = _SUFFIXES.get(media_type.lower())
    if suffix is None:
        raise UnsupportedMediaType(
            f"A body of {media_type[:80]} is not read here.",
            f"Send {', '.join(MEDIA_TYPES)}, and name it in Content-Type.",
        )
    return suffix
