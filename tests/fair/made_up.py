"""A made-up ontology and a made-up publication in which no check finds anything."""

import json
from pathlib import Path

PERFECT = (Path(__file__).parent / "perfect.ttl").read_text(encoding="utf-8")
BASE = "https://w3id.org/pif-kg/"
STUDY = f"{BASE}study/made-up"
PAGE = "<!doctype html><html lang=en><title>Words</title><p>Words"
CATALOGUE = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix pav: <http://purl.org/pav/> .
<{BASE}dcat#ontology> a dcat:Dataset ; foaf:primaryTopic <{BASE}ontology> .
<{BASE}dcat#made-up> a dcat:Dataset ; foaf:primaryTopic <{STUDY}> ;
    dcterms:publisher "Somebody" ; dcat:keyword "words" ; pav:authoredBy "Somebody" ;
    dcat:distribution <{BASE}dcat#made-up-nt> .
<{BASE}dcat#made-up-nt> dcat:byteSize 12 ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/application/n-triples> .
"""
STATEMENTS = f"""
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix pif: <{BASE}ontology#> .
<{STUDY}> a pif:Study ; dcterms:title "Words" ; pif:usesMethod <{STUDY}/method/talk> .
<{STUDY}#note> a oa:Annotation .
"""
SCHEMA = {
    "@context": "https://schema.org/",
    "@id": STUDY,
    "@type": "Dataset",
    "name": "Words",
    "creator": {"@type": "Person", "name": "Somebody"},
    "datePublished": "2026",
    "description": "Words somebody said.",
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "isAccessibleForFree": True,
    "citation": {"@id": "https://doi.org/10.5555/12345678"},
}
LINKS = [
    ("cite-as", STUDY, ""),
    ("describedby", f"{STUDY}.ttl", "text/turtle"),
    ("type", "https://schema.org/AboutPage", ""),
    ("type", "https://schema.org/Dataset", ""),
    ("item", f"{BASE}dumps/made-up.nt", "application/n-triples"),
    ("license", "https://creativecommons.org/licenses/by/4.0/", ""),
    ("author", "https://orcid.org/0000-0002-1825-0097", ""),
]
BACK = [
    (f"{STUDY}.ttl", "describes", f"{STUDY}.html"),
    (f"{BASE}dumps/made-up.nt", "collection", f"{STUDY}.html"),
]


def linkset(links=LINKS, back=BACK):
    """Return a link set, as JSON."""
    contexts = [{"anchor": f"{STUDY}.html"}]
    for rel, href, type in links:
        contexts[0].setdefault(rel, []).append({"href": href, "type": type})
    contexts += [{"anchor": anchor, rel: [{"href": href}]} for anchor, rel, href in back]
    return json.dumps({"linkset": contexts})


def page(links=LINKS, schema=SCHEMA, linked=True):
    """Return the page of the study."""
    ends = [*links, ("linkset", f"{STUDY}.linkset.json", "application/linkset+json")]
    head = [f'<link rel="{r}" href="{h}" type="{t}">' for r, h, t in (ends if linked else links)]
    data = f'<script type="application/ld+json">{json.dumps(schema)}</script>' if schema else ""
    return f"<!doctype html><html lang=en><title>Words</title>{''.join(head)}{data}<p>Words"
