"""One generated study as rows for the files of a study folder. The same number, the same study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks import shape
from benchmarks.constructs import spoken_of
from benchmarks.vocabulary import draw, sentences

Row = dict[str, Any]


@dataclass(slots=True)
class Generated:
    """A study: what its study.yaml says, its tables by name, and its reference list."""

    id: str
    settings: dict[str, Any]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    references: list[dict[str, Any]] = field(default_factory=list)


def study(number: int, quotes: int, *, seed: int = 0) -> Generated:
    """Make the study of a number with so many quotes."""
    random = Random(f"{seed}/{number}")
    id = f"synthetic-{number:05d}"
    made = Generated(id, _settings(id, number))
    participants = _participants(random, max(10, quotes // shape.QUOTES_OF_A_PARTICIPANT))
    documents = _documents(random, participants)
    codebook, mappings, weights = _codebook(random)
    claims = _claims(
        random, max(2, quotes // shape.QUOTES_OF_A_CLAIM), [c["code"] for c in codebook]
    )
    made.references = _references(random)
    rows, relations = _quotes(random, quotes, participants, documents, claims)
    made.tables = {
        "participants": participants,
        "documents": documents,
        "codebook": codebook,
        "mappings": mappings,
        "claims": claims,
        "quotes": rows,
        "codings": list(_codings(random, rows, [c["code"] for c in codebook], weights)),
        "relations": relations,
        "citations": _citations(random, made.references, claims),
    }
    return made


def _settings(id: str, number: int) -> dict[str, Any]:
    doi = f"10.5555/pif-benchmark.{number}"  # 10.5555 is kept for examples
    title = f"Synthetic study {number}"
    return {
        "id": id,
        "title": title,
        "language": "en",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "attribution": "Generated; nobody said any of it.",
        "doi": doi,
        "publication": {
            "type": "article-journal",
            "title": title,
            "author": [{"literal": "Benchmark generator"}],
            "container-title": "Journal of generated studies",
            "issued": {"date-parts": [[2000 + number % 25]]},
            "DOI": doi,
        },
        "programme": {
            "id": "programme",
            "label": f"Programme {number}",
            "class": "PeerMentoringProgram",
            "host": {"id": "host", "label": f"Hospital {number}"},
        },
        "methods": [
            {"id": "interviews", "class": "CollectionMethod", "label": "interviews"},
            {"id": "thematic-analysis", "class": "ThematicAnalysis", "label": "thematic analysis"},
        ],
        "limitations": [
            {"id": "small-sample", "class": "SampleLimitation", "label": "small sample"}
        ],
        "ethics": {"reference": f"none needed {number}", "consent_to_publish": "yes"},
        "publish": {"attributes": ["role"], "k": 2},
        "contacts": [f"https://doi.org/{doi}"],
    }


def _participants(random: Random, count: int) -> list[Row]:
    # Two of each role at least: fewer could be recognised, and the checks would say so.
    roles = [*shape.ROLES, *shape.ROLES]
    roles += shape.pick(random, shape.ROLES, count - len(roles))
    return [
        {
            "id": f"P{i}",
            "role": role,
            "label": f"P{i}",
            "programme": "programme",
            "status": shape.pick(random, shape.STATUS[role], 1)[0],
            "year": random.randint(1, 6),
            "projects_min": (least := random.randint(1, 4)),
            "projects_max": least + random.randint(0, 3),
            "access": "restricted",
        }
        for i, role in enumerate(roles, 1)
    ]


def _documents(random: Random, participants: list[Row]) -> list[Row]:
    """Return one document for each participant, and as many again of which some are shared."""
    rows = []
    for kind in shape.pick(random, shape.SOURCES, len(participants) * 3 // 2):
        number = len(rows)
        whose = participants[number % len(participants)]["id"]
        rows.append(
            {
                "id": f"{kind}-{number + 1}",
                "kind": kind,
                "participant": "" if kind in ("focus-group", "field-note") else whose,
                "date": _day(random),
                "access": "closed",
            }
        )
    return rows


def _day(random: Random) -> str:
    return str(date(2010, 1, 1) + timedelta(days=random.randrange(5000)))


def _codebook(random: Random) -> tuple[list[Row], list[Row], list[float]]:
    """Return codes in a tree three levels deep, their mappings, and how often each is applied."""
    count = random.randint(*shape.CODES)
    domains = random.randint(3, 5)
    subdomains = domains + random.randint(5, 9)
    exact = iter(_constructs(random, count))
    codes: list[Row] = []
    mappings: list[Row] = []
    for i in range(count):
        kind = "domain" if i < domains else "subdomain" if i < subdomains else "theme"
        upper = range(domains) if kind == "subdomain" else range(domains, subdomains)
        parent = codes[random.choice(upper)]["code"] if kind != "domain" else ""
        code = f"code-{i + 1:02d}"
        label = f"{sentences(draw(random, 3)).rstrip('.')} {i + 1}"
        codes.append(
            {"code": code, "label": label, "parent": parent, "kind": kind,
             "definition": sentences(draw(random, 14))}
        )  # fmt: skip
        match = shape.pick(random, shape.MATCHES, 1)[0]
        construct = next(exact, None) if match else None
        if construct:
            mappings.append(
                {
                    "subject_id": code,
                    "subject_label": label,
                    "predicate_id": f"skos:{match}",
                    "object_id": f"c:{construct}",
                    "mapping_justification": "semapv:ManualMappingCuration",
                    "author_label": "benchmark generator",
                }
            )
    weights = [1 / (rank + 1) ** 0.8 for rank in range(count)]
    random.shuffle(weights)
    return codes, mappings, weights


def _constructs(random: Random, count: int) -> list[str]:
    """Return constructs without repetition, those often spoken of more likely and earlier."""
    known = spoken_of()
    weight = list(accumulate(1 / (rank + 1) ** 0.7 for rank in range(len(known))))
    drawn = random.choices(known, cum_weights=weight, k=count * 3)
    return list(dict.fromkeys(drawn))


def _claims(random: Random, count: int, codes: list[str]) -> list[Row]:
    known = spoken_of()
    return [
        {
            "id": f"C{i}",
            "text": sentences(draw(random, random.randint(12, 30))),
            "type": "lead-in" if i % 4 else "result",
            "section": f"Results / Theme {i % 9 + 1}",
            "constructs": ";".join(
                dict.fromkeys([random.choice(known), random.choice(codes)][: 1 + i % 3 // 2])
            ),
            "sentence": f"RES-s{i:02d}",
        }
        for i in range(1, count + 1)
    ]


def _references(random: Random) -> list[dict[str, Any]]:
    works = sorted(random.sample(range(1, shape.WORKS + 1), shape.WORKS_OF_A_STUDY))
    return [
        {
            "id": f"ref{i:02d}",
            "type": "article-journal",
            "title": f"Synthetic work {work}",
            "author": [{"literal": f"Generated group {work % 40}"}],
            "container-title": "Journal of generated works",
            "issued": {"date-parts": [[1980 + work % 45]]},
            "DOI": f"10.5555/pif-work.{work}",
            "custom": {"printed": f"{i}. Generated group {work % 40}. Synthetic work {work}."},
        }
        for i, work in enumerate(works, 1)
    ]


def _citations(random: Random, references: list[dict[str, Any]], claims: list[Row]) -> list[Row]:
    intents = ("cito:citesAsEvidence", "cito:obtainsBackgroundFrom", "cito:usesMethodIn")
    rows = []
    for i in range(1, shape.CITATIONS + 1):
        claim = random.choice(claims)
        rows.append(
            {
                "id": f"cit{i}",
                "reference": references[i % len(references)]["id"],
                "sentence": claim["sentence"],
                "intent": random.choice(intents),
                "section": claim["section"],
                "fit": "ok",
            }
        )
    return rows


def _quotes(
    random: Random, count: int, participants: list[Row], documents: list[Row], claims: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Return quotes in the order of their places, and which of them overlap."""
    roles = {row["id"]: row["role"] for row in participants}
    everybody = [row["id"] for row in participants]
    lengths = [random.randint(shape.SHORTEST, shape.LONGEST) for _ in range(count)]
    drawn = draw(random, sum(lengths))
    # Some documents are quoted much more than others.
    weights = list(accumulate(1 / (rank + 1) ** 0.5 for rank in range(len(documents))))
    where = sorted(random.choices(range(len(documents)), cum_weights=weights, k=count))
    access = shape.pick(random, shape.ACCESS, count)
    rows: list[Row] = []
    relations: list[Row] = []
    at = used = 0
    for i, length in enumerate(lengths):
        document = documents[where[i]]
        text = sentences(drawn[used : used + length])
        used += length
        same = i > 0 and where[i] == where[i - 1]
        over = same and random.random() < shape.OVERLAPPING
        at = (at - 20 if over else at + random.randint(1, 900)) if same else random.randint(0, 900)
        speaker = document["participant"] or random.choice(everybody)
        claim = random.choice(claims) if random.random() < shape.WITH_CLAIM else None
        rows.append(
            {
                "id": f"Q{i + 1:04d}",
                "document": document["id"],
                "text": text,
                "participant": speaker,
                "role": roles[speaker],
                "start": at,
                "end": at + len(text),
                "speaker_label": speaker,
                "section": claim["section"] if claim else "",
                "claim": claim["id"] if claim else "",
                # What is public was printed, and what was printed illustrates a claim.
                "access": access[i] if claim else "restricted",
            }
        )
        at += len(text)
        if over:
            relations.append(
                {"quote": rows[-2]["id"], "property": "overlapsWith", "object": rows[-1]["id"],
                 "basis": "their places overlap"}
            )  # fmt: skip
    return rows, relations


def _codings(
    random: Random, quotes: list[Row], codes: list[str], weights: list[float]
) -> Iterator[Row]:
    """Yield what several coders did; a second coder of a quote mostly agrees with the first."""
    coders = [f"coder-{i + 1}" for i in range(random.randint(*shape.CODERS))]
    busy = list(accumulate(1 / (rank + 1) for rank in range(len(coders))))
    likely = list(accumulate(weights))
    for quote, count in zip(quotes, shape.pick(random, shape.CODINGS, len(quotes)), strict=True):
        first = ""
        done: set[tuple[str, str]] = set()
        for i in range(count):
            coder = random.choices(coders, cum_weights=busy)[0]
            agrees = i > 0 and random.random() < 0.4
            code = first if agrees else random.choices(codes, cum_weights=likely)[0]
            first = first or code
            if (coder, code) not in done:
                done.add((coder, code))
                yield {
                    "quote": quote["id"],
                    "code": code,
                    "coder": coder,
                    "date": f"2024-{i * 3 + 1:02d}-{len(done) + 10}",
                    "kind": "author",
                }
