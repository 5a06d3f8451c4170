"""Graphs read, replaced, extended and removed one by one: by anybody, and with a token."""

import gzip

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

SCHEME = "https://w3id.org/pif-kg/graph/scheme"
STUDY = "https://w3id.org/pif-kg/graph/study/krishna2024"
SMALL = "https://w3id.org/pif-kg/graph/study/small-study"
MAPPING = "https://w3id.org/pif-kg/graph/mapping/small-study"
GRAPH = "http://example.org/graph"
AT = f"/graph-store?graph={GRAPH}"
TURTLE = "text/turtle"
ONE = '<http://e/s> <http://e/p> "one" .'
FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
STUDIED = Graph().parse(
    data='<e:s> <e:p> "one", "zwei"@de, 3 ; <e:q> [ <e:r> <e:o> ] .',
    format="turtle",
)


def put(client, body, content_type=TURTLE, target=AT, **options):
    return client.put(target, data=body, content_type=content_type, **options)


def read(client, target=AT, accept="application/n-triples"):
    answer = client.get(target, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.data, format=FORMATS[answer.mimetype])


# Reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", FORMATS)
def test_a_graph_is_read_in_every_format(site, accept):
    answer = site.get(f"/graph-store?graph={SCHEME}", headers={"Accept": accept})

    assert answer.mimetype == accept
    found = Graph().parse(data=answer.data, format=FORMATS[accept])
    patching = URIRef("https://w3id.org/pif-kg/scheme/patching")
    assert (patching, None, None) in found


def test_without_accept_a_graph_is_rdf(site):
    assert site.get(f"/graph-store?graph={SCHEME}").mimetype == "text/turtle"


@pytest.mark.parametrize(
    "target",
    [
        f"/graph-store?graph={STUDY}",
        f"/graph-store/?graph={STUDY.replace(':', '%3A').replace('/', '%2F')}",
        "/graph-store/graph/study/krishna2024",
        "/graph-store/graph/study/%6Brishna2024",
    ],
)
def test_a_graph_is_named_by_a_parameter_or_by_the_path(site, target):
    found = read(site, target)

    assert (URIRef("https://w3id.org/pif-kg/study/krishna2024"), None, None) in found


def test_the_default_graph_is_all_graphs_together(site):
    found = read(site, "/graph-store?default")

    assert len(found) > len(read(site, f"/graph-store?graph={STUDY}"))
    assert (URIRef("https://w3id.org/pif-kg/scheme/patching"), None, None) in found


def test_the_address_without_a_graph_lists_those_there_are(site):
    found = Graph().parse(data=site.get("/graph-store").data, format="turtle")

    names = set(found.objects(None, URIRef("http://www.w3.org/ns/sparql-service-description#name")))
    assert {URIRef(SCHEME), URIRef(STUDY)} <= names
    for name in names:
        assert site.get(f"/graph-store?graph={name}").status_code == 200


def test_a_graph_has_a_tag_and_is_packed(site):
    target = f"/graph-store?graph={SCHEME}"
    first = site.get(target, headers={"Accept-Encoding": "gzip"})

    assert b"patching" in gzip.decompress(first.data)
    again = site.get(target, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_of_a_graph_says_what_get_would(site):
    head = site.head(f"/graph-store?graph={SCHEME}", headers={"Accept": "text/turtle"})

    assert (head.status_code, head.content_type) == (200, "text/turtle; charset=utf-8")
    assert head.data == b""
    head.close()


@pytest.mark.parametrize("target", ["/graph-store", AT, "/graph-store/a/b"])
def test_options_lists_the_methods(site, target):
    answer = site.options(target)

    assert answer.status_code == 204
    assert set(answer.headers["Allow"].split(", ")) == {
        "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS",
    }  # fmt: skip


# Writing, where anybody may --------------------------------------------------------------


@pytest.mark.parametrize("content_type", FORMATS)
def test_a_graph_is_read_back_as_it_was_put(scratch, content_type):
    body = STUDIED.serialize(format=FORMATS[content_type])

    answer = put(scratch, body, content_type)

    assert (answer.status_code, answer.data) == (201, b"")
    assert "Content-Type" not in answer.headers
    for accept in FORMATS:
        assert isomorphic(read(scratch, accept=accept), STUDIED)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-turtle", ONE),
        ("text/plain", ONE),
        ("application/json", '{"@id": "http://e/s", "http://e/p": "one"}'),
        ("text/turtle; charset=utf8", ONE),
        ('text/turtle; charset="UTF-8"', ONE),
        ("TEXT/Turtle", ONE),
    ],
)
def test_formats_have_other_names(scratch, content_type, body):
    assert put(scratch, body, content_type).status_code == 201
    assert len(read(scratch)) == 1


