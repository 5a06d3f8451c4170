"""RDF terms, triples and graphs as plain strings in N-Triples syntax.

A term is its N-Triples text: ``<https://…>``, ``"words"@en``. Strings compare, sort and hash
quickly, need no engine, and write themselves; every engine reads them. Literals are escaped as
the canonical form asks (https://www.w3.org/TR/rdf12-n-triples/#canonical-ntriples), so equal
terms are equal strings, and a sorted list of lines is a canonical document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from kg.namespaces import RDF, XSD

Triple = tuple[str, str, str]
Graphs = Mapping[str, Iterable[Triple]]
"""Graph IRI (bare, without angle brackets) → its triples."""
TripleSets = Mapping[str, AbstractSet[Triple]]
"""The same where each triple is there once, as in a set or as keys."""

_ESCAPES = {
    **{c: f"\\u{c:04X}" for c in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    ord("\b"): "\\b",
    ord("\t"): "\\t",
    ord("\n"): "\\n",
    ord("\f"): "\\f",
    ord("\r"): "\\r",
    ord('"'): '\\"',
    ord("\\"): "\\\\",
}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_TERM = re.compile(r'<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?', re.DOTALL)
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


def iri(value: str) -> str:
    """Return an IRI as a term.

    Raises:
        ValueError: The text holds a character that no IRI may hold.
    """
    if _NOT_IN_IRI.search(value):
        raise ValueError(f"not an IRI: {value!r}")
    return f"<{value}>"


def text(value: str, language: str | None = None) -> str:
    """Return a string literal, with its language if it has one.

    >>> print(text('She said "no"'))
    "She said \\"no\\""
    """
    # Nothing that can be printed is escaped but two signs; most texts are ids without either.
    plain = value.isprintable() and '"' not in value and "\\" not in value
    escaped = value if plain else value.translate(_ESCAPES)
    return f'"{escaped}"@{language.lower()}' if language else f'"{escaped}"'


def typed(value: object, datatype: str) -> str:
    """Return a literal of an XML Schema datatype, named without its namespace.

    >>> typed(3, "integer")
    '"3"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if type(value) is int:
        return f'"{value}"^^<{XSD}{datatype}>'
    lexical = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{lexical.translate(_ESCAPES)}"^^<{XSD}{datatype}>'


A = iri(f"{RDF}type")
_WHOLE = f'"^^<{XSD}integer>'


def is_iri(term: str) -> bool:
    """Say whether a term is an IRI."""
    return term.startswith("<")


def value_of(term: str) -> str:
    r"""Return the IRI or the characters of a literal, without syntax.

    >>> value_of('"line one\\nline two"@en')
    'line one\nline two'
    """
    # Half of all terms are IRIs, few texts hold anything that is escaped, and most numbers are
    # whole.
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith('"') and term.endswith('"') and len(term) > 1:
        plain = term[1:-1]
        return _UNESCAPE.sub(_unescaped, plain) if "\\" in plain else plain
    if term.endswith(_WHOLE) and term.startswith('"') and "\\" not in term:
        return term[1 : -len(_WHOLE)]
    return parts(term)[0]


def parts(term: str) -> tuple[str, str | None, str | None]:
    """Return a term's characters, its datatype IRI and its language; both None for an IRI.

    Raises:
        ValueError: The text is not one N-Triples IRI or literal.
    """
    match = _TERM.fullmatch(term)
    if not match:
        raise ValueError(f"not an N-Triples term: {term!r}")
    found, quoted, datatype, language = match.groups()
    if found is not None:
        return found, None, None
    plain = _UNESCAPE.sub(_unescaped, quoted) if "\\" in quoted else quoted
    if language:
        return plain, f"{RDF}langString", language
    return plain, datatype or f"{XSD}string", None


def _unescaped(match: re.Match[str]) -> str:
    four, eight, one = match.groups()
    if one is not None:
        return _SHORT.get(one, one)
    return chr(int(four or eight, 16))


def ntriples(triples: Iterable[Triple]) -> str:
    """Return triples as a canonical N-Triples document: sorted, each once."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(set(triples)))


def nquads(graphs: Graphs) -> Iterator[str]:
    """Yield the lines of a canonical N-Quads document, sorted, each once, with line ends."""
    for s, said in said_of_each(graphs):
        yield from (f"{s} {line}" for line in said)


def said_of_each(graphs: Graphs) -> Iterator[tuple[str, list[str]]]:
    """Yield each subject, with its lines in that document as they go on after it."""
    # No IRI begins as another ends, so lines in the order of their subjects, and of what is said
    # of each, are in order; many short lists are sorted in less time than one long one.
    # A line is made when its turn comes: together they take much more memory than the terms.
    about: list[tuple[str, dict[str, list[str]]]] = []
    once = all(isinstance(triples, AbstractSet) for triples in graphs.values())
    for graph, triples in graphs.items():
        by_subject: defaultdict[str, list[str]] = defaultdict(list)
        for s, p, o in triples:
            by_subject[s].extend((p, o))
        about.append((f" <{graph}> .\n", by_subject))
    for s in sorted(set().union(*(by_subject for _, by_subject in about))):
        said: list[str] = []
        for end, of in about:
            terms = iter(of.get(s, ()))
            said += [f"{p} {o}{end}" for p, o in zip(terms, terms, strict=True)]
        yield s, sorted(said if once else set(said))


_QUAD = re.compile(
    r"(<[^>]*>) (<[^>]*>) "
    r'(<[^>]*>|"(?:[^"\\]|\\.)*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?) '
    r"<([^>]*)> \.\n?"
)


def read_nquads(lines: Iterable[str]) -> dict[str, set[Triple]]:
    """Read a document that :func:`nquads` wrote. For anything else use an engine's parser.

    Raises:
        ValueError: A line is not a canonical quad.
    """
    graphs: dict[str, set[Triple]] = {}
    known: dict[str, str] = {}
    once = known.setdefault  # a term stands in many lines: kept once it is found more quickly, too
    for line in lines:
        match = _QUAD.fullmatch(line)
        if not match:
            raise ValueError(f"not a canonical quad: {line[:120]!r}")
        s, p, o, g = match.groups()
        if g not in graphs:
            graphs[g] = set()
        graphs[g].add((once(s, s), once(p, p), once(o, o)))
    return graphs
