"""An explanation as JSON: the body of ``pif explain --format json`` and of ``/api/explain``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kg.explain.parts import BorneOn, Explanation, Missing, Sentence, Step, Supported, Thing, Way
from kg.explain.text import left_out, verdict
from kg.explain.wording import beginning, conclusion, counting

Json = dict[str, Any]


def without_words(explained: Explanation) -> Explanation:
    """Return an explanation fit for strangers: without the words of a quote that is not public.

    Its notes and the grounds of its codings go too, for they may repeat them; ids and labels
    stay.
    """
    quote = explained.quote
    if quote.access == "public":
        return explained
    return replace(
        explained,
        quote=replace(quote, text=None, notes=()),
        ways=tuple(map(_without_ground, explained.ways)),
        missing=tuple(explained.missing),
        supports_instead=tuple(
            replace(s, way=_without_ground(s.way)) for s in explained.supports_instead
        ),
    )


def _without_ground(way: Way) -> Way:
    def bare(step: Step) -> Step:
        if step.relation not in ("coded", "tells-of"):
            return step
        facts = {name: value for name, value in step.facts.items() if name != "ground"}
        return replace(step, sources=step.sources[:1], facts=facts)

    return replace(way, steps=tuple(map(bare, way.steps)))


def as_json(explained: Explanation) -> Json:
    """Return the explanation as values that JSON can hold. The names in it are kept stable."""
    return {
        "quote": {
            **_thing(explained.quote.thing),
            "text": explained.quote.text,
            "access": explained.quote.access,
            "where": list(explained.quote.where),
            "notes": list(explained.quote.notes),
        },
        "construct": _thing(explained.construct),
        "supports": explained.supports,
        "bears_on": explained.bears_on,
        "says": verdict(explained),
        "counts_as": list(explained.counts_as),
        "ways": [_way(explained, way) for way in explained.ways],
        "ways_left_out": explained.left_out,
        "ways_left_out_is_least": explained.more,
        "ways_left_out_says": left_out(explained) or None,
        "missing": [_missing(m) for m in explained.missing],
        "bears_through": [_sentence(s) for s in explained.bears_through],
        "supports_instead": [_supported(explained, s) for s in explained.supports_instead],
        "bears_on_list": [_borne_on(b) for b in explained.bears_on_list],
    }


def _thing(thing: Thing) -> Json:
    return {
        "id": thing.id,
        "iri": thing.iri,
        "label": thing.label,
        "sort": thing.sort,
        "study": thing.study,
    }


def _way(explained: Explanation, way: Way, end: Thing | None = None) -> Json:
    return {
        "begins": beginning(explained.quote.thing),
        "steps": [_step(step) for step in way.steps],
        "ends": conclusion(end or explained.construct),
        "counts_as": list(way.counts_as),
        "counts_says": counting(way.counts_as),
    }


def _step(step: Step) -> Json:
    return {
        "from": _thing(step.start),
        "relation": step.relation,
        "to": _thing(step.end),
        "stated": step.stated,
        "says": step.says,
        "source": dict(step.facts),
        "source_says": list(step.sources),
    }


def _missing(missing: Missing) -> Json:
    things = [_thing(thing) for thing in missing.things]
    return {"kind": missing.kind, "says": missing.says, "things": things}


def _sentence(sentence: Sentence) -> Json:
    return {
        **_thing(sentence.claim),
        "text": sentence.text,
        "section": sentence.section,
        "sentence": sentence.sentence,
    }


def _supported(explained: Explanation, supported: Supported) -> Json:
    thing = supported.construct
    return {**_thing(thing), "way": _way(explained, supported.way, thing)}


def _borne_on(borne: BorneOn) -> Json:
    return {**_thing(borne.construct), "through": [_sentence(s) for s in borne.through]}
