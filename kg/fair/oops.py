"""The pitfalls of OOPS! that can be told from what an ontology says, without a dictionary.

Written anew from the catalogue (https://oops.linkeddata.es/catalogue.jsp); where it leaves open
what counts, as the scanner does it (https://github.com/oeg-upm/OOPS). This module has the pitfalls
of names, annotations and publication; :mod:`kg.fair.oops_axioms` those of classes and properties.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from kg.closure.statements import owl, rdfs
from kg.fair.checks import Catalogue, Found, failed, judged, passed, unseen
from kg.fair.foops import NO_SITE
from kg.fair.ontologies import RDF_ACCEPT, UNNAMED, Ontology, short
from kg.fair.sites import HTML
from kg.namespaces import OWL, RDF, RDFS, XSD
from kg.terms import A, is_iri, value_of

_BY_HAND = "OOPS! does not find it either: it needs a person who knows the domain."
_WORDNET = "It compares meanings through a dictionary (WordNet): guesswork, which is left out."
LEFT = (
    ("P01", _BY_HAND),
    ("P09", _BY_HAND),
    ("P14", _BY_HAND),
    ("P15", _BY_HAND),
    ("P16", _BY_HAND),
    ("P17", _BY_HAND),
    ("P18", _BY_HAND),
    ("P23", _BY_HAND),
    ("P30", _WORDNET),
    ("P31", _WORDNET),
)
"""Pitfalls that are not looked for, and why."""

oops: Catalogue[Ontology] = Catalogue(
    "oops", "OOPS!", "https://oops.linkeddata.es/catalogue.jsp",
    "https://oops.linkeddata.es/catalogue.jsp", LEFT,
)  # fmt: skip


def _tokens(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-\s]+", " ", name)
    return spaced.lower().split()


@oops.check("P02", "minor", remedy="Keep one class; make the other name a label of it.")
def synonyms_as_classes(ontology: Ontology) -> Found:
    """Two named classes of one namespace are declared equivalent."""
    pairs = ontology.said.pairs(owl("equivalentClass"))
    offenders = [
        f"{short(a)} = {short(b)}"
        for a, b in pairs
        if is_iri(a) and is_iri(b) and a != b and _space(a) == _space(b)
    ]
    return judged(f"{len(pairs)} equivalences", offenders)


def _space(term: str) -> str:
    return value_of(term)[: -len(short(term)) or None]


@oops.check("P03", "critical", remedy="Use rdfs:subClassOf, rdf:type or owl:sameAs.")
def relation_called_is(ontology: Ontology) -> Found:
    """A property is called *is* or *is a*."""
    named = [p for p in ontology.relations if short(p).lower() in ("is", "isa", "is-a", "is_a")]
    return judged(f"{len(ontology.relations)} object properties", map(short, named))


@oops.check("P07", "minor", remedy="Make a class of each concept.")
def merged_concepts(ontology: Ontology) -> Found:
    """The name of a class joins two concepts with *and* or *or*."""
    offenders = [short(c) for c in ontology.classes if {"and", "or"} & set(_tokens(short(c)))]
    return judged(f"{len(ontology.classes)} classes", offenders)


@oops.check("P08", "minor", remedy="Give it an rdfs:label, and a skos:definition or rdfs:comment.")
def missing_annotations(ontology: Ontology) -> Found:
    """A term has no label or no definition."""
    terms = ontology.own("Class", "ObjectProperty", "DatatypeProperty")
    offenders = [short(t) for t in terms if not (ontology.labels(t) and ontology.definitions(t))]
    return judged(f"{len(terms)} terms", offenders)


@oops.check("P12", "important", remedy="Declare them owl:equivalentProperty, or use one of them.")
def equivalent_properties_untold(ontology: Ontology) -> Found:
    """Two properties of one kind have the same name in two namespaces and are not related.

    The same name: equal letters, whatever their case and what stands between them.
    """
    offenders = []
    for kind in ("ObjectProperty", "DatatypeProperty"):
        alike: dict[str, list[str]] = defaultdict(list)
        for term in ontology.declared(kind):
            alike[re.sub(r"[\W_]", "", short(term)).lower()].append(term)
        for terms in alike.values():
            untold = [
                (a, b) for a in terms for b in terms if a < b and not _related(ontology, a, b)
            ]
            offenders += [f"{value_of(a)} and {value_of(b)}" for a, b in untold]
    return judged(f"{len(ontology.properties)} properties", offenders)


def _related(ontology: Ontology, one: str, other: str) -> bool:
    kinds = (owl("equivalentProperty"), rdfs("subPropertyOf"))
    return any({one, other} == {s, o} for kind in kinds for s, o in ontology.said.pairs(kind))


@oops.check("P20", "minor", remedy="Put the name into the label, the explanation into the comment.")
def misused_annotations(ontology: Ontology) -> Found:
    """A label is empty, longer than the definition, or the same as it."""
    terms = ontology.own("Class", "ObjectProperty", "DatatypeProperty")
    offenders = [
        short(term)
        for term in terms
        for label in ontology.labels(term)[:1]
        for explained in ontology.definitions(term)[:1]
        if not label.strip()
        or not explained.strip()
        or len(label.split()) > len(explained.split())
        or label.lower() == explained.lower()
    ]
    return judged(f"{len(terms)} terms", offenders)


@oops.check("P21", "minor", remedy="Let its members be members of the class above.")
def miscellaneous_class(ontology: Ontology) -> Found:
    """A class is there for whatever is left over.

    *Other* or *miscellaneous* begins or ends its name.
    """
    words = {"other", "others", "misc", "miscellaneous", "miscellany"}
    offenders = [
        short(c)
        for c in ontology.classes
        for tokens in [_tokens(short(c))]
        if tokens and {tokens[0], tokens[-1]} & words
    ]
    return judged(f"{len(ontology.classes)} classes", offenders)


@oops.check("P22", "minor", remedy="Name terms of one kind in one way.")
def naming_conventions(ontology: Ontology) -> Found:
    """Terms of one kind begin with small and with capital letters, or join words in two ways."""
    offenders: list[str] = []
    for kind in ("Class", "ObjectProperty", "DatatypeProperty"):
        names = [short(t) for t in ontology.own(kind)]
        offenders += _odd([("a" if n[:1].islower() else "A", n) for n in names if n[:1].isalpha()])
        joined = [n for n in names if len(_tokens(n)) > 1]
        offenders += _odd([("-" if re.search(r"[-_]", n) else "", n) for n in joined])
    return judged("names of classes and properties", offenders)


def _odd(names: list[tuple[str, str]]) -> list[str]:
    """Return the names that are written as fewer of their kind are."""
    counts = Counter(way for way, _ in names)
    if len(counts) < 2:
        return []
    usual = counts.most_common(1)[0][0]
    return [name for way, name in names if way != usual]


@oops.check("P32", "minor", remedy="Give each class a label of its own.")
def shared_labels(ontology: Ontology) -> Found:
    """Two classes have the same label."""
    by_label: dict[str, set[str]] = defaultdict(set)
    for term in ontology.classes:
        for p, o in ontology.said.about(term):
            if p == rdfs("label"):
                by_label[o].add(short(term))
    offenders = [f"{', '.join(sorted(t))}: {label}" for label, t in by_label.items() if len(t) > 1]
    return judged(f"{len(ontology.classes)} classes", offenders)


@oops.check("P36", "minor", remedy="Leave the ending of the file out of the IRI.")
def file_extension(ontology: Ontology) -> Found:
    """The IRI ends as a file does (.owl, .rdf, .ttl, .n3, .rdfxml …)."""
    ending = re.search(r"\.(owl|rdf|ttl|n3|nt|rdfxml|xml|jsonld|json)[#/]?$", ontology.iri)
    return judged(ontology.iri, [ending[0]] if ending else [])


@oops.check("P37", "critical", remedy="Publish the RDF and a page about it at its IRI.")
def not_on_the_web(ontology: Ontology) -> Found:
    """Its IRI answers with no RDF, or with no page."""
    if not ontology.site:
        return unseen(NO_SITE)
    forms = {
        "RDF": ontology.get(ontology.iri, RDF_ACCEPT),
        "HTML": ontology.get(ontology.iri, HTML),
    }
    return judged(ontology.iri, [f"no {name}" for name, answer in forms.items() if not answer])


@oops.check("P38", "important", remedy="Declare an owl:Ontology and describe it.")
def no_declaration(ontology: Ontology) -> Found:
    """There is no owl:Ontology."""
    if ontology.node and not ontology.is_scheme:
        return passed(ontology.node)
    return failed(ontology.source, "no owl:Ontology")


@oops.check("P39", "critical", remedy="Give the owl:Ontology an absolute IRI.")
def ambiguous_namespace(ontology: Ontology) -> Found:
    """The ontology has no IRI, so its namespace is where its file happens to lie."""
    relative = [s for s in ontology.declared("Class") if value_of(s).startswith(UNNAMED)]
    nameless = bool(ontology.node) and not ontology.iri
    return judged(ontology.iri or ontology.source, ["no IRI"] if nameless or relative else [])


@oops.check("P40", "critical", remedy="Use a term that the vocabulary has, or one of your own.")
def hijacked_namespaces(ontology: Ontology) -> Found:
    """A term stands in a well known vocabulary's namespace and is none of its terms.

    Known are Dublin Core, SKOS, OWL, RDF, FOAF, PROV, DCAT, VoID, VANN, schema.org, ORG, SHACL,
    DOAP, ODRL, Web time, SOSA, SSN, PROF, QB and CSVW, from lists that come with rdflib; no
    vocabulary is fetched.
    """
    known = _vocabularies()
    offenders = set()
    for term in {t for triple in ontology.triples for t in triple if is_iri(t)}:
        name = short(term)
        terms = known.get(_space(term))
        if terms is not None and name not in terms and value_of(term).endswith(name):
            offenders.add(value_of(term))
    return judged(f"{len(known)} vocabularies", sorted(offenders))


def _vocabularies() -> dict[str, set[str]]:
    """Return the terms of each vocabulary whose list is closed, by namespace."""
    import rdflib.namespace as lists

    closed = (
        "CSVW DC DCAM DCAT DCMITYPE DCTERMS DOAP FOAF ODRL2 ORG OWL PROF PROV QB RDF RDFS SDO SH"
        " SKOS SOSA SSN TIME VANN VOID XSD"
    )
    found = {}
    for name in closed.split():
        listed = getattr(lists, name)
        extras = getattr(listed, "_extras", None) or []
        found[str(listed._NS)] = {*listed.__annotations__, *extras}
    # What rdflib leaves out of these.
    found[RDF] |= {"langString", "HTML", "JSON", "PlainLiteral", "XMLLiteral"}
    found[XSD] |= {"anyAtomicType"}
    return found


@oops.check("P41", "important", remedy="State dcterms:license.")
def no_licence(ontology: Ontology) -> Found:
    """No licence is stated."""
    return judged("the header", [] if ontology.licences else ["no licence"])


_CLASS_PLACES = ("subClassOf", "equivalentClass", "disjointWith", "domain", "range")
_BUILT_IN = tuple(f"<{namespace}" for namespace in (OWL, RDF, RDFS, XSD))


@oops.check("P34", "important", remedy="Declare it an owl:Class.")
def untyped_class(ontology: Ontology) -> Found:
    """A term is used as a class and not declared as one."""
    known = set(ontology.declared("Class")) | {
        s for s, kind in ontology.said.pairs(A) if kind == rdfs("Datatype")
    }
    used = set(_used_as_classes(ontology))
    offenders = sorted(value_of(t) for t in used - known if not t.startswith(_BUILT_IN))
    return judged(f"{len(used)} classes in use", offenders)


def _used_as_classes(ontology: Ontology) -> Iterator[str]:
    said = ontology.said
    for s, kind in said.pairs(A):
        if is_iri(s) and is_iri(kind):
            yield kind
    for place in _CLASS_PLACES:
        for name in (rdfs(place), owl(place)):
            for s, o in said.pairs(name):
                both = (o,) if place in ("domain", "range") else (s, o)
                yield from filter(is_iri, both)
    for place in ("someValuesFrom", "allValuesFrom", "onClass", "complementOf"):
        yield from (o for _, o in said.pairs(owl(place)) if is_iri(o))
    for place in ("unionOf", "intersectionOf", "members", "disjointUnionOf"):
        for whole, head in said.pairs(owl(place)):
            if place != "members" or owl("AllDisjointClasses") in ontology.values(whole, A):
                yield from filter(is_iri, said.list(head))


@oops.check("P35", "important", remedy="Declare it an owl:ObjectProperty or owl:DatatypeProperty.")
def untyped_property(ontology: Ontology) -> Found:
    """A term is used as a property and not declared as one."""
    known = {
        *ontology.declared("ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *(s for s, kind in ontology.said.pairs(A) if kind == f"<{RDF}Property>"),
    }
    used = set(_used_as_properties(ontology))
    offenders = sorted(value_of(t) for t in used - known if not t.startswith(_BUILT_IN))
    return judged(f"{len(used)} properties in use", offenders)


def _used_as_properties(ontology: Ontology) -> Iterator[str]:
    said = ontology.said
    for place in (rdfs("domain"), rdfs("range")):
        yield from (s for s, _ in said.pairs(place) if is_iri(s))
    for place in ("inverseOf", "equivalentProperty", "propertyDisjointWith", "onProperty"):
        for s, o in said.pairs(owl(place)):
            yield from filter(is_iri, (o,) if place == "onProperty" else (s, o))
    for s, o in said.pairs(rdfs("subPropertyOf")):
        yield from filter(is_iri, (s, o))
    for _, head in said.pairs(owl("propertyChainAxiom")):
        yield from filter(is_iri, said.list(head))
