"""Read who was studied, the records of them, and the quotes taken from those."""

from __future__ import annotations

from kg import model as m
from kg.exporting.facts import Facts
from kg.exporting.structure import split_notes
from kg.formats.tables import UNKNOWN
from kg.recording import BOX
from kg.stating import DOCUMENT_CLASSES, LABEL, ROLE_CLASSES

_ROLES = {name: role for role, name in ROLE_CLASSES.items()} | {"RoleTenure": UNKNOWN}
_WORDS = sorted(_ROLES.values(), key=len, reverse=True)
_KINDS = {name: kind for kind, name in DOCUMENT_CLASSES.items()}


def read_participants(facts: Facts) -> list[m.Participant]:
    """Return the participants, each with the roles held."""
    found = []
    for id, node in facts.things("participant"):
        label = facts.words(node, LABEL)
        tenures = (_tenure(facts, id, t) for t in facts.ids(node, "hasTenure", "tenure"))
        found.append(
            m.Participant(
                id,
                facts.place,
                [tenure for tenure in tenures if tenure],
                "" if label == id else label,
                facts.text(node, "trainingStatus"),
                facts.whole(node, "trainingYear"),
                facts.whole(node, "projectsUndertakenMin"),
                facts.whole(node, "projectsUndertakenMax"),
                facts.whole(node, "publishedProjectsMin"),
                facts.number(node, "yearsInProgramMin"),
                facts.number(node, "yearsInProgramMax"),
                facts.text(node, "becamePeerMentor"),
                facts.access(node),
                facts.embargo(node),
                _attributes(facts, node),
                facts.text(node, "note"),
            )
        )
    return found


def _attributes(facts: Facts, node: str) -> dict[str, str]:
    found = {}
    for id in facts.ids(node, "hasAttribute", "attribute"):
        attribute = facts.node("attribute", id)
        column = facts.text(attribute, "attributeName")
        if column:
            found[column] = facts.text(attribute, "attributeValue")
    return dict(sorted(found.items()))


def _tenure(facts: Facts, holder: str, id: str, *, held: bool = True) -> m.Tenure | None:
    node = facts.node("tenure", id)
    classes = facts.classes(node)
    role = next((_ROLES[name] for name in classes if name in ROLE_CLASSES.values()), "")
    role = role or (UNKNOWN if "RoleTenure" in classes else "")
    if not role or id != f"{holder}-{role}":
        return None
    programme = facts.id(node, "inProgram", "programme")
    return m.Tenure(holder, role, facts.place, programme, held)


def read_unheld(facts: Facts) -> list[m.Tenure]:
    """Return the roles held by whoever wrote a document of unknown author."""
    held = {t for _, p in facts.things("participant") for t in facts.ids(p, "hasTenure", "tenure")}
    found = []
    for id, _ in facts.things("tenure"):
        holder = _holder(id)
        if id not in held and holder and (made := _tenure(facts, holder, id, held=False)):
            found.append(made)
    return found


def _holder(tenure: str) -> str:
    """Return who holds a role, by the address made of both: the longest role that fits."""
    return next((tenure[: -len(r) - 1] for r in _WORDS if tenure.endswith(f"-{r}")), "")


def read_documents(facts: Facts) -> list[m.Document]:
    """Return the documents, each with its text if that is held."""
    found = []
    for id, node in facts.things("document"):
        kind = next((_KINDS[name] for name in facts.classes(node) if name in _KINDS), "")
        about = "diaryOf" if kind == "diary" else "accountOf"
        found.append(
            m.Document(
                id,
                facts.place,
                kind or facts.marked(node, "note", "Kind"),
                facts.id(node, about, "participant"),
                facts.text(node, "documentDate"),
                facts.access(node),
                facts.embargo(node),
                facts.text(node, "fullText") or None,
                next(iter(facts.notes(node, *(() if kind else ("Kind",)))), ""),
                facts.text(node, "medium"),
            )
        )
    return found


def read_regions(facts: Facts) -> list[m.Region]:
    """Return the parts of pictures, pages and recordings that were coded."""
    found = []
    for id, node in facts.things("region"):
        if "Region" not in facts.classes(node):
            continue
        found.append(
            m.Region(
                id,
                facts.place,
                facts.id(node, "liesIn", "document"),
                facts.whole(node, "page"),
                _box(facts, node),
                facts.whole(node, "beginsAt"),
                facts.whole(node, "endsAt"),
                facts.text(node, LABEL),
                facts.text(node, "note"),
            )
        )
    return found


def _box(facts: Facts, node: str) -> tuple[int, int, int, int] | None:
    x, y, z, w = (facts.whole(node, name) for name in BOX)
    return None if x is None or y is None or z is None or w is None else (x, y, z, w)


def read_quotes(facts: Facts) -> list[m.Quote]:
    """Return the quotes."""
    found = []
    for id, node in facts.things("quote"):
        if "Quote" not in facts.classes(node):
            continue
        document = facts.id(node, "drawnFrom", "document")
        person = facts.id(node, "spokenBy", "participant")
        _, notes = split_notes(facts, node)
        found.append(
            m.Quote(
                id,
                facts.place,
                facts.text(node, "text"),
                document,
                person,
                _role(facts, node, person or document),
                facts.whole(node, "start"),
                facts.whole(node, "end"),
                facts.text(node, "speakerLabel"),
                facts.text(node, "inSection"),
                facts.id(node, "illustrates", "claim"),
                facts.access(node),
                facts.text(node, "locator"),
                next(iter(notes), ""),
                facts.embargo(node),
                facts.id(node, "standsIn", "region"),
            )
        )
    return found


def _role(facts: Facts, quote: str, holder: str) -> str:
    for tenure in facts.ids(quote, "spokenInTenure", "tenure"):
        role = tenure.removeprefix(f"{holder}-")
        if role in _WORDS and tenure != role:
            return role
    return ""
