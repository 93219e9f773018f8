"""EXE-900 and on: orders of several instruments: each waits for its own bar; outcomes come in the rules' order."""

import pytest

from tradeport.contract_tests.data import FLAT, bars, dataset
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.time import MINUTE
from tradeport.ports.capability import Capability

C = Capability


def point(price: float) -> str:
    """A bar of one price."""
    return f"{price} {price} {price} {price}"


def mixed() -> Dataset:
    """X: a bar a minute, seven of them. Y: a bar every three minutes, opening at 200 and 210, and a last one at 220."""
    return dataset(
        bars(*(point(100 + n) for n in range(9))), bars(point(200), point(210), point(220), of="Y", every=3 * MINUTE)
    )


@pytest.mark.contract("EXE-900", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_an_order_is_examined_on_its_own_instrument_alone(bench: Bench) -> None:
    """An order is examined on bars of its own instrument alone.

    Prerequisite: X at 100, Y at 200.
    Action: buy X and Y on Y's bar 0.
    Expected event sequence: both fill at instant 1.
    Pass criteria: each at its own instrument's open.
    """
    data = dataset(bars(point(100), point(101)), bars(point(200), point(202), of="Y"))
    played = bench.play(data, {1: lambda s: (s.buy("X", 1, tag="x"), s.buy("Y", 1, tag="y"))})
    assert played.filled == [("x", 1, "101"), ("y", 1, "202")]


@pytest.mark.contract("EXE-905", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_an_order_waits_where_its_bar_is_missing(bench: Bench) -> None:
    """Where a bar is missing, an order waits for the next one of its instrument.

    Prerequisite: Y misses bars 1 and 2, and opens at 203 in bar 3.
    Action: on bar 0, buy both.
    Expected event sequence: X fills at bar 1, Y at bar 3.
    Pass criteria: Y at 203.
    """
    data = dataset(bars(*(point(100 + n) for n in range(4))), bars(point(200), "-", "-", point(203), of="Y"))
    played = bench.play(data, {1: lambda s: (s.buy("Y", 1, tag="y"), s.buy("X", 1, tag="x"))})
    assert played.filled == [("x", 1, "101"), ("y", 3, "203")]


@pytest.mark.contract("EXE-910", requires=C.MULTI_INSTRUMENT, also=(C.LIMIT_ORDERS,))
def test_a_resting_order_waits_where_its_bar_is_missing(bench: Bench) -> None:
    """The same for a resting order, whatever the other instrument does meanwhile.

    Prerequisite: X falls to 90 while Y is missing; Y comes back touching 195.
    Action: limit buy Y at 195 on bar 0.
    Expected event sequence: filled at bar 2.
    Pass criteria: at 195.
    """
    data = dataset(bars(point(100), point(90), point(90)), bars(point(200), "-", "200 200 195 200", of="Y"))
    assert bench.play(data, {1: lambda s: s.buy("Y", 1, limit=195, tag="y")}).filled == [("y", 2, "195")]


@pytest.mark.contract("EXE-915", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_a_bar_under_way_is_not_for_an_order(bench: Bench) -> None:
    """With different intervals, a bar that was under way when an order was decided is not for it.

    Prerequisite: X has bars of a minute, Y of three.
    Action: buy Y at the close of minute 1, within Y's first bar.
    Expected event sequence: Y's first bar closes at minute 3 without a fill; filled in its second.
    Pass criteria: at 210, the open of minute 3, reported at minute 6.
    """
    played = bench.play(mixed(), {0: lambda s: s.buy("Y", 1, tag="y")})
    assert played.filled == [("y", 5, "210")]


@pytest.mark.contract("EXE-920", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_a_bar_that_begins_at_the_decision_is_for_the_order(bench: Bench) -> None:
    """A bar that begins at the very instant of the decision is for the order.

    Prerequisite: X has bars of a minute, Y of three.
    Action: on X's bar at minute 3, where Y's first bar ends and its second begins, buy Y; at minute 4 buy another.
    Expected event sequence: the first fills in Y's second bar, the other in its third.
    Pass criteria: at 210 and 220.
    """
    steps = {2: lambda s: s.buy("Y", 1, tag="at"), 4: lambda s: s.buy("Y", 1, tag="after")}
    assert bench.play(mixed(), steps).filled == [("at", 5, "210"), ("after", 8, "220")]


@pytest.mark.contract("EXE-925", requires=C.MULTI_INSTRUMENT, also=(C.LIMIT_ORDERS, C.CANCEL))
def test_a_waiting_order_can_be_cancelled(bench: Bench) -> None:
    """An order that still waits for its bar can be cancelled.

    Prerequisite: X has bars of a minute, Y of three.
    Action: limit buy Y at 300 at minute 1; cancel it at minute 2.
    Expected event sequence: accepted, then canceled at minute 2.
    Pass criteria: no fill.
    """
    steps = {0: lambda s: s.buy("Y", 1, limit=300, tag="y"), 1: lambda s: s.drop("y")}
    played = bench.play(mixed(), steps)
    assert played.trail("y")[-1] == "canceled@1"
    assert played.filled == []


@pytest.mark.contract("EXE-930", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_outcomes_of_an_instant_go_by_instrument(bench: Bench) -> None:
    """The outcomes of one instant go by instrument in the order of the configuration, not by submission or name.

    Prerequisite: instruments configured as Z, A, M.
    Action: buy M, A, Z, M on the last callback of bar 0.
    Expected event sequence: at bar 1: Z, A, M, M.
    Pass criteria: that order.
    """

    def act(s: Player) -> None:
        for tag in ("M1", "A1", "Z1", "M2"):
            s.buy(tag[0], 1, tag=tag)

    data = dataset(*(bars(FLAT, FLAT, of=name) for name in "ZAM"))
    assert [tag for tag, _, _ in bench.play(data, {2: act}).filled] == ["Z1", "A1", "M1", "M2"]


@pytest.mark.contract("EXE-935", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS))
def test_an_instruments_limits_come_before_the_next_instruments_open(bench: Bench) -> None:
    """All stages of one instrument come before the first of the next.

    Prerequisite: X touches 99, Y opens at 100.
    Action: buy Y at the market, then X at limit 99, then X at the market.
    Expected event sequence: X's market order, X's limit, then Y.
    Pass criteria: that order.
    """

    def act(s: Player) -> None:
        s.buy("Y", 1, tag="y market")
        s.buy("X", 1, limit=99, tag="x limit")
        s.buy("X", 1, tag="x market")

    data = dataset(bars(FLAT, FLAT), bars(FLAT, FLAT, of="Y"))
    assert [tag for tag, _, _ in bench.play(data, {1: act}).filled] == ["x market", "x limit", "y market"]
