"""Sources that break, lie, stall and lead elsewhere: refused, and nothing of them is held."""

import gzip
import hashlib
import json
import time
from dataclasses import replace

import pytest
from published_crates import QUICK, crate, study

from kg.cli import main
from kg.harvesting import Bounds


@pytest.fixture
def refused(hub, web, harvested):
    """Publish bytes as a study; returns the rule by which they are refused."""

    def run(data, *, file="study.ttl", bounds=QUICK, **how):
        harvested(web().publish("bad", data, file=file, **how), bounds=bounds)
        [became] = harvested.became
        assert became.outcome == "refused"
        assert hub.studies() == []
        return became.findings[0].rule

    return run


def bomb(size):
    """So many MiB of spaces, packed."""
    return gzip.compress(b" " * (size << 20), 9)


OTHER = "@prefix o: <https://w3id.org/pif-kg/ontology#> .\n"
GRAPH = "https://w3id.org/pif-kg/graph"
SPOILED = {
    "bomb": (bomb(9), "study.nq.gz", "too-large"),
    "bomb in a bomb": (gzip.compress(bomb(7)), "study.nq.gz", "rdf-syntax"),
    "cut off": (gzip.compress(study("bad"))[:-20], "study.ttl.gz", "gzip"),
    "no gzip": (b"\x1f\x8b\x08" + b"\xff" * 40, "study.nq.gz", "gzip"),
    "doctype": (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "study.ttl", "rdf-syntax"),
    "empty": (b"", "study.ttl", "empty-file"),
    "another study": (
        study("bad") + b'\n<https://w3id.org/pif-kg/study/good/quote/Q1> pif:text "Put in" .',
        "study.ttl",
        "not-its-own",
    ),
    "the ontology": (
        study("bad") + b"\npif:Quote rdfs:subClassOf pif:Person .", "study.ttl", "not-its-own",
    ),
    "a construct": (
        study("bad") + b'\nc:patching skos:prefLabel "Mine" .', "study.ttl", "not-its-own",
    ),
    "the graph of another": (
        f'<https://x.example/a> <https://x.example/p> "x" <{GRAPH}/study/good> .\n'.encode(),
        "study.nq",
        "not-its-own",
    ),
    "the graph of the scheme": (
        f'<https://x.example/a> <https://x.example/p> "x" <{GRAPH}/scheme> .\n'.encode(),
        "study.nq",
        "not-its-own",
    ),
    "what follows for another": (
        f'<https://x.example/a> <https://x.example/p> "x" <{GRAPH}/derived/good> .\n'.encode(),
        "study.nq",
        "not-its-own",
    ),
    "a set of mappings": (
        f'<https://x.example/a> <https://x.example/p> "x" <{GRAPH}/mapping/good> .\n'.encode(),
        "study.nq",
        "not-its-own",
    ),
    "where another came from": (
        f'<{GRAPH}/study/good> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://x.example/> .\n'
        .encode(),
        "study.nq",
        "not-its-own",
    ),
    "no study": (b"<https://x.example/a> <https://x.example/p> 1 .", "study.ttl", "one-study"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_spoiled_data_are_refused(refused, name):
    data, file, rule = SPOILED[name]

    assert refused(data, file=file) == rule


def test_a_wrong_digest_is_refused(refused):
    assert refused(study("bad"), part={"sha256": "0" * 64}.items()) == "digest"


@pytest.mark.parametrize("shape", [b'pif:identifier "bad" ;\n    dcterms:license'])
def test_a_study_without_a_licence_is_refused(refused, shape):
    data = study(
        "bad", put=[("    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;\n", "")]
    )

    assert refused(data, root={"license": None}.items()) == "licence"


def test_two_licences_are_refused(refused):
    other = {"license": {"@id": "https://creativecommons.org/publicdomain/zero/1.0/"}}

    assert refused(study("bad"), root=other.items()) == "licence"


@pytest.mark.parametrize(
    "path",
    [
        "../other/study.ttl", "/etc/passwd.ttl", "a/../../b.ttl", "%2e%2e/x.ttl", "..\\x.ttl",
        "https://elsewhere.example/x.ttl", "//elsewhere.example/x.ttl", "file:///etc/x.ttl",
        "a%2f..%2fb.ttl", "x.ttl?y", "x.xml", "", "study.zip",
    ],
)  # fmt: skip
def test_a_crate_names_only_data_files_within_itself(refused, path):
    assert refused(study("bad"), file=path, root={"mainEntity": {"@id": path}}.items()) == "crate"


@pytest.mark.parametrize(
    "said",
    [
        b"", b"{", b"[]", b'{"@graph": 1}', b'{"@graph": []}', b"[" * 100_000, b"\xff\xfe",
        json.dumps({"@graph": [{"@id": str(n)} for n in range(10_000)]}).encode(),
        crate("../bad", b""), crate("", b""), crate("bad", b"", root={"mainEntity": [
            {"@id": f"{n}.ttl"} for n in range(100)]}.items(),
            more=[{"@id": f"{n}.ttl", "sha256": "0" * 64} for n in range(100)]),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_description_that_is_none_is_refused(hub, web, harvested, said):
    server = web()
    address = server.publish("bad")
    server.pages["/bad/ro-crate-metadata.json"] = said

    assert harvested(address) == {address: "refused"}

    assert hub.studies() == []
    assert len(server.asked) == 1


def redirect(target):
    def answer(request):
        request.send_response(302)
        request.send_header("Location", target)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("http://169.254.169.254/latest/meta-data/", "unlisted-host"),
        ("http://10.0.0.1/", "unlisted-host"),
        ("http://[::1]/", "unlisted-host"),
        ("http://localhost:1/", "unlisted-host"),
        ("file:///etc/passwd", "redirect"),
        ("gopher://127.0.0.1/", "redirect"),
        ("http://user@127.0.0.1/", "redirect"),
        ("/bad/ro-crate-metadata.json", "redirects"),
    ],
)
def test_redirects_lead_to_listed_hosts_alone(web, harvested, target, rule):
    server = web()
    address = server.publish("bad")
    server.pages["/bad/ro-crate-metadata.json"] = redirect(target)

    assert harvested(address) == {address: "refused"}
    assert harvested.became[0].findings[0].rule == rule


def test_a_redirect_on_the_same_host_is_followed(web, harvested):
    server = web()
    server.publish("one")
    server.pages["/old/ro-crate-metadata.json"] = redirect("/one/ro-crate-metadata.json")
    server.pages["/old/study.ttl"] = redirect("../one/study.ttl")

    assert harvested(f"{server.address}/old/") == {"one": "new"}


def test_a_private_address_is_not_asked_unless_allowed(web, harvested):
    server = web()
    address = server.publish("one")

    assert harvested(address, private=()) == {address: "refused"}
    assert harvested.became[0].findings[0].rule == "private-address"
    assert server.asked == []


def test_a_name_that_comes_to_stand_for_a_private_address_leads_nowhere(
    web, harvested, monkeypatch
):
    """A name is looked up once for a request, and that very address is connected to."""
    server = web()
    server.publish("one")
    port = server.server.server_port
    answers = iter(["1.1.1.1", "127.0.0.1"])
    connected = []

    def looked_up(host, port, **how):
        return [(2, 1, 6, "", (next(answers), port))]

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("kg.harvesting.hosts.socket.getaddrinfo", looked_up)
    monkeypatch.setattr("kg.harvesting.fetching.create_connection", connect)

    harvested(f"https://rebound.example:{port}/one/", private=(), bounds=replace(QUICK, retries=1))

    assert connected == [("1.1.1.1", port)]
    assert harvested.became[0].findings[0].rule == "private-address"


def test_what_goes_without_encryption_goes_to_this_computer_alone(harvested, monkeypatch):
    monkeypatch.setattr(
        "kg.harvesting.hosts.socket.getaddrinfo",
        lambda host, port, **how: [(2, 1, 6, "", ("1.1.1.1", port))],
    )

    harvested("http://plain.example/one/")

    assert harvested.became[0].findings[0].rule == "not-https"


def endless(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" " * 65_536)


def trickle(request):
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def trickling_headers(request):
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.wfile.write(b"X")
        request.wfile.flush()
        time.sleep(0.05)


def silent(request):
    time.sleep(3)


def cut_off(request):
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"{")


def packed(request):
    request.send_response(200)
    request.send_header("Content-Encoding", "gzip")
    request.end_headers()
    request.wfile.write(bomb(1))


def huge(request):
    request.send_response(200)
    request.send_header("Content-Length", str(1 << 40))
    request.end_headers()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (endless, "refused"), (trickle, "unreachable"), (trickling_headers, "unreachable"),
        (silent, "unreachable"), (cut_off, "unreachable"), (packed, "refused"), (huge, "refused"),
    ],
)  # fmt: skip
def test_answers_without_end_are_ended(web, harvested, answer, outcome):
    server = web()
    address = server.publish("bad")
    server.pages["/bad/ro-crate-metadata.json"] = answer
    bounds = replace(QUICK, seconds=0.8, silence=0.5, retries=0)
    began = time.monotonic()

    assert harvested(address, bounds=bounds) == {address: outcome}

    assert time.monotonic() - began < 3


