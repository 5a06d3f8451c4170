"""Works in the fields of CSL-JSON: which statement holds which field, and what none holds.

What the statements about a work give back is rebuilt by the same functions wherever it is needed;
what an entry of a reference list says beyond that is its *further* fields, so that statements and
further fields together are the entry again.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model import Work
from kg.namespaces import BIBO, DCTERMS, PIF

Fields = dict[str, Any]

CSL_TYPES = {
    "article-journal": "JournalArticle",
    "article-magazine": "Article",
    "article-newspaper": "NewspaperArticle",
    "article": "Preprint",
    "book": "Book",
    "chapter": "BookChapter",
    "dataset": "Dataset",
    "paper-conference": "ConferencePaper",
    "post-weblog": "BlogPost",
    "report": "ReportDocument",
    "review": "Review",
    "review-book": "BookReview",
    "software": "ComputerProgram",
    "thesis": "Thesis",
    "webpage": "WebPage",
}
"""Type of CSL-JSON → class of FaBiO; any other is a ``Work``."""
TYPES = {name: type for type, name in CSL_TYPES.items()}
"""Class of FaBiO → type of CSL-JSON."""

PLAIN = {
    "volume": f"<{BIBO}volume>",
    "issue": f"<{BIBO}issue>",
    "page": f"<{BIBO}pages>",
    "number": f"<{BIBO}number>",
    "edition": f"<{BIBO}edition>",
    "chapter-number": f"<{BIBO}chapter>",
    "number-of-pages": f"<{BIBO}numPages>",
    "number-of-volumes": f"<{BIBO}numVolumes>",
    "publisher": f"<{DCTERMS}publisher>",
    "publisher-place": f"<{PIF}placeOfPublication>",
    "language": f"<{DCTERMS}language>",
    "ISBN": f"<{BIBO}isbn>",
    "ISSN": f"<{BIBO}issn>",
    "PMID": f"<{BIBO}pmid>",
    "URL": f"<{BIBO}uri>",
}
"""Field of CSL-JSON → the property that holds it as it is written."""
CREATOR_LIST, EDITOR_LIST = f"<{PIF}creatorList>", f"<{PIF}editorList>"
ISSUED, FURTHER = f"<{DCTERMS}issued>", f"<{PIF}furtherFields>"
ADDED = (*PLAIN.values(), CREATOR_LIST, EDITOR_LIST, ISSUED)
"""Properties of works that only their bibliography tells."""

FURTHER_LIMIT = 64 << 10
"""The most bytes that further fields of one entry may have."""

BETWEEN = "; "
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def texts(value: Any) -> Any:
    """Return a value with all that is in it as text, as YAML holds it."""
    if isinstance(value, list):
        return [texts(item) for item in value]
    if isinstance(value, dict):
        return {name: texts(item) for name, item in value.items()}
    return value if value is None else str(value)


# Names and dates -----------------------------------------------------------------------------


def listed(names: Iterable[str]) -> str:
    """Return names as one text that keeps their order.

    >>> listed(["Lave, J", "Wenger, E"])
    'Lave, J; Wenger, E'
    """
    return BETWEEN.join(names)


def in_order(names: Iterable[str], listed: str) -> list[str]:
    """Return names in the order of a list of them; those not in it come last.

    >>> in_order(["Lave, J", "Ng, A", "Wenger, E"], "Wenger, E; Lave, J")
    ['Wenger, E', 'Lave, J', 'Ng, A']
    """
    held = set(names)
    first = named_in(listed, held)
    return [*first, *sorted(held - set(first))]


def named_in(listed: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of a list in its order; none when it has others than are known.

    A name with a semicolon in it is not found again.
    """
    found = tuple(name for name in listed.split(BETWEEN) if name)
    return found if set(found) <= set(names) else ()


def person(name: str) -> dict[str, str]:
    """Return a name in its parts, where these make the same name again.

    >>> person("Schön, Donald A."), person("WHO")
    ({'family': 'Schön', 'given': 'Donald A.'}, {'literal': 'WHO'})
    """
    family, _, rest = name.partition(", ")
    if not family or not rest:
        return {"literal": name}
    given, comma, suffix = rest.partition(", ")
    if comma and suffix:
        return {"family": family, "given": given, "suffix": suffix}
    return {"family": family, "given": rest}


def date_of(issued: object) -> str:
    """Return a date of CSL-JSON as ISO 8601 writes it, as precise as it is; empty if it is not one.

    >>> date_of({"date-parts": [[2024, 9, 15]]}), date_of({"raw": "2014-03"}), date_of("spring")
    ('2024-09-15', '2014-03', '')
    """
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        if not parts:
            return date_of(issued.get("raw") or issued.get("literal") or "")
        ends = [_date(part) for part in parts] if isinstance(parts, list) else [""]
        return "/".join(ends) if all(ends) and len(ends) in (1, 2) else ""
    written = str(issued).strip()
    matched = _DATE.fullmatch(written)
    return _date([part for part in matched.groups() if part]) if matched else ""


def _date(parts: object) -> str:
    if not isinstance(parts, list) or not 1 <= len(parts) <= 3:
        return ""
    try:
        year, month, day = (*map(int, map(str, parts)), 1, 1)[:3]
        if not (0 < year < 10_000 and 1 <= day <= monthrange(year, month)[1]):
            return ""
    except ValueError:  # months too
        return ""
    return f"{year:04}-{month:02}-{day:02}"[: (4, 7, 10)[len(parts) - 1]]


