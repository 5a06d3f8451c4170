"""What a query file says of itself: the grlc header, and the parameters in its text.

The header (https://grlc.io) is the lines that begin with ``#+``; together they are YAML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import BadParameter, UsageError
from kg.query_text import ParameterKind, parameters_in
from kg.resolving import friendly

_LONGEST_HEADER = 20_000
_DEEPEST_HEADER = 8
_OURS = {
    "summary", "description", "tags", "defaults", "parameters", "columns", "example", "enumerate",
}  # fmt: skip
_GRLC = {"endpoint", "endpoint_in_url", "method", "mime", "pagination", "transform"}
_OF_PARAMETERS = {"about", "refers-to", "required", "choices"}
MOST_CHOICES = 200
"""How many values one parameter may be chosen from."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query.

    ``refers_to`` says what sort of thing an IRI parameter names (see :mod:`kg.resolving`).
    Without a value a parameter takes its default; without a default it matches everything,
    unless it is ``required``. Where there are ``choices``, a value is one of them, as typed.
    """

    name: str
    kind: ParameterKind
    about: str = ""
    default: str | None = None
    refers_to: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The variable that stands for it, without the question mark."""
        return f"_{self.name}_{self.kind}"

    @property
    def typed_default(self) -> str | None:
        """The default as a person would type it: ``patching`` rather than its address."""
        if self.default is None or self.kind != "iri":
            return self.default
        return friendly(self.default)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query and what its header says. ``columns`` maps each column to what it holds.

    ``saved`` queries answer without the columns of their parameters.
    """

    name: str
    text: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    place: str = ""
    saved: bool = False

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name; hyphens and underscores are the same.

        Raises:
            BadParameter: The query has no such parameter; the hint lists those it has.
        """
        plain = name.replace("-", "_")
        for parameter in self.parameters:
            if parameter.name == plain:
                return parameter
        raise BadParameter(f"{self.name} has no parameter {name!r}.", self._takes())

    def _takes(self) -> str:
        if not self.parameters:
            return "It takes none."
        return f"It takes {', '.join(p.name for p in self.parameters)}."

    def described(self) -> dict[str, Any]:
        """Return everything about the query in types that JSON has."""
        return {
            "name": self.name,
            "summary": self.summary,
            "description": self.description,
            "tags": list(self.tags),
            "parameters": [
                {
                    "name": p.name,
                    "kind": p.kind,
                    "about": p.about,
                    "refers_to": p.refers_to or None,
                    "default": p.typed_default,
                    "required": p.required,
                    "choices": list(p.choices) or None,
                    "variable": p.variable,
                }
                for p in self.parameters
            ],
            "columns": dict(self.columns),
            "example": self.example,
            "sparql": self.text,
        }


def parse_query(
    text: str, name: str = "query", *, place: str = "", saved: bool = False
) -> NamedQuery:
    """Read a query's header and find its parameters. A query without a header is a query too.

    Well-known prefixes need not be declared. ``place`` is the file named in errors.

    Raises:
        UsageError: The header is not what it should be; the message names file and line.
    """
    place = place or name
    lines, said = _header(text, place)

    def wrong(key: str, what: str) -> UsageError:
        line = next((n for n, word in lines if re.match(rf"\s*(?:- )?{re.escape(key)}:", word)), 1)
        return UsageError(f"{place}, line {line}: {what}", "See docs/reference/queries.md.")

    for key in said.keys() - _OURS - _GRLC:
        raise wrong(key, f"the header has no key {key!r}.")
    for key in ("summary", "description", "example"):
        if not isinstance(said.get(key, ""), str):
            raise wrong(key, f"{key} is not text.")
    tags = said.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(t, str) for t in tags):
        raise wrong("tags", "tags is not a list of words.")
    columns = said.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(c, str) for c in columns.values()):
        raise wrong("columns", "columns does not say of each column, in one text, what it holds.")
    defaults = _defaults(said.get("defaults", []))
    if defaults is None:
        raise wrong("defaults", "defaults is not a list of `name: value`.")
    notes = said.get("parameters", {})
    if not isinstance(notes, dict):
        raise wrong("parameters", "parameters does not say of each parameter what it is.")
    found = parameters_in(text)
    chosen = _enumerated(said.get("enumerate", []))
    if chosen is None:
        raise wrong("enumerate", "enumerate is not a list of `name: [values]`.")
    named = defaults.keys() | notes.keys() | chosen.keys()
    for unknown in named - {parameter for parameter, _ in found}:
        raise wrong(
            unknown, f"no variable ?_{unknown}_iri, _literal, _integer or _boolean is in the query."
        )
    parameters = []
    for parameter, kind in found:
        note = notes.get(parameter, "")
        note = {"about": note} if isinstance(note, str) else note
        if not isinstance(note, dict) or note.keys() - _OF_PARAMETERS:
            raise wrong(
                parameter, f"parameter {parameter} takes about, refers-to, required and choices."
            )
        choices = note.get("choices", chosen.get(parameter, []))
        if problem := _wrong_choices(choices, kind, defaults.get(parameter)):
            raise wrong(parameter, f"the choices of {parameter} {problem}.")
        parameters.append(
            Parameter(
                parameter,
                kind,
                about=str(note.get("about", "")),
                default=defaults.get(parameter),
                refers_to=str(note.get("refers-to", parameter if kind == "iri" else "")),
                required=note.get("required") == "true",
                choices=tuple(choices),
            )
        )
    return NamedQuery(
        name,
        text,
        summary=said.get("summary", ""),
        description=said.get("description", ""),
        tags=tuple(tags),
        parameters=tuple(parameters),
        columns=columns,
        example=said.get("example", ""),
        place=place,
        saved=saved,
    )


