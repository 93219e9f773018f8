"""EXE-500 and on: several orders in one bar: the order of what happens follows the rules, not the engine."""

import pytest

from tradeport.contract_tests.data import EXAMPLE, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("EXE-500", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.STOP_ORDERS))
def test_the_open_comes_first_then_stops_then_limits(bench: Bench) -> None:
    """What can execute at the open comes first, then stops, then limits, whatever was submitted first.

    Prerequisite: the example's bars.
    Action: send limit buy 101, stop buy 104, market buy, in this order.
    Expected event sequence: at bar 1 the market order fills, then the stop, then the limit.
    Pass criteria: 102, 104, 101, in that order.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=101, tag="limit")
        s.buy("X", 1, stop=104, tag="stop")
        s.buy("X", 1, tag="market")

    assert bench.play(one(*EXAMPLE), {0: act}).filled == [("market", 1, "102"), ("stop", 1, "104"), ("limit", 1, "101")]


@pytest.mark.contract("EXE-510", requires=C.STOP_ORDERS, also=(C.LIMIT_ORDERS, C.SHORT))
def test_a_stop_comes_before_a_limit_on_the_other_side_of_the_bar(bench: Bench) -> None:
    """A stop comes before a limit, even if the price path would meet the limit first.

    Prerequisite: the example's bars.
    Action: send limit sell 104, then stop sell 99.
    Expected event sequence: at bar 1 the stop fills, then the limit.
    Pass criteria: 99, 104, in that order.
    """

    def act(s: Player) -> None:
        s.sell("X", 1, limit=104, tag="limit")
        s.sell("X", 1, stop=99, tag="stop")

    assert bench.play(one(*EXAMPLE), {0: act}).filled == [("stop", 1, "99"), ("limit", 1, "104")]


@pytest.mark.contract("EXE-520", requires=C.LIMIT_ORDERS, also=(C.STOP_ORDERS, C.SHORT))
def test_a_limit_through_the_open_comes_before_a_stop(bench: Bench) -> None:
    """A limit that is executable at the open comes before a stop that is touched later in the bar.

    Prerequisite: bar 1 opens at 105, above the limit.
    Action: send stop sell 99, then limit sell 104.
    Expected event sequence: the limit fills at the open, then the stop.
    Pass criteria: 105, 99, in that order.
    """

    def act(s: Player) -> None:
        s.sell("X", 1, stop=99, tag="stop")
        s.sell("X", 1, limit=104, tag="limit")

    assert bench.play(one("100 101 99 100", "105 106 98 103"), {0: act}).filled == [("limit", 1, "105"), ("stop", 1, "99")]


@pytest.mark.contract("EXE-530", requires=C.LIMIT_ORDERS, also=(C.SHORT,))
def test_ties_go_by_submission(bench: Bench) -> None:
    """Within one stage, orders go by submission, whatever their price or side.

    Prerequisite: the example's bars.
    Action: send limit buy 99, limit sell 104, limit buy 101, limit buy 99.
    Expected event sequence: all four fill at bar 1, in that order.
    Pass criteria: tags and prices in the order of submission.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=99, tag="a")
        s.sell("X", 1, limit=104, tag="b")
        s.buy("X", 1, limit=101, tag="c")
        s.buy("X", 1, limit=99, tag="d")

    filled = bench.play(one(*EXAMPLE), {0: act}).filled
    assert filled == [("a", 1, "99"), ("b", 1, "104"), ("c", 1, "101"), ("d", 1, "99")]


