"""The form a client gets, for every way of asking."""

import pytest

from webui.negotiation import NotAcceptable, Offer, choose

HTML = Offer("html", ("text/html", "application/xhtml+xml"))
TURTLE = Offer("turtle", ("text/turtle", "application/x-turtle"))
JSON = Offer("jsonld", ("application/ld+json",))
OFFERS = [HTML, TURTLE, JSON]


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        ("text/turtle", "turtle"),
        ("TEXT/Turtle", "turtle"),
        ("application/x-turtle", "turtle"),
        ("text/html;q=0.5, text/turtle;q=0.6", "turtle"),
        ("text/*;q=0.3, application/ld+json;q=0.2", "html"),
        ("text/*, text/html;q=0", "turtle"),
        ("*/*;q=0.1, text/html;q=0", "turtle"),
        ("application/ld+json;q=0.001, */*;q=0", "jsonld"),
        ("text/turtle;charset=utf-8", "turtle"),
        ("text/turtle ; q=1 , text/html ; q=0.2", "turtle"),
        ("nonsense, text/turtle", "turtle"),
        ("application/json, application/ld+json", "jsonld"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ],
)
def test_the_closest_and_most_wanted_form_is_chosen(accept, name):
    assert choose(OFFERS, accept).name == name


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "text/turtle;q=2", "*/*;q=0", "text/*;q=nonsense"]
)
def test_what_refuses_every_form_is_told_what_there_is(accept):
    with pytest.raises(NotAcceptable) as refused:
        choose(OFFERS, accept)

    assert refused.value.status == 406
    assert "text/turtle" in refused.value.hint


def test_a_parameter_asked_for_must_be_offered():
    framed = Offer("framed", ("application/ld+json;profile=framed",))

    assert choose([JSON, framed], "application/ld+json;profile=framed").name == "framed"
    assert choose([JSON, framed], "application/ld+json").name == "jsonld"


def test_a_very_long_header_is_read_in_part():
    assert choose(OFFERS, "text/turtle, " + "a/b;q=0.1," * 100_000).name == "turtle"
