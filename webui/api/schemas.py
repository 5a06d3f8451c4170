"""What the bodies of answers hold, as JSON Schema; tests hold real answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from kg.evidence.axes import FACETS
from kg.evidence.cooccurrence import KINDS as MEETING
from kg.evidence.finding import SORTS
from kg.explain import parts
from kg.index.kinds import LEVELS, OTHER_SOURCE, ROLES, SOURCES

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
IRI: Schema = {"type": "string", "format": "iri"}
MODES: Schema = {"type": "string", "enum": ["scheme", "filed"]}


def maybe(schema: Schema) -> Schema:
    """Return a schema that null fits too."""
    if isinstance(schema.get("type"), str):
        more = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return {**schema, "type": [schema["type"], "null"], **more}
    return {"anyOf": [schema, {"type": "null"}]}


def listing(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def exactly(properties: Mapping[str, Schema], **more: Any) -> Schema:
    """Return the schema of an object that has these properties and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
        **more,
    }


def also(schema: Schema, **properties: Schema) -> Schema:
    """Return the schema of an object that may have further properties."""
    return {**schema, "properties": {**schema["properties"], **properties}}


def named(name: str) -> Schema:
    """Return a reference to one of :data:`SHARED`."""
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(*words: str) -> Schema:
    """Return the schema of a word out of some."""
    return {"type": "string", "enum": list(words)}


QUOTE = also(
    exactly(
        {
            "quote": STRING,
            "iri": IRI,
            "text": STRING,
            "study": STRING,
            "document": maybe(STRING),
            "source": maybe(one_of(*SOURCES.values(), OTHER_SOURCE)),
            "participant": maybe(STRING),
            "role": maybe(one_of(*ROLES.values())),
            "codes": listing(STRING),
            "claim": maybe(STRING),
            "access": maybe(one_of(*LEVELS.values())),
        },
        description="A quote: a verbatim span of one document. Null is what is not known.",
    ),
    before=maybe(STRING),
    after=maybe(STRING),
)
QUOTES = exactly(
    {
        "total": COUNT,
        "quotes": listing(named("Quote")),
        "utterances": COUNT,
        "facets": {
            "type": "object",
            "additionalProperties": listing(
                exactly({"value": STRING, "label": STRING, "count": COUNT})
            ),
        },
        "facets_left_out": {"type": "object", "additionalProperties": COUNT},
        "sparql": STRING,
        "next": maybe(STRING),
    }
)
QUOTES = also(
    QUOTES,
    mappings=listing(exactly({"set": STRING, "title": STRING, "needed_by": maybe(COUNT)})),
)

_VALUE = exactly(
    {"key": STRING, "label": STRING, "level": COUNT, "quotes": COUNT, "utterances": COUNT}
)
_TOTAL = exactly({"quotes": COUNT, "utterances": COUNT})
_AXIS = exactly({"facet": one_of(*FACETS), "values": listing(named("AxisValue"))})
_CELLS = listing(listing(COUNT))
MATRIX = exactly(
    {
        "rows": _AXIS,
        "cols": _AXIS,
        "mode": MODES,
        "counts": _CELLS,
        "utterances": _CELLS,
        "total": _TOTAL,
        "notes": listing(STRING),
    }
)
COOCCURRENCE = exactly(
    {
        "kind": one_of(*MEETING),
        "mode": MODES,
        "values": listing(named("AxisValue")),
        "counts": _CELLS,
        "utterances": _CELLS,
        "jaccard": listing(listing({"type": "number", "minimum": 0, "maximum": 1})),
        "total": _TOTAL,
        "notes": listing(STRING),
    }
)

_THING: Mapping[str, Schema] = {
    "id": STRING,
    "iri": STRING,
    "label": STRING,
    "sort": one_of(*get_args(parts.Sort)),
    "study": maybe(STRING),
}
_WAY = exactly(
    {
        "begins": STRING,
        "steps": listing(
            exactly(
                {
                    "from": named("Thing"),
                    "relation": one_of(*get_args(parts.Relation)),
                    "to": named("Thing"),
                    "stated": TRUTH,
                    "says": STRING,
                    "source": {"type": "object", "additionalProperties": STRING},
                    "source_says": listing(STRING),
                }
            )
        ),
        "ends": STRING,
        "counts_as": listing(MODES),
        "counts_says": STRING,
    }
)
_SENTENCE = exactly({**_THING, "text": STRING, "section": maybe(STRING), "sentence": maybe(STRING)})
EXPLANATION = exactly(
    {
        "quote": exactly(
            {
                **_THING,
                "text": maybe(STRING),
                "access": STRING,
                "where": listing(STRING),
                "notes": listing(STRING),
            }
        ),
        "construct": named("Thing"),
        "supports": TRUTH,
        "bears_on": TRUTH,
        "says": STRING,
        "counts_as": listing(MODES),
        "ways": listing(named("Way")),
        "ways_left_out": COUNT,
        "ways_left_out_is_least": TRUTH,
        "ways_left_out_says": maybe(STRING),
        "missing": listing(
            exactly({"kind": STRING, "says": STRING, "things": listing(named("Thing"))})
        ),
        "bears_through": listing(named("Sentence")),
        "supports_instead": listing(exactly({**_THING, "way": named("Way")})),
        "bears_on_list": listing(exactly({**_THING, "through": listing(named("Sentence"))})),
    }
)

