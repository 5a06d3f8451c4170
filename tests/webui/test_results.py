"""Answers drawn: which chart their rows fit, what it shows, the table beside it, a file of it."""

import xml.etree.ElementTree as ET

import pytest

from kg.namespaces import CONSTRUCT, XSD
from kg.pages.figures import Bars, Course, Crossed, figure_of, ticks
from kg.pages.joined import MOST_LISTED, MOST_THINGS, Statement, joined, statements

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> \u202egnihctap " + "x" * 200


def words_of(element):
    return " ".join("".join(element.itertext()).split())


def whole(number):
    return f'"{number}"^^<{XSD}integer>'


def rows_of(columns, *rows):
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("PIF_QUERIES", str(tmp_path))

    def write(name, text):
        (tmp_path / f"{name}.rq").write_text(text, "utf-8")

    return write


# What fits


def test_names_with_two_whole_numbers_are_bars_of_both():
    columns = ["role", "quotes", "people", "study"]

    found = figure_of(
        columns,
        rows_of(
            columns,
            ('"mentee"', whole(14), whole(5), '"one"'),
            ('"mentor"', whole(3), whole(2), '"one"'),
        ),
    )

    assert isinstance(found, Bars)
    assert (found.label, found.values) == ("role", ("quotes", "people"))
    assert [bar.amounts for bar in found.bars] == [(14, 5), (3, 2)]
    assert found.constant == (("study", "one"),)


def test_a_label_goes_before_an_id_and_leads_to_the_thing():
    columns = ["code", "label", "quotes", "iri"]

    found = figure_of(
        columns,
        rows_of(
            columns,
            ('"c1"', '"Patching"@en', whole(1), f"<{CONSTRUCT}patching>"),
            ('"c2"', '"Splinting"@en', whole(2), f"<{CONSTRUCT}splinting>"),
        ),
    )

    assert found.label == "label"
    assert found.bars[0].iri == f"{CONSTRUCT}patching"


def test_two_names_with_a_number_are_a_table_and_gaps_are_no_zeros():
    columns = ["construct", "role", "quotes"]

    found = figure_of(
        columns,
        rows_of(
            columns,
            ('"patching"', '"mentee"', whole(1)),
            ('"patching"', '"mentor"', whole(2)),
            ('"splinting"', '"mentor"', whole(0)),
        ),
    )

    assert isinstance(found, Crossed)
    assert [name.label for name in found.columns] == ["mentee", "mentor"]
    assert found.cells == ((1, 2), (None, 0))


@pytest.mark.parametrize("kind", ["gYear", "date", "dateTime", "integer"])
def test_dates_with_a_number_are_a_line_in_their_order(kind):
    ends = {"date": "-02-03", "dateTime": "-02-03T10:00:00Z"}
    columns = ["year", "works"]

    found = figure_of(
        columns,
        rows_of(
            columns,
            *(
                (f'"{year}{ends.get(kind, "")}"^^<{XSD}{kind}>', whole(n))
                for year, n in ((2020, 3), (1999, 1), (2005, 2))
            ),
        ),
    )

    assert isinstance(found, Course)
    assert [point.amount for point in found.points] == [1, 2, 3]
    assert found.points[0].when.startswith("1999")


@pytest.mark.parametrize(
    "rows",
    [
        [('"a"', '"b"'), ('"c"', '"d"')],
        [('"a"', whole(1))],
        [('"a"', whole(1)), ('"a"', whole(2))],
        [('"a"', f'"NaN"^^<{XSD}double>'), ('"b"', f'"INF"^^<{XSD}double>')],
        [],
    ],
    ids=["no number", "one row", "no name tells them apart", "no number that is one", "no rows"],
)
def test_what_fits_no_chart_has_none(rows):
    assert figure_of(["a", "b"], rows_of(["a", "b"], *rows)) is None


def test_more_than_can_be_drawn_is_counted():
    rows = rows_of(["a", "n"], *((f'"{i}"', whole(i)) for i in range(100)))

    found = figure_of(["a", "n"], rows, 5_000)

    assert len(found.bars) + found.left == 5_000


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (-3, 7), (0, 0.001), (0, 1e14), (5, 5)])
def test_ticks_take_in_both_ends(low, high):
    marks = ticks(low, high)

    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 7


# Pages


def test_a_chart_stands_beside_the_rows_it_shows(get_page):
    page = get_page("/queries/filed-against-scheme?show=chart")

    [chart] = page.findall(f".//{SVG}svg[@class='chart']")
    assert chart.get("role") == "img"
    drawn = words_of(chart)
    assert "The table says the same." in drawn
    bars = [float(e.get("width")) for e in chart.iter(f"{SVG}rect") if e.get("class") == "bar2"][1:]
    [table] = [t for t in page.iter("table") if "answer" in t.get("class", "")]
    head = [words_of(th) for th in table.find("thead/tr")]
    numbers = [int(words_of(tr[head.index("supporting")])) for tr in table.find("tbody")]
    assert len(bars) == len(numbers) == 13
    highest = max(bars)
    assert bars == pytest.approx([highest * n / max(numbers) for n in numbers], abs=0.1)
    assert "identity-work" in drawn


