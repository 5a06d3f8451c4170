"""The rules that no shape can say: comparing texts, counting over people, following chains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from kg.namespaces import PIF, SKOS, SSSOM
from kg.stating import TOLD_APART
from kg.terms import value_of
from kg.validation import privacy
from kg.validation.facts import Facts, pif
from kg.validation.hits import Hit, Rule, name_of

_HOME = "kg/validation/rules.py"
_MATCHES = tuple(f"{kind}Match" for kind in ("exact", "broad", "close", "narrow", "related"))

_WORD = re.compile(r"\w+")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")

SAME_TEXT_FROM = 40
"""Texts this long (in characters) are not said twice by chance."""
SHARED_WORDS = 8
"""Two quotes that share so many words in a row are probably cut from one utterance."""

DUPLICATE_TEXT = Rule(
    "Quote-duplicateText", "violation", "violation", "same text twice",
    "A quote entered twice counts twice. Short answers may be given again, in other places.",
    "The same text is recorded twice.",
    "Keep one row and give it all codes; if the words were said twice, give start and end of each.",
    f"{PIF}text", _HOME,
)  # fmt: skip
SHARED_PASSAGE = Rule(
    "Quote-sharedPassage", "info", "info", "shared passage",
    "Extracts cut differently from one answer are one utterance and are counted once.",
    "The quote shares a long passage with another.",
    "If both are cut from one answer, link them in relations.csv with the property overlapsWith.",
    f"{PIF}text", _HOME,
)  # fmt: skip
SPAN_LENGTH = Rule(
    "Quote-spanLength", "violation", "violation", "length of the span",
    "Offsets count Unicode code points, so a text is as long as its span.",
    "The text is not as long as the span from start to end.",
    "Count again in Unicode code points, end exclusive, or leave start and end empty.",
    f"{PIF}start", _HOME,
)  # fmt: skip
TO_ITSELF = Rule(
    "Quote-linkedToItself", "violation", "violation", "link to itself",
    "A quote overlaps with others only.",
    "The quote is linked to itself.",
    "Correct the quote or the object in relations.csv.",
    f"{PIF}overlapsWith", _HOME,
)  # fmt: skip
UNTABLED = Rule(
    "Participant-untabled", "warning", "warning", "quoted but in no table",
    "A speaker without attributes falls out of comparisons; often the label holds a slip.",
    "Quoted, but without any attribute from a participant table.",
    "Check the pseudonym against the table; if nothing is known of the person, leave it so.",
    f"{PIF}trainingStatus", _HOME,
)  # fmt: skip
CYCLE = Rule(
    "Construct-cycle", "violation", "violation", "no cycle",
    "What lies above a concept cannot lie below it.",
    "A construct or code may not be broader than itself.",
    "Correct the parent column so that following parents comes to an end.",
    f"{SKOS}broader", _HOME,
)  # fmt: skip
UNATTRIBUTED = Rule(
    "Mapping-unattributed", "warning", "warning", "attributed mapping",
    "A mapping is an interpretation, and somebody's.",
    "A match to a construct is stated without saying who proposed it and why.",
    "Add a sssom:Mapping with author and justification, or a row in mappings.sssom.tsv.",
    f"{SKOS}exactMatch", _HOME,
)  # fmt: skip
STAGES = Rule(
    "Stage-consecutive", "violation", "violation", "consecutive stages",
    "A stage that is left out would be left out of every trajectory.",
    "The next stage must have the next number.",
    "Correct pif:stageNumber or pif:nextStage.",
    f"{PIF}nextStage", _HOME,
)  # fmt: skip

RULES = (
    DUPLICATE_TEXT, SHARED_PASSAGE, SPAN_LENGTH, TO_ITSELF, UNTABLED, CYCLE, UNATTRIBUTED, STAGES,
    *privacy.RULES,
)  # fmt: skip


def check_rules(facts: Facts, *, now: datetime | None = None) -> list[Hit]:
    """Return what breaks a rule in code."""
    return [
        *_texts(facts),
        *_passages(facts),
        *_spans(facts),
        *_links(facts),
        *_untabled(facts),
        *_cycles(facts),
        *_unattributed(facts),
        *_stages(facts),
        *privacy.check_privacy(facts, now=now),
    ]


def _hit(rule: Rule, term: str, detail: str = "", about: str | None = None) -> Hit:
    return Hit(rule, value_of(term), detail, about)


def _texts(facts: Facts) -> Iterator[Hit]:
    """Find quotes with the same text: in one place, or too long to be chance.

    Each group of equal texts is walked once, so a text pasted into every row costs no more than
    its rows.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    texts = facts.index.forward(pif("text"))
    for quote in facts.members("Quote"):
        for text in sorted(texts.get(quote, ())):
            groups[" ".join(value_of(text).split())].append(quote)
    for text, quotes in groups.items():
        if len(quotes) == 1:
            continue
        seen: dict[tuple[str, str], str] = {}
        for quote in sorted(quotes, key=lambda q: (not facts.objects(q, pif("start")), q)):
            document, start = facts.said(quote, pif("drawnFrom")), facts.said(quote, pif("start"))
            locator = facts.said(quote, pif("locator"))
            if start or TOLD_APART.search(locator) or len(text) < SAME_TEXT_FROM:
                # Two coders may mark the same words with and without the space after them.
                span = f"{start} {facts.said(quote, pif('end'))}" if start else ""
                key = (document, span or f"locator {locator}")
                other = seen.get(key)
            else:
                key = ("", "")
                other = next(iter(seen.values()), None)
            seen.setdefault(key, quote)
            if other is not None:
                yield _hit(DUPLICATE_TEXT, quote, f"It is also {name_of(value_of(other))}.")


