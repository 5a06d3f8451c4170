"""Many quotes explained at once, as a list of them does it."""

import pytest

from kg.errors import StoreDamaged
from kg.evidence.listing import find_quotes
from kg.explain import explain, explain_each


@pytest.mark.parametrize(
    "construct", ["patching", "identity-work", "mentoring-ecosystem", "krishna2024/d2.4"]
)
def test_each_has_the_shortest_ways_it_has_by_itself(study_store, construct):
    quotes = [row.iri for row in find_quotes(study_store)]

    together = explain_each(study_store, quotes, construct, ways=3)

    assert list(together) == quotes
    for quote in quotes:
        alone = explain(study_store, quote, construct, ways=3)
        found = together[quote]
        assert (found.ways, found.left_out, found.more) == (alone.ways, alone.left_out, alone.more)
        assert found.supports == alone.supports
        assert found.construct == alone.construct
        assert (found.quote.thing, found.quote.text) == (alone.quote.thing, alone.quote.text)


def test_what_there_is_not_is_left_out(study_store):
    [quote] = [row.iri for row in find_quotes(study_store, supports="patching")]

    assert list(explain_each(study_store, [quote, f"{quote}0"], "patching")) == [quote]
    assert explain_each(study_store, [], "patching") == {}


def test_a_quote_that_cannot_be_explained_does_not_spoil_the_others(study_store, monkeypatch):
    from kg.explain.chains import Chains

    quotes = [row.iri for row in find_quotes(study_store, supports="identity-work")]
    ways = Chains.ways

    def damaged(self, construct, most):
        if self.quote.id == "Q27":
            raise StoreDamaged("The study is out of date.", "Load it again.")
        return ways(self, construct, most)

    monkeypatch.setattr(Chains, "ways", damaged)

    found = explain_each(study_store, quotes, "identity-work")

    wrong = {quote for quote, said in found.items() if isinstance(said, StoreDamaged)}
    assert {quote.rpartition("/")[2] for quote in wrong} == {"Q27"}
    assert len(found) == len(quotes)
