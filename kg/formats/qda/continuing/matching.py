"""Which things of a new export are those that a store holds already: by content, never by GUID.

Each function returns new id → held id. A thing is matched once at most.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.formats.qda.continuing.held import Coding as HeldCoding
from kg.formats.qda.continuing.held import Held, Numbers
from kg.formats.qda.continuing.held import Quote as HeldQuote
from kg.formats.qda.continuing.shifting import Shift
from kg.model import Coding, Document, Quote, Study

Same = dict[str, str]
PSEUDONYM = re.compile(r"coder-[0-9]+")
"""What a coder is called whose name is not kept."""
_ALIKE = 0.5
"""The share of a thing that must be the same when its name is not."""
_SAME_PATH, _SAME_LABEL = 0.7, 0.4
"""What the same path, and the same label, of a code count for beside that share."""
_NEAR = 40
"""How many neighbours of a moved and edited quote are looked at."""
_COMPARED = 200_000_000
"""How many characters are compared in one study to find texts that are alike."""
_SAME_NAME = 0.3
"""What the same name of a document counts for, where several have it."""
_TOLD_BY_TEXT = re.compile(r"-[a-z2-7]{6}(-[0-9]+)?$")
_CODES = 200
"""Of quotes with more codes than this nothing is learned about codes."""


def same_documents(documents: Sequence[Document], held: Held) -> Same:
    """Match documents by their text; else by their name; else by the words they have in common."""
    found: Same = {}
    left = dict(held.documents)

    def take(new: str, old: str) -> None:
        found[new] = old
        del left[old]

    by_text: dict[str, list[str]] = defaultdict(list)
    for id in sorted(left):
        text = left[id]
        if text:
            by_text[text].append(id)
    for document in documents:
        same = by_text.get(document.text or "", [])
        if same:
            best = document.id if document.id in same else same[0]
            same.remove(best)
            take(document.id, best)
    for document in documents:
        if document.id not in found and document.id in left:
            take(document.id, document.id)
    rest = [d for d in documents if d.id not in found and d.text]
    size = sum(len(text) for text in left.values() if text) + sum(len(d.text or "") for d in rest)
    if size * (1 + min(len(rest), len(left))) > _COMPARED:
        return found
    parts = {id: _runs(text) for id, text in left.items() if text}
    likely = []
    for document in rest:
        own = _runs(document.text or "")
        for id, other in parts.items():
            share = _share(own, other) + (_SAME_NAME if _name(id) == _name(document.id) else 0)
            likely += [(share, document.id, id)] if share >= _ALIKE else []
    for _, new, old in sorted(likely, key=lambda pair: (-pair[0], pair[1:])):
        if new not in found and old in left:
            take(new, old)
    return found


def _name(id: str) -> str:
    """Return a document's id without what told it from others of its name."""
    return _TOLD_BY_TEXT.sub("", id)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of three words that a text is made of."""
    words = text.split()
    return Counter(zip(words, words[1:], words[2:], strict=False))


def _share(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> float:
    both = sum((one & other).values())
    return 2 * both / ((one.total() + other.total()) or 1)


def same_quotes(study: Study, held: Held, documents: Same) -> Same:
    """Match quotes by their words and place, then by their words, then by their place alone."""
    news: dict[str, list[Quote]] = defaultdict(list)
    for quote in study.quotes:
        if quote.document in documents:
            news[documents[quote.document]].append(quote)
    olds: dict[str, list[HeldQuote]] = defaultdict(list)
    for old in held.quotes.values():
        olds[old.document].append(old)
    texts = {documents[d.id]: d.text for d in study.documents if d.id in documents}
    found: Same = {}
    for document, new in news.items():
        old_ones = sorted(olds.get(document, ()), key=lambda q: (q.start or 0, q.end or 0, q.id))
        before, after = held.documents[document], texts[document]
        shift = Shift(before, after) if before and after else None
        found |= _in_document(new, old_ones, shift)
    return found


def _in_document(new: list[Quote], old: list[HeldQuote], shift: Shift | None) -> Same:
    found: Same = {}
    expected: dict[str, tuple[int, int] | None] = {}
    for each in old:
        known = shift is not None and each.start is not None and each.end is not None
        expected[each.id] = shift.span(each.start, each.end) if known else None  # type: ignore[union-attr,arg-type]
    places = {(q.start, q.end, q.text): q for q in new}
    gone: set[str] = set()

    def take(quote: Quote, id: str) -> None:
        found[quote.id] = id
        gone.add(id)

    for each in old:
        place = expected[each.id] or (each.start, each.end)
        there = places.get((*place, each.text))
        if there is not None and there.id not in found:
            take(there, each.id)
    words: dict[str, list[Quote]] = defaultdict(list)
    for quote in reversed(new):
        if quote.id not in found:
            words[quote.text].append(quote)
    for each in old:
        if each.id not in gone and words.get(each.text):
            take(words[each.text].pop(), each.id)
    rest = sorted(
        (q for q in new if q.id not in found and q.start is not None), key=lambda q: q.start or 0
    )
    starts = [q.start or 0 for q in rest]
    for each in old:
        place_now = expected[each.id]
        if each.id in gone or place_now is None:
            continue
        at = bisect_left(starts, place_now[0])
        near = [q for q in rest[max(0, at - _NEAR) : at + _NEAR] if q.id not in found]
        best = max(near, key=lambda q: (_overlap(q, place_now), q.id), default=None)
        if best is not None and _overlap(best, place_now) >= _ALIKE:
            take(best, each.id)
    return found


def _overlap(quote: Quote, place: tuple[int, int]) -> float:
    start, end = quote.start or 0, quote.end or 0
    both = min(end, place[1]) - max(start, place[0])
    return max(both, 0) / (max(end, place[1]) - min(start, place[0]) or 1)


def same_regions(study: Study, held: Held, documents: Same) -> Same:
    """Match regions by their document and their place in it, to the number."""
    olds: dict[tuple[str, Numbers], list[str]] = defaultdict(list)
    for id, at in sorted(held.regions.items(), reverse=True):
        olds[at].append(id)
    found: Same = {}
    for region in study.regions:
        box = region.box or (None,) * 4
        place = (region.page, *box, region.begin, region.end)
        same = olds[documents.get(region.document, ""), place]
        if same:
            found[region.id] = same.pop()
    return found


def same_codes(study: Study, held: Held, places: Same) -> Same:
    """Match codes by their path and by what they code; then by what is filed below them.

    A path tells most, but several codes may have one name. ``places`` has what is coded, named
    as :func:`place_of` does.
    """
    found: Same = {}
    gone: set[str] = set()

    def settle(pairs: Iterable[tuple[float, str, str]]) -> None:
        for _, new, old in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
            if new not in found and old not in gone:
                found[new] = old
                gone.add(old)

    old_at: dict[str, set[str]] = defaultdict(set)
    for coding in held.codings.values():
        if coding.code in held.codes and not coding.added:
            old_at[place_of(coding)].add(coding.code)
    new_at: dict[str, set[str]] = defaultdict(set)
    for each in study.codings:
        new_at[place_of(each)].add(each.concept.code)
    both = Counter({(code.id, code.id): 0 for code in study.codes if code.id in held.codes})
    for place, codes in new_at.items():
        olds = old_at.get(places.get(place, ""), ())
        if len(olds) <= _CODES and len(codes) <= _CODES:
            both.update((new, old) for new in codes for old in olds)
    sizes = Counter(code for codes in old_at.values() for code in codes)
    new_sizes = Counter(code for codes in new_at.values() for code in codes)
    named = {code.id: code.label for code in study.codes}
    likely = []
    for (new, old), n in both.items():
        share = n / (new_sizes[new] + sizes[old] - n or 1)
        share += _SAME_PATH if new == old else 0
        share += _SAME_LABEL if named[new] == held.codes[old][0] else 0
        likely += [(share, new, old)] if share >= _ALIKE else []
    settle(likely)
    below: dict[str, Counter[str]] = defaultdict(Counter)
    for code in reversed(study.codes):
        if code.id not in found:
            settle((n, code.id, old) for old, n in below[code.id].items())
        above = held.codes[found[code.id]][1] if code.id in found else ""
        if code.parent and above:
            below[code.parent][above] += 1
    labels: dict[str, list[str]] = defaultdict(list)
    for id, (label, _) in held.codes.items():
        if id not in gone:
            labels[label].append(id)
    settle(
        (1.0, code.id, labels[code.label][0])
        for code in study.codes
        if len(labels.get(code.label, ())) == 1
    )
    return found


def place_of(coding: Coding | HeldCoding) -> str:
    """Name what a coding codes: a quote by its id, a region by its id with a word before it."""
    return coding.quote or f"region/{coding.region}"


def places_of(quotes: Same, regions: Same) -> Same:
    """Return quotes and regions together, as :func:`place_of` names them."""
    return quotes | {f"region/{new}": f"region/{old}" for new, old in regions.items()}


def same_coders(study: Study, held: Held, places: Same, codes: Same) -> Same:
    """Match coders by their name where they have one; else by what they coded, and when."""
    known = {coding.coder for coding in held.codings.values() if not coding.added}
    found = {
        coding.coder: coding.coder
        for coding in study.codings
        if coding.coder in known and not PSEUDONYM.fullmatch(coding.coder)
    }
    who: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for old in held.codings.values():
        if not old.added:
            who[place_of(old), old.code].append((old.coder, old.moment))
    both: Counter[tuple[str, str]] = Counter()
    for each in study.codings:
        key = (places.get(place_of(each), ""), codes.get(each.concept.code, ""))
        for coder, moment in who.get(key, ()):
            # The same moment tells more than the same code, which others may have applied too.
            both[each.coder, coder] += 10 if moment and moment == each.moment else 1
    for (new, coder), _ in sorted(both.items(), key=lambda pair: (-pair[1], pair[0])):
        if new not in found and coder not in found.values():
            found[new] = coder
    return found


def same_people(study: Study, held: Held, documents: Same) -> Same:
    """Match participants by their name; else by whose documents they have."""
    found = {p.id: p.id for p in study.participants if p.id in held.people}
    theirs: dict[str, set[str]] = defaultdict(set)
    for document in study.documents:
        if document.participant and document.id in documents:
            theirs[document.participant].add(documents[document.id])
    gone = set(found.values())
    owners: dict[frozenset[str], list[str]] = defaultdict(list)
    for id, their in held.people.items():
        if their and id not in gone:
            owners[frozenset(their)].append(id)
    for person in study.participants:
        same = owners.pop(frozenset(theirs[person.id]), []) if person.id not in found else []
        if len(same) == 1:
            found[person.id] = same[0]
    return found
