"""``/cite``: how to cite a thing, or the answer to a question, also for reference managers."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import MultiDict

from kg.errors import BadParameter, UnknownThing
from kg.identifiers import split_thing_iri
from kg.index import ask
from kg.namespaces import BASE, CONSTRUCT
from kg.pages import citing, pieces
from kg.pages.pieces import FORMS, Form, Piece
from kg.pages.quotes import quotes_page
from kg.pages.study_names import study_names
from kg.queries import NamedQuery, prepare
from webui import asking
from webui.api.answering import parameters_of, values_of
from webui.api.parameters import fields_of, read
from webui.library import shelf
from webui.links import at
from webui.parameters import only
from webui.resources.finding import known
from webui.state import graph, site

pages = Blueprint("citing", __name__)

TYPES: dict[Form, tuple[str, str, str]] = {
    "text": ("Text", "text/plain; charset=utf-8", "txt"),
    "bibtex": ("BibTeX", "application/x-bibtex; charset=utf-8", "bib"),
    "ris": ("RIS", "application/x-research-info-systems; charset=utf-8", "ris"),
    "csl": ("CSL-JSON", "application/vnd.citationstyles.csl+json", "json"),
}
_PARAMETERS = ("of", "format")
_SHOWING = ("answer", "limit", "after", "show", "sort")
_LONGEST = 8_000
_HINT = "Give the IRI of a thing, or the address of a saved query or of a list of quotes."


@pages.get("/cite")
def cite() -> Response:
    """Answer with a citation in one form, or in all of them as JSON."""
    only(_PARAMETERS)
    form = request.args.get("format", "json")
    if form not in (*FORMS, "json"):
        raise BadParameter(
            f"There is no form {form[:40]!r}.", f"There are json, {', '.join(FORMS)}."
        )
    piece = _piece(request.args.get("of", "").strip())
    if form == "json":
        every = {each: piece.written(each).strip() for each in FORMS}
        return jsonify(of=piece.address, revision=piece.revision, **every)
    for known_form in FORMS:
        if form == known_form:
            _, media_type, ending = TYPES[known_form]
            answer = Response(piece.written(known_form), content_type=media_type)
            name = f"{piece.entry['id']}.{ending}"
            answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
            return answer
    raise AssertionError(form)  # it is one of them


@pages.app_template_global()
def citation_forms(of: str) -> list[tuple[str, str]]:
    """Return the names and addresses of a citation's forms, for a page of ``of``."""
    return [(TYPES[form][0], at("/cite", of=of, format=form)) for form in FORMS if form != "text"]


@pages.app_template_global()
def citation_texts(of: str) -> list[tuple[str, str]]:
    """Return the forms of a citation as they are written, for a page that has no files of them.

    None for a thing of a study: it is cited as part of it, and there are a hundred thousand.
    """
    named = split_thing_iri(of)
    if named[1] != "study" if named else not of.startswith(CONSTRUCT):
        return []
    piece = _thing(of)
    return [(TYPES[form][0], piece.written(form).strip()) for form in FORMS if form != "text"]


def _piece(of: str) -> Piece:
    if not of or len(of) > _LONGEST:
        raise BadParameter("It is not said what to cite.", _HINT)
    root = request.url_root
    if of.startswith(root):
        of = "/" + of[len(root) :]
    elif of.startswith("/"):
        of = of.removeprefix(request.script_root)
    if of.startswith("/"):
        parts = urlsplit(of)
        if parts.path == "/quotes":
            return _quotes(parts.query)
        if parts.path.startswith("/queries/"):
            return _answer(parts.path.removeprefix("/queries/"), parts.query)
        of = BASE + of[1:]
    return _thing(of)


def _thing(iri: str) -> Piece:
    store, revision = graph().store, graph().store.revision()
    named = split_thing_iri(iri)
    if (named is None and not iri.startswith(CONSTRUCT)) or not known(store, iri):
        raise UnknownThing(f"There is nothing to cite at {iri[:200]!r}.", _HINT)
    if named is None:
        return pieces.of_construct(_label(iri), iri, revision)
    study, kind, id = named
    name = study_names(store, revision, [study])[study]
    what = f"study {study}" if kind == "study" else f"{kind} {id}"
    return pieces.of_thing(store, name, what, iri, revision)


def _label(iri: str) -> str:
    from kg.describing.labels import labels, name_of
    from kg.describing.memory import steady
    from kg.terms import iri as term

    store, it = graph().store, term(iri)
    return steady(store, lambda memory: name_of(it, labels(store, memory, [it])).text)


def _quotes(query: str) -> Piece:
    given: MultiDict[str, str] = MultiDict(fields_of(query.encode()))
    wanted = asking.read(given)
    page = quotes_page(
        graph().store, wanted.given, mode=wanted.mode, limit=1, public=site().audience == "public"
    )
    address = _whole(asking.address(page.asked))
    text = citing.citation(page.asked, page.answer.total, page.studies, address, page.revision)
    named = list(page.studies.values())
    return pieces.of_answer(
        page.title, text, address, named[: citing.LISTED], len(named), page.revision
    )


def _answer(name: str, query: str) -> Piece:
    found = shelf().query(name)
    given = [(n, v) for n, v in fields_of(query.encode()) if v and n not in _SHOWING]
    own = [p for p in parameters_of(found) if p.name not in ("format", "limit")]
    # What cannot be asked is refused.
    prepare(graph().store, found, values_of(found, read(own, given)))
    return answer_piece(found, given)


def answer_piece(found: NamedQuery, given: list[tuple[str, str]]) -> Piece:
    """Return how to cite the answer to a saved query; ``given`` are its own parameters."""
    store, revision = graph().store, graph().store.revision()
    said = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in given)
    what = (found.summary or found.name) + (f" ({said})" if said else "")
    address = _whole(at(f"/queries/{found.name}", **dict(given)))
    chosen = [value for name, value in given if name == "study"]
    held = ask(store, lambda index: [block.study for block in index.blocks])
    studies = [study for study in held if not chosen or study in chosen]
    names = list(study_names(store, revision, studies[: citing.LISTED]).values())
    text = citing.of_answer(what, names, len(studies), address, revision)
    return pieces.of_answer(what, text, address, names, len(studies), revision)


def _whole(path: str) -> str:
    return request.url_root.rstrip("/") + path.removeprefix(request.script_root)