def test_put_replaces_and_post_adds(scratch):
    assert put(scratch, ONE).status_code == 201
    assert put(scratch, ONE.replace("one", "two")).status_code == 204
    assert scratch.post(AT, data=ONE, content_type=TURTLE).status_code == 204

    assert {str(o) for o in read(scratch).objects()} == {"one", "two"}
    other = f"{AT}/other"
    assert scratch.post(other, data=ONE, content_type=TURTLE).status_code == 201


def test_the_default_graph_is_there_from_the_beginning(scratch):
    assert len(read(scratch, "/graph-store?default")) == 0
    assert put(scratch, ONE, target="/graph-store?default").status_code == 204
    assert len(read(scratch, "/graph-store?default")) == 1
    assert scratch.delete("/graph-store?default").status_code == 204
    assert len(read(scratch, "/graph-store?default")) == 0


def test_the_default_graph_stands_by_itself_in_conformance_mode(scratch, ask):
    put(scratch, ONE)

    assert ask(scratch, "ASK { ?s ?p ?o }").json["boolean"] is False
    assert ask(scratch, "ASK { GRAPH ?g { ?s ?p ?o } }").json["boolean"] is True


def test_a_deleted_graph_is_gone(scratch):
    put(scratch, ONE)

    assert scratch.delete(AT).status_code == 204
    assert scratch.get(AT).status_code == 404
    assert scratch.head(AT).status_code == 404
    assert scratch.delete(AT).status_code == 404
    assert put(scratch, ONE).status_code == 201


def test_an_empty_graph_is_one(scratch):
    assert put(scratch, "# nothing").status_code == 201
    assert len(read(scratch)) == 0
    assert put(scratch, ONE).status_code == 204
    assert put(scratch, "").status_code == 204
    assert len(read(scratch)) == 0


@pytest.mark.parametrize("update", ["CLEAR ALL", "DROP ALL", f"DROP GRAPH <{GRAPH}>"])
def test_a_graph_that_an_update_empties_is_gone(scratch, update):
    put(scratch, ONE)

    assert scratch.post("/sparql", data={"update": update}).status_code == 204
    assert scratch.get(AT).status_code == 404


@pytest.mark.parametrize("body", ["", " \n"])
@pytest.mark.parametrize("target", [AT, "/graph-store"])
def test_posting_nothing_does_nothing(scratch, target, body):
    answer = scratch.post(target, data=body, content_type=TURTLE)

    assert answer.status_code == 204
    assert scratch.get(AT).status_code == 404


def test_posting_to_the_store_makes_a_graph_with_a_name(scratch):
    answer = scratch.post("/graph-store", data=ONE, content_type=TURTLE)

    assert answer.status_code == 201
    name = answer.headers["Location"]
    assert name.startswith("http://localhost/graph-store/")
    assert len(read(scratch, name)) == len(read(scratch, f"/graph-store?graph={name}")) == 1


def test_relative_addresses_are_completed_with_the_graphs_own(scratch):
    put(scratch, "<#me> <p> <> .")

    [(s, p, o)] = read(scratch)
    assert [str(t) for t in (s, p, o)] == [f"{GRAPH}#me", "http://example.org/p", GRAPH]


