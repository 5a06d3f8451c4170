"""What people call a value, made into its key; and the nearest names when there is none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher, get_close_matches

from kg.errors import UnknownThing, UsageError
from kg.identifiers import normal_doi, slug, split_thing_iri, work_iri
from kg.index.index import Index
from kg.index.kinds import LEVELS, OTHER_SOURCE, ROLES, SOURCES, Kind, concept_key

NAMES: dict[Kind, str] = {
    "construct": "construct", "bears_on": "construct", "role": "role", "source": "source",
    "status": "training status", "access": "access level", "work": "work", "study": "study",
    "document": "document", "participant": "participant", "claim": "claim", "code": "code",
    "coder": "coder",
}  # fmt: skip
_KNOWN: dict[str, Collection[str]] = {
    "role": list(ROLES.values()),
    "source": [*SOURCES.values(), OTHER_SOURCE],
    "access": list(LEVELS.values()),
}
_COMPARED = 20_000


def resolve(index: Index, kind: Kind, name: str, studies: Collection[str] = ()) -> str:
    """Return the key of what a name stands for; ``studies`` narrows what belongs to one.

    Raises:
        UnknownThing: There is no such value; the hint gives the nearest names.
        UsageError: Several studies have a thing of that id.
    """
    name = name.strip()
    if name.startswith("<") and name.endswith(">"):
        name = name[1:-1]
    if kind in ("construct", "bears_on"):
        return _construct(index, name, studies)
    if kind in _KNOWN or kind == "status":
        return _word(index, kind, name)
    if kind == "study":
        return _study(index, name)
    if kind == "work":
        return _work(index, name)
    return _own(index, kind, name, studies)


def _construct(index: Index, name: str, studies: Collection[str]) -> str:
    known = index.constructs()
    key = concept_key(name) if "://" in name else name.removeprefix("c:")
    if "://" not in key:
        plain = "-".join(key.casefold().split())
        if plain in known:
            return plain
    if any(key in index.shared(kind) for kind in ("construct", "bears_on")):
        return key
    if key in index.shared("construct", "filed"):
        return key
    if not name.startswith("c:"):
        found = _things(index, "code", key, studies)
        if found:
            return _only(found, "code", name)
    with index.reading() as db:
        query = "SELECT DISTINCT key FROM construct_name WHERE name = ?"
        meant = db.execute(query, (slug(key),)).fetchall()
        if len(meant) == 1:
            return str(meant[0][0])
        names = dict(db.execute("SELECT name, key FROM construct_name").fetchall())
    raise _unknown("construct", name, slug(key), names)


def _word(index: Index, kind: Kind, name: str) -> str:
    plain = "-".join(name.casefold().split())
    if kind == "status":
        with index.reading() as db:
            query = "SELECT DISTINCT key FROM label WHERE kind = 'status'"
            known: Iterable[str] = [key for (key,) in db.execute(query)]
    else:
        known = _KNOWN[kind]
    for key in (plain, name):
        if key in known:
            return key
    raise _unknown(NAMES[kind], name, plain, {key: key for key in known})


def _study(index: Index, name: str) -> str:
    named = split_thing_iri(name)
    key = named[0] if named else "".join(name.split())
    if index.has_study(key):
        return key
    raise _unknown("study", name, key, {b.study: b.study for b in index.blocks})


def _work(index: Index, name: str) -> str:
    doi = normal_doi(name)
    key = work_iri(doi=doi) if doi else name
    known = index.shared("work")
    if key in known:
        return key
    labels = {index.label("work", w).casefold(): w for w in sorted(known)}
    if name.casefold() in labels:
        return labels[name.casefold()]
    raise UnknownThing(
        f"No quote illustrates a claim that cites the work {name!r}.",
        "Give its DOI (10.…), its address in full, or its title.",
    )


def _own(index: Index, kind: Kind, name: str, studies: Collection[str]) -> str:
    named = split_thing_iri(name) if "://" in name else None
    key = f"{named[0]}/{named[2]}" if named and named[1] == kind else name
    found = _things(index, kind, key, studies)
    if found:
        return _only(found, kind, name)
    where, values = "kind = ?", [kind]
    if studies:
        where += f" AND s IN ({','.join(str(index.number(s)) for s in sorted(studies))})"
    with index.reading() as db:
        query = f"SELECT key, label FROM label WHERE {where} LIMIT {_COMPARED}"  # noqa: S608
        names: dict[str, str] = {}
        for id, label in db.execute(query, values):
            names.setdefault(id.casefold(), id)
            if label:
                names.setdefault(label.casefold(), id)
    if not names:
        raise UnknownThing(f"There is no {NAMES[kind]} {name!r}; no quote has any.", "")
    raise _unknown(NAMES[kind], name, name.casefold(), names)


def _things(index: Index, kind: Kind, name: str, studies: Collection[str]) -> list[str]:
    """Return the keys of things of that name: an id, or a study and an id with / or : between."""
    whole = "".join(name.split())
    match = re.match(r"([^/:]*)[/:](.+)", whole)
    ways = [(match[1], match[2])] if match and index.has_study(match[1]) else []
    found = set()
    with index.reading() as db:
        for study, id in ways:
            query = "SELECT 1 FROM label WHERE kind = ? AND s = ? AND key = ?"
            if db.execute(query, (kind, index.number(study), id)).fetchone():
                found.add(f"{study}/{id}")
        if not found:
            query = (
                "SELECT study.id FROM label JOIN study USING (s) "
                "WHERE label.kind = ? AND label.key = ?"
            )
            found = {f"{study}/{whole}" for (study,) in db.execute(query, (kind, whole))}
    if studies:
        found = {key for key in found if key.partition("/")[0] in studies}
    return sorted(found)


def _only(found: list[str], kind: Kind, name: str) -> str:
    if len(found) > 1:
        shown = " or ".join(found[:3]) + (" …" if len(found) > 3 else "")
        raise UsageError(
            f"{len(found)} studies have a {NAMES[kind]} {name!r}.", f"Say which: {shown}."
        )
    return found[0]


def _unknown(sort: str, name: str, compared: str, names: dict[str, str]) -> UnknownThing:
    near = get_close_matches(compared, names, n=4, cutoff=0.5)
    likeness = [SequenceMatcher(None, n, compared).ratio() for n in near]
    close = [n for n, like in zip(near, likeness, strict=True) if like > likeness[0] - 0.1]
    nearest = list(dict.fromkeys(names[n] for n in close))[:3]
    hint = (
        f"Did you mean {' or '.join(nearest)}?"
        if nearest
        else f"There are, for instance, {', '.join(sorted(set(names.values()))[:5])}."
        if names
        else "Load a study first: `pif load krishna2024`."
    )
    return UnknownThing(f"There is no {sort} {name[:80]!r}.", hint)
