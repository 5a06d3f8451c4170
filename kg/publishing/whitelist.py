"""Which classes and properties may go out, by kind of record. What is not listed stays behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.csl import ADDED, CSL_TYPES
from kg.formats.vocabulary import cito_properties, vocabulary
from kg.namespaces import (
    CITO,
    CONSTRUCT,
    DCTERMS,
    FABIO,
    PIF,
    PROV,
    RDFS,
    SEMAPV,
    SKOS,
    SSSOM,
    XSD,
)
from kg.terms import parts
from kg.validation.facts import pif

_ROOTS: dict[str, tuple[str, ...]] = {
    "study": ("Study",),
    "participant": ("Participant",),
    "quote": ("Quote",),
    "document": ("Document",),
    "region": ("Region",),
    "tenure": ("RoleTenure",),
    "attribute": ("ParticipantAttribute",),
    "coding": ("CodingAct",),
    "team": ("ResearchTeam",),
    "coder": ("Researcher",),
    "claim": ("Claim",),
    "consent": ("ConsentRecord",),
    "governance": ("Embargo", "Redaction", "AccessLevel"),
    "codebook": ("Codebook",),
    "code": ("Construct",),
    "reference": ("Reference",),
    "work": ("Publication",),
    "method": ("ResearchMethod", "MethodStep"),
    "limitation": ("Limitation",),
    "told": (
        "Episode", "IdentityConstruct", "Outcome", "Person", "Influence", "Interaction",
        "MicroEnvironment", "MicroEnvironmentAspect", "ParticipationPosition", "StagePassage",
        "MentoringTrajectory", "MentoringRelationship", "ResearchProject",
    ),
    "setting": (
        "MentoringProgram", "Organization", "ProgramElement", "SupportActivity",
        "MentoringStage", "StageCompetency", "StageObjective", "MentoringEcosystem",
        "Environment", "CommunityOfPractice", "RegimeOfCompetence",
    ),
}  # fmt: skip
"""Kind of record → the classes of the ontology at or below which its members lie."""

_INFERRED = frozenset({
    "InterviewQuote", "DiaryQuote", "MenteeQuote", "PeerMentorQuote", "IllustratedClaim",
    "TriangulatedConstruct", "CrossRoleConstruct", "FormerMenteePeerMentorTenure",
    "InsiderResearcher", "Mentee", "PeerMentor", "Mentor", "EligibleForPeerMentoring",
    "RoleChanger", "EnablingInfluence", "ConstrainingInfluence",
})  # fmt: skip
"""Classes that follow: stated in a file, they may rest on what stays behind; they are derived."""

_OUTSIDE: dict[str, str] = {
    f"{SSSOM}Mapping": "mapping",
    f"{CITO}Citation": "citation",
    f"{PROV}Activity": "activity",
    **{
        f"{FABIO}{name}": "work"
        for name in (*CSL_TYPES.values(), "Work")
    },
}  # fmt: skip
_BESIDE = {"code": (f"{SKOS}Concept",), "codebook": (f"{SKOS}ConceptScheme",)}
"""Classes of other vocabularies that a kind's members may have too, and that make nothing one."""

PERSONAL = frozenset({"participant", "quote", "document", "region", "tenure", "attribute", "told"})
"""Kinds that exist because of one person or one passage."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand behind a property.

    ``to`` are kinds of records; ``shared`` terms of the ontology and the shared scheme;
    ``outside`` addresses elsewhere that begin with one of these; ``words`` and ``number``
    literals. A record whose ``essential`` words stay behind stays behind as a whole.
    """

    to: frozenset[str] = frozenset()
    shared: bool = False
    outside: tuple[str, ...] = ()
    words: bool = False
    number: bool = False
    essential: bool = False

    def literal(self, term: str) -> bool:
        """Say whether a literal may stand there."""
        if self.words and term[-1] == '"':  # neither language nor datatype, as most
            return True
        said, datatype, language = parts(term)
        if self.words:
            return language is not None or datatype == f"{XSD}string"
        return self.number and datatype in _NUMBERS and bool(_NUMBER.fullmatch(said))


