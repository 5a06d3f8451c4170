"""Words for texts that nobody said: a list of common words, and made-up ones for the long tail."""

from __future__ import annotations

from functools import cache
from itertools import accumulate, product
from pathlib import Path
from random import Random

KINDS = 20_000
"""How many different words there are; a million quotes of real talk have about as many."""
_SKEW = 1.0
_STARTS = "b br d dr f g gl k kl l m n p pl r s st t tr v z"
_VOWELS = "a e i o u"


@cache
def words() -> list[str]:
    """Return all words, the most common first.

    >>> words()[:3], len(words())
    (['the', 'and', 'to'], 20000)
    """
    listed = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()
    syllables = ["".join(pair) for pair in product(_STARTS.split(), _VOWELS.split())]
    made = ["".join(parts) for parts in product(syllables, syllables)]
    made += ["".join(parts) + "n" for parts in product(syllables, syllables)]
    Random(0).shuffle(made)
    return list(dict.fromkeys([*listed, *made]))[:KINDS]


@cache
def _weights() -> list[float]:
    # Zipf's law: the word of rank r is r times rarer than the first.
    return list(accumulate(1 / (rank + 2) ** _SKEW for rank in range(len(words()))))


def draw(random: Random, count: int) -> list[str]:
    """Return so many words, common ones more often."""
    return random.choices(words(), cum_weights=_weights(), k=count)


def sentences(drawn: list[str]) -> str:
    """Return words as a text of sentences of about twelve words."""
    parts = []
    for at in range(0, len(drawn), 12):
        said = " ".join(drawn[at : at + 12])
        parts.append(f"{said[:1].upper()}{said[1:]}.")
    return " ".join(parts)
