"""Events reach subscribers one after the other, in the order in which they subscribed, numbered."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.application.events import SILENT, EventBus, Progressed, Published, Valued
from tradeport.application.events.types import Recorded, TimerFired


def value(n: int) -> Valued:
    return Valued(n, f"{n},1.5,2")


def test_in_the_order_of_subscription() -> None:
    bus, heard = EventBus(), list[tuple[str, Any]]()
    for name in ("b", "a", "c"):
        bus.subscribe(name, Valued, lambda event, name=name: heard.append((name, event.ts)))  # type: ignore[misc]
    for n in (1, 2):
        bus.publish(value(n))
    assert heard == [("b", 1), ("a", 1), ("c", 1), ("b", 2), ("a", 2), ("c", 2)]


def test_only_of_the_type_that_was_asked_for() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscriber("one").on(Valued, heard.append).on(TimerFired, heard.append)
    for event in (value(1), Progressed(3), TimerFired("t", 2, 1)):
        bus.publish(event)
    assert heard == [value(1), TimerFired("t", 2, 1)]
    assert bus.sequence == 2


def test_what_a_handler_publishes_waits_its_turn() -> None:
    """Every subscriber sees the same order, whoever caused what."""
    bus, first, second = EventBus(history=9), list[object](), list[object]()

    def answer(event: Progressed) -> None:
        first.append(event)
        bus.publish(value(event.events))

    bus.subscriber("first").on(Progressed, answer).on(Valued, first.append)
    bus.subscriber("second").on(Progressed, second.append).on(Valued, second.append)
    bus.publish(Progressed(1))
    bus.publish(Progressed(2))
    assert first == second == [Progressed(1), value(1), Progressed(2), value(2)]
    assert [one.sequence for one in bus.history()] == [1, 2, 3, 4]


@given(st.lists(st.sampled_from([Progressed(1), value(7), TimerFired("t", 1, 1)]), max_size=30), st.integers(0, 5))
def test_history_is_the_last_of_each_type(events: list[Any], kept: int) -> None:
    bus = EventBus(history=kept)
    bus.subscriber("s").on(Progressed, id).on(Valued, id)
    for event in events:
        bus.publish(event)
    wanted = [e for e in events if not isinstance(e, TimerFired)]
    every = [Published(n, event) for n, event in enumerate(wanted, 1)]
    for type_ in (Progressed, Valued):
        of_type = [one for one in every if type(one.event) is type_]
        assert list(bus.history(type_)) == (of_type[-kept:] if kept else [])
    assert bus.history() == tuple(sorted({*bus.history(Progressed), *bus.history(Valued)}, key=lambda one: one.sequence))
    assert bus.history(TimerFired) == ()
    assert bus.sequence == len(wanted)


def test_nobody_wants_what_nobody_subscribed_to() -> None:
    bus = EventBus()
    bus.subscribe("s", Valued, id)
    assert (bus.wants(Valued), bus.wants(Progressed)) == (True, False)
    assert bus.publisher(Valued) is not None
    assert bus.publisher(Progressed) is None
    assert SILENT.publisher(Recorded) is None


def test_who_listens_is_settled_once_the_run_begins() -> None:
    bus = EventBus()
    late = bus.subscriber("late")
    bus.publisher(Valued)
    with pytest.raises(RuntimeError, match="late subscribes to Valued after the run has begun"):
        late.on(Valued, id)


def test_names_are_unique() -> None:
    bus = EventBus()
    one = bus.subscribe("one", Valued, id)
    with pytest.raises(ValueError, match="a subscriber 'one' already"):
        bus.subscriber("one")
    with pytest.raises(ValueError, match="one has a handler for Valued already"):
        one.on(Valued, id)


def test_the_money_of_a_line() -> None:
    assert (str(value(3).cash), str(value(3).equity)) == ("1.5", "2")
