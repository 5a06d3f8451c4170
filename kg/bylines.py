"""In which order a work's authors stand: a graph holds them in none, a printed reference does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.identifiers import slug


def in_printed_order(creators: Iterable[str], printed: str) -> list[str]:
    """Return authors (``Family, Given``) as a printed reference names them; others come last.

    >>> in_printed_order(["Ong, Eng Koon", "Hill, Ruth", "Ong, Simon"], "Hill R, Ong S, Ong EK")
    ['Hill, Ruth', 'Ong, Simon', 'Ong, Eng Koon']
    """
    found = f"-{slug(printed)}-"

    def printed_at(creator: str) -> tuple[int, str]:
        places = (found.find(f"-{form}-") for form in _forms(creator))
        return next((at for at in places if at >= 0), len(found)), creator

    return sorted(creators, key=printed_at)


def _forms(creator: str) -> Iterator[str]:
    """Yield the ways in which a name is printed, the surest first."""
    family, _, given = (slug(part) for part in creator.partition(","))
    if not family:
        return
    if given:
        letters = [name[0] for name in given.split("-")]
        for first in (given, "".join(letters), "-".join(letters)):
            yield f"{family}-{first}"
            yield f"{first}-{family}"
    yield family
