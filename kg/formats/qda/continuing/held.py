"""What a store holds of a study, as far as a later export of its project is compared with it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.identifiers import study_iri
from kg.namespaces import PIF, SKOS
from kg.recording import BOX
from kg.stating import DOCUMENT_CLASSES, ROLE_CLASSES, TEAM
from kg.terms import A, Triple, value_of

PLACE = ("page", *BOX, "beginsAt", "endsAt")
"""The properties that say where a region is."""
_KINDS = {f"<{PIF}{name}>": kind for kind, name in DOCUMENT_CLASSES.items()}
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_ROLES = {f"<{PIF}{name}>": role for role, name in ROLE_CLASSES.items()}
_PROPERTIES = {
    **{f"<{PIF}{n}>": n for n in (
        "fullText", "text", "start", "end", "drawnFrom", "codingTarget", "codingBody", "madeBy",
        "codedAt", "accountOf", "diaryOf", "hasTenure", "spokenBy", "spokenInTenure",
        "codingRegion", "liesIn", *PLACE,
    )},
    f"<{SKOS}prefLabel>": "prefLabel",
    f"<{SKOS}broader>": "broader",
    A: "a",
}  # fmt: skip


Numbers = tuple[int | None, ...]


@dataclass(slots=True)
class Quote:
    """A quote that is held."""

    id: str
    document: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Coding:
    """A coding by the authors that is held."""

    id: str
    quote: str = ""
    code: str = ""
    coder: str = ""
    moment: str = ""
    added: bool = False
    region: str = ""


@dataclass(slots=True)
class Held:
    """Ids, words and links of a study's things, by kind and id."""

    documents: dict[str, str | None] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    regions: dict[str, tuple[str, Numbers]] = field(default_factory=dict)
    """Document, and where in it."""
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Label and parent."""
    codings: dict[str, Coding] = field(default_factory=dict)
    people: dict[str, set[str]] = field(default_factory=dict)
    """Participant → documents that are theirs."""
    roles: dict[str, list[str]] = field(default_factory=dict)
    quote_roles: dict[str, str] = field(default_factory=dict)


def held_in(study: str, triples: Iterable[Triple]) -> Held:
    """Gather what is compared from the statements of a study's own graph."""
    root = f"<{study_iri(study)}/"
    cut = len(root)
    said: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(dict)
    for s, p, o in triples:
        name = _PROPERTIES.get(p)
        if name is None or not s.startswith(root):
            continue
        kind, _, id = s[cut:-1].partition("/")
        said[kind].setdefault(id, {}).setdefault(name, []).append(o)

    def linked(values: list[str] | None) -> str:
        return values[0][cut:-1].partition("/")[2] if values and values[0].startswith(root) else ""

    def plain(values: list[str] | None) -> str:
        return value_of(values[0]) if values else ""

    def number(values: list[str] | None) -> int | None:
        written = plain(values)
        return int(written) if _INTEGER.fullmatch(written) else None

    held = Held()
    for id, of in said["document"].items():
        held.documents[id] = plain(of.get("fullText")) if "fullText" in of else None
        held.kinds[id] = next((_KINDS[c] for c in of.get("a", ()) if c in _KINDS), "")
        owner = linked(of.get("accountOf") or of.get("diaryOf"))
        if owner:
            held.people.setdefault(owner, set()).add(id)
    roles = {
        id: [_ROLES[c] for c in of.get("a", ()) if c in _ROLES] for id, of in said["tenure"].items()
    }
    for id, of in said["quote"].items():
        held.quotes[id] = Quote(
            id, linked(of.get("drawnFrom")), plain(of.get("text")),
            number(of.get("start")), number(of.get("end")),
        )  # fmt: skip
        held.quote_roles[id] = "".join(roles.get(linked(of.get("spokenInTenure")), ()))
    for id, of in said["region"].items():
        place = tuple(number(of.get(name)) for name in PLACE)
        held.regions[id] = linked(of.get("liesIn")), place
    for id, of in said["code"].items():
        held.codes[id] = plain(of.get("prefLabel")), linked(of.get("broader"))
    for id, of in said["coding"].items():
        held.codings[id] = Coding(
            id, linked(of.get("codingTarget")), linked(of.get("codingBody")),
            linked(of.get("madeBy")) or TEAM, plain(of.get("codedAt")),
            f"<{PIF}ProjectCoding>" in of.get("a", ()), linked(of.get("codingRegion")),
        )  # fmt: skip
    for id, of in said["participant"].items():
        held.people.setdefault(id, set())
        held.roles[id] = sorted(
            r for t in of.get("hasTenure", ()) for r in roles.get(linked([t]), ())
        )
    return held