def test_blank_nodes_of_two_requests_are_not_the_same(scratch):
    for word in ("one", "two"):
        scratch.post(AT, data=f'_:a <http://e/p> "{word}" .', content_type=TURTLE)

    assert len(set(read(scratch).subjects())) == 2


def test_a_graph_by_its_own_address_is_that_graph(scratch):
    answer = put(scratch, ONE, target="/graph-store/person/1.ttl")

    assert answer.status_code == 201
    named = "http://localhost/graph-store/person/1.ttl"
    assert len(read(scratch, f"/graph-store?graph={named}")) == 1
    assert len(read(scratch, "/graph-store/person/%31.ttl")) == 1
    assert scratch.get("/graph-store/person/%2531.ttl").status_code == 404


def form(*parts, boundary="xx"):
    pieces = [f"--{boundary}\r\n{head}\r\n\r\n{body}\r\n" for head, body in parts]
    return ("".join(pieces) + f"--{boundary}--\r\n").encode()


NAMED = 'Content-Disposition: form-data; name="a"; filename="a.ttl"'
MULTIPART = "multipart/form-data; boundary=xx"


@pytest.mark.parametrize(
    "heads",
    [
        [f"{NAMED}\r\nContent-Type: text/turtle"],
        [NAMED],
        [f"{NAMED}\r\nContent-Type: application/octet-stream"],
        ['Content-Disposition: form-data; name="a"\r\nContent-Type: text/turtle; charset=utf-8'],
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_form_may_hold_documents(scratch, heads, method):
    body = form(
        *[(head, ONE) for head in heads],
        (f"{NAMED}\r\nContent-Type: text/turtle", "_:x <http://e/p> 'é' ."),
    )

    answer = scratch.open(AT, method=method, data=body, content_type=MULTIPART)

    assert answer.status_code == 201
    assert {str(o) for o in read(scratch).objects()} == {"one", "é"}


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (form((NAMED.replace(".ttl", ".docx"), ONE)), MULTIPART, 400),
        (form((f"{NAMED}\r\nContent-Type: image/png", ONE)), MULTIPART, 415),
        (form((f"{NAMED}\r\nContent-Type: text/turtle; charset=utf-16", ONE)), MULTIPART, 415),
        (form((NAMED, ONE))[:-6], MULTIPART, 400),
        (form((NAMED, ONE)), "multipart/form-data", 400),
        (form((NAMED, ONE)), "multipart/form-data; boundary=other", 400),
        (form(*[(NAMED, ONE)] * 101), MULTIPART, 400),
        (form((NAMED, "<a> <b> .")), MULTIPART, 400),
    ],
)
def test_a_form_that_cannot_be_taken_apart_is_refused(scratch, body, content_type, status):
    answer = scratch.post(AT, data=body, content_type=content_type)

    assert answer.status_code == status, answer.text
    assert scratch.get(AT).status_code == 404


