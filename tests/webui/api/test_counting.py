"""``/api/matrix`` and ``/api/cooccurrence`` count what the commands count."""

import json

import pytest

from kg.cli import main

MATRICES = [
    ["--rows", "construct", "--cols", "role"],
    ["--rows", "role", "--cols", "source", "--all"],
    ["--rows", "construct", "--cols", "participant", "--mode", "filed", "--study", "krishna2024"],
    ["--rows", "role", "--cols", "source", "--supports", "identity-work", "--not", "patching"],
    ["--rows", "code", "--cols", "coder", "--count", "utterances"],
]
MEETINGS = [[], ["--mode", "filed", "--layout", "pairs"], ["--kind", "code", "--all"]]


def as_query(options):
    query, i = [], 0
    while i < len(options):
        name = options[i].removeprefix("--").replace("-", "_")
        flag = name == "all"
        query.append((name, "true" if flag else options[i + 1]))
        i += 1 if flag else 2
    return query


@pytest.mark.parametrize("format", ["json", "csv", "svg"])
@pytest.mark.parametrize("options", MATRICES, ids=" ".join)
def test_matrix_is_that_of_the_command(client, study_graph, capsys, options, format):
    store = ["--store", study_graph.store.address]
    assert main(["matrix", *store, *options, "--format", format]) == 0
    said = capsys.readouterr().out

    answered = client.get("/api/matrix", query_string=[*as_query(options), ("format", format)])

    assert answered.status_code == 200, answered.text
    if format == "json":
        assert answered.json == json.loads(said)
    else:
        assert answered.text.replace("\r\n", "\n") == said.replace("\r\n", "\n")


@pytest.mark.parametrize("format", ["json", "csv", "svg"])
@pytest.mark.parametrize("options", MEETINGS, ids=" ".join)
def test_cooccurrence_is_that_of_the_command(client, study_graph, capsys, options, format):
    store = ["--store", study_graph.store.address]
    assert main(["cooccur", *store, *options, "--format", format]) == 0
    said = capsys.readouterr().out

    answered = client.get(
        "/api/cooccurrence", query_string=[*as_query(options), ("format", format)]
    )

    assert answered.status_code == 200, answered.text
    if format == "json":
        assert answered.json == json.loads(said)
    else:
        assert answered.text.replace("\r\n", "\n") == said.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/matrix", 400, "rows is missing. Say rows=…: what the rows are."),
        ("/api/matrix?rows=role", 400, "cols is missing"),
        ("/api/matrix?rows=role&cols=sauce", 400, "Did you mean source?"),
        ("/api/matrix?rows=role&rows=role&cols=role", 400, "rows was given twice"),
        ("/api/matrix?rows=role&cols=source&supports=paching", 404, "Did you mean patching?"),
        ("/api/cooccurrence?kind=role", 400, "kind cannot be 'role'"),
        ("/api/cooccurrence?mode=other", 400, "There are scheme, filed"),
        ("/api/cooccurrence?limit=3", 400, "no parameter 'limit'"),
    ],
)
def test_what_cannot_be_counted_is_refused(client, refused, address, status, said):
    assert said in refused(client.get(address), status)


def test_counts_change_their_name_with_what_is_asked_only(client):
    first = client.get("/api/matrix?rows=role&cols=source&study=krishna2024")
    turned = client.get("/api/matrix?study=krishna2024&cols=source&rows=role")
    other = client.get("/api/matrix?rows=role&cols=source")

    assert first.headers["ETag"] == turned.headers["ETag"] != other.headers["ETag"]
    known = {"If-None-Match": first.headers["ETag"]}
    assert (
        client.get("/api/matrix?rows=role&cols=source&study=krishna2024", headers=known).status_code
        == 304
    )
