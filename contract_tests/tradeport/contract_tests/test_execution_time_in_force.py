"""EXE-800 and on: how long an order lives."""

import pytest

from tradeport.contract_tests.data import EXAMPLE, FLAT, START, close_of, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import TimeInForce
from tradeport.domain.model.time import DAY, HOUR, MINUTE
from tradeport.ports.capability import Capability

C = Capability
GTC, IOC, FOK, GTD, TODAY = TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK, TimeInForce.GTD, TimeInForce.DAY

#: Two minutes before midnight: bar 1 closes at midnight, bar 2 is of the next day.
EVENING = START - 9 * HOUR + DAY - 2 * MINUTE

AT_ONCE = [
    pytest.param(IOC, marks=pytest.mark.contract("EXE-810", requires=C.IOC, also=(C.LIMIT_ORDERS,)), id="ioc"),
    pytest.param(FOK, marks=pytest.mark.contract("EXE-820", requires=C.FOK, also=(C.LIMIT_ORDERS,)), id="fok"),
]
AT_ONCE_MARKET = [
    pytest.param(IOC, marks=pytest.mark.contract("EXE-812", requires=C.IOC, also=(C.MARKET_ORDERS,)), id="ioc"),
    pytest.param(FOK, marks=pytest.mark.contract("EXE-822", requires=C.FOK, also=(C.MARKET_ORDERS,)), id="fok"),
]
NEVER = [
    pytest.param(IOC, marks=pytest.mark.contract("EXE-814", requires=C.IOC, also=(C.LIMIT_ORDERS,)), id="ioc"),
    pytest.param(FOK, marks=pytest.mark.contract("EXE-824", requires=C.FOK, also=(C.LIMIT_ORDERS,)), id="fok"),
]


@pytest.mark.contract("EXE-800", requires=C.LIMIT_ORDERS)
def test_gtc_rests_until_it_fills(bench: Bench) -> None:
    """GTC rests until it fills, over days and a gap.

    Prerequisite: bars of six hours over four days, the third day missing; the last touches 95.
    Action: limit buy 95 on bar 0.
    Expected event sequence: accepted at bar 0, filled at the last.
    Pass criteria: nothing in between.
    """
    data = one(*[FLAT] * 8, *["-"] * 4, FLAT, FLAT, FLAT, "96 97 95 96", every=6 * HOUR)
    played = bench.play(data, {0: lambda s: s.buy("X", 1, limit=95, tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "filled@11"]


@pytest.mark.parametrize("now", AT_ONCE)
def test_at_once_fills_at_the_open(bench: Bench, now: TimeInForce) -> None:
    """IOC and FOK: a limit that the open is through fills there, whole.

    Prerequisite: the example's bars.
    Action: limit buy 103 on bar 0.
    Expected event sequence: accepted at bar 0, filled at bar 1.
    Pass criteria: at 102, all 500 of it.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 500, limit=103, time_in_force=now, tag="a")})
    assert played.filled == [("a", 1, "102")]
    assert [f.quantity for f in played.fills] == [500]


@pytest.mark.parametrize("now", AT_ONCE_MARKET)
def test_at_once_market_orders_fill_at_the_open(bench: Bench, now: TimeInForce) -> None:
    """IOC and FOK: a market order fills at the open, as any does.

    Prerequisite: the example's bars.
    Action: market buy on bar 0.
    Expected event sequence: filled at bar 1.
    Pass criteria: at 102.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 1, time_in_force=now, tag="a")})
    assert played.filled == [("a", 1, "102")]


