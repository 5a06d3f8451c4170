"""Turn what study.yaml says into the study's own record.

Values come as the characters that were written; this module says what each key means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.findings import Place
from kg.formats.bibliography import Entry, further_of_publication
from kg.formats.new import NOT_STATED, UNTITLED
from kg.formats.programme import (
    entities,
    read_ecosystem,
    read_programme,
    read_thing,
    read_things,
)
from kg.formats.reporting import Report, nearest, shown
from kg.formats.settings import Keys
from kg.formats.structured import Settings
from kg.formats.values import moment, truth, whole_number, word_of
from kg.identifiers import STUDY_ID_LIMIT, normal_doi, slug, work_iri
from kg.model import Activity, Consent, Programme, Study, Thing, Work

KEYS = (
    "id", "title", "licence", "language", "doi", "attribution", "publication", "programme", "host",
    "ecosystem", "methods", "limitations", "reuses", "activities", "ethics", "publish", "contacts",
    "synthetic",
)  # fmt: skip
REQUIRED = ("id", "title", "licence")
CONSENT_STATUS = ("given", "refused", "withdrawn", "not-stated")

_CC = "https://creativecommons.org/"
LICENCES = {
    "cc0": f"{_CC}publicdomain/zero/1.0/",
    "cc0-1.0": f"{_CC}publicdomain/zero/1.0/",
    **{
        f"cc-{kind}-{version}": f"{_CC}licenses/{kind}/{version}/"
        for kind in ("by", "by-sa", "by-nc", "by-nd", "by-nc-sa", "by-nc-nd")
        for version in ("4.0", "3.0")
    },
}
"""Names of licences that need no address, in lower case with hyphens."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_TIME = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


def read_about(settings: Settings, report: Report, *, study: str | None = None) -> Study:
    """Return the study that study.yaml describes, without its tables; what is wrong is reported.

    ``study`` takes the place of the id in the file. The id is empty when there is none.
    """
    keys = Keys(settings, (), report)
    keys.only(KEYS)
    for key in REQUIRED:
        if not keys.values.get(key) and not (key == "id" and study):
            report.violation(
                "missing-key", Place(settings.file, None, key), f"The key {key} is missing.",
                f"Add a line that begins with {key}:.",
            )  # fmt: skip
    if study is not None:
        keys.values["id"] = study
    made = Study(
        id=keys.id("id", limit=STUDY_ID_LIMIT) if keys.values.get("id") else "",
        place=keys.at("id"),
        title=keys.text("title"),
        language=_language(keys),
        licence=_licence(keys),
        attribution=keys.text("attribution"),
        contacts=keys.texts("contacts"),
        synthetic=_synthetic(keys),
    )
    if made.title.startswith(UNTITLED):
        report.warning(
            "untitled", keys.at("title"), "The study has no title yet.", "Write its title."
        )
    made.publication = _publication(keys, made.title)
    host = keys.one("host")
    made.host = read_thing(host, "Organization") if host else None
    for item in keys.many("programme"):
        if isinstance(item, str):
            keys.wrong("programme", "made of keys with values")
        else:
            made.programmes.append(read_programme(item, made))
    read_ecosystem(keys, made)
    made.methods = read_things(keys, "methods", "ResearchMethod")
    made.limitations = read_things(keys, "limitations", "Limitation")
    for item in keys.many("reuses"):
        made.sources.append(_source(item, keys))
    made.activities = [a for item in keys.many("activities") if (a := _activity(item, keys))]
    _read_ethics(keys, made)
    _read_publish(keys, made)
    _check_unique(made, report)
    return made


def _language(keys: Keys) -> str:
    written = keys.text("language")
    if written and not _LANGUAGE.fullmatch(written):
        keys.wrong("language", "a language tag", "Write one such as en, or pt-BR.")
        return "en"
    return written.lower() or "en"


def _synthetic(keys: Keys) -> bool:
    written = keys.text("synthetic")
    said = truth(written) if written else False
    if said is None:
        keys.wrong("synthetic", "yes or no")
    return said is not False  # what may be made up is not taken for real


def _licence(keys: Keys) -> str:
    written = keys.text("licence")
    if not written:
        return ""
    if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", written):
        return written
    short = word_of(written)
    if short == word_of(NOT_STATED):
        keys.report.warning(
            "licence", keys.at("licence"), "The licence is not stated yet.",
            "Give its address, such as https://creativecommons.org/licenses/by/4.0/.",
        )  # fmt: skip
        return ""
    if short in LICENCES:
        return LICENCES[short]
    keys.report.violation(
        "licence", keys.at("licence"), f"{shown(written)} is not the address of a licence.",
        nearest(short, LICENCES)
        or "Give its address, such as https://creativecommons.org/licenses/by/4.0/.",
    )  # fmt: skip
    return ""


