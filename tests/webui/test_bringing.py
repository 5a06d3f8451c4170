"""A study is brought to a page: checked for anybody, loaded for who has a token."""

import csv
import io
import json
import os
import re
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hostile_study import write_hostile_study
from jsonschema import Draft202012Validator
from study_tables import rows_of
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import kg
from kg import formats, loading, reports
from kg.formats.tables import TABLES
from kg.namespaces import BASE
from kg.pages.changes import Change, changes
from kg.pages.columns import schema_of, schemas
from kg.store import open_store
from kg.vetting import SUFFIXES
from webui import Site, create_app
from webui.bringing.holding import Holding
from webui.tokens import KnownTokens

SMALL = Path("tests/data/small-study")
TOKEN = "pif_a-token-of-these-tests"
HERE = "http://localhost"


def entries(folder=SMALL, change=lambda name, content: content):
    """The files of a study as a browser sends a folder: name below it, and content."""
    return [
        (f"mine/{path.relative_to(folder).as_posix()}", change(path.name, path.read_bytes()))
        for path in sorted(p for p in Path(folder).rglob("*") if p.is_file())
    ]


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def spoilt(name, content):
    """Three codings of a quote that is not there, in the rows 3, 4 and 5, and a column too many."""
    if name == "codings.csv":
        return content.replace(b"\nQ1,going", b"\nQ9,going").replace(b"Q2,", b"Q9,").replace(
            b"Q3,", b"Q9,"
        )  # fmt: skip
    return content.replace(b",file,", b",mood,") if name == "documents.csv" else content


def reworded(name, content):
    return content.replace(b"I was lost at first. Again.", b"I was lost at first.") if (
        name == "quotes.csv"
    ) else content  # fmt: skip


