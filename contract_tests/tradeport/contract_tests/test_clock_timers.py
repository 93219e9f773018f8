"""CLK-100 and on: timers and alerts. They are the platform's: the same with every engine."""

from collections.abc import Callable
from typing import Any

import pytest

from tradeport.contract_tests.data import FLAT, START, bars, close_of, dataset, flat, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.time import MINUTE, SECOND
from tradeport.ports.capability import Capability

C = Capability


def fired(played: Played) -> list[tuple[str, int, int]]:
    """`(name, seconds from the start when due, bar at which it fired)`."""
    return [(h.what[0], (h.what[1] - START) // SECOND, played.bar(h.now)) for h in played.heard if h.callback == "timer"]


def on_start(act: Any, **more: Any) -> Script:
    """A script that acts on the clock in `on_start`."""
    return Script(start=lambda s: act(s.clock), **more)


@pytest.mark.contract("CLK-100", requires=C.TIMERS)
def test_a_timer_fires_at_its_interval(bench: Bench) -> None:
    """A timer first fires one interval from now, then every interval.

    Prerequisite: four bars of a minute.
    Action: in `on_start`, set a timer of a minute.
    Expected event sequence: at each bar: `on_bar`, then `on_timer`.
    Pass criteria: due at the closes, fired there, after the market data.
    """
    played = bench.play(flat(4), on_start(lambda clock: clock.set_timer("t", MINUTE)))
    assert fired(played) == [("t", 60 * (n + 1), n) for n in range(4)]
    assert [h.callback for h in played.heard] == ["start", *["bar", "timer"] * 4, "stop"]


@pytest.mark.contract("CLK-110", requires=C.TIMERS)
def test_times_between_two_bars_fire_once_each(bench: Bench) -> None:
    """Times that pass between two bars fire once each, in order, with the later bar.

    Prerequisite: bars at minutes 1, 2 and 4.
    Action: set a timer of 25 seconds.
    Expected event sequence: after each bar, all times up to its close.
    Pass criteria: every multiple of 25 s once, at the first bar at or after it.
    """
    played = bench.play(one(FLAT, FLAT, "-", FLAT), on_start(lambda clock: clock.set_timer("t", 25 * SECOND)))
    at = {25: 0, 50: 0, 75: 1, 100: 1, 125: 2, 150: 2, 175: 2, 200: 2, 225: 2}
    assert fired(played) == [("t", due, bar) for due, bar in at.items()]


@pytest.mark.contract("CLK-120", requires=C.TIMERS)
def test_a_timer_can_be_given_its_start(bench: Bench) -> None:
    """A timer with a start fires there first.

    Prerequisite: four bars.
    Action: set a timer of two minutes that starts at 90 seconds.
    Expected event sequence: due at 90 and 210 seconds.
    Pass criteria: fired at bars 1 and 3.
    """
    act = on_start(lambda clock: clock.set_timer("t", 2 * MINUTE, start=START + 90 * SECOND))
    assert fired(bench.play(flat(4), act)) == [("t", 90, 1), ("t", 210, 3)]


@pytest.mark.contract("CLK-130", requires=C.TIMERS)
def test_an_alert_fires_once(bench: Bench) -> None:
    """An alert fires once, with the first data at or after it is due.

    Prerequisite: four bars.
    Action: set alerts at 61 seconds and at the close of bar 2.
    Expected event sequence: the first at bar 1, the second at bar 2.
    Pass criteria: once each; the time given is when it was due, the clock shows when it fired.
    """

    def act(clock: Any) -> None:
        clock.set_alert("odd", START + 61 * SECOND)
        clock.set_alert("even", close_of(2))

    assert fired(bench.play(flat(4), on_start(act))) == [("odd", 61, 1), ("even", 180, 2)]


@pytest.mark.contract("CLK-140", requires=C.TIMERS)
def test_a_cancelled_timer_is_silent(bench: Bench) -> None:
    """A cancelled timer does not fire again; cancelling an unknown one is nothing.

    Prerequisite: four bars.
    Action: set a timer and an alert; on bar 1 cancel both, and one that was never set.
    Expected event sequence: the timer at bar 0 and, set before it was cancelled in `on_bar`, not at bar 1.
    Pass criteria: one firing.
    """

    def begin(s: Player) -> None:
        s.clock.set_timer("t", MINUTE)
        s.clock.set_alert("a", close_of(3))

    def end(s: Player) -> None:
        for name in ("t", "a", "never"):
            s.clock.cancel_timer(name)

    assert fired(bench.play(flat(4), Script({1: end}, start=begin))) == [("t", 60, 0)]


@pytest.mark.contract("CLK-150", requires=C.TIMERS)
def test_a_time_that_has_passed_is_an_error(bench: Bench) -> None:
    """Setting an alert or a timer's start in the past raises; so does an interval that is not positive.

    Prerequisite: three bars.
    Action: on bar 1, set an alert before now and at now, a timer that starts before now, a timer of interval 0.
    Expected event sequence: ValueError for each.
    Pass criteria: four errors, and nothing fires.
    """
    errors = []

    def act(s: Player) -> None:
        now = s.clock.now()
        attempts: tuple[Callable[[], None], ...] = (
            lambda: s.clock.set_alert("a", now - 1),
            lambda: s.clock.set_alert("a", now),
            lambda: s.clock.set_timer("t", MINUTE, start=now - 1),
            lambda: s.clock.set_timer("t", 0),
        )
        for attempt in attempts:
            try:
                attempt()
            except ValueError as error:
                errors.append(str(error))

    played = bench.play(flat(3), {1: act})
    assert len(errors) == 4
    assert fired(played) == []


@pytest.mark.contract("CLK-160", requires=C.TIMERS)
def test_a_timer_of_the_same_name_replaces_the_old(bench: Bench) -> None:
    """A timer of the same name replaces the old.

    Prerequisite: four bars.
    Action: set timer t of a minute; on bar 1, set t of two minutes.
    Expected event sequence: bar 0 of the first, bar 3 of the second.
    Pass criteria: nothing of the first after its replacement.
    """
    script = Script({1: lambda s: s.clock.set_timer("t", 2 * MINUTE)}, start=lambda s: s.clock.set_timer("t", MINUTE))
    assert fired(bench.play(flat(4), script)) == [("t", 60, 0), ("t", 240, 3)]


@pytest.mark.contract("CLK-170", requires=C.TIMERS, also=(C.MARKET_ORDERS,))
def test_an_order_from_on_timer_counts_as_sent_at_the_close(bench: Bench) -> None:
    """An order sent in `on_timer` works from the next bar, also if the timer was due earlier.

    Prerequisite: bars that open at 100, 101, 102.
    Action: an alert due within bar 1; buy when it fires.
    Expected event sequence: accepted at bar 1, filled at bar 2.
    Pass criteria: at 102.
    """
    script = on_start(
        lambda clock: clock.set_alert("a", START + 90 * SECOND), on_timer=lambda s, name, ts: s.buy("X", 1, tag="o")
    )
    played = bench.play(one("100 100 100 100", "101 101 101 101", "102 102 102 102"), script)
    assert played.filled == [("o", 2, "102")]


@pytest.mark.contract("CLK-180", requires=C.TIMERS, also=(C.MULTI_INSTRUMENT,))
def test_timers_come_after_all_market_data_of_the_instant(bench: Bench) -> None:
    """Timers come after the market data of all instruments, in order of time, then of setting.

    Prerequisite: X and Y, two bars.
    Action: alerts c at 50 seconds, a and b at the close of bar 0, set in the order a, b, c.
    Expected event sequence: bar X, bar Y, c, a, b.
    Pass criteria: exactly that at bar 0.
    """

    def act(clock: Any) -> None:
        clock.set_alert("a", close_of(0))
        clock.set_alert("b", close_of(0))
        clock.set_alert("c", START + 50 * SECOND)

    played = bench.play(dataset(bars(FLAT, FLAT), bars(FLAT, FLAT, of="Y")), on_start(act))
    assert [h.callback for h in played.heard[1:6]] == ["bar", "bar", "timer", "timer", "timer"]
    assert fired(played) == [("c", 50, 0), ("a", 60, 0), ("b", 60, 0)]


@pytest.mark.contract("CLK-190", requires=C.TIMERS)
def test_what_is_due_after_the_last_bar_never_fires(bench: Bench) -> None:
    """A time after the last bar never comes.

    Prerequisite: two bars.
    Action: an alert a nanosecond after the last close.
    Expected event sequence: bars, stop.
    Pass criteria: nothing fires.
    """
    assert fired(bench.play(flat(2), on_start(lambda clock: clock.set_alert("a", close_of(1) + 1)))) == []
