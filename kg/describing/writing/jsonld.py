"""JSON-LD 1.1, compacted, with a context of its own: nothing has to be fetched to read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from kg.describing.writing.names import TYPE, Names, subjects
from kg.namespaces import XSD
from kg.terms import Triple, parts

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)  # what every reader of JSON keeps exact


def jsonld(triples: Iterable[Triple], names: Names) -> Iterator[str]:
    """Yield triples as one JSON-LD document: a context, and an object for each subject."""
    prefixes, triples = names.needed(triples, lambda term: False)
    yield f'{{\n  "@context": {_dumped(prefixes, 2)},\n  "@graph": ['
    before = "\n"
    for subject, said in subjects(triples):
        thing: dict[str, object] = {"@id": _id(subject, names)}
        for property, listed in said.items():
            if property == TYPE and all(value[0] != '"' for value in listed):
                thing["@type"] = _one_or_all([_id(value, names) for value in listed])
            else:
                iri = property[1:-1]
                key = iri if property == TYPE else names.short(iri) or iri
                thing[key] = _one_or_all([_value(value, names) for value in listed])
        yield f"{before}    {_dumped(thing, 4)}"
        before = ",\n"
    yield "\n  ]\n}\n"


def _one_or_all(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values


def _id(term: str, names: Names) -> str:
    if term[0] == "_":
        return term
    return names.short(term[1:-1]) or term[1:-1]


def _value(term: str, names: Names) -> object:
    if term[0] != '"':
        return {"@id": _id(term, names)}
    value, datatype, language = parts(term)
    if language:
        return {"@value": value, "@language": language}
    if datatype == f"{XSD}string":
        return value
    if datatype == f"{XSD}integer" and _WHOLE.fullmatch(value):
        return int(value)
    if datatype == f"{XSD}boolean" and value in ("true", "false"):
        return value == "true"
    return {"@value": value, "@type": names.short(datatype or "") or datatype}


def _dumped(value: object, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\n" + " " * indent)
