"""One document about a thing, as Turtle, JSON-LD and N-Triples at once.

The general writers of :mod:`kg.describing.writing` take any statements as they come. Here a site's
hundreds of thousands of small documents are written, whose terms are mostly the same: each is
shortened once. A literal of canonical N-Triples is one of Turtle and of JSON as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from kg.describing.writing.names import TYPE, Names
from kg.namespaces import XSD

FORMS = ("ttl", "jsonld", "nt")
"""The endings of the three files."""

Said = Sequence[tuple[str, Sequence[str]]]
"""What is said of one subject: properties with their values, types first, each value once."""

_MOST = 200_000
_INTEGER, _BOOLEAN = f"{XSD}integer", f"{XSD}boolean"
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)  # what every reader of JSON keeps exact
_SIGNED = re.compile(r"[+-]?[0-9]+", re.ASCII)
_LANGUAGE = re.compile(r'"@([A-Za-z0-9-]+)\Z')


class Rendering:
    """Writes documents with the same prefixes; those in use are declared in each."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = dict(sorted(prefixes.items()))
        self._names = Names(prefixes)
        self._terms: dict[str, tuple[str, str, str]] = {}

    def document(self, here: str, subjects: Sequence[tuple[str, Said]]) -> tuple[bytes, ...]:
        """Return a document in the three forms.

        ``here`` is its own address without an ending. A subject that is no term is one of the
        document's own: ``""`` for itself, else a fragment such as ``#list-1``; so are objects.
        """
        return (
            self._turtle(f"{here}.ttl", subjects).encode(),
            self._jsonld(f"{here}.jsonld", subjects).encode(),
            _ntriples(f"{here}.nt", subjects).encode(),
        )

    def prefixes(self) -> str:
        """Return the declaration of all prefixes, as Turtle and TriG have it."""
        return "".join(self._declared(set(self._prefixes)))

    def block(self, graph: str, subject: str, said: Sequence[tuple[str, str]]) -> str:
        """Return what a graph says of a subject as TriG; ``said`` are properties with values."""
        lines = [f"{self._term(graph)[0]} {{ {self._term(subject)[0]}"]
        before = ""
        for p, o in said:
            written = self._term(o)[0]
            if p == before:
                lines.append(f" ,\n        {written}")
            else:
                verb = "a" if p == TYPE else self._term(p)[0]
                lines.append(f"{' ;' if before else ''}\n    {verb} {written}")
            before = p
        return "".join([*lines, " }\n"])

    def _term(self, term: str) -> tuple[str, str, str]:
        """Return an IRI or literal as Turtle and as JSON, and the prefix it uses or nothing."""
        known = self._terms.get(term)
        if known is None:
            known = self._shortened(term) if term[0] == "<" else self._literal(term)
            if len(term) < 200:
                if len(self._terms) > _MOST:
                    self._terms.clear()
                self._terms[term] = known
        return known

    def _shortened(self, term: str) -> tuple[str, str, str]:
        short = self._names.short(term[1:-1])
        if short:
            return short, f'{{"@id": "{short}"}}', short.partition(":")[0]
        scheme, _, rest = term[1:-1].partition(":")
        clash = scheme in self._prefixes and not rest.startswith("//")
        return term, f'{{"@id": {_json(term[1:-1])}}}', f"!{scheme}" if clash else ""

    def _literal(self, term: str) -> tuple[str, str, str]:
        if term[-1] == '"':
            return term, term, ""
        if term[-1] != ">":
            language = _LANGUAGE.search(term)
            assert language  # noqa: S101 - what else a literal could end in
            value = term[: language.start() + 1]
            return term, f'{{"@value": {value}, "@language": "{language[1]}"}}', ""
        end = term.rindex("^^<")
        value, datatype = term[:end], term[end + 3 : -1]
        bare = value[1:-1]
        if datatype == _INTEGER and _SIGNED.fullmatch(bare):
            whole = _WHOLE.fullmatch(bare)
            if whole:
                return bare, bare, ""
        if datatype == _BOOLEAN and bare in ("true", "false"):
            return bare, bare, ""
        short, _, prefix = self._term(term[end + 2 :])
        named = _json(short if short[0] != "<" else datatype)
        return f"{value}^^{short}", f'{{"@value": {value}, "@type": {named}}}', prefix

    def _turtle(self, here: str, subjects: Sequence[tuple[str, Said]]) -> str:
        used: set[str] = set()
        made: list[str] = []
        for subject, said in subjects:
            written = self._subject(subject, here, used)
            made.append(f"\n{written}")
            ending = "\n    "
            for property, values in said:
                if property == TYPE:
                    verb = "a"
                else:
                    verb, _, prefix = self._term(property)
                    used.add(prefix)
                made.append(f"{ending}{verb} ")
                between = ""
                for value in values:
                    made.append(between)
                    made.append(self._subject(value, here, used))
                    between = " ,\n        "
                ending = " ;\n    "
            made.append(" .\n")
        return "".join([*self._declared(used), *made])

    def _subject(self, term: str, here: str, used: set[str]) -> str:
        if not term or term[0] == "#":
            return f"<{here}{term}>"
        written, _, prefix = self._term(term)
        used.add(prefix)
        return written

    def _declared(self, used: set[str]) -> list[str]:
        names = [prefix for prefix in self._prefixes if prefix in used]
        width = max(map(len, names), default=0) + 1
        return [f"@prefix {p + ':':<{width}} <{self._prefixes[p]}> .\n" for p in names]

    def _jsonld(self, here: str, subjects: Sequence[tuple[str, Said]]) -> str:
        used: set[str] = set()
        things: list[str] = []
        for subject, said in subjects:
            own = not subject or subject[0] == "#"
            id = _json(here + subject) if own else self._json_term(subject, used)[7:-1]
            lines = [f'      "@id": {id}']
            for property, values in said:
                if property == TYPE and all(value[:1] == "<" for value in values):
                    each = [self._json_term(value, used)[7:-1] for value in values]
                    key = '"@type"'
                else:
                    short, whole, prefix = self._term(property)
                    used.add(prefix)
                    short = property if property == TYPE else short
                    key = f'"{short}"' if short[0] != "<" else whole[7:-1]
                    each = [
                        self._json_term(value, used)
                        if value and value[0] != "#"
                        else f'{{"@id": {_json(here + value)}}}'
                        for value in values
                    ]
                if len(each) == 1:
                    lines.append(f"      {key}: {each[0]}")
                else:
                    inner = ",\n        ".join(each)
                    lines.append(f"      {key}: [\n        {inner}\n      ]")
            things.append("    {\n" + ",\n".join(lines) + "\n    }")
        if any(prefix[:1] == "!" and prefix[1:] in used for prefix in used):
            # An IRI that begins like a short name would be read as one: no short names here.
            return Rendering({})._jsonld(here, subjects)
        spaces = [f'    "{p}": {_json(s)}' for p, s in self._prefixes.items() if p in used]
        context = "{\n" + ",\n".join(spaces) + "\n  }" if spaces else "{}"
        return f'{{\n  "@context": {context},\n  "@graph": [\n' + ",\n".join(things) + "\n  ]\n}\n"

    def _json_term(self, term: str, used: set[str]) -> str:
        _, written, prefix = self._term(term)
        used.add(prefix)
        return written


def _ntriples(here: str, subjects: Sequence[tuple[str, Said]]) -> str:
    lines: list[str] = []
    for subject, said in subjects:
        s = subject if subject and subject[0] != "#" else f"<{here}{subject}>"
        for property, values in said:
            for value in values:
                o = value if value and value[0] != "#" else f"<{here}{value}>"
                lines.append(f"{s} {property} {o} .\n")
    return "".join(lines)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
