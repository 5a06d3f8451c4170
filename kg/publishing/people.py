"""Participants, the roles they held and what is known of them: who goes out, and with what."""

from __future__ import annotations

from collections.abc import Collection

from kg.namespaces import RDFS
from kg.publishing import whitelist
from kg.publishing.case import Case, Decision
from kg.publishing.crowds import PROGRAMME, ROLE, too_few
from kg.publishing.names import tokens
from kg.terms import parts, value_of
from kg.validation import permission
from kg.validation.facts import pif

_LABEL = f"<{RDFS}label>"
_TENURE, _PROGRAM, _HAS = pif("hasTenure"), pif("inProgram"), pif("hasAttribute")
_SPEAKER_LABEL = pif("speakerLabel")
_NAMING = pif("attributeName"), pif("attributeValue")
_DEFAULT = (ROLE, "status")
"""What goes out of those quoted where a study does not say what may."""
_TELLING = 3
"""Letters from which on a value is looked for in labels."""


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
    """Return the attributes that the study lets out; role and status where it names none."""
    names = {value_of(n) for n in case.objects(case.root, "publishableAttribute")}
    return sorted(names) or list(_DEFAULT)


def shows_roles(case: Case) -> bool:
    """Say whether the role in which somebody spoke may be shown."""
    return ROLE in map(permission.key_of, published_names(case))


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
    decision.few = few = too_few(
        _known(case, decision, fit),
        permission.group_size(facts, case.root),
        covering=not case.objects(case.root, "publishableAttribute"),
    )
    properties = {p for several in permission.NAMED.values() for p in several}
    wanted = {p for name in names for p in permission.NAMED.get(permission.key_of(name), ())}
    for person in people:
        shown = fit[person] if person not in few else [ROLE]
        keys = {permission.key_of(name) for name in shown}
        out = {p for key in keys for p in permission.NAMED.get(key, ())}
        for name in sorted(properties - out):
            if facts.objects(person, pif(name)):
                reason = "small-group" if person in few and name in wanted else "attribute"
                decision.without[person, pif(name)] = reason
        for name in shown:
            if permission.key_of(name) not in permission.NAMED:
                for node in permission.attribute_nodes(facts, person, name):
                    decision.show(node, "attribute")
        if person in few:
            for name in names:
                for node in permission.attribute_nodes(facts, person, name):
                    decision.held[node] = "small-group"
                    few[node] = few[person]


def _is_one_value(case: Case, decision: Decision, person: str, name: str) -> bool:
    """Say whether an attribute has one value that may go out: what is counted is what is shown."""
    facts, key = case.facts, permission.key_of(name)
    without = decision.without
    if key == ROLE:
        return True
    if key in permission.NAMED:
        allowed = whitelist.allowed("participant")
        return all(
            len(terms := facts.objects(person, p)) < 2
            and (person, p) not in without
            and all(allowed[p].literal(term) for term in terms)
            for p in map(pif, permission.NAMED[key])
        )
    for node in permission.attribute_nodes(facts, person, name):
        if not (
            case.kinds.get(node) == "attribute"
            and decision.held.get(node) in (None, "attribute")
            and node.startswith(case.home)
            and case.subjects("hasAttribute", node) == [person]
            and all(len(facts.objects(node, p)) == 1 for p in _NAMING)
            and without.keys().isdisjoint([(person, _HAS), *((node, p) for p in _NAMING)])
        ):
            return False
    return True


def _known(
    case: Case, decision: Decision, fit: dict[str, list[str]]
) -> dict[str, permission.Shared]:
    """Return what would be shown of each; programmes go with roles, where there are several."""
    held = {person: _tenures(case, decision, person, fit) for person in fit}
    programmes = {person: _programmes(case, decision, tenures) for person, tenures in held.items()}
    several = len(set(programmes.values())) > 1
    known: dict[str, permission.Shared] = {}
    for person, names in fit.items():
        said: list[tuple[str, str]] = []
        for name in names:
            if permission.key_of(name) != ROLE:
                said.append((name, _value(case, person, name)))
                continue
            roles = permission.roles(case.facts, held[person])
            said.append((ROLE, " and ".join(sorted(roles))))
            said.append((PROGRAMME, programmes[person] if several else ""))
        known[person] = tuple(pair for pair in said if pair[1])
    return known


def _tenures(case: Case, decision: Decision, person: str, people: Collection[str]) -> list[str]:
    """Return the roles that may go out with a participant."""
    return [
        tenure
        for tenure in case.objects(person, "hasTenure")
        if (person, _TENURE) not in decision.without
        and tenure not in decision.held
        and tenure.startswith(case.home)
        and all(holder in people for holder in case.subjects("hasTenure", tenure))
    ]


def _programmes(case: Case, decision: Decision, tenures: list[str]) -> str:
    found = {
        case.local(program) if program.startswith(case.home) else value_of(program)
        for tenure in tenures
        if (tenure, _PROGRAM) not in decision.without
        for program in case.objects(tenure, "inProgram")
    }
    return " and ".join(sorted(found))


def _value(case: Case, person: str, name: str) -> str:
    """Return a value as it is counted: the same words in another language are another value."""
    value = permission.attribute(case.facts, person, name)
    terms = [
        term
        for p in permission.NAMED.get(permission.key_of(name), ())
        for term in case.facts.objects(person, pif(p))
    ] or [
        term
        for node in permission.attribute_nodes(case.facts, person, name)
        for term in case.objects(node, "attributeValue")
    ]
    languages = {language for term in terms if (language := parts(term)[2])}
    return f"{value} ({', '.join(sorted(languages))})" if languages else value


def _show_labels(case: Case, decision: Decision, people: list[str]) -> None:
    """Let a label out where it is the id, is printed with a public quote, or the study says so.

    A label that says what too few share stays behind, whoever wants it out.
    """
    named = "label" in map(permission.key_of, published_names(case))
    for person in people:
        quotes = case.subjects("spokenBy", person)
        if person in decision.few:
            _keep_telling(case, decision, person, quotes)
        if named:
            continue
        printed = {
            value_of(label)
            for quote in quotes
            if decision.shown.get(quote) == "quote"
            and (quote, _SPEAKER_LABEL) not in decision.without
            for label in case.objects(quote, "speakerLabel")
        }
        labels = {value_of(label) for label in case.facts.objects(person, _LABEL)}
        if not labels <= printed | {case.local(person)}:
            decision.without.setdefault((person, _LABEL), "label")


def _keep_telling(case: Case, decision: Decision, person: str, quotes: list[str]) -> None:
    """Keep back the labels of a person that say what stays behind of them."""
    behind = [
        words
        for name in published_names(case)
        if permission.key_of(name) not in (ROLE, "label")
        and len(words := _words(permission.attribute(case.facts, person, name))) > _TELLING
    ]
    for record, property in [(person, _LABEL), *((quote, _SPEAKER_LABEL) for quote in quotes)]:
        labels = [_words(value_of(label)) for label in case.facts.objects(record, property)]
        if any(words in label for label in labels for words in behind):
            decision.without[record, property] = "small-group"
            decision.few[record] = decision.few[person]


def _words(text: str) -> str:
    """Return a text's words as they are compared, with a space before and after each."""
    return f" {' '.join(tokens(text.casefold()))} "


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