@pytest.mark.contract("EXE-540", requires=C.STOP_ORDERS, also=(C.SHORT,))
def test_ties_among_stops_go_by_submission(bench: Bench) -> None:
    """Stops of both sides in one bar go by submission.

    Prerequisite: the example's bars.
    Action: send stop buy 105, stop sell 98, stop buy 103.
    Expected event sequence: all three fill at bar 1, in that order.
    Pass criteria: tags and prices in the order of submission.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, stop=105, tag="a")
        s.sell("X", 1, stop=98, tag="b")
        s.buy("X", 1, stop=103, tag="c")

    assert bench.play(one(*EXAMPLE), {0: act}).filled == [("a", 1, "105"), ("b", 1, "98"), ("c", 1, "103")]


@pytest.mark.contract("EXE-550", requires=C.STOP_LIMIT_ORDERS, also=(C.STOP_ORDERS, C.LIMIT_ORDERS))
def test_a_triggered_stop_limit_waits_among_the_limits(bench: Bench) -> None:
    """A stop-limit that triggers without filling takes its place among the limits of the same bar.

    Prerequisite: bar 1 opens at 102, above stop and limit, and comes back.
    Action: send limit buy 100, stop-limit buy 101/101.5, stop buy 104.
    Expected event sequence: triggered; the stop fills; then limit and stop-limit by submission.
    Pass criteria: that order, at 104, 100, 101.5.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=100, tag="limit")
        s.buy("X", 1, stop=101, limit="101.5", tag="stop-limit")
        s.buy("X", 1, stop=104, tag="stop")

    played = bench.play(one(*EXAMPLE), {0: act})
    assert played.filled == [("stop", 1, "104"), ("limit", 1, "100"), ("stop-limit", 1, "101.5")]
    assert played.happened("triggered", "filled")[0] == "stop-limit triggered@1"


@pytest.mark.contract("EXE-560", requires=C.STOP_LIMIT_ORDERS)
def test_a_stop_limit_says_that_it_triggered(bench: Bench) -> None:
    """A stop-limit reports its trigger before its fill, in the bar in which each happened.

    Prerequisite: bar 1 opens beyond the limit and does not come back; bar 2 opens below it.
    Action: send stop-limit buy 101/101.5.
    Expected event sequence: triggered at bar 1, filled at bar 2.
    Pass criteria: those events in those bars.
    """
    data = one("100 101 99 100", "102 105 101.6 103", "101 101 101 101")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, stop=101, limit="101.5", tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "triggered@1", "filled@2"]


@pytest.mark.contract("EXE-570", requires=C.STOP_LIMIT_ORDERS)
def test_a_triggered_stop_limit_stays_a_limit_order(bench: Bench) -> None:
    """A stop-limit that has triggered rests as a limit for as long as it takes.

    Prerequisite: bar 1 triggers it, bars 2 and 3 stay above the limit, bar 4 touches it.
    Action: send stop-limit buy 101/101.5.
    Expected event sequence: triggered at bar 1, filled at bar 4.
    Pass criteria: the fill is at the limit, 101.5.
    """
    quiet = "103 104 102 103"
    data = one("100 101 99 100", "102 105 101.6 103", quiet, quiet, "103 103 101.5 103")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, stop=101, limit="101.5", tag="a")})
    assert played.filled == [("a", 4, "101.5")]
    assert "triggered@1" in played.trail("a")


@pytest.mark.contract("EXE-580", requires=C.STOP_ORDERS)
def test_a_stop_fills_without_a_trigger_event(bench: Bench) -> None:
    """A stop order's trigger is its fill: no separate event.

    Prerequisite: the example's bars.
    Action: send stop buy 104.
    Expected event sequence: accepted at bar 0, filled at bar 1.
    Pass criteria: no `triggered` in between.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 1, stop=104, tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "filled@1"]


@pytest.mark.contract("EXE-590", requires=C.LIMIT_ORDERS)
def test_orders_fill_whole(bench: Bench) -> None:
    """An order fills whole, at one price, however small the bar's volume.

    Prerequisite: bars of volume 1.
    Action: buy 500 by a limit that is touched.
    Expected event sequence: one fill.
    Pass criteria: 500 at the limit.
    """
    played = bench.play(one("100 101 99 100 1", "100 101 98 100 1"), {0: lambda s: s.buy("X", 500, limit=98, tag="a")})
    assert played.filled == [("a", 1, "98")]
    assert [f.quantity for f in played.fills] == [500]
