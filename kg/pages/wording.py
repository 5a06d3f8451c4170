"""Questions, roles and sources in words, as headings and sentences of pages say them."""

from __future__ import annotations

from collections.abc import Sequence

from kg.pages.asked import Asked, Chosen

_MANY = {
    "faculty": "faculty",
    "diary": "diaries",
    "other": "other records",
}
_LISTED = 3


def many(word: str) -> str:
    """Return the plural of a role or a source.

    >>> many("peer-mentor"), many("diary"), many("reflective-essay")
    ('peer mentors', 'diaries', 'reflective essays')
    """
    return _MANY.get(word) or word.replace("-", " ") + "s"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them.

    >>> listed(["splinting", "patching", "reflection"])
    'splinting, patching and reflection'
    """
    head = ", ".join(words[:-1])
    return f"{head} {last} {words[-1]}" if head else "".join(words)


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "quote"), counted(1234, "quote")
    ('1 quote', '1,234 quotes')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def spelled(count: int) -> str:
    """Return a number as a sentence says it: small ones in words.

    >>> spelled(2), spelled(12)
    ('two', '12')
    """
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if 0 <= count < len(words) else f"{count:,}"


def heading(asked: Asked, total: int) -> str:
    """Return the question as the heading of its answer: *7 quotes support identity work*."""
    said = _clauses(asked, total)
    return f"{counted(total, 'quote') if total else 'No quotes'} {said}".rstrip()


def _clauses(asked: Asked, total: int) -> str:
    one = total == 1
    parts = []
    every, some = _names(asked, "supports", "and"), _names(asked, "any", "or")
    if every or some:
        both = f"{every} and {'' if len(asked.of('any')) == 1 else 'either '}{some}"
        parts.append(
            f"{'supports' if one else 'support'} {both if every and some else every or some}"
        )
    if borne := _names(asked, "bears_on", "and"):
        verb = "bears on" if one else "bear on"
        parts.append(f"and {verb} {borne}" if parts else f"{verb} {borne}")
    if none := _names(asked, "not", "nor"):
        does = "does" if one else "do"
        parts.append(f"but not {none}" if parts else f"{does} not support {none}")
    if words := asked.of("text"):
        parts.append("with " + listed([f"“{_short(c.key)}”" for c in words]))
    return " ".join(parts)


def _names(asked: Asked, option: str, last: str) -> str:
    labels = [c.label for c in asked.of(option)]
    if len(labels) > _LISTED:
        more = counted(len(labels) - _LISTED + 1, "other")
        labels = [*labels[: _LISTED - 1], more]
    return listed(labels, last)


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def chosen(choice: Chosen) -> str:
    """Return a choice as a sentence has it: *said by peer mentors*, *in diaries*.

    >>> chosen(Chosen("role", "peer-mentor", "peer mentor"))
    'said by peer mentors'
    """
    match choice.option:
        case "supports":
            return f"that support {choice.label}"
        case "any":
            return f"that may support {choice.label}"
        case "not":
            return f"that do not support {choice.label}"
        case "bears_on":
            return f"that bear on {choice.label}"
        case "role":
            return f"said by {many(choice.key)}"
        case "source":
            return f"in {many(choice.key)}"
        case "participant":
            return f"said by {choice.label}"
        case "status":
            return f"said by someone who is a {choice.label}"
        case "study":
            return f"of {choice.label}"
        case "code":
            return f"coded {choice.label}"
        case "coder":
            return f"coded by {choice.label}"
        case "document":
            return f"from the document {choice.label}"
        case "claim":
            return f"that illustrate {choice.label}"
        case "access":
            return f"that are {choice.label}"
        case "work":
            return f"whose claim cites {choice.label}"
        case "mappings":
            by = {"own": "each study’s own mappings", "none": "no mappings at all"}  # noqa: RUF001
            return f"by {by.get(choice.key) or f'the mappings “{_short(choice.label)}”'}"
        case "text":
            return f"with the words “{_short(choice.key)}”"
    return f"that meet {_short(choice.key)}"
