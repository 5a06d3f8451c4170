"""Which constructs a study's codes may mean: the owner looks at proposals, accepts and refuses."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from kg.cli.map import as_json
from kg.errors import BadParameter, LimitReached, PifError, StoreBusy, UnknownThing, UsageError
from kg.index import ask
from kg.index.naming import resolve
from kg.mapping.model import CARRY, MATCHES
from kg.mapping.proposing import Proposed, accept, proposals, refuse, reopen, set_of_study
from kg.mapping.proposing.naming import pairs_named
from kg.pages.mapping_sets import WORDS
from webui.links import at
from webui.negotiation import Offer, choose
from webui.permitting import may, only_from_here, require_token
from webui.sparql.refusals import said, say
from webui.state import graph, site

pages = Blueprint("proposing", __name__)

CODES = 30
"""Codes on a page."""
_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_MOST_SENT = 1 << 18
_MOST_DECIDED = 1_000
_OTHER = ("refuse", "forget")
_BACK = 10


@pages.app_context_processor
def _owner() -> dict[str, Any]:
    return {"may_map": site().audience == "owner"}


@pages.after_request
def _refusals(response: Response) -> Response:
    """Put on the answer what a refusal asks for: which token, and when to come back."""
    for name, value in said().items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@pages.get("/studies/<study>/map")
def page(study: str) -> Response:
    """Show what is proposed for a study's codes, and what was decided."""
    wanted = choose((_HTML, _JSON), request.headers.get("Accept")).name
    answer = page_as_json(study) if wanted == "json" else _shown(study)
    answer.vary.add("Accept")
    return answer


@pages.get("/studies/<study>/map.json")
def page_as_json(study: str) -> Response:
    """Return all that is proposed and was decided."""
    return jsonify(as_json(_proposed(_found(study), mapped=_all())))


@pages.post("/studies/<study>/map")
def decide(study: str) -> Response:
    """Keep decisions: fields ``decide``, each a code, a construct and a relation or refuse."""
    request.max_content_length = _MOST_SENT
    try:
        only_from_here("Open the page of the study's codes and decide there.")
        require_token("load")
        changed = _decided(_found(study))
    except RequestEntityTooLarge:
        return _refused(study, LimitReached("That is too much at once.", "Decide page by page."))
    except PifError as error:
        if isinstance(error, StoreBusy):
            say("Retry-After", str(_BACK))
        return _refused(study, error)
    if _wants_json():
        return jsonify(study=study, changed=changed, set=set_of_study(study))
    whole = "yes" if request.form.get("all") == "yes" else None
    after = request.form.get("after", "")
    place = at(f"/studies/{study}/map", all=whole, changed=changed,
               after=after if _is_small(after) else None)  # fmt: skip
    return redirect(place, 303)  # type: ignore[return-value]


def _decided(study: str) -> int:
    original = site().original
    by, why = request.form.get("by", ""), request.form.get("why", "")
    chosen: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for value in request.form.getlist("decide"):
        if not value:
            continue
        words = value.split(" ")
        if len(words) != 3 or words[2] not in (*MATCHES, *_OTHER):
            raise BadParameter(
                f"decide={value[:80]} does not do.",
                f"Write a code, a construct and one of {', '.join((*MATCHES, *_OTHER))}.",
            )
        chosen[words[2]].append((words[0], words[1]))
    if sum(map(len, chosen.values())) > _MOST_DECIDED:
        raise LimitReached(f"At most {_MOST_DECIDED} are decided at once.", "Decide page by page.")
    if not chosen:
        raise UsageError("Nothing was decided.", "Choose something for at least one proposal.")
    if not by.strip() and chosen.keys() != {"forget"}:
        raise UsageError("Nobody decides this.", "Say who does: a person or a group.")
    store = (original or graph()).store
    changed = 0
    with store.writing(f"decide about mappings of {study}"):
        named = {each: pairs_named(store, study, pairs) for each, pairs in chosen.items()}
        for each, pairs in named.items():
            addresses = [pair[:2] for pair in pairs]
            if each == "refuse":
                changed += refuse(store, study, addresses, who=by, why=why)
            elif each == "forget":
                changed += reopen(store, study, addresses)
            else:
                changed += accept(store, study, pairs, who=by, relation=each)
    return changed


def _found(study: str) -> str:
    """Return a study of the owner's store.

    Raises:
        UnknownThing: There is none, or strangers are served.
    """
    if site().audience != "owner":
        raise UnknownThing(
            "Mappings are proposed to the owner of a store.",
            "On your own computer: pif map my-study.",
        )
    return ask(graph().store, lambda index: resolve(index, "study", study))


def _all() -> bool:
    for name in request.args:
        if name not in ("all", "after", "changed"):
            raise BadParameter(f"The parameter {name[:80]!r} is unknown.", "There are all, after.")
    value = request.args.get("all", "")
    if value not in ("", "yes", "no"):
        raise BadParameter(f"all={value[:40]} does not do.", "Say yes or no.")
    return value == "yes"


def _proposed(study: str, *, mapped: bool) -> Proposed:
    return proposals(graph().store, study, mapped=mapped)


def _refused(study: str, error: PifError) -> Response:
    """Say what is wrong, with what was chosen still chosen."""
    if _wants_json() or isinstance(error, UnknownThing):
        raise error
    return _shown(study, error)


def _shown(study: str, error: PifError | None = None) -> Response:
    form = request.form if request.method == "POST" else request.args
    whole = form.get("all") == "yes" if request.method == "POST" else _all()
    found = _proposed(_found(study), mapped=whole)
    groups = [(code, list(each)) for code, each in groupby(found.proposals, lambda p: p.code)]
    asked = form.get("after", "")
    start = _start(asked if not error or _is_small(asked) else "", len(groups))
    changed = request.args.get("changed", "") if request.method == "GET" else ""
    html = render_template(
        "map.html",
        study=found.study,
        found=found,
        groups=groups[start : start + CODES],
        pager=_pager(found.study, start, len(groups), whole),
        start=start,
        whole=whole,
        error=error,
        changed=int(changed) if _is_small(changed) else None,
        may_decide=may("load"),
        words=WORDS,
        carry=CARRY,
        kept=set(request.form.getlist("decide")) if error else set(),
        by=request.form.get("by", "")[:200] if error else "",
        reviewed=set_of_study(found.study) if found.of("accepted") else "",
    )
    return make_response(html, error.status if error else 200)


def _start(said: str, total: int) -> int:
    if not said:
        return 0
    if not _is_small(said):
        raise BadParameter(f"after={said[:40]} does not do.", "Give the number of a code, from 0.")
    return min(int(said), max(0, total - 1)) // CODES * CODES


def _is_small(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) < 8


def _pager(study: str, start: int, total: int, whole: bool) -> dict[str, Any]:
    end = min(start + CODES, total)
    here, more = f"/studies/{study}/map", "yes" if whole else None
    return {
        "first": start + 1 if total else 0,
        "last": end,
        "total": total,
        "previous": at(here, all=more, after=start - CODES or None) if start else None,
        "next": at(here, all=more, after=end) if end < total else None,
        "next_count": min(CODES, total - end),
    }


def _wants_json() -> bool:
    return choose((_HTML, _JSON), request.headers.get("Accept")).name == "json"
