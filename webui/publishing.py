"""What would be published and what not, by study and reason: for the owner alone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from kg.errors import UnknownThing
from kg.pages.study_names import study_names
from kg.publishing.review import Verdict, check
from kg.publishing.review.writing import goes_out
from kg.store.keeping import one
from webui.links import at, to_thing
from webui.negotiation import Offer, choose
from webui.parameters import number, once
from webui.state import graph, site

if TYPE_CHECKING:
    from kg.publishing.review import Refusal

pages = Blueprint("publishing", __name__)

AT_ONCE = 100_000
"""Statements that are checked for one page; larger stores are looked at study by study."""
LARGEST = 1_000_000
"""Statements of a study that is checked for a page; `pif publish --check` takes any."""
_HTML = Offer("html", ("text/html", "application/xhtml+xml"))
_JSON = Offer("json", ("application/json",))
_KNOWN = ("study", "reason", "after")
_PAGE = 100


@pages.get("/publish")
def publish() -> Response:
    """Show what would go out of the studies, or of one."""
    wanted = choose((_HTML, _JSON), request.headers.get("Accept")).name
    answer = _answer(wanted)
    answer.vary.add("Accept")
    return answer


@pages.get("/publish.json")
def publish_as_json() -> Response:
    """Return the same for machines."""
    return _answer("json")


def _answer(form: str) -> Response:
    if site().audience != "owner":
        raise UnknownThing("There is no page /publish here.", "Whoever owns the data has one.")
    said = _parameters()
    studies = {study.id: study.quads for study in graph().store.studies()}
    if said["study"] and said["study"] not in studies:
        raise UnknownThing(f"There is no study {said['study'][:80]!r}.", "/studies has them all.")
    looked_at = [said["study"]] if said["study"] else _some(studies)
    too_large = [study for study in looked_at if studies[study] > LARGEST]
    verdicts = [_verdict(study) for study in looked_at if study not in too_large]
    left = [study for study in studies if not said["study"] and study not in looked_at]
    verdict = Verdict(
        tuple(each for v in verdicts for each in v.studies),
        tuple(each for v in verdicts for each in v.refusals),
    )
    if form == "json":
        return jsonify(**verdict.as_json(), not_checked=left + too_large)
    return make_response(_rendered(verdict, said, left, too_large))


def _some(studies: dict[str, int]) -> list[str]:
    """Return the studies that are looked at together, from the first on."""
    chosen: list[str] = []
    quads = 0
    for study, size in studies.items():
        quads += size
        if quads > AT_ONCE and chosen:
            break
        chosen.append(study)
    return chosen


def _verdict(study: str) -> Verdict:
    """Return what is found of a study; kept until the store or the day changes."""
    store = graph().store
    sort = f"verdict {datetime.now(UTC).date()} {study}"
    return one(store, store.revision(), sort, lambda: check(store, [study]))


def _parameters() -> dict[str, str]:
    said = once(_KNOWN)
    number(said["after"], "after")
    return said


def _rendered(verdict: Verdict, said: dict[str, str], left: list[str], too_large: list[str]) -> str:
    store = graph().store
    shown = [each.study for each in verdict.studies]
    names = study_names(store, store.revision(), [*shown, *left, *too_large])
    listed = [r for r in verdict.withheld if r.reason == said["reason"]] if said["reason"] else []
    start = int(said["after"] or 0)
    return render_template(
        "publish.html",
        verdict=verdict,
        said=said,
        parts=[_part(verdict, each.study, goes_out(each.goes_out)) for each in verdict.studies],
        names={study: names[study].short for study in names},
        left=left,
        too_large=too_large,
        listed=[(each, _link(each)) for each in listed[start : start + _PAGE]],
        pager=_pager(said, start, min(_PAGE, max(0, len(listed) - start)), len(listed)),
        json=at("/publish.json", study=said["study"]),
    )


def _part(verdict: Verdict, study: str, out: str) -> dict[str, Any]:
    """Return what the page says of one study."""
    mine = [each for each in verdict.refusals if each.study == study]
    withheld = [each for each in mine if each.kind == "withheld"]
    remedies = {each.reason: each.remedy for each in withheld}
    return {
        "study": study,
        "out": out,
        "blocking": [(each, _link(each)) for each in mine if each.kind == "blocking"],
        "accepted": [(each, _link(each)) for each in mine if each.kind == "accepted"],
        "withheld": [
            (reason, count, remedies[reason], at("/publish", study=study, reason=reason))
            for reason, count in Counter(each.reason for each in withheld).most_common()
        ],
    }


def _link(found: Refusal) -> str | None:
    return to_thing(found.record)


def _pager(said: dict[str, str], start: int, count: int, total: int) -> dict[str, Any]:
    more = total - start - count

    def to(number: int) -> str:
        return at("/publish", study=said["study"], reason=said["reason"], after=number or None)

    return {
        "first": start + 1 if count else 0,
        "last": start + count,
        "total": total,
        "previous": to(max(0, start - _PAGE)) if start else None,
        "next": to(start + _PAGE) if more > 0 else None,
        "next_count": min(_PAGE, more) if more > 0 else 0,
    }
