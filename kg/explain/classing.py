"""The part of a way that goes through an episode: what was told, what class it is, and why."""

from __future__ import annotations

from collections.abc import Iterable

from kg.closure import load_schema
from kg.closure.rules import AllOf, Only, Role, Some, SomeIs, SomeValue, SubClass
from kg.explain.definitions import Reason, Reasons, classes_that_bring, rules_for
from kg.explain.naming import Names
from kg.explain.parts import Missing, Step, Thing
from kg.explain.reading import Reader, first, property_of
from kg.explain.wording import with_article
from kg.terms import is_iri

INSTANTIATES = property_of("instantiates")
_WORKED_OUT = "Worked out by the rules of the ontology."


class Classing:
    """Words why an episode is a case of a construct, in what one study sees."""

    def __init__(self, reader: Reader, names: Names, study: str) -> None:
        self._reader = reader
        self._names = names
        self._study = study
        self._reasons = Reasons(reader, study)

    def steps(
        self, quote: Thing, episode: str, construct: str, *, stated: bool
    ) -> tuple[Step, ...]:
        """Return the steps from a quote over an episode to the construct it is a case of."""
        told = self._names.thing(episode, "episode")
        said = self._reader.about(episode)
        basis = first(said, property_of("note"), self._study)
        actor = first(said, property_of("performedBy"), self._study)
        who = self._names.entity(f"<{actor}>") if actor else ""
        facts = {"study": self._study, **({"ground": basis} if basis else {})}
        sources = [f"Episode {told.id} of {self._study}{f', of {who}' if who else ''}."]
        sources.append(f"Ground: {basis.rstrip('.')}." if basis else "No ground is given.")
        tells = Step(
            quote, "tells-of", told, stated, f"tell of the episode {told.id}", tuple(sources), facts
        )
        return (tells, *self._to_construct(told, episode, construct))

    def _to_construct(self, told: Thing, episode: str, construct: str) -> Iterable[Step]:
        end = self._names.thing(construct)
        for statement in self._reader.about(episode):
            if statement.stated and statement[:3] == (INSTANTIATES, construct, self._study):
                source = f"{self._study} states it outright."
                yield Step(
                    told, "instantiates", end, True, f"which is a case of {end.label}", (source,)
                )
                return
        found = [
            reason
            for class_ in classes_that_bring(INSTANTIATES, construct)
            if (reason := self._reasons.why(episode, class_)) is not None
        ]
        if not found:
            says = f"which is a case of {end.label}"
            yield Step(told, "instantiates", end, False, says, (_WORKED_OUT,))
            return
        reason = min(found, key=lambda reason: reason.size)
        here = told
        for step in self._class_steps(told, reason):
            yield step
            here = step.end
        source = f"The ontology ties the class {here.label} to the construct {end.label}."
        says = f"which is a case of the construct {end.label}"
        yield Step(here, "instantiates", end, False, says, (source,))

    def _class_steps(self, start: Thing, reason: Reason) -> Iterable[Step]:
        """Yield the steps by which a thing comes to be in a class, what is stated first."""
        if reason.rule is None:
            end = self._names.class_(reason.class_)
            says = f"which the study calls {end.label}"
            yield Step(start, "is-a", end, True, says, (f"{self._study} says so of the episode.",))
            return
        parts = _flat(reason)
        genus = [p for p in parts if p is not reason and is_iri(p.class_)]
        rest = [p for p in parts if p not in genus]
        here = start
        for part in genus[:1]:
            for step in self._class_steps(start, part):
                yield step
                here = step.end
        if not is_iri(reason.class_):
            return
        end = self._names.class_(reason.class_)
        if not rest and len(genus) == 1:
            says = f"which is a kind of {end.label}"
            yield Step(here, "is-a", end, False, says, ("The ontology says so of the classes.",))
            return
        also = [f"is {self._names.class_(part.class_).label}" for part in genus[1:]]
        because = " and ".join([*also, *map(self._condition, rest)])
        definition = self._definition(reason)
        joined = "and" if genus else "which"
        says = f"{joined}, since it {because}, counts as {end.label} by definition"
        yield Step(here, "is-a", end, False, says, (definition,), {"because": because})

    def _condition(self, reason: Reason) -> str:
        """Say what of a thing meets the inside of a definition."""
        match reason.rule:
            case Some() | SomeIs() | SomeValue() as rule:
                called = self._names.entity(reason.value or "")
                kind = "".join(self._called(part) for part in reason.parts)
                return f"{self._verb(rule.role)} {called}{f' ({kind})' if kind else ''}"
            case AllOf() | SubClass():
                return " and ".join(map(self._condition, _flat(reason)))
            case Only():
                return f"is what {self._names.entity(reason.value or '')} leads to"
            case None:
                return f"is {self._names.class_(reason.class_).label}"
        return "meets a rule of the ontology"

    def _called(self, reason: Reason) -> str:
        if is_iri(reason.class_):
            return with_article(self._names.class_(reason.class_).label)
        parts = _flat(reason)
        named = [self._called(part) for part in parts if is_iri(part.class_)]
        others = [self._condition(part) for part in parts if not is_iri(part.class_)]
        return ", and ".join([*named, *(f"it {other}" for other in others)])

    def _definition(self, reason: Reason) -> str:
        label = self._names.class_(reason.class_).label
        if isinstance(reason.rule, Some) and reason.rule.filler is None:
            verb = self._verb(reason.rule.role)
            return f"By the ontology, only {label} {verb} anything."
        if isinstance(reason.rule, Only):
            return f"By the ontology, that is always {with_article(label)}."
        inside = reason
        while isinstance(inside.rule, SubClass) and not is_iri(inside.rule.body):
            inside = inside.parts[0]
        return f"The ontology defines {label}: {self._expression(inside.rule)}."

    def _expression(self, rule: object) -> str:
        """Word the conditions of a rule: *identity work that draws on an ideal physician image*."""
        match rule:
            case AllOf():
                named = [self._names.class_(b).label for b in rule.bodies if is_iri(b)]
                others = [self._inside(b) for b in rule.bodies if not is_iri(b)]
                genus = " and ".join(named) or "what"
                return f"{genus} that {' and '.join(others)}" if others else genus
            case Some():
                filler = self._filler(rule.filler)
                return f"{self._verb(rule.role)} {filler}"
            case SomeIs():
                return f"{self._verb(rule.role)} {self._names.entity(rule.value)}"
            case SomeValue():
                return f"has a value of “{self._verb(rule.role)}” within given bounds"
            case SubClass():
                return self._inside(rule.body)
        return "a rule of the ontology"

    def _inside(self, class_: str) -> str:
        if is_iri(class_):
            return self._names.class_(class_).label
        found = [self._expression(rule) for rule in rules_for(class_)]
        return " or ".join(dict.fromkeys(found)) or "something the ontology does not name"

    def _filler(self, class_: str | None) -> str:
        return "something" if class_ is None else with_article(self._inside(class_))

    def _verb(self, role: Role) -> str:
        roles = load_schema().roles
        named = sorted(name for name, known in roles.items() if known == role)
        if named:
            return self._names.verb(named[0])
        turned = sorted(name for name, known in roles.items() if known == role.turned())
        return f"is what “{self._names.verb(turned[0])}” leads to from" if turned else "relates to"

    def lacking(self, episode: str, construct: str) -> Iterable[Missing]:
        """Say what an episode lacks to be a case of a construct by definition."""
        told = self._names.thing(episode, "episode")
        for class_ in classes_that_bring(INSTANTIATES, construct):
            end = self._names.class_(class_)
            for body in [r.body for r in rules_for(class_) if isinstance(r, SubClass)]:
                for rule in [r for r in rules_for(body) if isinstance(r, AllOf)]:
                    have = [b for b in rule.bodies if self._reasons.why(episode, b) is not None]
                    lack = [b for b in rule.bodies if b not in have]
                    if not have or not lack or is_iri(body):
                        continue
                    is_ = [self._names.class_(b).label for b in have if is_iri(b)]
                    it = f"It tells of the episode {told.id}"
                    it += f" (class {' and '.join(is_)})" if is_ else ""
                    wanted = " and that it ".join(map(self._inside, lack))
                    says = (
                        f"{it}. For the class {end.label}, the study would also have to say "
                        f"of it that it {wanted}."
                    )
                    yield Missing("definition", says, (told, end))


def _flat(reason: Reason) -> list[Reason]:
    """Return what a reason rests on, with the unnamed insides of a definition opened."""
    if isinstance(reason.rule, (Some, SomeIs, SomeValue, Only)):
        return [reason]
    found: list[Reason] = []
    for part in reason.parts:
        inner = isinstance(part.rule, (AllOf, SubClass)) and not is_iri(part.class_)
        found += _flat(part) if inner else [part]
    return found