FOUND = exactly(
    {
        "query": STRING,
        "groups": listing(
            exactly(
                {
                    "kind": one_of(*SORTS),
                    "total": COUNT,
                    "complete": {
                        **TRUTH,
                        "description": "False where there are more things of this kind than are "
                        "looked through.",
                    },
                    "results": listing({"anyOf": [named("Found"), named("Quote")]}),
                }
            )
        ),
    }
)
_FOUND = exactly(
    {
        "key": {**STRING, "description": "What the parameters of other addresses take."},
        "iri": STRING,
        "label": STRING,
        "others": listing(STRING),
        "text": maybe(STRING),
        "study": maybe(STRING),
        "quotes": {**COUNT, "description": "Quotes that have to do with it."},
    }
)

_FINDING = exactly(
    {
        "severity": one_of("violation", "warning", "info"),
        "rule": STRING,
        "file": maybe(STRING),
        "row": maybe({"type": "integer"}),
        "column": maybe(STRING),
        "message": STRING,
        "remedy": STRING,
        "focus": maybe(STRING),
    }
)
REPORT = exactly(
    {
        "source": STRING,
        "study": maybe(STRING),
        "refused": TRUTH,
        "counts": exactly({"violation": COUNT, "warning": COUNT, "info": COUNT}),
        "findings": listing(named("Finding")),
        "says": STRING,
        "left_out": {**COUNT, "description": "Findings that are counted and not listed."},
    }
)

_PARAMETER = exactly(
    {
        "name": STRING,
        "kind": one_of("iri", "literal", "integer", "boolean"),
        "about": STRING,
        "refers_to": maybe(STRING),
        "default": maybe(STRING),
        "required": TRUTH,
        "choices": maybe(listing(STRING)),
        "variable": STRING,
        "parameter": {**STRING, "description": "Its name in addresses."},
    }
)
_QUERY = exactly(
    {
        "name": STRING,
        "summary": STRING,
        "description": STRING,
        "tags": listing(STRING),
        "parameters": listing(named("QueryParameter")),
        "columns": {"type": "object", "additionalProperties": STRING},
        "example": STRING,
        "sparql": STRING,
        "answers": one_of("select", "ask", "graph"),
        "address": {**STRING, "description": "Where it is answered, below the API's root."},
    }
)
QUERIES = exactly(
    {
        "queries": listing(named("Query")),
        "unreadable": listing(exactly({"name": STRING, "message": STRING})),
    }
)

_TERM = {
    "type": "object",
    "properties": {
        "type": one_of("uri", "literal", "bnode"),
        "value": STRING,
        "datatype": STRING,
        "xml:lang": STRING,
    },
    "required": ["type", "value"],
    "additionalProperties": False,
}
ASKED = exactly({"head": {"type": "object", "additionalProperties": False}, "boolean": TRUTH})


def rows_of(columns: list[str]) -> Schema:
    """Return the schema of SPARQL 1.1 Query Results JSON with some columns; none: any."""
    bound: Schema = {"type": "object", "additionalProperties": named("Term")}
    if columns:
        bound = {
            "type": "object",
            "properties": {column: named("Term") for column in columns},
            "additionalProperties": False,
        }
    return exactly(
        {
            "head": exactly({"vars": listing(STRING)}),
            "results": exactly({"bindings": listing(bound)}),
        }
    )


ERROR = exactly(
    {
        "error": exactly({"code": STRING, "message": STRING, "hint": STRING}),
        "status": {"type": "integer"},
    }
)
ROOT = exactly(
    {
        "name": STRING,
        "version": STRING,
        "links": {"type": "object", "additionalProperties": STRING},
    }
)

SHARED: dict[str, Schema] = {
    "Error": ERROR,
    "Quote": QUOTE,
    "AxisValue": _VALUE,
    "Thing": exactly(_THING),
    "Way": _WAY,
    "Sentence": _SENTENCE,
    "Found": _FOUND,
    "Finding": _FINDING,
    "Query": _QUERY,
    "QueryParameter": _PARAMETER,
    "Term": _TERM,
}
"""Schemas that others refer to, by name."""
