"""The words of a name or a definition as they are compared: normal forms, stems, their weights."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log, sqrt

from snowballstemmer import stemmer  # type: ignore[import-untyped]

_LONGEST = 5_000
"""How many characters of a definition are compared."""

_NUMBERED = re.compile(
    r"^\s*(?:(?:main|super|sub|over)?[\s_-]*(?:domain|theme|category|code|dimension|level|factor"
    r"|topic|node|group|chapter|part|section))?\s*[\d.]+\s*[.:)\-\u2013\u2014]?\s+(?=\S)",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SMALL = frozenset(
    (
        "a", "an", "the", "of", "and", "or", "for", "to", "with", "by", "as", "is", "are", "be",
        "was", "were", "been", "it", "its", "their", "this", "that", "these", "those", "from",
        "at", "which", "who", "whom", "what", "how", "such", "than", "then", "not", "no",
    )
)  # fmt: skip
_english = stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of a word: lower case, without accents, as Snowball's English has it.

    >>> stem("Patching"), stem("identities"), stem("résumé")
    ('patch', 'ident', 'resum')
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return str(_english.stemWord(bare.replace("\u2019", "'")))


def words(text: str) -> list[tuple[str, str]]:
    """Return the words of a text that say something: each with its stem.

    A number before a name, as in *Sub-domain 2. Identity work*, is no part of it.

    >>> words("Sub-domain 2. Identity work"), words("onAction")
    ([('identity', 'ident'), ('work', 'work')], [('on', 'on'), ('action', 'action')])
    """
    name = _CAMEL.sub(" ", _NUMBERED.sub("", text[:_LONGEST]))
    found = (match[0].casefold() for match in _WORD.finditer(name))
    return [(word, stem(word)) for word in found if len(word) > 1 and word not in _SMALL]


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text."""
    return frozenset(stem for _, stem in words(text))


class Weights:
    """How much a stem says: the fewer constructs have it, the more."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        held = [frozenset(document) for document in documents]
        self._number = max(1, len(held))
        counts = Counter(stem for document in held for stem in document)
        self._weights = {stem: self._weight(count) for stem, count in counts.items()}
        self._most = self._weight(0)

    def _weight(self, count: int) -> float:
        return 1.0 + log((1 + self._number) / (1 + count))

    def of(self, stem: str) -> float:
        """Return the weight of a stem; one that no construct has weighs most."""
        return self._weights.get(stem, self._most)

    def total(self, stems: Iterable[str]) -> float:
        """Return the weight of several."""
        return sum(map(self.of, sorted(stems)))

    def vector(self, counted: Mapping[str, int]) -> dict[str, float]:
        """Return TF-IDF of a text's stems, of length one."""
        raw = {stem: (1 + log(n)) * self.of(stem) for stem, n in sorted(counted.items())}
        length = sqrt(sum(value * value for value in raw.values()))
        return {stem: value / length for stem, value in raw.items()} if length else {}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how alike two vectors of length one are."""
    small, large = sorted((one, other), key=len)
    return sum(value * large[stem] for stem, value in small.items() if stem in large)
