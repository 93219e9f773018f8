"""CON-400 and on: legs that are sent together or not at all; and stops that the oracle wakes."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import EXAMPLE, bars, dataset, one, perpetual
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import IntentError, OrderSide
from tradeport.ports.capability import Capability
from tradeport.ports.risk import RiskLimits

C = Capability

STILL = "100 100 100 100"
BUY, SELL = OrderSide.BUY, OrderSide.SELL


@pytest.mark.contract("CON-400", requires=C.ATOMIC, also=(C.MARKET_ORDERS, C.MULTI_INSTRUMENT, C.SHORT))
def test_all_legs_fill(bench: Bench) -> None:
    """Legs that are sent together each fill at the open of their instrument's next bar.

    Prerequisite: X at 100, Y at 50.
    Action: buy 2 X and sell 4 Y, as one decision.
    Expected event sequence: both accepted at bar 0; both filled at bar 1.
    Pass criteria: the fills; one decision with two orders, its legs in order.
    """

    def act(s: Player) -> None:
        s.together(s.intent("X", BUY, 2, tag="a"), s.intent("Y", SELL, 4, tag="b"))

    played = bench.play(dataset(bars(*[STILL] * 3), bars(*["50 50 50 50"] * 3, of="Y")), {1: act})
    assert played.filled == [("a", 1, "100"), ("b", 1, "50")]
    assert [r["data"]["action"] for r in played.records() if r["type"] == "decision"] == ["submit_atomic"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("CON-410", requires=C.ATOMIC, also=(C.MARKET_ORDERS, C.MULTI_INSTRUMENT, C.LIMITS))
def test_one_denied_leg_denies_all(bench: Bench) -> None:
    """If risk denies one leg, none is sent.

    Prerequisite: at most ten units an order.
    Action: buy 2 X and 11 Y together.
    Expected event sequence: both denied.
    Pass criteria: no command on the line.
    """

    def act(s: Player) -> None:
        s.together(s.intent("X", BUY, 2, tag="a"), s.intent("Y", BUY, 11, tag="b"))

    data = dataset(bars(*[STILL] * 3), bars(*[STILL] * 3, of="Y"))
    played = bench.play(data, {1: act}, limits=RiskLimits(max_order_quantity=Decimal(10)))
    assert [played.trail(tag) for tag in "ab"] == [["initialized@0", "denied@0"]] * 2
    assert played.line.commands() == []


@pytest.mark.contract("CON-420", requires=C.ATOMIC, also=(C.PERPETUALS, C.MULTI_INSTRUMENT, C.SHORT))
def test_the_margin_of_all_legs_is_asked_together(bench: Bench) -> None:
    """What all legs bind together is what the equity must carry.

    Prerequisite: cash 10,000; 10 % initial margin; X and Y at 100.
    Action: buy 600 X and sell 600 Y together; then 500 and 500.
    Expected event sequence: denied, both; filled, both.
    Pass criteria: the reason names the sum.
    """

    def act(s: Player) -> None:
        for number, quantity in enumerate((600, 500)):
            s.together(s.intent("X", BUY, quantity, tag=f"x{number}"), s.intent("Y", SELL, quantity, tag=f"y{number}"))

    data = perpetual(bars(*[STILL] * 3), bars(*[STILL] * 3, of="Y"))
    played = bench.play(data, {1: act}, cash=Decimal(10_000))
    assert [played.reasons(tag) for tag in ("x0", "y0")] == [["initial_margin: 12000 would be bound, the equity is 10000"]] * 2
    assert played.filled == [("x1", 1, "100"), ("y1", 1, "100")]


@pytest.mark.contract("CON-430", requires=C.ATOMIC, also=(C.MARKET_ORDERS, C.MULTI_INSTRUMENT))
def test_what_cannot_be_legs_is_refused(bench: Bench) -> None:
    """One leg, two of one instrument, and an order that might not fill cannot be atomic: refused where it is made.

    Prerequisite: none.
    Action: send each.
    Expected event sequence: nothing.
    Pass criteria: IntentError each time; no decision is recorded.
    """
    refused = []

    def act(s: Player) -> None:
        x, y = s.intent("X", BUY, 1), s.intent("Y", BUY, 1)
        for legs in ([x], [x, x], [x, s.intent("Y", BUY, 1, limit=90)], [x, y, y]):
            try:
                s.execution.submit_atomic(*legs)
            except IntentError:
                refused.append(len(legs))
        s.together(x, y)

    played = bench.play(dataset(bars(*[STILL] * 3), bars(*[STILL] * 3, of="Y")), {1: act})
    assert refused == [1, 2, 2, 3]
    assert len([r for r in played.records() if r["type"] == "decision"]) == 1


@pytest.mark.contract("CON-500", requires=C.ORACLE_TRIGGERS, also=(C.STOP_ORDERS, C.STOP_LIMIT_ORDERS))
def test_the_oracle_wakes_stops_where_the_market_would(bench: Bench) -> None:
    """Stops that the oracle wakes are woken at the prices of the market, which the oracle shows in canonical.

    Prerequisite: the bars of the worked examples.
    Action: stop orders that are touched, gapped and not reached, and a stop-limit.
    Expected event sequence: as in the worked examples.
    Pass criteria: the fills of the table.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, stop=104, tag="touched")
        s.buy("X", 1, stop=101, tag="gapped")
        s.buy("X", 1, stop=106, tag="not reached")
        s.buy("X", 1, stop=104, limit=104.5, tag="stop-limit")

    played = bench.play(one(*EXAMPLE), Script({0: act}, requires={C.ORACLE_TRIGGERS}))
    assert played.filled == [("gapped", 1, "102"), ("touched", 1, "104"), ("stop-limit", 1, "104")]