BOMB = "".join(
    [
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">',
        *(f'<!ENTITY {n} "{f"&{b};" * 10}">' for b, n in zip("abcdefg", "bcdefgh", strict=True)),
        ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">',
        '<rdf:Description rdf:about="http://e/s"><e:p>&h;</e:p></rdf:Description></rdf:RDF>',
    ]
)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "says"),
    [
        ("<a> <b> .", "text/turtle", 400, "cannot be parsed"),
        ("@prefix a: <b>\nx", "text/turtle", 400, "cannot be parsed"),
        ("<a> <b> <c> .", "application/n-triples", 400, "cannot be parsed"),
        ("{", "application/ld+json", 400, "cannot be parsed"),
        ("<r>", "application/rdf+xml", 400, "not XML"),
        (ONE, None, 400, "not XML"),  # without a type it is RDF/XML
        (BOMB, "application/rdf+xml", 400, "DOCTYPE"),
        (BOMB, "text/xml", 400, "DOCTYPE"),
        (
            '{"@context": "http://127.0.0.1:9/context", "@id": "http://e/s", "p": 1}',
            "application/ld+json",
            400,
            "lies elsewhere",
        ),
        (
            '{"@id": "http://e/g", "@graph": [{"@id": "http://e/s", "http://e/p": 1}]}',
            "application/ld+json",
            400,
            "graph of their own",
        ),
        (ONE.encode("utf-16"), "text/turtle", 400, "cannot be parsed"),
        (ONE, "text/turtle; charset=latin-1", 415, "latin-1"),
        (ONE, "application/trig", 415, "application/trig"),
        (ONE, "text/csv", 415, "text/csv"),
        (ONE, "application/x-www-form-urlencoded", 415, "urlencoded"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_what_is_no_graph_is_refused_and_changes_nothing(
    scratch, body, content_type, status, says, method
):
    put(scratch, ONE)

    answer = scratch.open(AT, method=method, data=body, content_type=content_type)

    assert answer.status_code == status, answer.text
    assert says in answer.json["error"]["message"]
    assert len(read(scratch)) == 1


@pytest.mark.parametrize(
    ("header", "value", "there", "status"),
    [
        ("If-None-Match", "*", False, 201),
        ("If-None-Match", "*", True, 412),
        ("If-Match", "*", True, 204),
        ("If-Match", "*", False, 412),
        ("If-Match", '"a"', True, 412),
        ("If-Match", 'W/"a"', True, 412),
    ],
)
def test_a_change_can_depend_on_whether_the_graph_is_there(scratch, header, value, there, status):
    if there:
        put(scratch, ONE)

    answer = put(scratch, ONE, headers={header: value})

    assert answer.status_code == status


# Writing, with a token -------------------------------------------------------------------


def test_without_a_token_a_change_asks_for_one(unchanged):
    answer = put(unchanged, ONE, target=f"/graph-store?graph={SMALL}")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="pif-kg"')
    assert 'scope="write"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "authorization", ["Bearer nothing", "Basic cGlmOnBpZg==", "Bearer pif_updates-only", "Bearer"]
)
def test_a_token_that_may_not_write_does_not(unchanged, authorization):
    answer = unchanged.delete(
        f"/graph-store?graph={SMALL}", headers={"Authorization": authorization}
    )

    assert answer.status_code == 403
    assert unchanged.get(f"/graph-store?graph={SMALL}").status_code == 200


def test_a_study_changes_by_its_graph(changeable, bearer):
    target = f"/graph-store?graph={SMALL}"
    quote = URIRef("https://w3id.org/pif-kg/study/small-study/quote/Q1")
    note = URIRef("https://w3id.org/pif-kg/ontology#note")
    changed = read(changeable, target)
    changed.add((quote, note, Literal("put")))

    answer = put(changeable, changed.serialize(format="turtle"), target=target, headers=bearer)

    assert answer.status_code == 204, answer.text
    assert (quote, note, Literal("put")) in read(changeable, target)
    added = f'<{quote}> <{note}> "posted" .'
    answer = changeable.post(target, data=added, content_type=TURTLE, headers=bearer)
    assert answer.status_code == 204, answer.text
    assert {"put", "posted"} <= {str(o) for o in read(changeable, target).objects(quote, note)}


def test_a_change_that_breaks_rules_is_told_with_its_findings(unchanged, bearer):
    target = f"/graph-store?graph={SMALL}"
    before = read(unchanged, target)
    spoiled = read(unchanged, target)
    spoiled.remove((None, URIRef("https://w3id.org/pif-kg/ontology#text"), None))

    answer = put(
        unchanged,
        spoiled.serialize(format="nt"),
        "application/n-triples",
        target=target,
        headers=bearer,
    )

    assert answer.status_code == 422
    assert answer.json["error"]["code"] == "study-refused"
    rules = {finding["rule"] for finding in answer.json["findings"]}
    assert "Quote-text" in rules
    assert isomorphic(read(unchanged, target), before)


@pytest.mark.parametrize(
    "target", [f"/graph-store?graph={SCHEME}", AT, "/graph-store?default", "/graph-store/a/b"]
)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_only_graphs_of_studies_can_change(unchanged, bearer, target, method):
    answer = unchanged.open(target, method=method, data=ONE, content_type=TURTLE, headers=bearer)

    assert answer.status_code in (400, 404), answer.text


def test_a_new_graph_needs_a_name(unchanged, bearer):
    answer = unchanged.post("/graph-store", data=ONE, content_type=TURTLE, headers=bearer)

    assert answer.status_code == 400
    assert "graph/study/ID" in answer.json["error"]["hint"]


def test_removing_mappings_and_putting_them_back(changeable, bearer):
    target = f"/graph-store?graph={MAPPING}"
    mappings = changeable.get(target, headers={"Accept": TURTLE}).data

    assert changeable.delete(target, headers=bearer).status_code == 204
    assert changeable.get(target).status_code == 404
    assert put(changeable, mappings, target=target, headers=bearer).status_code == 201
    assert put(changeable, mappings, target=target, headers=bearer).status_code == 204


# Updates ---------------------------------------------------------------------------------

NOTE = (
    f"INSERT DATA {{ GRAPH <{SMALL}> {{ <https://w3id.org/pif-kg/study/small-study/quote/Q1>"
    ' <https://w3id.org/pif-kg/ontology#note> "updated" } }'
)

WITH = f"WITH <{SMALL}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"update": NOTE}},
        {"data": NOTE, "content_type": "application/sparql-update"},
    ],
    ids=["form", "direct"],
)
@pytest.mark.parametrize("token", ["pif_for-this-test-only", "pif_updates-only"])
def test_an_update_changes_a_study(changeable, ask, sent, token):
    headers = {"Authorization": f"Bearer {token}"}

    answer = changeable.post("/sparql", headers=headers, **sent)

    assert (answer.status_code, answer.data) == (204, b"")
    assert ask(changeable, 'ASK { ?q pif:note "updated" }').json["boolean"] is True


