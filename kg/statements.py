"""Turn a study into statements: the graph of docs/reference/data-model.md, the same every time."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from kg import model as m
from kg.findings import Place
from kg.identifiers import codebook_iri, slug
from kg.namespaces import (
    CITO,
    DCTERMS,
    PREFIXES,
    PROV,
    SKOS,
    SSSOM,
    mapping_graph,
    study_graph,
)
from kg.recording import state_record, state_regions
from kg.stating import (
    CODE_CLASSES,
    DOCUMENT_CLASSES,
    IDENTIFIER,
    LABEL,
    OF_STUDY,
    ROLE_CLASSES,
    TEAM,
    Writer,
    pif,
    shortest,
)
from kg.terms import A, Triple, TripleSets, iri, text, typed
from kg.works import state_further, state_work


@dataclass(slots=True)
class Statements:
    """A study's graphs, and where each thing was read: graph IRI → triples, term → place."""

    graphs: TripleSets = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def statements(study: m.Study) -> Statements:
    """Return what a study's files say, as its asserted graph and its mapping graph.

    The mapping graph is there only if the study has mappings.
    """
    writer = _Writer(study)
    writer.study_itself()
    writer.programmes()
    writer.participants()
    writer.documents_and_quotes()
    state_regions(writer)
    writer.codebook_and_codings()
    writer.claims()
    writer.structured()
    writer.literature()
    state_record(writer)
    graphs: TripleSets = {study_graph(study.id): writer.said.keys()}
    if study.mappings:
        graphs = {**graphs, mapping_graph(study.id): _mappings(writer)}
    return Statements(graphs, writer.places)


