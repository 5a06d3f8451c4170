"""What follows is read as a set of triples, though none of them is kept."""

from kg.closure.follows import Follows
from kg.terms import A

FOLLOWS = Follows({"<C>": {"<a>"}}, {"<p>": ({("<a>", "<b>"): None}, False),
                                     "<q>": ({("<a>", "<b>"): None}, True)})  # fmt: skip
TRIPLES = {("<a>", A, "<C>"), ("<a>", "<p>", "<b>"), ("<b>", "<q>", "<a>")}


def test_pairs_are_read_as_triples_also_turned_round():
    assert sorted(FOLLOWS) == sorted(TRIPLES)
    assert len(FOLLOWS) == 3


def test_it_is_compared_and_joined_with_sets():
    more = {("<x>", "<p>", "<y>")}

    assert FOLLOWS == TRIPLES
    assert FOLLOWS | more == TRIPLES | more
    assert not FOLLOWS - TRIPLES
    assert not TRIPLES - FOLLOWS


def test_what_does_not_follow_is_not_in_it():
    assert ("<a>", "<q>", "<b>") not in FOLLOWS
    assert ("<b>", A, "<C>") not in FOLLOWS
    assert ("<a>", "<r>", "<b>") not in FOLLOWS
    assert "<a>" not in FOLLOWS
