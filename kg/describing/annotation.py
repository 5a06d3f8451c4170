"""Quotes, regions and coding acts as W3C Web Annotations (https://www.w3.org/TR/annotation-model/).

A coding act is an annotation: its body is the code, its target the quote. A quote as a whole is
one annotation whose bodies are the codes of all acts on it, each with who applied it and when;
so is a part of a picture or a recording, which a fragment of the medium finds.
Offsets are the model's own: code points from 0, the end not included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kg import terms
from kg.describing.asking import ask
from kg.describing.fragments import fragment
from kg.describing.labels import labels, name_of
from kg.describing.studies import study_facts
from kg.identifiers import split_thing_iri, study_iri
from kg.namespaces import PIF

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The context that makes JSON an annotation; also the profile by which it is asked for."""

AROUND = 32
"""Code points before and after a quote that help to find it again."""
_MOST_ACTS = 1_000

_QUOTE = "SELECT ?p ?value ?_thing_iri WHERE { ?_thing_iri ?p ?value } LIMIT 2000"
_ACTS = f"""\
SELECT ?act ?p ?value ?_thing_iri WHERE {{
  {{ SELECT DISTINCT ?act ?_thing_iri WHERE {{
       ?act <{PIF}codingTarget>|<{PIF}codingRegion> ?_thing_iri }}
     ORDER BY ?act LIMIT {_MOST_ACTS} }}
  ?act ?p ?value .
}}"""


@dataclass(frozen=True, slots=True)
class _Act:
    iri: str
    bodies: tuple[str, ...]
    makers: tuple[str, ...]
    moment: str
    rationale: str


def is_annotation(iri: str) -> bool:
    """Say whether a thing can be had as a Web Annotation: a quote, a region or a coding act."""
    split = split_thing_iri(iri)
    return split is not None and split[1] in ("quote", "region", "coding") and bool(split[2])


def annotation(store: Store, memory: Memory, iri: str, *, closed: bool) -> dict[str, Any]:
    """Return a quote or a coding act as JSON-LD of the annotation model.

    What stands around the words is given where the document's text is held and public, or
    ``closed`` texts may be shown as well.
    """
    split = split_thing_iri(iri)
    said = _said(store, iri)
    if split and split[1] == "coding":
        acts = [_act(iri, said)]
        of = said.get(f"{PIF}codingTarget") or said.get(f"{PIF}codingRegion") or ()
        quote = next(iter(of), f"<{iri}>")
        made = {"id": iri}
    else:
        acts, quote, made = _acts_on(store, iri), f"<{iri}>", {"id": f"{iri}#annotation"}
    names = labels(store, memory, [t for act in acts for t in (*act.bodies, *act.makers)])
    found: dict[str, Any] = {
        "@context": CONTEXT,
        **made,
        "type": "Annotation",
        "motivation": "classifying",
    }
    makers = dict.fromkeys(maker for act in acts for maker in act.makers)
    if makers:
        found["creator"] = _one_or_all([_agent(maker, name_of(maker, names)) for maker in makers])
    moments = sorted(act.moment for act in acts if act.moment)
    if moments:
        found["created"] = moments[0]
        if moments[-1] != moments[0]:
            found["modified"] = moments[-1]
    facts = study_facts(store, memory, split[0]) if split else None
    if facts and facts.licences:
        found["rights"] = _one_or_all(list(facts.licences))
    bodies = [body for act in acts for body in _bodies(act, alone=len(acts) == 1, names=names)]
    if bodies:
        found["body"] = _one_or_all(bodies)
    found["target"] = _target(store, terms.value_of(quote), closed=closed)
    return found


