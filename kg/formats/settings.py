"""Read the keys of study.yaml one by one, reporting each whose value is not what it should be.

Values come as the characters that were written; each method says what it takes them to mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.findings import Place
from kg.formats.reporting import Report, nearest, shown
from kg.formats.structured import Settings, Value
from kg.formats.values import control_character
from kg.identifiers import ID_LIMIT, normal_id, slug, wrong_with_id


class Keys:
    """One mapping of study.yaml, with its place; reading a value marks its key as known."""

    def __init__(self, settings: Settings, path: tuple[str | int, ...], report: Report) -> None:
        value: Value = settings.values
        for part in path:
            value = value[part] if isinstance(value, dict | list) else None  # type: ignore[index]
        self.values: dict[str, Value] = value if isinstance(value, dict) else {}
        self.settings = settings
        self.path = path
        self.report = report

    def at(self, *path: str | int) -> Place:
        """Return the place of a key."""
        return self.settings.place(*self.path, *path)

    def only(self, known: Iterable[str]) -> None:
        """Report keys that are not known."""
        names = list(known)
        for key in self.values:
            if key not in names:
                self.report.warning(
                    "unknown-key", self.at(key), f"The key {shown(key)} is not known and not read.",
                    nearest(key, names) or f"Known here are {', '.join(names)}.",
                )  # fmt: skip

    def text(self, key: str) -> str:
        """Return a text on one line."""
        value = self.values.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, "a text")
            return ""
        strange = control_character(value)
        if strange:
            self.report.violation(
                "control-character", self.at(key), f"It holds a control character, {strange}.",
                "Take it out.",
            )  # fmt: skip
            return ""
        return " ".join(value.split())

    def wrong(self, key: str | int, what: str, remedy: str = "") -> None:
        """Report a value of the wrong kind."""
        self.report.violation(
            "wrong-value", self.at(key), f"The value of {key} is not {what}.",
            remedy or "docs/reference/study-files.md shows how it is written.",
        )  # fmt: skip

    def id(self, key: str, label: str = "", limit: int = ID_LIMIT) -> str:
        """Return an id; made from the label where there is none."""
        written = self.text(key)
        id = normal_id(written) or slug(label)
        wrong = wrong_with_id(id, limit)
        if wrong:
            self.report.violation(
                "id", self.at(key),
                f"{shown(written)} cannot be an id: {wrong}." if written else "The id is missing.",
                "Use letters, digits, hyphens, full stops and underscores.",
            )  # fmt: skip
            return ""
        return id

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; one text is a list of one."""
        value = self.values.get(key)
        items = value if isinstance(value, list) else [] if value is None else [value]
        found = []
        for item in items:
            if isinstance(item, str) and not control_character(item):
                found.append(" ".join(item.split()))
            else:
                self.wrong(key, "a list of texts")
        return [item for item in found if item]

    def one(self, key: str) -> Keys | None:
        """Return the mapping under a key."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return Keys(self.settings, (*self.path, key), self.report)
        if value is not None:
            self.wrong(key, "made of keys with values")
        return None

    def many(self, key: str) -> Iterator[Keys | str]:
        """Yield the mappings or texts listed under a key; a single one is a list of one."""
        value = self.values.get(key)
        if isinstance(value, dict):
            yield Keys(self.settings, (*self.path, key), self.report)
        elif isinstance(value, str):
            yield self.text(key)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    yield Keys(self.settings, (*self.path, key, number), self.report)
                elif isinstance(item, str) and not control_character(item):
                    yield " ".join(item.split())
                else:
                    self.wrong(key, "a list of texts or of keys with values")
        elif value is not None:
            self.wrong(key, "a list")
