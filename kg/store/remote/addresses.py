"""Work out where a SPARQL server takes queries, updates and whole graphs, from one address."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from kg.errors import UsageError


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one server. ``graphs`` is None where whole graphs are not taken.

    ``user`` and ``password`` stay out of every message: they are not even in the repr.
    """

    query: str
    update: str
    graphs: str | None
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def addresses(given: str) -> Addresses:
    """Work out a server's addresses from its query address or its root.

    Known layouts: Oxigraph (``/query``, or the root), Fuseki (``/ds``, ``/ds/query``,
    ``/ds/sparql``), Virtuoso (``/sparql``, ``/sparql-auth``) and GraphDB and RDF4J
    (``/repositories/x``). ``PIF_STORE_UPDATE`` and ``PIF_STORE_GRAPHS`` name the other two where
    that is wrong; ``PIF_STORE_USER`` and ``PIF_STORE_PASSWORD`` are sent where they are set.

    >>> addresses("http://localhost:3030/ds/query").update
    'http://localhost:3030/ds/update'

    Raises:
        UsageError: It is not an http or https address.
    """
    parts = _split(given)
    query, update, graphs = _layout(parts.path.rstrip("/"))
    user = os.environ.get("PIF_STORE_USER") or unquote(parts.username or "")
    password = os.environ.get("PIF_STORE_PASSWORD") or unquote(parts.password or "")
    return Addresses(
        _with_path(parts, query),
        shown(os.environ.get("PIF_STORE_UPDATE") or "") or _with_path(parts, update),
        shown(os.environ.get("PIF_STORE_GRAPHS") or "")
        or (_with_path(parts, graphs) if graphs else None),
        user,
        password,
    )


def shown(address: str) -> str:
    """Return an address as it may be shown: without user name, password and fragment."""
    return _with_path(parts := _split(address), parts.path) if address else ""


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (says whether it is a number)
    except ValueError:
        parts = None
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            "The address of the store is not one.", "It looks like http://localhost:7878/query."
        )
    if any(ord(c) <= 0x20 or c in '<>"\x7f' for c in address):
        raise UsageError("The address of the store holds spaces or signs that no address may hold.")
    return parts


def _with_path(parts: SplitResult, path: str) -> str:
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, path, parts.query, ""))


def _layout(path: str) -> tuple[str, str, str | None]:
    above, _, last = path.rpartition("/")
    if not last:
        return "/query", "/update", "/store"
    if last in ("sparql", "sparql-auth") and not above:
        return path, path, path.replace("sparql", "sparql-graph-crud")
    if last in ("query", "sparql"):
        return path, f"{above}/update", f"{above}/data" if above else "/store"
    if above.endswith("/repositories"):
        return path, f"{path}/statements", f"{path}/rdf-graphs/service"
    if not above:
        return f"{path}/query", f"{path}/update", f"{path}/data"
    return path, path, None
