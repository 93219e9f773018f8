"""A timer fires once for each time it was due, in order, and never after it was cancelled."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application.clock import EventClock
from tradeport.ports.capability import UnsupportedCapability


def fired(clock: EventClock, ts: int) -> list[tuple[str, int]]:
    clock.advance(ts)
    return list(clock.due())


def test_each_time_that_passed() -> None:
    clock = EventClock(0)
    clock.set_timer("a", 10)
    assert fired(clock, 9) == []
    assert fired(clock, 10) == [("a", 10)]
    assert fired(clock, 35) == [("a", 20), ("a", 30)]


def test_start() -> None:
    clock = EventClock(100)
    clock.set_timer("a", 10, start=103)
    assert fired(clock, 115) == [("a", 103), ("a", 113)]


def test_an_alert_fires_once() -> None:
    clock = EventClock(0)
    clock.set_alert("a", 5)
    assert fired(clock, 50) == [("a", 5)]
    assert fired(clock, 500) == []


def test_setting_it_again_replaces_it() -> None:
    clock = EventClock(0)
    clock.set_timer("a", 10)
    clock.set_timer("a", 7)
    assert fired(clock, 10) == [("a", 7)]


def test_cancelled_while_it_fires() -> None:
    clock = EventClock(0)
    clock.set_timer("a", 10)
    clock.advance(30)
    due = clock.due()
    assert next(due) == ("a", 10)
    clock.cancel_timer("a")
    clock.cancel_timer("nobody")
    assert list(due) == []


def test_set_while_it_fires() -> None:
    clock = EventClock(0)
    clock.set_alert("a", 5)
    clock.advance(5)
    for name, _ in clock.due():
        if name == "a":
            clock.set_alert("b", 6)
    assert fired(clock, 6) == [("b", 6)]


@pytest.mark.parametrize("ts", [0, 9, 10])
def test_the_past_is_refused(ts: int) -> None:
    clock = EventClock(10)
    with pytest.raises(ValueError, match="is not after now"):
        clock.set_alert("a", ts)
    with pytest.raises(ValueError, match="must be positive"):
        clock.set_timer("a", 0)
    assert clock.next_due is None


def test_without_timers_in_the_plan() -> None:
    with pytest.raises(UnsupportedCapability, match=r"clock\.timers"):
        EventClock(0, timers=False).set_timer("a", 10)


@settings(max_examples=100)
@given(
    timers=st.dictionaries(st.sampled_from("abcd"), st.tuples(st.integers(1, 9), st.integers(1, 20)), min_size=1),
    steps=st.lists(st.integers(0, 15), min_size=1, max_size=12),
)
def test_any_timers_at_any_steps(timers: dict[str, tuple[int, int]], steps: list[int]) -> None:
    """However time moves, what fires is what is due, in order of time; ties in order of setting."""
    clock, heard = EventClock(0), list[tuple[str, int]]()
    for name, (interval, start) in timers.items():
        clock.set_timer(name, interval, start=start)
    for step in steps:
        heard += fired(clock, clock.now() + step)
    end = clock.now()
    expected = {(name, ts) for name, (interval, start) in timers.items() for ts in range(start, end + 1, interval)}
    assert set(heard) == expected
    assert len(heard) == len(expected)
    assert [ts for _, ts in heard] == sorted(ts for _, ts in heard)
