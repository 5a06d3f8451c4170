"""Read a set of mappings from an SSSOM table: TSV, with a YAML header behind ``#``."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from kg.findings import Finding, Place
from kg.formats.about import LICENCES
from kg.formats.cells import TABLE_LIMIT, decode, read_bytes, read_rows
from kg.formats.coding import read_match
from kg.formats.concepts import expand
from kg.formats.reporting import Report, shown
from kg.formats.rows import Tables
from kg.formats.settings import Keys
from kg.formats.structured import Settings, read_yaml
from kg.formats.tables import MAPPINGS, Column, Table
from kg.formats.values import Cells, word_of
from kg.formats.vocabulary import vocabulary
from kg.identifiers import (
    STUDY_ID_LIMIT,
    construct_iri,
    normal_id,
    slug,
    split_thing_iri,
    thing_iri,
    wrong_with_id,
)
from kg.mapping.model import NONE, OWN, MappingSet, Match, short
from kg.namespaces import BASE, CONSTRUCT, DEFAULT_BASE

ENDING = ".sssom.tsv"
_TABLE = Table(
    "mapping-set",
    "mappings.sssom.tsv",
    "Mappings of codes of any studies, made by somebody else than the studies.",
    (
        Column("subject_id", "The code, as study/code or by its address.", True),
        *MAPPINGS.columns[1:],
    ),
    open=True,
)
_ADDRESS = re.compile(r"https?://[^\x00-\x20<>\"{}|\\^`]+")
_CURIE = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*):(\S+)")
_ENDS = re.compile(r"(\.sssom)?(\.tsv|\.txt)?$", re.IGNORECASE)


def is_mapping_file(path: Path) -> bool:
    """Say whether a file is read as a set of mappings: its name ends in ``.sssom.tsv``."""
    return path.name.lower().endswith(ENDING) and not path.is_dir()


def read_set(path: Path, *, name: str = "") -> tuple[MappingSet | None, list[Finding]]:
    """Read a set of mappings; None when the file cannot be read. What is wrong is a finding.

    ``name`` takes the place of the one made from ``mapping_set_id`` or the file's name.
    """
    report = Report()
    file = path.name
    data = read_bytes(path, file, TABLE_LIMIT, report)
    text = None if data is None else decode(data, file, report)
    sheet = None if text is None else read_rows(text, file, report, delimiter="\t")
    if text is None or sheet is None:
        return None, report.findings()
    keys = Keys(_header(text, file, report), (), report)
    named = name or _name(keys, path)
    _check_name(named, keys, report)
    authors = keys.texts("author_label")
    prefixes = _prefixes(keys)
    matches: dict[tuple[str, str, str], Match] = {}
    for row in Tables({_TABLE.name: sheet}, report).rows(_TABLE):
        match = _match(row, prefixes, ", ".join(authors))
        if match is None:
            continue
        key = (match.subject, match.predicate, match.object)
        first = matches.setdefault(key, match)
        if first is not match:
            report.warning(
                "duplicate-mapping", row.at("object_id"),
                f"{match.says} stands in row {first.place.row if first.place else '?'} already.",
                "Take one of the two out; the first is kept.",
            )  # fmt: skip
    made = MappingSet(
        named,
        title=keys.text("mapping_set_title"),
        creators=tuple(keys.texts("creator_label")) or tuple(authors),
        licence=_licence(keys, report),
        date=keys.text("mapping_date") or keys.text("publication_date"),
        version=keys.text("mapping_set_version"),
        source=_address(keys.text("mapping_set_id")),
        about=keys.text("mapping_set_description"),
        comment=keys.text("comment"),
        matches=tuple(_with_ids(list(matches.values()))),
    )
    _check(made, file, report)
    return made, report.findings()


def _header(text: str, file: str, report: Report) -> Settings:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:])
    found = read_yaml("\n".join(lines), file, report) if any(map(str.strip, lines)) else None
    return found or Settings(file, {})


def _name(keys: Keys, path: Path) -> str:
    last = keys.text("mapping_set_id").rstrip("/#").rpartition("/")[2].rpartition("#")[2]
    return normal_id(_ENDS.sub("", last) or _ENDS.sub("", path.name))


def _check_name(name: str, keys: Keys, report: Report) -> None:
    wrong = wrong_with_id(name, STUDY_ID_LIMIT)
    if name in (OWN, NONE):
        wrong = "that word has a meaning of its own where sets are chosen"
    if wrong:
        report.violation(
            "mapping-set-name", keys.at("mapping_set_id"),
            f"{shown(name)} cannot be the name of a set of mappings: {wrong}.",
            "Give one with --name, of letters, digits, hyphens, full stops and underscores.",
        )  # fmt: skip


def _prefixes(keys: Keys) -> dict[str, str]:
    found = keys.values.get("curie_map")
    if not isinstance(found, dict):
        return {}
    return {
        prefix: start
        for prefix, start in found.items()
        if isinstance(start, str) and _ADDRESS.fullmatch(start)
    }


def _licence(keys: Keys, report: Report) -> str:
    written = keys.text("license") or keys.text("licence")
    known = LICENCES.get(word_of(written), _address(written))
    if not known:
        report.warning(
            "mapping-licence", keys.at("license"),
            f"{shown(written)} is not the address of a licence." if written
            else "The set does not say under what licence others may use it.",
            "Write #license: https://creativecommons.org/licenses/by/4.0/ above the table.",
        )  # fmt: skip
    return known


def _address(written: str) -> str:
    return written if _ADDRESS.fullmatch(written) else ""


def _match(row: Cells, prefixes: dict[str, str], authors: str) -> Match | None:
    subject = _subject(row, prefixes)
    predicate = read_match(row)
    object = _object(row, prefixes)
    confidence = row.decimal("confidence")
    if confidence is not None and confidence > 1:
        row.report.violation(
            "malformed-number", row.at("confidence"), f"{confidence} lies above 1.",
            "Confidence runs from 0 to 1.",
        )  # fmt: skip
    if row.text("predicate_modifier"):
        row.report.warning(
            "negative-mapping", row.at("predicate_modifier"),
            "A mapping that is denied (Not) is not kept.", "Take the row out.",
        )  # fmt: skip
        return None
    if not subject or not predicate or not object:
        return None
    return Match(
        "", subject, predicate, object, row.text("mapping_justification"),
        row.text("author_label") or authors, confidence, row.text("comment"), row.place,
    )  # fmt: skip


def _expanded(written: str, prefixes: dict[str, str]) -> str:
    """Return an address in full; as it is written when it is none."""
    curie = _CURIE.fullmatch(written)
    if curie and curie[1] in prefixes:
        written = prefixes[curie[1]] + curie[2]
    else:
        written = expand(written) or written
    return BASE + written[len(DEFAULT_BASE) :] if written.startswith(DEFAULT_BASE) else written


def _code(written: str) -> str:
    """Return the address of a code written as ``study/code``; empty when it is none."""
    study, slash, code = (part.strip() for part in written.partition("/"))
    if not slash or wrong_with_id(normal_id(study)) or wrong_with_id(normal_id(code)):
        return ""
    return thing_iri(normal_id(study), "code", normal_id(code))


def _subject(row: Cells, prefixes: dict[str, str]) -> str:
    written = row.text("subject_id")
    if not written:
        return ""
    address = _expanded(written, prefixes)
    named = split_thing_iri(address)
    if named is not None and named[1] == "code" and _code(f"{named[0]}/{named[2]}"):
        return address
    code = "" if ":" in address else _code(address)
    if not code:
        row.report.violation(
            "mapping-subject", row.at("subject_id"), f"{shown(written)} is not a code of a study.",
            "Write study/code, such as krishna2024/d2.4-patching, or the code's address.",
        )  # fmt: skip
    return code


def _object(row: Cells, prefixes: dict[str, str]) -> str:
    written = row.text("object_id")
    if not written:
        return ""
    address = _expanded(written, prefixes)
    constructs = vocabulary().constructs
    name = address.removeprefix(CONSTRUCT)
    if name in constructs:
        return construct_iri(name)
    if _ADDRESS.fullmatch(address) and not address.startswith(CONSTRUCT):
        return address
    if code := "" if ":" in address else _code(address):
        return code
    row.report.violation(
        "unknown-construct", row.at("object_id"),
        f"{shown(written)} is neither a construct of the shared scheme nor a code of a study.",
        row.report.nearest(name, constructs) or "Choose a construct of the scheme: c:patching.",
    )  # fmt: skip
    return ""


def _with_ids(matches: list[Match]) -> list[Match]:
    """Give each mapping an id made of what it says, so that it is the same in every version."""
    taken: set[str] = set()
    found = []
    for m in sorted(matches, key=lambda m: (m.subject, m.predicate, m.object)):
        parts = (slug(short(m.subject)), m.predicate, slug(short(m.object).split("://")[-1]))
        id = "-".join(parts)[:150]
        if id in taken:
            whole = f"{m.subject} {m.predicate} {m.object}"
            id = f"{id}-{sha256(whole.encode()).hexdigest()[:8]}"
        taken.add(id)
        found.append(
            Match(
                id, m.subject, m.predicate, m.object, m.justification, m.author, m.confidence,
                m.comment, m.place,
            )
        )  # fmt: skip
    return found


def _check(made: MappingSet, file: str, report: Report) -> None:
    if not made.matches and not report.findings():
        report.violation(
            "no-rows", Place(file), "The table maps nothing.", "Write one row for each mapping."
        )
    unsigned = [m for m in made.matches if not m.author]
    if unsigned and not made.creators:
        report.warning(
            "Mapping-unattributed", unsigned[0].place or Place(file),
            f"{len(unsigned)} mappings do not say who made them.",
            "Fill in author_label, or write #creator_label: above the table.",
        )  # fmt: skip
