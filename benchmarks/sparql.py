"""The questions in SPARQL, in several wordings where engines differ in which is fastest.

A first page is what an answer of ours holds: how many quotes, one query for each facet beside
them, and the rows. They are asked of the triples without named graphs, so that no engine spends
time on a union of graphs. The wordings were looked for until Oxigraph got no faster.
"""

from __future__ import annotations

import re

from benchmarks.questions import PAGE, Asked
from kg.evidence.question import question
from kg.evidence.sparql import only_addresses
from kg.index import Index
from kg.index.kinds import ROLES, SOURCES
from kg.namespaces import PIF, SCHEME, SKOS

Parts = dict[str, str]
"""The queries that together answer a question, by the part of the answer they give."""

_PREFIXES = f"PREFIX pif: <{PIF}>\nPREFIX skos: <{SKOS}>\n"
_IN_SCHEME = f"skos:inScheme <{SCHEME}>"
_SENIOR, _MENTOR = (
    next(term for term, role in ROLES.items() if role == wanted)
    for wanted in ("senior-mentor", "mentor")
)
# A senior mentor is a mentor too; only the narrower role counts.
_NARROWER = f"FILTER(?role != {_MENTOR} || NOT EXISTS {{ ?tenure a {_SENIOR} }})"


def _values(variable: str, terms: dict[str, str]) -> str:
    return f"VALUES {variable} {{ {' '.join(sorted(terms))} }}"


_IS_ROLE = f"?tenure a ?role . {_values('?role', ROLES)} {_NARROWER}"
_ROLE_OF_TENURE = f"{{ SELECT ?tenure ?role WHERE {{ {_IS_ROLE} }} }}"
_FACETS = {
    "role": f"?iri pif:spokenInTenure ?tenure . {_ROLE_OF_TENURE} BIND(?role AS ?value)",
    "source": "?iri pif:drawnFrom ?record . "
    f"{{ SELECT ?record ?value WHERE {{ ?record a ?value . {_values('?value', SOURCES)} }} }}",
    "status": "?iri pif:spokenBy ?who . ?who pif:trainingStatus ?value .",
    "access": "?iri pif:accessLevel ?value .",
    "study": "?iri pif:ofStudy ?value .",
}
_MATRIX = (
    f"""{_PREFIXES}SELECT ?construct ?role (COUNT(*) AS ?n) WHERE {{
  ?iri pif:supports ?construct ; pif:spokenInTenure ?tenure .
  ?construct {_IN_SCHEME} .
  {_ROLE_OF_TENURE}
}} GROUP BY ?construct ?role""",
    f"""{_PREFIXES}SELECT ?construct ?role (SUM(?k) AS ?n) WHERE {{
  {{ SELECT ?construct ?tenure (COUNT(*) AS ?k) WHERE {{
      ?iri pif:supports ?construct ; pif:spokenInTenure ?tenure .
      ?construct {_IN_SCHEME} .
    }} GROUP BY ?construct ?tenure }}
  {_ROLE_OF_TENURE}
}} GROUP BY ?construct ?role""",
    f"""{_PREFIXES}SELECT ?construct ?role (SUM(?k) AS ?n) WHERE {{
  {{ SELECT ?construct ?tenure (COUNT(*) AS ?k) WHERE {{
      ?iri pif:supports ?construct ; pif:spokenInTenure ?tenure .
    }} GROUP BY ?construct ?tenure }}
  ?construct {_IN_SCHEME} .
  {_ROLE_OF_TENURE}
}} GROUP BY ?construct ?role""",
)
_COOCCURRENCE = (
    f"""{_PREFIXES}SELECT ?row ?col (COUNT(*) AS ?n) WHERE {{
  ?iri pif:supports ?row , ?col .
  ?row {_IN_SCHEME} . ?col {_IN_SCHEME} .
  FILTER(STR(?row) <= STR(?col))
}} GROUP BY ?row ?col""",
    f"""{_PREFIXES}SELECT ?row ?col (COUNT(*) AS ?n) WHERE {{
  {{ SELECT ?iri ?row WHERE {{ ?iri pif:supports ?row . ?row {_IN_SCHEME} }} }}
  {{ SELECT ?iri ?col WHERE {{ ?iri pif:supports ?col . ?col {_IN_SCHEME} }} }}
  FILTER(STR(?row) <= STR(?col))
}} GROUP BY ?row ?col""",
)
_PAGE = f"""SELECT ?quote ?text ?study ?document ?source ?participant ?role
  (GROUP_CONCAT(DISTINCT ?code; separator=";") AS ?codes)
  (GROUP_CONCAT(DISTINCT ?claimId; separator=";") AS ?claim) ?access ?iri
WHERE {{
  {{ SELECT ?iri ?study ?document ?quote WHERE {{
      FOUND
      ?iri pif:identifier ?quote ; pif:ofStudy/pif:identifier ?study ;
           pif:drawnFrom/pif:identifier ?document .
    }} ORDER BY ?study ?document ?quote LIMIT {PAGE} }}
  OPTIONAL {{ ?iri ^pif:codingTarget/pif:codingBody/pif:identifier ?code . }}
  ?iri pif:text ?text .
  OPTIONAL {{ ?iri pif:drawnFrom ?record .
    OPTIONAL {{ ?record a ?source . {_values("?source", SOURCES)} }} }}
  OPTIONAL {{ ?iri pif:spokenBy/pif:identifier ?participant . }}
  OPTIONAL {{ ?iri pif:spokenInTenure ?tenure . OPTIONAL {{ {_IS_ROLE} }} }}
  OPTIONAL {{ ?iri pif:illustrates/pif:identifier ?claimId . }}
  OPTIONAL {{ ?iri pif:accessLevel ?access . }}
}}
GROUP BY ?quote ?text ?study ?document ?source ?participant ?role ?access ?iri
ORDER BY ?study ?document ?quote"""


