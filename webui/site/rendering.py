"""Pages made by the server's own views and templates, with the addresses of files in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from flask import render_template, request, url_for
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import escape
from werkzeug.test import EnvironBuilder

from kg.graph import Graph
from webui.shell import PLACES, Place
from webui.site.addressing import HOST, Addresses
from webui.state import Site

if TYPE_CHECKING:
    from flask.ctx import RequestContext

    from kg.store.base import Store

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""What a page may load; what only a header can say (who may frame it) is for the web server."""

_OURS = {"/quotes", "/constructs", "/studies", "/literature", "/ecosystem", "/about", "/ontology",
         "/downloads"}  # fmt: skip
_MOST_KEPT = 4_096
_PLAIN = re.compile(r"/[A-Za-z0-9/._~-]*")
_SPLIT = re.compile(r", (?=<)")
_LINK = re.compile(r'<([^>]*)>; rel="([a-z-]+)"(?:; type="([^"]*)")?')
_SEARCH = Place("Search", "/search", "find quotes by their words")


@dataclass(frozen=True, slots=True)
class Shown:
    """What templates know of the publication they are rendered for."""

    date: str
    policy: str = POLICY


class _Template(Template):
    """A template whose macros are made once, and not looked at again for each page.

    All that macros use is of the environment, none of it given with a page.
    """

    made: ClassVar[list[Context]] = []
    """The contexts of the page that is being rendered."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> Context:
        context = super().new_context(vars, shared, locals)
        self.made.append(context)
        return context

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        count = len(self.made)
        module = super()._get_default_module()
        del self.made[count:]  # these macros stay
        return module

    @classmethod
    def let_go(cls) -> None:
        """Free what the last page was made of.

        Macros that were made for it hold its context, which holds them: all of a page would stay
        until the search for garbage finds it, and that took a fifth of the time.
        """
        for context in cls.made:
            context.vars.clear()
        cls.made.clear()


class Renderer:
    """Renders pages of one publication."""

    def __init__(self, store: Store, addresses: Addresses, date: str) -> None:
        from webui import create_app

        graph = Graph(store)
        self.store = store
        self.addresses = addresses
        self.app = create_app(graph, site=Site(graph, audience="public"))
        places = [_SEARCH if p.path == "/matrix" else p for p in PLACES]
        ours = tuple(place for place in places if place.path in _OURS or place is _SEARCH)
        there = {place.path for place in ours}
        known = {"published": Shown(date), "places": ours, "is_there": there.__contains__}

        @self.app.context_processor
        def shared() -> dict[str, Any]:
            path = request.path
            fitting = [p for p in there if path == p or path.startswith(p + "/")]
            return known | {"here": max(fitting, key=len, default="")}

        # One prefix for all pages, so one address for each file of style.
        self.app.jinja_env.globals.update(is_kept=addresses.is_kept, url_for=cache(url_for))
        self.app.jinja_env.auto_reload = False
        self.app.jinja_env.template_class = _Template
        # Chips are the larger part of a list of quotes, and mostly the same as elsewhere.
        macros = self.app.jinja_env.get_template("macros/chips.html").module
        vars(macros)["chips"] = lru_cache(maxsize=_MOST_KEPT)(vars(macros)["chips"])
        self._environ = EnvironBuilder("/", base_url=HOST).get_environ()

    def made(self, stem: str, path: str, make: Callable[[], str], inside: str = "") -> str:
        """Return the page of a stem: what ``make`` makes where the server answers at ``path``.

        ``inside`` is markup that is put at the end of what the page tells.
        """
        with self._asked(path):
            html = make()
        _Template.let_go()
        if inside:
            html = html.replace("</main>", f"{inside}</main>", 1)
        return self.addresses.written(html, stem)

    def _asked(self, path: str) -> RequestContext:
        if not _PLAIN.fullmatch(path):
            return self.app.test_request_context(path, base_url=HOST)
        return self.app.request_context(
            self._environ | {"PATH_INFO": path, "REQUEST_URI": path, "RAW_URI": path}
        )

    def template(self, stem: str, path: str, name: str, **given: Any) -> str:
        """Return a page of a template."""
        return self.made(stem, path, lambda: render_template(name, **given))

    def answered(self, stem: str, path: str) -> str:
        """Return a page as the server answers at a path."""
        answer = self.app.test_client().get(
            path, base_url=HOST, headers={"Accept": "text/html"}, follow_redirects=True
        )
        _Template.let_go()
        if answer.status_code != 200:
            raise LookupError(f"{path} answers {answer.status_code}")
        html = answer.get_data(as_text=True)
        # Files have no headers of ours: what stands there stands in the head of the page.
        links = "".join(map(_element, _SPLIT.split(answer.headers.get("Link", ""))))
        return self.addresses.written(html.replace("</head>", f"{links}</head>", 1), stem)


def _element(link: str) -> str:
    """Return one link of a header as an element; empty for what is none."""
    found = _LINK.fullmatch(link)
    if found is None:
        return ""
    href, rel, kind = found.groups()
    typed = f' type="{escape(kind)}"' if kind else ""
    return f'<link rel="{rel}" href="{escape(href)}"{typed}>\n'


def write(out: Path, stem: str, html: str) -> None:
    """Write a page."""
    path = f"{out}/{stem}.html"
    content = html.encode()
    try:
        _put(path, content)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        _put(path, content)


def _put(path: str, content: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123 - one of very many
        file.write(content)
