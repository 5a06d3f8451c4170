"""How far coders agree: percent agreement, Cohen's kappa, Krippendorff's alpha (nominal).

Judgements are counted by pattern: a tuple with what each coder said of a unit, in the order of
the coders, None where a coder said nothing, and how many units have that pattern. Any hashable
value will do; order among values means nothing. Sums are exact, so a coefficient that has no
value is told apart from one that is nearly 0 or 1.

>>> two = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
>>> cohens_kappa(two, 0, 1).value
0.4
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Pattern = tuple[Hashable | None, ...]
Judgements = Mapping[Pattern, int]

NOTHING_SHARED = "no unit was judged by two coders"
ONE_VALUE = "only one value was ever given, so nothing can be told from chance"


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient's value, or why there is none. Percent agreement is a share from 0 to 1."""

    value: float | None
    why: str = ""

    def __str__(self) -> str:
        return "undefined" if self.value is None else f"{self.value:.3f}"


@dataclass(frozen=True, slots=True)
class Observed:
    """Agreement of two coders that was observed, and that chance would bring, as shares."""

    units: int
    observed: Fraction
    expected: Fraction


def percent_agreement(judgements: Judgements) -> Coefficient:
    """Return the share of all pairs of judgements on the same unit that are equal.

    With two coders that is the share of units on which they agree.
    """
    equal = pairs = 0
    for pattern, units in judgements.items():
        values = Counter(v for v in pattern if v is not None)
        total = values.total()
        equal += units * sum(n * (n - 1) for n in values.values())
        pairs += units * total * (total - 1)
    return Coefficient(equal / pairs) if pairs else Coefficient(None, NOTHING_SHARED)


def observed(judgements: Judgements, first: int, second: int) -> Observed | None:
    """Compare two coders on the units that both judged; None when there are none."""
    both: Counter[tuple[Hashable, Hashable]] = Counter()
    for pattern, units in judgements.items():
        a, b = pattern[first], pattern[second]
        if a is not None and b is not None:
            both[a, b] += units
    total = both.total()
    if not total:
        return None
    firsts: Counter[Hashable] = Counter()
    seconds: Counter[Hashable] = Counter()
    for (a, b), units in both.items():
        firsts[a] += units
        seconds[b] += units
    equal = sum(units for (a, b), units in both.items() if a == b)
    chance = sum(n * seconds[value] for value, n in firsts.items())
    return Observed(total, Fraction(equal, total), Fraction(chance, total * total))


def cohens_kappa(judgements: Judgements, first: int, second: int) -> Coefficient:
    """Return Cohen's kappa of two coders, on the units that both judged.

    kappa = (p_o - p_e) / (1 - p_e), where p_o is the share of units they agree on and p_e the sum
    over values of the product of the two coders' own shares of it. Source: Cohen J (1960), A
    coefficient of agreement for nominal scales, Educational and Psychological Measurement 20,
    37-46, doi 10.1177/001316446002000104. There is no value when p_e is 1: both coders gave one
    and the same value throughout.
    """
    found = observed(judgements, first, second)
    return pooled_kappa([found] if found else [])


def pooled_kappa(compared: Iterable[Observed]) -> Coefficient:
    """Return the kappa of two coders over several codes, each a yes or no of its own.

    The observed shares are averaged over the codes, and so are those by chance; kappa is made of
    the two means. Source: de Vries H, Elliott MN, Kanouse DE, Teleki SS (2008), Using pooled
    kappa to summarize interrater agreement across many items, Field Methods 20, 272-282,
    doi 10.1177/1525822X08317166. Of one code it is Cohen's kappa.
    """
    given = list(compared)
    if not given:
        return Coefficient(None, NOTHING_SHARED)
    agreed = sum((c.observed for c in given), Fraction()) / len(given)
    chance = sum((c.expected for c in given), Fraction()) / len(given)
    if chance == 1:
        return Coefficient(None, ONE_VALUE)
    return Coefficient(float((agreed - chance) / (1 - chance)))


def mean_kappa(kappas: Sequence[Coefficient]) -> Coefficient:
    """Return the mean kappa of all pairs of coders, of those that have one.

    Source: Light RJ (1971), Measures of response agreement for qualitative data, Psychological
    Bulletin 76, 365-377, doi 10.1037/h0031643.
    """
    defined = [k.value for k in kappas if k.value is not None]
    if defined:
        return Coefficient(sum(defined) / len(defined))
    reasons = {k.why for k in kappas} - {NOTHING_SHARED}
    return Coefficient(None, reasons.pop() if reasons else NOTHING_SHARED)


def krippendorffs_alpha(judgements: Judgements) -> Coefficient:
    """Return Krippendorff's alpha for nominal values, any number of coders, some of them silent.

    alpha = 1 - D_o / D_e, from the coincidences of values within units: of a unit with m values,
    each ordered pair of them counts 1 / (m - 1). Units with fewer than two values are left out.
    With o_cc the coincidences of a value with itself, n_c the number of times it was given and n
    the sum of those, alpha = ((n - 1) sum o_cc - sum n_c (n_c - 1)) / (n (n - 1) - sum n_c (n_c -
    1)). Source: Krippendorff K (2011), Computing Krippendorff's Alpha-Reliability, section C,
    https://repository.upenn.edu/asc_papers/43. There is no value when every coder gave one and
    the same value throughout.
    """
    given: Counter[Hashable] = Counter()
    equal: defaultdict[int, int] = defaultdict(int)  # by the number of values in the unit
    for pattern, units in judgements.items():
        values = Counter(v for v in pattern if v is not None)
        total = values.total()
        if total < 2:
            continue
        for value, n in values.items():
            given[value] += units * n
            equal[total] += units * n * (n - 1)
    n = given.total()
    if not n:
        return Coefficient(None, NOTHING_SHARED)
    chance = sum(c * (c - 1) for c in given.values())
    if n * (n - 1) == chance:
        return Coefficient(None, ONE_VALUE)
    coincidences = sum((Fraction(pairs, m - 1) for m, pairs in equal.items()), Fraction())
    return Coefficient(float(((n - 1) * coincidences - chance) / (n * (n - 1) - chance)))


def coder_pairs(coders: int) -> list[tuple[int, int]]:
    """Return every pair of coders by their places in a pattern."""
    return list(combinations(range(coders), 2))