def queries(index: Index, asked: Asked) -> list[Parts]:
    """Return the wordings of a question."""
    if asked.sort == "matrix":
        return [{"cells": query} for query in _MATRIX]
    if asked.sort == "cooccurrence":
        return [{"cells": query} for query in _COOCCURRENCE]
    said = _conditions(index, asked)
    return [_parts(asked, conditions) for conditions in dict.fromkeys([said, _with_minus(said)])]


def _parts(asked: Asked, conditions: str) -> Parts:
    found = f"{{ SELECT DISTINCT ?iri WHERE {{ {conditions} }} }}"
    parts = {"total": f"{_PREFIXES}SELECT (COUNT(?iri) AS ?n) WHERE {{ {found} }}"}
    if asked.sort == "search":
        return parts
    parts["page"] = _PREFIXES + _PAGE.replace("FOUND", found)
    for kind, path in _FACETS.items():
        parts[kind] = (
            f"{_PREFIXES}SELECT ?value (COUNT(?iri) AS ?n) WHERE {{ {found} {path} }}\n"
            "GROUP BY ?value"
        )
    # Codes are counted too and left out at the end: fifteen times faster than to ask of each
    # thing that each quote supports whether it is in the scheme.
    parts["construct"] = (
        f"{_PREFIXES}SELECT ?value ?n WHERE {{ "
        f"{{ SELECT ?value (COUNT(?iri) AS ?n) WHERE {{ {found} "
        f"?iri pif:supports ?value }} GROUP BY ?value }} ?value {_IN_SCHEME} }}"
    )
    return parts


def _conditions(index: Index, asked: Asked) -> str:
    """Return what the product's own query asks of a quote, less what is not needed here."""
    query = only_addresses(index, question(index, where=asked.where))
    lines = query[query.index("{") + 1 : query.rindex("}")].strip().splitlines()
    conditions = " ".join(line.strip() for line in lines[2:])
    text = "?iri a pif:Quote ; pif:text ?text . " if "?text" in conditions else ""
    return text + conditions


def _with_minus(conditions: str) -> str:
    """Say ``none of these`` with MINUS in place of NOT EXISTS."""
    wanted, sign, unwanted = conditions.partition("FILTER(!")
    if not sign:
        return conditions
    left_out = re.findall(r"EXISTS (\{ .*? \})", unwanted)
    return wanted + " ".join(f"MINUS {group}" for group in left_out)
