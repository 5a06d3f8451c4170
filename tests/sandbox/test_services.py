"""SERVICE for endpoints that are allowed: asked by us, its rows put in as values."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest
from jail_kit import SMALL, listening
from store_kinds import oxigraph_server

from kg.errors import PifError, StoreError, UsageError
from kg.sandbox import Job, Limits, start
from kg.sandbox.services import MOST_ROWS, allowed_services

DATA = """
@prefix e: <http://example.org/> .
e:Q27 e:said "so, \\"yes\\" }\\n# \\\\"@en-GB ; e:number 7 ; e:knows _:nobody .
e:Q28 e:said "no" .
_:nobody e:said "blank" .
"""


@pytest.fixture(scope="module")
def endpoint():
    with oxigraph_server() as root:
        request = Request(
            f"{root}/store?default", DATA.encode(), {"Content-Type": "text/turtle"}, method="PUT"
        )
        urlopen(request).close()
        yield f"{root}/query"


@pytest.fixture(scope="module")
def asking(study_store, endpoint):
    with start(study_store.address, SMALL, services=[endpoint]) as jail:
        yield jail


class Told(BaseHTTPRequestHandler):
    """Answers what the server was told to, and keeps what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked.append(parse_qs(body)["query"][0])
        status, headers, content = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def told():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    server.asked = []
    server.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def says(server, names, rows):
    bindings = [
        {
            name: {"type": "literal", "value": str(value)}
            for name, value in zip(names, row, strict=True)
        }
        for row in rows
    ]
    content = json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}})
    server.answer = 200, {"Content-Type": "application/sparql-results+json"}, content.encode()


def rows(jail, sparql):
    found = json.loads(b"".join(jail.run(Job(sparql, "json")).chunks()))
    return found["results"]["bindings"]


def values(jail, sparql, name):
    return [row[name]["value"] if name in row else None for row in rows(jail, sparql)]


def test_rows_of_another_endpoint_join_with_ours(asking, endpoint):
    sparql = f"""
        PREFIX e: <http://example.org/> PREFIX pif: <https://w3id.org/pif-kg/ontology#>
        SELECT ?id ?said {{
          ?quote a pif:Quote ; pif:identifier ?id .
          SERVICE <{endpoint}> {{ ?theirs e:said ?said }}
          FILTER(STRENDS(STR(?theirs), ?id))
        }} ORDER BY ?id"""

    [row] = [row for row in rows(asking, sparql) if row["id"]["value"] == "Q27"]

    assert row["said"] == {
        "type": "literal", "value": 'so, "yes" }\n# \\', "xml:lang": "en-gb",
    }  # fmt: skip


def test_values_keep_their_type_and_what_is_unbound_stays_so(asking, endpoint):
    sparql = f"""PREFIX e: <http://example.org/> SELECT ?s ?n {{
        SERVICE SILENT <{endpoint}> {{ ?s e:said ?said OPTIONAL {{ ?s e:number ?n }} }}
        }} ORDER BY ?n ?s"""

    found = rows(asking, sparql)

    assert [row.get("n", {}).get("value") for row in found] == [None, None, "7"]
    assert found[-1]["n"]["datatype"].endswith("#integer")


def test_a_blank_node_of_theirs_is_one_iri_of_ours(asking, endpoint):
    sparql = f"""PREFIX e: <http://example.org/> SELECT ?known ?said {{
        SERVICE <{endpoint}> {{ ?s e:knows ?known . ?known e:said ?said }} }}"""

    [row] = rows(asking, sparql)

    assert row["known"]["type"] == "uri"
    assert re.search(r"/\.well-known/genid/[0-9a-f]{32}/\w+$", row["known"]["value"])


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("e:Q27 e:number 7", ["1"]), ("e:Q27 e:number 8", ["0"]), ("?s e:said 'nothing'", ["0"])],
)
def test_a_pattern_without_rows_or_variables_counts(asking, endpoint, pattern, expected):
    sparql = f"""PREFIX e: <http://example.org/>
        SELECT (COUNT(*) AS ?n) {{ SERVICE <{endpoint}> {{ {pattern} }} }}"""

    assert values(asking, sparql, "n") == expected


def test_several_services_and_a_prefixed_name_are_asked(asking, endpoint):
    sparql = f"""PREFIX e: <http://example.org/> PREFIX there: <{endpoint}>
        SELECT ?said {{ {{ SERVICE there: {{ e:Q28 e:said ?said }} }} UNION
          {{ service silent <{endpoint}> {{ e:Q27 e:number ?said }} # }}
          }} }} ORDER BY STR(?said)"""

    assert values(asking, sparql, "said") == ["7", "no"]


