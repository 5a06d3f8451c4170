"""Find public texts that repeat words which stay behind.

Texts are compared by their letters and digits alone, whatever the case, the marks and the spaces.
A text is an echo when it shares a run of 24 of them with one that stays behind, unless the run
lies in words that are public anyway. Letters of scripts that write without spaces count three.
What is shorter than a run is looked for as a sequence of words.

A review aid: it finds words carried over, not what they meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

RUN = 24
"""Letters and digits in a row, about five words, that are not shared by chance."""
_BLOCK = RUN // 2
_SHORTEST = 8
_MANY = 32
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """Return a text's letters and digits as they are compared.

    >>> letters("“People-Pleaser”, she said…")
    'peoplepleasershesaid'
    """
    if text.isascii():
        return _NOT_PLAIN.sub("", text.lower())
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c * 3 if _wide(c) else c for c in plain if c.isalnum())


def words(text: str) -> list[str]:
    """Return a text's words as they are compared; a character that is a word is one by itself."""
    if text.isascii():
        return _WORD.findall(text.lower())
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall("".join(f" {c} " if _wide(c) else c for c in plain))


def _wide(character: str) -> bool:
    return character > "\u1100" and unicodedata.east_asian_width(character) in "WF"


def echoes(texts: Mapping[str, bool], *, secret: Iterable[str], public: Iterable[str]) -> set[str]:
    """Return those of the texts that repeat what is secret and not public.

    ``texts`` says of each whether it is given as somebody's words; then it is an echo, too, when
    it is short and all of it stands in a secret text.
    """
    secrets, known = list(dict.fromkeys(secret)), list(dict.fromkeys(public))
    plain = {text: letters(text) for text in texts}
    repeating = _repeating(set(plain.values()), {letters(text) for text in secrets}, known)
    phrases = _Phrases(words(text) for text in secrets if _SHORTEST <= len(letters(text)) < RUN)
    spoken = _Phrases(
        words(text)
        for text, said in texts.items()
        if said and _SHORTEST <= len(letters(text)) < RUN
    )
    if phrases or spoken:
        for text in known:
            heard = words(text)
            phrases.forget(heard)
            spoken.forget(heard)
    repeated = _Phrases(
        phrase for text in secrets if spoken for phrase in spoken.found(words(text))
    )
    return {
        text
        for text, said in texts.items()
        if plain[text] in repeating
        or (phrases and any(phrases.found(words(text))))
        or (said and tuple(words(text)) in repeated)
    }


def _repeating(texts: set[str], secrets: set[str], public: Iterable[str]) -> set[str]:
    """Return the texts, as they are compared, that share a run with a secret one."""
    found = _Runs(texts).repeated(secrets)
    if not found:  # mostly; what is public need not be looked at then
        return found
    runs = _Runs(found)
    for text in public:
        runs.excuse(letters(text))
    return runs.repeated(secrets)


class _Runs:
    """Texts cut into blocks, so that a long run shared with any other text is met at once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(text for text in texts if len(text) >= RUN)
        self._blocks: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        # A run of 24 holds one of the blocks of 12 that begin at every twelfth letter.
        for i, text in enumerate(self._texts):
            for at in range(0, len(text) - _BLOCK + 1, _BLOCK):
                self._blocks[text[at : at + _BLOCK]].append((i, at))
        self._windows: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._excused: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self.echoes: set[str] = set()

    def excuse(self, public: str) -> None:
        """Let what stands in a public text count no more."""
        least = min(RUN, len(public))
        if least >= _BLOCK:
            for i, start, end in self._shared(public, least):
                if end - start >= least:
                    self._excused[i].append((start, end))

    def repeated(self, secrets: Iterable[str]) -> set[str]:
        """Return the texts that share a run with a secret one."""
        for text in secrets:
            self.look(text)
        return self.echoes

    def look(self, secret: str) -> None:
        """Find which texts share a run with a secret one."""
        for i, start, end in self._shared(secret, RUN):
            if end - start >= RUN and not self._is_excused(i, start, end):
                self.echoes.add(self._texts[i])

    def _shared(self, other: str, least: int) -> Iterator[tuple[int, int, int]]:
        """Yield what is shared with another text: which text, and from where to where in it.

        Of what is shorter than ``least`` some is left out.
        """
        blocks = self._blocks
        if not blocks:
            return
        seen: dict[tuple[int, int], int] = {}
        for p in [p for p in range(len(other) - _BLOCK + 1) if other[p : p + _BLOCK] in blocks]:
            for i, at in self._near(other, p, least):
                text = self._texts[i]
                if text in self.echoes or seen.get((i, p - at), 0) > p:
                    continue
                back = _alike_before(other, p, text, at)
                on = _alike_after(other, p + _BLOCK, text, at + _BLOCK) + _BLOCK
                seen[i, p - at] = p + on
                yield i, at - back, at + on

    def _near(self, other: str, p: int, least: int) -> Iterable[tuple[int, int]]:
        """Return where texts hold the block at a place of another; many share a usual phrase."""
        block = other[p : p + _BLOCK]
        found = self._blocks[block]
        if least < RUN or len(found) <= _MANY:
            return found
        windows = self._windows.get(block)
        if windows is None:
            windows = self._windows[block] = {}
            for i, at in found:
                for whole in _around(self._texts[i], at):
                    windows.setdefault(whole, []).append((i, at))
        return {near for whole in _around(other, p) for near in windows.get(whole, ())}

    def _is_excused(self, i: int, start: int, end: int) -> bool:
        """Say whether all of a run is public but for gaps that may be chance."""
        at = start
        for begin, stop in sorted(self._excused.get(i, ())):
            if begin - at >= _BLOCK:
                break
            at = max(at, min(stop, end))
        return at > start and end - at < _BLOCK


def _around(text: str, at: int) -> Iterator[str]:
    """Yield the runs of full length that hold the block at a place."""
    for start in range(max(0, at + _BLOCK - RUN), min(at, len(text) - RUN) + 1):
        yield text[start : start + RUN]


def _alike_before(a: str, i: int, b: str, j: int) -> int:
    n, most = 0, min(i, j)
    while n < most and a[i - n - 1] == b[j - n - 1]:
        n += 1
    return n


def _alike_after(a: str, i: int, b: str, j: int) -> int:
    n, most = 0, min(len(a) - i, len(b) - j)
    while n + 64 <= most and a[i + n : i + n + 64] == b[j + n : j + n + 64]:
        n += 64
    while n < most and a[i + n] == b[j + n]:
        n += 1
    return n


class _Phrases:
    """Short sequences of words, to be found in longer ones."""

    def __init__(self, phrases: Iterable[Iterable[str]]) -> None:
        self._all = {tuple(phrase) for phrase in phrases}
        self._all.discard(())
        self._by_first: dict[str, list[tuple[str, ...]]] | None = None

    def __bool__(self) -> bool:
        return bool(self._all)

    def __contains__(self, phrase: tuple[str, ...]) -> bool:
        return phrase in self._all

    def found(self, text: list[str]) -> Iterator[tuple[str, ...]]:
        """Yield the phrases that stand in a text."""
        if self._by_first is None:
            self._by_first = {}
            for phrase in self._all:
                self._by_first.setdefault(phrase[0], []).append(phrase)
        for at, word in enumerate(text):
            for phrase in self._by_first.get(word, ()):
                if tuple(text[at : at + len(phrase)]) == phrase:
                    yield phrase

    def forget(self, text: list[str]) -> None:
        """Leave out the phrases that stand in a text."""
        if self._all:
            gone = set(self.found(text))
            if gone:
                self._all -= gone
                self._by_first = None
