"""A claim as a nanopublication: what it says, where that comes from, who put it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.errors import StudyRefused, UnknownThing, UsageError
from kg.findings import Finding
from kg.formats.rdf import Quad
from kg.identifiers import split_thing_iri, study_iri, thing_iri
from kg.namespaces import BASE, DCTERMS, PIF, PROV, RDFS, study_graph
from kg.nanopubs.checking import NP, faults
from kg.nanopubs.trusty import trusty
from kg.terms import A, Triple, iri, read_nquads, text, typed, value_of

if TYPE_CHECKING:
    from kg.store.base import Store

HOME = f"{BASE}np/"
"""What the address of a nanopublication begins with; its code follows."""
_PLACE = "RA" + "_" * 43
_SAID = {
    A, *(f"<{PIF}{name}>" for name in ("text", "aboutConstruct", "claimType", "statedIn",
                                        "contradicts")),
}  # fmt: skip
_ILLUSTRATES = f"<{PIF}illustrates>"
_CLAIM = f"<{PIF}Claim>"
_SOURCES = {f"<{PIF}statedIn>", f"<{PIF}ofStudy>"}


@dataclass(frozen=True, slots=True)
class Made:
    """One nanopublication: its address, and its statements in their four graphs."""

    iri: str
    quads: tuple[Quad, ...]

    def as_trig(self) -> str:
        """Return it as TriG; the same nanopublication gives the same bytes."""
        graphs: dict[str, list[str]] = {}
        for s, p, o, graph in self.quads:
            graphs.setdefault(graph, []).append(f"    {s} {p} {o} .\n")
        return "".join(f"<{g}> {{\n{''.join(lines)}}}\n\n" for g, lines in graphs.items())


def nanopublication(
    store: Store, claim: str, *, by: str = "", created: datetime | None = None
) -> Made:
    """Make a nanopublication of a claim, of what strangers may see of it and nothing else.

    ``claim`` is its id, ``study/id`` or its IRI; ``by`` who puts it so, an IRI or a name. Without
    ``created`` it is dated by the last change of its study, where that is known.

    Raises:
        UnknownThing: There is no such claim.
        UsageError: Several studies have a claim of that id.
        StudyRefused: It may not be public.
    """
    address = _resolved(store, claim)
    study = (split_thing_iri(address) or ("",))[0]
    public = _public(store, study)
    moment = created or _changed(store, study)
    own = public.get(study_graph(study), set())
    quads = list(_quads(address, own, _licences(own, study), by, moment, store.revision()))
    made, code = trusty(quads, _PLACE)
    result = Made(f"{HOME}{code}", tuple(made))
    assert not faults(result.quads), faults(result.quads)  # noqa: S101 - they are made to be right
    return result


def _resolved(store: Store, claim: str) -> str:
    if claim.startswith(BASE):
        found = [claim]
    elif "/" in claim:
        study, _, id = claim.partition("/")
        found = [thing_iri(study, "claim", id)]
    else:
        asked = f"SELECT ?claim WHERE {{ ?claim a {_CLAIM} ; <{PIF}identifier> {text(claim)} }}"
        found = sorted({value_of(row["claim"]) for row in store.query(asked).rows()})
    known = [one for one in found if (split_thing_iri(one) or ("", "", ""))[1] == "claim"]
    if len(known) > 1:
        ids = ", ".join("/".join((split_thing_iri(one) or ())[::2]) for one in known[:5])
        raise UsageError(f"Several studies have a claim {claim!r}.", f"Say which: {ids}.")
    there = {study.id for study in store.studies()}
    if not known or (split_thing_iri(known[0]) or ("",))[0] not in there:
        raise UnknownThing(f"There is no claim {claim[:200]!r}.", "`pif query claims` lists them.")
    return known[0]


def _public(store: Store, study: str) -> Mapping[str, set[Triple]]:
    from kg.publishing import project
    from kg.publishing.decisions import decisions_of

    graphs = read_nquads(store.read_study(study))
    return project(study, graphs, decided=decisions_of(store, study)).graphs


def _quads(
    claim: str, own: set[Triple], licences: list[str], by: str, moment: datetime, revision: str
) -> Iterator[Quad]:
    it, start = iri(claim), f"{HOME}{_PLACE}"
    about = sorted(t for t in own if t[0] == it)
    if (it, A, _CLAIM) not in own:
        remedy = "Let its study be public, or choose another claim; `pif publish --check` says why."
        said = f"{claim} may not be public."
        raise StudyRefused(f"No nanopublication was made: {said}", [
            Finding("violation", "not-public", said, remedy, focus=claim)], remedy)  # fmt: skip
    head, assertion = f"{start}#Head", f"{start}#assertion"
    provenance, info = f"{start}#provenance", f"{start}#pubinfo"
    self = iri(start)
    yield Quad(self, A, iri(f"{NP}Nanopublication"), head)
    for name, graph in (("hasAssertion", assertion), ("hasProvenance", provenance),
                        ("hasPublicationInfo", info)):  # fmt: skip
        yield Quad(self, iri(f"{NP}{name}"), iri(graph), head)
    for s, p, o in about:
        if p in _SAID:
            yield Quad(s, p, o, assertion)
    for s, p, o in sorted(t for t in own if t[1] == _ILLUSTRATES and t[2] == it):
        yield Quad(s, p, o, assertion)
    yield Quad(iri(assertion), iri(f"{PROV}wasDerivedFrom"), it, provenance)
    for p, o in sorted({(p, o) for _, p, o in about if p in _SOURCES}):
        word = "hadPrimarySource" if p.endswith("statedIn>") else "wasDerivedFrom"
        yield Quad(iri(assertion), iri(f"{PROV}{word}"), o, provenance)
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield Quad(self, iri(f"{DCTERMS}created"), typed(stamp, "dateTime"), info)
    if by:
        yield Quad(self, iri(f"{DCTERMS}creator"), _who(by), info)
    for licence in licences:
        yield Quad(self, iri(f"{DCTERMS}license"), licence, info)
    label = f"Claim {(split_thing_iri(claim) or ('', '', ''))[2]}, from pif-kg"
    yield Quad(self, iri(f"{RDFS}label"), text(label), info)
    state = f"State of the graph: {revision[:12]}"
    yield Quad(self, iri(f"{RDFS}comment"), text(state), info)


def _licences(own: Iterable[Triple], study: str) -> list[str]:
    it, licence = iri(study_iri(study)), f"<{DCTERMS}license>"
    return sorted(o for s, p, o in own if s == it and p == licence)


def _who(by: str) -> str:
    try:
        return iri(by) if by.startswith(("https://", "http://")) else text(by)
    except ValueError:
        raise UsageError(
            f"{by[:80]!r} is not an address.", "Give an ORCID address or a name."
        ) from None


def _changed(store: Store, study: str) -> datetime:
    from kg.describing.dates import study_changed

    moment = study_changed(store, study)
    return datetime.fromtimestamp(int(moment), UTC) if moment else datetime.now(UTC)
