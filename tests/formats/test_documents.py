"""The page about study files, the schema of study.yaml and the reader say the same."""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from kg.formats import about, programme, read
from kg.formats.bibliography import BIBTEX_LIMIT
from kg.formats.cells import CELL_LIMIT, COLUMN_LIMIT, TABLE_LIMIT
from kg.formats.folder import TEXT_LIMIT
from kg.formats.rdf import FILE_LIMIT, STATEMENT_LIMIT, XML_LIMIT
from kg.formats.structured import DEPTH_LIMIT, JSON_LIMIT, YAML_LIMIT
from kg.formats.tables import TABLES, Table
from kg.formats.vocabulary import cito_properties, vocabulary
from kg.identifiers import ID_LIMIT, STUDY_ID_LIMIT
from kg.resources import folder

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "study-files.md"
SCHEMA = json.loads((files("kg.formats") / "study.schema.json").read_text(encoding="utf-8"))
KIB, MIB = 1 << 10, 1 << 20


def section(table: Table) -> str:
    """Return what the page says of a table."""
    needed = "Needed. " if table.required else ""
    more = " Other columns are allowed." if table.open else ""
    lines = [
        f"### {table.file}\n",
        f"{needed}{table.about}{more}\n",
        "| column | holds | what | example |",
        "|---|---|---|---|",
    ]
    for column in table.columns:
        name = f"**{column.name}**" if column.required else column.name
        values = f" Values: {', '.join(column.values)}." if column.values else ""
        if column.values and not column.closed:
            values = values[:-1] + ", or another."
        example = f"`{column.example}`" if column.example else ""
        lines.append(f"| {name} | {column.kind} | {column.about}{values} | {example} |")
    return "\n".join(lines) + "\n"


def test_the_page_describes_every_column():
    start, end = "<!-- tables -->\n", "<!-- end of tables -->\n"
    page = PAGE.read_text(encoding="utf-8")
    expected = "\n" + "\n".join(section(table) for table in TABLES) + "\n"
    before, rest = page.split(start)
    found, after = rest.split(end)
    if os.environ.get("REWRITE_GOLDEN"):
        PAGE.write_text(before + start + expected + end + after, encoding="utf-8")
        found = expected

    assert found == expected


@pytest.mark.parametrize(
    "stated",
    [
        f"{ID_LIMIT} characters",
        f"{STUDY_ID_LIMIT} characters",
        f"a table {TABLE_LIMIT // MIB} MiB",
        f"{CELL_LIMIT:,} characters",
        f"{COLUMN_LIMIT} columns",
        f"study.yaml {YAML_LIMIT // KIB} KiB",
        f"references.json {JSON_LIMIT // MIB} MiB",
        f".bib and .ris {BIBTEX_LIMIT // MIB} MiB",
        f"text of a document {TEXT_LIMIT // MIB} MiB",
        f"nested {DEPTH_LIMIT} deep",
        f"{FILE_LIMIT // MIB} MiB unpacked",
        f"{XML_LIMIT // MIB} MiB for RDF/XML and JSON-LD",
        f"{STATEMENT_LIMIT:,} statements",
    ],
)
def test_the_page_states_the_limits_that_hold(stated):
    assert stated in re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8"))


def test_the_example_on_the_page_is_read_without_a_finding(tmp_path):
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "study.yaml").write_text(example, encoding="utf-8")

    found = read(tmp_path).findings

    assert {f.rule for f in found} == {"missing-file"}
    assert sorted(yaml.safe_load(example)) == sorted(about.KEYS)


def test_the_schema_knows_the_keys_the_reader_knows():
    assert sorted(SCHEMA["properties"]) == sorted(about.KEYS)
    assert SCHEMA["required"] == list(about.REQUIRED)
    assert sorted(SCHEMA["$defs"]["thing"]["properties"]) == sorted(programme.NAMED)
    stages = {n for n, kinds in vocabulary().individuals.items() if "MentoringStage" in kinds}
    listed = SCHEMA["$defs"]["programme"]["properties"]["stages"]["items"]["enum"]
    assert set(listed) == stages


def test_the_bundled_study_fits_the_schema():
    written = yaml.safe_load((folder("studies") / "krishna2024" / "study.yaml").read_text("utf-8"))

    assert list(misfits(written, SCHEMA, "study")) == []
    assert list(misfits({**written, "publish": {"k": "three"}}, SCHEMA, "study")) != []
    assert list(misfits({**written, "atribution": "x"}, SCHEMA, "study")) != []


def misfits(value: object, schema: dict, where: str):
    """Yield where a value does not fit, for the words of JSON Schema that ours uses."""
    known = {
        "$schema", "$id", "$ref", "$defs", "title", "description", "type", "properties", "items",
        "required", "additionalProperties", "enum", "anyOf", "pattern", "minimum", "examples",
        "maxLength",
    }  # fmt: skip
    assert schema.keys() <= known, schema.keys() - known
    if "$ref" in schema:
        yield from misfits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], where)
    if "anyOf" in schema and all(any(misfits(value, s, where)) for s in schema["anyOf"]):
        yield f"{where}: fits none"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r}"
    types = {
        "string": str, "integer": int, "boolean": bool, "array": list, "object": dict,
        "null": type(None), "number": (int, float),
    }  # fmt: skip
    kinds = schema.get("type", list(types))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(isinstance(value, types[kind]) for kind in kinds):
        yield f"{where}: {value!r} is no {kinds}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: {value!r}"
    if isinstance(value, int) and value < schema.get("minimum", value):
        yield f"{where}: {value!r}"
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from misfits(item, schema["items"], f"{where}.{number}")
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: no {name}"
        for name, item in value.items():
            inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            if inner is False:
                yield f"{where}.{name}: unknown"
            elif isinstance(inner, dict):
                yield from misfits(item, inner, f"{where}.{name}")


def test_the_list_of_cito_properties_is_that_of_the_ontology():
    directions = list(cito_properties().values())

    assert len(directions) == 95
    assert (directions.count("cites"), directions.count("cited")) == (43, 43)
    assert cito_properties()["supports"] == "cites"
    assert cito_properties()["isSupportedBy"] == "cited"
