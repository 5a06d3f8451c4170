"""Codes with the folders above them, coders under pseudonyms, and who applied what."""

from __future__ import annotations

from collections import defaultdict

from kg.findings import Place
from kg.formats.qda import project as q
from kg.formats.qda.studying.evidence import Evidence, moment_of
from kg.formats.qda.studying.naming import clean, code_id, coding_id, numbered, one_line, safe
from kg.formats.qda.studying.taking import own_id, take_over
from kg.model import Code, Coding, Concept, Study
from kg.stating import TEAM

_Target = tuple[str, str]
"""The ids of a quote and of a region, one of them empty."""
_OWN_CODE = ("label", "kind", "definition", "include", "exclude", "example", "note")


def read_codes(project: q.Project, study: Study, place: Place) -> dict[str, str]:
    """Make the codebook; returns ids of codes by those of the file. Folders are codes above."""
    paths: dict[str, str] = {}
    labels: dict[str, str] = {}
    parents: dict[str, str] = {}
    for code in project.codes:
        # Parents come first, so no circle can close.
        parents[code.id] = code.parent if code.parent in paths else ""
        labels[code.id] = one_line(code.name) or "code"
        paths[code.id] = code_id(paths.get(parents[code.id], ""), labels[code.id])
    ids = numbered(own_id(code.own) or paths[code.id] for code in project.codes)
    found = dict(zip((code.id for code in project.codes), ids, strict=True))
    for code, id in zip(project.codes, ids, strict=True):
        made = Code(
            id=id,
            place=place,
            label=labels[code.id],
            parent=found.get(parents[code.id], ""),
            definition=clean(code.definition),
            note=clean(code.memo),
        )
        take_over(made, code.own, *_OWN_CODE)
        study.codes.append(made)
        if code.colour and project.own is None:
            project.losses.count("Code/colour", "colours of codes are not kept")
    return found


def read_codings(
    project: q.Project,
    study: Study,
    evidence: Evidence,
    codes: dict[str, str],
    place: Place,
    *,
    keep_names: bool,
) -> None:
    """Make the codings: of one coder, code and quote there is one, whatever it was made from."""
    coders = _coders(project, keep_names=keep_names)
    merged: dict[tuple[_Target, str, str], list[q.Coding]] = defaultdict(list)
    for selection in project.selections:
        quote, region = evidence.quotes.get(selection.id), evidence.regions.get(selection.id)
        if quote is None and region is None:
            continue
        target = (quote.id if quote else "", region.id if region else "")
        for coding in selection.codings:
            if coding.code not in codes:
                project.losses.count("Coding", "its code is not in the file")
                continue
            if not coding.moment:
                coding.moment = selection.moment
            who = coders.get(coding.coder, TEAM)
            merged[target, codes[coding.code], who].append(coding)
    order = {(quote.id, ""): number for number, quote in enumerate(study.quotes)}
    order |= {("", region.id): number for number, region in enumerate(study.regions, len(order))}
    taken: set[str] = set()
    for key in sorted(merged, key=lambda k: (order[k[0]], k[1], k[2])):
        (quote_id, region_id), code, who = key
        same = merged[key]
        if len(same) > 1:
            same.sort(key=lambda c: (not c.moment, c.moment))
            why = "the same coder applied the same code to the same words or place before"
            project.losses.count("Coding", why, len(same) - 1)
        first = same[0]
        moment = moment_of(first.moment)
        if first.moment and not moment:
            project.losses.count("Coding/moment", "it is no day or moment")
        id = own_id(first.own)
        if not id or id in taken:
            id = coding_id(quote_id or region_id, code, who, taken)
        taken.add(id)
        notes = dict.fromkeys(note for c in same if (note := clean(c.memo)))
        made = Coding(
            id, place, quote_id, Concept(code), who, moment, "author", "\n".join(notes), region_id
        )
        take_over(made, first.own, "kind", "rationale")
        study.codings.append(made)


def _coders(project: q.Project, *, keep_names: bool) -> dict[str, str]:
    """Return what each coder is called, by the ids of the file.

    Without their names they are numbered by the moment of their first coding; whoever has none
    comes after those, by name.
    """
    first: dict[str, str] = {}
    for selection in project.selections:
        for coding in selection.codings:
            if coding.coder:
                said = moment_of(coding.moment or selection.moment) or "~"
                first[coding.coder] = min(first.get(coding.coder, "~"), said)
    there = [coder for coder in project.coders if coder.id in first]
    project.losses.count("User", "nothing was coded by them", len(project.coders) - len(there))
    there.sort(key=lambda c: (first[c.id], c.name.casefold(), c.name))
    if keep_names:
        names = numbered(own_id(c.own) or safe(one_line(c.name), "coder") for c in there)
    else:
        names = numbered(own_id(c.own) or f"coder-{n}" for n, c in enumerate(there, 1))
    return dict(zip((c.id for c in there), names, strict=True))
