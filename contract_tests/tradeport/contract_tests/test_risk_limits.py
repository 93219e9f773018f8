"""RSK-010 and on: what a limit denies, with its reason, and without the engine hearing of it."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.contract_tests.data import FLAT, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.ports.capability import Capability
from tradeport.ports.risk import RiskLimits, Verdict

C = Capability


def play(bench: Bench, steps: Any, count: int = 4, **limits: Any) -> Played:
    """Flat bars at 100 under these limits."""
    terms: dict[str, Any] = {name: value if name == "max_open_orders" else Decimal(value) for name, value in limits.items()}
    return bench.play(one(*[FLAT] * count), steps, limits=RiskLimits(**terms))


def denied(played: Played, tag: str, reason: str) -> bool:
    """The order was denied for that reason alone. Raises AssertionError with what happened instead."""
    assert [word.partition("@")[0] for word in played.trail(tag)] == ["initialized", "denied"]
    assert played.reasons(tag) == [reason]
    return True


@pytest.mark.contract("RSK-010", requires=C.LIMITS, also=(C.MARKET_ORDERS,))
def test_a_denied_order_reaches_no_engine(bench: Bench) -> None:
    """A denied order is told to the strategy and to nobody else; the run goes on.

    Prerequisite: orders of at most 3.
    Action: buy 5 on bar 0, 3 on bar 1.
    Expected event sequence: initialized, denied at bar 0; the second order fills at bar 2.
    Pass criteria: one order reaches the engine; the denial is counted in the result.
    """
    steps = {0: lambda s: s.buy("X", 5, tag="a"), 1: lambda s: s.buy("X", 3, tag="b")}
    played = play(bench, steps, max_order_quantity="3")
    assert denied(played, "a", "max_order_quantity: 5 > 3")
    assert played.filled == [("b", 2, "100")]
    assert played.line.commands() == ["submit"]
    assert played.outcome.result["denials"] == {"max_order_quantity": 1}


@pytest.mark.contract("RSK-020", requires=C.LIMITS, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS))
def test_the_notional_of_an_order_is_limited(bench: Bench) -> None:
    """An order's notional, at its limit or the last price, is limited; the limit itself is allowed.

    Prerequisite: notional of at most 1000, a price of 100.
    Action: buy 10 and 11 at the market, 11 at a limit of 90.
    Expected event sequence: the second is denied.
    Pass criteria: its reason; the others go out.
    """

    def act(s: Player) -> None:
        s.buy("X", 10, tag="a")
        s.buy("X", 11, tag="b")
        s.buy("X", 11, limit=90, tag="c")

    played = play(bench, {0: act}, max_order_notional="1000")
    assert denied(played, "b", "max_order_notional: 1100 > 1000")
    assert played.line.commands() == ["submit", "submit"]


@pytest.mark.contract("RSK-030", requires=C.LIMITS, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS))
def test_a_position_limit_counts_what_is_working(bench: Bench) -> None:
    """A position limit counts what is held and what is working on that side.

    Prerequisite: at most 5 held.
    Action: buy 3 on bar 0; on bar 1 (3 held) a limit buy of 2 that rests, then buy 1, then sell 3.
    Expected event sequence: the buy of 1 is denied; the sale goes out.
    Pass criteria: the reason counts 6.
    """

    def act(s: Player) -> None:
        s.buy("X", 2, limit=50, tag="rests")
        s.buy("X", 1, tag="a")
        s.sell("X", 3, tag="b")

    played = play(bench, {0: lambda s: s.buy("X", 3), 1: act}, max_position="5")
    assert denied(played, "a", "max_position: 6 > 5")
    assert ("b", 2, "100") in played.filled


@pytest.mark.contract("RSK-040", requires=C.LIMITS, also=(C.MARKET_ORDERS,))
def test_the_notional_of_a_position_is_limited(bench: Bench) -> None:
    """A position's notional is limited; what shrinks it always passes.

    Prerequisite: at most 500, a price of 100.
    Action: buy 5 on bar 0, 1 on bar 1, sell 2 on bar 2.
    Expected event sequence: the second is denied.
    Pass criteria: its reason; 3 are left.
    """
    steps = {0: lambda s: s.buy("X", 5), 1: lambda s: s.buy("X", 1, tag="a"), 2: lambda s: s.sell("X", 2)}
    played = play(bench, steps, max_position_notional="500")
    assert denied(played, "a", "max_position_notional: 600 > 500")
    assert played.account.positions == {"X": 3}


@pytest.mark.contract("RSK-050", requires=C.LIMITS, also=(C.LIMIT_ORDERS, C.CANCEL))
def test_the_number_of_open_orders_is_limited(bench: Bench) -> None:
    """The number of open orders is limited; a cancelled one makes room.

    Prerequisite: at most 2 open.
    Action: three limit buys at 50 on bar 0; on bar 1 cancel the first and send another.
    Expected event sequence: the third is denied, the last accepted.
    Pass criteria: its reason.
    """

    def act(s: Player) -> None:
        for tag in "abc":
            s.buy("X", 1, limit=50, tag=tag)

    def again(s: Player) -> None:
        s.drop("a")
        s.buy("X", 1, limit=50, tag="d")

    played = play(bench, {0: act, 1: again}, max_open_orders=2)
    assert denied(played, "c", "max_open_orders: 2 are open, 2 are allowed")
    assert played.trail("d")[-1] == "accepted@1"


@pytest.mark.contract("RSK-060", requires=C.LIMITS, also=(C.LIMIT_ORDERS, C.SHORT))
def test_a_price_collar(bench: Bench) -> None:
    """A limit price too far from the last price is denied, on both sides.

    Prerequisite: a collar of 10 %, a last price of 100.
    Action: limit buys at 110 and 111, limit sells at 90 and 89.
    Expected event sequence: 111 and 89 are denied.
    Pass criteria: their reasons.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=110, tag="a")
        s.buy("X", 1, limit=111, tag="b")
        s.sell("X", 1, limit=90, tag="c")
        s.sell("X", 1, limit=89, tag="d")

    played = play(bench, {0: act}, price_collar="0.1")
    assert denied(played, "b", "price_collar: 111 is more than 10 % from 100")
    assert denied(played, "d", "price_collar: 89 is more than 10 % from 100")
    assert [tag for tag, _, _ in played.filled] == ["a", "c"]


