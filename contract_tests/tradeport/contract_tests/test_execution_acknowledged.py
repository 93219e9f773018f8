"""EXE-010 and on: what an order goes through before it trades."""

import pytest

from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import OrderEvent
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("EXE-010", requires=C.MARKET_ORDERS)
def test_an_order_is_acknowledged_at_the_instant_of_its_decision(bench: Bench) -> None:
    """An order is acknowledged at the instant of its decision.

    Prerequisite: three bars.
    Action: on bar 0, send a market order and look at its status before the callback ends.
    Expected event sequence: initialized, submitted, accepted at bar 0; filled at bar 1.
    Pass criteria: the status is `accepted` when `submit` returns; the events are those, in order.
    """
    statuses = []

    def act(s: Player) -> None:
        s.buy("X", 1, tag="a")
        statuses.append(s.status("a"))

    played = bench.play(flat(3), {0: act})
    assert statuses == ["accepted"] * len(statuses)
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "filled@1"]


@pytest.mark.contract("EXE-020", requires=C.MARKET_ORDERS)
def test_nothing_fills_on_the_bar_it_was_decided_on(bench: Bench) -> None:
    """Nothing fills on the bar it was decided on.

    Prerequisite: bar 0 ranges over prices that bar 1 does not reach.
    Action: on bar 0, send a market order.
    Expected event sequence: accepted at bar 0, filled at bar 1.
    Pass criteria: the fill is at the open of bar 1.
    """
    played = bench.play(one("100 110 90 95", "97 98 96 97"), {0: lambda s: s.buy("X", 1, tag="a")})
    assert played.filled == [("a", 1, "97")]


@pytest.mark.contract("EXE-030", requires=C.LIMIT_ORDERS)
def test_a_resting_order_is_not_examined_on_the_bar_it_was_decided_on(bench: Bench) -> None:
    """A resting order is not examined on the bar it was decided on.

    Prerequisite: bar 0 reaches 95, the bars after it do not.
    Action: on bar 0, send a limit order to buy at 95.
    Expected event sequence: accepted at bar 0.
    Pass criteria: it never fills.
    """
    played = bench.play(
        one("100 110 90 100", "100 101 99 100", "100 101 96 100"), {0: lambda s: s.buy("X", 1, limit=95, tag="a")}
    )
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0"]


@pytest.mark.contract("EXE-040", requires=C.MARKET_ORDERS)
def test_an_order_from_on_start_works_from_the_first_bar(bench: Bench) -> None:
    """An order from `on_start` works from the first bar.

    Prerequisite: two bars.
    Action: send a market order in `on_start`.
    Expected event sequence: initialized, submitted, accepted before the first bar; filled at bar 0.
    Pass criteria: the fill is at the open of bar 0.
    """
    played = bench.play(one("101 102 100 101", "99 99 99 99"), Script(start=lambda s: s.buy("X", 1, tag="a")))
    assert played.trail("a") == ["initialized@-1", "submitted@-1", "accepted@-1", "filled@0"]
    assert played.filled == [("a", 0, "101")]


@pytest.mark.contract("EXE-050", requires=C.MARKET_ORDERS)
def test_a_market_order_on_the_last_bar_never_fills(bench: Bench) -> None:
    """A market order on the last bar never fills.

    Prerequisite: two bars.
    Action: send a market order on bar 1, another in `on_stop`.
    Expected event sequence: accepted for the first; nothing more before the end.
    Pass criteria: no fill; the engine's own account holds nothing.
    """
    script = Script({1: lambda s: s.buy("X", 1, tag="a")}, stop=lambda s: s.buy("X", 1, tag="b"))
    played = bench.play(flat(2), script)
    assert played.filled == []
    assert played.trail("a") == ["initialized@1", "submitted@1", "accepted@1"]
    assert played.outcome.result["positions"] == {}


@pytest.mark.contract("EXE-060", requires=C.MARKET_ORDERS)
def test_an_order_sent_in_on_fill_works_from_the_next_bar(bench: Bench) -> None:
    """An order sent in `on_fill` works from the next bar.

    Prerequisite: bars that open at 100, 101, 102.
    Action: buy on bar 0; when it fills, sell.
    Expected event sequence: the buy fills at bar 1, the sale is accepted at bar 1 and fills at bar 2.
    Pass criteria: prices 101 and 102.
    """
    script = Script(
        {0: lambda s: s.buy("X", 1, tag="a")},
        on_fill=lambda s, fill: s.sell("X", 1, tag="b") if fill.side.value == "buy" else None,
    )
    played = bench.play(one("100 100 100 100", "101 101 101 101", "102 102 102 102"), script)
    assert played.filled == [("a", 1, "101"), ("b", 2, "102")]
    assert played.trail("b") == ["initialized@1", "submitted@1", "accepted@1", "filled@2"]


@pytest.mark.contract("EXE-070", requires=C.MARKET_ORDERS)
def test_the_strategy_hears_of_a_fill_before_the_bar_it_happened_in(bench: Bench) -> None:
    """The strategy hears of a fill before the bar it happened in, with the books up to date.

    Prerequisite: three bars.
    Action: buy on bar 0.
    Expected event sequence: at bar 1 first `on_order_event`, then `on_fill`, then `on_bar`.
    Pass criteria: the callbacks are in that order; cash and position show the fill in each of them.
    """
    played = bench.play(flat(3), {0: lambda s: s.buy("X", 2)})
    at_bar_1 = [h for h in played.heard if played.bar(h.now) == 1]
    assert [h.callback for h in at_bar_1] == ["event", "fill", "bar"]
    assert [(str(h.cash), {i: str(q) for i, q in h.positions.items()}) for h in at_bar_1] == [
        ("99800.00000000", {"X": "2"})
    ] * 3


@pytest.mark.contract("EXE-080", requires=C.MARKET_ORDERS, also=(C.SHORT,))
def test_order_ids_are_deterministic(bench: Bench) -> None:
    """Client order ids are deterministic and tell run, decision and leg.

    Prerequisite: none.
    Action: play one script twice.
    Expected event sequence: the same.
    Pass criteria: the ids are equal, and each ends in the number of its decision and its leg.
    """

    def ids() -> list[str]:
        played = bench.play(flat(4), {0: lambda s: s.buy("X", 1), 1: lambda s: (s.sell("X", 1), s.sell("X", 2))})
        return [e.client_order_id for e in played.events if e.type.value == "initialized"]

    first, second = ids(), ids()
    assert first == second
    assert [id.partition("-")[2] for id in first] == ["1-0", "2-0", "3-0"]


@pytest.mark.contract("EXE-090", requires=C.MARKET_ORDERS)
def test_no_event_comes_twice(bench: Bench) -> None:
    """No order hears the same thing twice, and nothing after its end.

    Prerequisite: ten bars.
    Action: send a market order on each bar.
    Expected event sequence: initialized, submitted, accepted, filled for each.
    Pass criteria: four events an order, the last order's fill excepted.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, tag=f"o{s.count}")

    played = bench.play(flat(10), Script(every=act))
    for number in range(9):
        types = [word.partition("@")[0] for word in played.trail(f"o{number}")]
        assert types == ["initialized", "submitted", "accepted", "filled"]
    assert all(isinstance(e, OrderEvent) for e in played.events)
