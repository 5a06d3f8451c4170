"""Cases become participants, where they are people; variables become what they mean.

Nothing is invented: a role that no variable states is unknown, and a case without documents,
passages and variables is counted as not kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.findings import Place
from kg.formats import tables as t
from kg.formats.qda.project import Case, Project, Selection
from kg.formats.qda.studying.choices import Choices
from kg.formats.qda.studying.naming import clean, numbered, one_line, plain_name, safe
from kg.formats.qda.studying.taking import own_id, take_over
from kg.formats.reporting import Report
from kg.formats.values import whole_number, word_of
from kg.identifiers import slug
from kg.model import Participant, Study, Tenure

_OWN = (
    "label", "status", "year", "projects_min", "projects_max", "published_projects_min",
    "duration_min_years", "duration_max_years", "became_peer_mentor", "access", "embargo", "note",
)  # fmt: skip

_COLUMNS = frozenset(column.name for column in t.PARTICIPANTS.columns)
_OF_DOCUMENTS = frozenset({"kind", "date", "access", "embargo"})
"""Variables of documents that our own export writes beside its own words for them."""


class People:
    """The participants of a project, and whose its documents and passages are."""

    def __init__(
        self, project: Project, study: Study, choices: Choices, report: Report, place: Place
    ) -> None:
        self._project, self._study, self._choices = project, study, choices
        self._report, self._place = report, place
        self._losses = project.losses
        self._owners: dict[str, list[Participant]] = defaultdict(list)
        self.passages: dict[str, list[Participant]] = defaultdict(list)
        """Id of a selection → whose case it stands in."""
        self._addresses: set[str] = set()

    def read(self) -> None:
        """Make the participants, and hand variables of documents to whom they speak of."""
        cases = self._cases()
        ids = numbered(own_id(case.own) or safe(case.name, "participant") for case in cases)
        for case, id in zip(cases, ids, strict=True):
            person = self._person(case, id)
            self._study.participants.append(person)
            for source in case.sources:
                self._owners[source].append(person)
            for selection in case.selections:
                self.passages[selection].append(person)
        self._own_documents()
        self._document_variables()
        self._tell()

    def owner(self, source: str) -> Participant | None:
        """Return the one participant whose document a source is, or None."""
        people = {person.id: person for person in self._owners.get(source, ())}
        return next(iter(people.values())) if len(people) == 1 else None

    def _cases(self) -> list[Case]:
        people = self._choices.people
        if people == "none":
            self._losses.count("Case", "the study says that cases are no people", len(self._named))
            return []
        if people == "documents":
            self._losses.count("Case", "each document is a participant instead", len(self._named))
            return [
                Case(source.id, plain_name(source.name), dict(source.values), [source.id])
                for source in self._project.sources
            ]
        kept = [case for case in self._named if case.sources or case.selections or case.values]
        self._losses.count(
            "Case", "it has neither documents, passages nor variables",
            len(self._named) - len(kept),
        )  # fmt: skip
        return kept

    @property
    def _named(self) -> list[Case]:
        return [case for case in self._project.cases if case.name.strip() or case.own]

    def _person(self, case: Case, id: str) -> Participant:
        person = Participant(id=id, place=self._place)
        label = one_line(case.name)
        person.label = label if label != id else ""
        person.note = clean(case.memo)
        roles: list[str] = []
        programme = self._study.programmes[0].id if len(self._study.programmes) == 1 else ""
        for name, value in case.values.items():
            value = clean(value)
            if not value or (case.own is not None and name in _COLUMNS):
                continue
            what = self._choices.named.get(word_of(one_line(name)), "")
            if what == "role" and self._roles(value):
                roles += [r for r in self._roles(value) if r not in roles]
            elif what == "status":
                person.status = word_of(value)
            elif what == "year" and (whole_number(value) or 0) > 0:
                person.year = whole_number(value)
            elif what == "programme" and self._programme(value):
                programme = self._programme(value)
            else:
                self._attribute(person, name, value)
        take_over(person, case.own, *_OWN)
        roles = [r for r in (case.own or {}).get("roles", "").split(";") if r] or roles
        for role in roles or [t.UNKNOWN]:
            self._addresses.add(f"tenure/{id}-{role}")
            person.tenures.append(Tenure(id, role, self._place, programme))
        return person

    def _roles(self, value: str) -> list[str]:
        found = [self._choices.role_of(part) for part in value.split(";")]
        return found if all(found) else []

    def _programme(self, value: str) -> str:
        return next((p.id for p in self._study.programmes if value in (p.id, p.label)), "")

    def _attribute(self, person: Participant, name: str, value: str) -> None:
        column = one_line(name) or "variable"
        made, number = column, 1
        while made in _COLUMNS or not self._free(person.id, made):
            number += 1
            made = f"{column} {number}"
        person.attributes[made] = value
        self._addresses.add(f"{person.id}-{slug(made)}")

    def _free(self, person: str, column: str) -> bool:
        return bool(slug(column)) and f"{person}-{slug(column)}" not in self._addresses

    def _own_documents(self) -> None:
        """Add whose a document is by what the file beside the project says."""
        by_name = {name: p for p in self._study.participants for name in (p.id, p.label) if name}
        for source in self._project.sources:
            said = self._choices.owners.get(plain_name(source.name))
            if said is None:
                said = (source.own or {}).get("participant")
            if said is None:
                continue
            person = by_name.get(said)
            self._owners[source.id] = [person] if person else []
            if said and person is None:
                self._report.warning(
                    "unknown-id", self._place, f"There is no participant {said[:80]!r}.",
                    self._report.nearest(said, by_name) or "Name a case as the project does.",
                )  # fmt: skip

    def _document_variables(self) -> None:
        """A nameless case speaks of its one document, as variables of a document do."""
        values = {source.id: dict(source.values) for source in self._project.sources}
        for case in self._project.cases:
            if not case.name.strip() and not case.own:
                for id in case.sources:
                    values.setdefault(id, {}).update(case.values)
        lost: Counter[str] = Counter()
        for source in self._project.sources:
            said = values[source.id]
            for group in source.groups:
                name, colon, value = group.partition(":")
                if colon and name.strip() and value.strip():
                    said.setdefault(name.strip(), value.strip())
                else:
                    self._losses.count("Set", "groups of documents are not kept")
            for name, value in said.items():
                ours = source.own is not None and name in _OF_DOCUMENTS
                if ours or not clean(value) or self.kind_said(name, value):
                    continue
                if not self._hand_over(self.owner(source.id), name, value):
                    lost[one_line(name)] += 1
        for name, number in sorted(lost.items()):
            self._losses.count(
                f"Variable {name}", "it is of a document that is no one participant's", number
            )

    def kind_said(self, name: str, value: str) -> str:
        """Return the kind of document that a variable states, or an empty string."""
        meant = self._choices.named.get(word_of(one_line(name))) == "kind"
        return word_of(value) if meant and word_of(value) in t.SOURCES else ""

    def _hand_over(self, person: Participant | None, name: str, value: str) -> bool:
        """Give a variable of a document to its participant; says whether it is known now."""
        if person is None or self._choices.people == "documents":
            return person is not None
        made = self._person(Case("", person.id, {name: value}), f"{person.id}.")
        known = [tenure.role for tenure in person.tenures]
        new = [tenure.role for tenure in made.tenures if tenure.role != t.UNKNOWN]
        if new and known == [t.UNKNOWN]:
            person.tenures = [
                Tenure(person.id, role, self._place, made.tenures[0].programme) for role in new
            ]
        elif new and not set(new) <= set(known):
            return False
        for what in ("status", "year"):
            said, held = getattr(made, what), getattr(person, what)
            if said and held in ("", None):
                setattr(person, what, said)
            elif said and said != held:
                return False
        for column, said in made.attributes.items():
            if person.attributes.get(column, said) != said:
                return False
            if column not in person.attributes:
                self._attribute(person, column, said)
        return True

    def _tell(self) -> None:
        people = self._study.participants
        unknown = sum(p.tenures[0].role == t.UNKNOWN for p in people)
        if people and self._choices == Choices() and self._project.own is None:
            self._report.warning(
                "cases-as-people", self._place,
                f"{len(people):,} cases were taken for participants.",
                "If they are no people, or a document is a person's, say so under import: in a"
                " file beside the project; docs/guide/bring-a-project.md shows how.",
            )  # fmt: skip
        if unknown:
            self._report.warning(
                "role-unknown", self._place,
                f"The role of {unknown:,} of {len(people):,} participants is not known.",
                "Name the variable that holds it, and what its values mean, under import: in a"
                " file beside the project.",
            )  # fmt: skip


def speakers(
    spans: Iterable[tuple[int, int, Participant]], quotes: Sequence[tuple[int, int]]
) -> list[Participant | None]:
    """Return in whose passage each quote of one text lies whole, if in one person's alone.

    Quotes come by their starts.
    """
    waiting = sorted(spans, key=lambda span: span[:2], reverse=True)
    # The two people whose passages, begun so far, reach furthest: a quote lies in the first's
    # alone when it ends by the one and not by the other.
    best: tuple[int, Participant | None] = (-1, None)
    next_best: tuple[int, Participant | None] = (-1, None)
    found: list[Participant | None] = []
    for start, end in quotes:
        while waiting and waiting[-1][0] <= start:
            _, reach, person = waiting.pop()
            if best[1] is not None and person.id == best[1].id:
                best = max(best[0], reach), person
            elif reach > best[0]:
                best, next_best = (reach, person), best
            elif reach > next_best[0]:
                next_best = (reach, person)
        found.append(best[1] if best[0] >= end > next_best[0] else None)
    return found


def passages(people: People, selections: Iterable[Selection]) -> list[tuple[int, int, Participant]]:
    """Return those selections of one source that stand in cases, with whose they are."""
    return [
        (s.start, s.end, person)
        for s in selections
        if s.start is not None and s.end is not None
        for person in people.passages.get(s.id, ())
    ]
