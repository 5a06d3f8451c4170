"""The pages of a quote, a document, a person, a claim, a work and a code."""

import re

import pytest
from generated_studies import fill, texts_of
from hostile_study import TABLES, write_hostile_study

import kg
from kg.evidence.agreement import agreement
from kg.namespaces import PIF
from kg.pages.document import PAGE
from kg.terms import iri, text
from webui import Site, create_app

STUDY = "/study/krishna2024"
PRATT = "/work/pratt-2006-constructing-professional-identity-the-role-of.html"


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def section(page, label):
    """Return the part of a page under a heading of the second rank that begins so."""
    for part in page.iter("section"):
        head = part.find("h2")
        if head is not None and text_of(head).startswith(label):
            return part
    raise AssertionError(f"no section {label}")


def links(element):
    return {text_of(a): a.get("href") for a in element.iter("a")}


def rows(table):
    return [[text_of(cell) for cell in tr] for tr in table.find("tbody")]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Four made-up studies, with documents whose text is held and several coders."""
    with kg.open_graph(tmp_path_factory.mktemp("made-up") / "store") as graph:
        fill(graph.store, quotes=400)
        yield graph


@pytest.fixture
def made_up_page(made_up, check_page):
    client = create_app(made_up).test_client()

    def get(path, status=200):
        answer = client.get(path)
        assert answer.status_code == status, answer.text[:1000]
        return check_page(answer.text)

    return get


# A quote


def test_a_quote_says_who_coded_it_as_what_and_why(get_page):
    page = get_page(f"{STUDY}/quote/Q27.html")

    coded = rows(section(page, "Who coded it, and as what 2").find(".//table"))
    assert [row[:2] for row in coded] == [
        ["Patching", "authors"],
        ["Sub-domain 4. Splinting and patching", "authors"],
    ]
    assert coded[0][3].startswith("lead-in D2.4-s03 names patching")


def test_a_quote_says_why_it_counts_for_each_construct(get_page):
    page = get_page(f"{STUDY}/quote/Q27.html")

    reasons = {
        text_of(d.find("summary")): text_of(d)
        for d in page.iter("details")
        if text_of(d.find("summary")).startswith("Why this counts for")
    }
    assert set(reasons) == {
        f"Why this counts for {name}"
        for name in ("patching", "identity work", "professional identity formation")
    }
    assert (
        "is a kind of professional identity formation"
        in reasons["Why this counts for professional identity formation"]
    )


def test_a_quote_leads_to_what_it_tells_and_what_it_repeats(get_page, words):
    page = get_page(f"{STUDY}/quote/Q27.html")

    told = section(page, "What happened")
    assert "Recorded as identity work, and worked out to be role-modelled patching." in text_of(
        told
    )
    assert "Draws on identity-ideal-NP1, ideal physician image." in text_of(told)
    [same] = words(section(page, "The same utterance 1"))
    assert same.startswith("So, because of who I am and my character")


def test_a_quote_is_cited_with_its_study_and_its_own_address(get_page):
    page = get_page(f"{STUDY}/quote/Q27.html")

    [cite] = [text_of(p) for p in page.iter("p") if "cite" in (p.get("class") or "").split()]
    assert cite.startswith("Radha Krishna LK, Abdul Hamid NA")
    assert "Quote Q27, from pif-kg: https://w3id.org/pif-kg/study/krishna2024/quote/Q27." in cite


def test_all_that_is_said_stands_closed_in_the_end(get_page):
    page = get_page(f"{STUDY}/quote/Q27.html")

    last = section(page, "Fact by fact")
    [folded] = [d for d in last if d.tag == "details"]
    assert folded.get("open") is None
    assert "What points here" in text_of(folded)


def test_what_stands_around_a_quote_is_shown_where_the_text_is_held(made_up, made_up_page):
    found = made_up.store.query(
        f"PREFIX pif: <{PIF}> SELECT ?id ?start ?document WHERE {{ ?q pif:start ?start ; "
        'pif:identifier ?id ; pif:ofStudy/pif:identifier "alpha" ; '
        "pif:drawnFrom/pif:identifier ?document FILTER(?start > 20) } ORDER BY ?id LIMIT 1"
    )
    [row] = [{k: v.split('"')[1] for k, v in each.items()} for each in found.rows()]

    page = made_up_page(f"/study/alpha/quote/{row['id']}.html")

    before = "".join(page.find(".//blockquote/span[@class='around']").itertext())
    text = texts_of("alpha", quotes=400)[row["document"]]
    assert text[: int(row["start"])].endswith(before)


def test_strangers_get_no_words_that_are_not_public(made_up, check_page):
    client = create_app(made_up, site=Site(made_up, audience="public")).test_client()
    owner = create_app(made_up).test_client()

    page = check_page(client.get("/study/alpha/quote/Q05.html").text)  # restricted

    main = section(page, "Who coded it")
    assert "may not be shown" in text_of(page.find(".//p[@class='withheld']"))
    assert list(page.iter("blockquote")) == []
    assert "not shown" in text_of(main)
    assert "its words are not shown here" in text_of(section(page, "What may be seen"))
    assert list(check_page(owner.get("/study/alpha/quote/Q05.html").text).iter("blockquote"))


# A document


def test_quotes_of_a_document_stand_in_the_order_of_their_places(get_page):
    page = get_page(f"{STUDY}/document/NP1-interview.html")

    quotes = section(page, "Its quotes 4")
    assert "In the order in which they stand" in text_of(quotes)
    ids = [a.get("id").rpartition("-")[2] for a in quotes.iter("article")]
    assert ids == ["Q05", "Q11", "Q22", "Q27"]  # lines 158, 188, 229, 253
    assert "not held here" in text_of(section(page, "Its text"))
    assert links(section(page, "What it is evidence of"))["patching 1"].startswith("/quotes?")


def test_a_long_document_is_paged_by_place(made_up_page, made_up):
    path, found, starts = "/study/alpha/document/D1.html", [], []
    total = len(made_up.quotes(study="alpha", document="alpha/D1", limit=None))

    while path:
        page = made_up_page(path)
        quotes = section(page, f"Its quotes {total}")
        found += [a.get("id") for a in quotes.iter("article")]
        starts.append(quotes.find("ol").get("start") or "1")
        path = next((a.get("href") for a in quotes.iter("a") if a.get("rel") == "next"), "")
        path = path.partition("#")[0]

    assert len(found) == len(set(found)) == total > PAGE
    assert starts == [str(n) for n in range(1, total + 1, PAGE)]


def test_the_text_says_what_is_quoted_from_it(made_up_page):
    page = made_up_page("/study/alpha/document/D1.html")

    text = section(page, "Its text").find("div")
    held = texts_of("alpha", quotes=400)["D1"]
    ids = {text_of(a) for a in text.iter("a")}
    said = "".join(text.itertext())
    for id in sorted(ids, key=len, reverse=True):
        said = said.replace(id, "")
    assert said == held
    assert all(re.fullmatch(r"Q\d+", id) for id in ids)
    assert any(span.get("class") == "quoted" for span in text.iter("span"))


def test_a_long_text_comes_in_parts_that_leave_nothing_out(tmp_path, check_page):
    base = "https://w3id.org/pif-kg/"
    document = iri(f"{base}study/long/document/d")
    whole = "".join(f"Paragraph {n}: somebody says something.\n\n" for n in range(500))
    with kg.open_graph(tmp_path / "store") as graph:
        triples = [(document, iri(f"{PIF}fullText"), text(whole))]
        graph.store.replace("long", {f"{base}graph/study/long": triples})
        client = create_app(graph).test_client()
        first = client.get("/study/long/document/d.html").text
        parts = int(re.search(r"part 1 of (\d+)", first)[1])
        said = ""
        for part in range(1, parts + 1):
            page = check_page(client.get(f"/study/long/document/d.html?part={part}").text)
            said += "".join(section(page, "Its text").find("div").itertext())
        refused = [client.get(f"/study/long/document/d.html?part={n}") for n in (0, parts + 1, "x")]

    assert parts > 2
    assert said == whole
    assert [answer.status_code for answer in refused] == [400, 400, 400]


# A person


def test_a_person_is_told_role_by_role(get_page, words):
    page = get_page(f"{STUDY}/participant/NP1.html")

    role = section(page, "As a peer mentor 4")
    assert len(words(role)) == 4
    assert "in Palliative Medicine Initiative is recorded" in text_of(role)
    known = section(page, "What may be known of them")
    facts = dict(zip(*(map(text_of, known.iter(tag)) for tag in ("dt", "dd")), strict=True))
    assert facts["Projects published"] == "at least 1"
    assert facts["Year printed"] == "PGY3"
    assert "Worked out: role changer, human being who" in text_of(known)


def test_roles_of_one_person_come_in_the_order_in_which_they_are_taken_up(made_up_page, made_up):
    page = made_up_page("/study/alpha/participant/P1.html")

    order = ["mentee", "peer mentor", "mentor", "senior mentor", "faculty"]
    heads = [text_of(h) for h in page.iter("h2") if text_of(h).startswith("As a ")]
    roles = [h.removeprefix("As a ").rpartition(" ")[0] for h in heads]
    assert len(roles) == 2
    assert roles == sorted(roles, key=order.index)
    counted = [int(h.rpartition(" ")[2]) for h in heads]
    held = [made_up.quotes(participant="alpha/P1", role=r.replace(" ", "-")).total for r in roles]
    assert counted == held


# A claim


def test_a_claim_says_where_it_stands_and_what_it_rests_on(get_page):
    page = get_page(f"{STUDY}/claim/C-ECO-s14.html")

    assert text_of(page.find(".//blockquote")).startswith("Pratt et al. [45] suggest")
    assert "Theory, in Mentoring ecosystem, sentence ECO-s14 of" in text_of(page.find(".//main"))
    cites = text_of(section(page, "What it cites 1"))
    assert "Discusses. How well it fits: doubtful." in cites
    assert "No quote illustrates it." in text_of(section(page, "Quotes that illustrate it 0"))


# A work


def test_a_work_says_who_cites_it_where_and_what_for(get_page):
    page = get_page(PRATT)

    cited = section(page, "Who cites it 1")
    assert "Cited 2 times by 1 study: cites as authority 1, discusses 1." in text_of(cited)
    assert "How well it fits: doubtful. Sentence ECO-s14." in text_of(cited)
    [slanted] = [text_of(i) for i in page.find(".//p[@class='lede']").iter("i")]
    assert slanted == "Acad Manag J"
    serves = links(section(page, "What it serves"))
    assert get_page(serves["patching 2"].partition("#")[0]) is not None


def test_the_reference_of_a_work_is_taken_along(get_page, client):
    taken = client.get(links(get_page(PRATT))["BibTeX"])

    assert taken.text.count("@article{") == 1
    assert "Constructing Professional Identity" in taken.text


def test_a_work_that_reports_a_study_leads_to_it(get_page):
    page = get_page("/literature/10.1186/s12909-024-05992-0.html")

    assert "It reports the study Radha Krishna et al. 2024" in text_of(page.find(".//main"))
    assert "https://doi.org/10.1186/s12909-024-05992-0" in links(page).values()


def test_a_work_that_many_studies_cite_is_paged(tmp_path, check_page):
    from kg.pages.work import PAGE as STUDIES_SHOWN

    work = "<https://doi.org/10.1234/shared>"
    base, cito = "https://w3id.org/pif-kg/", "http://purl.org/spar/cito/"
    with kg.open_graph(tmp_path / "store") as graph:
        for n in range(STUDIES_SHOWN + 3):
            study = f"{base}study/s{n:02}"
            of = f"<{base}ontology#ofStudy>"
            graph.store.replace(
                f"s{n:02}",
                {
                    f"{base}graph/study/s{n:02}": [
                        (f"<{study}>", f"<{base}ontology#identifier>", f'"s{n:02}"'),
                        (f"<{study}/citation/c>", of, f"<{study}>"),
                        (f"<{study}/citation/c>", f"<{cito}hasCitedEntity>", work),
                    ]
                },
            )
        client = create_app(graph).test_client()
        first = check_page(client.get("/literature/10.1234/shared.html").text)
        cited = section(first, f"Who cites it {STUDIES_SHOWN + 3}")
        following = next(a.get("href") for a in cited.iter("a") if a.get("rel") == "next")
        second = check_page(client.get(following).text)

    found = [text_of(h) for page in (first, second) for h in page.findall(".//section/h3")]
    assert [f for f in found if re.fullmatch(r"s\d\d", f)] == [
        f"s{n:02}" for n in range(STUDIES_SHOWN + 3)
    ]


# A code


def test_a_code_says_what_it_means_and_where_it_stands(get_page):
    page = get_page(f"{STUDY}/code/d2.4.html")

    assert text_of(page.find(".//h1")) == "Sub-domain 4. Splinting and patching"
    section(page, "What people said 2")
    [row] = rows(section(page, "What it is mapped to 1").find(".//table"))
    assert row[:3] == [
        "is part of what is meant by", "identity work", "pif-kg curators, made by hand",
    ]  # fmt: skip
    tree = section(page, "In the codebook")
    assert [text_of(b) for b in tree.iter("b")] == ["Sub-domain 4. Splinting and patching"]
    assert "authors: 2 quotes" in text_of(section(page, "Who applied it 1"))
    hits = [text_of(a) for a in page.iter("a") if a.get("class") == "chip hit"]
    assert hits == ["Sub-domain 4. Splinting and patching"] * 2


def test_a_code_of_several_coders_says_how_far_they_agree(made_up_page, made_up):
    page = made_up_page("/study/alpha/code/k1.html")

    who = text_of(section(page, "Who applied it 4"))
    line = agreement(made_up.store, "alpha").line("k1")
    share = f"agree in {100 * line.percent.value:.1f} % of {line.units} quotes"
    assert f"On this code the 3 coders of the study {share}" in who
    assert "Not said by whom" in who


def test_what_is_called_a_code_and_is_none_has_the_plain_page(tmp_path, check_page):
    base = "https://w3id.org/pif-kg/"
    code = f"<{base}study/s/code/c>"
    with kg.open_graph(tmp_path / "store") as graph:
        triples = [(code, f"<{base}ontology#note>", '"only this"')]
        graph.store.replace("s", {f"{base}graph/study/s": triples})
        answer = create_app(graph).test_client().get("/study/s/code/c.html")

    assert answer.status_code == 200
    assert "only this" in text_of(check_page(answer.text))


# Whatever a study says


def test_hostile_fields_are_text_on_every_page_of_a_thing(tmp_path, check_page):
    folder = write_hostile_study(tmp_path / "hostile")
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(folder, into=graph)
        client = create_app(graph).test_client()
        for kind in ("quotes", "documents", "participants", "claims", "codebook"):
            for row in TABLES[kind]:
                id = (row.get("id") or row["code"]).replace(" ", "")
                name = "code" if kind == "codebook" else kind[:-1]
                answer = client.get(f"/study/hostile/{name}/{id}.html")
                assert answer.status_code == 200, answer.text[:500]
                page = check_page(answer.text)
                assert "<script>alert" not in answer.text
                assert not list(page.iter("img"))
                for e in page.iter():
                    assert not (e.get("href") or "").lower().startswith(("javascript:", "data:"))
