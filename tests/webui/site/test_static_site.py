"""The static site over the first study and a hostile one: whole, valid, nothing restricted."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from urllib.request import urlopen

import extruct
import pytest
import yaml
from hostile_study import write_hostile_study
from signposting import find_signposting_html
from static_links import dead_links, holding

import kg
from kg.describing.many import describe_many
from kg.errors import UnknownThing, UsageError
from kg.publishing import public_store
from kg.site import sealing
from kg.store.embedded import EmbeddedStore
from webui.site import frozen, publish, things
from webui.site.layout import Layout, fragment_of

ROOT = Path(__file__).parents[3]
CHECKER = ROOT / ".venv" / "clients" / "node_modules" / ".bin" / "html-validate"
SECRET = "nobody but the ethics board may read this sentence"
BASE = "https://w3id.org/pif-kg/"
pytestmark = pytest.mark.xdist_group("static-site")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = write_hostile_study(tmp_path_factory.mktemp("hostile") / "hostile")
    settings = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    settings |= {
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "ethics": {"consent_to_publish": "yes"},
    }
    (folder / "study.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    added = [
        {"id": "q1", "document": "D1", "participant": "P1", "text": "told twice"},
        {"id": ".hidden", "document": "D1", "text": "begins with a stop"},
        {"id": "Q9", "document": "D1", "text": SECRET},
    ]
    for row in added:
        row["access"] = "restricted" if row["id"] == "Q9" else "public"
    add(folder / "quotes.csv", added)
    add(folder / "codings.csv", [{"quote": row["id"], "code": "k1"} for row in added])
    with kg.open_graph(tmp_path_factory.mktemp("site-store") / "store") as graph:
        kg.load(folder, into=graph)
        kg.load("krishna2024", into=graph)
        yield graph.store


@pytest.fixture(scope="module")
def site(store, tmp_path_factory):
    out = tmp_path_factory.mktemp("published") / "site"
    publish(store, out, workers=1)
    return out


def add(table, added):
    with table.open(newline="", encoding="utf-8") as file:
        rows = [*csv.DictReader(file), *added]
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_links_lead_somewhere(site):
    assert list(dead_links(site)) == []


def test_everything_public_is_told_of_where_its_address_leads(store, site):
    wanted = set()
    for study in ("krishna2024", "hostile"):
        for line in public_store(store).read_study(study):
            subject = line[1 : line.index(">")]
            if subject.startswith(f"{BASE}study/{study}"):
                wanted.add(subject)
    pages = {path.relative_to(site).as_posix(): path.read_text() for path in site.rglob("*.html")}
    said = "\n".join(pages.values())

    lost = [
        iri
        for iri in sorted(wanted)
        if f"{iri.removeprefix(BASE)}.html" not in pages
        and f'id="{fragment_of(iri)}"' not in said
        and f"{iri}<" not in said
    ]

    assert len(wanted) > 400
    assert lost == []


def test_restricted_words_are_in_no_file(site):
    assert holding(site, "told twice") != []
    assert holding(site, SECRET) == []
    assert holding(site, "ethics board may read") == []


def test_ids_that_differ_by_case_or_begin_with_a_stop_have_files_of_their_own(site):
    folder = site / "study" / "hostile" / "quote"

    assert "I said" in (folder / "Q1.html").read_text()
    assert "told twice" in (folder / "q1~2.html").read_text()
    assert "begins with a stop" in (folder / "~.hidden.html").read_text()


def test_pages_ask_nobody_and_run_nothing_of_a_study(site):
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text.replace('"', ""), path
        assert "default-src &#39;none&#39;" in text, path
        assert "pif-kg.invalid" not in text, path
        for script in re.findall(r"<script([^>]*)>", text):
            assert "application/ld+json" in script or "/search." in script, (path, script)
        assert not re.search(r" (?:src|style|on\w+)=\"(?!\.\./|static/)", text), path


def test_pages_are_valid(site, tmp_path):
    rules = {
        "root": True,
        "extends": ["html-validate:recommended"],
        "rules": {
            "long-title": "off",
            "no-raw-characters": ["error", {"relaxed": True}],
            "valid-id": ["error", {"relaxed": True}],  # ids hold stops, as those of studies do
        },
    }
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(rules))
    pages = sorted(site.rglob("*.html"))
    chosen = [p for p in pages if p.parent == site or "hostile" in p.as_posix()] + pages[::25]
    for path in set(chosen):
        name = path.relative_to(site).as_posix().replace("/", "__")
        (tmp_path / f"page-{name}").write_bytes(path.read_bytes())

    checked = run(
        [CHECKER, "--formatter", "text", "page-*.html"],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout.replace(f"{tmp_path}/", "")[:5000]


def test_metadata_stand_on_the_page_of_a_quote(site):
    html = (site / "study/krishna2024/quote/Q27.html").read_text(encoding="utf-8")

    [said] = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]

    assert said["@id"] == f"{BASE}study/krishna2024/quote/Q27"
    assert said["url"] == "../../../study/krishna2024/quote/Q27.html"  # from where the page lies
    links = dict(re.findall(r'<link rel="([a-z-]+)".*? href="([^"]+)"', html))
    assert links["cite-as"] == f"{BASE}study/krishna2024/quote/Q27"
    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {"describedby", "collection", "type", "alternate"} <= links.keys()


@pytest.mark.parametrize("much", [0, frozen.MUCH], ids=["on disk", "in memory"])
def test_same_store_gives_the_same_bytes_with_more_processes(
    store, site, tmp_path, much, monkeypatch
):
    monkeypatch.setattr(frozen, "MUCH", much)
    monkeypatch.setattr(sealing, "_AT_ONCE", 200)
    if not much:  # then no process holds all of it in memory

        def refused(self):
            raise AssertionError

        monkeypatch.setattr(EmbeddedStore, "snapshot", refused)

    done = publish(store, tmp_path / "again", workers=3)

    assert digests(tmp_path / "again") == digests(site)
    assert (done.studies, done.quotes) == (2, 33)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_pages_say_the_same_when_all_of_a_thing_is_read(store, site, tmp_path, monkeypatch):
    def all_of(*given, only=(), **more):
        left.append(only)
        return describe_many(*given, **more)

    left = []
    monkeypatch.setattr(things, "describe_many", all_of)
    monkeypatch.setattr(frozen, "MOST_AT_HAND", -1)

    publish(store, tmp_path / "again", workers=1)

    assert digests(tmp_path / "again") == digests(site)
    assert any(left)


def test_folder_with_something_else_is_refused(store, tmp_path):
    (tmp_path / "mine.txt").write_text("kept")

    with pytest.raises(UsageError, match="something else"):
        publish(store, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_study_that_is_not_there_leaves_nothing(store, tmp_path):
    with pytest.raises(UnknownThing):
        publish(store, tmp_path / "out", studies=["nope"], now=datetime(2024, 1, 1, tzinfo=UTC))

    assert list(tmp_path.iterdir()) == []


def test_stems_are_apart_on_every_disk():
    names = ["Q1", "q1", "Straße", "STRASSE", "." * 3, "x" * 200, "x" * 199 + "y"]

    layout = Layout.of([f"{BASE}study/s/quote/{name}" for name in names])

    stems = list(layout.pages.values())
    assert len({stem.casefold() for stem in stems}) == len(names)
    assert all(len(stem.rpartition("/")[2].encode()) < 200 for stem in stems)


@pytest.fixture(scope="module")
def served(site):
    """The site behind the file server that comes with Python."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    "stem", ["study/krishna2024/quote/Q27", "study/krishna2024", "scheme/patching"]
)
def test_signposting_client_finds_its_way(served, stem):
    found = find_signposting_html(f"{served}/{stem}.html")

    assert found.citeAs.target == f"{BASE}{stem}"
    assert {str(link.target) for link in found.describedBy} >= {f"{served}/{stem}.ttl"}
    assert [str(link.target) for link in found.linksets] == [f"{served}/linkset.json"]
    for link in (*found.describedBy, *found.linksets, *found.items):
        with urlopen(str(link.target)) as answer:
            assert answer.status == 200
