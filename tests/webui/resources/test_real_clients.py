"""Other people's clients, unconfigured, against `pif serve` in processes of its own."""

import json
import shutil
import subprocess
import urllib.request

import extruct
import pytest
from rdflib import Graph, URIRef
from signposting import (
    find_signposting_html,
    find_signposting_http,
    find_signposting_linkset,
)

from kg.namespaces import BASE, PIF

QUOTE = "study/krishna2024/quote/Q27"
SCHEMA = "https://schema.org/"
FORMS = {"text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"}
# The client tells of pages without links by a warning, and so do the parsers it rests on.
pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module", params=["owner", "strangers"])
def site(request):
    """The address of the site, as its owner runs it and as strangers see it."""
    return request.getfixturevalue(f"served_to_{request.param}")


@pytest.fixture(scope="module")
def get(site):
    def get(path, **headers):
        request = urllib.request.Request(f"{site}/{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.geturl(), answer.headers, answer.read().decode()

    return get


@pytest.mark.parametrize("path", [QUOTE, "scheme/patching", "ontology", "study/krishna2024"])
def test_rdflib_reads_a_thing_from_its_address(site, path):
    found = Graph().parse(f"{site}/{path}")  # with the Accept header it sends by itself

    assert (URIRef(BASE + path), None, None) in found


def test_rdflib_follows_the_links_it_finds(site):
    found = Graph().parse(f"{site}/{QUOTE}")
    quote = URIRef(BASE + QUOTE)

    for construct in found.objects(quote, URIRef(f"{PIF}supports")):
        next_ = Graph().parse(str(construct).replace(BASE, f"{site}/"), format="turtle")
        assert (quote, URIRef(f"{PIF}supports"), construct) in next_


@pytest.mark.parametrize(
    ("accept", "begins"),
    [("text/turtle", "@prefix"), ("application/ld+json", "{"), ("application/rdf+xml", "<?xml"),
     ("text/html", "<!DOCTYPE html>")],
)  # fmt: skip
def test_curl_is_sent_to_the_form_it_asks_for(site, accept, begins):
    curl = shutil.which("curl")
    assert curl, "the tests need curl"

    done = subprocess.run(
        [curl, "-sSfL", "--compressed", "-H", f"Accept: {accept}", f"{site}/{QUOTE}"],
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip

    assert done.stdout.startswith(begins)


def test_signposts_lead_from_a_quote_to_everything_about_it(site):
    found = find_signposting_http(f"{site}/{QUOTE}")

    assert found.context_url == f"{site}/{QUOTE}.html"
    assert found.citeAs.target == BASE + QUOTE
    assert {s.target.removeprefix(SCHEMA) for s in found.types} == {"AboutPage", "Quotation"}
    assert {str(s.type) for s in found.describedBy} == FORMS
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    assert {str(s.type) for s in found.linksets} == {
        "application/linkset+json",
        "application/linkset",
    }
    assert found.collection.target == f"{site}/study/krishna2024"
    for described in found.describedBy:
        request = urllib.request.Request(described.target)
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.headers.get_content_type() == str(described.type)


def test_the_page_has_the_signposts_of_its_header(site):
    in_header = find_signposting_http(f"{site}/{QUOTE}.html")
    in_page = find_signposting_html(f"{site}/{QUOTE}.html")

    assert {(s.rel, s.target, s.type) for s in in_page.signposts} == {
        (s.rel, s.target, s.type) for s in in_header.signposts
    }


def test_link_sets_say_what_the_page_says_and_the_way_back(site):
    page = find_signposting_http(f"{site}/{QUOTE}")

    def told(found):
        return (
            found.citeAs.target,
            {(s.target, s.type) for s in found.describedBy},
            {s.target for s in found.types},
            found.license.target,
            found.collection.target,
        )

    for linkset in page.linksets:
        found = find_signposting_linkset(linkset.target)
        of_page = found.for_context(page.context_url)

        assert told(of_page) == told(page)
        assert {s.target for s in page.describedBy} <= {str(c) for c in found.other_contexts}
        back = found.for_context(next(iter(page.describedBy)).target)
        assert {str(s.target) for s in back.signposts if s.rel == "describes"} <= {page.context_url}


def test_a_study_leads_to_its_files_and_they_lead_back(site):
    study = find_signposting_http(f"{site}/study/krishna2024.html")

    assert len(study.items) == 6
    for item in study.items:
        back = find_signposting_http(item.target)
        assert back.collection.target == study.context_url
        assert back.license == study.license or back.license.target == study.license.target


def test_the_data_of_a_thing_lead_back_to_its_page(get, site):
    _, headers, _ = get(f"{QUOTE}.ttl")

    assert f'<{site}/{QUOTE}.html>; rel="describes"' in headers["Link"]


@pytest.mark.parametrize(
    ("path", "type_"),
    [(QUOTE, "Quotation"), ("study/krishna2024", "Dataset"), ("scheme/patching", "DefinedTerm"),
     ("study/krishna2024/claim/C-D2.4-s03", "Claim"),
     ("study/krishna2024/code/d2.4-patching", "DefinedTerm"),
     ("literature/10.1186/s12909-024-05992-0", "ScholarlyArticle")],
)  # fmt: skip
def test_extruct_reads_schema_org_in_the_page(get, path, type_):
    _, _, html = get(f"{path}.html")

    [found] = extruct.extract(html, syntaxes=["json-ld"], errors="strict")["json-ld"]
    assert found["@context"] == SCHEMA
    assert found["@type"] == type_
    assert found["name"]
    assert found["url"].endswith(f"{path}.html")


def test_an_annotation_is_had_by_its_profile(get):
    profile = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

    address, headers, body = get(QUOTE, Accept=profile)

    found = json.loads(body)
    assert address.endswith(f"{QUOTE}.anno.jsonld")
    assert headers["Content-Type"] == profile
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "Annotation"


def test_the_catalogue_is_found_where_crawlers_look(get, site):
    address, headers, body = get(".well-known/void", Accept="text/turtle")

    assert address == f"{site}/void"
    assert headers.get_content_type() == "text/turtle"
    assert Graph().parse(data=body, format="turtle")


def test_robots_are_let_in_where_all_is_public(request, get, site):
    _, _, body = get("robots.txt")

    if "strangers" in request.node.callspec.id:
        assert f"Sitemap: {site}/sitemap.xml" in body
        assert "Disallow: /\n" not in body
    else:
        assert body.endswith("Disallow: /\n")
