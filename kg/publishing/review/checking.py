"""Check what would be published: what goes out by mistake, and what stays behind and why."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from kg import aside
from kg.errors import LimitReached, UnknownThing
from kg.identifiers import split_thing_iri, study_iri
from kg.namespaces import DCTERMS, PIF, derived_graph
from kg.publishing.case import Case
from kg.publishing.decisions import Decision, Kept
from kg.publishing.projection import Leak, Projected, judge
from kg.publishing.review import groups, texts, transcripts
from kg.publishing.review.disclosures import Found
from kg.publishing.review.listed import Listed
from kg.publishing.review.pseudonyms import Pseudonyms
from kg.publishing.review.reasons import REMEDIES
from kg.publishing.review.verdict import Checked, Refusal, Verdict, words_of
from kg.publishing.review.withheld import kept_back
from kg.terms import A, Triple, read_nquads, value_of
from kg.validation import permission
from kg.validation.compiled import Index
from kg.validation.facts import pif

if TYPE_CHECKING:
    from kg.store.base import Store

T = TypeVar("T")
Step = Callable[[str], None]
_PARTICIPANT = pif("Participant")
_READS_AS = {
    "name": "what reads as a name", "place": "what reads as a place",
    "institution": "what reads as an institution", "email": "an e-mail address",
    "phone": "what reads as a telephone number", "account": "an account or a page of one person",
    "path": "a path on somebody's computer", "birth-date": "a date of birth",
    "id-number": "a number that is one person's", "pseudonym": "a link between two pseudonyms",
}  # fmt: skip
_SHOWN = 5


def check(
    store: Store,
    studies: Collection[str] | None = None,
    *,
    now: datetime | None = None,
    step: Step | None = None,
) -> Verdict:
    """Return what would go out of a store's studies, or of some, and what may not.

    Raises:
        UnknownThing: There is no such study.
        StoreUnreachable: The store does not answer.
    """
    say = step or (lambda said: None)

    def told(studies: Iterable[str]) -> Iterator[str]:
        for study in studies:
            say(f"checking {study}")
            yield study

    def checked_from_store(study: str) -> tuple[Checked, list[Refusal]]:
        derived = f" <{derived_graph(study)}> .\n"
        lines = (line for line in store.read_study(study) if not line.endswith(derived))
        with _without_collection():
            return check_study(study, read_nquads(lines), now=now, decided=decided.get(study, ()))

    held = [study.id for study in store.studies()]
    wanted = held if studies is None else list(dict.fromkeys(studies))
    for study in wanted:
        if study not in held:
            raise UnknownThing(f"There is no study {study[:80]!r}.", "`pif studies` lists them.")
    decided = Kept(store).by_study()
    checked: list[Checked] = []
    refusals: list[Refusal] = []
    # A connection to a server is not shared between processes.
    alone = len(wanted) < 2 or store.address.startswith(("http://", "https://"))
    each = map if alone else _aside
    for one, found in each(checked_from_store, told(wanted)):
        checked.append(one)
        refusals += found
    order = {"blocking": 0, "accepted": 1, "withheld": 2}
    refusals.sort(key=lambda r: (order[r.kind], r.study, r.record, r.about, r.reason, r.says))
    return Verdict(tuple(checked), tuple(refusals))


def _aside(work: Callable[[str], T], things: Iterable[str]) -> Iterator[T]:
    for _, made in aside.each(work, things):
        yield made


@contextmanager
def _without_collection() -> Iterator[None]:
    """Pause the search for circular garbage: a study is thousands of small things, none circular.

    It takes a tenth of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def check_study(
    study: str,
    graphs: Mapping[str, set[Triple]],
    *,
    now: datetime | None = None,
    decided: Iterable[Decision] = (),
) -> tuple[Checked, list[Refusal]]:
    """Check one study by its graphs, with what was decided about publishing it."""
    decided = list(decided)
    try:
        projected, case = judge(study, graphs, now, decided, deriving=False)
    except (Leak, LimitReached) as error:
        says = f"What may be public of {study} cannot be made: {type(error).__name__}."
        refusal = Refusal(study, study_iri(study), "", "failed", says, REMEDIES["failed"])
        return Checked(study, {}), [refusal]
    refusals = list(kept_back(case, projected))
    if projected.graphs:
        refusals += _going_out(case, projected)
    by_finding = {each.finding for each in decided if each.verb == "accepted"}
    refusals = [
        replace(each, kind="accepted")
        if each.kind == "blocking" and each.id in by_finding
        else each
        for each in refusals
    ]
    return Checked(study, _counts(projected), _title(projected)), refusals


