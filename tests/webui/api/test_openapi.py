"""The API's description is valid, complete, and true of the answers."""

import json
from urllib.parse import urlsplit

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from kg.queries import list_queries
from webui import create_app
from webui.api.operations import OPERATIONS

GOOD = {
    "/matrix": {"rows": "construct", "cols": "role"},
    "/explain": {"quote": "Q27", "construct": "patching"},
    "/search": {"text": "mentor"},
}
"""What must be asked where something must be."""
MORE = [
    ("/quotes", {"limit": 0, "context": None}),
    ("/quotes", {"limit": 3, "context": 20}),
    ("/quotes", {"text": "mentor", "rank": "true"}),
    ("/quotes", {"supports": "enriching"}),
    ("/matrix", {"rows": "participant", "cols": "claim", "all": "true", "mode": "filed"}),
    ("/cooccurrence", {"kind": "code"}),
    ("/explain", {"quote": "Q20", "construct": "patching"}),
    ("/explain", {"quote": "Q18", "construct": "krishna2024/d2.2"}),
    ("/search", {"text": "identity", "limit": 50}),
]


@pytest.fixture(scope="module")
def document(client):
    return client.get("/api/openapi.json").json


@pytest.fixture(scope="module")
def fits(document):
    """Hold a body to the schema that the document gives for a path, a status and a type."""

    def check(path, method, response):
        operation = document["paths"][path][method]
        said = operation["responses"][str(response.status_code)]
        if "$ref" in said:
            said = document["components"]["responses"][said["$ref"].rpartition("/")[2]]
        type = response.content_type.partition(";")[0]
        assert type in said["content"], f"{path} answers as {type}"
        schema = {**said["content"][type]["schema"], "components": document["components"]}
        if "json" in type:
            body = json.loads(response.text)
            errors = list(
                Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(body)
            )
            assert not errors, f"{path}: {errors[0].message} at {list(errors[0].path)}"
        for name, header in said.get("headers", {}).items():
            if name in ("ETag", "X-Total-Count") and header:
                known = name in response.headers
                # A whole answer to a saved query is sent before its rows are counted.
                assert known or (name == "X-Total-Count" and path.startswith("/queries/"))

    return check


def test_document_is_valid_openapi(document):
    validate(document)

    assert document["openapi"].startswith("3.1")


