"""Give things of a new export the ids they have in the store, and everything that names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from kg.formats import tables as t
from kg.formats.qda.continuing.held import Held
from kg.formats.qda.continuing.matching import (
    PSEUDONYM,
    Same,
    place_of,
    places_of,
    same_coders,
    same_codes,
    same_documents,
    same_people,
    same_quotes,
    same_regions,
)
from kg.formats.qda.studying.naming import coding_id
from kg.model import Study, Tenure
from kg.stating import TEAM

_LEADS_TO_A_PERSON = ("interview", "diary")


def keep_ids(study: Study, held: Held) -> None:
    """Rename the things of a study to what the same things are called in the store.

    What is new keeps its id, unless something else in the store has it. Kinds of documents and
    roles that the store knows and the project does not say stay as they are.
    """
    documents = same_documents(study.documents, held)
    quotes = same_quotes(study, held, documents)
    regions = same_regions(study, held, documents)
    places = places_of(quotes, regions)
    codes = same_codes(study, held, places)
    coders = same_coders(study, held, places, codes)
    people = same_people(study, held, documents)
    known = {coding.coder for coding in held.codings.values()}
    document_id = _ids((d.id for d in study.documents), documents, held.documents)
    quote_id = _ids((q.id for q in study.quotes), quotes, held.quotes)
    region_id = _ids((r.id for r in study.regions), regions, held.regions)
    code_id = _ids((c.id for c in study.codes), codes, held.codes)
    person_id = _ids((p.id for p in study.participants), people, held.people)
    coder_id = _ids(_coders(study), {**coders, TEAM: TEAM}, known, new_coders(known))
    for person in study.participants:
        person.label = person.label or (person.id if person.id != person_id[person.id] else "")
        person.id = person_id[person.id]
        _keep_roles(person.tenures, person.id, held)
        if person.label == person.id:
            person.label = ""
    roles = {p.id: [tenure.role for tenure in p.tenures] for p in study.participants}
    for document in study.documents:
        document.id = document_id[document.id]
        document.participant = person_id.get(document.participant, "")
        kind = held.kinds.get(document.id, "")
        fits = document.participant or kind not in _LEADS_TO_A_PERSON
        if document.kind == "other" and kind and fits:
            document.kind = kind
    for region in study.regions:
        region.id, region.document = region_id[region.id], document_id[region.document]
    for quote in study.quotes:
        quote.id = quote_id[quote.id]
        quote.region = region_id.get(quote.region, "")
        quote.document = document_id[quote.document]
        quote.participant = person_id.get(quote.participant, "")
        if quote.participant and quote.role not in roles[quote.participant]:
            theirs = roles[quote.participant]
            before = held.quote_roles.get(quote.id, "")
            quote.role = before if before in theirs else theirs[0] if len(theirs) == 1 else ""
    for code in study.codes:
        code.id = code_id[code.id]
        code.parent = code_id.get(code.parent, "")
    _rename_codings(study, held, (quote_id, region_id), code_id, coder_id)


def _rename_codings(
    study: Study, held: Held, targets: tuple[Same, Same], codes: Same, coders: Same
) -> None:
    """Rename codings, and what they name; one that is held has its id there."""
    before = {(place_of(c), c.code, c.coder): c.id for c in held.codings.values() if not c.added}
    taken = set(held.codings)
    for coding in study.codings:
        coding.quote = targets[0].get(coding.quote, "")
        coding.region = targets[1].get(coding.region, "")
        coding.concept.code = codes[coding.concept.code]
        coding.coder = coders[coding.coder]
        id = before.get((place_of(coding), coding.concept.code, coding.coder))
        target = coding.quote or coding.region
        coding.id = id or coding_id(target, coding.concept.code, coding.coder, taken)


def _coders(study: Study) -> list[str]:
    return list(dict.fromkeys(coding.coder for coding in study.codings))


def new_coders(known: Iterable[str]) -> Iterator[str]:
    """Yield pseudonyms that no coder has.

    >>> next(new_coders(["coder-1", "coder-3", "authors"]))
    'coder-4'
    """
    numbers = [int(id.partition("-")[2]) for id in known if PSEUDONYM.fullmatch(id)]
    return (f"coder-{n}" for n in count(max(numbers, default=0) + 1))


def _ids(
    new: Iterable[str], same: Same, held: Iterable[str], others: Iterator[str] | None = None
) -> Same:
    """Return what each thing is called: as before, by its own id, or by that with a number.

    ``others`` gives names to take instead of numbering.
    """
    found = dict(same)
    taken = {*held, *same.values()}
    for id in new:
        if id in found:
            continue
        made, number = id, 1
        while made in taken:
            number += 1
            made = next(others) if others is not None else f"{id}-{number}"
        found[id] = made
        taken.add(made)
    return found


def _keep_roles(tenures: list[Tenure], person: str, held: Held) -> None:
    known = held.roles.get(person, [])
    unknown = [tenure.role for tenure in tenures] == [t.UNKNOWN]
    programme, place = tenures[0].programme, tenures[0].place
    roles = known if known and unknown else [tenure.role for tenure in tenures]
    tenures[:] = [Tenure(person, role, place, programme) for role in roles]