class _Writer(Writer):
    """Makes the statements of one study, file by file."""

    # study.yaml --------------------------------------------------------------------------

    def study_itself(self) -> None:
        """State what the study is, what it rests on and what may be shown of it."""
        study, root = self.study, self.root
        self.places[root] = study.place
        self.add(root, A, pif("Study"))
        self.add(root, IDENTIFIER, text(study.id))
        self.words(root, f"<{DCTERMS}title>", study.title)
        if study.licence:
            self.add(root, f"<{DCTERMS}license>", iri(study.licence))
        self.words(root, f"<{DCTERMS}rights>", study.attribution)
        self.words(root, "ethicsReference", study.ethics_reference)
        if study.right_to_withdraw:
            self.words(root, "note", f"Right to withdraw: {study.right_to_withdraw}")
        self.whole(root, "minimumGroupSize", study.minimum_group)
        self.embargo(root, study.embargo, study.place)
        for name, values in (
            ("publishableAttribute", study.publishable),
            ("contact", study.contacts),
        ):
            for value in values:
                self.words(root, name, value)
        if study.publication:
            state_work(self, study.publication, study.place)
            self.add(self.publication, A, pif("Publication"))
            self.add(self.publication, pif("reports"), root)
            self.add(root, pif("reportedIn"), self.publication)
        for thing in study.methods:
            self.add(root, pif("usesMethod"), self.described("method", thing))
        for thing in study.limitations:
            self.add(root, pif("limitedBy"), self.described("limitation", thing))
        for source in study.sources:
            node = self.thing("source", source.id, source.place, "Study")
            self.words(node, f"<{DCTERMS}title>", source.label)
            self.add(root, pif("reusesDataOf"), node)
        for consent in study.consents:
            node = self.thing("consent", consent.scope, consent.place, "ConsentRecord")
            self.words(node, "consentScope", consent.scope)
            self.words(node, "consentStatus", consent.status)
            self.words(node, "note", consent.how)
            self.add(root, pif("hasConsent"), node)
        for activity in study.activities:
            self.activity(activity)

    def activity(self, activity: m.Activity) -> None:
        """State when a piece of the research was done."""
        node = self.thing("activity", activity.id, activity.place)
        self.add(node, A, f"<{PROV}Activity>")
        self.prose(node, f"<{DCTERMS}description>", activity.text)
        if activity.start or activity.end:
            times = dict.fromkeys(t for t in (activity.start, activity.end) if t)
            self.words(node, f"<{DCTERMS}temporal>", "/".join(times))
        for sentence in activity.sentences:
            self.words(node, "inSentence", sentence)

    def described(self, kind: str, thing: m.Thing) -> str:
        """State what a thing of study.yaml is; returns its term."""
        node = self.thing(kind, thing.id, thing.place, thing.class_name)
        self.prose(node, LABEL, thing.label)
        self.words(node, "statedInSentence", thing.sentence)
        self.words(node, "note", thing.note)
        for name, target in thing.properties:
            self.add(node, pif(name), self.target(target))
        return node

    def programmes(self) -> None:
        """State what the programmes are made of, and the ecosystem around them."""
        for programme in self.study.programmes:
            if not programme.id:
                continue
            classes = [programme.class_name or "MentoringProgram"]
            if programme.mentees_first:
                classes.append("MenteeEntryProgram")
            node = self.thing("programme", programme.id, programme.place, *classes)
            self.prose(node, LABEL, programme.label)
            self.add(self.root, pif("studiesProgram"), node)
            if programme.host:
                host = self.described("organisation", programme.host)
                self.add(node, pif("hostedBy"), host)
            for stage in programme.stages:
                self.add(node, pif("hasStage"), pif(stage))
            for support in programme.supports:
                self.add(node, pif("offersSupport"), self.described("entity", support))
            structure = programme.structure
            for name, thing in (
                ("hasStructure", structure),
                ("hasCulture", programme.culture),
                ("hasApproach", programme.approach),
            ):
                if thing:
                    self.add(node, pif(name), self.described("entity", thing))
            for part in programme.parts:
                whole = self.node("entity", structure.id) if structure else node
                self.add(whole, pif("includesPart"), self.described("entity", part))
        for thing in self.study.entities:
            self.described("entity", thing)

    # People, documents, quotes -----------------------------------------------------------

    def participants(self) -> None:
        """State who was studied and in which roles."""
        for person in self.study.participants:
            node = self.thing("participant", person.id, person.place, "Participant")
            self.words(node, LABEL, person.label or person.id)
            for tenure in person.tenures:
                self.add(node, pif("hasTenure"), self.tenure(tenure))
            self.words(node, "trainingStatus", person.status)
            self.whole(node, "trainingYear", person.year)
            self.whole(node, "projectsUndertakenMin", person.projects_min)
            self.whole(node, "projectsUndertakenMax", person.projects_max)
            self.whole(node, "publishedProjectsMin", person.published_projects_min)
            self.number(node, "yearsInProgramMin", person.duration_min_years)
            self.number(node, "yearsInProgramMax", person.duration_max_years)
            self.words(node, "becamePeerMentor", person.became_peer_mentor)
            self.words(node, "note", person.note)
            self.access(node, "participant", person.access)
            self.embargo(node, person.embargo, person.place)
            for column, value in person.attributes.items():
                id = f"{person.id}-{slug(column)}"
                attribute = self.thing("attribute", id, person.place, "ParticipantAttribute")
                self.add(node, pif("hasAttribute"), attribute)
                self.words(attribute, "attributeName", column)
                self.words(attribute, "attributeValue", value)
        for tenure in self.study.unheld_tenures:
            self.tenure(tenure)

    def tenure(self, tenure: m.Tenure) -> str:
        """State that a role was held; returns its term."""
        id = f"{tenure.holder}-{tenure.role}"
        node = self.thing("tenure", id, tenure.place, ROLE_CLASSES.get(tenure.role, "RoleTenure"))
        self.link(node, "inProgram", "programme", tenure.programme)
        return node

    def documents_and_quotes(self) -> None:
        """State what was taken from which record, and who spoke in which role."""
        for document in self.study.documents:
            name = DOCUMENT_CLASSES.get(document.kind, "Document")
            node = self.thing("document", document.id, document.place, name)
            if name == "Document":
                self.words(node, "note", document.kind and f"Kind: {document.kind}")
            about = "diaryOf" if document.kind == "diary" else "accountOf"
            self.link(node, about, "participant", document.participant)
            if document.date:
                self.add(node, pif("documentDate"), typed(document.date, "dateTime"))
            self.words(node, "fullText", document.text or "")
            self.words(node, "note", document.note)
            self.access(node, "document", document.access)
            self.embargo(node, document.embargo, document.place)
        for quote in self.study.quotes:
            node = self.thing("quote", quote.id, quote.place, "Quote")
            self.words(node, "text", quote.text)
            self.link(node, "drawnFrom", "document", quote.document)
            self.link(node, "spokenBy", "participant", quote.participant)
            holder = quote.participant or quote.document
            if quote.role and holder:
                self.link(node, "spokenInTenure", "tenure", f"{holder}-{quote.role}")
            self.words(node, "speakerLabel", quote.speaker_label)
            self.whole(node, "start", quote.start)
            self.whole(node, "end", quote.end)
            self.link(node, "illustrates", "claim", quote.claim)
            self.words(node, "inSection", quote.section)
            self.words(node, "locator", quote.locator)
            self.words(node, "note", quote.note)
            self.access(node, "quote", quote.access)
            self.embargo(node, quote.embargo, quote.place)

    # Codes -------------------------------------------------------------------------------

    def codebook_and_codings(self) -> None:
        """State the codes, and who applied which of them to what."""
        study = self.study
        book = f"<{codebook_iri(study.id)}>"
        self.places[book] = study.codes[0].place if study.codes else study.place
        self.add(self.root, pif("hasCodebook"), book)
        self.add(book, A, pif("Codebook"))
        self.add(book, A, f"<{SKOS}ConceptScheme>")
        self.add(book, OF_STUDY, self.root)
        for code in study.codes:
            classes = ["Code", CODE_CLASSES.get(code.kind, "")]
            node = self.thing("code", code.id, code.place, *classes)
            self.add(node, A, f"<{SKOS}Concept>")
            self.add(node, f"<{SKOS}inScheme>", book)
            self.prose(node, f"<{SKOS}prefLabel>", code.label)
            if code.parent:
                self.add(node, f"<{SKOS}broader>", self.node("code", code.parent))
            self.prose(node, f"<{SKOS}definition>", code.definition)
            self.prose(node, f"<{SKOS}scopeNote>", code.include and f"Include: {code.include}")
            self.prose(node, f"<{SKOS}scopeNote>", code.exclude and f"Exclude: {code.exclude}")
            self.prose(node, f"<{SKOS}example>", code.example)
            self.words(node, "note", code.note)
        coders: dict[str, str] = {}
        for coding in study.codings:
            name = "ProjectCoding" if coding.kind == "project" else "AuthorCoding"
            node = self.thing("coding", coding.id, coding.place, name)
            self.link(node, "codingTarget", "quote", coding.quote)
            self.add(node, pif("codingBody"), self.concept(coding.concept))
            if coding.coder:
                if coding.coder not in coders:
                    who = "CodingTeam" if coding.coder == TEAM else "Researcher"
                    coders[coding.coder] = self.thing("coder", coding.coder, coding.place, who)
                self.add(node, pif("madeBy"), coders[coding.coder])
            if coding.moment:
                self.add(node, pif("codedAt"), _moment(coding.moment))
            self.words(node, "rationale", coding.rationale)

    def claims(self) -> None:
        """State what the publication says."""
        for claim in self.study.claims:
            leads_in = "lead-in" in slug(claim.type)
            node = self.thing(
                "claim", claim.id, claim.place, "Claim", "LeadInClaim" if leads_in else ""
            )
            self.words(node, "text", claim.text)
            self.words(node, "claimType", claim.type)
            self.words(node, "inSection", claim.section)
            self.words(node, "inSentence", claim.sentence)
            self.words(node, "note", claim.note)
            for concept in claim.constructs:
                self.add(node, pif("aboutConstruct"), self.concept(concept))
            if self.publication:
                self.add(node, pif("statedIn"), self.publication)
            if claim.names_both_groups is not None:
                self.add(node, pif("namesBothGroups"), typed(claim.names_both_groups, "boolean"))

    # Episodes ----------------------------------------------------------------------------

    def structured(self) -> None:
        """State what episodes and relations say with the classes of the ontology."""
        for row in [*self.study.episodes, *self.study.relations]:
            kind, id = row.subject.kind, row.subject.id
            node = (
                self.node(kind, id)
                if kind in ("quote", "claim")
                else self.thing(kind, id, row.place, row.class_name)
            )
            if kind == "episode" and row.quote:
                self.add(self.node("quote", row.quote), pif("evidences"), node)
            if kind == "episode":
                self.link(node, "performedBy", "participant", row.participant)
            if row.basis and kind in ("quote", "claim") and row.object:
                self.words(node, "note", f"{row.property} {row.object.id}: {row.basis}")
            elif kind not in ("quote", "claim"):
                self.words(node, "note", row.basis)
            if row.object and row.property:
                object = self.target(row.object)
                if row.object.kind == "entity":
                    self.thing("entity", row.object.id, row.place, row.object_class)
                self.add(node, pif(row.property), object)

    # Literature --------------------------------------------------------------------------

    def literature(self) -> None:
        """State the reference list and where each entry is cited."""
        works = {}
        publication = self.study.publication
        further = [(self.root, publication)] if publication else []
        for entry in self.study.references:
            node = self.thing("reference", entry.id, entry.place, "Reference")
            further.append((node, entry.work))
            works[entry.id] = state_work(self, entry.work, entry.place)
            self.add(node, pif("toWork"), works[entry.id])
            self.words(node, "printedAs", entry.printed)
            self.whole(node, "listPosition", entry.position)
            for note in entry.notes:
                self.words(node, "note", note)
        state_further(self, further)
        for citation in self.study.citations:
            cited = works.get(citation.reference)
            if cited is None:
                continue
            node = self.thing("citation", citation.id, citation.place)
            self.add(node, A, f"<{CITO}Citation>")
            self.add(node, f"<{CITO}hasCitedEntity>", cited)
            self.link(node, "viaReference", "reference", citation.reference)
            if self.publication:
                self.add(node, f"<{CITO}hasCitingEntity>", self.publication)
                self.add(self.publication, f"<{CITO}cites>", cited)
            if citation.intent:
                intent = f"<{CITO}{citation.intent}>"
                self.add(node, f"<{CITO}hasCitationCharacterization>", intent)
                if self.publication:
                    self.add(self.publication, intent, cited)
            self.words(node, "inSection", citation.section)
            self.words(node, "inSentence", citation.sentence)
            self.words(node, "fit", citation.fit)
            self.words(node, "note", citation.marker and f"Marker: {citation.marker}")
            self.words(node, "note", citation.topic and f"Topic: {citation.topic}")
            self.words(node, "note", citation.note)