@pytest.mark.parametrize("now", NEVER)
def test_at_once_or_never(bench: Bench, now: TimeInForce) -> None:
    """IOC and FOK: a limit that the open is not through is cancelled, even if the bar touches it later.

    Prerequisite: the example's bars; bar 1 touches 101.
    Action: limit buy 101 on bar 0.
    Expected event sequence: canceled at bar 1.
    Pass criteria: no fill; the reason is the platform's own words.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 1, limit=101, time_in_force=now, tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "canceled@1"]
    assert played.reasons("a") == [f"{now}: not executable at once"]


@pytest.mark.contract("EXE-830", requires=C.GTD, also=(C.LIMIT_ORDERS,))
def test_gtd_is_examined_on_the_bar_that_closes_at_its_end(bench: Bench) -> None:
    """GTD: an order is examined on the bar that closes at its end, and expires after it.

    Prerequisite: bar 2 touches 98 and 97.5; bar 3 touches 90.
    Action: limit buys at 98 and 90 on bar 0, both until the close of bar 2.
    Expected event sequence: the first fills at bar 2; the second expires there.
    Pass criteria: the second is expired before bar 3 could fill it.
    """

    def act(s: Player) -> None:
        for tag, price in (("a", 98), ("b", 90)):
            s.buy("X", 1, limit=price, time_in_force=GTD, expire_ts=close_of(2), tag=tag)

    played = bench.play(one(FLAT, FLAT, "99 99 97.5 98", "90 91 89 90"), {0: act})
    assert played.happened("filled", "expired") == ["a filled@2", "b expired@2"]


@pytest.mark.contract("EXE-832", requires=C.GTD, also=(C.LIMIT_ORDERS,))
def test_gtd_expires_before_the_first_bar_that_closes_later(bench: Bench) -> None:
    """GTD: an end within a bar is known with that bar, which is not for the order.

    Prerequisite: bar 1 is quiet, bar 2 would fill.
    Action: limit buy 95 on bar 0, until half a minute into bar 2.
    Expected event sequence: expired at bar 2.
    Pass criteria: no fill.
    """
    end = close_of(1) + MINUTE // 2
    steps = {0: lambda s: s.buy("X", 1, limit=95, time_in_force=GTD, expire_ts=end, tag="a")}
    played = bench.play(one(FLAT, FLAT, "90 91 89 90", FLAT), steps)
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "expired@2"]


@pytest.mark.contract("EXE-834", requires=C.GTD, also=(C.MARKET_ORDERS,))
def test_gtd_ends_in_a_gap(bench: Bench) -> None:
    """GTD: an order whose end falls into a gap expires with the next bar, a market order too.

    Prerequisite: bars 1 and 2 are missing.
    Action: market buy on bar 0, until the close of the missing bar 1.
    Expected event sequence: expired with the next bar there is.
    Pass criteria: no fill.
    """
    steps = {0: lambda s: s.buy("X", 1, time_in_force=GTD, expire_ts=close_of(1), tag="a")}
    played = bench.play(one(FLAT, "-", "-", FLAT, FLAT), steps)
    assert played.trail("a")[-1] == "expired@1"
    assert played.filled == []


@pytest.mark.contract("EXE-836", requires=C.GTD, also=(C.LIMIT_ORDERS, C.CANCEL))
def test_gtd_can_be_cancelled_before_its_end(bench: Bench) -> None:
    """GTD: a cancelled order does not expire as well.

    Prerequisite: four bars.
    Action: limit buy 95 until the close of bar 2; cancel it on bar 1.
    Expected event sequence: canceled at bar 1.
    Pass criteria: nothing after it.
    """
    steps = {
        0: lambda s: s.buy("X", 1, limit=95, time_in_force=GTD, expire_ts=close_of(2), tag="a"),
        1: lambda s: s.drop("a"),
    }
    assert bench.play(one(*[FLAT] * 4), steps).trail("a")[-1] == "canceled@1"


@pytest.mark.contract("EXE-838", requires=C.GTD, also=(C.STOP_ORDERS,))
def test_a_gtd_stop_expires_untriggered(bench: Bench) -> None:
    """GTD: a stop that is not reached expires.

    Prerequisite: bar 3 would trigger it.
    Action: stop buy 105 on bar 0, until the close of bar 2.
    Expected event sequence: expired at bar 2.
    Pass criteria: no fill.
    """
    steps = {0: lambda s: s.buy("X", 1, stop=105, time_in_force=GTD, expire_ts=close_of(2), tag="a")}
    played = bench.play(one(FLAT, FLAT, FLAT, "110 111 109 110"), steps)
    assert played.happened("filled", "expired") == ["a expired@2"]


@pytest.mark.contract("EXE-840", requires=C.DAY, also=(C.LIMIT_ORDERS,))
def test_day_ends_with_the_bar_that_closes_at_midnight(bench: Bench) -> None:
    """DAY: a bar that closes at midnight belongs to the day it ends, and a DAY order ends with it.

    Prerequisite: bar 1 closes at midnight and touches 98; bar 2 would fill 95.
    Action: limit buys at 98 and 95 on bar 0.
    Expected event sequence: at bar 1 the first fills, the second expires.
    Pass criteria: nothing at bar 2.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=98, time_in_force=TODAY, tag="a")
        s.buy("X", 1, limit=95, time_in_force=TODAY, tag="b")

    played = bench.play(one(FLAT, "99 99 98 99", "90 91 89 90", start=EVENING), {0: act})
    assert played.happened("filled", "expired") == ["a filled@1", "b expired@1"]


@pytest.mark.contract("EXE-842", requires=C.DAY, also=(C.LIMIT_ORDERS,))
def test_day_is_the_day_of_the_first_bar_it_meets(bench: Bench) -> None:
    """DAY: the day is that of the first bar an order meets, not of its decision.

    Prerequisite: bar 1 closes at midnight; the next day's bars touch 98 at bar 3.
    Action: limit buy 98 on bar 1.
    Expected event sequence: filled at bar 3.
    Pass criteria: it did not expire at midnight.
    """
    data = one(FLAT, FLAT, FLAT, "99 99 98 99", start=EVENING)
    played = bench.play(data, {1: lambda s: s.buy("X", 1, limit=98, time_in_force=TODAY, tag="a")})
    assert played.trail("a")[-1] == "filled@3"


@pytest.mark.contract("EXE-844", requires=C.DAY, also=(C.LIMIT_ORDERS,))
def test_day_expires_with_the_first_bar_of_a_later_day(bench: Bench) -> None:
    """DAY: where no bar closes at midnight, the first bar of a later day ends the order before it is examined.

    Prerequisite: the bar that closes at midnight is missing, and some of the next day's; the first there would fill.
    Action: limit buy 95, decided two bars before midnight.
    Expected event sequence: examined once; expired with the first bar of the next day.
    Pass criteria: no fill.
    """
    data = one(FLAT, FLAT, "-", "-", "90 91 89 90", start=EVENING - MINUTE)
    played = bench.play(data, {0: lambda s: s.buy("X", 1, limit=95, time_in_force=TODAY, tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "expired@2"]


@pytest.mark.contract("EXE-846", requires=C.DAY, also=(C.MARKET_ORDERS,))
def test_a_day_market_order_waits_for_its_day(bench: Bench) -> None:
    """DAY: a market order sent on the last bar of a day fills at the open of the next day.

    Prerequisite: bar 1 closes at midnight.
    Action: market buy on bar 1.
    Expected event sequence: filled at bar 2.
    Pass criteria: at its open.
    """
    data = one(FLAT, FLAT, "97 98 96 97", start=EVENING)
    assert bench.play(data, {1: lambda s: s.buy("X", 1, time_in_force=TODAY, tag="a")}).filled == [("a", 2, "97")]
