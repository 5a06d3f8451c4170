"""Text in lines: widths are those of a terminal, so wide letters count two."""

from __future__ import annotations

from collections.abc import Iterator

from kg.text_table import display_width


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most a width; a longer word is broken.

    >>> wrapped("professional identity formation", 21)
    ['professional identity', 'formation']
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if display_width(joined) <= width:
                line = joined
                continue
            *broken, last = _pieces(word, width)
            lines += [line] if line else []
            lines += broken
            line = last
        lines.append(line)
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece, used = "", 0
    for character in word:
        wide = display_width(character)
        if piece and used + wide > width:
            yield piece
            piece, used = "", 0
        piece += character
        used += wide
    yield piece
