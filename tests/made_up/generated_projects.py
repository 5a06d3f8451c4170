"""Projects of coding programs, made up: the same for the same seed, as the readers give them."""

import random
import uuid
from copy import deepcopy
from dataclasses import replace

from kg.formats.qda.project import Case, Code, Coder, Coding, Project, Selection, Source

WORDS = (
    "patching", "splinting", "🙂", "identity", "mentor", "naïve", "café", "e\u0301lan", "diary",
    "שלום", "研究", "trust", "Ω", "night", "doubt", "ward", "a\u200db", "team", "I", "we", "they",
    "stopped", "asked",
)  # fmt: skip


def made_project(seed: int, *, documents: int = 4, selections: int = 12, codes: int = 8) -> Project:
    """Return a project with overlapping, repeated and doubly coded selections."""
    choose = random.Random(seed)
    project = Project(name=f"Project {seed}", program="Made up 1.0", moment="2026-01-02T03:04:05Z")
    guid = lambda: str(uuid.UUID(int=choose.getrandbits(128)))  # noqa: E731
    project.coders = [Coder(guid(), name) for name in ("Zoë Z", "Ann A", "Never")]
    for n in range(codes):
        above = choose.choice(project.codes).id if project.codes and choose.random() < 0.5 else ""
        name = choose.choice([f"Code {n}", f"Thème {n}/b", "Trust" if n % 3 else "trust"])
        project.codes.append(Code(guid(), name, above, codable=n > 0, definition=f"What {n} means"))
    for n in range(documents):
        text = made_text(choose, choose.randrange(30, 200))
        name = choose.choice([f"Interview {n}.docx", f"C:\\Users\\someone\\Diary {n}.txt", "Notes"])
        project.sources.append(Source(guid(), name, text=text, values={"Ward": f"W{n}"}))
    for n, source in enumerate(project.sources):
        project.cases.append(
            Case(guid(), f"P{n}", {"Role": "Mentee", "Age": "2" + str(n)}, [source.id])
        )
        found = []
        for _ in range(selections):
            start = choose.randrange(len(source.text) - 2)
            end = min(len(source.text), start + choose.randrange(1, 40))
            if choose.random() < 0.2 and found:
                start, end = found[0].start, found[0].end
            made = Selection(guid(), source.id, start, end, source.text[start:end])
            for _ in range(choose.randrange(0, 4)):
                made.codings.append(made_coding(choose, project, guid()))
            found.append(made)
        project.selections += sorted(found, key=lambda s: (s.start, s.end))
    return project


def made_coding(choose: random.Random, project: Project, id: str) -> Coding:
    day = choose.randrange(1, 28)
    code = choose.choice(project.codes[1:]).id
    return Coding(id, code, choose.choice(project.coders[:2]).id, f"2026-02-{day:02}T10:00:00Z")


def made_text(choose: random.Random, words: int) -> str:
    lines, line = [], []
    for _ in range(words):
        line.append(choose.choice(WORDS))
        if choose.random() < 0.15:
            lines.append(" ".join(line))
            line = []
    return "\n".join([*lines, " ".join(line)])


def exported_again(project: Project, seed: int) -> Project:
    """Return the same project under new GUIDs, with everything in another order that may be."""
    choose = random.Random(seed)
    names: dict[str, str] = {"": ""}
    new = lambda id: names.setdefault(id, str(uuid.UUID(int=choose.getrandbits(128))))  # noqa: E731
    again = deepcopy(project)
    again.coders = [replace(c, id=new(c.id)) for c in shuffled(choose, again.coders)]
    again.codes = [replace(c, id=new(c.id), parent=new(c.parent)) for c in again.codes]
    again.sources = [replace(s, id=new(s.id)) for s in shuffled(choose, again.sources)]
    again.cases = [
        replace(
            c, id=new(c.id), sources=[new(s) for s in c.sources],
            selections=[new(s) for s in c.selections],
        )
        for c in shuffled(choose, again.cases)
    ]  # fmt: skip
    for selection in shuffled(choose, again.selections):
        selection.id, selection.source = new(selection.id), new(selection.source)
        for coding in selection.codings:
            coding.id, coding.code, coding.coder = (
                new(coding.id),
                new(coding.code),
                new(coding.coder),
            )
    again.selections = shuffled(choose, again.selections)
    return again


def shuffled(choose: random.Random, things: list) -> list:
    return choose.sample(things, len(things))
