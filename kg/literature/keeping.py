"""Keep in a store which works are one, the reviewed lists that decide it, and what others know.

What follows is worked out from the index of works as a whole and kept in a graph of its own, so
that SPARQL and the index count the same. It is made anew when a list or a study changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreBusy, UnknownThing, UsageError
from kg.identifiers import slug
from kg.index import ask, update
from kg.index.literature import described
from kg.literature import decisions, knowledge
from kg.literature.identity import Identity, Reason, identify
from kg.literature.keys import Record, record
from kg.namespaces import BASE, DCTERMS, PIF, RDFS, derived_from_works, works_graph
from kg.store import document
from kg.store.base import WORKS, StoredStudy, revision_of, works_of
from kg.terms import A, Triple, iri, read_nquads, text

if TYPE_CHECKING:
    from kg.index import Index
    from kg.literature.decisions import Decision
    from kg.literature.knowledge import Known
    from kg.store.base import Store

IDENTITY = "identity"
"""The name of what follows; no list may be called so."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_SAME, _COMPARISON = f"<{PIF}sameWorkAs>", f"<{PIF}WorkComparison>"
_STAMPED, _STAMP = f"<{BASE}works/{IDENTITY}>", f"<{DCTERMS}source>"
_WORK, _OTHER = f"<{PIF}comparesWork>", f"<{PIF}comparesOther>"


def names(store: Store) -> list[str]:
    """Return the names of the lists kept: reviewed ones, and what others know of works."""
    found = (works_of(unit.id) for unit in store.units())
    return [name for name in found if name is not None and name != IDENTITY]


def decided(store: Store) -> dict[str, list[Decision]]:
    """Return what every reviewed list decides, by the list's name."""
    return {
        name: made for name in names(store) if (made := decisions.read_back(_said(store, name)))
    }


def known(store: Store) -> dict[str, list[Known]]:
    """Return what others know of works, by the name it was taken in under."""
    return {
        name: made for name in names(store) if (made := knowledge.read_back(_said(store, name)))
    }


def _said(store: Store, name: str) -> set[Triple]:
    graphs = read_nquads(store.read_study(f"{WORKS}{name}"))
    return graphs.get(works_graph(name), set())


def records_of(index: Index, more: Iterable[Known] = ()) -> list[Record]:
    """Return all that studies, and others, say of works, as it is compared."""
    found = [
        record(
            d.work, title=d.title, year=d.year, creators=d.creators, doi=d.doi, printed=d.printed
        )
        for d in described(index)
    ]
    return found + [
        record(k.work, title=k.title, year=k.year, creators=k.creators, doi=k.doi, pmid=k.pmid)
        for k in more
    ]


def identity_of(store: Store) -> Identity:
    """Work out which works of a store are one."""
    made = [each for those in decided(store).values() for each in those]
    more = [each for those in known(store).values() for each in those]
    return identify(ask(store, lambda index: records_of(index, more)), made)


def is_current(store: Store) -> bool:
    """Say whether what the store says of works that are one was made from all that it holds."""
    units = store.units()
    if all(unit.id != f"{WORKS}{IDENTITY}" for unit in units):
        return False
    start = f"{_STAMPED} {_STAMP} {text(_stamp(units))} "
    return any(line.startswith(start) for line in store.read_study(f"{WORKS}{IDENTITY}"))


def follow(store: Store) -> bool:
    """Do so after studies came or went; says whether it could: a store may not be writable."""
    try:
        if not is_current(store):
            bring_up(store)
    except (StoreBusy, PermissionError):
        return False
    return True


def _stamp(units: Iterable[StoredStudy]) -> str:
    return revision_of(unit for unit in units if unit.id != f"{WORKS}{IDENTITY}")


