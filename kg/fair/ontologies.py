"""An ontology as its checks look at it: its header, its terms, and what axioms say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kg.closure.statements import Statements, owl, rdfs
from kg.errors import LimitReached, UsageError
from kg.fair.sites import RDF_TYPES, Answer, Site
from kg.formats.cells import MIB
from kg.formats.rdf import FILE_LIMIT, Refused, parse_quads, suffix_of
from kg.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD
from kg.terms import A, Triple, is_iri, value_of

UNNAMED = "http://unnamed.invalid/"
"""What relative IRIs of a file are completed with: an ontology that has it has no name."""
VANN = "http://purl.org/vocab/vann/"
DC = "http://purl.org/dc/elements/1.1/"
RDF_ACCEPT = "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8"
_SCHEME = f"<{SKOS}ConceptScheme>"
_BUILT_IN = (OWL, RDF, RDFS, XSD)
_LABELS = (rdfs("label"), f"<{SKOS}prefLabel>", "<http://purl.obolibrary.org/obo/IAO_0000118>")
_DEFINITIONS = (
    f"<{SKOS}definition>", rdfs("comment"), f"<{DCTERMS}description>", f"<{DC}description>",
    "<http://purl.obolibrary.org/obo/IAO_0000115>",
)  # fmt: skip
_LICENCES = (
    f"{DCTERMS}license", "https://schema.org/license", "http://schema.org/license",
    "http://usefulinc.com/ns/doap#license", "http://creativecommons.org/ns#license",
)  # fmt: skip
_OTHER_ENDINGS = {
    ".owl": ".rdf",
    ".xml": ".rdf",
    ".n3": ".ttl",
    ".turtle": ".ttl",
    ".json": ".jsonld",
}
_XML = re.compile(rb"[\xef\xbb\xbf\s]*<(?:\?xml|!|rdf:RDF)")
_DEEPEST = 50

Form = str | tuple[object, ...] | frozenset[object]


@dataclass
class Ontology:
    """One ontology. ``site`` is where its addresses are looked up; ``source`` what was read."""

    triples: list[Triple]
    source: str
    asked: str = ""
    """The address it was asked for by; empty for a file."""
    site: Site | None = None
    _forms: dict[str, Form] = field(default_factory=dict, repr=False)

    @cached_property
    def said(self) -> Statements:
        """Its statements, to look things up in."""
        return Statements(self.triples)

    @cached_property
    def node(self) -> str:
        """The term of the ontology itself; empty if it declares none.

        A document may hold its parts as well: then it is the one that no other imports. A SKOS
        vocabulary may do without: then it is its scheme.
        """
        headers = [s for s, kind in self.said.pairs(A) if kind == owl("Ontology")]
        headers = headers or [s for s, kind in self.said.pairs(A) if kind == _SCHEME]
        parts = {o for _, o in self.said.pairs(owl("imports"))}
        whole = [h for h in headers if h not in parts] or headers
        asked = f"<{self.asked}>"
        return asked if asked in whole else next(iter(whole), "")

    @property
    def iri(self) -> str:
        """Its IRI; empty if it has none."""
        named = is_iri(self.node) and not value_of(self.node).startswith(UNNAMED)
        return value_of(self.node) if named else ""

    def header(self, *properties: str) -> list[str]:
        """Return what it says of itself by some properties (IRIs), as IRIs and characters."""
        wanted = {f"<{p}>" for p in properties}
        about = self.said.about(self.node) if self.node else []
        return [value_of(o) for p, o in about if p in wanted and not o.startswith("_:")]

    @cached_property
    def licences(self) -> list[str]:
        """The licences it states."""
        return self.header(*_LICENCES)

    @cached_property
    def namespace(self) -> str:
        """What the IRIs of its own terms begin with."""
        stated = self.header(f"{VANN}preferredNamespaceUri")
        return stated[0] if stated else self.iri

    def declared(self, *kinds: str) -> list[str]:
        """Return the terms declared to be of some kinds of OWL, of whatever namespace."""
        wanted = {owl(kind) for kind in kinds} | ({rdfs("Class")} if "Class" in kinds else set())
        found = {s for s, kind in self.said.pairs(A) if kind in wanted and is_iri(s)}
        return sorted(t for t in found if not value_of(t).startswith(_BUILT_IN))

    def own(self, *kinds: str) -> list[str]:
        """Return the declared terms of its own namespace; all, if it has none of its own."""
        found = self.declared(*kinds)
        every = self.declared("Class", "ObjectProperty", "DatatypeProperty")
        namespace = self.namespace
        mine = [t for t in every if namespace and value_of(t).startswith(namespace)]
        return [t for t in found if value_of(t).startswith(namespace)] if mine else found

    @property
    def is_scheme(self) -> bool:
        """Whether it is a SKOS vocabulary without a header of OWL."""
        return _SCHEME in self.values(self.node, A) and not self.has_kind(self.node, "Ontology")

    @property
    def terms(self) -> list[str]:
        """Its terms: classes and properties, or the concepts of a SKOS vocabulary."""
        if self.is_scheme:
            return sorted(s for s, k in self.said.pairs(A) if k == f"<{SKOS}Concept>" and is_iri(s))
        return self.own("Class", "ObjectProperty", "DatatypeProperty")

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.own("Class")

    @property
    def relations(self) -> list[str]:
        """Its object properties."""
        return self.own("ObjectProperty")

    @property
    def properties(self) -> list[str]:
        """Its object and datatype properties."""
        return self.own("ObjectProperty", "DatatypeProperty")

    def labels(self, term: str) -> list[str]:
        """Return what a term is called."""
        return self._texts(term, _LABELS)

    def definitions(self, term: str) -> list[str]:
        """Return how a term is explained."""
        return self._texts(term, _DEFINITIONS)

    def values(self, term: str, predicate: str) -> list[str]:
        """Return the values of one property of a term."""
        return [o for p, o in self.said.about(term) if p == predicate]

    def has_kind(self, term: str, kind: str) -> bool:
        """Say whether a term is declared to be of a kind of OWL."""
        return owl(kind) in self.values(term, A)

    def inverses(self, term: str) -> set[str]:
        """Return the named properties that a property is declared to be the inverse of."""
        pairs = self.said.pairs(owl("inverseOf"))
        found = {o for s, o in pairs if s == term} | {s for s, o in pairs if o == term}
        return {each for each in found if is_iri(each)}

    def ends(self, term: str, which: str) -> set[Form]:
        """Return the domains or ranges of a property, each in a form that can be compared."""
        return {self.form(o) for o in self.values(term, rdfs(which))}

    def form(self, node: str, depth: int = 0) -> Form:
        """Return a class expression in a form that is equal for equal expressions."""
        if not node.startswith("_:") or depth > _DEEPEST:
            return node
        if node not in self._forms:
            self._forms[node] = node  # what is met again inside itself stands for itself
            said = self.said
            for name in ("unionOf", "intersectionOf", "oneOf"):
                head = said.one(node, owl(name))
                if head is not None:
                    members = frozenset(self.form(m, depth + 1) for m in said.list(head))
                    self._forms[node] = (name, members)
                    break
            else:
                about = [(p, self.form(o, depth + 1)) for p, o in said.about(node) if p != A]
                self._forms[node] = frozenset(about)
        return self._forms[node]

    def mentioned(self, node: str) -> set[str]:
        """Return the IRIs inside an expression, or the one that it is."""
        found: set[str] = set()
        waiting, passed = [node], {node}
        while waiting:
            at = waiting.pop()
            if is_iri(at):
                found.add(at)
            elif at.startswith("_:"):
                for _, o in self.said.about(at):
                    if o not in passed:
                        passed.add(o)
                        waiting.append(o)
        return found

    def get(self, address: str, accept: str) -> Answer | None:
        """Look an address up, where there is a site."""
        return self.site.get(address, accept) if self.site else None

    def _texts(self, term: str, properties: Iterable[str]) -> list[str]:
        wanted = set(properties)
        return [value_of(o) for p, o in self.said.about(term) if p in wanted and o[0] == '"']


def short(term: str) -> str:
    """Return what stands behind the namespace of a term."""
    return value_of(term).rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def read_file(path: Path, site: Site | None = None) -> Ontology:
    """Read an ontology from a file of RDF.

    Raises:
        UsageError: It is not there, or not RDF; the message says where it breaks.
    """
    suffix = suffix_of(path) or _OTHER_ENDINGS.get(path.suffix.lower())
    if suffix is None:
        raise UsageError(f"{path.name} is no RDF.", "Endings: .ttl .owl .rdf .nt .jsonld .trig .nq")
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise LimitReached(f"{path.name} has more than {FILE_LIMIT // MIB} MiB.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if data[:2] == b"\x1f\x8b":
        raise UsageError(f"{path.name} is packed.", "Unpack it first (gunzip).")
    if suffix == ".rdf" and suffix_of(path) is None and not _XML.match(data):
        suffix = ".ttl"  # an ontology in a file .owl is mostly RDF/XML, and may be Turtle
    return Ontology(_triples(data, suffix, path.name), path.name, site=site)


def read_shipped() -> Ontology:
    """Read the ontology that comes with the package."""
    from kg.describing.vocabulary import vocabularies
    from kg.namespaces import ONTOLOGY

    own = vocabularies()[ONTOLOGY]
    return Ontology(list(own.triples), "the ontology of this package", ONTOLOGY)


def read_answer(address: str, site: Site) -> Ontology:
    """Read an ontology from where it is published.

    Raises:
        UsageError: Nothing that can be read stands there.
    """
    answer = site.get(address, RDF_ACCEPT)
    suffix = RDF_TYPES.get(answer.media_type) if answer else None
    if answer is None or suffix is None:
        raise UsageError(f"There is no ontology at {address} in {site.name}.")
    found = _triples(answer.body, suffix, address)
    # What the document says of itself is no part of the ontology.
    itself = {s for s, p, _ in found if p == f"<{FOAF}primaryTopic>"}
    return Ontology([t for t in found if t[0] not in itself], site.name, address, site)


def statements_of(answer: Answer) -> list[Triple]:
    """Return the statements of a document, blank nodes as ``_:…``; none if it is no RDF."""
    suffix = RDF_TYPES.get(answer.media_type)
    return list(_parsed(answer.body, suffix, answer.address)) if suffix else []


def _triples(data: bytes, suffix: str, name: str) -> list[Triple]:
    try:
        return list(_parsed(data, suffix, UNNAMED))
    except Refused as refused:
        where = f", line {refused.line}" if refused.line else ""
        raise UsageError(f"{name}{where}: {refused.message}", refused.remedy) from refused


def _parsed(data: bytes, suffix: str, base: str) -> Iterator[Triple]:
    return ((q.subject, q.predicate, q.object) for q in parse_quads(data, suffix, base))
