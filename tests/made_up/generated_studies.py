"""Small studies made up by rule, the same each time: every kind of facet, mapping and overlap.

They go the way of a study folder: through the model, the statements and what follows from them.
"""

from __future__ import annotations

import random

from kg import model as m
from kg.closure import derive, load_schema
from kg.findings import Place
from kg.identifiers import construct_iri, term_iri, thing_iri
from kg.namespaces import derived_graph, study_graph
from kg.statements import statements
from kg.terms import A, Triple, iri

HERE = Place("made up")
STUDIES = ("alpha", "beta-2", "Gamma", "øre")
ROLES = ("mentee", "peer-mentor", "mentor", "senior-mentor", "faculty")
KINDS = ("interview", "diary", "focus-group", "field-note", "survey", "reflective-essay", "other")
CONSTRUCTS = (
    "patching", "splinting", "identity-work", "reflection", "reflection-in-action",
    "threshold-event", "micro-environment", "meso-environment", "mentoring-ecosystem",
    "professional-identity-formation", "community-of-practice", "role-modelling",
)  # fmt: skip
MATCHES = ("exactMatch", "broadMatch", "closeMatch", "narrowMatch", "relatedMatch")
WORDS = (
    "I", "we", "mentor", "mentors", "mentoring", "naïve", "nai\u0308ve", "people-pleaser", "don’t",  # noqa: RUF001
    "don't", "say", "no", "project", "Straße", "STRASSE", "学ぶ", "شكرا", "e\u0301tude", "2nd",
    "x_y", "reflect", "Reflected", "was", "afraid", "of", "failing", "😀", "“quoted”", "co-author",
)  # fmt: skip


def graphs_of(
    name: str, seed: int = 0, quotes: int = 40, same_as: str = ""
) -> dict[str, set[Triple]]:
    """Return the three graphs of a made-up study, as a load would store them.

    With ``same_as``, its first quote is the same utterance as that of another study.
    """
    stated = statements(_study(name, random.Random(f"{name} {seed}"), quotes))
    said = {graph: set(triples) for graph, triples in stated.graphs.items()}
    _episodes(name, said[study_graph(name)], quotes)
    if same_as:
        first, other = (iri(thing_iri(study, "quote", "Q00")) for study in (name, same_as))
        said[study_graph(name)].add((first, iri(term_iri("sameUtteranceAs")), other))
    said[derived_graph(name)] = set(derive(said, schema=load_schema()))
    return said


def texts_of(name: str, seed: int = 0, quotes: int = 40) -> dict[str, str]:
    """Return the texts of a made-up study's documents, by id."""
    study = _study(name, random.Random(f"{name} {seed}"), quotes)
    return {document.id: document.text or "" for document in study.documents}


def fill(store, *, quotes: int = 40) -> None:
    """Put all made-up studies into a store."""
    for name in STUDIES:
        store.replace(name, graphs_of(name, quotes=quotes))


def _study(name: str, chance: random.Random, quotes: int) -> m.Study:
    study = m.Study(name, HERE, title=f"Study {name}", licence="https://example.org/licence")
    study.publication = m.Work(f"https://doi.org/10.1234/{len(name)}", "JournalArticle", "Of it")
    study.programmes = [m.Programme("p", HERE)]
    _people(study, chance)
    _codebook(study, chance)
    _literature(study, chance)
    for n in range(quotes):
        _quote(study, chance, n)
    for n in range(3, quotes, 7):
        study.relations.append(
            m.Statement(
                m.Target("quote", f"Q{n:02}"), HERE, quote=f"Q{n:02}",
                property="overlapsWith" if n % 2 else "sameUtteranceAs",
                object=m.Target("quote", f"Q{n - 1 - n % 3:02}"),
            )
        )  # fmt: skip
    return study


def _people(study: m.Study, chance: random.Random) -> None:
    for n in range(6):
        id = f"P{n}"
        roles = chance.sample(ROLES, 1 + n % 2)
        tenures = [m.Tenure(id, role, HERE, "p") for role in roles]
        status = ("medical-student", "resident", "")[n % 3]
        study.participants.append(m.Participant(id, HERE, tenures, f"Person {n}", status))
    for n in range(9):
        access = ("public", "restricted", "")[n % 3]
        study.documents.append(
            m.Document(
                f"D{n}", HERE, KINDS[(n + len(study.id)) % 7], f"P{n % 6}", access=access,
                text=" ".join(chance.choices(WORDS, k=50)),
            )
        )  # fmt: skip


