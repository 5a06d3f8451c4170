"""Lists of what points to a thing: complete, each once, whatever their length."""

import pytest

from kg.describing import links
from kg.describing.memory import Memory, steady
from kg.namespaces import PIF, SKOS
from kg.terms import iri, text

PATCHING = "<https://w3id.org/pif-kg/scheme/patching>"
SUPPORTS = f"<{PIF}supports>"


@pytest.fixture(params=["read whole", "kept", "page by page"])
def way(request, monkeypatch):
    """Make a list of some dozens be treated as a short, a long or a very long one."""
    if request.param != "read whole":
        monkeypatch.setattr(links, "WHOLE", 5)
    if request.param == "page by page":
        monkeypatch.setattr(links, "KEPT", 5)
    return request.param


def walk(store, property=SUPPORTS, direction="in", size=7, thing=PATCHING):
    """Return all members of a list by going from page to page, and the first page."""
    memory = Memory(store.revision())
    found, after, first = [], "", None
    while True:
        page = links.page(store, memory, thing, property, direction, size=size, after=after)
        first = first or page
        found += [member.term for member in page.members]
        if page.next is None:
            return found, first
        assert len(page.members) == size
        after = page.next


@pytest.mark.parametrize("count", [1, 6, 7, 8, 50])
def test_paging_gives_every_member_once(store, put, supporting, way, count):
    put(store, "s", supporting("s", count))

    found, first = walk(store)

    things = sorted(f"https://w3id.org/pif-kg/study/s/quote/Q{n}" for n in range(count))
    assert found == [iri(thing) for thing in things]
    assert first.count == count
    assert first.first == 1


def test_groups_have_counts_first_members_and_graphs(store, put, supporting, way):
    triples = [t for t in supporting("s", 30) if t[1] != SUPPORTS]
    put(store, "s", triples, [t for t in supporting("s", 30) if t[1] == SUPPORTS])

    found = links.groups(store, Memory(store.revision()), PATCHING, "in", 3)

    [group] = [g for g in found if g.predicate == SUPPORTS]
    assert group.count == 30
    assert len(group.members) == 3
    assert not group.whole
    assert group.next == group.members[-1].term[1:-1]
    assert {m.graphs for m in group.members} == {("<https://w3id.org/pif-kg/graph/derived/s>",)}


def test_what_two_graphs_say_counts_once(store, put, supporting, way):
    for study in ("s", "t"):
        put(store, study, supporting("s", 20))

    found, first = walk(store)

    assert len(found) == first.count == 20
    assert first.members[0].graphs == (
        "<https://w3id.org/pif-kg/graph/study/s>",
        "<https://w3id.org/pif-kg/graph/study/t>",
    )


@pytest.mark.parametrize("whole", [2_000, 5])
def test_literals_are_paged_as_well(store, put, monkeypatch, whole):
    monkeypatch.setattr(links, "WHOLE", whole)
    label, thing = iri(f"{SKOS}altLabel"), "<https://w3id.org/pif-kg/study/s/code/c>"
    put(store, "s", [(thing, label, text(f'name {n:02}\n\t"ü"', "en")) for n in range(20)])

    found, first = walk(store, label, "out", 6, thing)

    assert first.count == len(found) == len(set(found)) == 20


def test_a_key_that_is_gone_leads_on_from_its_place(store, put, supporting):
    put(store, "s", [t for t in supporting("s", 20) if "/Q5>" not in t[0]])
    memory = Memory(store.revision())

    page = links.page(
        store, memory, PATCHING, SUPPORTS, "in", size=2,
        after="https://w3id.org/pif-kg/study/s/quote/Q5",
    )  # fmt: skip

    assert [m.term[-3:-1] for m in page.members] == ["Q6", "Q7"]


def test_a_property_that_is_not_there_has_no_members(store, put, supporting):
    put(store, "s", supporting("s", 1))

    page = links.page(store, Memory(""), PATCHING, iri(f"{PIF}nothing"), "in", size=5)

    assert (page.count, page.members, page.next) == (0, (), None)


def test_what_is_remembered_is_forgotten_when_the_store_changes(store, put, supporting, way):
    put(store, "s", supporting("s", 10))

    def count(memory):
        return links.page(store, memory, PATCHING, SUPPORTS, "in", size=3).count

    before = steady(store, count)
    put(store, "s", supporting("s", 12))

    assert (before, steady(store, count)) == (10, 12)


def test_an_answer_is_of_one_revision(store, put, supporting):
    put(store, "s", supporting("s", 10))
    seen = []

    def count(memory):
        if not seen:  # somebody loads a study between two of our questions
            put(store, "s", supporting("s", 11))
        seen.append(memory.revision)
        return links.page(store, memory, PATCHING, SUPPORTS, "in", size=3).count

    assert steady(store, count) == 11
    assert len(set(seen)) == 2
