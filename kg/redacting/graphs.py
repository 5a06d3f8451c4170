"""Replace names in what a study's graphs say: texts, the offsets in them, and all other words.

Addresses stay as they are: others may refer to them. A name in one is counted as left.
"""

from __future__ import annotations

from typing import Any

from kg.csl import ADDED, FURTHER, read_further, written
from kg.exporting.facts import Facts
from kg.identifiers import split_thing_iri
from kg.namespaces import BASE, DCTERMS, PIF, PROV, RDF, XSD, study_graph
from kg.redacting.replacing import Redaction, Span
from kg.redacting.today import today
from kg.stating import IDENTIFIER, OF_STUDY
from kg.terms import A, Triple, TripleSets, parts, text, typed, value_of

Graphs = dict[str, set[Triple]]

_WORDS = (f"{XSD}string", f"{RDF}langString")
_LITERATURE = frozenset(
    [f"<{DCTERMS}creator>", f"<{PIF}printedAs>", f"<{PIF}containerTitle>", *ADDED, FURTHER]
)


def redact_graphs(
    study: str, graphs: TripleSets, redaction: Redaction, *, keep_literature: bool = False
) -> Graphs:
    """Return a study's graphs without names, as far as texts go."""
    facts = Facts(study, graphs)
    settled = _documents(facts, redaction)
    kept = _works(facts) if keep_literature else set()
    made: Graphs = {}
    for graph, triples in graphs.items():
        made[graph] = said = set()
        for triple in sorted(triples):
            s, p, o = triple
            if (s, p) in settled:
                said.add((s, p, settled[s, p]))
            elif o.startswith("<") or p == IDENTIFIER or s in kept or _is_kept(p, keep_literature):
                said.add(triple)
            elif p == FURTHER:
                fields = _fields(read_further(value_of(o)), redaction)
                said.add((s, p, text(written(fields))))
            else:
                said.add((s, p, _redacted(o, p, redaction)))
    _count_left(graphs, redaction)
    return made


def _is_kept(predicate: str, keep_literature: bool) -> bool:
    return keep_literature and predicate in _LITERATURE


def _works(facts: Facts) -> set[str]:
    """Return the works and the entries of the reference list."""
    entries = [node for _, node in facts.things("reference")]
    return {*entries, *(o for node in entries for o in facts.all(node, "toWork"))} | set(
        facts.all(facts.root, "reportedIn")
    )


def _documents(facts: Facts, redaction: Redaction) -> dict[tuple[str, str], str]:
    """Return the texts of documents and what their quotes say instead, by subject and property."""
    settled: dict[tuple[str, str], str] = {}
    spans: dict[str, list[tuple[str, Span]]] = {}
    for _, node in facts.things("quote"):
        start, end = facts.whole(node, "start"), facts.whole(node, "end")
        documents = facts.all(node, "drawnFrom")
        if start is None or end is None or len(documents) != 1:
            continue
        whole = facts.text(documents[0], "fullText")
        if whole and whole[start:end] == facts.text(node, "text"):
            spans.setdefault(documents[0], []).append((node, (start, end)))
    for _, node in facts.things("document"):
        whole = facts.text(node, "fullText")
        if not whole:
            continue
        quotes = spans.get(node, [])
        now, moved = redaction.document(whole, [span for _, span in quotes], "pif:fullText")
        settled[node, f"<{PIF}fullText>"] = text(now)
        for (quote, _), (start, end) in zip(quotes, moved, strict=True):
            settled[quote, f"<{PIF}text>"] = text(now[start:end])
            settled[quote, f"<{PIF}start>"] = typed(start, "integer")
            settled[quote, f"<{PIF}end>"] = typed(end, "integer")
    return settled


def _redacted(literal: str, predicate: str, redaction: Redaction) -> str:
    words, datatype, language = parts(literal)
    if datatype not in _WORDS:
        return literal
    name = predicate[1:-1].replace(PIF, "pif:")
    return text(redaction.text(words, name), language)


def _fields(value: Any, redaction: Redaction) -> Any:
    """Return fields of CSL-JSON without names, still such fields."""
    if isinstance(value, str):
        return redaction.text(value, "pif:furtherFields")
    if isinstance(value, list):
        return [_fields(item, redaction) for item in value]
    if isinstance(value, dict):
        return {name: _fields(item, redaction) for name, item in value.items()}
    return value


def _count_left(graphs: TripleSets, redaction: Redaction) -> None:
    """Count the addresses of the study's things that hold a name."""
    addresses = {t for triples in graphs.values() for s, _, o in triples for t in (s, o)}
    for term in addresses:
        if term.startswith(f"<{BASE}"):
            split = split_thing_iri(term[1:-1])
            id = split[2] if split else term[len(BASE) + 1 : -1]
            if redaction.names.find(id):
                redaction.left[f"addresses, {split[1] if split else 'work'}"] += 1


def record(study: str, graphs: Graphs, redaction: Redaction, by: str) -> None:
    """State in a study's graph that names were replaced: how often and by whom, but not which."""
    facts = Facts(study, graphs)
    number = 1
    while facts.is_described(facts.node("activity", f"redaction-{number}")):
        number += 1
    node = facts.node("activity", f"redaction-{number}")
    graphs[study_graph(study)] |= {
        (node, A, f"<{PROV}Activity>"),
        (node, IDENTIFIER, text(f"redaction-{number}")),
        (node, OF_STUDY, facts.root),
        (node, f"<{DCTERMS}description>", text(redaction.summary(by), facts.language)),
        (node, f"<{DCTERMS}temporal>", text(today())),
    }