@lru_cache(maxsize=1024)
def _moment(said: str) -> str:
    """Return a moment as a term; the same object each time, as many codings are of one."""
    return typed(said, "dateTime")


def _mappings(writer: _Writer) -> set[Triple]:
    made: set[Triple] = set()
    for mapping in writer.study.mappings:
        subject, object = writer.node("code", mapping.code), writer.concept(mapping.concept)
        predicate = f"<{SKOS}{mapping.predicate}>"
        made.add((subject, predicate, object))
        node = writer.node("mapping", mapping.id)
        writer.places[node] = mapping.place
        values: list[tuple[str, str]] = [
            (A, f"<{SSSOM}Mapping>"),
            (IDENTIFIER, text(mapping.id)),
            (OF_STUDY, writer.root),
            (f"<{SSSOM}subject_id>", subject),
            (f"<{SSSOM}predicate_id>", predicate),
            (f"<{SSSOM}object_id>", object),
        ]
        if mapping.justification:
            values.append((f"<{SSSOM}mapping_justification>", _term(mapping.justification)))
        for name, said in (("author_label", mapping.author), ("comment", mapping.comment)):
            if said:
                values.append((f"<{SSSOM}{name}>", text(said)))
        if mapping.confidence is not None:
            values.append((f"<{SSSOM}confidence>", typed(shortest(mapping.confidence), "decimal")))
        made.update((node, p, o) for p, o in values)
    return made


def _term(written: str) -> str:
    """Return an address or a name with a known prefix as an IRI, anything else as text."""
    prefix, _, rest = written.partition(":")
    if rest and prefix in PREFIXES and "/" not in rest:
        return iri(PREFIXES[prefix] + rest)
    return iri(written) if written.startswith(("http://", "https://")) else text(written)
