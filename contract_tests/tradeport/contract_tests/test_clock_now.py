"""CLK-010 and on: the time of a run."""

from datetime import UTC, datetime

import pytest

from tradeport.contract_tests.data import START, close_of, flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Script
from tradeport.domain.model.time import MINUTE
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("CLK-010", requires=C.BARS)
def test_now_is_the_close_of_the_bar(bench: Bench) -> None:
    """In `on_bar`, now is the bar's close.

    Prerequisite: bars, one of them missing.
    Action: read the clock in each `on_bar`.
    Expected event sequence: three bars.
    Pass criteria: now equals the bar's time stamp.
    """
    row = "100 101 99 100"
    played = bench.play(one(row, "-", row, row), {})
    assert [h.now for h in played.market] == [h.what.ts for h in played.market] == [close_of(n) for n in (0, 2, 3)]


@pytest.mark.contract("CLK-020", requires=C.BARS)
def test_a_run_begins_at_the_first_open_and_ends_at_the_last_close(bench: Bench) -> None:
    """In `on_start` now is the open of the first bar, in `on_stop` the close of the last.

    Prerequisite: three bars.
    Action: read the clock in both.
    Expected event sequence: start, bars, stop.
    Pass criteria: those times.
    """
    heard = bench.play(flat(3), {}).heard
    assert (heard[0].callback, heard[0].now) == ("start", START)
    assert (heard[-1].callback, heard[-1].now) == ("stop", START + 3 * MINUTE)


@pytest.mark.contract("CLK-030", requires=C.BARS)
def test_utc_now_says_the_same(bench: Bench) -> None:
    """`utc_now` is `now` as an aware datetime.

    Prerequisite: one bar.
    Action: read it in `on_bar`.
    Expected event sequence: one bar.
    Pass criteria: 2024-01-02 09:01 UTC.
    """
    seen: list[datetime] = []
    bench.play(flat(1), {0: lambda s: seen.append(s.clock.utc_now())})
    assert seen == [datetime(2024, 1, 2, 9, 1, tzinfo=UTC)]
    assert seen[0].tzinfo is UTC


@pytest.mark.contract("CLK-040", requires=C.MARKET_ORDERS)
def test_a_fill_is_heard_of_at_the_close_of_its_bar(bench: Bench) -> None:
    """In `on_order_event` and `on_fill`, now is the close of the bar in which it happened, and so is the fill's time.

    Prerequisite: three bars.
    Action: buy on bar 0.
    Expected event sequence: event and fill at bar 1.
    Pass criteria: now and the time stamps are bar 1's close.
    """
    heard = bench.play(flat(3), {0: lambda s: s.buy("X", 1)}).heard
    filled = [h for h in heard if h.callback == "fill" or (h.callback == "event" and h.what.fill)]
    assert [(h.callback, h.now, h.what.ts) for h in filled] == [
        ("event", close_of(1), close_of(1)),
        ("fill", close_of(1), close_of(1)),
    ]


@pytest.mark.contract("CLK-050", requires=C.BARS)
def test_time_never_goes_back(bench: Bench) -> None:
    """Time never goes back, whatever is called.

    Prerequisite: ten bars.
    Action: read the clock in every callback.
    Expected event sequence: start, ten bars, stop.
    Pass criteria: the times do not decrease.
    """
    times = [h.now for h in bench.play(flat(10), Script()).heard]
    assert times == sorted(times)
    assert len(times) == 12
