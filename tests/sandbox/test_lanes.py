"""Who runs, who waits, who must end: decided from times alone."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kg.errors import TooManyAtOnce
from kg.sandbox.budget import Budget
from kg.sandbox.lanes import MOMENT, TRIED_AT_ONCE, Lanes, Ticket
from kg.sandbox.limits import Limits

LIMITS = Limits(seconds=10, at_once=4, long_at_once=2, waiting=6, budget=30)


class Clocked:
    """Lanes with a clock of their own, and what was told to whom."""

    def __init__(self, limits=LIMITS):
        self.lanes = Lanes(limits)
        self.now = 1000.0
        self.told = {}

    def arrive(self, client="a", count=1, text=""):
        made = [Ticket(client, self.now, text) for _ in range(count)]
        for ticket in made:
            self.told |= dict(self.lanes.arrive(ticket))
        return made

    def begin(self):
        """Begin all that may; return those that have a place, and those that are tried."""
        begun = []
        while ticket := self.lanes.next(self.now):
            begun.append(ticket)
        return [t for t in begun if not t.is_trial], [t for t in begun if t.is_trial]

    def after(self, seconds):
        """Let time pass; end who is told something, and return who."""
        self.now += seconds
        ended = []
        for ticket, error in self.lanes.overdue(self.now):
            if error is None:
                self.lanes.wait_again(ticket)
            else:
                self.told[ticket] = error
                self.lanes.leave(ticket, self.now)
                ended.append(ticket)
        return ended


def test_as_many_run_at_once_as_may_and_one_place_is_kept_for_others():
    clocked = Clocked()
    clocked.arrive("a", 5)

    placed, _ = clocked.begin()
    assert len(placed) == LIMITS.at_once - 1

    clocked.arrive("b")
    placed, _ = clocked.begin()
    assert [t.client for t in placed] == ["b"]


def test_with_one_place_in_all_it_is_nobodys_own():
    clocked = Clocked(Limits(at_once=1, long_at_once=1))
    clocked.arrive()

    assert len(clocked.begin()[0]) == 1


def test_who_would_have_to_wait_is_tried_at_once_and_then_waits():
    clocked = Clocked()
    clocked.arrive("a", 8)

    placed, tried = clocked.begin()
    assert (len(placed), len(tried)) == (3, TRIED_AT_ONCE)

    assert clocked.after(0.05) == []
    _, again = clocked.begin()
    assert not set(again) & set(tried), "nobody is tried twice"
    assert all(t.was_tried and t.started is None for t in tried)


def test_what_a_trial_used_counts_where_it_is_known():
    clocked = Clocked()
    clocked.arrive("a", 4)
    _, [tried] = clocked.begin()

    tried.used = 0.001
    clocked.after(0.1)
    assert tried.started is not None, "it has hardly run yet: the machine is busy"

    clocked.after(1)
    assert tried.started is None


def test_a_text_that_took_longer_is_not_tried_again_for_a_minute():
    clocked = Clocked()
    clocked.arrive("a", 3)
    clocked.begin()
    [first] = clocked.arrive("a", text="slow")
    assert clocked.begin() == ([], [first])
    clocked.after(0.05)

    clocked.arrive("b", text="slow")
    [again] = clocked.arrive("a", text="slow")
    [other] = clocked.arrive("a", text="other")

    placed, tried = clocked.begin()
    assert [t.client for t in placed] == ["b"], "where there is a place it is taken at once"
    assert tried == [other]
    clocked.lanes.leave(again, clocked.now)
    clocked.now += 60
    [later] = clocked.arrive("a", text="slow")
    assert later in clocked.begin()[1]


def test_longer_than_a_moment_takes_a_long_place_and_else_ends():
    clocked = Clocked()
    clocked.arrive("a", 3)
    placed, _ = clocked.begin()

    ended = clocked.after(MOMENT)

    assert len(ended) == 1
    assert sum(t.is_long for t in placed) == LIMITS.long_at_once
    error = clocked.told[ended[0]]
    assert isinstance(error, TooManyAtOnce)
    assert "only 2 such may run" in error.message
    assert error.retry_after == 10


def test_a_client_with_two_long_places_more_gives_one_up():
    clocked = Clocked()
    first, second = clocked.arrive("a", 2)
    clocked.begin()
    clocked.after(MOMENT)
    [other] = clocked.arrive("b")
    clocked.begin()

    ended = clocked.after(MOMENT)

    assert ended in ([first], [second])
    assert other.is_long


def test_clients_take_turns():
    clocked = Clocked(Limits(at_once=1, long_at_once=1, waiting=20))
    clocked.arrive("a", 4)
    clocked.arrive("b", 2)
    clocked.arrive("c", 1)

    order = []
    while (begun := clocked.begin())[0] or begun[1]:
        for ticket in [*begun[0], *begun[1]]:
            order.append(ticket.client)
            clocked.lanes.leave(ticket, clocked.now)

    assert order[:3] in (["a", "b", "c"], ["a", "c", "b"])
    assert Counter(order) == {"a": 4, "b": 2, "c": 1}
    assert order[-1] == "a"


def test_a_full_queue_sends_away_the_oldest_of_whoever_has_most():
    clocked = Clocked()
    waiting = clocked.arrive("a", LIMITS.waiting)

    [newcomer] = clocked.arrive("b")

    assert [*clocked.told] == [waiting[0]]
    assert newcomer not in clocked.told
    assert "6 wait" in clocked.told[waiting[0]].message


def test_who_waits_for_too_long_is_sent_away():
    clocked = Clocked(Limits(seconds=6, at_once=1, long_at_once=1))
    clocked.arrive("a", 2)
    [placed], [tried] = clocked.begin()
    clocked.after(5.5)

    assert clocked.after(0.5) == [tried]
    assert "without getting its turn" in clocked.told[tried].message
    assert placed.is_long


def test_long_queries_are_charged_and_short_ones_are_free():
    clocked = Clocked()
    for _ in range(500):
        [ticket] = clocked.arrive()
        clocked.begin()
        clocked.after(0.2)
        clocked.lanes.leave(ticket, clocked.now)
    both = clocked.arrive("a", 2)
    clocked.begin()
    clocked.after(MOMENT)
    assert all(ticket.is_long for ticket in both)
    clocked.after(19)
    for ticket in both:
        clocked.lanes.leave(ticket, clocked.now)

    [ticket] = clocked.arrive()
    clocked.begin()
    assert clocked.after(MOMENT) == [ticket]
    assert "30 seconds of long queries" in clocked.told[ticket].message
    assert 0 < clocked.told[ticket].retry_after <= 60

    clocked.now += clocked.told[ticket].retry_after
    [ticket] = clocked.arrive()
    clocked.begin()
    assert clocked.after(MOMENT) == []
    assert ticket.is_long


def test_a_budget_fills_again_within_a_minute():
    budget = Budget(30)
    budget.charge("a", 30, now=0)

    wait = budget.wait("a", now=0)

    assert budget.wait("a", now=wait - 0.1) > 0
    assert budget.wait("a", now=wait + 0.1) == 0
    assert budget.wait("b", now=0) == 0
    budget.charge("a", 29, now=60)
    assert budget.wait("a", now=60) == 0


def test_a_budget_keeps_so_many_clients_and_no_more():
    budget = Budget(30)
    for number in range(30_000):
        budget.charge(str(number), 40, now=0)

    assert len(budget) == 10_000
    assert budget.wait("29999", now=0) > 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["arrive", "arrive", "after", "leave"]),
            st.sampled_from("abc"),
            st.floats(0, 2),
        ),
        max_size=60,
    )
)
def test_whatever_comes_the_bounds_hold_and_nobody_is_forgotten(steps):
    clocked = Clocked(Limits(seconds=3, at_once=3, long_at_once=2, waiting=4, budget=10))
    here = set()
    for what, client, seconds in steps:
        if what == "arrive":
            here.update(clocked.arrive(client))
        elif what == "after":
            clocked.after(seconds)
        elif running := [t for t in here if t.started is not None and t.client == client]:
            clocked.lanes.leave(running[0], clocked.now)
            here.remove(running[0])
        clocked.begin()
        here -= clocked.told.keys()

        running = [t for t in here if t.started is not None and not t.is_trial]
        assert len(running) <= 3
        assert sum(t.is_long for t in running) <= 2
        assert sum(t.is_trial for t in here) <= TRIED_AT_ONCE
        assert sum(t.started is None for t in here) <= 4
        if here:
            assert clocked.lanes.soonest(clocked.now) is not None or all(t.is_long for t in running)
    for _ in range(100):
        clocked.after(0.5)
        for ticket in [t for t in here - clocked.told.keys() if t.is_long]:
            clocked.lanes.leave(ticket, clocked.now)
            here.remove(ticket)
        clocked.begin()
        here -= clocked.told.keys()

    assert not here
    assert clocked.lanes.soonest(clocked.now) is None