def _counts(projected: Projected) -> dict[str, int]:
    """Return how many records of each kind go out, the most first."""
    things = {
        s for graph in projected.graphs.values() for s, p, _ in graph if p == A and s[0] == "<"
    }
    kinds = Counter(
        named[1] for thing in things if (named := split_thing_iri(thing[1:-1])) is not None
    )
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def _title(projected: Projected) -> str:
    root = f"<{study_iri(projected.study)}>"
    titles = {
        value_of(o)
        for triples in projected.graphs.values()
        for s, p, o in triples
        if s == root and p == f"<{DCTERMS}title>"
    }
    return min(titles, default="")


def _going_out(case: Case, projected: Projected) -> Iterator[Refusal]:
    """Yield what speaks against what would go out."""
    public = Index(set().union(*projected.graphs.values()))
    root = study_iri(case.study)
    yield from _in_words(case, public, projected.originals)
    yield from _in_groups(case, public)
    for each in transcripts.nearly_whole(case, public, projected.originals):
        yield _whole(case, each)
    if public.forward(pif("drawnFrom")) and not case.facts.objects(
        case.root, f"<{DCTERMS}license>"
    ):
        says = f"Words of {case.study} would go out without a licence."
        yield Refusal(case.study, root, f"{DCTERMS}license", "licence", says, REMEDIES["licence"])


def _in_words(case: Case, public: Index, originals: Mapping[str, str]) -> Iterator[Refusal]:
    people = {s for s, classes in public.forward(A).items() if _PARTICIPANT in classes}
    known = Pseudonyms.of(case.study, {case.local(person) for person in people})
    found, readable = texts.look_through(
        texts.literals(public),
        people=frozenset(people),
        pseudonyms=known,
        listed=Listed.of(case, public),
    )
    for (record, about), several in found.items():
        by_reason: defaultdict[str, list[Found]] = defaultdict(list)
        for each in several:
            by_reason[each.reason].append(each)
        for reason, same in by_reason.items():
            held = tuple(dict.fromkeys(each.words for each in same))
            shown = ", ".join(f"“{w[:80]}”" for w in held[:_SHOWN])
            more = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
            iri = originals.get(value_of(record), value_of(record))
            says = f"Its {words_of(value_of(about))} holds {_READS_AS[reason]}: {shown}{more}."
            yield Refusal(
                case.study, iri, value_of(about), reason, says, REMEDIES[reason], "blocking", held
            )
    if not readable:
        says = f"Names in the words of {case.study} cannot be told by their capitals."
        yield Refusal(
            case.study, study_iri(case.study), f"{PIF}text", "unread", says, REMEDIES["unread"]
        )


def _in_groups(case: Case, public: Index) -> Iterator[Refusal]:
    root, k = study_iri(case.study), permission.group_size(case.facts, case.root)
    people = groups.people(public)
    for shared, count, persons in groups.too_small(people.known, k):
        who = ", ".join(sorted(case.local(person) for person in persons))
        says = f"Only {count} of at least {k} would be seen to be {groups.said(shared)} ({who})."
        yield Refusal(
            case.study, root, f"{PIF}publishableAttribute", "small-group", says,
            REMEDIES["small-group"], "blocking", (groups.said(shared),),
        )  # fmt: skip
    for each in groups.alike(people.known, people.codes):
        codes = sorted(case.local(code) for code in each.learnt)
        yield _alike(case, each, f"has a public quote coded {', '.join(codes[:_SHOWN])}", codes)
    for name, each in groups.alike_attributes(people):
        yield _alike(case, each, f"has {name} {', '.join(sorted(each.learnt))}", [name])


def _alike(case: Case, each: groups.Alike, what: str, found: Iterable[str]) -> Refusal:
    n = len(each.people)
    who = f"each of the {n} participants" if n > 1 else "the one participant"
    return Refusal(
        case.study, study_iri(case.study), f"{PIF}publishableAttribute", "alike",
        f"Of those with {groups.said(each.shared)}, {who} {what}: whoever knows that somebody is"
        " one of them learns this of them.",
        REMEDIES["alike"], "blocking", (groups.said(each.shared), *found),
    )  # fmt: skip


def _whole(case: Case, each: transcripts.Quoted) -> Refusal:
    n = f"{each.quotes} public quote{'' if each.quotes == 1 else 's'}"
    if each.share is None:
        says = (
            f"A public quote has {each.characters:,} characters and may be the whole document,"
            " for the text of the document is not held."
        )
    else:
        says = f"{n} hold{'s' if each.quotes == 1 else ''} {each.share:.0%} of the document."
    return Refusal(
        case.study, value_of(each.document), f"{PIF}fullText", "whole-text", says,
        REMEDIES["whole-text"],
    )  # fmt: skip