def test_every_address_is_described(client, document):
    rules = {
        (rule.rule.removeprefix("/api"), method.lower())
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    described = {(path, method) for path, ways in document["paths"].items() for method in ways}

    assert {(path.replace("<name>", "study-list"), method) for path, method in rules} <= described
    assert {f"/queries/{query.name}" for query in list_queries()} <= {path for path, _ in described}


def test_operations_have_names_of_their_own(document):
    names = [way["operationId"] for ways in document["paths"].values() for way in ways.values()]

    assert len(names) == len(set(names))


def test_parameters_are_those_of_the_query(document):
    for query in list_queries():
        [operation] = document["paths"][f"/queries/{query.name}"].values()
        described = {p["name"]: p for p in operation["parameters"]}

        assert {"format", "limit", "after", *(p.name for p in query.parameters)} == set(described)
        for parameter in query.parameters:
            schema = described[parameter.name]["schema"]
            assert schema.get("enum", []) == list(parameter.choices)
            assert (
                schema.get("default") is None or str(schema["default"]) == parameter.typed_default
            )


def test_words_that_can_be_chosen_are_listed(document):
    [quotes] = document["paths"]["/quotes"].values()
    schemas = {p["name"]: p["schema"] for p in quotes["parameters"]}

    assert schemas["mode"] == {"type": "string", "enum": ["scheme", "filed"], "default": "scheme"}
    assert schemas["role"]["items"]["enum"] == [
        "mentee", "peer-mentor", "mentor", "senior-mentor", "faculty",
    ]  # fmt: skip
    assert {"interview", "diary"} <= set(schemas["source"]["items"]["enum"])
    assert schemas["format"]["enum"] == ["json", "csv", "tsv"]


@pytest.mark.parametrize("said", [o for o in OPERATIONS if o.method == "GET"], ids=lambda o: o.name)
def test_every_form_of_every_address_is_as_described(client, fits, said):
    asked = GOOD.get(said.path, {})
    for form in said.forms:
        answered = client.get(f"/api{said.path}", query_string=asked, headers={"Accept": form.type})

        assert answered.status_code == 200, answered.text[:300]
        assert answered.content_type.partition(";")[0] == form.type
        fits(said.path, "get", answered)


@pytest.mark.parametrize(("path", "asked"), MORE, ids=str)
def test_further_answers_are_as_described(client, fits, path, asked):
    asked = {name: value for name, value in asked.items() if value is not None}
    answered = client.get(f"/api{path}", query_string=asked)

    assert answered.status_code == 200, answered.text[:300]
    fits(path, "get", answered)


def test_answers_of_saved_queries_are_as_described(client, document, fits):
    for query in list_queries():
        path = f"/queries/{query.name}"
        for type in document["paths"][path]["get"]["responses"]["200"]["content"]:
            answered = client.get(f"/api{path}", headers={"Accept": type})
            assert answered.content_type.partition(";")[0] == type
            fits(path, "get", answered)


def test_checks_are_as_described(client, fits):
    for body in (b"nonsense", b"<a:b> <a:c> <a:d> ."):
        answered = client.post("/api/validate", data=body, content_type="application/n-triples")
        fits("/validate", "post", answered)


def test_errors_are_as_described(client, fits):
    for path, query in (
        ("/quotes", "mode=x"),
        ("/quotes", "supports=paching"),
        ("/search", "text=" + "+".join(["w"] * 300)),
        ("/queries/study-list", "limit=x"),
        ("/explain", ""),
    ):
        fits(path, "get", client.get(f"/api{path}?{query}"))
    fits("/quotes", "get", client.get("/api/quotes", headers={"Accept": "image/png"}))


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_methods_that_are_not_described_are_refused_with_those_that_are(client, document, method):
    for path, ways in document["paths"].items():
        if method not in ways:
            answered = client.open(f"/api{path}", method=method.upper())
            assert answered.status_code == 405, path
            allowed = answered.headers["Allow"].split(", ")
            assert {way.upper() for way in ways} <= set(allowed)


def test_links_of_the_index_lead_somewhere(client):
    body = client.get("/api/").json

    assert {"quotes", "matrix", "cooccurrence", "search", "explain", "validate", "queries",
            "openapi"} <= set(body["links"])  # fmt: skip
    for address in body["links"].values():
        assert client.get(address).status_code in (200, 400, 405)


def test_own_queries_are_described_too(client, tmp_path, monkeypatch):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path))
    (tmp_path / "ours.rq").write_text(
        "#+ summary: Ours\n#+ parameters:\n#+   flag:\n#+     required: true\n"
        "CONSTRUCT { ?q a pif:Quote } { ?q a pif:Quote FILTER(?_flag_boolean) }",
        "utf-8",
    )

    document = client.get("/api/openapi.json").json

    validate(document)
    [operation] = document["paths"]["/queries/ours"].values()
    [flag, format] = operation["parameters"]
    assert (flag["required"], flag["schema"]) == (True, {"type": "boolean"})
    assert format["schema"]["enum"] == ["turtle", "ntriples", "jsonld", "rdfxml"]


def test_addresses_are_right_below_a_prefix(study_graph):
    below = DispatcherMiddleware(Flask("nothing"), {"/evidence": create_app(study_graph)})
    client = Client(below)

    document = json.loads(client.get("/evidence/api/openapi.json").text)
    index = json.loads(client.get("/evidence/api/").text)
    page = client.get("/evidence/api/queries/quotes-for-construct?limit=1&construct=identity-work")

    assert document["servers"] == [{"url": "/evidence/api"}]
    assert all(link.startswith("/evidence/api/") for link in index["links"].values())
    assert urlsplit(page.headers["Link"].partition(">")[0][1:]).path == ""
