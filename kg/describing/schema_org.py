"""A thing in the words of schema.org, for search engines and general tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg import terms
from kg.csl import CREATOR_LIST, named_in
from kg.describing.datasets import KEYWORDS
from kg.describing.labels import kind_of, name_of
from kg.identifiers import codebook_iri, split_thing_iri, study_iri
from kg.namespaces import BIBO, DCTERMS, FABIO, PIF, SCHEME, SKOS

if TYPE_CHECKING:
    from kg.describing.studies import StudyFacts
    from kg.describing.thing import Thing

CONTEXT = "https://schema.org/"

_BY_KIND = {
    "study": "Dataset",
    "quote": "Quotation",
    "claim": "Claim",
    "code": "DefinedTerm",
    "codebook": "DefinedTermSet",
    "participant": "Person",
    "coder": "Person",
    "document": "CreativeWork",
    "reference": "CreativeWork",
    "organisation": "Organization",
    "programme": "EducationalOccupationalProgram",
    "source": "Dataset",
    "tenure": "Role",
    "activity": "Action",
    "coding": "Action",
}
_BY_CLASS = {
    f"{FABIO}JournalArticle": "ScholarlyArticle",
    f"{FABIO}Preprint": "ScholarlyArticle",
    f"{FABIO}Book": "Book",
    f"{FABIO}BookChapter": "Chapter",
    f"{FABIO}ComputerProgram": "SoftwareSourceCode",
}
# Only what one property of schema.org says without more.
_TEXTS = {
    f"{SKOS}definition": "description",
    f"{DCTERMS}description": "description",
    f"{PIF}identifier": "identifier",
    f"{PIF}printedAs": "text",
    f"{SKOS}altLabel": "alternateName",
    f"{BIBO}pages": "pagination",
}
_LINKS = {
    f"{PIF}spokenBy": "spokenByCharacter",
    f"{PIF}drawnFrom": "isBasedOn",
    f"{PIF}supports": "about",
    f"{PIF}aboutConstruct": "about",
    f"{PIF}statedIn": "appearance",
    f"{PIF}hostedBy": "provider",
    f"{PIF}toWork": "sameAs",
    f"{SKOS}exactMatch": "sameAs",
    f"{PIF}madeBy": "agent",
    f"{PIF}codingTarget": "object",
    f"{PIF}codingBody": "instrument",
}
PROPERTIES = (
    *_TEXTS, *_LINKS, CREATOR_LIST[1:-1],
    *(f"{PIF}{name}" for name in ("text", "publicationYear", "doi")),
    *(f"{DCTERMS}{name}" for name in ("issued", "creator", "publisher")), f"{BIBO}isbn",
)  # fmt: skip
"""What is looked for of a thing, beside its classes (bare IRIs)."""
_CREATIVE = {"Dataset", "Quotation", "Claim", "CreativeWork", "ScholarlyArticle", "Book", "Chapter"}
_MOST = 50


def type_of(thing: Thing) -> str:
    """Return the class of schema.org that fits a thing best.

    Whatever it knows no class for is a ``Thing``.
    """
    if thing.kind:
        return _BY_KIND.get(thing.kind, "Thing")
    for class_ in thing.classes:
        if class_ in _BY_CLASS:
            return _BY_CLASS[class_]
    kind = kind_of(thing.iri)
    return {"construct": "DefinedTerm", "work": "CreativeWork"}.get(kind, "Thing")


def schema_org(thing: Thing, page: str, facts: StudyFacts | None) -> dict[str, Any]:
    """Return a thing as JSON-LD of schema.org; ``page`` is the address of its page.

    ``facts`` are those of its study, for the licence and whom to cite.
    """
    sort = type_of(thing)
    made: dict[str, Any] = {"@context": CONTEXT, "@type": sort, "@id": thing.iri}
    made["name"] = f"{kind_of(thing.iri)} {thing.name.text}".strip() if thing.kind else (
        thing.name.text
    )  # fmt: skip
    for group in thing.out:
        property = terms.value_of(group.predicate)
        values = [member.term for member in group.members[:_MOST]]
        if property in _TEXTS:
            texts = [terms.value_of(v) for v in values if v[0] == '"']
            if texts:
                made[_TEXTS[property]] = _one_or_all(texts)
        elif property in _LINKS:
            links = [_link(value, thing) for value in values if terms.is_iri(value)]
            if links:
                made.setdefault(_LINKS[property], []).extend(links)
    if text := thing.value(f"{PIF}text"):
        made["text"] = text
    if date := thing.value(f"{DCTERMS}issued") or thing.value(f"{PIF}publicationYear"):
        made["datePublished"] = date.partition("/")[0]
    if not thing.kind and (creators := thing.values(f"{DCTERMS}creator")):
        names = [terms.value_of(creator) for creator in creators]
        listed = named_in(thing.value(CREATOR_LIST[1:-1]), names)
        made["author"] = [_creator(name) for name in (listed or names)[:_MOST]]
    if not thing.kind and (publisher := thing.value(f"{DCTERMS}publisher")):
        made["publisher"] = {"@type": "Organization", "name": publisher}
    if sort == "Book" and (isbn := thing.value(f"{BIBO}isbn")):
        made["isbn"] = isbn
    if doi := thing.value(f"{PIF}doi"):
        made["sameAs"] = f"https://doi.org/{doi}"
    _placed(made, thing, sort)
    if facts and sort in _CREATIVE:
        _licensed(made, thing, facts)
    made["url"] = page
    return {key: _unwrapped(value) for key, value in made.items()}


def _placed(made: dict[str, Any], thing: Thing, sort: str) -> None:
    if sort == "DefinedTerm":
        home = codebook_iri(thing.study) if thing.study else SCHEME
        made["termCode"] = made.get("identifier", thing.name.text)
        made["inDefinedTermSet"] = {"@id": home}
    elif thing.study and thing.kind != "study" and sort in _CREATIVE:
        made["isPartOf"] = {"@type": "Dataset", "@id": study_iri(thing.study)}


def _licensed(made: dict[str, Any], thing: Thing, facts: StudyFacts) -> None:
    if facts.licences:
        made["license"] = _one_or_all(list(facts.licences))
    if thing.kind != "study":
        return
    made["name"] = facts.title
    made["description"] = (
        f"Coded quotes, claims and codes of the study “{facts.title}”: "
        f"{facts.quads:,} statements as RDF."
    )
    made["keywords"] = list(KEYWORDS)
    if facts.rights:
        made["creditText"] = facts.rights[0]
    creators = facts.creators or (facts.publications[0].creators if facts.publications else ())
    if creators:
        made["creator"] = [_creator(name) for name in creators]
    if facts.publications:
        made["citation"] = [
            {"@type": "ScholarlyArticle", "@id": work.iri, "name": work.title or work.iri}
            for work in facts.publications
        ]
    if facts.year:
        made["datePublished"] = facts.year
    made["isAccessibleForFree"] = True


def _creator(name: str) -> dict[str, str]:
    if name.startswith(("https://", "http://")):
        return {"@type": "Person", "@id": name}
    return {"@type": "Person", "name": name}


def _link(term: str, thing: Thing) -> dict[str, str]:
    iri = terms.value_of(term)
    named = {"@id": iri}
    if iri.startswith(f"{SCHEME}/") or (split_thing_iri(iri) or ("", "", ""))[1] == "code":
        named["@type"] = "DefinedTerm"
    named["name"] = name_of(term, thing.labels).text
    return named


def _one_or_all(found: list[Any]) -> Any:
    return found[0] if len(found) == 1 else found


def _unwrapped(value: Any) -> Any:
    return _one_or_all(value) if isinstance(value, list) else value