def test_it_is_tried_again_a_few_times(web, harvested):
    server = web()
    address = server.publish("bad")
    server.pages["/bad/ro-crate-metadata.json"] = 503

    harvested(address)

    assert len(server.asked) == Bounds().retries + 1


def test_random_bytes_in_every_place_harm_nothing(hub, web, harvested):
    import random

    chance = random.Random(4)
    server = web()
    address = server.publish("bad")
    whole = dict(server.pages)
    for _ in range(60):
        path = chance.choice(sorted(whole))
        body = bytearray(whole[path])
        for _ in range(chance.randint(1, 30)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        server.pages = {**whole, path: bytes(body)}

        harvested(address)

        said = [each for each in harvested.became if each.outcome != "unlisted"]
        assert len(said) == 1
        is_good = said[0].outcome in ("new", "changed", "unchanged")
        assert is_good == (bytes(body) == whole[path]) or path.endswith(".json")
        assert {each.id for each in hub.studies()} <= {"bad"}


def test_all_files_of_a_study_are_bounded_together(web, harvested):
    server = web()
    line = b"<https://x.example/a> <https://x.example/p> <https://x.example/o> .\n"
    parts = {f"{n}.nt": line * 9 for n in "abc"}
    more = [
        {"@id": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in parts.items()
    ]
    main = {"mainEntity": [{"@id": name} for name in parts]}
    address = server.publish("bad", root=main.items(), more=more)
    server.pages |= {f"/bad/{name}": data for name, data in parts.items()}
    size = len(parts["a.nt"])

    for bounds in (replace(QUICK, packed=2 * size), replace(QUICK, unpacked=2 * size)):
        harvested(address, bounds=bounds)
        assert harvested.became[0].findings[0].rule == "too-large"
    harvested(address, bounds=replace(QUICK, statements=26))
    assert harvested.became[0].findings[0].rule == "too-large"


def test_a_terminal_is_told_nothing(web, registry, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PIF_HARVEST_PRIVATE", "127.0.0.0/8")
    monkeypatch.setattr("kg.harvesting.harvesting.Bounds", lambda: QUICK)
    evil = {"license": "https://x.example/\x1b]0;owned\x07\u202e"}
    address = web().publish("bad", root=evil.items())

    assert main(["harvest", str(registry(f"address: {address}"))]) == 1

    out, err = capsys.readouterr()
    assert "its description says https://x.example/" in out
    assert not set("\x1b\x07\u202e") & set(out + err)
