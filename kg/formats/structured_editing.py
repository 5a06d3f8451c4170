"""Change texts in YAML and leave all else as it stands, comments and layout too."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

Path = tuple[str | int, ...]


def edit_yaml(text: str, change: Callable[[Path, str], str]) -> str:
    """Return YAML whose values were changed; ``change`` gets where a value stands, and the value.

    What is changed is written in quotation marks.

    >>> edit_yaml("a: x  # why\\nb: [y, z]\\n", lambda path, value: value.replace("z", "no"))
    'a: x  # why\\nb: [y, "no"]\\n'

    Raises:
        ValueError: The text is not YAML.
    """
    import yaml

    try:
        places = list(_scalars(text))
    except yaml.YAMLError as error:
        raise ValueError("not YAML") from error
    made, at = [], 0
    for path, value, start, end in places:
        now = change(path, value)
        if now != value:
            written = text[start:end]
            rest = written[len(written.rstrip()) :]
            made += [text[at:start], quoted(now), rest]
            at = end
    return "".join([*made, text[at:]])


def quoted(text: str) -> str:
    """Return a text as YAML has it between quotation marks.

    >>> quoted('say "no"')
    '"say \\\\"no\\\\""'
    """
    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(character: str) -> str:
    if character == " " or unicodedata.category(character)[0] not in "CZ":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _scalars(text: str) -> list[tuple[Path, str, int, int]]:
    import yaml

    found: list[tuple[Path, str, int, int]] = []
    # The parser in Python counts characters, as its marks say.
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    waiting: list[tuple[Path, yaml.Node]] = [((), root)] if root else []
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            waiting += [((*path, str(key.value)), value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*path, number), value) for number, value in enumerate(node.value)]
        else:
            found.append((path, str(node.value), node.start_mark.index, node.end_mark.index))
    return sorted(found, key=lambda place: place[2])