def test_an_update_without_a_token_asks_for_one(unchanged):
    answer = unchanged.post("/sparql", data={"update": NOTE})

    assert answer.status_code == 401
    assert 'scope="update"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("target", "update", "status"),
    [
        ("/sparql", "CLEAR XYZ", 400),
        ("/sparql", "ASK {}", 400),
        ("/sparql", "LOAD <http://127.0.0.1:9/>", 400),
        ("/sparql", "INSERT DATA { <http://e/s> <http://e/p> 1 }", 400),
        ("/sparql", "DROP ALL", 400),
        (
            f"/sparql?using-graph-uri={SMALL}",
            f"WITH <{SMALL}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
            400,
        ),
        (f"/sparql?default-graph-uri={SMALL}", NOTE, 400),
        ("/sparql?using-named-graph-uri=people", NOTE, 400),
        ("/sparql", "", 204),
    ],
)
def test_an_update_that_cannot_be_is_refused(unchanged, bearer, target, update, status):
    answer = unchanged.post(
        target, data=update, content_type="application/sparql-update", headers=bearer
    )

    assert answer.status_code == status, answer.text
    assert unchanged.get(f"/graph-store?graph={SMALL}").status_code == 200


# Where strangers are served ---------------------------------------------------------------


@pytest.mark.parametrize("token", [None, "pif_for-this-test-only"])
def test_where_strangers_are_served_nothing_changes_whoever_asks(unchanging, token):
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    for answer in (
        unchanging.post("/sparql", data={"update": "DROP ALL"}, headers=headers),
        unchanging.post(
            "/sparql", data=NOTE, content_type="application/sparql-update", headers=headers
        ),
        unchanging.delete(f"/graph-store?graph={STUDY}", headers=headers),
        put(unchanging, ONE, target=f"/graph-store?graph={STUDY}", headers=headers),
        unchanging.post("/graph-store", data=ONE, content_type=TURTLE, headers=headers),
    ):
        assert answer.status_code == 403
        assert "strangers" in answer.json["error"]["message"]
    assert len(read(unchanging, f"/graph-store?graph={STUDY}")) > 100
