"""Read YAML and JSON that strangers made: as text only, within limits, each thing with its line.

Every scalar stays the characters that were written: ``no``, ``0012`` and ``2024-05-02`` are not
turned into a boolean, a number and a date. What a value means is for the reader of the key to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.findings import Place
from kg.formats.reporting import Report, shown

if TYPE_CHECKING:
    import yaml

YAML_LIMIT = 256 << 10
"""The most bytes a YAML file may have."""
JSON_LIMIT = 32 << 20
"""The most bytes a JSON file may have."""
DEPTH_LIMIT = 32
"""How deep lists and mappings may be nested."""

Value = str | list["Value"] | dict[str, "Value"] | None
Path = tuple[str | int, ...]


@dataclass(slots=True)
class Settings:
    """What study.yaml says, with the line of each key. A workbook's sheet gives rows for lines."""

    file: str
    values: dict[str, Value]
    lines: dict[Path, int] = field(default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """Return where a key stands, or the nearest key above it."""
        line = None
        for length in range(len(path), 0, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                break
        names = [part for part in path if isinstance(part, str)]
        return Place(self.file, line, names[-1] if names else None)


class _Refused(Exception):
    def __init__(self, rule: str, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.rule, self.line, self.message, self.remedy = rule, line, message, remedy


def read_yaml(text: str, name: str, report: Report) -> Settings | None:
    """Return the mapping a YAML text holds, or None after reporting why not.

    Aliases are refused, since a few of them can stand for a file of any size.
    """
    import yaml

    settings = Settings(name, {})
    try:
        value = _Composer(text, settings).compose()
        if not isinstance(value, dict):
            raise _Refused(
                "yaml", 1, "The file does not hold keys with values.",
                "Write lines such as “title: My study”.",
            )  # fmt: skip
    except _Refused as refused:
        report.violation(refused.rule, Place(name, refused.line), refused.message, refused.remedy)
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        if problem == _TOO_DEEP:
            report.violation("yaml-depth", Place(name, mark.line + 1 if mark else None), *_DEPTH)
            return None
        context = getattr(error, "context", None)
        message = f"{problem} {context}" if context else str(problem)
        report.violation(
            "yaml", Place(name, mark.line + 1 if mark else None),
            f"This is not YAML: {message}.",
            "Check the indentation, and put a text that holds “: ” or “#” in quotation marks.",
        )  # fmt: skip
        return None
    settings.values = value
    return settings


_TOO_DEEP = "exceeded maximum nesting depth"  # what newer parsers in C say before we can
_DEPTH = (
    f"Values are nested more than {DEPTH_LIMIT} deep.",
    "Look for a bracket that is not closed.",
)
_CORE_TAGS = ("str", "int", "float", "bool", "null", "map", "seq", "timestamp")


class _Composer:
    """Puts the events of a YAML parser together; nothing is constructed but text."""

    def __init__(self, text: str, settings: Settings) -> None:
        import yaml

        # The parser in C is a hundred times faster; a platform may lack it.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events = iter(yaml.parse(text, Loader=loader))
        self._settings = settings

    def compose(self) -> Value:
        """Return the value of the only document."""
        import yaml

        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        value = self._value(next(self._events), ())
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise _Refused(
                "yaml", _line_of(event), "A second document begins here.", "Take the line --- out."
            )
        return value

    def _value(self, event: yaml.Event, path: Path) -> Value:
        import yaml

        line = _line_of(event)
        if isinstance(event, yaml.AliasEvent):
            raise _Refused(
                "yaml-alias", line, f"The alias *{event.anchor} is not read.",
                "Write the value out where it is needed.",
            )  # fmt: skip
        if len(path) >= DEPTH_LIMIT:
            raise _Refused("yaml-depth", line, *_DEPTH)
        tag = getattr(event, "tag", None)
        if tag not in (None, "!") and tag.removeprefix("tag:yaml.org,2002:") not in _CORE_TAGS:
            raise _Refused("yaml-tag", line, f"The tag {shown(tag)} is not read.", "Take it out.")
        self._settings.lines.setdefault(path, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        written = str(getattr(event, "value", ""))
        if any(0xD800 <= ord(c) < 0xE000 for c in written):
            raise _Refused(
                "control-character", line, "An escape stands for no character.", "Mend it."
            )
        plain = getattr(event, "style", None) in (None, "")
        return None if plain and written in ("", "~", "null", "Null", "NULL") else written

    def _sequence(self, path: Path) -> list[Value]:
        import yaml

        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Value]:
        import yaml

        found: dict[str, Value] = {}
        lines = self._settings.lines
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line_of(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused(
                    "yaml-alias" if isinstance(event, yaml.AliasEvent) else "yaml", line,
                    "A key is not a word.", "Write a word, in quotation marks if need be.",
                )  # fmt: skip
            key = str(event.value)
            if key in found:
                raise _Refused(
                    "duplicate-key", line,
                    f"The key {shown(key)} stands in line {lines[(*path, key)]} already.",
                    "Keep one of the two.",
                )  # fmt: skip
            lines[(*path, key)] = line
            found[key] = self._value(next(self._events), (*path, key))
        return found


def _line_of(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1


def read_json_list(text: str, name: str, report: Report) -> Iterator[tuple[int, Any]]:
    """Yield (line, entry) for each entry of a JSON list; what is wrong is reported and ends it."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
    at = _skip(text, 0)
    if text[at : at + 1] != "[":
        report.violation(
            "json", Place(name, 1), "The file does not hold a JSON list.",
            "Export the references as CSL-JSON.",
        )  # fmt: skip
        return
    line, counted_to = 1, 0
    at = _skip(text, at + 1)
    while True:
        line, counted_to = line + text.count("\n", counted_to, at), at
        if text[at : at + 1] == "]":
            at = _skip(text, at + 1)
            if at < len(text):
                _not_json(report, name, line, "something stands after the end of the list")
            return
        try:
            entry, at = decoder.raw_decode(text, at)
            entry = _plain(entry, 0)
        except json.JSONDecodeError as error:
            _not_json(report, name, error.lineno, error.msg)
            return
        except (_Refused, RecursionError, ValueError) as error:
            said = error.message if isinstance(error, _Refused) else "it is nested too deep"
            if isinstance(error, ValueError):
                said = "a number has too many digits"
            _not_json(report, name, line, said)
            return
        yield line, entry
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
            if text[at : at + 1] == "]":
                _not_json(report, name, line, "a comma stands before the end of the list")
                return
        elif text[at : at + 1] != "]":
            where = line + text.count("\n", counted_to, at)
            _not_json(report, name, where, "a comma or the end of the list is missing")
            return


def _not_json(report: Report, name: str, line: int, why: str) -> None:
    report.violation(
        "json", Place(name, line), f"This is not JSON: {why}.",
        "Export the file again, or mend this line.",
    )  # fmt: skip


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r") and at < len(text):
        at += 1
    return at


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused("json", 0, f"the key {shown(key)} stands twice in one object", "")
        found[key] = value
    return found


def _constant(name: str) -> None:
    raise _Refused("json", 0, f"{name} is not a number in JSON", "")


def _plain(value: Any, depth: int) -> Any:
    if depth > DEPTH_LIMIT:
        raise _Refused("json", 0, f"values are nested more than {DEPTH_LIMIT} deep", "")
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, str) and any(0xD800 <= ord(c) < 0xE000 for c in value):
        raise _Refused("json", 0, "an escape stands for no character", "")
    return value
