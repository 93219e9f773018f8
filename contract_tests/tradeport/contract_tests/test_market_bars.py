"""MKT-010 and on: bars arrive as they are in the dataset, all of them, in order."""

import pytest

from tradeport.contract_tests.data import bars, close_of, dataset, flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Script
from tradeport.domain.model.time import DAY, HOUR, MINUTE, SECOND
from tradeport.ports.capability import Capability

C = Capability

#: Floats that do not survive a detour over another type, and sizes from a satoshi up.
AWKWARD = (
    "0.1 0.3 0.1 0.2 0.00000001",
    "0.7 1.1 0.7 0.9 123456789.123",
    "1.1 2.2 1.1 2.2 0.1",
    "99999.99 99999.99 0.01 33333.33 7",
)


@pytest.mark.contract("MKT-010", requires=C.BARS)
def test_a_strategy_sees_the_bars_of_the_dataset(bench: Bench) -> None:
    """A strategy sees the dataset's own bars, to the last bit, in order.

    Prerequisite: bars with values that rounding would change.
    Action: listen.
    Expected event sequence: one `on_bar` a bar.
    Pass criteria: every field of every bar is equal.
    """
    data = one(*AWKWARD)
    assert [h.what for h in bench.play(data, {}).market] == list(data.series["X"])


@pytest.mark.contract("MKT-020", requires=C.BARS)
def test_all_bars_are_delivered(bench: Bench) -> None:
    """The engine delivers every bar, and counts them where it hands them over.

    Prerequisite: 300 bars.
    Action: listen.
    Expected event sequence: 300 `on_bar`.
    Pass criteria: 300 fed, 300 counted by the engine, 300 heard.
    """
    played = bench.play(flat(300), {})
    assert (played.line.delivered, len(played.market), played.outcome.result["bars"]) == (300, 300, 300)


@pytest.mark.contract("MKT-030", requires=C.BARS)
def test_a_missing_bar_stays_missing(bench: Bench) -> None:
    """A bar that is not in the data is not made up.

    Prerequisite: bars 1 and 3 to 5 are missing.
    Action: listen.
    Expected event sequence: bars 0, 2 and 6.
    Pass criteria: exactly those time stamps.
    """
    row = "100 101 99 100"
    played = bench.play(one(row, "-", row, "-", "-", "-", row), {})
    assert [h.now for h in played.market] == [close_of(0), close_of(2), close_of(6)]


@pytest.mark.contract("MKT-040", requires=C.BARS)
def test_bars_without_range_or_volume_are_delivered(bench: Bench) -> None:
    """A bar in which nothing moved, or nothing traded, is a bar.

    Prerequisite: bars of one price, of volume 0, and one that repeats the one before.
    Action: listen.
    Expected event sequence: one `on_bar` a bar.
    Pass criteria: all are there, unchanged.
    """
    data = one("100 100 100 100 5", "100 100 100 100 0", "100 101 99 100 0", "100 101 99 100 0")
    assert [h.what for h in bench.play(data, {}).market] == list(data.series["X"])


@pytest.mark.contract("MKT-050", requires=C.BARS)
def test_bars_of_any_interval(bench: Bench) -> None:
    """Bars of a second, a minute, two hours, a day and a week are delivered at their closes.

    Prerequisite: one run an interval.
    Action: listen.
    Expected event sequence: three bars each.
    Pass criteria: the time stamps are the dataset's.
    """
    for every in (SECOND, MINUTE, 2 * HOUR, DAY, 7 * DAY):
        data = one(*["100 101 99 100"] * 3, every=every)
        assert [h.now for h in bench.play(data, {}).market] == [close_of(n, every=every) for n in range(3)]


@pytest.mark.contract("MKT-060", requires=C.BARS)
def test_one_bar_is_enough(bench: Bench) -> None:
    """A run over a single bar works.

    Prerequisite: one bar.
    Action: listen.
    Expected event sequence: start, bar, stop.
    Pass criteria: those callbacks.
    """
    assert [h.callback for h in bench.play(flat(1), Script()).heard] == ["start", "bar", "stop"]


@pytest.mark.contract("MKT-070", requires=C.BARS, also=(C.MARKET_ORDERS,))
def test_prices_reach_the_engine_to_the_tick(bench: Bench) -> None:
    """The prices the engine trades at agree with the dataset's to the tick.

    Prerequisite: bars whose opens use all five decimals of their grid, from below 1 to above 60,000.
    Action: buy one unit on each bar.
    Expected event sequence: each order fills at the next bar's open.
    Pass criteria: the engine's fill prices are those opens, digit for digit.
    """
    opens = ("0.70001", "0.30003", "1.10107", "2.67519", "64321.98765", "9999.99999", "0.00001")
    data = one(*(f"{o} {o} {o} {o}" for o in opens), price="0.00001")
    played = bench.play(data, Script(every=lambda s: s.buy("X", 1)))
    assert [f"{f.price:f}" for f in played.fills] == list(opens[1:])


@pytest.mark.contract("MKT-080", requires=C.BARS)
def test_instrument_names_are_free(bench: Bench) -> None:
    """Names with the characters that venues use are passed on unharmed.

    Prerequisite: instruments called BTC-USD, EUR/USD, BRK.B and SOL_PERP, one a run.
    Action: listen.
    Expected event sequence: one bar.
    Pass criteria: it has that name.
    """
    for name in ("BTC-USD", "EUR/USD", "BRK.B", "SOL_PERP"):
        played = bench.play(dataset(bars("100 101 99 100", of=name)), {})
        assert [h.what.instrument for h in played.market] == [name]