def _passages(facts: Facts) -> Iterator[Hit]:
    """Find pairs of quotes that share a run of words and are not linked yet."""
    texts: dict[str, str] = {}
    runs: dict[str, set[tuple[str, ...]]] = {}
    seen: set[tuple[str, ...]] = set()
    shared: set[tuple[str, ...]] = set()
    starts = facts.index.forward(pif("start"))
    for quote in facts.members("Quote"):
        if quote in starts:
            continue  # offsets say already which quotes overlap
        texts[quote] = facts.said(quote, pif("text"))
        words = _WORD.findall(texts[quote].lower())
        runs[quote] = run = set(zip(*(words[n:] for n in range(SHARED_WORDS)), strict=False))
        shared |= run & seen
        seen |= run
    at: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for quote, run in runs.items():
        for shingle in run & shared:
            at[shingle].append(quote)
    linked = {
        frozenset(pair)
        for name in ("overlapsWith", "sameUtteranceAs")
        for pair in facts.pairs(pif(name))
    }
    told: set[str] = set()
    for shingle, quotes in sorted(at.items()):
        first = quotes[0]
        for quote in quotes[1:]:
            if (
                quote not in told
                and frozenset((first, quote)) not in linked
                and texts[first].split() != texts[quote].split()
            ):
                told.add(quote)
                words_said = " ".join(shingle)
                yield _hit(
                    SHARED_PASSAGE, quote,
                    f"It has “{words_said}” in common with {name_of(value_of(first))}.",
                )  # fmt: skip


def _spans(facts: Facts) -> Iterator[Hit]:
    starts, ends, texts = (facts.index.forward(pif(n)) for n in ("start", "end", "text"))
    for quote in facts.members("Quote"):
        start, end, text = starts.get(quote, ()), ends.get(quote, ()), texts.get(quote, ())
        if len(start) == len(end) == len(text) == 1:
            span = _whole(start[0]), _whole(end[0])
            length = len(value_of(text[0]))
            if span[0] is not None and span[1] is not None and span[1] - span[0] != length:
                yield _hit(
                    SPAN_LENGTH, quote,
                    f"The text has {length} characters, the span {span[1] - span[0]}.",
                )  # fmt: skip


def _whole(term: str) -> int | None:
    said = value_of(term)
    return int(said) if _INTEGER.fullmatch(said) else None


def _links(facts: Facts) -> Iterator[Hit]:
    for name in ("overlapsWith", "sameUtteranceAs"):
        for quote, other in facts.pairs(pif(name)):
            if quote == other:
                yield _hit(TO_ITSELF, quote, about=PIF + name)


def _untabled(facts: Facts) -> Iterator[Hit]:
    """Find speakers without attributes, in a study where others have some."""
    speakers = facts.index.ends(pif("spokenBy"))
    bare = [p for p in facts.members("Participant") if not _has_attributes(facts, p)]
    if any(_has_attributes(facts, p) for p in facts.members("Participant")):
        yield from (_hit(UNTABLED, p) for p in bare if p in speakers)


def _has_attributes(facts: Facts, participant: str) -> bool:
    return any(facts.objects(participant, pif(name)) for name in privacy.ATTRIBUTES)


def _cycles(facts: Facts) -> Iterator[Hit]:
    """Find concepts from which following broader comes back to them."""
    above: defaultdict[str, list[str]] = defaultdict(list)
    below: defaultdict[str, list[str]] = defaultdict(list)
    for narrow, broad in facts.pairs(f"<{SKOS}broader>"):
        above[narrow].append(broad)
        below[broad].append(narrow)
    # Kosaraju: two concepts lie on one cycle when each is reached from the other.
    finished: list[str] = []
    seen: set[str] = set()
    for start in sorted(above):
        finished += _walk(start, above, seen)
    placed: set[str] = set()
    for start in reversed(finished):
        group = _walk(start, below, placed)
        if len(group) > 1 or (group and group[0] in above.get(group[0], ())):
            yield from (_hit(CYCLE, node) for node in sorted(group))


def _walk(start: str, ahead: dict[str, list[str]], seen: set[str]) -> list[str]:
    """Return what is reached from a node and not seen yet, each after all that follows it."""
    if start in seen:
        return []
    seen.add(start)
    finished: list[str] = []
    path = [(start, iter(ahead.get(start, ())))]
    while path:
        node, rest = path[-1]
        step = next((n for n in rest if n not in seen), None)
        if step is None:
            finished.append(node)
            path.pop()
        else:
            seen.add(step)
            path.append((step, iter(ahead.get(step, ()))))
    return finished


def _unattributed(facts: Facts) -> Iterator[Hit]:
    attributed = {
        (
            facts.value(mapping, f"<{SSSOM}subject_id>"),
            facts.value(mapping, f"<{SSSOM}predicate_id>"),
            facts.value(mapping, f"<{SSSOM}object_id>"),
        )
        for mapping, _ in facts.pairs(f"<{SSSOM}predicate_id>")
    }
    for name in _MATCHES:
        predicate = f"<{SKOS}{name}>"
        for concept, match in facts.pairs(predicate):
            if (concept, predicate, match) not in attributed and facts.is_a(concept, "Code"):
                yield _hit(
                    UNATTRIBUTED, concept,
                    f"It is {name} {name_of(value_of(match))}.", SKOS + name,
                )  # fmt: skip


def _stages(facts: Facts) -> Iterator[Hit]:
    for stage, after in facts.pairs(pif("nextStage")):
        numbers = [_whole(n) for s in (stage, after) for n in facts.objects(s, pif("stageNumber"))]
        match numbers:
            case [int(this), int(that)] if that != this + 1:
                yield _hit(STAGES, stage, f"Stage {this} is followed by stage {that}.")