def test_a_service_inside_exists_is_asked(asking, endpoint):
    sparql = f"""PREFIX e: <http://example.org/> SELECT ?x {{ VALUES ?x {{ e:Q28 e:Q99 }}
        FILTER EXISTS {{ SERVICE <{endpoint}> {{ ?x e:said "no" }} }} }}"""

    assert values(asking, sparql, "x") == ["http://example.org/Q28"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("SERVICE <%s> { SERVICE <%s> { ?s ?p ?o } }", "within a SERVICE"),
        ("SERVICE <%s> { \\u0053ERVICE <%s> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SERVICE <%s/other> { ?s ?p ?o }", "no other server than"),
        ("SERVICE ?x { ?s ?p ?o }", "no other server than"),
        ("SERVICE <sparql> { ?s ?p ?o }", "no other server than"),
        ("SERVICE <%s> ?s", "followed by no"),
        ("SERVICE <%s> { ?s ?p ?o", "not a SPARQL query|followed by no"),
        ("SERVICE", "no other server than"),
        ("SERVICE <%s> { ?s ?p }", "refuses the query"),
    ],
)
def test_what_is_not_allowed_is_refused_with_a_reason(asking, endpoint, body, words):
    with pytest.raises(PifError, match=words):
        rows(asking, f"SELECT * {{ {body.replace('%s', endpoint)} }}")


def test_too_many_services_are_refused(asking, endpoint):
    sparql = f"SELECT * {{ {f'SERVICE <{endpoint}> {{ ?s ?p ?o }} ' * 9} }}"

    with pytest.raises(UsageError, match="more than 8 times"):
        rows(asking, sparql)


def test_the_server_is_sent_the_pattern_and_nothing_else(study_store, told):
    says(told, ["s"], [["a"]])
    with start(study_store.address, SMALL, services=[told.address]) as jail:
        rows(
            jail,
            f"PREFIX e: <http://example.org/> SELECT * {{ ?a ?b 'secret' . SERVICE <{told.address}>"
            " { ?s e:said 'x' } }",
        )

    [asked] = told.asked
    assert "secret" not in asked
    assert "?s e:said 'x'" in asked


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, {}, b"broken"), "failed"),
        ((403, {}, b""), "refuses access"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "not SPARQL Query Results JSON"),
        ((200, {}, b'{"head":{},"boolean":true}'), "another question"),
        ((302, {"Location": "http://127.0.0.1:9/"}, b""), "sends us elsewhere"),
    ],
)
def test_a_server_that_fails_is_named_unless_it_may_be_silent(study_store, told, answer, words):
    told.answer = answer
    with start(study_store.address, SMALL, services=[told.address]) as jail:
        with pytest.raises(StoreError, match=f"SERVICE <{told.address}> failed: .*{words}"):
            rows(jail, f"SELECT * {{ SERVICE <{told.address}> {{ ?s ?p ?o }} }}")

        silent = rows(jail, f"SELECT * {{ SERVICE SILENT <{told.address}> {{ ?s ?p ?o }} }}")

    assert silent == [{}]


def test_too_many_rows_are_refused(study_store, told):
    says(told, ["s"], [[n] for n in range(MOST_ROWS + 1)])

    with (
        start(study_store.address, SMALL, services=[told.address]) as jail,
        pytest.raises(StoreError, match="more than 10,000 rows"),
    ):
        rows(jail, f"SELECT * {{ SERVICE <{told.address}> {{ ?s ?p ?o }} }}")


def test_as_many_rows_as_may_be_are_taken(study_store, told):
    says(told, ["s"], [[f"{n:08}"] for n in range(MOST_ROWS)])

    with start(study_store.address, Limits(), services=[told.address]) as jail:
        sparql = f"SELECT (COUNT(?s) AS ?n) {{ SERVICE <{told.address}> {{ ?s ?p ?o }} }}"
        assert values(jail, sparql, "n") == [str(MOST_ROWS)]


def test_a_server_that_keeps_silent_is_given_up(study_store):
    with listening(answers=False) as mute:
        with (
            start(study_store.address, SMALL, services=[mute.address]) as jail,
            pytest.raises(StoreError, match="did not answer"),
        ):
            rows(jail, f"SELECT * {{ SERVICE <{mute.address}> {{ ?s ?p ?o }} }}")

        assert mute.connections == 1


def test_a_column_that_was_not_asked_for_is_left_out(study_store, told):
    says(told, ["s", "other"], [["a", "b"]])

    with start(study_store.address, SMALL, services=[told.address]) as jail:
        sparql = f"SELECT * {{ SERVICE <{told.address}> {{ ?s ?p ?o }} }}"
        assert rows(jail, sparql) == [{"s": {"type": "literal", "value": "a"}}]


def test_allowed_services_come_from_the_setting(monkeypatch):
    monkeypatch.setenv("PIF_SERVICES", " https://example.org/sparql  http://localhost:1/q ")

    assert allowed_services() == ("https://example.org/sparql", "http://localhost:1/q")


@pytest.mark.parametrize(
    "said", ["example.org", "file:///etc/passwd", "http://me:secret@example.org/", "http://x/#y"]
)
def test_a_setting_that_names_no_endpoint_is_refused(monkeypatch, said):
    monkeypatch.setenv("PIF_SERVICES", said)

    with pytest.raises(UsageError, match="PIF_SERVICES names") as refused:
        allowed_services()

    assert "secret" not in str(refused.value)
