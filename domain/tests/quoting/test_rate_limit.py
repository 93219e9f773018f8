"""Commands are limited on average and at once; cancels have a reserve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.time import SECOND
from tradeport.domain.quoting.rate_limit import RateLimit

START = 1_704_067_200 * SECOND


@given(steps=st.lists(st.tuples(st.integers(0, SECOND), st.booleans()), max_size=60))
def test_no_window_has_more_than_the_burst_and_what_it_earned(steps):
    limit, now, taken = RateLimit(5, burst=4, reserve=1), START, []
    for wait, cancel in steps:
        now += wait
        if limit.take(now, cancel=cancel):
            taken.append(now)
    for i, first in enumerate(taken):
        for j in range(i, len(taken)):
            assert j - i + 1 <= 4 + (taken[j] - first) / SECOND * 5 + 1e-6


def test_the_reserve_is_for_cancels():
    limit = RateLimit(1, burst=3, reserve=1)
    assert [limit.take(START) for _ in range(3)] == [True, True, False]
    assert limit.take(START, cancel=True)
    assert not limit.take(START, cancel=True)


@pytest.mark.parametrize("terms", [(0, 3, 1), (1, 3, 3), (1, 3, -1)])
def test_terms_that_contradict_are_refused(terms):
    with pytest.raises(ValueError, match="reserve"):
        RateLimit(*terms)


@given(waits=st.lists(st.integers(0, SECOND), min_size=1, max_size=30), at=st.integers(0, 29))
def test_it_goes_on_where_its_state_was_taken(waits, at):
    whole, first, second = (RateLimit(5, burst=4, reserve=1) for _ in range(3))
    now = START
    for number, wait in enumerate(waits):
        now += wait
        if number == at:
            second.restore(first.state())
        assert (first if number < at else second).take(now) == whole.take(now)