_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "dateTime", "boolean"))
_NUMBER = re.compile(r"[-+0-9.:TZ]{1,40}|true|false")
_WORDS = Allowed(words=True)
_ESSENTIAL = Allowed(words=True, essential=True)
_VALUE = Allowed(number=True)
_ANYWHERE = ("http://", "https://")
_CONCEPT = Allowed(frozenset({"code"}), shared=True)
_MATCHED = Allowed(frozenset({"code"}), shared=True, outside=_ANYWHERE)
_TERM = Allowed(shared=True)
_MATCHES = tuple(f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))


def _to(*kinds: str, shared: bool = False) -> Allowed:
    return Allowed(frozenset(kinds), shared=shared)


def _words(*names: str) -> dict[str, Allowed]:
    return {name if "/" in name else PIF + name: _WORDS for name in names}


def _values(*names: str) -> dict[str, Allowed]:
    return {name if "/" in name else PIF + name: _VALUE for name in names}


_LABELLED = _words(f"{RDFS}label", "note", "statedInSentence", "inSentence")
_LINKS: dict[str, dict[str, Allowed]] = {
    "study": {
        **_words(f"{DCTERMS}title", f"{DCTERMS}rights", "ethicsReference", "note", "contact",
                 "publishableAttribute", "material", "seenAt", "notAtHand", "licenceNote"),
        **_values("minimumGroupSize"),
        f"{DCTERMS}license": Allowed(outside=_ANYWHERE),
        f"{PIF}reportedIn": _to("work"), f"{PIF}usesMethod": _to("method"),
        f"{PIF}limitedBy": _to("limitation"), f"{PIF}reusesDataOf": _to("study"),
        f"{PIF}hasConsent": _to("consent"), f"{PIF}studiesProgram": _to("setting"),
        f"{PIF}hasCodebook": _to("codebook"),
    },
    "participant": {
        f"{RDFS}label": _WORDS, f"{PIF}hasTenure": _to("tenure"),
        f"{PIF}hasAttribute": _to("attribute"),
        **_words("trainingStatus", "becamePeerMentor"),
        **_values("trainingYear", "projectsUndertakenMin", "projectsUndertakenMax",
                  "publishedProjectsMin", "yearsInProgramMin", "yearsInProgramMax"),
    },
    "attribute": _words("attributeName", "attributeValue"),
    "tenure": {
        f"{PIF}inProgram": _to("setting"), f"{PIF}precededBy": _to("tenure"),
        f"{PIF}directlyPrecededBy": _to("tenure"),
    },
    "document": {
        f"{PIF}accountOf": _to("participant"),
        f"{PIF}diaryOf": _to("participant"), f"{PIF}collectedIn": _to("study"),
        **_words("note", "medium"), **_values("documentDate"),
    },
    "region": {},
    "quote": {
        **_words("text", "speakerLabel", "inSection", "locator", "note"),
        **_values("start", "end", "wordCount", "lineInSource"),
        f"{PIF}drawnFrom": _to("document"),
        f"{PIF}spokenBy": _to("participant"), f"{PIF}spokenInTenure": _to("tenure"),
        f"{PIF}illustrates": _to("claim"), f"{PIF}evidences": _to("told"),
        f"{PIF}overlapsWith": _to("quote"), f"{PIF}sameUtteranceAs": _to("quote"),
        f"{PIF}standsIn": _to("region"),
    },
    "codebook": {
        **_words(f"{RDFS}label", f"{DCTERMS}title"), f"{SKOS}hasTopConcept": _to("code"),
    },
    "code": {
        f"{SKOS}prefLabel": _ESSENTIAL,
        **_words(f"{SKOS}altLabel", f"{SKOS}definition", f"{SKOS}scopeNote", f"{SKOS}example",
                 f"{SKOS}notation"),
        f"{SKOS}broader": _to("code"), f"{SKOS}narrower": _to("code"),
        f"{SKOS}related": _to("code"), f"{SKOS}inScheme": _to("codebook"),
        f"{SKOS}topConceptOf": _to("codebook"), **dict.fromkeys(_MATCHES, _MATCHED),
    },
    "coding": {
        f"{PIF}codingTarget": _to("quote"), f"{PIF}codingBody": _CONCEPT,
        f"{PIF}codingRegion": _to("region"),
        f"{PIF}madeBy": _to("team", "coder"), f"{PIF}basedOnMethod": _to("method"),
        **_words("rationale"), **_values("codedAt"),
    },
    "team": {f"{RDFS}label": _WORDS},
    "coder": {},
    "claim": {
        f"{PIF}text": _ESSENTIAL,
        **_words("claimType", "inSection", "inSentence", "note"), **_values("namesBothGroups"),
        f"{PIF}aboutConstruct": _CONCEPT, f"{PIF}statedIn": _to("work"),
        f"{PIF}contradicts": _to("claim"),
    },
    "consent": _words("consentScope", "consentStatus", "note"),
    "mapping": {
        f"{SSSOM}subject_id": _to("code"), f"{SSSOM}object_id": _MATCHED,
        f"{SSSOM}predicate_id": Allowed(outside=_MATCHES),
        f"{SSSOM}mapping_justification": Allowed(outside=(SEMAPV,)),
        **_words(f"{SSSOM}author_label", f"{SSSOM}comment"), **_values(f"{SSSOM}confidence"),
    },
    "reference": {
        **_words("printedAs", "note"), **_values("listPosition"), f"{PIF}toWork": _to("work"),
    },
    "citation": {
        **_words("inSection", "inSentence", "fit", "note"), f"{PIF}viaReference": _to("reference"),
        f"{CITO}hasCitedEntity": _to("work"), f"{CITO}hasCitingEntity": _to("work"),
        f"{CITO}hasCitationCharacterization": Allowed(outside=(CITO,)),
    },
    "work": {
        **_words(f"{DCTERMS}title", f"{DCTERMS}creator", "containerTitle",
                 "doi", *(property[1:-1] for property in ADDED)),
        **_values("publicationYear"), f"{PIF}reports": _to("study"),
    },
    "activity": {
        **_words(f"{DCTERMS}description", f"{DCTERMS}temporal", "inSentence", f"{DCTERMS}type",
                 f"{DCTERMS}creator", f"{DCTERMS}date", f"{DCTERMS}subject"),
        f"{PROV}used": _to(*_ROOTS, "code", "citation", "mapping", "work", "activity"),
    },
    "method": {**_LABELLED, f"{PIF}hasStep": _to("method")},
    "limitation": {**_LABELLED, f"{PIF}predisposesTo": _to("limitation")},
    "setting": {
        **_LABELLED, **_values("stageNumber"),
        **{
            PIF + name: _to("setting", shared=True)
            for name in (
                "hosts", "hostedBy", "hasStage", "offersSupport", "hasStructure", "hasCulture",
                "hasApproach", "includesPart", "partOfEcosystem", "hasEnvironment", "createdBy",
                "ecosystemOf", "relatesToLevel", "alignsWith", "hasCompetency", "hasObjective",
                "nextStage", "laterStage",
            )
        },
        f"{PIF}comprisesInfluence": _to("told"), f"{PIF}arisesFrom": _to("told"),
    },
    "told": {
        **_LABELLED,
        f"{PIF}performedBy": _to("participant", "told"), f"{PIF}instantiates": _CONCEPT,
        f"{PIF}inTenure": _to("tenure"), f"{PIF}publishedAs": _to("work"),
        **{
            PIF + name: _to("told")
            for name in (
                "concernsIdentity", "adopts", "protects", "drawsOn", "repairs", "deepens",
                "maintains", "reflectsOn", "reflectsDuring", "reflectsAfter", "resultsIn",
                "actsOn", "enables", "constrains", "shapedByAspect", "movesFromPosition",
                "movesToPosition", "madeOf",
            )
        },
        f"{PIF}imageFrom": _to("told", "participant"), f"{PIF}guidedBy": _to("setting"),
        **{
            PIF + name: _to("told", "setting", "participant", shared=True)
            for name in (
                "involvesEnvironment", "involvesStakeholder", "microEnvironmentOf", "inCommunity",
                "integratesInto", "passesStage", "relatesToLevel", "partOfEcosystem",
            )
        },
    },
}  # fmt: skip

