"""Read the reference list, the works it names, and where the publication cites them."""

from __future__ import annotations

from kg import model as m
from kg.bylines import in_printed_order
from kg.csl import (
    CREATOR_LIST,
    EDITOR_LIST,
    FURTHER,
    ISSUED,
    PLAIN,
    csl,
    patched,
    read_further,
    stated,
)
from kg.exporting.facts import Facts, natural
from kg.formats.bibliography import further_of_publication, with_further, work_with
from kg.identifiers import work_iri
from kg.namespaces import CITO, DCTERMS, FABIO
from kg.terms import A, is_iri, value_of


def read_publication(facts: Facts) -> m.Work | None:
    """Return the publication that reports the study."""
    found = [o for o in facts.all(facts.root, "reportedIn") if is_iri(o)]
    if not found:
        return None
    # How to name the study mostly names the authors of its publication, in order.
    work = read_work(facts, found[0], facts.text(facts.root, f"<{DCTERMS}rights>"))
    if further := read_further(facts.text(facts.root, FURTHER)):
        fields = patched(csl(work), further)
        work = work_with(work, fields)
        work.further = further_of_publication(work, fields)
    return work


def read_work(facts: Facts, node: str, printed: str = "") -> m.Work:
    """Return a work as the statements about it have it.

    ``printed`` is the reference as printed: it tells the order of authors where none is stated,
    and what comes first takes part in a work's address.
    """
    said = {name: facts.texts(node, property) for name, property in _SAID.items()}
    work = stated(value_of(node), {**said, "type": facts.classes(node, FABIO)})
    if not said["order"]:
        work.creators = _in_order(work, printed)
    return work


_SAID = {
    "title": f"<{DCTERMS}title>", "year": "publicationYear", "creators": f"<{DCTERMS}creator>",
    "order": CREATOR_LIST, "editors": EDITOR_LIST, "container": "containerTitle", "doi": "doi",
    "issued": ISSUED, **PLAIN,
}  # fmt: skip
"""Name of what is said of a work → the property that says it."""


def _in_order(work: m.Work, printed: str) -> list[str]:
    creators = in_printed_order(work.creators, printed)
    for n, creator in enumerate(creators):
        first = creator.partition(",")[0]
        made = work_iri(doi=work.doi, author=first, year=work.year, title=work.title)
        if made == work.iri:
            return [creator, *creators[:n], *creators[n + 1 :]]
    return creators


def read_references(facts: Facts) -> list[m.Reference]:
    """Return the reference list in its own order."""
    found = []
    for id, node in facts.things("reference"):
        to = [o for o in facts.all(node, "toWork") if is_iri(o)]
        if not to:
            continue
        printed = facts.text(node, "printedAs")
        work = read_work(facts, to[0], printed)
        notes, position = facts.texts(node, "note"), facts.whole(node, "listPosition")
        found.append(m.Reference(id, facts.place, work, printed, notes, position))
    found.sort(key=lambda r: (r.position is None, r.position or 0, natural(r.id)))
    return [
        with_further(entry, read_further(facts.text(facts.node("reference", entry.id), FURTHER)), n)
        for n, entry in enumerate(found, 1)
    ]


def read_citations(facts: Facts) -> list[m.Citation]:
    """Return where the publication cites."""
    found = []
    for id, node in facts.things("citation"):
        if f"<{CITO}Citation>" not in facts.all(node, A):
            continue
        intents = facts.all(node, f"<{CITO}hasCitationCharacterization>")
        names = [value_of(o)[len(CITO) :] for o in intents if value_of(o).startswith(CITO)]
        found.append(
            m.Citation(
                id,
                facts.place,
                facts.id(node, "viaReference", "reference"),
                facts.text(node, "inSentence"),
                next(iter(names), ""),
                facts.text(node, "inSection"),
                facts.text(node, "fit"),
                facts.marked(node, "note", "Marker"),
                facts.marked(node, "note", "Topic"),
                next(iter(facts.notes(node, "Marker", "Topic")), ""),
            )
        )
    return found
