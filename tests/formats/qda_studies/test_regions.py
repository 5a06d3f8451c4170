"""Parts of pictures, pages and recordings: kept as what they are, on every way in and out."""

import csv
import zipfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kg import model as m
from kg import validation
from kg.columns import column_for
from kg.exporting.exporting import _write_study_files
from kg.exporting.flat_tables import write_csv
from kg.exporting.reading import study_in
from kg.findings import Place, violations
from kg.formats import read
from kg.formats.qda.continuing import keep_addresses
from kg.formats.qda.project import (
    Code,
    Coder,
    Coding,
    Losses,
    Project,
    Region,
    Selection,
    Source,
)
from kg.formats.qda.refi import read_refi, write_qdpx
from kg.formats.qda.studying import study_of
from kg.formats.reporting import Report
from kg.namespaces import PIF, study_graph
from kg.preparing import silent
from kg.statements import statements

ROOT = Path(__file__).resolve().parents[3]
STANDARD = ROOT / "tests/formats/qda/data/standard"
REAL = sorted(STANDARD.glob("annexA[23]*.qd[pe]*"))
PROJECT = etree.XMLSchema(etree.parse(STANDARD / "Project.xsd"))
HERE = Place("made")


def marks(path):
    """Return what each element of a project's file marks: its name and all that says where."""
    named = {f"{kind}Selection" for kind in ("Picture", "PDF", "Audio", "Video", "Transcript")}
    where = ("page", "firstX", "firstY", "secondX", "secondY", "begin", "end")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            [name] = [n for n in archive.namelist() if n.lower() == "project.qde"]
            tree = etree.fromstring(archive.read(name))
    else:
        tree = etree.parse(path).getroot()
    found = Counter()
    codes = {c.get("guid").lower(): c.get("name") for c in tree.iter("{*}Code")}
    for element in tree.iter("{*}*"):
        tag = etree.QName(element).localname
        if tag in named and element.find("{*}Coding") is not None:
            refs = element.findall("{*}Coding/{*}CodeRef")
            code_names = sorted(codes[ref.get("targetGUID").lower()] for ref in refs)
            place = tuple((a, element.get(a)) for a in where if element.get(a))
            if tag == "TranscriptSelection":
                tag, place = _stretch(tree, element)
            found[tag, place, tuple(code_names)] += 1
    return tree, found


def _stretch(tree, element):
    """Return a stretch of a transcript as one of its recording, which it is without a text."""
    times = {p.get("guid"): p.get("timeStamp") for p in tree.iter("{*}SyncPoint")}
    medium = etree.QName(element.getparent().getparent()).localname.removesuffix("Source")
    ends = zip(("begin", "end"), ("fromSyncPoint", "toSyncPoint"), strict=True)
    return f"{medium}Selection", tuple((n, times[element.get(e)]) for n, e in ends)


@pytest.mark.parametrize("profile", ["", "nvivo", "maxqda"])
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_projects_go_out_of_the_graph_with_the_same_selections(path, profile, tmp_path):
    _, before = marks(path)
    study = study_of(read_refi(path, Report()), Report(), id="s1")

    write_qdpx(study_in("s1", statements(study).graphs), tmp_path / "out.qdpx", profile=profile)

    tree, after = marks(tmp_path / "out.qdpx")
    assert PROJECT.validate(tree), PROJECT.error_log
    assert before
    assert before == after


NUMBERS = st.integers(-(10**6), 10**6)
TIMES = st.integers(0, 10**8)
WORDS = st.text("abc é😀\n", max_size=8).map(str.strip)