INVERSES = {
    pif(name): pif(other)
    for name, other in (
        ("tenureOf", "hasTenure"), ("targetOfCoding", "codingTarget"),
        ("evidencedBy", "evidences"), ("illustratedBy", "illustrates"),
        ("hasMicroEnvironment", "microEnvironmentOf"),
    )
}  # fmt: skip
"""Properties that a file may state backwards → what they are turned into before they are judged."""


@cache
def allowed(kind: str) -> dict[str, Allowed]:
    """Return what may be said of a kind of record: property, as a term → what may stand there."""
    if kind not in _LINKS:
        return {}
    said = {**_LINKS[kind]}
    said[f"{PIF}accessLevel"] = _TERM
    if kind != "work":
        said |= {f"{PIF}identifier": _WORDS, f"{PIF}ofStudy": _to("study")}
    else:
        said |= {f"{CITO}{p}": _to("work") for p, way in cito_properties().items() if way != "none"}
    return {f"<{name}>": what for name, what in said.items()}


def sole_class(kind: str) -> str | None:
    """Return the class that every record of a kind is a member of, where there is one."""
    roots = _ROOTS.get(kind, ())
    return pif(roots[0]) if len(roots) == 1 and kind != "work" else None


def follows(class_: str) -> bool:
    """Say whether membership in a class is only ever derived."""
    return class_[1:-1].removeprefix(PIF) in _INFERRED


