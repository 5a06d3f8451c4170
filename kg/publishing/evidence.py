"""Quotes, the documents they come from, and what rests on them."""

from __future__ import annotations

from collections import defaultdict

from kg.publishing.case import OF_STUDY, Case, Decision
from kg.publishing.names import Names
from kg.publishing.whitelist import PERSONAL, allowed, known_properties, shared_term
from kg.terms import is_iri, value_of
from kg.validation.facts import pif

_OUTLINE = {OF_STUDY, *(pif(name) for name in ("identifier", "performedBy", "instantiates"))}
_TELLING = ("told", "setting")
SPEAKER = tuple(pif(name) for name in ("spokenBy", "spokenInTenure", "speakerLabel"))


def names_apart(case: Case, decision: Decision) -> Names:
    """Return the pseudonyms of participants that stay behind."""
    names: set[str] = set()
    for person in decision.apart:
        names.add(case.local(person))
        names.update(map(value_of, case.objects(person, "identifier")))
    known = [
        case.local(person)
        for person in case.of_kind.get("participant", ())
        if person not in decision.apart
    ]
    return Names(names, known)


def show_quotes(case: Case, decision: Decision, apart: Names) -> set[str]:
    """Let public quotes out; returns the participants whose words they are."""
    needed: set[str] = set()
    for quote in case.of_kind.get("quote", ()):
        if quote in decision.held:
            continue
        documents = case.objects(quote, "drawnFrom")
        tenures = case.objects(quote, "spokenInTenure")
        named = case.objects(quote, "spokenBy") + _holders(case, tenures)
        authors = [a for document in documents for a in _authors(case, document)]
        speakers = sorted(set(named or authors))
        people = sorted({*named, *authors})
        reason = _against(case, quote, documents, tenures, speakers, people)
        if reason is None and apart.in_id(case.local(quote)):
            reason = "name"
        if reason:
            decision.hold(quote, reason)
            continue
        decision.show(quote, "quote")
        if any(p in decision.apart or case.kinds.get(p) != "participant" for p in speakers):
            decision.without.update(dict.fromkeys(((quote, p) for p in SPEAKER), "speaker"))
        else:
            needed.update(case.objects(quote, "spokenBy"))
            needed.update(_holders(case, tenures))
    return needed


def _against(
    case: Case,
    quote: str,
    documents: list[str],
    tenures: list[str],
    speakers: list[str],
    people: list[str],
) -> str | None:
    standing = case.standing
    if not standing.is_public(quote):
        return "access"
    if any(map(standing.is_embargoed, (quote, *documents, *tenures, *people))):
        return "embargo"
    if case.facts.objects(quote, OF_STUDY) != [case.root]:
        return "other-study"
    if not case.objects(quote, "text"):
        return "unknown-value"
    others = [person for person in people if person not in speakers]
    return standing.objection(speakers, [quote, *documents, *others])


def _holders(case: Case, tenures: list[str]) -> list[str]:
    return [h for tenure in tenures for h in case.subjects("hasTenure", tenure)]


def _authors(case: Case, document: str) -> list[str]:
    return sorted({*case.objects(document, "accountOf"), *case.objects(document, "diaryOf")})


def show_documents(case: Case, decision: Decision, apart: Names) -> None:
    """Let documents out that are public, or that a public quote was taken from."""
    standing = case.standing
    for document in case.of_kind.get("document", ()):
        if document in decision.held:
            continue
        authors = _authors(case, document)
        quoted = any(
            decision.shown.get(quote) == "quote" for quote in case.subjects("drawnFrom", document)
        )
        embargoed = any(map(standing.is_embargoed, (document, *authors)))
        open_ = standing.is_public(document) and not embargoed
        open_ = open_ and not standing.objection(authors, [document])
        if not quoted and not open_:
            decision.hold(document, "embargo" if embargoed else "access")
            continue
        decision.show(document, "document")
        if not open_:
            decision.bare.add(document)
        if any(a in decision.apart for a in authors) or apart.in_id(case.local(document)):
            decision.unnamed.add(document)


def show_codings(case: Case, decision: Decision) -> None:
    """Let codings of public quotes with public codes out; each coder but a team gets a number."""
    for act in case.of_kind.get("coding", ()):
        if act in decision.held:
            continue
        targets, bodies = case.objects(act, "codingTarget"), case.objects(act, "codingBody")
        if (
            not targets
            or any(decision.shown.get(t) != "quote" for t in targets)
            or not bodies
            or not all(is_concept(decision, body) for body in bodies)
        ):
            decision.hold(act, "follows")
        else:
            decision.show(act, "coding")
            decision.coders.update(
                who
                for who in case.objects(act, "madeBy")
                if is_iri(who) and decision.shown.get(who) != "team"
            )


