"""The index by which a browser searches the quotes, without any server.

Words and quotes lie in small scripts, for a page opened from disk may load scripts but no data.
Each hands its part over to ``static/search.js`` by calling ``pif``. A file of words holds all
words that share their first two characters, each with its quotes as differences of numbers in
base 36. The script and this module cut texts into words alike: small letters without marks, runs
of letters and digits, each character of Chinese, Japanese and Korean by itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = "search"
AT_ONCE = 100
"""Quotes in one file."""
_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
    "|[^\\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHARED = 2


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text as they are searched for.

    >>> list(words_of("Fühlte mich: 2nd-best 学生"))
    ['fuhlte', 'mich', '2nd', 'best', '学', '生']
    """
    # Composed again, for Korean comes apart as well.
    apart = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(c for c in apart if unicodedata.category(c)[0] != "M")
    for match in _WORD.finditer(unicodedata.normalize("NFC", plain)):
        yield match[0]


def write(out: Path, rows: Sequence[tuple[str, str, str, str, str]]) -> int:
    """Write the index of quotes; returns the number of files.

    Of each quote its address, id, study, speaker and words are given.
    """
    (out / FOLDER).mkdir(parents=True)
    held: dict[str, dict[str, list[int]]] = {}
    for number, row in enumerate(rows):
        for word in {*words_of(row[4]), *words_of(row[1])}:
            held.setdefault(word[:_SHARED], {}).setdefault(word, []).append(number)
    for start in range(0, len(rows), AT_ONCE):
        _put(out, f"quotes-{start // AT_ONCE}", rows[start : start + AT_ONCE])
    for start_of, words in held.items():
        packed = {word: _packed(numbers) for word, numbers in sorted(words.items())}
        _put(out, f"words-{_name(start_of)}", packed)
    names = sorted(map(_name, held))
    _put(out, "about", {"total": len(rows), "each": AT_ONCE, "words": names})
    return len(held) + -(-len(rows) // AT_ONCE) + 1


def _put(out: Path, name: str, made: object) -> None:
    said = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    # Two line ends that JSON takes and old scripts do not.
    said = said.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    (out / FOLDER / f"{name}.js").write_text(f"pif({json.dumps(name)},{said});\n", encoding="utf-8")


def _name(start: str) -> str:
    return "-".join(f"{ord(character):x}" for character in start)


def _packed(numbers: list[int]) -> str:
    parts, before = [], -1
    for number in numbers:
        parts.append(_based(number - before))
        before = number
    return " ".join(parts)


def _based(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