@cache
def known_properties() -> frozenset[str]:
    """Return every property that some kind of record may have, as terms."""
    return frozenset().union(*(allowed(kind) for kind in _LINKS))


def kinds_of(classes: list[str]) -> set[str]:
    """Return what a thing is, from its classes with those above them, as terms.

    >>> sorted(kinds_of([pif("Researcher"), pif("Person")]))
    ['coder']
    """
    found = {kind for kind, roots in _ROOT_TERMS.items() if roots & set(classes)}
    found |= {_OUTSIDE[c[1:-1]] for c in classes if c[1:-1] in _OUTSIDE}
    if found & {"participant", "coder", "team"}:
        found.discard("told")  # people too
    if "participant" in found:
        found.discard("coder")
    if "told" in found:
        found.discard("setting")
    return found


_ROOT_TERMS = {kind: {pif(root) for root in roots} for kind, roots in _ROOTS.items()}


@cache
def class_allowed(kind: str, class_: str) -> bool:
    """Say whether a record of a kind may be called a member of a class (a term)."""
    iri = class_[1:-1]
    if iri in _BESIDE.get(kind, ()) or _OUTSIDE.get(iri) == kind:
        return True
    name = iri.removeprefix(PIF)
    if name == iri or name in _INFERRED:
        return False
    above = vocabulary().above.get(name, frozenset({name}) & vocabulary().classes)
    return any(root in above for root in _ROOTS.get(kind, ()))


def shared_term(iri: str) -> bool:
    """Say whether an IRI is an individual of the ontology or a construct of the shared scheme."""
    words = vocabulary()
    return (iri.startswith(PIF) and iri[len(PIF) :] in words.individuals) or (
        iri.startswith(CONSTRUCT) and iri[len(CONSTRUCT) :] in words.constructs
    )