def is_concept(decision: Decision, term: str) -> bool:
    """Say whether a code or a construct goes out."""
    return decision.shown.get(term) == "code" or (is_iri(term) and shared_term(term[1:-1]))


class Telling:
    """What is told in quotes, and the settings around it: out only where a public quote leads."""

    def __init__(self, case: Case, decision: Decision, apart: Names) -> None:
        self._case, self._decision, self._apart = case, decision, apart
        self._episodes = {t for t in case.of_kind.get("told", ()) if case.facts.is_a(t, "Episode")}
        self._to: defaultdict[str, set[str]] = defaultdict(set)
        self._from: defaultdict[str, set[str]] = defaultdict(set)
        kinds, known = case.kinds, known_properties()
        for p in case.facts.index.properties():
            if p not in known:
                continue
            for s, objects in case.facts.index.forward(p).items():
                kind = kinds.get(s)
                if not kind:
                    continue
                for o in objects:
                    if not is_iri(o) or not (kind in _TELLING or kinds.get(o) in _TELLING):
                        continue
                    if p in allowed(kind):
                        self._to[s].add(o)
                        self._from[o].add(s)

    def show(self, *, told: bool) -> None:
        """Let settings out, and what is told unless there is no public quote (``told``)."""
        case, shown = self._case, self._decision.shown
        waiting = self._background()
        if told:
            waiting += sorted(e for e in self._episodes if self._quoted(e))
        while waiting:
            thing = waiting.pop()
            kind = case.kinds[thing]
            if thing in shown or not self._may(thing) or (kind == "told" and not told):
                continue
            self._decision.show(thing, kind)
            if self._keep_short(thing):
                continue
            waiting += [
                other
                for other in self._to[thing]
                if case.kinds.get(other) in _TELLING and self._quoted(other) is not False
            ]
            waiting += [other for other in self._from[thing] if self._points_at_public(other)]
        for kind in _TELLING:
            for thing in case.of_kind.get(kind, ()):
                if thing not in shown:
                    self._decision.hold(thing, "told")

    def _may(self, thing: str) -> bool:
        return thing not in self._decision.held and not self._apart.in_id(self._case.local(thing))

    def _keep_short(self, thing: str) -> bool:
        """Keep back the details of an episode that quotes which stay behind tell of as well.

        Which of the quotes a detail was read in is not said, so it may be one of those.
        """
        quotes = self._case.subjects("evidences", thing)
        if all(self._decision.shown.get(quote) == "quote" for quote in quotes):
            return False
        details = allowed("told").keys() - _OUTLINE
        self._decision.without.update(dict.fromkeys(((thing, p) for p in details), "told"))
        return True

    def _quoted(self, thing: str) -> bool | None:
        """Say whether a public quote tells of an episode; None where no quote does at all."""
        quotes = self._case.subjects("evidences", thing)
        return any(self._decision.shown.get(q) == "quote" for q in quotes) if quotes else None

    def _background(self) -> list[str]:
        """Return the settings that are the study's, and not only known from what was told."""
        kinds = self._case.kinds
        settings = self._case.of_kind.get("setting", ())
        led_to = self._onward({s for s in settings if self._case.root in self._from[s]}, set())
        told_of = {
            s for s in settings if any(kinds[other] in ("told", "quote") for other in self._from[s])
        }
        only_told = self._onward(told_of - led_to, led_to)
        return [s for s in settings if s not in only_told]

    def _onward(self, settings: set[str], but: set[str]) -> set[str]:
        """Return settings and those they lead to."""
        found, waiting = set(settings), list(settings)
        while waiting:
            for other in self._to[waiting.pop()] - found - but:
                if self._case.kinds.get(other) == "setting":
                    found.add(other)
                    waiting.append(other)
        return found

    def _points_at_public(self, thing: str) -> bool:
        """Say whether something is told about public episodes, and about nothing else."""
        if self._case.kinds[thing] != "told" or thing in self._episodes or self._from[thing]:
            return False
        about = [o for o in self._to[thing] if self._case.kinds.get(o) in PERSONAL]
        return bool(about) and all(o in self._decision.shown for o in about)
