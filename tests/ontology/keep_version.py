"""Keep the ontology as it is released: ``python -m tests.ontology.keep_version``."""

from __future__ import annotations

import sys
from pathlib import Path

from kg.describing.vocabulary import Vocabulary, vocabularies
from kg.namespaces import ONTOLOGY
from kg.terms import ntriples

FOLDER = Path(__file__).resolve().parents[2] / "ontology" / "versions"


def kept(vocabulary: Vocabulary) -> str:
    """Return a version of the ontology as the file that keeps it."""
    own = [t for t in vocabulary.triples if not t[0].startswith(f"<{ONTOLOGY}/modules/")]
    return ntriples(own)


def main() -> int:
    """Write the file, unless this version was kept before."""
    vocabulary = vocabularies()[ONTOLOGY]
    file = FOLDER / f"{vocabulary.version}.nt"
    if file.exists():
        print(f"{file.name} was released: raise the version in pif.ttl first.", file=sys.stderr)
        return 1
    file.write_text(kept(vocabulary), encoding="utf-8")
    print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
