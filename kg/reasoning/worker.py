"""Run HermiT through Owlready2 in a process of its own.

A script, started by :mod:`kg.reasoning.hermit` with one argument, the path of a JSON file::

    {"ontology": IRI, "triples": path of N-Triples, "answer": path to write,
     "java": path, "memory": MB, "links": whether to infer property values}

Its own process, because Owlready2 keeps its settings and its entities in module globals, waits
for Java without a time limit, and leaves files behind when it is interrupted.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def main(order_file: str) -> None:
    """Do what the order says and write the answer."""
    order: dict[str, Any] = json.loads(Path(order_file).read_text(encoding="utf-8"))
    Path(order["answer"]).write_text(json.dumps(_reason(order)), encoding="utf-8")


def _reason(order: dict[str, Any]) -> dict[str, Any]:
    import owlready2
    from owlready2 import reasoning

    owlready2.JAVA_EXE = order["java"]
    reasoning.JAVA_MEMORY = order["memory"]
    world = owlready2.World()
    ontology = world.get_ontology(order["ontology"])
    with Path(order["triples"]).open("rb") as file:
        try:
            ontology.load(only_local=True, fileobj=file)
        except owlready2.OwlReadyOntologyParsingError as error:
            return {"unread": str(error.__cause__ or error)}
    inferred = world.get_ontology("urn:pif-kg:inferred#")
    try:
        with inferred:
            owlready2.sync_reasoner_hermit(world, infer_property_values=order["links"], debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {"consistent": False}
    except owlready2.OwlReadyJavaError as error:
        return {"java": str(error)}
    # Negative numbers are blank nodes; literals come with a fourth part.
    triples = [
        [world._unabbreviate(term) for term in triple]
        for triple in inferred.get_triples(None, None, None)
        if len(triple) == 3 and all(term > 0 for term in triple)
    ]
    return {"consistent": True, "triples": triples}


if __name__ == "__main__":
    main(sys.argv[1])
