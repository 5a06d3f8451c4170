"""Take a study out so that nothing of it stays, but for the word that it is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import UnknownThing
from kg.identifiers import study_iri
from kg.namespaces import DCTERMS
from kg.publishing.decisions import Decision, decision, decisions, keep
from kg.publishing.public import public_folder
from kg.publishing.refreshing import refresh
from kg.terms import iri, parts

if TYPE_CHECKING:
    from kg.store.base import Store

_TITLE = f"<{DCTERMS}title>"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A study that was public and is withdrawn: its id, its title if it was public, and the day."""

    study: str
    title: str
    removed_on: str


def tombstones(store: Store) -> list[Tombstone]:
    """Return the studies that were public and are no more, by id; one loaded again is not one."""
    held = {study.id for study in store.studies()}
    return [
        Tombstone(each.study, each.title, each.when)
        for each in decisions(store)
        if each.verb == "withdrawn" and each.study not in held
    ]


def note_published(store: Store, titles: Mapping[str, str]) -> None:
    """Keep that studies were published, by id with their titles, for the day they are withdrawn."""
    known = {each.study: each for each in decisions(store) if each.verb == "published"}
    keep(
        store,
        [
            decision("published", study, title=title)
            for study, title in titles.items()
            if study not in known or known[study].title != title
        ],
    )


def settle(store: Store) -> list[Tombstone]:
    """Turn what is kept of studies that went in another way into tombstones; forget the rest.

    Call it before publishing; returns all tombstones.
    """
    held = {study.id for study in store.studies()}
    gone = [each for each in decisions(store) if each.study not in held]
    made = [
        decision("withdrawn", each.study, title=each.title)
        for each in gone
        if each.verb == "published"
    ]
    keep(store, made, forget=[each for each in gone if each.verb != "withdrawn"])
    return tombstones(store)


def withdraw(store: Store, study: str, *, forget: bool = False) -> Tombstone | None:
    """Take a study out, with what was decided about it, and out of what is public.

    Returns the tombstone that is left of one that was public; with ``forget`` none is, and one
    that was left earlier goes.

    Raises:
        UnknownThing: There is no such study, nor a tombstone to be forgotten.
        StoreBusy: Somebody else is writing.
    """
    from kg import index
    from kg.linking import reviews
    from kg.literature import keeping
    from kg.mapping import following

    made = [each for each in decisions(store) if each.study == study]
    if forget and all(held.id != study for held in store.studies()) and made:
        keep(store, [], forget=made)
        return None
    with store.writing(f"remove {study}"):
        stone = None if forget else _stone(store, study, made)
        following.remove(store, study)
        keep(store, [stone] if stone else [], forget=made)
        concerned = [
            each.pair
            for each in reviews.reviews(store)
            if study in {quote.partition("/")[0] for quote in each.pair}
        ]
        if concerned:
            reviews.decide(store, [], forget=concerned)
        index.update(store)
    keeping.follow(store)
    if public_folder(store).is_dir():
        refresh(store)
    return Tombstone(study, stone.title, stone.when) if stone else None


def _stone(store: Store, study: str, made: list[Decision]) -> Decision | None:
    """Return what is kept of a study that was published, or that strangers were served."""
    published = next((each for each in made if each.verb == "published"), None)
    if published is not None:
        return decision("withdrawn", study, title=published.title)
    title = _served_title(store, study)
    return None if title is None else decision("withdrawn", study, title=title)


def _served_title(store: Store, study: str) -> str | None:
    """Return the title of a study in the public folder, empty without one; None if not there."""
    from kg.store.embedded import EmbeddedStore

    folder = public_folder(store)
    if not folder.is_dir():
        return None
    public = EmbeddedStore(folder)
    begin = f"{iri(study_iri(study))} {_TITLE} "
    try:
        found = [line for line in public.read_study(study) if line.startswith(begin)]
    except UnknownThing:
        return None
    finally:
        public.close()
    return parts(found[0][len(begin) :].rpartition(" <")[0])[0] if found else ""
