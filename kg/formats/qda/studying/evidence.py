"""Documents, and what was coded in them: a quote for each span, a region for each other place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.findings import Place
from kg.formats.qda import project as q
from kg.formats.qda.project import Convention, Project, Selection, Source
from kg.formats.qda.studying.choices import Choices
from kg.formats.qda.studying.naming import (
    clean,
    document_ids,
    numbered,
    one_line,
    plain_name,
    quote_ids,
)
from kg.formats.qda.studying.people import People, passages, speakers
from kg.formats.qda.studying.places import Regions
from kg.formats.qda.studying.taking import own_id, take_over
from kg.formats.reporting import Report
from kg.formats.values import moment
from kg.model import Document, Participant, Quote, Region, Study, Tenure
from kg.recording import in_words

_NEEDS_SPEAKER = "interview"
_OWN_QUOTE = (
    "role", "speaker_label", "section", "access", "locator", "note", "embargo",
)  # fmt: skip


class Evidence(NamedTuple):
    """What each coded selection became, by its id: a quote, or a region where it has no words."""

    quotes: dict[str, Quote]
    regions: dict[str, Region]


def read_documents(
    project: Project, study: Study, people: People, choices: Choices, report: Report, place: Place
) -> dict[str, Document]:
    """Make a document of each source; returns them by the sources' ids."""
    ids = document_ids([(source.name, source.text) for source in project.sources])
    ids = numbered(
        own_id(source.own) or id for source, id in zip(project.sources, ids, strict=True)
    )
    found: dict[str, Document] = {}
    for source, id in zip(project.sources, ids, strict=True):
        owner = people.owner(source.id)
        document = Document(id=id, place=place, text=source.text)
        document.participant = owner.id if owner else ""
        document.kind = _kind(source, choices, people)
        document.note = "\n".join(_notes(source, project))
        document.medium = "" if source.medium == "text" else source.medium
        take_over(document, source.own, "kind", "date", "access", "embargo", "note", "medium")
        if document.kind == _NEEDS_SPEAKER and not document.participant and source.own is None:
            report.warning(
                "participant-missing", place,
                f"It is not known whose interview {document.id} is, so it counts as other.",
                "Say so under owners, in import: of the file beside the project.",
            )  # fmt: skip
            document.kind = "other"
        if source.moment and source.own is None:
            project.losses.count("Source/moment", "when a source was put in is not kept")
        found[source.id] = document
    study.documents = list(found.values())
    return found


def _kind(source: Source, choices: Choices, people: People) -> str:
    stated = [kind for n, v in source.values.items() if (kind := people.kind_said(n, v))]
    return choices.kind_of(plain_name(source.name)) or (stated[0] if stated else "other")


def _notes(source: Source, project: Project) -> list[str]:
    said = [clean(source.memo)] if source.memo.strip() else []
    if project.own is None:
        if source.converted:
            said.append("The text was made from rich text.")
        if source.convention is not None and source.text:
            said.append(convention_said(source.convention))
    return said


def convention_said(convention: Convention) -> str:
    """Say how offsets of a source were read, and how sure that is.

    >>> convention_said(Convention("UTF-16 units", score=0.98))
    'Offsets read as UTF-16 units, end exclusive; 98 % of the selections fit.'
    """
    how = "inclusive" if convention.inclusive_end else "exclusive"
    ends = ", line ends as one" if convention.line_ends_as_one else ""
    rivals = "" if convention.same else f" Other readings fit too: {', '.join(convention.rivals)}."
    return (
        f"Offsets read as {convention.unit}, end {how}{ends};"
        f" {convention.score * 100:.0f} % of the selections fit.{rivals}"
    )


