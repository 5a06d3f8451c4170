"""What stands at the top of a site for machines: catalogues, crates, how it is cited, rules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.describing.vocabulary import vocabularies
from kg.describing.writing import Format, write
from kg.identifiers import STUDY_ID_LIMIT, study_iri, wrong_with_id
from kg.namespaces import BASE, DCTERMS, ONTOLOGY, ONTOLOGY_GRAPH, SCHEME, SCHEME_GRAPH
from kg.site.changes import FILE as CHANGES
from kg.site.changes import Changes
from kg.site.citing import citation
from kg.site.crating import METADATA, of_site, of_study, of_withdrawn
from kg.site.dcat import Catalogued, dcat
from kg.site.dumping import ASSERTED, DERIVED, File, joined, packing
from kg.site.htaccess import write_rules
from kg.site.linking import linkset
from kg.site.model import Download, Gone, SiteData
from kg.site.summing import Summary
from kg.site.void import void
from kg.terms import Triple, value_of

_SAFE = "/~._-"
_NQUADS, _TRIG = "application/n-quads", "application/trig"
_FORMS: dict[str, Format] = {"ttl": "turtle", "jsonld": "jsonld"}
_ISSUED = (f"<{DCTERMS}modified>", f"<{DCTERMS}issued>")


def tell(
    out: Path,
    summary: Summary,
    pages: Mapping[str, str],
    homes: Mapping[str, tuple[str, str]],
    changes: Changes,
    *,
    gone: Sequence[Gone] = (),
    site: str = "",
    publisher: str = "",
) -> SiteData:
    """Write what tells of the whole; ``pages`` and ``homes`` are by IRI."""
    home = site or BASE
    date = summary.date or _of_the_ontology()
    stems = {id: pages[study_iri(id)] for id in summary.facts}
    downloads = _downloads(out, summary)
    codebooks = frozenset(id for id in stems if f"{study_iri(id)}/codebook" in pages)
    _put_rdf(out, "void", void(summary, downloads, home, codebooks), ("ttl",))
    (out / ".well-known").mkdir(exist_ok=True)
    (out / ".well-known" / "void").write_bytes((out / "void.ttl").read_bytes())
    landings = {id: f"{quote(stem, safe=_SAFE)}.html" for id, stem in stems.items()}
    facts = list(summary.facts.values())
    catalogued = Catalogued(home, publisher, date, downloads, landings)
    _put_rdf(out, "dcat", dcat(facts, catalogued), ("ttl", "jsonld"))
    for study in facts:
        if study.licences:
            folder = out / f"data/{stems[study.id]}"
            _put_json(folder / METADATA, of_study(study, summary.dumps[study.id], date, publisher))
    for each in gone:
        if not wrong_with_id(each.study, STUDY_ID_LIMIT):
            folder = out / f"data/study/{each.study}"
            folder.mkdir(parents=True, exist_ok=True)
            _put_json(folder / METADATA, of_withdrawn(each, date))
    folders = [(study, f"data/{quote(stems[study.id], safe=_SAFE)}") for study in facts]
    crate = of_site(folders, downloads, date, home=home, publisher=publisher)
    _put_json(out / METADATA, crate)
    (out / "CITATION.cff").write_bytes(citation(facts, home, publisher, date).encode())
    _put_json(out / "linkset.json", linkset(facts, catalogued))
    write_rules(out, pages, homes, gone, site)
    files = (
        "void.ttl",
        "dcat.ttl",
        "dcat.jsonld",
        METADATA,
        "CITATION.cff",
        "linkset.json",
        CHANGES,
    )
    return SiteData(date, downloads, changes, summary.facts, files)


def _downloads(out: Path, summary: Summary) -> tuple[Download, ...]:
    """Join the files of all studies, and list what there is to take away."""
    with packing(out / "data/vocabularies.nq.gz") as packer:
        for name, graph in ((ONTOLOGY, ONTOLOGY_GRAPH), (SCHEME, SCHEME_GRAPH)):
            for s, p, o in vocabularies()[name].triples:
                packer.write(f"{s} {p} {o} <{graph}> .\n")
        vocabulary = File("data/vocabularies.nq.gz", *packer.close())
    dumps = summary.dumps.values()
    asserted = joined(out, [vocabulary.path, *(d.asserted.path for d in dumps)], f"data/{ASSERTED}")
    derived = joined(out, [d.derived.path for d in dumps], f"data/{DERIVED}")
    made = [
        _download(vocabulary, "", "The ontology and the shared scheme", _NQUADS),
        _download(asserted, "", "What all studies state, with the vocabularies", _NQUADS),
        _download(derived, "", "What follows from all studies", _NQUADS),
    ]
    for study, dump in summary.dumps.items():
        title = summary.facts[study].title
        made.append(_download(dump.asserted, study, f"{title}: what is stated", _NQUADS))
        made.append(_download(dump.derived, study, f"{title}: what follows", _NQUADS))
        made.append(_download(dump.trig, study, f"{title}: both, graph by graph", _TRIG))
    return tuple(sorted(made, key=lambda file: (file.study, file.path)))


def _download(file: File, study: str, title: str, media_type: str) -> Download:
    return Download(file.path, study, title, media_type, file.size, file.sha256)


def _of_the_ontology() -> str:
    """Return the day the ontology was issued: where the data tell of no time at all."""
    said = vocabularies()[ONTOLOGY].triples
    moments = [value_of(o) for s, p, o in said if s == f"<{ONTOLOGY}>" and p in _ISSUED]
    return max(moments, default="")[:10]


def _put_rdf(out: Path, name: str, triples: list[Triple], endings: Sequence[str]) -> None:
    for ending in endings:
        with (out / f"{name}.{ending}").open("wb") as file:
            file.writelines(write(_FORMS[ending], triples))


def _put_json(path: Path, said: dict[str, Any]) -> None:
    path.write_bytes((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