def bring_up(store: Store) -> Identity:
    """Make what the store says of works that are one right, if it is not.

    Raises:
        StoreBusy: Somebody else is writing.
    """
    unit = f"{WORKS}{IDENTITY}"
    units = store.units()
    there = next((held for held in units if held.id == unit), None)
    found = identity_of(store)
    stamp = (_STAMPED, _STAMP, text(_stamp(units)))
    if not found.ones:
        if there is None:
            return found
        with store.writing("say which works are one"), suppress(UnknownThing):
            store.remove(unit)
    else:
        graphs = {derived_from_works(IDENTITY): statements(found) | {stamp}}
        packed = document.from_graphs(unit, graphs).pack()
        if there is not None and there.digest == packed.digest:
            return found
        with store.writing("say which works are one"):
            store.put(packed)
    _index(store)
    return found


def statements(found: Identity) -> set[Triple]:
    """Return which works are one, and why, as it is kept among what follows."""
    said = {(iri(work), _SAME, iri(one)) for work, one in found.ones.items()}
    for reason in found.reasons:
        a, b = sorted((reason.work, reason.other))
        node = iri(f"{BASE}works/{IDENTITY}/{slug(f'{_bare(a)} {_bare(b)}')}")
        said |= {
            (node, A, _COMPARISON),
            (node, _WORK, iri(a)),
            (node, _OTHER, iri(b)),
            (node, f"<{RDFS}comment>", text(why(reason))),
        }
    return said


def why(reason: Reason) -> str:
    """Say in words why two works are one."""
    if reason.decision is None:
        return reason.why
    who = f" by {reason.decision.who}" if reason.decision.who else ""
    return f"decided{who}{f': {reason.decision.why}' if reason.decision.why else ''}"


def _bare(work: str) -> str:
    return work.rpartition("://")[2]


def merge(store: Store, path: Path, *, name: str = "") -> tuple[str, int, Identity]:
    """Put a reviewed list into the store, in place of one of that name; returns what came of it.

    Raises:
        UsageError: The file, or the name, does not do.
        StoreBusy: Somebody else is writing.
    """
    made = decisions.read_file(path)
    if not made:
        raise UsageError(f"{path.name} decides nothing.", "Add a row for each pair of works.")
    name = _named(name or slug(path.stem), store, decided)
    put(store, name, decisions.statements(name, made))
    return name, len(made), bring_up(store)


def complete(store: Store, made: Iterable[Known], *, name: str) -> Identity:
    """Put what others know of works into the store, in place of what had that name.

    Raises:
        UsageError: The name does not do.
        StoreBusy: Somebody else is writing.
    """
    name = _named(name, store, known)
    put(store, name, knowledge.statements(name, made))
    return bring_up(store)


def _named(name: str, store: Store, alike: object) -> str:
    held = names(store)
    mine = alike(store) if callable(alike) else {}
    if not _NAME.fullmatch(name) or name == IDENTITY:
        raise UsageError(
            f"A list of works cannot be called {name[:80]!r}.",
            "Say --name and a name of small letters, digits and hyphens.",
        )
    if name in held and name not in mine:
        raise UsageError(
            f"{name} is the name of something else that is kept of works.", "Say --name."
        )
    return name


def put(store: Store, name: str, said: set[Triple]) -> None:
    """Put statements about works into the store under a name."""
    packed = document.from_graphs(f"{WORKS}{name}", {works_graph(name): said}).pack()
    with store.writing(f"load {name}"):
        store.put(packed)
    _index(store)


def remove(store: Store, name: str) -> Identity:
    """Take a list out, with what followed from it.

    Raises:
        UnknownThing: There is no such list.
        StoreBusy: Somebody else is writing.
    """
    held = names(store)
    if name not in held:
        raise UnknownThing(
            f"There is no list of works {name[:80]!r}.",
            f"There are {', '.join(held)}." if held else "`pif works --merge FILE` loads one.",
        )
    with store.writing(f"remove {name}"):
        store.remove(f"{WORKS}{name}")
    _index(store)
    return bring_up(store)


def _index(store: Store) -> None:
    with suppress(StoreBusy):  # the next question does it
        update(store)
