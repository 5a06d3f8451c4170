"""Where codes meet, against the definitions spelled out the slow way."""

import generated_studies
import pytest
from generated_studies import STUDIES

from kg.errors import LimitReached, UnknownThing
from kg.evidence import nearness
from kg.evidence.nearness import passages
from kg.evidence.question import Has, Question
from kg.index import open_index
from kg.store import open_store


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("near"))
    generated_studies.fill(store, quotes=80)
    yield open_index(store)
    store.close()


def slowly(index, first, second, relation, within):
    """The pairs of quotes that meet, by looking at every two of them."""
    rows = index.rows(list(index.all))
    one, other = index.bitmap("construct", first), index.bitmap("construct", second)
    placed = [row for row in rows if row.start is not None]
    found = set()
    for a in placed:
        for b in placed:
            if (a.study, a.document) != (b.study, b.document) or a.n not in one or b.n not in other:
                continue
            apart = max(a.start, b.start) - min(a.end, b.end)
            meets = {
                "near": apart <= within,
                "followed-by": a.end <= b.start <= a.end + within,
                "overlaps": apart < 0,
                "intersects": apart < 0,
            }
            if meets[relation]:
                found.add((a.n, b.n))
    if relation != "followed-by":  # two quotes that both have both codes meet once
        found -= {(a, b) for a, b in found if a != b and (b, a) in found and _later(index, a, b)}
    return found


def _later(index, a, b):
    [one, other] = index.rows([a, b])
    return (one.start, one.end, one.n) > (other.start, other.end, other.n)


@pytest.mark.parametrize("within", [0, 1, 20, 500])
@pytest.mark.parametrize("relation", nearness.RELATIONS)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("reflection", "identity-work"),
        ("identity-work", "reflection"),
        ("reflection", "reflection"),
        ("professional-identity-formation", "reflection"),
    ],
)
def test_passages_are_those_of_the_definition(index, first, second, relation, within):
    found = passages(index, first, second, relation, within=within)

    pairs = [(p.first.n, p.second.n) for p in found]
    assert len(set(pairs)) == len(pairs)
    assert set(pairs) == slowly(index, first, second, relation, within)


def test_an_intersection_is_the_shared_part_and_an_overlap_is_both_whole(index):
    texts = {name: generated_studies.texts_of(name, quotes=80) for name in STUDIES}

    shared = passages(index, "reflection", "identity-work", "intersects")
    whole = passages(index, "reflection", "identity-work", "overlaps")

    assert len(shared) == len(whole) > 5
    for part, both in zip(shared, whole, strict=True):
        text = texts[part.first.study][part.first.document]
        assert part.text == text[part.start : part.end]
        assert both.text == text[both.start : both.end]
        assert part.start == max(part.first.start, part.second.start)
        assert part.end == min(part.first.end, part.second.end)
        assert both.start == min(both.first.start, both.second.start)
        assert both.end == max(both.first.end, both.second.end)


def test_quotes_that_lie_apart_have_the_gap_counted_and_marked(index):
    apart = [p for p in passages(index, "reflection", "identity-work", "near") if p.gap]

    assert apart
    for passage in apart:
        early, late = sorted((passage.first, passage.second), key=lambda row: row.start)
        assert passage.gap == late.start - early.end
        assert passage.text == f"{early.text} […] {late.text}"


def test_a_question_narrows_which_quotes_take_part(index):
    meant = Question(Has("role", "mentee"))

    found = passages(index, "reflection", "identity-work", "near", question=meant)

    assert found
    assert {row.role for p in found for row in (p.first, p.second)} == {"mentee"}


def test_passages_come_by_study_document_and_offset(index):
    found = passages(index, "professional-identity-formation", "reflection", "near")

    places = [(p.first.study, p.first.document) for p in found]
    assert places == sorted(places)


def test_too_many_passages_are_refused(index, monkeypatch):
    monkeypatch.setattr(nearness, "MOST", 3)

    with pytest.raises(LimitReached, match="more than 3 passages"):
        passages(index, "reflection", "identity-work", "near")


def test_an_unknown_code_is_refused_with_the_nearest(index):
    with pytest.raises(UnknownThing) as refused:
        passages(index, "reflecton", "identity-work", "near")

    assert "reflection" in refused.value.hint
