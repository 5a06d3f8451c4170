"""What catalogues say of a study, read off its statements as they pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.describing.studies import OF_WORKS, StudyFacts, publication
from kg.identifiers import study_iri
from kg.namespaces import BASE, DCTERMS, PIF
from kg.terms import is_iri, parts, value_of

if TYPE_CHECKING:
    from kg.store.base import StoredStudy

_MOST_WORKS = 20
_THINGS = f"<{BASE}study/".encode()
_OF_WORKS = frozenset(f"<{property}>".encode() for property in OF_WORKS)

Said = dict[str, list[str]]


class Facts:
    """Takes the lines of a study, and tells what the study says of itself and its publications."""

    def __init__(self, study: StoredStudy) -> None:
        self._study = study
        self._own = f"<{study_iri(study.id)}> ".encode()
        self._said: Said = {}
        self._works: dict[str, Said] = {}

    def read(self, line: bytes) -> None:
        """Take a canonical quad."""
        if line.startswith(self._own):
            _keep(self._said, line)
        elif not line.startswith(_THINGS):
            s, p, _ = line.split(b" ", 2)
            if p in _OF_WORKS:
                _keep(self._works.setdefault(s[1:-1].decode(), {}), line)

    def made(self) -> StudyFacts:
        """Return what was read."""
        said, id = self._said, self._study.id
        titles = said.get(f"{DCTERMS}title", [])
        title, _, language = parts(titles[0]) if titles else (id, None, None)
        rights = _texts(said, f"{DCTERMS}rights")
        works = _iris(said, f"{PIF}reportedIn")[:_MOST_WORKS]
        return StudyFacts(
            id,
            study_iri(id),
            title,
            language or "",
            _iris(said, f"{DCTERMS}license"),
            rights,
            _texts(said, f"{PIF}contact"),
            _texts(said, f"{DCTERMS}creator"),
            tuple(publication(work, self._works.get(work, {}), " ".join(rights)) for work in works),
            self._study.quads,
            self._study.digest,
        )


def _keep(said: Said, line: bytes) -> None:
    _, p, rest = line.decode().split(" ", 2)
    values = said.setdefault(p[1:-1], [])
    value = rest[: rest.rindex(" <")]
    if value not in values:
        values.append(value)


def _texts(said: Said, property: str) -> tuple[str, ...]:
    return tuple(value_of(term) for term in said.get(property, ()))


def _iris(said: Said, property: str) -> tuple[str, ...]:
    return tuple(value_of(term) for term in said.get(property, ()) if is_iri(term))