class Place:
    """A site over a store, what it keeps, and a client that asks it."""

    def __init__(self, folder, **site):
        self.graph = kg.open_graph(folder / "store")
        kept = folder / "kept"
        kept.mkdir()
        self.kept = kept / "brought"
        tokens = KnownTokens(None, TOKEN)
        given = {"tokens": tokens, "updates": True, "original": self.graph, "folder": kept}
        self.client = create_app(self.graph, site=Site(self.graph, **{**given, **site}))
        self.client = self.client.test_client()

    def check(self, *files, field="files", status=303, **more):
        """Send files to be checked; returns the check's id, or the page that refuses it."""
        sent = [FileStorage(io.BytesIO(content), name) for name, content in files]
        # Of what is large the client of the tests would leave a file open.
        boundary, body = encode_multipart({field: sent, **more})
        kind = f'multipart/form-data; boundary="{boundary}"'
        answered = self.client.post("/studies/new", data=body, content_type=kind)
        assert answered.status_code == status, answered.text[:2000]
        if status != 303:
            return answered
        [id] = re.findall(r"check=([\w-]{32})$", answered.headers["Location"])
        return id

    def load(self, check, token=TOKEN, **more):
        return self.client.post("/studies/new/load", data={"check": check, "token": token, **more})

    def told(self, check):
        return self.client.get(f"/studies/new.json?check={check}").json

    def sent_files(self):
        return list(self.kept.glob("*/sent*"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An empty store that can be loaded into."""
    made = Place(tmp_path_factory.mktemp("bring"))
    yield made
    made.graph.close()


@pytest.fixture
def nothing_written(place):
    """Whatever a test sends, the store is what it was."""
    before = place.graph.store.revision()
    yield
    assert place.graph.store.revision() == before


def refusal(answered, check_page):
    """What a page says is wrong; the form is there still."""
    page = check_page(answered.text)
    assert "Error: " in page.find(".//title").text
    assert any(f.get("enctype") == "multipart/form-data" for f in page.iter("form"))
    [state] = [e for e in page.iter("div") if "bad" in (e.get("class") or "")]
    return " ".join("".join(state.itertext()).split())


# The form


def test_the_form_says_what_can_be_read_and_where_to_begin(place, check_page):
    page = check_page(place.client.get("/studies/new").text)

    said = "".join(page.itertext())
    assert all(suffix in said for suffix in SUFFIXES)
    for address in ("/studies/new/empty.xlsx", "/studies/new/empty.zip", "/studies/new/columns"):
        assert any(a.get("href") == address for a in page.iter("a"))
    assert place.client.get("/studies/new.json").json["reads"] == list(SUFFIXES)


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_the_empty_study_is_one_that_is_read(place, tmp_path, form):
    sent = place.client.get(f"/studies/new/empty.{form}")

    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
            archive.extractall(tmp_path)  # our own
        source = tmp_path / "my-study"
    else:
        source = tmp_path / "my-study.xlsx"
        source.write_bytes(sent.data)
    reading = formats.read(source)
    assert reading.study == "my-study"
    assert {f.rule for f in reading.findings if f.severity == "violation"} <= {"no-rows"}


def test_every_column_is_documented_for_people_and_for_programs(place, check_page):
    page = check_page(place.client.get("/studies/new/columns").text)

    names = {"".join(e.itertext()) for e in page.iter("code")}
    for table in TABLES:
        assert {column.name for column in table.columns} <= names
        address = f"/schemas/{table.name}.schema.json"
        assert set(place.client.get(address).json["properties"]) <= names
    listed = place.client.get("/studies/new/columns.json").json["tables"]
    assert [table["file"] for table in listed] == [table.file for table in TABLES]
    assert place.client.get("/schemas/nothing.schema.json").status_code == 404


@pytest.mark.parametrize("name", schemas())
def test_the_rows_of_a_study_fit_their_schemas(name):
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    if name not in {table.name for table in TABLES}:
        return
    for folder in (SMALL, Path("studies/krishna2024")):
        for row in rows_of(folder)[name]:
            Draft202012Validator(schema).validate(row)


# The check


@pytest.fixture(scope="module")
def bad(place):
    """A check of a study with mistakes."""
    return place.check(*entries(change=spoilt), field="folder")


def as_lines(findings):
    return sorted(json.dumps(finding, sort_keys=True) for finding in findings)


@pytest.mark.usefixtures("nothing_written")
def test_findings_stand_at_the_rows_of_ones_own_file(place, bad, check_page, tmp_path):
    page = check_page(place.client.get(f"/studies/new?check={bad}").text)

    headings = ["".join(e.itertext()) for e in page.iter("h3")]
    assert headings[0] == "codings.csv", "files with errors come first"
    [first, *_] = page.iter("table")
    [where, what] = [
        " ".join("".join(e.itertext()).split()) for e in first.find("tbody").find("tr")
    ]
    assert where == "rows 3 to 5, quote"
    assert what.startswith("Error There is no quote 'Q9'.")
    # All of them are those of the command.
    for name, content in entries(change=spoilt):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    checked = loading.check(tmp_path / "mine")
    expected = json.loads(reports.write(checked.findings, "json", source="mine"))
    told = place.told(bad)
    assert as_lines(told["findings"]) == as_lines(expected["findings"])
    assert told["counts"] == expected["counts"]
    assert (told["refused"], told["preview"]) == (True, None)


def test_findings_go_along_whole(place, bad):
    def got(form):
        answer = place.client.get(f"/studies/new/findings.{form}?check={bad}")
        assert answer.headers["Cache-Control"] == "no-store"
        return answer

    told = place.told(bad)["findings"]
    rows = list(csv.DictReader(got("csv").text.splitlines()))
    assert len(rows) == len(told) == len(got("json").json["findings"])
    assert rows[0]["severity"] == "error"
    assert (rows[0]["file"], rows[0]["row"], rows[0]["column"]) == ("codings.csv", "3", "quote")
    failures = sum(f["severity"] == "violation" for f in told)
    assert f'failures="{failures}"' in got("xml").text
    assert "codings.csv" in got("txt").text


def test_what_is_not_read_is_said(place, bad, check_page):
    page = check_page(place.client.get(f"/studies/new?check={bad}").text)

    [left] = [s for s in page.iter("section") if s.get("aria-labelledby") == "left-h"]
    assert "documents.csv, mood" in "".join(left.itertext())


def test_many_findings_are_paged_and_counted_exactly(place, check_page):
    rows = "".join(f"Q{n},struggle,,,,\n" for n in range(10, 1410)).encode()
    check = place.check(
        *entries(change=lambda name, c: c + rows if name == "codings.csv" else c), field="folder"
    )

    told = place.told(check)
    assert told["total"]["violation"] == 1400
    assert len(told["findings"]) < 1400, "alike ones beyond a thousand are counted, not listed"
    first = check_page(place.client.get(f"/studies/new?check={check}").text)
    assert "1,400 errors to mend" in "".join(first.find(".//h1").itertext())
    seen = 0
    for number in range(1, 20):
        page = check_page(place.client.get(f"/studies/new?check={check}&page={number}").text)
        [nav] = [n for n in page.iter("nav") if n.get("class") == "pager"]
        said = "".join(nav.itertext()).replace(",", "")
        start, end, total = map(int, re.findall(r"[0-9]+", said)[:3])
        assert start == seen + 1
        seen = end
        if end == total:
            break
    assert seen == len(told["findings"])
    assert place.client.get(f"/studies/new?check={check}&page=-1").status_code == 400


@pytest.mark.usefixtures("nothing_written")
def test_preview_is_what_a_load_gives(place, check_page, words, tmp_path):
    check = place.check(("mine.zip", zipped(entries())))

    page = check_page(place.client.get(f"/studies/new?check={check}").text)
    told = place.told(check)
    preview = told["preview"]
    with kg.open_graph(tmp_path / "other") as other:
        loaded = kg.load(str(SMALL), into=other)
        quotes = other.quotes(study="small-study")
        about = create_app(other).test_client().get("/studies/small-study.json").json
        [stored] = other.store.studies()
    assert (preview["statements"], preview["derived"]) == (loaded.asserted, loaded.derived)
    assert preview["digest"] == stored.digest
    assert preview["quotes"] == quotes.total == 5
    assert words(page) == [quote.text for quote in quotes]
    assert preview["title"] == about["title"] == page.find(".//h1").text
    going_on = next(code for code in preview["codes"] if code["id"] == "going-on")
    assert going_on["quotes"] == 3
    assert going_on["means"], "the code is mapped"
    [quote] = [each for each in told["outside"]["shown"] if each["kind"] == "quote"]
    assert (quote["shown"], quote["all"]) == (2, 5)
    [held] = told["outside"]["held"]
    assert "access" in held["remedy"]
    assert "Nothing was left out" in "".join(page.itertext())


def test_files_chosen_one_by_one_are_put_where_they_belong(place):
    files = [
        (name.rpartition("/")[2], content.replace(b"entries/diary-1", b"diary-1"))
        for name, content in entries()
    ]

    told = place.told(place.check(*files))

    assert not told["refused"], told["findings"]
    assert told["study"] == "small-study"


def test_id_may_be_given(place):
    told = place.told(place.check(("a.zip", zipped(entries())), study=" my own "))

    assert told["study"] == told["preview"]["study"] == "myown"


def test_workbook_with_its_texts_is_read(place):
    book = place.client.get("/studies/new/empty.xlsx").data

    told = place.told(place.check(("mine/study.xlsx", book), ("mine/documents/a.txt", b"a")))

    assert {f["file"] for f in told["findings"]} >= {"study.xlsx, sheet documents"}


@pytest.mark.usefixtures("nothing_written")
def test_hostile_words_are_text(place, check_page, tmp_path):
    folder = write_hostile_study(tmp_path / "hostile")
    check = place.check(*entries(folder), field="folder")

    answer = place.client.get(f"/studies/new?check={check}")

    page = check_page(answer.text)
    assert "<script>alert" not in answer.text
    assert not list(page.iter("img"))
    assert len(list(page.iter("blockquote"))) == 4


# What should not be brought

ZEROS = bytes(30 << 20)


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ([], 400, "Nothing was chosen"),
        ([("notes.docx", b"x")], 415, "no kind that can be read"),
        ([("empty.zip", b"")], 400, "Nothing was sent"),
        ([("quotes.csv", b"id"), ("quotes.csv", b"id")], 400, "Two files are called quotes.csv"),
        ([("mine/../../x.csv", b"id"), ("b.csv", b"id")], 400, "no name within a folder"),
        ([("/etc/quotes.csv", b"id"), ("b.csv", b"id")], 400, "no name within a folder"),
        ([("a\u202eb.csv", b"id"), ("b.csv", b"id")], 400, "no name within a folder"),
        ([("notes.md", b"x"), ("more.md", b"x")], 400, "not a study folder"),
        ([("big.zip", os.urandom(17 << 20))], 413, "More than 16 MB"),
        ([(f"{n}.csv", b"id") for n in range(2_001)], 413, "More than 2,000 files"),
        ([(f"{n}.csv", b"id") for n in range(2_100)], 413, "More than 2,000 files"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_checked_comes_back_with_the_form(place, check_page, files, status, said):
    answered = place.check(*files, status=status, study="kept in the form")

    assert said in refusal(answered, check_page)
    if status != 413:
        assert 'value="kept in the form"' in answered.text


def test_a_folder_and_files_are_one_too_many(place, check_page):
    both = {"folder": (io.BytesIO(b"x"), "a/b.csv"), "files": (io.BytesIO(b"x"), "c.csv")}

    answered = place.client.post("/studies/new", data=both)

    assert answered.status_code == 400
    assert "one or the other" in refusal(answered, check_page)


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (zipped([("study.yaml", ZEROS)]), "archive-too-large"),
        (zipped([("../../outside.csv", b"id")]), "archive-path"),
        (b"PK\x03\x04 no zip", "archive-damaged"),
        (zipped([("study.yaml", "id: ä".encode("utf-16"))]), "encoding"),
        (
            zipped(
                [*entries(change=lambda n, c: c if n != "quotes.csv" else
                          c + b"Q9,P1-interview," + os.urandom(1_000_000).hex().encode() + b"\n")]
            ),
            "cell-too-large",
        ),
    ],
    ids=["bomb", "outside", "damaged", "encoding", "cell"],
)  # fmt: skip
def test_hostile_files_give_findings_and_nothing_else(place, content, rule, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    told = place.told(place.check(("mine.zip", content)))

    assert told["refused"]
    assert any(rule in finding["rule"] for finding in told["findings"]), told["findings"]
    assert list(tmp_path.iterdir()) == []


def test_a_page_of_another_site_sends_nothing(place, check_page):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"},
                    {"Origin": "null"}):  # fmt: skip
        for path in ("/studies/new", "/studies/new/load", "/studies/new/forget"):
            sent = {"files": (io.BytesIO(b"x"), "a.ttl"), "token": TOKEN}
            answered = place.client.post(path, data=sent, headers=headers)

            assert answered.status_code == 403, (path, headers)
    same = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
    assert place.client.post("/studies/new", headers=same).status_code == 400
    assert place.client.post("/studies/new", headers={"Origin": HERE}).status_code == 400


# Loading


def test_changes_are_counted_thing_by_thing():
    def lines(*quotes, derived="1"):
        study = f"{BASE}study/s1"
        said = [f"<{study}/quote/{id}> <{BASE}p> {text} <{BASE}graph/study/s1> .\n"
                for id, text in quotes]  # fmt: skip
        said += [f'<{study}/quote/Q1> <{BASE}q> "{derived}" <{BASE}graph/derived/s1> .\n']
        return sorted(said)

    before = lines(("Q1", '"a"'), ("Q2", '"b <x> ."'), ("Q3", '"c"'))
    after = lines(("Q1", '"a"'), ("Q2", '"b <y> ."'), ("Q4", '"d"'), derived="2")

    assert changes(before, after) == [Change("quote", 1, 1, 1, 1, ("Q4", "Q2", "Q3"))]
    assert changes(before, before) == []


@pytest.fixture
def store(tmp_path):
    """A store of its own, with the small study in it."""
    made = Place(tmp_path)
    kg.load(str(SMALL), into=made.graph)
    yield made
    made.graph.close()


def test_a_study_is_loaded_with_a_token_alone(store, check_page):
    check = store.check(("mine.zip", zipped(entries())), study="another")
    before = store.graph.store.revision()
    [kept] = store.sent_files()
    assert stat.S_IMODE(store.kept.stat().st_mode) == 0o700
    assert check not in str(kept), "the place does not tell the id"

    for token, status in (("", 401), ("pif_guessed", 403)):
        refused = store.load(check, token)
        assert refused.status_code == status
        assert "token" in refusal(refused, check_page)
        assert token == "" or token not in refused.text
        assert f'value="{check}"' in refused.text
    assert "Bearer" in store.load(check, "").headers["WWW-Authenticate"]
    assert store.graph.store.revision() == before

    loaded = store.load(check)

    assert loaded.status_code == 303
    assert loaded.headers["Location"] == "/studies/another?brought=loaded"
    page = check_page(store.client.get(loaded.headers["Location"]).text)
    assert "The study was loaded." in "".join(page.itertext())
    assert store.client.get("/quotes.json?study=another").json["total"] == 5
    assert store.sent_files() == []
    gone = store.client.get(f"/studies/new?check={check}")
    assert (gone.status_code, "any more" in refusal(gone, check_page)) == (404, True)


def test_a_study_is_replaced_when_that_was_ticked(store, check_page):
    check = store.check(*entries(change=reworded), field="folder")
    page = check_page(store.client.get(f"/studies/new?check={check}").text)

    told = store.told(check)
    [quotes] = [each for each in told["changes"] if each["kind"] == "quote"]
    assert quotes == {
        "kind": "quote", "added": 0, "changed": 1, "removed": 0, "kept": 4, "named": ["Q2"],
    }  # fmt: skip
    assert [e.get("name") for e in page.iter("input") if e.get("type") == "checkbox"] == ["replace"]

    kept = store.load(check)
    assert kept.status_code == 409
    assert "here already" in refusal(kept, check_page)

    assert store.load(check, replace="yes").headers["Location"].endswith("brought=replaced")
    [row] = [q for q in store.graph.quotes(study="small-study") if q.quote == "Q2"]
    assert row.text == "I was lost at first."


def test_a_study_that_was_changed_meanwhile_is_not_replaced(store, check_page, tmp_path):
    check = store.check(*entries(change=reworded), field="folder")
    store.graph.store.remove("small-study")
    for name, content in entries(change=lambda n, c: c.replace(b"made up", b"made by us")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    kg.load(str(tmp_path / "mine"), into=store.graph)

    answered = store.load(check, replace="yes")

    assert answered.status_code == 409
    assert "changed since" in refusal(answered, check_page)


def test_a_store_that_is_busy_loses_nothing(store, check_page):
    check = store.check(("mine.zip", zipped(entries())), study="another")
    other = open_store(Path(store.graph.store.address))

    with other.writing("a test"):
        busy = store.load(check)
    other.close()

    assert busy.status_code == 503
    assert int(busy.headers["Retry-After"]) > 0
    assert refusal(busy, check_page)
    assert store.load(check).status_code == 303


def test_programs_check_and_load_too(store):
    json_ = {"Accept": "application/json"}
    sent = {"file": (io.BytesIO(zipped(entries())), "mine.zip"), "study": "another"}

    told = store.client.post("/studies/new", data=sent, headers=json_)
    loaded = store.client.post(
        "/studies/new/load",
        data={"check": told.json["check"]},
        headers={**json_, "Authorization": f"Bearer {TOKEN}"},
    )

    assert told.json["preview"]["quotes"] == 5
    assert loaded.json["outcome"] == "loaded"
    again = store.client.post("/studies/new/load", data={"check": "x"}, headers=json_)
    assert (again.status_code, again.json["error"]["code"]) == (404, "unknown-thing")


def test_what_was_checked_is_forgotten_when_asked(place):
    check = place.check(("a.ttl", b"@prefix broken"))
    assert place.client.get(f"/studies/new?check={check}").status_code == 200

    answered = place.client.post("/studies/new/forget", data={"check": check})

    assert answered.status_code == 303
    assert place.client.get(f"/studies/new?check={check}").status_code == 404


@pytest.mark.parametrize(
    "site", [{"audience": "public", "original": None}, {"updates": False}], ids=["public", "off"]
)
def test_elsewhere_it_is_checked_and_not_loaded(tmp_path, check_page, site):
    made = Place(tmp_path, **site)
    kg.load(str(SMALL), into=made.graph)
    check = made.check(*entries(change=reworded), field="folder")

    page = check_page(made.client.get(f"/studies/new?check={check}").text)

    assert made.sent_files() == [], "what cannot be loaded is not kept"
    assert not [e for e in page.iter("input") if e.get("type") == "password"]
    refused = made.load(check)
    assert refused.status_code == 403
    assert "hange" in refusal(refused, check_page)
    shown = made.told(check)["changes"]
    assert (shown is None) == (site.get("audience") == "public"), "strangers learn of no other"
    made.graph.close()


# Keeping


def test_kept_for_a_while_and_no_longer(tmp_path):
    clock = Holding(tmp_path / "kept", lasts=0.2)
    said = {"suffix": ".zip"}
    id = clock.keep(said, [{"a": 1}], io.BytesIO(b"sent")).id
    assert clock.get(id).findings() == [{"a": 1}]

    Holding(tmp_path / "kept", lasts=-1).tidy()  # as another process does, later

    assert list((tmp_path / "kept").iterdir()) == []
    with pytest.raises(kg.errors.UnknownThing):
        clock.get(id)


def test_the_oldest_make_room(tmp_path):
    holding = Holding(tmp_path / "kept", most=3, most_bytes=10_000)
    ids = []
    for _ in range(5):
        ids.append(holding.keep({"suffix": ".zip"}, [], io.BytesIO(b"x")).id)
        for folder in (tmp_path / "kept").iterdir():
            os.utime(folder, (folder.stat().st_mtime - 1,) * 2)
    assert [is_kept(holding, id) for id in ids] == [False, False, True, True, True]

    large = holding.keep({"suffix": ".zip"}, [], io.BytesIO(bytes(20_000))).id
    assert [is_kept(holding, id) for id in [*ids, large]] == [False] * 5 + [True]


def is_kept(holding, id):
    try:
        return holding.get(id).id == id
    except kg.errors.UnknownThing:
        return False


# Projects of coding programs

PROJECTS = Path("tests/formats")
QUALCODER = PROJECTS / "qda_sqlite" / "data" / "pif_residents_data.qda"
SAME = PROJECTS / "qda" / "data" / "qualcoder" / "pif_residents_plain_line_endings.qdpx"
TAGUETTE = PROJECTS / "qda_sqlite" / "data" / "export_project.sqlite3"


@pytest.mark.parametrize("source", [QUALCODER, SAME, TAGUETTE], ids=lambda path: path.suffix)
def test_a_project_is_checked_and_told_what_is_not_kept(place, source, check_page):
    check = place.check((source.name, source.read_bytes()))

    page = check_page(place.client.get(f"/studies/new?check={check}").text)
    said = "".join(page.itertext())
    assert "Not kept" in said
    assert "Users" not in said
    assert not place.told(check)["refused"]


def test_a_project_brought_again_keeps_addresses_as_a_load_does(store):
    first = store.check(("a.qda", QUALCODER.read_bytes()), study="residents")
    assert store.load(first).status_code == 303

    again = store.check(("b.qdpx", SAME.read_bytes()), study="residents")

    told = store.told(again)
    kinds = {each["kind"]: each for each in told["changes"]}
    assert (kinds["coding"]["added"], kinds["coding"]["removed"]) == (0, 0)
    assert store.load(again, replace="yes").status_code == 303
    digests = {study.id: study.digest for study in store.graph.store.studies()}
    assert digests["residents"] == told["preview"]["digest"]


def test_a_zip_may_hold_a_project_and_the_file_that_describes_it(place):
    about = b"id: ward2026\ntitle: Residents\nlicence: CC BY 4.0\n"
    files = [("ward/r.qda", QUALCODER.read_bytes()), ("ward/r.study.yaml", about)]

    check = place.check(("ward.zip", zipped(files)))

    assert place.told(check)["study"] == "ward2026"