def date_parts(date: str) -> Fields:
    """Return a date as CSL-JSON writes it.

    >>> date_parts("2024-09")
    {'date-parts': [[2024, 9]]}
    """
    return {"date-parts": [[int(part) for part in end.split("-")] for end in date.split("/")]}


def _is_date(date: str) -> bool:
    ends = date.split("/")
    return len(ends) < 3 and all(date_of(end) == end != "" for end in ends)


def is_address(url: str) -> bool:
    """Say whether a URL may be told to anybody: one of the web, not a place on somebody's disk."""
    return _ADDRESS.fullmatch(url) is not None and "@" not in url.split("/")[2]


# A work and its fields -----------------------------------------------------------------------


def date_issued(work: Work) -> str:
    """Return when a work came out: its date, or no more than its year."""
    return work.issued or ("" if work.year is None else f"{work.year:04}")


def csl(work: Work) -> Fields:
    """Return what is stated of a work, in the fields of CSL-JSON."""
    authors = [] if work.creators == work.editors else work.creators
    date = date_issued(work)
    fields: Fields = {
        "type": TYPES.get(work.type, "document"),
        "title": work.title,
        "author": [person(name) for name in authors],
        "editor": [person(name) for name in work.editors],
        "container-title": work.container,
        "issued": date_parts(date) if _is_date(date) else None,
        **{name: work.more.get(name, "") for name in PLAIN},
        "DOI": work.doi,
    }
    return {name: said for name, said in fields.items() if said}


def patched(fields: Mapping[str, Any], patch: Mapping[str, Any]) -> Fields:
    """Return fields with others put over them; None takes a field away.

    >>> patched({"title": "A", "custom": {"position": 1}}, {"title": None, "custom": {"et-al": 1}})
    {'custom': {'position': 1, 'et-al': 1}}
    """
    made = dict(fields)
    for name, value in patch.items():
        held = made.get(name)
        if isinstance(held, dict) and isinstance(value, dict) and name == "custom":
            made[name] = patched(held, value)
        elif value is None:
            made.pop(name, None)
        else:
            made[name] = value
    return made


def difference(wanted: Mapping[str, Any], stated: Mapping[str, Any]) -> Fields:
    """Return what :func:`patched` needs to make the fields that are wanted of those stated.

    >>> difference({"title": "A", "note": "N"}, {"title": "A", "issue": "2"})
    {'note': 'N', 'issue': None}
    """
    made: Fields = {}
    for name, value in wanted.items():
        held = stated.get(name)
        if name == "custom" and isinstance(value, dict) and isinstance(held, dict):
            if inner := difference(value, held):
                made[name] = inner
        elif value is not None and not _same(value, held):
            made[name] = value
    return made | {name: None for name in stated if wanted.get(name) is None}


def _same(one: object, other: object) -> bool:
    # In Python 1, 1.0 and True are equal; as JSON they are not.
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(v, other[k]) for k, v in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


def written(value: object) -> str:
    """Return a value as JSON, the same value always in the same way."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_further(written: str) -> Fields:
    """Return further fields from their JSON; none when it is not such."""
    try:
        found = json.loads(written or "{}", parse_constant=_refused)
        json.dumps(found, ensure_ascii=False).encode()  # half a character cannot be written again
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _refused(name: str) -> None:
    raise ValueError(name)


# Several entries for one work ----------------------------------------------------------------

Values = Mapping[str, Iterable[str]]


def values(work: Work) -> dict[str, list[str]]:
    """Return what is stated of a work as texts by name, as :func:`stated` reads them."""
    made = {
        "type": work.type,
        "title": work.title,
        "year": "" if work.year is None else str(work.year),
        "container": work.container,
        "doi": work.doi,
        "issued": date_issued(work),
        "editors": listed(work.editors),
        "order": listed(work.creators) if len(work.creators) > 1 else "",
        **work.more,
    }
    return {name: [text] for name, text in made.items() if text} | {"creators": work.creators}


def stated(iri: str, said: Values) -> Work:
    """Return the work that statements give back. Where several were made of one, the first holds.

    Statements have no order, so what is first is what the alphabet puts there.
    """

    def first(name: str) -> str:
        return min(said.get(name, ()), default="")

    year, editors = first("year"), first("editors")
    return Work(
        iri,
        first("type"),
        first("title"),
        int(year) if year.isdecimal() else None,
        in_order(set(said.get("creators", ())), first("order")),
        first("container"),
        first("doi"),
        first("issued"),
        editors.split(BETWEEN) if editors else [],
        {name: text for name in PLAIN if (text := first(name))},
    )


def further_fields(works: Iterable[Work]) -> list[Fields]:
    """Return, for each work, what statements about all of them do not give back of its entry.

    Entries of one work say it together: what one says and another does not is told apart here.
    """
    works = list(works)
    by_iri: defaultdict[str, list[Work]] = defaultdict(list)
    for work in works:
        by_iri[work.iri].append(work)
    told = {
        iri: csl(stated(iri, _together(those)))
        for iri, those in by_iri.items()
        if len(those) > 1 or not _plain(those[0])
    }
    return [
        difference(csl(work), told[work.iri]) | work.further if work.iri in told else work.further
        for work in works
    ]


def _plain(work: Work) -> bool:
    """Say whether statements about a work alone give back each of its names."""
    return not any(";" in name for names in (work.creators, work.editors) for name in names)


def _together(works: Iterable[Work]) -> Values:
    said: defaultdict[str, set[str]] = defaultdict(set)
    for work in works:
        for name, texts in values(work).items():
            said[name].update(texts)
    return said