def read_quotes(
    project: Project, study: Study, people: People, documents: dict[str, Document], place: Place
) -> Evidence:
    """Make a quote of each span that was coded, and a region of each place without words.

    Selections of one span or place go together, with their codings.
    """
    losses = project.losses
    regions = Regions(place, losses)
    wholes = {source.id: (source.own or {}).get("whole", "") for source in project.sources}
    marked: dict[str, Region] = {}
    by_source: dict[str, list[Selection]] = defaultdict(list)
    for selection in project.selections:
        is_place = selection.region is not None and not selection.text.strip()
        if is_place and (selection.codings or selection.memo.strip()):
            document = documents[selection.source]
            own = wholes[selection.source] if selection.is_whole else ""
            if (region := regions.marked(selection, document.id, own=own)) is not None:
                marked[selection.id] = region
                lost = int(selection.id in people.passages)
                losses.count("Case/Selection", "whose a region is, is not kept", lost)
        elif selection.codings:
            by_source[selection.source].append(selection)
        elif selection.id not in people.passages:
            what = "Selection with a memo" if selection.memo.strip() else "Selection"
            losses.count(what, "nothing is coded with it")
    by_person: dict[str, list[Selection]] = defaultdict(list)
    for selection in project.selections:
        if selection.id in people.passages:
            by_person[selection.source].append(selection)
    persons = {person.id: person for person in study.participants}
    found: dict[str, Quote] = {}
    for source, document in documents.items():
        spans = _spans(by_source.get(source, ()), project)
        if not spans:
            continue
        told = speakers(
            passages(people, by_person.get(source, ())),
            [(q.start or 0, q.end if q.end is not None else -1) for q, _ in spans],
        )
        names = quote_ids((document.id, quote.text) for quote, _ in spans)
        for (quote, selections), name, spoke in zip(spans, names, told, strict=True):
            quote.id = name
            quote.place = place
            quote.document = document.id
            person = spoke if quote.start is not None else None
            _settle(quote, document, person or persons.get(document.participant), selections)
            study.quotes.append(quote)
            regions.fill(quote, selections[0])
            for selection in selections:
                found[selection.id] = quote
    if project.own is None:
        _tell_places(study.quotes)
    ids = numbered(quote.id for quote in study.quotes)
    for quote, id in zip(study.quotes, ids, strict=True):
        quote.id = id
    unheld = {(q.document, q.role): q for q in study.quotes if q.role and not q.participant}
    study.unheld_tenures = [Tenure(*key, place, held=False) for key in unheld]
    study.regions = regions.finish()
    return Evidence(found, marked)


def _tell_places(quotes: Iterable[Quote]) -> None:
    """Tell quotes without offsets that have the same words apart, for they are not one quote."""
    alike: dict[str, list[Quote]] = defaultdict(list)
    for quote in quotes:
        if quote.start is None:
            alike[" ".join(quote.text.split())].append(quote)
    for same in alike.values():
        same.sort(key=lambda q: (q.document, q.locator, q.id))
        for number, quote in enumerate(same if len(same) > 1 else (), 1):
            told = f"place {number} of {len(same)} with these words"
            quote.locator = f"{quote.locator}; {told}" if quote.locator else told


def _spans(
    selections: list[Selection] | tuple[()], project: Project
) -> list[tuple[Quote, list[Selection]]]:
    """Group selections by their span, in text order; those without words are counted."""
    grouped: dict[tuple[int, int, str, str, str], list[Selection]] = defaultdict(list)
    for selection in selections:
        if not selection.text.strip():
            project.losses.count("Selection", "it has no words; its codings go with it")
            project.losses.count("Coding", "what it codes has no words", len(selection.codings))
            continue
        start = -1 if selection.start is None else selection.start
        end = -1 if selection.end is None else selection.end
        key = (start, end, selection.text, _locator(selection.region), own_id(selection.own))
        grouped[key].append(selection)
    made = []
    for (start, end, words, locator, _), group in sorted(grouped.items(), key=lambda g: g[0]):
        quote = Quote(id="", place=Place(""), text=words, locator=locator)
        if start >= 0:
            quote.start, quote.end = start, end
        notes = dict.fromkeys(clean(s.memo) for s in group)
        quote.note = "\n".join(note for note in notes if note)
        made.append((quote, group))
    return made


def _settle(
    quote: Quote, document: Document, person: Participant | None, selections: list[Selection]
) -> None:
    own = selections[0].own
    if person is not None:
        quote.participant = person.id
        roles = [tenure.role for tenure in person.tenures]
        quote.role = roles[0] if len(roles) == 1 else ""
    quote.id = own_id(own) or quote.id
    quote.locator = quote.locator if own is None else ""
    take_over(quote, own, *_OWN_QUOTE)
    if own is not None and "participant" in own:
        quote.participant = own["participant"]
        quote.role = own.get("role", "")


def _locator(region: q.Region | None) -> str:
    if region is None:
        return ""
    return in_words(region.page, region.box or (), region.begin, region.end)


@lru_cache(maxsize=1024)
def moment_of(written: str) -> str:
    """Return a moment as it is kept, or an empty string where it is none.

    Many things are made in one session, and said to be of one moment.
    """
    said = one_line(written).replace("z", "Z")
    return moment(said) or ""
