"""Read the reference list, the works it names, and where the publication cites them."""

from __future__ import annotations

from collections import Counter

from kg import model as m
from kg.bylines import in_printed_order
from kg.exporting.facts import Facts, natural
from kg.identifiers import work_iri
from kg.namespaces import CITO, DCTERMS, FABIO
from kg.terms import A, is_iri, value_of


class Works:
    """Reads works. Where several references name one work, each gets its share of what is said."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._times: Counter[str] = Counter()

    def publication(self) -> m.Work | None:
        """Return the publication that reports the study."""
        found = [o for o in self._facts.all(self._facts.root, "reportedIn") if is_iri(o)]
        # How to name the study mostly names the authors of its publication, in order.
        named = self._facts.text(self._facts.root, f"<{DCTERMS}rights>")
        return self.work(found[0], named) if found else None

    def work(self, node: str, printed: str = "") -> m.Work:
        """Return a work; ``printed`` is the reference as printed, which has its authors in order.

        The graph holds them in no order, and what comes first takes part in a work's address.
        """
        facts = self._facts
        turn = self._times[node]
        self._times[node] += 1
        title = _nth(facts.texts(node, f"<{DCTERMS}title>"), turn)
        doi = _nth(facts.texts(node, "doi"), turn)
        year = _nth(facts.texts(node, "publicationYear"), turn)
        made = m.Work(
            value_of(node),
            _nth(facts.classes(node, FABIO), turn),
            title,
            int(year) if year.isdecimal() else None,
            facts.texts(node, f"<{DCTERMS}creator>"),
            _nth(facts.texts(node, "containerTitle"), turn),
            doi,
        )
        made.creators = _in_order(made, printed)
        return made


def _nth(said: list[str], turn: int) -> str:
    return said[min(turn, len(said) - 1)] if said else ""


def _in_order(work: m.Work, printed: str) -> list[str]:
    creators = in_printed_order(work.creators, printed)
    for n, creator in enumerate(creators):
        first = creator.partition(",")[0]
        made = work_iri(doi=work.doi, author=first, year=work.year, title=work.title)
        if made == work.iri:
            return [creator, *creators[:n], *creators[n + 1 :]]
    return creators


def read_references(facts: Facts, works: Works) -> list[m.Reference]:
    """Return the reference list in its own order."""
    found = []
    for id, node in facts.things("reference"):
        to = [o for o in facts.all(node, "toWork") if is_iri(o)]
        if not to:
            continue
        printed = facts.text(node, "printedAs")
        found.append(
            m.Reference(
                id,
                facts.place,
                works.work(to[0], printed),
                printed,
                facts.texts(node, "note"),
                facts.whole(node, "listPosition"),
            )
        )
    return sorted(found, key=lambda r: (r.position is None, r.position or 0, natural(r.id)))


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
