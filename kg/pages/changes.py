"""What of a study would change if another version were put in its place, thing by thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from kg.identifiers import split_thing_iri
from kg.namespaces import BASE

_NAMED = 8
_HOW = ("added", "changed", "removed", "kept")
_DERIVED = f" <{BASE}graph/derived/"
_ORDER = (
    "study", "participant", "document", "quote", "code", "coding", "claim", "mapping", "episode",
    "reference", "citation",
)  # fmt: skip
_NO_ROWS = ("tenure", "coder", "codebook")
"""Kinds that have no row of their own: the rows they come from are counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """Things of one kind: how many come, go, and are not the same; ``named`` are some of them."""

    kind: str
    added: int
    changed: int
    removed: int
    kept: int
    named: tuple[str, ...] = ()


def changes(before: Iterable[str], after: Iterable[str]) -> list[Change]:
    """Compare two versions of a study, given as its canonical N-Quads lines.

    A thing has changed when something is said of it that was not said before, or the other way
    round. What is derived does not count. Kinds in which nothing changes are left out.
    """
    old, new = _digests(before), _digests(after)
    by_kind: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing in old.keys() | new.keys():
        kind, id = thing
        how = (
            "added" if thing not in old else "removed" if thing not in new
            else "kept" if old[thing] == new[thing] else "changed"
        )  # fmt: skip
        by_kind[kind][how].append(id)
    found = []
    for kind in sorted(by_kind, key=lambda k: (_ORDER.index(k) if k in _ORDER else 99, k)):
        how_ = by_kind[kind]
        moved = [*sorted(how_["added"]), *sorted(how_["changed"]), *sorted(how_["removed"])]
        if moved and kind not in _NO_ROWS:
            added, changed, removed, kept = (len(how_[how]) for how in _HOW)
            found.append(Change(kind, added, changed, removed, kept, tuple(moved[:_NAMED])))
    return found


def _digests(lines: Iterable[str]) -> dict[tuple[str, str], bytes]:
    """Return a digest of what is said of each thing; lines come sorted by their subjects."""
    found: dict[tuple[str, str], bytes] = {}
    about, digest = "", blake2b(digest_size=12)
    for line in lines:
        end = line.index("> ")
        if line[1:end] != about:
            _keep(found, about, digest.digest())
            about, digest = line[1:end], blake2b(digest_size=12)
        if not line.startswith(_DERIVED, line.rindex(" <")):
            digest.update(line[end:].encode())
    _keep(found, about, digest.digest())
    return found


_NOTHING = blake2b(digest_size=12).digest()


def _keep(found: dict[tuple[str, str], bytes], about: str, digest: bytes) -> None:
    named = split_thing_iri(about)
    if named is not None and digest != _NOTHING:
        found[named[1], named[2]] = digest
