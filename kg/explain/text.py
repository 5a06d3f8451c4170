"""An explanation as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.explain.parts import Explanation, Sentence, Way
from kg.explain.wording import beginning, conclusion, counted, counting, gist, named
from kg.explain.wrapping import wrapped

_WIDTH = 88
# Control characters would steer the terminal, and those that turn the direction of text would
# hide what it says: both are shown as their numbers.
_UNSHOWABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)


def as_text(explained: Explanation, *, width: int = _WIDTH) -> str:
    """Return an explanation in plain lines of at most a width, but for words that are longer."""
    lines = "\n".join(line for part in _parts(explained, width) for line in part)
    return _UNSHOWABLE.sub(lambda c: f"\\u{ord(c[0]):04x}", lines.rstrip("\n")) + "\n"


def _parts(explained: Explanation, width: int) -> Iterator[Iterator[str]]:
    yield iter([verdict(explained), ""])
    yield _quoted(explained, width)
    for number, way in enumerate(explained.ways, 1):
        yield _way(explained, way, number, width)
    yield _rest(explained, width)
    yield _bearing(explained, width)
    if not explained.supports:
        yield _list("What is missing", [m.says for m in explained.missing], width)
        yield _list("What it supports instead", list(_instead(explained)), width)
    yield _list("What it only bears on", list(_borne_on(explained)), width)


def verdict(explained: Explanation) -> str:
    """Return the answer in one sentence."""
    quote, construct = explained.quote.thing, named(explained.construct)
    if explained.supports:
        counts = counting(explained.counts_as)
        return f"{quote.id} supports {construct}; it {counts}."
    if explained.bears_on:
        return f"{quote.id} does not support {construct}; it only bears on it."
    return f"{quote.id} does not support {construct}."


def left_out(explained: Explanation) -> str:
    """Say how many ways are not shown; nothing when all are."""
    if not explained.left_out and not explained.more:
        return ""
    least = "At least " if explained.more else ""
    lead = "leads" if explained.left_out == 1 else "lead"
    are = "is" if explained.left_out == 1 else "are"
    further = counted(explained.left_out, "further way")
    return f"{least}{further} {lead} to the same answer and {are} not shown here."


def _quoted(explained: Explanation, width: int) -> Iterator[str]:
    quote = explained.quote
    if quote.text is not None:
        yield from _block(quote.text, width, "  ")
    else:
        yield "  (The words are not shown: the quote is not public.)"
    where = "; ".join([*quote.where, *filter(None, [quote.thing.study])])
    yield from _block(where, width, "  — ", "    ")
    for note in quote.notes:
        yield from _block(f"Read with care: {note}", width, "  ", "    ")
    yield ""


def _way(explained: Explanation, way: Way, number: int, width: int) -> Iterator[str]:
    many = len(explained.ways) + explained.left_out
    of = f" {number} of {many}" if many > 1 else ""
    yield f"Way{of}: {counting(way.counts_as)}"
    yield f"  {beginning(explained.quote.thing)}"
    for step in way.steps:
        yield from _block(step.says, width, "  ", "    ")
        for source in step.sources:
            yield from _block(source, width, "      ", "        ")
    yield f"  {conclusion(explained.construct)}."
    yield ""


def _rest(explained: Explanation, width: int) -> Iterator[str]:
    if said := left_out(explained):
        yield from _block(said, width, "")
        yield ""


def _bearing(explained: Explanation, width: int) -> Iterator[str]:
    if explained.supports or not explained.bears_on:
        return
    name = named(explained.construct)
    yield from _block(
        f"It bears on {name}, which is weaker than support: a claim that it illustrates is about "
        f"{name}.",
        width,
        "",
    )
    for sentence in explained.bears_through:
        yield from _block(_sentence(sentence), width, "  - ", "    ")
    yield ""


def _sentence(sentence: Sentence) -> str:
    return f"“{sentence.text}” ({sentence.claim.id})"


def _instead(explained: Explanation) -> Iterator[str]:
    for supported in explained.supports_instead:
        thing = supported.construct
        if thing.sort == "construct":
            yield f"{thing.label} ({counting(supported.way.counts_as)}): {gist(supported.way)}"
    codes = [s.construct for s in explained.supports_instead if s.construct.sort == "code"]
    if codes:
        listed = ", ".join(f"{code.label} ({code.id})" for code in codes)
        yield f"of its study's codebook: {listed}"


def _borne_on(explained: Explanation) -> Iterator[str]:
    """Yield what is borne on, gathered by the claims through which it is."""
    gathered: dict[tuple[Sentence, ...], list[str]] = {}
    for borne in explained.bears_on_list:
        if borne.construct == explained.construct:
            continue  # said above
        gathered.setdefault(borne.through, []).append(borne.construct.label)
    for through, labels in gathered.items():
        said = "; ".join(map(_sentence, through)) or "stated outright"
        yield f"{', '.join(labels)}: {said}"


def _list(title: str, items: Sequence[str], width: int) -> Iterator[str]:
    if not items:
        return
    yield title
    for item in items:
        yield from _block(item, width, "  - ", "    ")
    yield ""


def _block(text: str, width: int, first: str, later: str | None = None) -> Iterator[str]:
    later = first if later is None else later
    for line in wrapped(text, width - max(len(first), len(later))):
        yield f"{first}{line}".rstrip()
        first = later