def _publication(keys: Keys, title: str) -> Work | None:
    written = keys.text("doi")
    doi = normal_doi(written) if written else ""
    if doi is None:
        keys.wrong("doi", "a DOI", "Write it as 10.1186/s12909-024-05992-0.")
    csl = keys.one("publication")
    if csl is None and not doi:
        return None
    fields = csl.values if csl else {"type": "article-journal", "title": title}
    entry = Entry(fields, keys.at("publication" if csl else "doi"), keys.report)
    work = entry.work()
    if doi and work.doi and doi != work.doi:
        keys.report.violation(
            "two-dois", keys.at("doi"), f"The study has the DOI {doi}, its publication {work.doi}.",
            "Keep the right one.",
        )  # fmt: skip
    elif doi and not work.doi:
        work.doi, work.iri = doi, work_iri(doi=doi)
    if not work.iri:
        keys.report.violation(
            "publication", entry.place, "The publication has no DOI, title or author.",
            "Fill in the fields of CSL-JSON: title, author, issued, container-title, DOI.",
        )  # fmt: skip
        return None
    if csl:
        own = {"DOI": work.doi} if work.doi else {}
        work.further = further_of_publication(work, own | fields)
    return work


def _source(item: Keys | str, keys: Keys) -> Thing:
    if isinstance(item, str):
        return Thing(id=slug(item), place=keys.at("reuses"), label=item)
    item.only(("id", "title"))
    title = item.text("title")
    return Thing(id=item.id("id", title), place=item.at(), label=title)


def _activity(item: Keys | str, keys: Keys) -> Activity | None:
    if isinstance(item, str):
        id = slug(item)
        return Activity(id, keys.at("activities"), item) if id else None
    item.only(("id", "text", "from", "to", "sentences"))
    made = Activity(
        id=item.id("id"),
        place=item.at(),
        text=item.text("text"),
        start=item.text("from"),
        end=item.text("to"),
        sentences=item.texts("sentences"),
    )
    for key, written in (("from", made.start), ("to", made.end)):
        if written and not _TIME.fullmatch(written):
            item.wrong(key, "a year, a month or a day", "Write 2021, 2021-02 or 2021-02-15.")
            return None
    if made.start and made.end and made.end < made.start[: len(made.end)]:
        item.wrong("to", f"after {made.start}")
    return made if made.id else None


def _read_ethics(keys: Keys, study: Study) -> None:
    ethics = keys.one("ethics")
    if ethics is None:
        return
    ethics.only(("reference", "consent_to_publish", "consents", "right_to_withdraw"))
    study.ethics_reference = ethics.text("reference")
    study.right_to_withdraw = ethics.text("right_to_withdraw")
    for item in ethics.many("consents"):
        if isinstance(item, str):
            ethics.wrong("consents", "made of keys with values")
            continue
        item.only(("scope", "status", "how"))
        scope = item.id("scope")
        status = _status(item, "status")
        if scope and status:
            study.consents.append(Consent(word_of(scope), status, item.at(), item.text("how")))
    if ethics.text("consent_to_publish"):
        status = _status(ethics, "consent_to_publish")
        other = next((c for c in study.consents if c.scope == "publication"), None)
        if other is None and status:
            study.consents.append(Consent("publication", status, ethics.at("consent_to_publish")))
        elif other and status and other.status != status:
            ethics.report.violation(
                "two-consents", ethics.at("consent_to_publish"),
                f"Consent to publish is {status} here and {other.status} under consents.",
                "Keep the right one.",
            )  # fmt: skip


def _status(keys: Keys, key: str) -> str:
    word = word_of(keys.text(key))
    word = {"yes": "given", "true": "given", "no": "refused", "false": "refused"}.get(word, word)
    if word in CONSENT_STATUS:
        return word
    keys.wrong(key, "yes, no or not stated", f"Write yes, no, or {', '.join(CONSENT_STATUS)}.")
    return ""


def _read_publish(keys: Keys, study: Study) -> None:
    publish = keys.one("publish")
    if publish is None:
        return
    publish.only(("attributes", "k", "embargo"))
    study.publishable = [word_of(name) for name in publish.texts("attributes")]
    written = publish.text("k")
    if written:
        study.minimum_group = whole_number(written)
        if study.minimum_group is None or study.minimum_group < 1:
            publish.wrong("k", "a whole number from 1")
            study.minimum_group = None
    written = publish.text("embargo")
    if written:
        study.embargo = moment(written) or ""
        if not study.embargo:
            publish.wrong(
                "embargo", "a day or moment", "Write it as 2027-01-01 or 2027-01-01T12:00:00Z."
            )


def _check_unique(study: Study, report: Report) -> None:
    groups: list[tuple[str, Iterable[Thing | Programme | Activity]]] = [
        ("thing", entities(study)),
        ("programme", study.programmes),
        ("method", study.methods),
        ("limitation", study.limitations),
        ("study", study.sources),
        ("activity", study.activities),
    ]
    for what, things in groups:
        seen: dict[str, Place] = {}
        for thing in things:
            first = seen.setdefault(thing.id, thing.place)
            if first is not thing.place and thing.id:
                report.violation(
                    "duplicate-id", thing.place,
                    f"The {what} {shown(thing.id)} stands in line {first.row} already.",
                    "Give one of the two another id.",
                )  # fmt: skip
