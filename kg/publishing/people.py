"""Participants, the roles they held and what is known of them: who goes out, and with what."""

from __future__ import annotations

from kg.namespaces import RDFS
from kg.publishing.case import Case, Decision
from kg.terms import value_of
from kg.validation import permission
from kg.validation.facts import pif

_LABEL = f"<{RDFS}label>"


def set_apart(case: Case, decision: Decision) -> None:
    """Find the participants that stay behind whatever is quoted of them."""
    for person in case.of_kind.get("participant", ()):
        if person in decision.held:
            decision.apart.add(person)
            continue
        reason = None
        if not person.startswith(case.home):
            reason = "address"
        elif case.standing.is_closed(person):
            reason = "closed"
        elif case.standing.is_embargoed(person):
            reason = "embargo"
        elif case.standing.objection([person], []) == "consent":
            reason = "consent"
        if reason:
            decision.hold(person, reason)
            decision.apart.add(person)


def published_names(case: Case) -> list[str]:
    """Return the attributes that the study lets out; the role alone where it names none."""
    names = {value_of(n) for n in case.objects(case.root, "publishableAttribute")}
    return sorted(names) or ["role"]


def shows_roles(case: Case) -> bool:
    """Say whether the role in which somebody spoke may be shown."""
    return "role" in map(permission.key_of, published_names(case))


def show_people(case: Case, decision: Decision, needed: set[str]) -> None:
    """Let participants out: those quoted, and all where the study says what may be shown."""
    named = bool(case.objects(case.root, "publishableAttribute"))
    people = []
    for person in case.of_kind.get("participant", ()):
        if person in decision.apart:
            continue
        if named or person in needed:
            decision.show(person, "participant")
            people.append(person)
        else:
            decision.hold(person, "unneeded")
    for node in case.of_kind.get("attribute", ()):
        decision.hold(node, "attribute")
    _show_attributes(case, decision, people)
    _show_labels(case, decision, people)


def _show_attributes(case: Case, decision: Decision, people: list[str]) -> None:
    """Let out what the study names, but for what too few share."""
    facts = case.facts
    names = published_names(case)
    fit = {
        person: [name for name in names if _is_one_value(case, decision, person, name)]
        for person in people
    }
    small = _small(case, fit)
    properties = {p for several in permission.NAMED.values() for p in several}
    for person in people:
        shown = fit[person] if person not in small else ["role"]
        keys = {permission.key_of(name) for name in shown}
        out = {p for key in keys for p in permission.NAMED.get(key, ())}
        for name in sorted(properties - out):
            if facts.objects(person, pif(name)):
                wanted = any(name in permission.NAMED.get(permission.key_of(n), ()) for n in names)
                reason = "small-group" if person in small and wanted else "attribute"
                decision.without[person, pif(name)] = reason
        for name in shown:
            if permission.key_of(name) not in permission.NAMED:
                for node in permission.attribute_nodes(facts, person, name):
                    decision.show(node, "attribute")
        if person in small:
            for name in names:
                for node in permission.attribute_nodes(facts, person, name):
                    decision.held[node] = "small-group"


def _is_one_value(case: Case, decision: Decision, person: str, name: str) -> bool:
    """Say whether an attribute has one value, so that what is counted is what is shown."""
    facts, key = case.facts, permission.key_of(name)
    if key == "role":
        return True
    if key in permission.NAMED:
        return all(len(facts.objects(person, pif(p))) < 2 for p in permission.NAMED[key])
    for node in permission.attribute_nodes(facts, person, name):
        if not (
            case.kinds.get(node) == "attribute"
            and decision.held.get(node) in (None, "attribute")
            and node.startswith(case.home)
            and case.subjects("hasAttribute", node) == [person]
            and len(case.objects(node, "attributeName")) == 1
            and len(case.objects(node, "attributeValue")) == 1
        ):
            return False
    return True


def _small(case: Case, fit: dict[str, list[str]]) -> set[str]:
    """Return those of whom nothing but the role goes out, for too few share the rest.

    What is not shown of them makes groups of others smaller, so all are counted again.
    """
    facts, k = case.facts, permission.group_size(case.facts, case.root)
    known = {
        person: tuple((n, v) for n in names if (v := permission.attribute(facts, person, n)))
        for person, names in fit.items()
    }
    small: set[str] = set()
    while True:
        found = {
            person
            for shared, _, people in permission.small_groups(known, k)
            if any(permission.key_of(name) != "role" for name, _ in shared)
            for person in people
        }
        if not found:
            return small
        small |= found
        for person in found:
            known[person] = tuple(
                (n, v) for n, v in known[person] if permission.key_of(n) == "role"
            )


def _show_labels(case: Case, decision: Decision, people: list[str]) -> None:
    """Let a label out where it is the id, is printed with a public quote, or the study says so."""
    if "label" in map(permission.key_of, published_names(case)):
        return
    for person in people:
        printed = {
            value_of(label)
            for quote in case.subjects("spokenBy", person)
            if decision.shown.get(quote) == "quote"
            and (quote, pif("speakerLabel")) not in decision.without
            for label in case.objects(quote, "speakerLabel")
        }
        labels = {value_of(label) for label in case.facts.objects(person, _LABEL)}
        if not labels <= printed | {case.local(person)}:
            decision.without[person, _LABEL] = "label"


def show_tenures(case: Case, decision: Decision) -> None:
    """Let roles out: those of participants that go out, and those that a public quote names."""
    for tenure in case.of_kind.get("tenure", ()):
        if tenure in decision.held:
            continue
        holders = case.subjects("hasTenure", tenure)
        if not shows_roles(case):
            decision.hold(tenure, "attribute")
        elif not tenure.startswith(case.home):
            decision.hold(tenure, "address")
        elif holders:
            if all(decision.shown.get(holder) == "participant" for holder in holders):
                decision.show(tenure, "tenure")
            else:
                decision.hold(tenure, "follows")
        elif any(
            decision.shown.get(quote) == "quote"
            and (quote, pif("spokenInTenure")) not in decision.without
            for quote in case.subjects("spokenInTenure", tenure)
        ):
            decision.show(tenure, "tenure")
        else:
            decision.hold(tenure, "follows")
