"""Studies at random as a researcher might write them: every record, every field, hostile words."""

from __future__ import annotations

import random
from decimal import Decimal

from kg import model as m
from kg.findings import Place
from kg.formats.tables import ACCESS, CODE_KINDS, MEDIA, ROLES, SOURCES, UNKNOWN
from kg.identifiers import construct_iri, work_iri

HERE = Place("made up")
WORDS = (
    "we", "Mentor", "naïve", "nai\u0308ve", "学ぶ", "شكرا", "\u202eabc\u202c", "😀", "a,b",
    '"quoted"',
    "x: y", "# not", "=1+1", "-2", "@home", "don't", "<b>", "| a |", "no", "2024-01-02", "12", "~",
    "Include: x", "\\n", "{{x}}", "é", "\u200d", "ß", "; and",
)  # fmt: skip
CONSTRUCTS = ("patching", "splinting", "identity-work", "reflection", "role-modelling")
MATCHES = ("exactMatch", "broadMatch", "closeMatch", "narrowMatch", "relatedMatch")
MOMENTS = ("2024-05-02T00:00:00", "2024-05-02T14:30:00Z", "2023-01-31T08:00:00+02:00")
IDS = "ABab19_.-é学"


class Maker:
    """Makes one study of a number: the same number, the same study."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.study = m.Study(f"made-{seed}", HERE, language=self.pick("en", "de", "pt-br"))
        self._taken: set[str] = set()

    def pick(self, *choices):
        return self.chance.choice(choices)

    def some(self, *choices):
        return self.chance.sample(choices, self.chance.randint(0, len(choices)))

    def words(self, least: int = 0, *, lines: bool = False) -> str:
        chosen = self.chance.choices(WORDS, k=self.chance.randint(least, 5))
        return ("\n" if lines and self.chance.random() < 0.3 else " ").join(chosen)

    def id(self, start: str) -> str:
        while True:
            made = start + "".join(self.chance.choices(IDS, k=self.chance.randint(1, 4)))
            key = made.casefold()
            if key not in self._taken and not made.endswith("."):
                self._taken.add(key)
                return made

    def make(self) -> m.Study:
        """Return the study."""
        self._about()
        self._people()
        self._codes()
        self._literature()
        self._quotes()
        self._structure()
        self._regions()
        return self.study

    def _thing(self, start: str, class_name: str) -> m.Thing:
        return m.Thing(
            self.id(start), HERE, class_name, self.words(), self.pick("", "S-1"), self.words()
        )

    def _about(self) -> None:
        s = self.study
        s.title, s.licence = self.words(1), self.pick("", "https://example.org/licence")
        s.attribution, s.ethics_reference = self.words(), self.words()
        s.right_to_withdraw = self.words()
        s.minimum_group = self.pick(None, 3)
        s.embargo = self.pick("", "2027-01-01T00:00:00", "2027-01-01T12:30:00Z")
        s.publishable, s.contacts = self.some("role", "status"), self.some("a@example.org", "b")
        s.synthetic = self.pick(True, False)
        s.methods = [self._thing("m", "AnalysisMethod") for _ in range(self.pick(0, 2))]
        s.limitations = [self._thing("l", "RecallBias") for _ in range(self.pick(0, 1))]
        s.sources = [
            m.Thing(self.id("s"), HERE, label=self.words()) for _ in range(self.pick(0, 1))
        ]
        for scope in self.some("publication", "interview", "diary"):
            status = self.pick("given", "refused", "withdrawn", "not-stated")
            s.consents.append(m.Consent(scope, status, HERE, self.words()))
        for _ in range(self.pick(0, 2)):
            start, end = self.pick(("2021", "2022"), ("2021-02", ""), ("", ""), ("2021", "2021"))
            s.activities.append(
                m.Activity(self.id("a"), HERE, self.words(), start, end, self.some("S-1", "S-2"))
            )
        for _ in range(self.pick(0, 1, 2)):
            s.programmes.append(self._programme())

    def _programme(self) -> m.Programme:
        made = m.Programme(self.id("p"), HERE, self.words(), "PeerMentoringProgram")
        made.mentees_first = self.pick(True, False)
        made.stages = sorted(self.some("matching", "initiation", "submission"))
        made.host = self.pick(None, self._thing("o", "Organization"))
        made.supports = [self._thing("e", "CoachingActivity") for _ in range(self.pick(0, 2))]
        if self.pick(True, False):
            made.structure = self._thing("e", "MentoringStructure")
            made.parts = [self._thing("e", "Boundary") for _ in range(self.pick(0, 2))]
        made.culture = self.pick(None, self._thing("e", "MentoringCulture"))
        return made

    def _people(self) -> None:
        programmes = [p.id for p in self.study.programmes]
        for _ in range(self.chance.randint(1, 4)):
            id = self.id("P")
            roles = self.chance.sample((*ROLES, UNKNOWN), self.pick(1, 1, 2))
            tenures = [
                m.Tenure(id, r, HERE, self.pick(*programmes) if programmes else "") for r in roles
            ]
            self.study.participants.append(
                m.Participant(
                    id, HERE, tenures, self.words(), self.pick("", "resident", "medical-student"),
                    self.pick(None, 3), self.pick(None, 1), self.pick(None, 9), self.pick(None, 0),
                    self.pick(None, Decimal("2.5")), self.pick(None, Decimal(4)),
                    self.pick("", "yes"), self.pick(*ACCESS), self.pick("", "2027-01-01T00:00:00"),
                    {c: w for c in self.some("age band", "Ort") if (w := self.words())},
                    self.words(lines=True),
                )
            )  # fmt: skip
        for _ in range(self.chance.randint(1, 4)):
            text = self.pick(None, self.words(1) + self.pick("\n", "\r\n", "\r") + self.words(3))
            text = text and self.pick("", "", "\ufeff") + text
            self.study.documents.append(
                m.Document(
                    self.id("D"), HERE, self.pick(*SOURCES),
                    self.pick(*self.study.participants).id, self.pick("", *MOMENTS),
                    self.pick(*ACCESS), "", text, self.words(),
                )
            )  # fmt: skip

    def _codes(self) -> None:
        s = self.study
        for _ in range(self.chance.randint(1, 6)):
            parent = self.pick("", *[c.id for c in s.codes])
            s.codes.append(
                m.Code(
                    self.id("k"), HERE, self.words(1), parent, self.pick("", *CODE_KINDS),
                    self.words(lines=True), self.words(), self.words(), self.words(), self.words(),
                )
            )  # fmt: skip
            for predicate in self.some(*MATCHES)[:2]:
                slug = self.pick(*CONSTRUCTS)
                s.mappings.append(
                    m.Mapping(
                        f"{s.codes[-1].id}-{predicate}-{slug}", HERE, s.codes[-1].id, predicate,
                        m.Concept(iri=construct_iri(slug)), "semapv:ManualMappingCuration",
                        self.words(), self.pick(None, Decimal("0.9")), self.words(),
                    )
                )  # fmt: skip

    def _concept(self) -> m.Concept:
        code = m.Concept(code=self.pick(*self.study.codes).id)
        return self.pick(code, code, m.Concept(iri=construct_iri(self.pick(*CONSTRUCTS))))

    def _work(self, number: int) -> m.Work:
        creators = self.pick(["Wenger, E", "Lave, J"], ["WHO"], ["Schön, Donald A."])
        doi = self.pick("", f"10.1234/w{number}")
        # Without a DOI the title takes part in the address.
        title = f"Work {number} {self.words()}".strip() if doi else f"Work {number}: two"
        year = self.pick(None, 1998)
        first = creators[0].partition(",")[0]
        iri = work_iri(doi=doi, author=first, year=year, title=title)
        work = m.Work(iri, self.pick("Work", "Book"), title, year, creators, self.words(), doi)
        if year:
            work.issued = self.pick("", "1998", "1998-04", "1998-04-30", "1998/1998-12-31")
        work.editors = self.pick([], ["Wenger, E"], ["Ed, A, Jr", "WHO"])
        fields = self.some("volume", "page", "publisher", "publisher-place", "ISBN")
        work.more = {name: said for name in fields if (said := self.words())}
        work.more |= self.pick({}, {"language": "en"})
        if number:
            work.further = self.pick({}, {"keyword": self.words(), "custom": {"seen": []}})
        return work

    def _literature(self) -> None:
        s = self.study
        s.publication = self.pick(None, self._work(0))
        for number in range(1, self.chance.randint(1, 5)):
            s.references.append(
                m.Reference(
                    f"r{number}", HERE, self._work(number), self.words(),
                    [w for _ in range(self.pick(0, 2)) if (w := self.words())], number,
                )
            )  # fmt: skip
            s.citations.append(
                m.Citation(
                    self.id("z"), HERE, f"r{number}", "S-1", self.pick("cites", "discusses"),
                    self.words(), self.pick("", "ok"), self.words(), self.words(),
                )
            )  # fmt: skip
        for _ in range(self.chance.randint(0, 3)):
            s.claims.append(
                m.Claim(
                    self.id("C"), HERE, self.words(1, lines=True), self.pick("", "lead-in"),
                    self.words(), [self._concept()], self.pick("", "S-1"),
                    self.pick(None, True, False), self.words(),
                )
            )  # fmt: skip

    def _quotes(self) -> None:
        s = self.study
        for _ in range(self.chance.randint(1, 6)):
            document = self.pick(*s.documents)
            start = end = None
            text = self.words(1, lines=True)
            if document.text:
                start = self.chance.randrange(len(document.text))
                end = self.chance.randint(start + 1, len(document.text))
                text = document.text[start:end]
                if text.isspace():
                    start, end, text = 0, len(document.text), document.text
            own = document.kind in ("interview", "diary")
            person = next(
                p
                for p in self.chance.sample(s.participants, len(s.participants))
                if not own or p.id == document.participant
            )
            s.quotes.append(
                m.Quote(
                    self.id("Q"), HERE, text, document.id, person.id,
                    self.pick(*person.tenures).role, start, end, self.words(), self.words(),
                    self.pick("", *[c.id for c in s.claims]), self.pick(*ACCESS),
                    "" if document.text else self.words(), self.words(), "",
                )
            )  # fmt: skip
            self._coded(s.quotes[-1].id)

    def _regions(self) -> None:
        s = self.study
        for document in s.documents:
            document.medium = self.pick("", "", *MEDIA)
            for _ in range(self.pick(0, 2) if document.medium else 0):
                box = tuple(self.chance.randint(-9, 999) for _ in range(4))
                begin = self.pick(None, self.chance.randint(0, 10**7))
                region = m.Region(
                    self.id("R"), HERE, document.id, self.pick(None, 0, 7), self.pick(None, box),
                    begin, begin and self.pick(None, begin + 5), self.words(), self.words(),
                )  # fmt: skip
                s.regions.append(region)
                self._coded(region.id, region=True)
                for quote in s.quotes:
                    if quote.document == document.id and not quote.region:
                        quote.region = self.pick("", region.id)

    def _coded(self, target: str, *, region: bool = False) -> None:
        for _ in range(self.pick(0, 1, 2)):
            concept = self._concept()
            name = concept.code or concept.iri.rpartition("/")[2]
            for number, coder in enumerate(self.chance.sample(("ann", "ben", "cem"), 2)):
                id = f"{target}-{name}" + (f"-{coder}" if number else "")
                if id in self._taken:
                    return
                self._taken.add(id)
                id = self.pick(id, id, f"{id}.own")
                self.study.codings.append(
                    m.Coding(
                        id, HERE, "" if region else target, concept, coder,
                        self.pick("", *MOMENTS), self.pick("author", "project"),
                        self.words(lines=True), target if region else "",
                    )
                )  # fmt: skip

    def _structure(self) -> None:
        s = self.study
        programme = [m.Target("programme", p.id) for p in s.programmes]
        for _ in range(self.chance.randint(0, 3)):
            thing = self._thing("e", self.pick("MesoEnvironment", "MentoringEcosystem"))
            thing.label = thing.label or "L"
            others = [m.Target("entity", e.id) for e in s.entities] + programme
            thing.properties = [
                (self.pick("partOfEcosystem", "createdBy"), t) for t in self.some(*others)[:2]
            ]
            s.entities.append(thing)
        for _ in range(self.chance.randint(0, 3)):
            subject = m.Target("episode", self.id("x"))
            object = m.Target("entity", self.id("i"))
            s.episodes.append(
                m.Statement(
                    subject, HERE, self.pick("IdentityWork", "Patching"),
                    self.pick("", *[q.id for q in s.quotes]),
                    self.pick("", *[p.id for p in s.participants]),
                    "drawsOn", object, "IdealPhysicianImage", self.words(),
                )
            )  # fmt: skip
            s.relations.append(
                m.Statement(
                    object, HERE, property="imageFrom", object=m.Target("entity", self.id("j")),
                    object_class="Person", basis=self.words(),
                )
            )  # fmt: skip
        for one, two in zip(s.quotes, s.quotes[1:], strict=False):
            s.relations.append(
                m.Statement(
                    m.Target("quote", one.id), HERE, property="overlapsWith",
                    object=m.Target("quote", two.id), basis=self.words(),
                )
            )  # fmt: skip
        for one, two in zip(s.claims, s.claims[1:], strict=False):
            s.relations.append(
                m.Statement(
                    m.Target("claim", one.id), HERE, property="contradicts",
                    object=m.Target("claim", two.id), basis=self.words(),
                )
            )  # fmt: skip


def random_study(seed: int) -> m.Study:
    """Return the study that a number stands for."""
    return Maker(seed).make()