def _codebook(study: m.Study, chance: random.Random) -> None:
    for n in range(10):
        parent = f"k{chance.randrange(n)}" if n > 2 else ""
        study.codes.append(m.Code(f"k{n}", HERE, f"Code {n}", parent))
        for predicate in chance.sample(MATCHES, chance.choice((0, 1, 1, 2))):
            target = m.Concept(iri=construct_iri(chance.choice(CONSTRUCTS)))
            study.mappings.append(m.Mapping(f"m{n}-{predicate}", HERE, f"k{n}", predicate, target))


def _literature(study: m.Study, chance: random.Random) -> None:
    for n in range(4):
        doi = f"10.1234/w{n}" if n else f"10.1234/{study.id.encode().hex()}"
        work = m.Work(f"https://doi.org/{doi}", "JournalArticle", f"Work {n}", doi=doi)
        study.references.append(m.Reference(f"ref{n}", HERE, work))
        study.citations.append(
            m.Citation(f"s{n % 3}-ref{n}", HERE, f"ref{n}", f"s{n % 3}", "cites")
        )
    for n in range(5):
        constructs = [m.Concept(iri=construct_iri(chance.choice(CONSTRUCTS)))]
        study.claims.append(
            m.Claim(f"C{n}", HERE, f"Claim {n}", constructs=constructs, sentence=f"s{n % 4}")
        )


def _quote(study: m.Study, chance: random.Random, n: int) -> None:
    document = study.documents[chance.randrange(9)]
    person = study.participants[chance.randrange(6)]
    speaks = n % 5 > 0
    if n % 4 == 0:
        start, text = None, " ".join(chance.choices(WORDS, k=chance.randint(2, 9)))
    else:
        start = chance.randrange(200)
        text = (document.text or "")[start : start + chance.randint(5, 60)]
    study.quotes.append(
        m.Quote(
            f"Q{n:02}", HERE, text, document.id,
            participant=person.id if speaks else "",
            role=chance.choice(person.tenures).role if speaks and n % 7 else "",
            start=start, end=None if start is None else start + len(text),
            claim=f"C{chance.randrange(5)}" if n % 3 else "",
            access=("public", "restricted", "closed", "")[n % 4],
        )
    )  # fmt: skip
    for i, code in enumerate(chance.sample(range(12), chance.randint(1, 3))):
        concept = m.Concept(code=f"k{code}")
        if code >= 10:  # coded with a construct of the shared scheme itself
            concept = m.Concept(iri=construct_iri(chance.choice(CONSTRUCTS)))
        coder = ("authors", "ann", "ben", "")[(n + i) % 4]
        study.codings.append(m.Coding(f"Q{n:02}-{i}", HERE, f"Q{n:02}", concept, coder))


def _episodes(name: str, said: set[Triple], quotes: int) -> None:
    for n, kind in enumerate(("Patching", "Splinting", "ReflectionInAction")):
        episode = iri(thing_iri(name, "episode", f"e{n}"))
        said.add((episode, A, iri(term_iri(kind))))
        quote = iri(thing_iri(name, "quote", f"Q{(5 * n + 2) % quotes:02}"))
        said.add((quote, iri(term_iri("evidences")), episode))


def code_elsewhere(name: str, other: str) -> dict[str, set[Triple]]:
    """Return the graphs of a study whose coder also coded two quotes of another study."""
    said = {
        k: set(v) for k, v in graphs_of(name, same_as=other).items() if k != derived_graph(name)
    }
    for n in (2, 4):
        act = iri(thing_iri(name, "coding", f"elsewhere-{n}"))
        target = iri(thing_iri(other, "quote", f"Q{n:02}"))
        said[study_graph(name)] |= {
            (act, A, iri(term_iri("ProjectCoding"))),
            (act, iri(term_iri("codingTarget")), target),
            (act, iri(term_iri("codingBody")), iri(thing_iri(name, "code", "k1"))),
            (act, iri(term_iri("madeBy")), iri(thing_iri(name, "coder", "ann"))),
        }
    said[derived_graph(name)] = set(derive(said, schema=load_schema()))
    return said


__all__ = ["STUDIES", "code_elsewhere", "fill", "graphs_of", "texts_of"]
