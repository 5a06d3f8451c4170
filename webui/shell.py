"""What stands around every page: the navigation, the footer, and the words templates share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from flask import Flask, render_template, request
from markupsafe import Markup, escape

from kg.pages.wording import many
from webui import trees
from webui.links import at, outward, to_thing, to_work
from webui.state import site

SHOWN_FIRST = 3
"""How many words of the navigation a narrow window shows; the footer has them all."""
_MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Place:
    """A page that everybody should find: its word, its address, and what it is for."""

    word: str
    path: str
    about: str
    main: bool = True
    """Whether it stands in the navigation at the top, or in the footer alone."""
    owner: bool = False
    """Whether it is for the owner alone."""


# The one list of pages. What the application does not (yet) answer is left out by itself.
PLACES = (
    Place("Quotes", "/quotes", "read and narrow what people said"),
    Place("Constructs", "/constructs", "the ideas that evidence is coded with"),
    Place("Studies", "/studies", "who asked whom, and how"),
    Place("Literature", "/literature", "the works that claims rest on"),
    Place("Matrix", "/matrix", "count quotes by any two things"),
    Place("Map", "/ecosystem", "the mentoring ecosystem, drawn"),
    Place("Graph", "/graph", "walk from one thing to its neighbours"),
    Place("Queries", "/queries", "ready questions, and SPARQL"),
    Place("About", "/about", "limits, accessibility, how to cite"),
    Place("Across studies", "/synthesis", "what several show, and what nobody has", main=False),
    Place("Co-occurrence", "/cooccurrence", "which ideas meet in a quote", main=False),
    Place("Agreement", "/agreement", "how far the coders of a study agree", main=False),
    Place("Mappings", "/mappings", "who says which codes mean which ideas", main=False),
    Place("Two codebooks", "/compare", "side by side, through the shared scheme", main=False),
    Place("Bring a study", "/studies/new", "check your own coded project", main=False),
    Place("Publish", "/publish", "what would go out, and what not", main=False, owner=True),
    Place("Ontology", "/ontology", "the terms, with their sources", main=False),
    Place("Downloads", "/downloads", "everything here, in open formats", main=False),
)


def furnish(app: Flask) -> None:
    """Give the templates of an application what they share."""
    answered: list[Place] = []

    def places() -> list[Place]:
        # Subjects are registered after this; the rules do not change once requests come.
        if not answered:
            rules = {
                rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
            }
            answered.extend(place for place in PLACES if place.path in rules)
        return answered

    @cache
    def _seen_by(audience: str) -> tuple[Place, ...]:
        return tuple(place for place in places() if not place.owner or audience == "owner")

    # The same on every page of a place, so written once for each.
    @lru_cache(maxsize=_MOST_KEPT)
    def top(places: tuple[Place, ...], here: str, exactly: bool, root: str) -> Markup:
        return Markup(  # noqa: S704
            render_template(
                "shell/top.html", places=places, here=here, exactly=exactly, shown_first=SHOWN_FIRST
            )
        )

    @lru_cache(maxsize=_MOST_KEPT)
    def foot(places: tuple[Place, ...], root: str) -> Markup:
        return Markup(render_template("shell/all.html", places=places))  # noqa: S704

    def places_at_top(places: tuple[Place, ...], here: str) -> Markup:
        return top(places, here, request.path == here, request.script_root)

    def all_places(places: tuple[Place, ...]) -> Markup:
        return foot(places, request.script_root)

    @app.context_processor
    def shared() -> dict[str, Any]:
        shown = _seen_by(site().audience)
        return {
            "places": shown,
            "is_there": {place.path for place in shown}.__contains__,
            "here": _here(shown),
        }

    app.jinja_env.globals.update(at=at, to_thing=to_thing, to_work=to_work, outward=outward)
    app.jinja_env.globals.update(places_at_top=places_at_top, all_places=all_places)
    app.jinja_env.globals.update(is_kept=bool)  # a static site keeps less than a server answers
    app.jinja_env.filters.update(
        number=number,
        counted=counted,
        upper_first=upper_first,
        linked=trees.linked,
        italics=italics,
        many=many,
        spaced=spaced,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _here(places: Sequence[Place]) -> str:
    """Return the address of the place that the page asked for belongs to; empty for none."""
    path = request.path
    fitting = [
        p.path for p in places if path == p.path or path.startswith((p.path + "/", p.path + "."))
    ]
    return max(fitting, key=len, default="")


def number(count: int) -> str:
    """Return a number as people read it.

    >>> number(1234)
    '1,234'
    """
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "quote"), counted(1234, "study", "studies")
    ('1 quote', '1,234 studies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def italics(text: str) -> Markup:
    """Return a text in which what stands between asterisks, as in printed references, is slanted.

    >>> italics("Pratt MG. *Acad Manag J*. <2006>")
    Markup('Pratt MG. <i>Acad Manag J</i>. &lt;2006&gt;')
    """
    plain, *rest = text.split("*")
    said = escape(plain)
    while len(rest) > 1:
        said += Markup("<i>{}</i>{}").format(rest[0], rest[1])
        rest = rest[2:]
    return said + escape("".join(f"*{each}" for each in rest))


def spaced(name: str) -> str:
    """Return the name of a property as words.

    >>> spaced("citesAsAuthority")
    'cites as authority'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def upper_first(text: str) -> str:
    """Return a text that begins with a capital letter, the rest as it is."""
    return text[:1].upper() + text[1:]