@st.composite
def studies(draw):
    """A study in which regions of every medium are coded, by themselves and with words in them."""
    study = m.Study("s1", HERE, title="made", licence="https://example.org/l")
    study.codes = [m.Code(f"k{n}", HERE, f"code {n}") for n in range(3)]
    for n, medium in enumerate(draw(st.lists(st.sampled_from(MEDIA), min_size=1, max_size=3))):
        text = draw(st.none() | st.just("One line.\nAnd an 😀 in another."))
        document = m.Document(f"D{n}", HERE, "other", text=text, medium=medium, access="closed")
        study.documents.append(document)
        for r in range(draw(st.integers(1, 3))):
            region = m.Region(f"R{n}.{r}", HERE, document.id, **draw(PLACES[medium]))
            filled = r == 0 and medium != "picture" and _has_place(region)
            if filled:
                words = text[4:19] if text else "Words of it."
                start, end = (4, 19) if text else (None, None)
                if text is None and medium != "pdf":
                    continue
                quote = m.Quote(
                    f"Q{n}", HERE, words, document.id, start=start, end=end, region=region.id,
                    access="restricted",
                )  # fmt: skip
                study.quotes.append(quote)
            else:
                region.label, region.note = draw(WORDS).replace("\n", " "), draw(WORDS)
                if not _has_place(region):
                    region.label = region.note = ""
            study.regions.append(region)
            for code in draw(st.sets(st.sampled_from(["k0", "k1", "k2"]), min_size=1)):
                at = {"quote": f"Q{n}"} if filled else {"quote": "", "region": region.id}
                moment = draw(st.sampled_from(["", "2024-05-02T14:30:00Z"]))
                study.codings.append(
                    m.Coding(
                        f"{at['quote'] or region.id}-{code}", HERE, concept=m.Concept(code),
                        coder="coder-1", moment=moment, kind="author", rationale=draw(WORDS), **at,
                    )
                )  # fmt: skip
    wholes = set()
    for region in list(study.regions):  # a document is a whole once, and each place is one
        key = (region.document, region.page, region.box, region.begin, region.end)
        if key in wholes:
            study.regions.remove(region)
            study.codings = [c for c in study.codings if c.region != region.id]
            gone = {q.id for q in study.quotes if q.region == region.id}
            study.quotes = [q for q in study.quotes if q.id not in gone]
            study.codings = [c for c in study.codings if c.quote not in gone]
        wholes.add(key)
    return study


def _has_place(region):
    return region.page is not None or region.box is not None or region.begin is not None


MEDIA = ("picture", "pdf", "audio", "video")
BOXES = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
STRETCHES = st.tuples(TIMES, TIMES).map(sorted)
PLACES = {
    "picture": st.fixed_dictionaries({"box": st.none() | BOXES}),
    "pdf": st.fixed_dictionaries(
        {"page": st.none() | st.integers(0, 99), "box": st.none() | BOXES}
    ),
    "audio": STRETCHES.map(lambda times: dict(zip(("begin", "end"), times, strict=True))),
    "video": st.just({}) | st.builds(lambda begin: {"begin": begin}, TIMES),
}


def plain(study):
    """Return what is said of regions and of what stands in them, in order of ids."""
    found = []
    for records in (study.documents, study.regions, study.quotes, study.codings):
        said = [{**asdict(r), "place": None} for r in records]
        found.append(sorted(said, key=lambda r: r["id"]))
    return found


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from(["", "nvivo", "maxqda"]))
def test_regions_come_back_from_a_project_as_they_were(tmp_path_factory, study, profile):
    out = tmp_path_factory.mktemp("out") / "out.qdpx"

    write_qdpx(study, out, profile=profile)

    report = Report()
    back = study_of(read_refi(out, report), Report(), id="s1")
    assert report.findings() == []
    assert PROJECT.validate(marks(out)[0]), PROJECT.error_log
    assert plain(back) == plain(study)


@settings(max_examples=15, deadline=None)
@given(studies())
def test_regions_come_back_from_graphs_and_from_study_files(tmp_path_factory, study):
    made = tmp_path_factory.mktemp("out")
    graphs = statements(study).graphs

    model = study_in("s1", graphs)
    losses, found = _write_study_files(model, graphs, "folder", made, silent)

    assert plain(model) == plain(study)
    assert not violations(found)
    assert [what for what, _, _ in losses.lines() if what.startswith("pif:")] == []
    assert plain(read(made / "out").model) == plain(study)


def project(*selections, medium="picture"):
    return Project(
        coders=[Coder("u", "Ann")],
        codes=[Code("c", "Trust")],
        sources=[Source("s", "drawing.png", medium)],
        selections=list(selections),
    )


