"""EXE-950 and on: orders on quotes and trades."""

import pytest

from tradeport.contract_tests.data import dataset, quotes, trades
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import TimeInForce
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("EXE-950", requires=C.QUOTES, also=(C.MARKET_ORDERS, C.SHORT))
def test_a_market_order_meets_the_other_side_of_the_quote(bench: Bench) -> None:
    """On quotes, a buyer pays the ask and a seller gets the bid, of the next quote.

    Prerequisite: quotes 99/101 and 98/102.
    Action: buy 2 and sell 1 on quote 0.
    Expected event sequence: both fill at quote 1.
    Pass criteria: at 102 and 98.
    """
    steps = {0: lambda s: (s.buy("X", 2, tag="b"), s.sell("X", 1, tag="s"))}
    assert bench.play(dataset(quotes("99 101", "98 102")), steps).filled == [("b", 1, "102"), ("s", 1, "98")]


@pytest.mark.contract("EXE-955", requires=C.QUOTES, also=(C.LIMIT_ORDERS,))
def test_a_limit_order_waits_for_the_other_side_of_the_quote(bench: Bench) -> None:
    """On quotes, a limit buy fills when the ask is at or through it, at the ask.

    Prerequisite: the bid is at 100 at quote 1, the ask at 100 at quote 2, at 98 at quote 3.
    Action: limit buys at 100 and 99 on quote 0.
    Expected event sequence: the first fills at quote 2, the second at quote 3.
    Pass criteria: at 100 and at 98, the better price.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=100, tag="a")
        s.buy("X", 1, limit=99, tag="b")

    data = dataset(quotes("100 102", "100 101", "99 100", "97 98"))
    assert bench.play(data, {0: act}).filled == [("a", 2, "100"), ("b", 3, "98")]


@pytest.mark.contract("EXE-960", requires=C.QUOTES, also=(C.STOP_ORDERS, C.SHORT))
def test_a_stop_watches_the_side_it_trades_on(bench: Bench) -> None:
    """On quotes, a stop buy watches the ask, a stop sell the bid; each fills at what it meets.

    Prerequisite: the ask reaches 103 at quote 2 (as 104), the bid 97 at quote 3 (as 96).
    Action: stop buy 103, stop sell 97 on quote 0.
    Expected event sequence: the buy at quote 2, the sale at quote 3.
    Pass criteria: at 104 and 96.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, stop=103, tag="b")
        s.sell("X", 1, stop=97, tag="s")

    data = dataset(quotes("99 101", "98 102", "98 104", "96 104"))
    assert bench.play(data, {0: act}).filled == [("b", 2, "104"), ("s", 3, "96")]


@pytest.mark.contract("EXE-965", requires=C.QUOTES, also=(C.MARKET_ORDERS,))
def test_the_next_quote_may_have_the_same_time_stamp(bench: Bench) -> None:
    """An order decided on a quote works from the next one, also if that has the same time stamp.

    Prerequisite: quotes 1 and 2 share a time stamp.
    Action: buy on quote 1.
    Expected event sequence: filled by quote 2.
    Pass criteria: at 103, at the same time.
    """
    played = bench.play(dataset(quotes("99 101", "99 102", "=99 103", "99 104")), {1: lambda s: s.buy("X", 1)})
    assert [(str(f.price), f.ts) for f in played.fills] == [("103.00", played.market[2].now)]


@pytest.mark.contract("EXE-970", requires=C.TRADES, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS))
def test_orders_on_trades(bench: Bench) -> None:
    """On trades, a market order fills at the next trade, whole whatever its size; a limit when a trade is at or through it.

    Prerequisite: trades of size 5 at 100, 101, 99, 97.
    Action: on trade 0, buy 50 at the market, limit buys at 99 and 98.
    Expected event sequence: the market order at trade 1, the limits at trades 2 and 3.
    Pass criteria: at 101, 99, 97.
    """

    def act(s: Player) -> None:
        s.buy("X", 50, tag="market")
        s.buy("X", 1, limit=99, tag="at")
        s.buy("X", 1, limit=98, tag="through")

    played = bench.play(dataset(trades("100", "101", "99", "97")), {0: act})
    assert played.filled == [("market", 1, "101"), ("at", 2, "99"), ("through", 3, "97")]
    assert played.fills[0].quantity == 50


@pytest.mark.contract("EXE-975", requires=C.TRADES, also=(C.STOP_LIMIT_ORDERS,))
def test_a_stop_limit_on_trades(bench: Bench) -> None:
    """On trades, a stop-limit triggers where a stop would, and fills there unless beyond its limit.

    Prerequisite: trades at 100, 103, 102.5, 102.
    Action: stop-limit buys 101/104 and 101/102 on trade 0.
    Expected event sequence: both trigger at trade 1, where the first fills; the second fills at trade 3.
    Pass criteria: at 103 and 102.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, stop=101, limit=104, tag="inside")
        s.buy("X", 1, stop=101, limit=102, tag="beyond")

    played = bench.play(dataset(trades("100", "103", "102.5", "102")), {0: act})
    assert played.happened("triggered") == ["inside triggered@1", "beyond triggered@1"]
    assert played.filled == [("inside", 1, "103"), ("beyond", 3, "102")]


@pytest.mark.contract("EXE-980", requires=C.QUOTES, also=(C.LIMIT_ORDERS, C.IOC))
def test_at_once_on_quotes(bench: Bench) -> None:
    """On quotes, IOC fills against the next quote or is cancelled by it.

    Prerequisite: quotes with an ask of 101, then 102, then 100.
    Action: on quote 0, IOC limit buys at 102 and 101.
    Expected event sequence: at quote 1 the first fills, the second is cancelled.
    Pass criteria: at 102; nothing at quote 2.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=102, time_in_force=TimeInForce.IOC, tag="a")
        s.buy("X", 1, limit=101, time_in_force=TimeInForce.IOC, tag="b")

    played = bench.play(dataset(quotes("99 101", "99 102", "99 100")), {0: act})
    assert played.happened("filled", "canceled") == ["a filled@1", "b canceled@1"]