def _bodies(act: _Act, *, alone: bool, names: Any) -> Iterable[dict[str, Any]]:
    for code in act.bodies:
        body: dict[str, Any] = {
            "type": "SpecificResource",
            "purpose": "classifying",
            "source": {"id": terms.value_of(code), "label": name_of(code, names).text},
        }
        if not alone:
            agents = [_agent(maker, name_of(maker, names)) for maker in act.makers]
            if agents:
                body["creator"] = _one_or_all(agents)
            if act.moment:
                body["created"] = act.moment
        yield body
    if act.rationale:
        yield {
            "type": "TextualBody",
            "purpose": "describing",
            "format": "text/plain",
            "value": act.rationale,
        }


def _agent(term: str, name: Any) -> dict[str, str]:
    return {"id": terms.value_of(term), "name": name.text}


def _target(store: Store, quote: str, *, closed: bool) -> dict[str, Any]:
    said = _said(store, quote)
    exact, start, end = (_first(said, name) for name in ("text", "start", "end"))
    document = _first(said, "drawnFrom") or _first(said, "liesIn")
    split = split_thing_iri(quote)
    selectors: list[dict[str, Any]] = []
    if exact:
        selectors.append({"type": "TextQuoteSelector", "exact": exact})
    if start.isdigit() and end.isdigit():
        selectors.append({"type": "TextPositionSelector", "start": int(start), "end": int(end)})
        if exact and document:
            selectors[0].update(
                _surroundings(store, document, exact, int(start), int(end), closed=closed)
            )
    if place := fragment(lambda name: _whole(_first(said, name))):
        conforms, value = place.conforms_to, place.value
        selectors.append({"type": "FragmentSelector", "conformsTo": conforms, "value": value})
    return {
        "id": quote,
        "type": "SpecificResource",
        "source": document or study_iri(split[0] if split else ""),
        **({"selector": _one_or_all(selectors)} if selectors else {}),
    }


def _surroundings(
    store: Store, document: str, exact: str, start: int, end: int, *, closed: bool
) -> dict[str, str]:
    said = _said(store, document)
    if not closed and f"<{PIF}Public>" not in said.get(f"{PIF}accessLevel", ()):
        return {}
    for term in sorted(said.get(f"{PIF}fullText", ())):
        text = terms.value_of(term)
        if text[start:end] == exact:
            return {
                "prefix": text[max(0, start - AROUND) : start],
                "suffix": text[end : end + AROUND],
            }
    return {}


def _acts_on(store: Store, quote: str) -> list[_Act]:
    acts: dict[str, dict[str, list[str]]] = {}
    for row in ask(store, _ACTS, _thing_iri=terms.iri(quote)):
        said = acts.setdefault(row["act"], {})
        said.setdefault(terms.value_of(row["p"]), []).append(row["value"])
    return [_act(terms.value_of(act), acts[act]) for act in sorted(acts, key=terms.value_of)]


def _act(iri: str, said: dict[str, list[str]]) -> _Act:
    def things(name: str) -> tuple[str, ...]:
        return tuple(sorted(t for t in set(said.get(PIF + name, ())) if terms.is_iri(t)))

    moment = _moment(_first(said, "codedAt"))
    return _Act(iri, things("codingBody"), things("madeBy"), moment, _first(said, "rationale"))


def _moment(written: str) -> str:
    """Return a moment in UTC as the model asks; one without a time zone is taken to be that.

    >>> _moment("2024-05-01T10:00:00+02:00"), _moment("2024-05-01T10:00:00")
    ('2024-05-01T08:00:00Z', '2024-05-01T10:00:00Z')
    """
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return ""
    known = found if found.tzinfo else found.replace(tzinfo=UTC)
    return known.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _said(store: Store, iri: str) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for row in ask(store, _QUOTE, _thing_iri=terms.iri(iri)):
        said.setdefault(terms.value_of(row["p"]), []).append(row["value"])
    return said


def _first(said: dict[str, list[str]], name: str) -> str:
    found = sorted(said.get(PIF + name, ()))
    return terms.value_of(found[0]) if found else ""


def _whole(written: str) -> int | None:
    return int(written) if written.removeprefix("-").isdecimal() and len(written) < 17 else None


def _one_or_all(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found
