"""Each thing that F-UJI and Signposting look for is planted, and found by its checks."""

import json

import pytest

from kg.fair.checks import Group
from kg.fair.fuji import fuji
from kg.fair.landings import read_publication
from kg.fair.signposting import signposting
from kg.fair.sites import Folder, Link, read_links
from tests.fair.made_up import BASE, CATALOGUE, LINKS, SCHEMA, STATEMENTS, STUDY, linkset, page

ADVISED = {"FsF-R1.3-01M-1"}


def outcomes(site, outcome="failed"):
    """Return the ids of the checks that had an outcome, without ``FsF-``."""
    publication = read_publication(site)
    groups: list[Group] = [fuji.run(publication), signposting.run(publication)]
    found = {r.id for group in groups for r in group.results if r.found.outcome == outcome}
    return {id.removeprefix("FsF-") for id in found}


def without(*rels):
    """Return the page and its link set without some of its links."""
    links = [link for link in LINKS if link[0] not in rels]
    return {"study/made-up.html": page(links), "study/made-up.linkset.json": linkset(links)}


def lacking(*names):
    """Return the page without some of its embedded metadata."""
    return {"study/made-up.html": page(schema={k: v for k, v in SCHEMA.items() if k not in names})}


def uncatalogued(line, other=""):
    """Return the catalogue with a piece of it replaced."""
    assert line in CATALOGUE
    return {"dcat.ttl": CATALOGUE.replace(line, other)}


def test_nothing_is_found_in_what_is_perfect(made_site):
    site = made_site()

    assert outcomes(site) == set()
    assert outcomes(site, "unseen") == set()
    assert outcomes(site, "registry") == {"F1-02MD-2", "F1-02MD-5"}


def test_every_test_of_the_metrics_is_there_once():
    ids = [check.id for check in fuji.checks]

    assert len(ids) == len(set(ids)) == 31
    assert len({id.rpartition("-")[0] for id in ids}) == 17


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (without("cite-as"), {"1-cite-as"}),
        (without("type"), {"1-type"}),
        (without("license"), {"1-license"}),
        (without("author"), {"1-author"}),
        (without("describedby"), {"1-describedby"}),
        (
            without("item"),
            {"1-item", "F1-01MD-2", "F1-02MD-4", "F3-01M-2", "A1-02MD-2", "A1.1-01MD-2",
             "A1.2-01MD-2"},
        ),
        (lacking("creator"), {"F2-01M-2"}),
        (lacking("datePublished"), {"F2-01M-2"}),
        (lacking("description"), {"F2-01M-3"}),
        (lacking("isAccessibleForFree"), {"A1-01M-1"}),
        (lacking("license"), {"R1.1-01M-1"}),
        (lacking("citation"), {"I3-01M-1", "I3-01M-2"}),
        ({"study/made-up.html": page(schema=SCHEMA | {"citation": "a book"})}, {"I3-01M-2"}),
        (uncatalogued('dcterms:publisher "Somebody" ;'), {"F2-01M-2"}),
        (uncatalogued('dcat:keyword "words" ;'), {"F2-01M-3"}),
        (uncatalogued("dcat:byteSize 12 ;"), {"R1-01M-2"}),
        (uncatalogued('pav:authoredBy "Somebody" ;'), {"R1.2-01M-2"}),
        ({"dumps/made-up.nt": None}, {"1-item", "2-back"} - {"2-back"} | {"A1-02MD-2"}),
        ({"study/made-up.linkset.json": None}, {"2-linkset", "2-complete", "2-back"}),
        ({"study/made-up.linkset.json": "{"}, {"2-linkset", "2-complete", "2-back"}),
        ({"study/made-up.linkset.json": linkset(LINKS[1:])}, {"2-complete"}),
        ({"study/made-up.linkset.json": linkset(back=())}, {"2-back"}),
        ({"study/made-up.ttl": "no turtle"}, {"I1-01M-2", "R1-01M-3", "R1.3-01M-1"}),
        ({"study/made-up.ttl": STATEMENTS.replace("pif:usesMethod", "pif:x")}, {"R1-01M-3"}),
        (
            {"study/made-up.ttl": STATEMENTS.replace("oa:Annotation", "pif:Note")},
            {"R1.3-01M-1"},
        ),
        ({"study/made-up.html": page(schema=None)},
         {"F2-01M-2", "F2-01M-3", "F4-01M-1", "A1-01M-1", "I1-01M-1", "I3-01M-1", "I3-01M-2",
          "R1.1-01M-1", "R1.2-01M-1"}),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_found(made_site, files, found):
    assert outcomes(made_site(**files)) == found


def test_a_page_that_is_not_there_is_found(made_site):
    found = outcomes(made_site(**{"study/made-up.html": None}))

    assert {"A1-02MD-1", "1-cite-as", "1-describedby", "1-type", "1-item"} <= found


def test_a_link_of_the_wrong_type_is_found(made_site):
    links = [(r, h, "text/csv" if r == "item" else t) for r, h, t in LINKS]
    files = {"study/made-up.html": page(links), "study/made-up.linkset.json": linkset(links)}

    assert outcomes(made_site(**files)) == {"1-item"}


def test_files_in_no_open_format_are_found(made_site):
    kind = "application/vnd.ms-excel"
    links = [(r, h.replace(".nt", ".xls"), kind if r == "item" else t) for r, h, t in LINKS]
    files = {
        "study/made-up.html": page(links),
        "study/made-up.linkset.json": linkset(links, back=()),
        "dumps/made-up.xls": "x",
        **uncatalogued("application/n-triples", kind),
    }

    assert {"R1.3-02D-1"} <= outcomes(made_site(**files))


def test_without_a_study_nothing_is_seen(tmp_path):
    assert outcomes(Folder(tmp_path)) == set()
    assert (
        len(outcomes(Folder(tmp_path), "unseen")) == len(fuji.checks) + len(signposting.checks) - 2
    )


@pytest.mark.parametrize(
    "address",
    [f"{BASE}../secret.txt", f"{BASE}..%2Fsecret.txt", f"{BASE}/etc/passwd", f"{BASE}a%00b",
     "https://example.org/a", "file:///etc/passwd", f"{BASE}study"],
)  # fmt: skip
def test_a_folder_gives_nothing_that_is_not_in_it(tmp_path, address):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site" / "study").mkdir(parents=True)

    assert Folder(tmp_path / "site").get(address, "text/html") is None


def test_hostile_pages_and_data_are_read_without_harm(made_site):
    deep = "[" * 100_000
    files = {
        "study/made-up.html": page() + f'<script type="application/ld+json">{deep}</script>',
        "study/made-up.linkset.json": json.dumps({"linkset": [1, {"item": "x"}, {"item": [2]}]}),
        "study/made-up.ttl": STATEMENTS + deep,
    }

    assert "I1-01M-2" in outcomes(made_site(**files))


def test_links_of_a_header_are_read():
    header = '<a>; rel="item describedby"; type="text/\\"x", <https://b/>;rel=type ; title="c, d"'

    assert list(read_links(header, f"{STUDY}.html")) == [
        Link("item", f"{BASE}study/a", 'text/"x'),
        Link("describedby", f"{BASE}study/a", 'text/"x'),
        Link("type", "https://b/"),
    ]