@pytest.mark.contract("RSK-070", requires=C.LIMITS, also=(C.LIMIT_ORDERS,))
def test_a_price_off_the_grid_is_denied(bench: Bench) -> None:
    """A price off the instrument's grid is denied, never rounded.

    Prerequisite: ticks of 0.01.
    Action: straight to the port: limit buys at 99.005 and 99.01.
    Expected event sequence: the first is denied.
    Pass criteria: its reason; the engine hears of the second alone.
    """

    def act(s: Player) -> None:
        for tag, price in (("a", "99.005"), ("b", "99.01")):
            s.send(TradeIntent("X", OrderSide.BUY, Decimal(1), OrderType.LIMIT, Decimal(price), tag=tag))

    played = play(bench, {0: act}, max_order_quantity="10")
    assert denied(played, "a", "price_increment: 99.005 is not a multiple of 0.01")
    assert played.line.commands() == ["submit"]


@pytest.mark.contract("RSK-075", requires=C.LIMITS, also=(C.MARKET_ORDERS,))
def test_a_quantity_off_the_grid_is_denied(bench: Bench) -> None:
    """A quantity off the instrument's grid is denied, never rounded.

    Prerequisite: whole units.
    Action: straight to the port: buy 1.5.
    Expected event sequence: denied.
    Pass criteria: its reason; the engine hears nothing.
    """
    intent = TradeIntent("X", OrderSide.BUY, Decimal("1.5"), tag="a")
    steps = {0: lambda s: s.send(intent), 1: lambda s: s.buy("X", 1)}
    played = play(bench, steps, max_order_quantity="10")
    assert denied(played, "a", "size_increment: 1.5 is not a multiple of 1")
    assert played.line.commands() == ["submit"]


@pytest.mark.contract("RSK-080", requires=C.LIMITS, also=(C.LIMIT_ORDERS, C.MODIFY))
def test_new_terms_are_reviewed_too(bench: Bench) -> None:
    """The new terms of a modification are reviewed; the order does not count against itself.

    Prerequisite: at most 4 an order, at most 5 held.
    Action: limit buy 3 at 50 on bar 0; on bar 1 make it 5, then 4.
    Expected event sequence: update_rejected, then updated at bar 1.
    Pass criteria: the reason; the first request reaches no engine.
    """

    def act(s: Player) -> None:
        s.change("a", quantity=5)
        s.change("a", quantity=4)

    played = play(bench, {0: lambda s: s.buy("X", 3, limit=50, tag="a"), 1: act}, max_order_quantity="4", max_position="5")
    assert played.trail("a")[3:] == ["pending_update@1", "update_rejected@1", "pending_update@1", "updated@1"]
    assert played.reasons("a") == ["max_order_quantity: 5 > 4"]
    assert len(played.line.commands()) < 5  # submit, then one change: natively one command, emulated two


@pytest.mark.contract("RSK-090", requires=C.LIMITS)
def test_a_strategy_can_ask_before_it_sends(bench: Bench) -> None:
    """`risk.check` tells what would happen, and leaves no trace.

    Prerequisite: orders of at most 3.
    Action: on bar 0, check orders of 3 and 4.
    Expected event sequence: none.
    Pass criteria: the one passes, the other would not; no decision is recorded, no engine asked.
    """
    verdicts: list[Verdict] = []

    def ask(s: Player) -> None:
        verdicts.extend(s.risk.check(TradeIntent("X", OrderSide.BUY, Decimal(n))) for n in (3, 4))

    played = play(bench, Script({0: ask}), max_order_quantity="3")
    assert [(v.passes, v.reason) for v in verdicts] == [(True, ""), (False, "max_order_quantity: 4 > 3")]
    assert [r["type"] for r in played.records()] == ["run_started", "run_finished"]
    assert played.line.commands() == []
