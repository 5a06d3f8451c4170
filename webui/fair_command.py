"""``pif fair``: how FAIR the ontology and a publication are."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from kg.cli.console import Progress
from kg.namespaces import BASE, ONTOLOGY

if TYPE_CHECKING:
    from flask import Flask

    from kg.fair.ontologies import Ontology
    from kg.fair.sites import Answer, Site

EXAMPLES = """\
examples:
  pif fair                                the ontology that comes with pif-kg, as it is served
  pif fair my-site                        what `pif publish my-site` wrote, its ontology included
  pif fair --url http://127.0.0.1:8000    the same of a running `pif serve`
  pif fair --ontology mine.ttl            an ontology of yours, in a file
  pif fair my-site --failed --format json

FOOPS! and OOPS! judge the ontology, F-UJI and Signposting the studies of a publication. Nobody
else is asked: what only a registry can tell is said to be so. Exit code 1 when a required check
fails; what is advised or minor is told and changes nothing."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", nargs="?", metavar="OUT", help="a folder `pif publish` wrote")
    parser.add_argument("--publication", metavar="OUT", help="the same, said by name")
    parser.add_argument("--url", metavar="URL", help="a site on this machine instead of a folder")
    parser.add_argument(
        "--allow-host", action="store_true", help="let --url be another machine; it alone is asked"
    )
    parser.add_argument(
        "--ontology",
        nargs="?",
        const="",
        metavar="FILE",
        help="the ontology alone, or that of FILE",
    )
    parser.add_argument(
        "--study", action="append", default=[], metavar="ID", help="these studies alone (repeat)"
    )
    parser.add_argument("--failed", action="store_true", help="leave out what passed (text)")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(args: argparse.Namespace) -> int:
    """Judge, and print what was found."""
    from kg.errors import UsageError
    from kg.fair import judge
    from kg.fair.landings import read_publication

    folder = args.publication or args.folder
    if folder and args.url:
        raise UsageError("A folder and an address are given.", "Give one of them.")
    with Progress() as step, _site(folder, args.url, args.allow_host) as site:
        step("reading the ontology")
        ontology = _ontology(args.ontology, site)
        published = (folder or args.url) and args.ontology is None
        step("looking at the publication")
        studies = [f"{BASE}study/{id}" for id in args.study]
        publication = read_publication(site, studies) if published else None
        step("checking")
        found = judge(ontology, publication)
    print(found.as_json() if args.format == "json" else found.as_text(all=not args.failed))
    return 0 if found.passed else 1


@contextmanager
def _site(folder: str | None, url: str | None, any_host: bool) -> Iterator[Site]:
    from kg.fair.sites import Folder, Served

    if folder:
        yield Folder(Path(folder))
    elif url:
        yield Served(url, any_host=any_host)
    else:
        # The ontology as this installation serves it, with no study beside it.
        with TemporaryDirectory(prefix="pif-") as place:
            import kg
            from webui import create_app

            with kg.open_graph(Path(place) / "store") as graph:
                yield Application(create_app(graph))


def _ontology(file: str | None, site: Site) -> Ontology:
    from kg.errors import UsageError
    from kg.fair.ontologies import read_answer, read_file, read_shipped

    if file:
        return read_file(Path(file), site if not isinstance(site, Application) else None)
    try:
        return read_answer(ONTOLOGY, site)
    except UsageError:
        # It is not published there: the checks of what is published will say so.
        shipped = read_shipped()
        shipped.site = site
        return shipped


class Application:
    """The pages of this installation, asked without a server."""

    name = "this installation"
    _HOST = "http://localhost/"

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def get(self, address: str, accept: str = "") -> Answer | None:
        """Return what an address answers with."""
        from kg.fair.sites import Answer, read_links

        address = urldefrag(address)[0]
        for root in (BASE, self._HOST):
            if address.startswith(root):
                asked = self._client.get(
                    "/" + address[len(root) :],
                    headers={"Accept": accept or "*/*"},
                    follow_redirects=True,
                )
                if asked.status_code != 200:
                    return None
                here = asked.request.base_url
                links = tuple(read_links(asked.headers.get("Link", ""), here))
                return Answer(here, asked.mimetype or "", asked.data, links)
        return None

    def studies(self) -> list[str]:
        """Return the studies of the catalogue."""
        from kg.fair.sites import TURTLE, listed_studies

        return listed_studies(self.get(f"{BASE}dcat", TURTLE))
