"""Every command is a numbered decision; one that comes too late or cannot be is answered, not raised."""

from decimal import Decimal as D
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent, UnknownOrder
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.risk import RiskLimits


def place(**terms: Any) -> Any:
    def step(s: Any) -> None:
        s.tickets["it"] = s.buy("X", 1, **terms).client_order_id

    return step


def cancel(s: Any) -> None:
    s.cancel(s.tickets["it"])


def modify(**terms: Any) -> Any:
    return lambda s: s.modify(s.tickets["it"], **terms)


def trail(ran: Any) -> list[str]:
    assert ran.outcome.error is None, ran.outcome.error
    events = [r["data"] for r in ran.records if r["type"] == "order_event"]
    return [f"{e['type']} ({e['reason']})" if "reason" in e else e["type"] for e in events][3:]


def test_ids_are_the_run_the_decision_and_the_leg(play: Any) -> None:
    ran = play(play.flat, {0: place(limit=50), 1: cancel, 2: place()})
    run_id = ran.result["run_id"]
    assert [e["client_order_id"] for e in ran.events("initialized")] == [f"{run_id}-1-0", f"{run_id}-3-0"]
    assert [d["n"] for d in ran.of("decision")] == [1, 2, 3]


def test_a_decision_is_logged_before_anything_is_done_about_it(play: Any) -> None:
    ran = play(play.flat, {0: place()})
    assert [r["type"] for r in ran.records[:3]] == ["run_started", "decision", "order_event"]


def test_cancel(play: Any) -> None:
    assert trail(play(play.flat, {0: place(limit=50), 1: cancel})) == ["pending_cancel", "canceled"]


def test_cancel_of_a_filled_order(play: Any) -> None:
    assert trail(play(play.flat, {0: place(), 1: cancel})) == ["filled", "cancel_rejected (the order is filled)"]


def test_cancel_of_a_cancelled_order(play: Any) -> None:
    assert trail(play(play.flat, {0: place(limit=50), 1: cancel, 2: cancel}))[-1] == "cancel_rejected (the order is canceled)"


def test_modify(play: Any) -> None:
    assert trail(play(play.flat, {0: place(limit=50), 1: modify(limit=100)})) == ["pending_update", "updated", "filled"]


@pytest.mark.parametrize(
    ("terms", "change", "reason"),
    [
        ({"limit": 50}, {"stop": 60}, "terms: a limit order takes no trigger_price"),
        ({"limit": 50}, {"quantity": 3}, "max_order_quantity: 3 > 2"),
        ({"limit": 50}, {"limit": 0}, "terms: a limit order needs a positive limit_price, not 0.00"),
    ],
)
def test_a_change_that_cannot_be(play: Any, terms: dict[str, Any], change: dict[str, Any], reason: str) -> None:
    ran = play(play.flat, {0: place(**terms), 1: modify(**change)}, limits=RiskLimits(max_order_quantity=D(2)))
    assert trail(ran) == ["pending_update", f"update_rejected ({reason})"]


def test_modify_of_a_filled_order(play: Any) -> None:
    assert trail(play(play.flat, {0: place(), 1: modify(quantity=2)}))[-1] == "update_rejected (the order is filled)"


def test_a_denied_order_cannot_be_cancelled(play: Any) -> None:
    ran = play(play.flat, {0: place(), 1: cancel}, limits=RiskLimits(max_order_quantity=D("0.5")))
    assert [e["type"] for e in ran.events("denied", "cancel_rejected")] == ["denied", "cancel_rejected"]
    assert ran.result["fills_count"] == 0


def test_cancel_all_of_one_instrument(play: Any) -> None:
    def both(s: Any) -> None:
        for name in ("X", "Y", "X"):
            s.buy(name, 1, limit=50)

    rows = {"X": play.flat, "Y": play.flat}
    ran = play(rows, {0: both, 2: lambda s: s.execution.cancel_all("X")})
    assert [e["client_order_id"].split("-")[1] for e in ran.events("canceled")] == ["1", "3"]


def test_the_order_as_the_port_shows_it(play: Any) -> None:
    seen: list[str] = []

    def look(s: Any) -> None:
        seen.append(s.execution.order(s.tickets["it"]).status.value)

    play(play.flat, {0: lambda s: (place(limit=50)(s), look(s)), 1: lambda s: (cancel(s), look(s))})
    assert seen == ["accepted", "canceled"]


def test_an_unknown_order(play: Any) -> None:
    def ask(s: Any) -> None:
        with pytest.raises(UnknownOrder):
            s.cancel("nobody")
        with pytest.raises(UnknownOrder):
            s.execution.modify("nobody", quantity=D(1))

    assert play(play.flat, {0: ask}).of("decision") == []


def test_what_the_plan_does_not_grant_is_no_decision(play: Any) -> None:
    """The strategy used what it had not declared and the engine does not have: the run ends, and says what to declare."""
    engine = ReferenceEngine(without=(Capability.STOP_ORDERS,))
    ran = play(play.flat, {0: lambda s: s.buy("X", 1, stop=120)}, engine=engine)
    assert isinstance(ran.outcome.error, UnsupportedCapability)
    assert "Capability.STOP_ORDERS" in str(ran.outcome.error)
    assert (ran.of("decision"), ran.outcome.exit_code) == ([], 13)


def test_an_instrument_that_is_not_there(play: Any) -> None:
    """Straight through the port: it ends the run as the strategy's error, not as the platform's."""
    intent = TradeIntent("NONE", OrderSide.BUY, D(1), OrderType.MARKET)
    ran = play(play.flat, {0: lambda s: s.execution.submit(intent)})
    assert ran.outcome.exit_code == 4
    assert "no instrument 'NONE'" in str(ran.outcome.error)
