"""What a file beside a project says that the project does not: NAME.study.yaml.

Its keys are those of study.yaml, all of them optional, and ``import``: what variables, cases and
documents of the project mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from kg.findings import Place
from kg.formats import tables as t
from kg.formats.about import read_about
from kg.formats.cells import decode, read_bytes
from kg.formats.new import NOT_STATED
from kg.formats.reporting import Report, nearest, shown
from kg.formats.settings import Keys
from kg.formats.structured import YAML_LIMIT, Settings, Value, read_yaml
from kg.formats.values import word_of
from kg.model import Study

ENDING = ".study.yaml"
PEOPLE = ("cases", "documents", "none")
MEANT = {
    "role": ("role", "roles", "participant-role", "mentoring-role", "role-in-programme", "rolle"),
    "status": ("status", "training-status", "level-of-training", "training-level"),
    "year": ("year", "training-year", "year-of-training", "year-of-study", "study-year"),
    "programme": ("programme", "program", "mentoring-programme", "mentoring-program"),
    "kind": ("kind", "document-kind", "document-type", "type-of-document", "source-type"),
}
"""What a variable of one of these names is taken for, when its values fit."""
_SAVE = "Save it again as plain text with the encoding set to UTF-8."


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen. ``named`` gives a variable's name (as :func:`word_of`) → what it is.

    ``kinds`` are patterns of document names with the kind; ``owners`` document → case, by name.
    """

    people: str = "cases"
    named: dict[str, str] = field(
        default_factory=lambda: {name: what for what, names in MEANT.items() for name in names}
    )
    roles: dict[str, str] = field(default_factory=dict)
    kinds: tuple[tuple[str, str], ...] = ()
    owners: dict[str, str] = field(default_factory=dict)

    def role_of(self, value: str) -> str:
        """Return the role that a value stands for, or an empty string."""
        word = word_of(value)
        if word in self.roles:
            return self.roles[word]
        singular = word.removesuffix("s")
        return next((r for r in (word, singular) if r in (*t.ROLES, t.UNKNOWN)), "")

    def kind_of(self, name: str) -> str:
        """Return the kind of a document by its name, or an empty string."""
        return next((kind for pattern, kind in self.kinds if fnmatchcase(name, pattern)), "")


def beside(project: Path, given: Path | None, report: Report) -> tuple[Settings | None, bool]:
    """Return what the file beside a project says, and whether it could be read if it is there."""
    path = given or project.with_name(project.stem + ENDING)
    if given is None and not path.exists():
        return None, True
    data = read_bytes(path, path.name, YAML_LIMIT, report)
    text = None if data is None else decode(data, path.name, report, _SAVE)
    settings = None if text is None else read_yaml(text, path.name, report)
    return settings, settings is not None


def described(
    about: Settings | None,
    report: Report,
    *,
    id: str,
    title: str,
    place: Place,
    licence: str = NOT_STATED,
) -> tuple[Study, Choices]:
    """Return a study without its tables, and the choices; what is not said gets a default.

    ``id``, ``title`` and ``licence`` hold when nothing else is said.
    """
    said = about or Settings(place.file, {})
    values: dict[str, Value] = {k: v for k, v in said.values.items() if k != "import"}
    for key, otherwise in (("id", id), ("title", title), ("licence", licence)):
        if not values.get(key):
            values[key] = otherwise
    study = read_about(replace(said, values=values), report)
    if about is None:
        study.place = place
    return study, _choices(said, report)


def _choices(settings: Settings, report: Report) -> Choices:
    keys = Keys(settings, (), report).one("import")
    if keys is None:
        return Choices()
    keys.only(("participants", "variables", "roles", "documents", "owners"))
    people = word_of(keys.text("participants")) or "cases"
    if people not in PEOPLE:
        keys.wrong("participants", "cases, documents or none")
        people = "cases"
    made = Choices(people)
    variables = keys.one("variables")
    if variables is not None:
        variables.only(MEANT)
        for what in MEANT:
            if variables.text(what):
                # What is named takes the place of what would have been guessed.
                for name in [n for n, meant in made.named.items() if meant == what]:
                    del made.named[name]
                made.named[word_of(variables.text(what))] = what
    for value, role in _pairs(keys, "roles"):
        if word_of(role) in (*t.ROLES, t.UNKNOWN):
            made.roles[word_of(value)] = word_of(role)
        else:
            report.violation(
                "unknown-role", keys.at("roles", value), f"{shown(role)} is not a role.",
                nearest(role, t.ROLES) or f"Use one of {', '.join(t.ROLES)}, {t.UNKNOWN}.",
            )  # fmt: skip
    documents = keys.one("documents")
    kinds: list[tuple[str, str]] = []
    if documents is not None:
        documents.only(t.SOURCES)
        kinds = [(name, kind) for kind in t.SOURCES for name in documents.texts(kind)]
    return replace(made, kinds=tuple(kinds), owners=dict(_pairs(keys, "owners")))


def _pairs(keys: Keys, key: str) -> list[tuple[str, str]]:
    inside = keys.one(key)
    return [] if inside is None else [(name, inside.text(name)) for name in inside.values]
