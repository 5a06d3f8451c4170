"""Matrix, co-occurrence and agreement: every number opens its quotes, every table goes along."""

import csv
import io
from xml.etree import ElementTree

import pytest

import kg
from webui import create_app


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def heading(page):
    return text_of(page.find(".//h1"))


def counted(page):
    first = heading(page).partition(" ")[0]
    return 0 if first == "No" else int(first.replace(",", ""))


def numbers(page):
    """Return the links of a page whose words are a number."""
    return [
        (int(a.text.replace(",", "")), a.get("href"))
        for a in page.find(".//main").iter("a")
        if a.text and a.text.replace(",", "").isdigit()
    ]


MATRICES = [
    "/matrix",
    "/matrix?rows=construct&cols=role&mode=filed",
    "/matrix?rows=participant&cols=construct&role=mentee",
    "/matrix?rows=construct&cols=construct&source=diary",
    "/matrix?rows=code&cols=code",
    "/matrix?rows=code&cols=role&code=krishna2024/d2.4",
    "/matrix?rows=document&cols=coder&not=identity-work",
    "/matrix?rows=claim&cols=status&supports=reflection",
    "/cooccurrence",
    "/cooccurrence?mode=filed",
    "/cooccurrence?kind=code&role=peer-mentor",
]


@pytest.mark.parametrize("path", MATRICES)
def test_every_number_opens_as_many_quotes(get_page, path):
    found = numbers(get_page(path))

    assert found
    for count, href in dict.fromkeys(found[::3]):
        assert counted(get_page(href)) == count, href


def test_axes_are_chosen_and_conditions_taken_back(get_page):
    page = get_page("/matrix?rows=participant&cols=source&role=mentee")

    assert heading(page) == "Quotes by participant and source"
    fields = {s.get("name"): s for s in page.iter("select")}
    assert [o.text for o in fields["rows"] if o.get("selected") is not None] == ["participant"]
    assert [o.get("value") for o in fields["role"] if o.get("selected") is not None] == ["mentee"]
    [back] = [a for a in page.iter("a") if text_of(a) == "remove said by mentees"]
    assert back.get("href") == "/matrix?rows=participant&cols=source"


def test_tables_are_taken_away(client):
    table = list(csv.reader(io.StringIO(client.get("/matrix.csv?rows=construct&cols=role").text)))
    drawing = ElementTree.fromstring(client.get("/matrix.svg?rows=construct&cols=role").data)
    body = client.get("/matrix.json?rows=construct&cols=role").json

    assert table[0] == ["construct", "label", "mentee", "peer-mentor", "all"]
    assert ["identity-work", "identity work", "2", "5", "7"] in table
    assert drawing.tag.endswith("svg")
    assert body == client.get("/api/matrix?rows=construct&cols=role").json
    pairs = client.get("/cooccurrence.csv?layout=pairs").text
    assert pairs.splitlines()[0].startswith("first,")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/matrix?rows=colour", "not counted by"),
        ("/matrix?part=9", "fewer groups of columns"),
        ("/matrix?all=perhaps", "Use true or false"),
        ("/matrix?supports=paching", "patching"),
        ("/cooccurrence?kind=claim", "Use construct or code"),
        ("/agreement?unit=word", "quote or character"),
        ("/agreement?colour=red", "unknown or there twice"),
    ],
)
def test_what_cannot_be_counted_is_said(get_page, client, path, says):
    answer = client.get(path)

    assert answer.status_code in (400, 404)
    assert says in text_of(get_page(path, answer.status_code).find(".//main"))


def test_nothing_to_count_says_so(get_page):
    page = get_page("/matrix?supports=enriching")

    assert "No quotes stand in such a table" in text_of(page.find(".//main"))


def test_a_table_too_large_to_read_names_the_way_out(get_page, monkeypatch):
    from kg.pages import counting

    monkeypatch.setattr(counting, "MOST_CELLS", 20)
    page = get_page("/matrix", 413)

    said = text_of(page.find(".//main"))
    assert "13 rows by 2 columns; a page shows 20 cells" in said
    assert "The whole as CSV" in said


def test_many_columns_come_forty_at_a_time(get_page, monkeypatch):
    from webui import matrices

    monkeypatch.setattr(matrices, "MOST_COLUMNS", 4)
    page = get_page("/matrix?rows=role&cols=participant")

    [second] = [a for a in page.iter("a") if text_of(a) == "5\u20138"]
    heads = [
        text_of(th) for th in get_page(second.get("href")).iter("th") if th.get("scope") == "col"
    ]
    assert len(heads) == 2 + 4


@pytest.fixture(scope="module")
def coded_twice(tmp_path_factory):
    """A study that three people coded, made by rule."""
    from benchmarks.generate import write_folder
    from benchmarks.studies import study

    folder = write_folder(study(0, 60), tmp_path_factory.mktemp("coded"))
    with kg.open_graph(tmp_path_factory.mktemp("coded-store") / "store") as graph:
        kg.load(folder, into=graph)
        yield graph


def test_agreement_is_that_of_the_command(coded_twice, check_page):
    client = create_app(coded_twice).test_client()
    [study] = coded_twice.studies()
    measured = coded_twice.agreement(study)
    assert measured.possible

    page = check_page(client.get(f"/agreement?study={study}").text)

    said = text_of(page.find(".//main"))
    assert measured.about in said
    assert f"{100 * measured.lines[0].percent.value:.1f}" in said
    assert client.get(f"/agreement.json?study={study}").json == measured.to_dict()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/agreement.csv?study={study}").text)))
    assert len(rows) == len(measured.lines)
    for count, href in numbers(page)[:12]:
        assert counted(check_page(client.get(href).text)) == count, href


def test_one_coder_agrees_with_nobody(get_page):
    assert "No study here was coded by more than one person" in text_of(
        get_page("/agreement").find(".//main")
    )
    page = get_page("/agreement?study=krishna2024")
    assert "was coded by one coder only (authors)" in text_of(page.find(".//main"))