def test_ways_lead_to_each_other_and_say_where_one_is(get_page):
    table = get_page("/queries/quotes-per-role?answer=rows")
    [ways] = [n for n in table.iter("nav") if n.get("aria-label") == "How to show the answer"]
    links = {words_of(a): a for a in ways.iter("a")}

    chart = get_page(f"/queries/quotes-per-role{links['As a chart'].get('href')}")

    assert links["As a table"].get("aria-current") == "page"
    assert chart.findall(f".//{SVG}svg[@class='chart']")


def test_words_are_no_chart_and_it_is_said(get_page):
    plain = get_page("/queries/quotes-for-construct?construct=identity-work")
    asked = get_page("/queries/quotes-for-construct?construct=identity-work&show=chart")

    assert "How to show the answer" not in {n.get("aria-label") for n in plain.iter("nav")}
    assert "These rows are no chart" in words_of(asked)
    assert "7 rows" in words_of(asked)
    assert not asked.findall(f".//{SVG}svg")


def test_two_names_are_drawn_as_a_table_of_tints(get_page, own):
    own(
        "crossed",
        "SELECT ?code ?role (COUNT(?q) AS ?n) { ?q pif:supports ?code ; "
        "pif:spokenInTenure/rdf:type ?role } GROUP BY ?code ?role ORDER BY ?code",
    )

    page = get_page("/queries/crossed?show=chart")

    [heat] = [t for t in page.iter("table") if "heat" in t.get("class", "")]
    tints = {td.get("class") for td in heat.iter("td")}
    assert {"h1", "h4"} <= tints
    assert "Tints from faint to strong" in words_of(heat.find("caption"))


def test_a_chart_is_also_a_file_with_its_source(client):
    answer = client.get("/queries/quotes-per-role.svg?study=krishna2024")
    none = client.get("/queries/quotes-for-construct.svg?construct=patching")

    assert answer.content_type.startswith("image/svg+xml")
    assert "attachment" in answer.headers["Content-Disposition"]
    root = ET.fromstring(answer.text)
    said = "".join(root.itertext())
    assert "Number of quotes in each role (study: krishna2024)" in " ".join(said.split())
    assert "/queries/quotes-per-role?study=krishna2024" in said.replace("\n", "")
    assert not [e for e in root.iter() if e.get("style")]
    assert none.status_code == 400
    assert "no chart" in none.text


def test_hostile_names_are_drawn_as_text(client, check_page, own):
    own(
        "hostile",
        f"SELECT ?a ?n {{ VALUES (?a ?n) {{ ('{HOSTILE}' 1) ('<b>' -2.5) (\"''\" 3) }} }}",
    )

    page = client.get("/queries/hostile?show=chart", headers={"Accept": "text/html"})
    file = client.get("/queries/hostile.svg")

    check_page(page.text)
    assert "<script>alert" not in page.text
    assert "<script>alert(1)</script>" in "".join(ET.fromstring(file.text).itertext())
    assert "\u202e" not in file.text


def test_numbers_below_zero_go_the_other_way(client, own):
    own("below", "SELECT ?a ?n { VALUES (?a ?n) { ('up' 2) ('down' -2) } }")

    root = ET.fromstring(client.get("/queries/below.svg").text)

    up, down = [e for e in root.iter(f"{SVG}rect") if e.get("class") == "bar"]
    assert up.get("width") == down.get("width")
    assert float(down.get("x")) + float(down.get("width")) == pytest.approx(float(up.get("x")))


# The table


def column(page, name):
    [table] = [t for t in page.iter("table") if "answer" in t.get("class", "")]
    head = [words_of(th).rstrip(" \u2191\u2193") for th in table.find("thead/tr")]
    return [words_of(tr[head.index(name)]) for tr in table.find("tbody")]


