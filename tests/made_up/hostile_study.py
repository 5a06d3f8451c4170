"""A study with something hostile in every field that takes text."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import yaml

SCRIPT = "<script>alert(1)</script>"
HANDLER = "\"><img src=x onerror='alert(1)'>"
TURNED = "\u202egnihctap\u202c"
LONG = "Lebensversicherungsgesellschaft" * 12
JINJA = "{{ config }}{% raw %}"
SPARQL = '"} DROP ALL ; { "'
TABLES = {
    "participants": [
        {"id": "P1", "role": "mentee", "label": SCRIPT, "status": HANDLER},
        {"id": "P2", "role": "peer-mentor", "label": TURNED, "status": LONG},
        {"id": "P3", "role": "faculty", "label": JINJA},
    ],
    "documents": [
        {"id": "D1", "kind": "interview", "participant": "P1", "access": "public"},
        {"id": "D2", "kind": "survey", "participant": "P2", "access": "public"},
    ],
    "quotes": [
        {
            "id": "Q1", "document": "D1", "participant": "P1",
            "text": f"I said {SCRIPT} and {HANDLER}.",
            "section": f"Results / {SCRIPT}", "locator": HANDLER, "note": f"{SCRIPT} {TURNED}",
            "claim": "C1", "access": "public",
        },
        {
            "id": "Q2", "document": "D2", "participant": "P2", "text": TURNED + " " + LONG,
            "section": LONG, "note": LONG, "claim": "C1", "access": "public",
        },
        {
            "id": "Q3", "document": "D2", "participant": "P3", "text": f"=1+1 {JINJA} {SPARQL}",
            "claim": "C2", "access": "public",
        },
        {"id": "Q4", "document": "D1", "text": "شكرا جزيلا، قلت <b>نعم</b>", "access": "public"},
    ],
    "codebook": [
        {"code": "k1", "label": SCRIPT, "definition": HANDLER, "include": TURNED},
        {"code": "k2", "label": LONG, "parent": "k1", "definition": JINJA},
        {"code": "k3", "label": TURNED, "parent": "k1"},
    ],
    "codings": [
        {"quote": "Q1", "code": "k1", "coder": "A-1", "rationale": f"heading: {SCRIPT}"},
        {"quote": "Q2", "code": "k2", "coder": "B-1", "kind": "project", "date": "2024-01-02",
         "rationale": HANDLER},
        {"quote": "Q3", "code": "k3", "coder": "A-1", "kind": "author", "rationale": SPARQL},
        {"quote": "Q4", "code": "k1", "coder": "A-1"},
    ],
    "claims": [
        {
            "id": "C1", "text": f"The authors say {SCRIPT}:", "type": "result", "section": HANDLER,
            "constructs": "patching;identity-work", "sentence": "S-1",
        },
        {"id": "C2", "text": f"*{LONG}* {TURNED}", "type": "theory", "constructs": "patching"},
    ],
    "citations": [
        {"reference": "ref1", "sentence": "S-1", "intent": "cito:discusses", "fit": "doubtful"},
    ],
}  # fmt: skip
MAPPINGS = [
    ("k1", "skos:exactMatch", "c:patching", SCRIPT, HANDLER),
    ("k2", "skos:broadMatch", "c:identity-work", TURNED, LONG),
]
STUDY = {
    "id": "hostile",
    "title": f"{SCRIPT} {TURNED}",
    "licence": "https://licence.example/%3Cscript%3E",
    "attribution": f"{SCRIPT} {LONG}",
    "publication": {
        "type": "article-journal",
        "title": HANDLER,
        "author": [{"family": SCRIPT, "given": "A"}, {"family": LONG, "given": "B"}],
        "container-title": JINJA,
        "issued": {"date-parts": [[2020]]},
        "URL": "javascript:alert(1)",
    },
    "contacts": ["javascript:alert(2)"],
}
REFERENCES = [
    {
        "id": "ref1", "type": "article-journal", "title": SCRIPT, "URL": "javascript:alert(3)",
        "author": [{"family": HANDLER, "given": "X"}], "issued": {"date-parts": [[1999]]},
    }
]  # fmt: skip


def write_hostile_study(folder: Path) -> Path:
    """Write the study as a folder, and return it."""
    folder.mkdir()
    (folder / "study.yaml").write_text(yaml.safe_dump(STUDY, allow_unicode=True), encoding="utf-8")
    (folder / "references.json").write_text(json.dumps(REFERENCES), encoding="utf-8")
    for name, rows in TABLES.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    with (folder / "mappings.sssom.tsv").open("w", encoding="utf-8", newline="") as file:
        mappings = csv.writer(file, delimiter="\t")
        mappings.writerow(
            ["subject_id", "predicate_id", "object_id", "mapping_justification", "author_label",
             "comment"]
        )  # fmt: skip
        for subject, predicate, target, author, comment in MAPPINGS:
            how = "semapv:ManualMappingCuration"
            mappings.writerow([subject, predicate, target, how, author, comment])
    return folder
