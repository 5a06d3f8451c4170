"""Matrix, co-occurrence and agreement: every number opens its quotes, every table goes along."""

import csv
import io
import re
from xml.etree import ElementTree

import openpyxl
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


def test_shares_are_of_the_row_and_lead_to_the_same_quotes(get_page):
    page = get_page("/matrix?show=shares")

    [heat] = [t for t in page.iter("table") if t.get("class") == "heat"]
    [row] = [tr for tr in heat.iter("tr") if text_of(tr).startswith("Identity work")]
    links = [a for td in row.iter("td") for a in td.iter("a")]
    assert [a.text for a in links] == ["7", "29\u00a0%", "71\u00a0%"]
    assert text_of(links[2]).endswith("of identity work: 5 quotes, identity work, peer mentor")
    assert counted(get_page(links[2].get("href"))) == 5
    assert "in percent: " in text_of(heat.find("caption"))


def test_what_nobody_said_is_shown_when_asked_for(get_page):
    def rows(page):
        return [text_of(th) for th in page.iter("th") if th.get("scope") == "row"]

    page = get_page("/matrix?rows=construct&cols=role")
    links = {text_of(a): a.get("href") for a in page.find(".//main").iter("a")}

    whole = get_page(links["show rows and columns without quotes"])
    assert "Enriching" not in rows(page)
    assert "Enriching" in rows(whole)
    links = {text_of(a): a.get("href") for a in whole.find(".//main").iter("a")}
    assert links["hide rows and columns without quotes"] == "/matrix?rows=construct&cols=role"


def test_where_both_ways_of_counting_differ_is_said_with_both_numbers(get_page):
    page = get_page("/matrix?role=peer-mentor")

    [table] = [t for t in page.iter("table") if "As filed" in text_of(t)]
    said = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    assert ["Identity work", "5 quotes that support identity work by the shared scheme",
            "4 quotes that support identity work as filed"] in said  # fmt: skip
    for a in table.iter("a"):
        assert counted(get_page(a.get("href"))) == int(a.text)


def test_figures_say_what_they_count_and_where_they_are_from(client):
    for path in (
        "/matrix.svg?role=mentee&role=mentor&show=shares",
        "/cooccurrence.svg?role=mentee",
    ):
        answer = client.get(path)

        figure = ElementTree.fromstring(answer.text)
        said = [text_of(t) for t in figure.iter("{http://www.w3.org/2000/svg}text")]
        assert "Counted are the quotes said by mentees" in " ".join(said)
        assert "state of the graph" in " ".join(said)
        assert "var(" not in answer.text, "other programs know no variables"


WORKBOOKS = (
    "/matrix.xlsx?rows=construct&cols=participant",
    "/matrix.xlsx?rows=code&cols=code",
    "/cooccurrence.xlsx",
)


@pytest.mark.parametrize("path", WORKBOOKS)
def test_a_workbook_has_the_cells_of_the_csv(client, path):
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(path).data)).active

    wanted = list(csv.reader(io.StringIO(client.get(path.replace(".xlsx", ".csv")).text)))
    found = [
        ["" if c is None else str(c) for c in row] for row in sheet.iter_rows(values_only=True)
    ]
    assert found == wanted
    assert all(isinstance(c.value, int) for c in sheet[2][2:])


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


def test_every_disagreement_opens_its_quotes_with_what_each_coder_gave(coded_twice, check_page):
    client = create_app(coded_twice).test_client()
    [study] = coded_twice.studies()
    page = check_page(client.get(f"/agreement?study={study}").text)

    apart = [a for a in page.iter("a") if "/agreement/quotes?" in (a.get("href") or "")]

    assert len(apart) > 5
    for a in apart[:6]:
        there = check_page(client.get(a.get("href")).text)
        said = int(re.match(r"[0-9]+", text_of(a))[0])
        assert counted(there) == said > 0
        assert len(list(there.iter("article"))) == min(said, 25)
        if "code=" in a.get("href"):
            code = text_of(there.find(".//p[@class='lede']")).partition("the code ")[2]
            gave = [text_of(ul) for ul in there.iter("ul") if ul.get("class") == "plain small gave"]
            assert all(code.partition(",")[0] in words for words in gave)


def test_quotes_apart_are_what_percent_agreement_leaves(coded_twice):
    client = create_app(coded_twice).test_client()
    [study] = coded_twice.studies()
    measured = coded_twice.agreement(study)
    everybody = tuple(c.coder for c in measured.coders)

    for first, second in [everybody[:2], everybody[-2:]]:
        units = client.get(f"/agreement/quotes.json?study={study}").json["units"]
        apart = [u for u in units if {first, second} <= u["codes"].keys()
                 and u["codes"][first] != u["codes"][second]]  # fmt: skip
        line = measured.line(coders=(first, second))
        assert len(apart) == round((1 - line.percent.value) * line.units)
    taken = client.get(f"/agreement/quotes.csv?study={study}").text
    rows = csv.DictReader(io.StringIO(taken))
    assert {row["quote"] for row in rows} == {
        q.rpartition("/")[2] for u in units for q in u["quotes"]
    }
    assert client.get("/agreement/quotes?study=nope").status_code == 404
    assert client.get(f"/agreement/quotes?study={study}&code=nope").status_code == 404


def test_one_coder_agrees_with_nobody(get_page):
    assert "No study here was coded by more than one person" in text_of(
        get_page("/agreement").find(".//main")
    )
    page = get_page("/agreement?study=krishna2024")
    assert "was coded by one coder only (authors)" in text_of(page.find(".//main"))
