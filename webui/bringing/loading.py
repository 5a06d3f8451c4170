"""Take in a study that is brought: check it for anybody, load it for who has a token."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing

from flask import Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from kg import loading
from kg.errors import BadParameter, LimitReached, PifError, StoreBusy, UnknownThing, UsageError
from kg.findings import Finding
from kg.identifiers import STUDY_ID_LIMIT, normal_id, wrong_with_id
from kg.vetting.unpacking import source_in
from webui.bringing.checks import bounds, held
from webui.bringing.checks import check as checked
from webui.bringing.gathering import gather
from webui.bringing.holding import Check, gone, holding
from webui.bringing.showing import HTML, JSON, private, shown, told
from webui.links import at
from webui.negotiation import choose
from webui.permitting import only_from_here, require_token
from webui.sparql.refusals import say
from webui.state import site

_FIELDS = ("folder", "files")
_BACK = 10

_one_at_a_time = threading.Lock()


class Standing(UsageError):
    """The study is in the store already, with other content."""

    status = 409


def check() -> AnyResponse:
    """Check what the form brought, and lead to what was found."""
    most = bounds()
    request.max_content_length = most.sent
    request.max_form_parts = 5 * most.files  # a folder too many is told below
    study = ""
    try:
        _only_from_here()
        study = request.form.get("study", "").strip()
        sent = [request.files.getlist(name) for name in (*_FIELDS, "file")]
        chosen = [files for files in sent if any(file.filename for file in files)]
        if len(chosen) > 1:
            raise UsageError("A folder and files were chosen.", "Choose one or the other.")
        given = _id(study)
        brought = gather(chosen[0] if chosen else (), most.files)
        with closing(brought.stream):
            found = checked(brought, given)
    except RequestEntityTooLarge:
        return _refused(_too_large(), study=study)
    except PifError as error:
        return _refused(error, study=study)
    if _wants_json():
        return private(_json(told(found)), found)
    return private(_redirect(at("/studies/new", check=found.id)), found)


def load() -> AnyResponse:
    """Load a study that was checked, for somebody who has a token."""
    request.max_content_length = 1 << 16
    kept: Check | None = None
    try:
        _only_from_here()
        kept = holding().get(request.form.get("check", ""))
        require_token("load")
        loaded = _load(kept, replace=request.form.get("replace") == "yes")
    except RequestEntityTooLarge:
        return _refused(_too_large())
    except PifError as error:
        if isinstance(error, StoreBusy):
            say("Retry-After", str(_BACK))
        return _refused(error, kept)
    holding().forget(kept.id)
    if _wants_json():
        return private(
            _json(
                {
                    "study": loaded.study,
                    "outcome": loaded.outcome,
                    "statements": loaded.asserted,
                    "derived": loaded.derived,
                    "address": at(f"/studies/{loaded.study}"),
                }
            ),
            loaded,
        )
    return private(_redirect(at(f"/studies/{loaded.study}", brought=loaded.outcome)), loaded)


def forget() -> AnyResponse:
    """Delete what was kept of a check."""
    request.max_content_length = 1 << 16
    _only_from_here()
    holding().forget(request.form.get("check", ""))
    return _redirect(at("/studies/new"))


def _load(kept: Check, *, replace: bool) -> loading.Loaded:
    """Load what was checked, as `pif load` does."""
    sent, said, original = kept.sent, kept.said, site().original
    if sent is None or original is None:
        raise gone()
    there = held(said["study"])
    new = said["preview"]["digest"] if said["preview"] else ""
    other = there is not None and there.digest != new
    if there is not None and other and there.digest != said["before"]:
        raise Standing(
            f"The study {said['study']} in the graph was changed since this check.",
            "Choose it again, to see what would change now.",
        )
    if other and not replace:
        raise Standing(
            f"A study {said['study']} is here already, with other content.",
            "Tick the box to put this one in its place.",
        )
    if not _one_at_a_time.acquire(blocking=False):
        raise StoreBusy(
            "Another study is being loaded just now.",
            "Nothing is lost: press the button again in a moment.",
        )
    try:
        with holding().room() as folder:
            path = folder / f"{said['name']}{said['suffix']}"
            try:
                shutil.copyfile(sent, path)
            except FileNotFoundError:
                raise gone() from None
            most = bounds()
            source = source_in(path, most_files=most.files, most=most.unpacked)
            if isinstance(source, Finding):
                raise UsageError(source.message, source.remedy)
            return loading.load(source, original.store, study=said["given"], replace=replace)
    finally:
        _one_at_a_time.release()


def _only_from_here() -> None:
    """Refuse what a page of another site sends."""
    only_from_here("Open /studies/new and choose the study there.")


def _id(given: str) -> str | None:
    study = normal_id(given)
    if not study:
        return None
    if wrong := wrong_with_id(study, STUDY_ID_LIMIT):
        raise BadParameter(
            f"{given[:80]!r} cannot be the id of a study: {wrong}.",
            "Use letters, digits, hyphens, full stops and underscores.",
        )
    return study


def _too_large() -> LimitReached:
    most = bounds()
    if (request.content_length or 0) <= most.sent:
        return LimitReached(
            f"More than {most.files:,} files were sent; that is the most that is checked here.",
            "Choose the folder of the study alone, without a folder such as .git, or zip it.",
        )
    return LimitReached(
        f"More than {most.sent >> 20} MB were sent; that is the most that is checked here.",
        "Leave the texts of documents out, or use your own computer: pif validate, pif load.",
    )


def _refused(error: PifError, kept: Check | None = None, study: str = "") -> AnyResponse:
    """Say what is wrong, with the form, and the check, as they were."""
    if _wants_json():
        raise error
    if isinstance(error, UnknownThing):
        kept = None
    return shown(kept, error, study)


def _wants_json() -> bool:
    return choose((HTML, JSON), request.headers.get("Accept")).name == "json"


def _json(body: dict[str, object]) -> Response:
    from flask import jsonify

    return jsonify(body)


def _redirect(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value]