def _header(text: str, place: str) -> tuple[list[tuple[int, str]], dict[str, Any]]:
    """Return the numbered lines of a query's header, and the mapping they write down."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+"):
            lines.append((number, line[2:].removeprefix(" ")))
        elif line.strip() and not line.lstrip().startswith("#"):
            break
    if not lines:
        return [], {}
    # Other lines become empty ones, so that a line of the YAML is a line of the file.
    numbered = dict(lines)
    source = "\n".join(numbered.get(n, "") for n in range(1, lines[-1][0] + 1))
    if len(source) > _LONGEST_HEADER:
        raise UsageError(f"{place}: the header is longer than {_LONGEST_HEADER} characters.")
    return lines, _yaml(source, place)


def _yaml(source: str, place: str) -> dict[str, Any]:
    import yaml

    # Every scalar stays text; the loader makes nothing but text, lists and mappings.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        depth = 0
        for event in yaml.parse(source, Loader=loader):
            depth += isinstance(event, yaml.events.CollectionStartEvent)
            depth -= isinstance(event, yaml.events.CollectionEndEvent)
            if isinstance(event, yaml.events.AliasEvent) or depth > _DEEPEST_HEADER:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise UsageError(
                    f"{place}, line {line}: a header may not refer back or nest so deep."
                )
        said = yaml.load(source, Loader=loader)  # noqa: S506 - a base loader builds no objects
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        if "nesting depth" in problem:  # newer libraries count it themselves
            raise UsageError(f"{place}{where}: a header may not nest so deep.") from None
        raise UsageError(
            f"{place}{where}: the header is not YAML: {problem}.",
            "A text with a colon in it needs quotation marks.",
        ) from None
    if not isinstance(said, dict):
        raise UsageError(f"{place}, line 1: the header is not a list of `key: value`.")
    return said


def _defaults(said: object) -> dict[str, str] | None:
    """Return defaults as a mapping; grlc writes them as a list of one-entry mappings."""
    if isinstance(said, dict):
        said = [{name: value} for name, value in said.items()]
    if not isinstance(said, list) or not all(isinstance(entry, dict) for entry in said):
        return None
    found = {name: value for entry in said for name, value in entry.items()}
    return found if all(isinstance(value, str) for value in found.values()) else None


def _enumerated(said: object) -> dict[str, Any] | None:
    """Return choices by parameter; a name alone asks grlc to find them out, and us nothing."""
    if isinstance(said, dict):
        said = [{name: values} for name, values in said.items()]
    if not isinstance(said, list) or not all(isinstance(entry, dict | str) for entry in said):
        return None
    return {
        name: values
        for entry in said
        for name, values in (entry.items() if isinstance(entry, dict) else ())
        if values != ""
    }


def _wrong_choices(choices: object, kind: ParameterKind, default: str | None) -> str:
    """Return what is wrong with choices, as a predicate; nothing when they will do."""
    if not isinstance(choices, list) or not all(isinstance(c, str) and c for c in choices):
        return "are not a list of values"
    if len(set(choices)) < len(choices):
        return "name a value twice"
    if len(choices) > MOST_CHOICES:
        return f"are more than {MOST_CHOICES}"
    if kind == "boolean" and choices:
        return "cannot be listed: it takes true or false"
    if kind == "integer" and not all(re.fullmatch(r"-?[0-9]{1,18}", c) for c in choices):
        return "are not all whole numbers"
    typed = friendly(default) if default is not None and kind == "iri" else default
    if choices and typed is not None and typed not in choices:
        return f"do not hold the default, {typed}"
    return ""
