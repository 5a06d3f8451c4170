"""Check what was fetched as a load does, and that it speaks of its own study alone."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg import provenance
from kg.errors import UsageError
from kg.formats.rdf import Quad, Refused, parse_quads, suffix_of
from kg.formats.rdf_study import DERIVED, is_shared, other_study
from kg.harvesting.bounds import Bounds, Broken
from kg.identifiers import study_iri
from kg.namespaces import (
    BASE,
    DCTERMS,
    ONTOLOGY_GRAPH,
    SCHEME_GRAPH,
    derived_graph,
    mapping_graph,
    study_graph,
)
from kg.preparing import Prepared, Step, check, finish, refused, silent
from kg.terms import iri, is_iri, value_of
from kg.validation.published import as_published

if TYPE_CHECKING:
    from kg.terms import Triple

_CHUNK = 1 << 20
_LICENCE = f"<{DCTERMS}license>"

Fetched = tuple[str, bytes]
"""The name of a file, and what is in it."""


def prepare(
    study: str,
    files: Sequence[Fetched],
    *,
    licence: str,
    origin: provenance.Origin,
    bounds: Bounds,
    step: Step = silent,
) -> Prepared:
    """Check a fetched study and make it ready to be kept; refused ones have no ``packed``.

    Raises:
        Broken: It cannot be read, speaks about what is not its own, or has no licence.
        LimitReached: More follows from it than can be kept.
    """
    with TemporaryDirectory(prefix="pif-harvest-") as folder:
        path = Path(folder) / "fetched.nq"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(_lines(study, files, bounds))
        try:
            checked = check(path, study=study, step=step)
        except UsageError as error:
            raise Broken("one-study", error.message, error.hint) from error
        findings = sorted(as_published(checked.findings), key=lambda finding: finding.order)
        checked = replace(checked, findings=findings)
        if checked.study is not None and not refused(checked.findings, strict=False):
            own = study_graph(study)
            said = checked.graphs.get(own, frozenset())
            more = _licensed(study, said, licence) | provenance.stated(study, origin)
            checked = replace(checked, graphs={**checked.graphs, own: said | more})
        return replace(finish(checked, step=step), source=Path(study))


def _lines(study: str, files: Sequence[Fetched], bounds: Bounds) -> Iterator[str]:
    """Yield the statements of all files as N-Quads, without what is derived anew."""
    left = bounds.unpacked
    graphs = {g: f" <{g}>" for g in (study_graph(study), mapping_graph(study))}
    others: Counter[str] = Counter()
    count = 0
    for number, (name, packed) in enumerate(files):
        data = _unpacked(name, packed, left)
        left -= len(data)
        for quad in _quads(name, data):
            count += 1
            if count > bounds.statements:
                raise Broken("too-large", f"It makes more than {bounds.statements:,} statements.")
            if _is_derived(quad, study):
                continue
            if (other := _about_others(quad, study)) is not None:
                others[other] += 1
                continue
            if quad.subject == iri(study_graph(study)):
                continue  # where it came from is ours to say
            s, o = (_apart(term, number) for term in (quad.subject, quad.object))
            yield f"{s} {quad.predicate} {o}{graphs.get(quad.graph, '')} .\n"
    if others:
        said = ", ".join(f"{n:,} about {what}" for what, n in sorted(others.items())[:5])
        raise Broken(
            "not-its-own",
            f"It makes statements that are not its to make: {said}.",
            "A published study speaks of its own things; ask whoever publishes it.",
        )


def _quads(name: str, data: bytes) -> Iterator[Quad]:
    suffix = suffix_of(Path(name))
    assert suffix is not None  # noqa: S101 - whoever named it has looked
    try:
        yield from parse_quads(data, suffix)
    except Refused as error:
        where = f" (line {error.line})" if error.line else ""
        raise Broken(error.rule, f"{error}{where}", error.remedy, name) from error


def _is_derived(quad: Quad, study: str) -> bool:
    return quad.graph == derived_graph(study) or quad.predicate in DERIVED


def _about_others(quad: Quad, study: str) -> str | None:
    """Say what else a statement is about, if not the study."""
    other = other_study(quad, study)
    if other is not None:
        return f"study {other[:80]}"
    if quad.graph in (ONTOLOGY_GRAPH, SCHEME_GRAPH) or is_shared(quad.subject):
        return "the ontology or the shared scheme"
    own = (study_graph(study), mapping_graph(study))
    if quad.graph.startswith(f"{BASE}graph/") and quad.graph not in own:
        return f"graph {quad.graph[len(BASE) :][:80]}"
    subject = value_of(quad.subject) if is_iri(quad.subject) else ""
    if subject.startswith(f"{BASE}graph/") and subject != study_graph(study):
        return f"graph {subject[len(BASE) :][:80]}"
    return None


def _apart(term: str, number: int) -> str:
    """Keep blank nodes of several files apart."""
    return f"_:f{number}x{term[2:]}" if term.startswith("_:") else term


def _unpacked(name: str, data: bytes, most: int) -> bytes:
    """Unpack a file, never further than it may be large."""
    if data[:2] != b"\x1f\x8b":
        made = data
    else:
        chunks, size = [], 0
        try:
            with gzip.open(io.BytesIO(data)) as file:
                while size <= most and (chunk := file.read(_CHUNK)):
                    chunks.append(chunk)
                    size += len(chunk)
        except (OSError, EOFError, zlib.error) as error:
            raise Broken("gzip", f"It cannot be unpacked: {error}.", file=name) from error
        made = b"".join(chunks)
    if len(made) > most:
        raise Broken("too-large", "It unpacks to more than may be taken.", file=name)
    return made


def _licensed(study: str, said: Iterable[Triple], licence: str) -> set[Triple]:
    """Return the licence where the data do not state it themselves.

    Raises:
        Broken: There is none, or the description names another than the data.
    """
    root = iri(study_iri(study))
    own = {value_of(o) for s, p, o in said if s == root and p == _LICENCE}
    if own and licence and licence.rstrip("/") not in {each.rstrip("/") for each in own}:
        raise Broken(
            "licence",
            f"Its data are under {', '.join(sorted(own))}, its description says {licence[:200]}.",
            "Whoever publishes it must say which holds.",
        )
    if not own and not licence:
        raise Broken(
            "licence",
            "It comes without a licence, so nobody may pass it on.",
            "Ask whoever publishes it; or say licence in the registry if they told you.",
        )
    if own:
        return set()
    try:
        return {(root, _LICENCE, iri(licence))}
    except ValueError as error:
        raise Broken("licence", "Its licence is no address.") from error