def coded(id, region, **more):
    codings = [Coding(f"{id}-1", "c", "u", "2024-01-01T00:00:00")]
    return Selection(id, "s", region=region, codings=codings, **more)


def test_a_place_is_one_region_however_often_it_was_marked():
    study = study_of(
        project(
            coded("a", Region(box=(1, 2, 3, 4)), name="the hand", memo="large"),
            coded("b", Region(box=(1, 2, 3, 4)), memo="very large"),
            coded("c", Region(box=(1, 2, 3, 5))),
            Selection("d", "s", region=Region(box=(9, 9, 9, 9)), memo="nothing here"),
        ),
        Report(), id="s1",
    )  # fmt: skip

    assert [(r.box, r.label, r.note) for r in study.regions] == [
        ((1, 2, 3, 4), "the hand", "large\nvery large"),
        ((1, 2, 3, 5), "", ""),
        ((9, 9, 9, 9), "", "nothing here"),
    ]
    assert [(c.quote, c.region) for c in study.codings] == [
        ("", study.regions[0].id), ("", study.regions[1].id),
    ]  # fmt: skip
    assert study.quotes == []
    assert study.documents[0].medium == "picture"


@pytest.mark.parametrize(
    "region",
    [Region(), Region(page=-1), Region(begin=-5, end=9), Region(box=(10**17, 0, 0, 0)),
     Region(end=7)],
    ids=str,
)  # fmt: skip
def test_a_place_that_is_none_is_counted_and_left_out(region):
    made = project(coded("a", region), medium="audio")

    study = study_of(made, Report(), id="s1")

    assert (study.regions, study.codings) == ([], [])
    counted = {what: number for what, _, number in made.losses.lines()}
    assert (counted["Selection"], counted["Coding"]) == (1, 1)


def test_what_regions_say_passes_the_checks_and_supports_nothing():
    study = study_of(
        project(coded("a", Region(box=(1, 2, 3, 4))), coded("b", Region(), is_whole=True)),
        Report(), id="s1",
    )  # fmt: skip
    stated = statements(study)

    found = validation.check(stated.graphs, places=stated.places, column_for=column_for)

    about_regions = [f for f in found if "/region/" in f.focus or "/coding/" in f.focus]
    assert about_regions == []
    said = stated.graphs[study_graph("s1")]
    assert {p for _, p, _ in said if p == f"<{PIF}codingTarget>"} == set()
    assert len({o for _, p, o in said if p == f"<{PIF}codingRegion>"}) == 2


def test_flat_tables_have_regions_apart_from_what_counts_quotes(tmp_path):
    made = project(coded("a", Region(box=(1, 2, 3, 4)), name="the hand"))
    made.sources[0].text = "Some words."
    made.selections.append(
        Selection("q", "s", 0, 4, "Some", codings=[Coding("q-1", "c", "u", "2024-01-01")])
    )
    study = study_of(made, Report(), id="s1")

    write_csv(study, tmp_path, Losses())

    tables = {
        p.stem: list(csv.DictReader(p.read_text(encoding="utf-8").splitlines()))
        for p in tmp_path.iterdir()
    }
    [row] = tables["regions"]
    assert (row["label"], row["medium"], row["second_x"]) == ("the hand", "picture", "3")
    assert (row["codes"], row["coders"]) == ("trust", "coder-1")
    assert [row["quote"] for row in tables["codings"]] == [study.quotes[0].id]
    assert [row["quotes"] for row in tables["codes"]] == ["1"]


def test_a_region_keeps_its_address_when_its_document_is_called_otherwise():
    made = project(coded("a", Region(box=(1, 2, 3, 4))), coded("b", Region(box=(5, 6, 7, 8))))
    made.sources[0].text = "What is written below the drawing."
    before = study_of(made, Report(), id="s1")
    made.sources[0].name = "scan of a drawing.png"
    made.selections.pop()

    study = study_of(made, Report(), id="s1")
    keep_addresses(study, statements(before).graphs)

    assert [r.id for r in study.regions] == [before.regions[0].id]
    assert [c.id for c in study.codings] == [before.codings[0].id]
