"""Write a study as flat tables for R, SPSS and pandas: names spelt out, nothing to be joined.

A text that a spreadsheet would run as a formula gets an apostrophe before it, as in every table of
the project; all else is exact. How often that was done is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from kg import model as m
from kg.evidence.spreadsheet import Cell, csv_lines, harmless
from kg.exporting.tabling import day
from kg.formats.qda.project import Losses
from kg.formats.regions import BOX
from kg.namespaces import CONSTRUCT

MATRIX_LIMIT = 20_000_000
"""The most cells a matrix may have."""

_DEEP = 100


class _Study:
    """A study with its records by id."""

    def __init__(self, study: m.Study) -> None:
        self.study = study
        self.documents = {d.id: d for d in study.documents}
        self.people = {p.id: p for p in study.participants}
        self.codes = {c.id: c for c in study.codes}
        self.quotes = {q.id: q for q in study.quotes}
        self.codings: dict[str, list[m.Coding]] = {}
        """The codings of each quote; those of regions stand apart, for they count no quote."""
        self.of_regions: dict[str, list[m.Coding]] = {}
        for coding in study.codings:
            if coding.quote:
                self.codings.setdefault(coding.quote, []).append(coding)
            else:
                self.of_regions.setdefault(coding.region, []).append(coding)
        self.columns = sorted({name for p in study.participants for name in p.attributes})

    def name(self, concept: m.Concept) -> str:
        slug = concept.iri.removeprefix(CONSTRUCT)
        return concept.code or (f"c:{slug}" if slug != concept.iri else concept.iri)

    def label(self, name: str) -> str:
        return self.codes[name].label if name in self.codes else ""

    def path(self, name: str) -> str:
        above: list[str] = []
        while name in self.codes and len(above) < _DEEP:
            above.append(self.codes[name].label)
            name = self.codes[name].parent
        return " / ".join(reversed(above))

    def used(self) -> list[str]:
        """Return the codes of the codebook, then what else was coded with."""
        others = {self.name(c.concept) for c in self.study.codings} - self.codes.keys()
        return [*self.codes, *sorted(others)]


def write_csv(study: m.Study, out: Path, losses: Losses) -> None:
    """Write the tables into an empty folder."""
    held = _Study(study)
    for name, (header, rows) in {
        "quotes": _quotes(held),
        "codings": _codings(held),
        "participants": _participants(held),
        "documents": _documents(held),
        "codes": _codes(held),
        "claims": _claims(held),
        "mappings": _mappings(held),
        **({"regions": _regions(held)} if study.regions else {}),
    }.items():
        _put(out / f"{name}.csv", header, rows, losses)
    codes = held.used()
    for name, ids, of in (
        ("quotes-by-codes", list(held.quotes), lambda q: q.id),
        ("participants-by-codes", list(held.people), lambda q: q.participant),
        ("documents-by-codes", list(held.documents), lambda q: q.document),
    ):
        if len(ids) * len(codes) > MATRIX_LIMIT:
            losses.count(f"{name}.csv", f"it would have more than {MATRIX_LIMIT:,} cells")
            continue
        _put(
            out / f"{name}.csv", [name.partition("s-by")[0], *codes],
            _matrix(held, ids, codes, of), losses,
        )  # fmt: skip
    for what, count in (
        ("citations and references", len(study.citations) + len(study.references)),
        ("episodes and relations", len(study.episodes) + len(study.relations)),
        ("texts of documents", sum(d.text is not None for d in study.documents)),
        ("study.yaml", 1),
    ):
        losses.count(what, "not part of the flat tables", count)


def _put(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], losses: Losses) -> None:
    changed: Counter[str] = Counter()

    def watched() -> Iterator[Sequence[Cell]]:
        for row in rows:
            for column, value in zip(header, row, strict=True):
                if isinstance(value, str) and value and harmless(value) != value:
                    changed[column] += 1
            yield row

    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(header, watched()))
    for column, count in changed.items():
        losses.count(
            f"{path.name} {column}", "begins like a formula; an apostrophe stands before it", count
        )


Table = tuple[list[str], Iterable[Sequence[Cell]]]


def _quotes(held: _Study) -> Table:
    header = [
        "quote", "text", "document", "source", "participant", "role", "status", "start", "end",
        "codes", "code_labels", "coders", "claim", "section", "speaker_label", "access",
        "locator", "note",
    ]  # fmt: skip

    def rows() -> Iterator[Sequence[Cell]]:
        for q in held.study.quotes:
            codings = held.codings.get(q.id, [])
            names = list(dict.fromkeys(held.name(c.concept) for c in codings))
            document, person = held.documents.get(q.document), held.people.get(q.participant)
            yield (
                q.id, q.text, q.document, document.kind if document else "", q.participant, q.role,
                person.status if person else "", q.start, q.end, ";".join(names),
                ";".join(held.label(name) or name for name in names),
                ";".join(dict.fromkeys(c.coder for c in codings if c.coder)),
                q.claim, q.section, q.speaker_label, q.access, q.locator, q.note,
            )  # fmt: skip

    return header, rows()


def _codings(held: _Study) -> Table:
    header = [
        "quote", "code", "code_label", "code_path", "coder", "date", "kind", "rationale",
        "document", "source", "participant", "role",
    ]  # fmt: skip

    def rows() -> Iterator[Sequence[Cell]]:
        for quote, codings in held.codings.items():
            q = held.quotes.get(quote)
            document = held.documents.get(q.document) if q else None
            for c in codings:
                name = held.name(c.concept)
                yield (
                    quote, name, held.label(name), held.path(name), c.coder, day(c.moment), c.kind,
                    c.rationale, q.document if q else "", document.kind if document else "",
                    q.participant if q else "", q.role if q else "",
                )  # fmt: skip

    return header, rows()


def _regions(held: _Study) -> Table:
    header = [
        "region", "label", "document", "medium", "page", *BOX, "begin", "end", "codes",
        "code_labels", "coders", "note",
    ]  # fmt: skip

    def rows() -> Iterator[Sequence[Cell]]:
        for r in held.study.regions:
            codings = held.of_regions.get(r.id, [])
            names = list(dict.fromkeys(held.name(c.concept) for c in codings))
            document = held.documents.get(r.document)
            yield (
                r.id, r.label, r.document, document.medium if document else "", r.page,
                *(r.box or (None,) * len(BOX)), r.begin, r.end, ";".join(names),
                ";".join(held.label(name) or name for name in names),
                ";".join(dict.fromkeys(c.coder for c in codings if c.coder)), r.note,
            )  # fmt: skip

    return header, rows()


def _participants(held: _Study) -> Table:
    header = [
        "participant", "label", "roles", "status", "year", "projects_min", "projects_max",
        "published_projects_min", "duration_min_years", "duration_max_years",
        "became_peer_mentor", "access", "note", *held.columns,
    ]  # fmt: skip
    rows = (
        (
            p.id, p.label, ";".join(sorted(t.role for t in p.tenures)), p.status, p.year,
            p.projects_min, p.projects_max, p.published_projects_min,
            _real(p.duration_min_years), _real(p.duration_max_years), p.became_peer_mentor,
            p.access, p.note, *(p.attributes.get(name, "") for name in held.columns),
        )
        for p in held.study.participants
    )  # fmt: skip
    return header, rows


def _real(value: object) -> float | None:
    return None if value is None else float(str(value))


def _documents(held: _Study) -> Table:
    header = ["document", "kind", "participant", "date", "access", "characters", "note"]
    rows = (
        (
            d.id, d.kind, d.participant, day(d.date), d.access,
            None if d.text is None else len(d.text), d.note,
        )
        for d in held.study.documents
    )  # fmt: skip
    return header, rows


def _codes(held: _Study) -> Table:
    header = [
        "code", "label", "path", "parent", "kind", "definition", "include", "exclude", "example",
        "note", "quotes",
    ]  # fmt: skip
    counts: Counter[str] = Counter()
    for codings in held.codings.values():
        counts.update({c.concept.code for c in codings})
    rows = (
        (
            c.id, c.label, held.path(c.id), c.parent, c.kind, c.definition, c.include, c.exclude,
            c.example, c.note, counts[c.id],
        )
        for c in held.study.codes
    )  # fmt: skip
    return header, rows


def _claims(held: _Study) -> Table:
    header = ["claim", "text", "type", "section", "constructs", "sentence", "note"]
    rows = (
        (
            c.id, c.text, c.type, c.section, ";".join(map(held.name, c.constructs)), c.sentence,
            c.note,
        )
        for c in held.study.claims
    )  # fmt: skip
    return header, rows


def _mappings(held: _Study) -> Table:
    header = ["code", "match", "construct", "justification", "author", "confidence", "comment"]
    rows = (
        (
            k.code, k.predicate, held.name(k.concept), k.justification, k.author,
            _real(k.confidence), k.comment,
        )
        for k in held.study.mappings
    )  # fmt: skip
    return header, rows


def _matrix(
    held: _Study, ids: list[str], codes: list[str], of: Callable[[m.Quote], str]
) -> Iterator[Sequence[Cell]]:
    """Yield, for each id, how many of its quotes have each code."""
    counts: dict[str, Counter[str]] = {}
    for quote, codings in held.codings.items():
        q = held.quotes.get(quote)
        if q and of(q):
            counts.setdefault(of(q), Counter()).update({held.name(c.concept) for c in codings})
    none: Counter[str] = Counter()
    for id in ids:
        found = counts.get(id, none)
        yield (id, *(found[code] for code in codes))