def test_rows_are_sorted_by_address_and_numbers_by_their_size(get_page):
    address = "/queries/filed-against-scheme"
    page = get_page(f"{address}?answer=rows")
    links = {words_of(th): th.find(".//a").get("href") for th in page.find(".//table/thead/tr")}

    highest = get_page(address + links["supporting"])
    lowest = get_page(f"{address}?answer=rows&sort=supporting")
    by_name = get_page(address + links["construct"])

    numbers = [int(n) for n in column(highest, "supporting")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 9
    assert [int(n) for n in column(lowest, "supporting")] == numbers[::-1]
    assert column(by_name, "construct") == sorted(column(by_name, "construct"))
    sorted_by = [th.get("aria-sort") for th in highest.find(".//table/thead/tr")]
    assert [s for s in sorted_by if s] == ["descending"]


def test_a_sorted_answer_is_paged_in_its_order(get_page):
    address = "/queries/filed-against-scheme?answer=rows&sort=-supporting"
    whole_ = column(get_page(address), "construct")
    first = get_page(f"{address}&limit=5")
    [following] = [a.get("href") for a in first.iter("a") if a.get("rel") == "next"]

    second = get_page(f"/queries/filed-against-scheme{following}")

    assert column(first, "construct") + column(second, "construct") == whole_[:10]


def test_a_column_that_is_not_there_is_refused(get_page):
    page = get_page("/queries/quotes-per-role?sort=-nothing", status=400)
    hidden = get_page("/queries/quotes-per-role?sort=_study_iri", status=400)

    assert "no column 'nothing'" in words_of(page)
    assert "no column '_study_iri'" in words_of(hidden)


def test_numbers_stand_to_the_right(get_page):
    page = get_page("/queries/quotes-per-role?answer=rows")

    kinds = [td.get("class") for td in page.find(".//tbody/tr")]
    assert kinds == [None, "num", "num", None]


# A graph

GRAPH = (
    "CONSTRUCT { ?q pif:supports ?c ; a pif:Quote ; pif:text ?text . ?c skos:broader ?b } WHERE "
    "{ ?q pif:supports c:identity-work, ?c ; pif:text ?text . ?c skos:broader ?b }"
)


def edges_of(drawing):
    return [e.get("class") for e in drawing.iter(f"{SVG}path")]


def test_statements_are_drawn_and_listed(get_page, own):
    own("built", GRAPH)

    plain = get_page("/queries/built?answer=rows")
    page = get_page("/queries/built?show=graph")

    assert "show=graph" in {a.get("href").strip("?").split("&")[0] for a in plain.iter("a")}
    [drawing] = page.findall(f".//{SVG}svg")
    links = {a.get("href") for a in drawing.iter(f"{SVG}a")}
    assert {"/study/krishna2024/quote/Q27", "/constructs/patching"} <= links
    assert {"derived", "stated"} <= set(edges_of(drawing))
    [listed] = [ul for ul in page.iter("ul") if ul.get("class") == "tree"]
    text = words_of(listed)
    assert "is a quote" in text
    assert "From mentoring and leadership experiences" in text
    assert {a.get("href") for a in listed.iter("a")} >= links


def test_rows_of_two_things_are_drawn_with_what_joins_them(get_page):
    page = get_page("/queries/overlapping-quotes?show=graph")

    [drawing] = page.findall(f".//{SVG}svg")
    assert len(list(drawing.iter(f"{SVG}a"))) == 2
    assert "overlaps" in words_of(drawing)


def test_rows_of_subject_predicate_and_object_are_statements():
    iri = "<http://example.org/%s>".__mod__
    columns = ["s", "p", "o"]

    found = statements(columns, rows_of(columns, (iri("a"), iri("b"), '"words"')))

    assert found == [Statement(iri("a"), iri("b"), '"words"')]
    assert statements(["a", "b", "c"], rows_of(["a", "b", "c"], [iri("a")] * 3)) is None


def test_what_is_not_drawn_or_listed_is_counted(study_graph):
    many = [
        Statement(
            f"<http://example.org/{i}>", "<http://example.org/p>", f"<http://example.org/{j}>"
        )
        for i in range(40)
        for j in range(40, 60)
    ]

    found = joined(study_graph.store, many, 5_000)

    assert len(found.things) <= MOST_THINGS
    assert len(found.lines) + found.left == 5_000
    assert found.unlisted == 5_000 - MOST_LISTED


def test_nothing_joined_is_said(get_page, own):
    own("alone", "CONSTRUCT { ?q pif:text ?t } WHERE { ?q a pif:Quote ; pif:text ?t }")

    page = get_page("/queries/alone?show=graph")

    assert "Nothing in this answer joins two things" in words_of(page)
    assert not page.findall(f".//{SVG}svg")


def test_a_graph_is_also_a_file(client, own):
    own("built", GRAPH)

    root = ET.fromstring(client.get("/queries/built.svg?show=graph").text)

    links = [a.get("href") for a in root.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("http://localhost/") for link in links)
    assert not list(root.iter(f"{SVG}style"))


def test_hostile_statements_are_text(client, check_page, own):
    own(
        "hostile",
        "CONSTRUCT { <http://e.org/a> <http://e.org/p> ?to ; "
        f'rdfs:label "{HOSTILE}" ; rdfs:comment "<img src=x>" }} WHERE {{ '
        'BIND(IRI(CONCAT("javascript", ":alert(1)")) AS ?to) }',
    )

    page = client.get("/queries/hostile?show=graph", headers={"Accept": "text/html"})

    check_page(page.text)
    assert "<script>alert" not in page.text
    assert "<img" not in page.text


def test_asking_again_keeps_the_way_of_showing(get_page):
    page = get_page("/queries/quotes-per-role?show=chart")

    kept = {e.get("name"): e.get("value") for e in page.iter("input") if e.get("type") == "hidden"}
    assert kept == {"show": "chart"}
