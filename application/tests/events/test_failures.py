"""A subscriber that fails harms nobody else; one that is essential ends what it is essential to."""

from typing import Any

import pytest

from tradeport.application.events import EventBus, Progressed, Recorded, RunFinished, SubscriberFailed, Valued
from tradeport.application.run_directory import OutputError


def fail(_: object) -> None:
    raise ZeroDivisionError("no")


def test_the_others_hear_everything() -> None:
    bus, before, after = EventBus(), list[object](), list[object]()
    bus.subscribe("before", Progressed, before.append)
    broken = bus.subscribe("broken", Progressed, fail)
    bus.subscribe("after", Progressed, after.append)
    for n in range(3):
        bus.publish(Progressed(n))
    assert before == after == [Progressed(n) for n in range(3)]
    assert (broken.connected, broken.failures) == (False, 1)
    assert broken.error == "event 1, Progressed: ZeroDivisionError: no"
    assert broken.told().endswith("ZeroDivisionError: no; it heard nothing after that")


def test_all_its_handlers_are_disconnected() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscriber("broken").on(Progressed, fail).on(Valued, heard.append)
    bus.publish(Valued(1, "1,2,3"))
    bus.publish(Progressed(1))
    bus.publish(Valued(2, "2,2,3"))
    assert heard == [Valued(1, "1,2,3")]


def test_as_many_failures_as_are_tolerated() -> None:
    bus = EventBus()
    broken = bus.subscriber("broken", tolerate=2).on(Progressed, fail)
    for n in range(5):
        assert broken.connected == (n < 3)
        bus.publish(Progressed(n))
    assert bus.report()["broken"] == {
        "essential": False,
        "connected": False,
        "failures": 3,
        "error": "event 1, Progressed: ZeroDivisionError: no",
    }
    assert "failed 3 times, first at event 1" in broken.told()


def test_an_essential_one_ends_it_and_the_others_hear_on() -> None:
    bus, heard = EventBus(), list[object]()
    needed = bus.subscribe("needed", Progressed, fail, essential=True)
    bus.subscriber("other").on(Progressed, heard.append).on(Valued, heard.append)
    with pytest.raises(SubscriberFailed, match="needed, which this run cannot do without, failed: ZeroDivisionError: no"):
        bus.publish(Progressed(1))
    with pytest.raises(SubscriberFailed, match="needed"):  # whoever swallowed it the first time
        bus.publish(Valued(1, "1,2,3"))
    bus.acknowledge()
    bus.publish(Progressed(2))
    assert heard == [Progressed(1), Valued(1, "1,2,3"), Progressed(2)]
    assert (needed.failures, needed.connected, bus.ended is not None) == (1, False, True)


def test_what_waits_is_heard_before_the_end_is_passed_on() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscribe("asks", Progressed, lambda _: bus.publish(Valued(1, "1,2,3")))
    bus.subscribe("needed", Progressed, fail, essential=True)
    bus.subscribe("other", Valued, heard.append)
    with pytest.raises(SubscriberFailed):
        bus.publish(Progressed(1))
    assert heard == [Valued(1, "1,2,3")]


def test_the_first_of_two_essential_failures_is_the_end() -> None:
    bus = EventBus()
    bus.subscribe("one", Progressed, fail, essential=True)
    other = bus.subscribe("other", Progressed, fail, essential=True)
    with pytest.raises(SubscriberFailed, match="the subscriber one"):
        bus.publish(Progressed(1))
    assert (other.failures, other.connected) == (1, False)
    bus.acknowledge()
    bus.publish(Progressed(2))


def test_a_run_that_is_not_going_to_be_reaches_nobody() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscribe("one", Progressed, heard.append)
    bus.mute()
    bus.publish(Progressed(1))
    assert heard == []


def test_an_error_of_ours_passes_as_it_is() -> None:
    bus = EventBus()

    def full(_: object) -> None:
        raise OutputError("no room")

    bus.subscribe("file", Progressed, full, essential=True)
    with pytest.raises(OutputError, match="no room"):
        bus.publish(Progressed(1))


def test_an_interrupt_is_nobodys_failure() -> None:
    bus = EventBus()

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    one = bus.subscribe("one", Progressed, interrupted)
    with pytest.raises(KeyboardInterrupt):
        bus.publish(Progressed(1))
    assert (one.failures, one.connected, bus.busy) == (0, True, False)


def test_a_run_goes_on_and_names_it(play: Any) -> None:
    events, plain = EventBus(), play(play.flat, play.buy_and_sell())
    events.subscribe("broken", Valued, fail)
    ran = play(play.flat, play.buy_and_sell(), events=events)
    assert ran.outcome.exit_code == 0
    assert ran.result["digests"] == plain.result["digests"]
    assert (ran.result["subscribers"]["broken"]["failures"], ran.result["subscribers"]["broken"]["connected"]) == (1, False)
    assert [note for note in ran.result["notes"] if "the subscriber broken failed" in note]
    assert plain.result["subscribers"]["equity.csv"] == {"essential": True, "connected": True, "failures": 0, "error": None}


def test_an_essential_one_ends_the_run_and_its_log_is_whole(play: Any) -> None:
    events = EventBus()
    events.subscribe("needed", Valued, lambda event: fail(event) if event.ts > 2 * 60_000_000_000 else None, essential=True)
    ran = play(play.flat, play.buy_and_sell(), events=events)
    assert (ran.result["status"], ran.outcome.exit_code) == ("error", 1)
    assert isinstance(ran.outcome.error, SubscriberFailed)
    assert ran.records[-1]["type"] == "run_finished"


def test_the_others_hear_a_run_to_its_end(play: Any) -> None:
    """Also those that subscribed after the one that failed, and what is recorded of the end itself."""
    events, heard = EventBus(), list[Any]()
    events.subscribe("needed", Valued, fail, essential=True)
    events.subscriber("other").on(Valued, heard.append).on(Recorded, heard.append).on(RunFinished, heard.append)
    ran = play(play.flat, play.buy_and_sell(), events=events)
    assert [e for e in heard if isinstance(e, Valued)]
    assert [(e.seq, e.type) for e in heard if isinstance(e, Recorded)] == [(r["seq"], r["type"]) for r in ran.records]
    assert (heard[-1].status, heard[-1].digest) == ("error", ran.result["digests"]["audit"])


def test_a_strategy_that_swallows_it_does_not_go_on(play: Any) -> None:
    from tradeport.application.events import Decided

    def greedy(s: Any) -> None:
        for _ in range(3):
            try:
                s.buy("X", 1)
            except Exception:
                continue

    events = EventBus()
    events.subscribe("needed", Decided, fail, essential=True)
    ran = play(play.flat, {2: greedy, 3: greedy}, events=events)
    assert isinstance(ran.outcome.error, SubscriberFailed)
    assert ran.result["fills_count"] == 0
