"""Several orders of one decision: their ids, what is recorded, and when they are sent."""

from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.domain.model.orders import OrderSide, UnknownOrder
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import FillProfile
from tradeport.ports.risk import TradingState

BUY, SELL = OrderSide.BUY, OrderSide.SELL


def bracket(**terms: Any) -> Any:
    def step(s: Any) -> None:
        tickets = s.bracket("X", BUY, 1, stop_loss=95, take_profit=105, **terms)
        s.tickets.update(zip(("entry", "loss", "profit"), (t.client_order_id for t in tickets), strict=True))

    return step


def trail(ran: Any) -> list[str]:
    """`1-0 filled`: leg and event."""
    assert ran.outcome.error is None, ran.outcome.error
    events = [r["data"] for r in ran.records if r["type"] == "order_event"]
    return [f"{e['client_order_id'].partition('-')[2]} {e['type']}" for e in events]


def test_a_pair_is_one_decision(play: Any) -> None:
    ran = play(play.flat, {0: lambda s: s.oco("X", SELL, 1, limit=105, stop=95)})
    (decision,) = ran.of("decision")
    assert decision["action"] == "submit_oco"
    assert [leg["type"] for leg in decision["intents"]] == ["limit", "stop"]
    assert trail(ran) == [
        *("1-0 initialized", "1-1 initialized"),
        *("1-0 submitted", "1-0 accepted", "1-1 submitted", "1-1 accepted"),
    ]


def test_the_exits_of_a_bracket_are_legs_of_its_decision(play: Any) -> None:
    ran = play(play.flat, {0: bracket()})
    (decision,) = ran.of("decision")
    assert decision["action"] == "submit_bracket"
    assert [leg["type"] for leg in decision["intents"]] == ["market", "stop", "limit"]
    assert trail(ran)[3:] == [
        "1-0 filled",
        *("1-1 initialized", "1-2 initialized"),
        *("1-1 submitted", "1-1 accepted", "1-2 submitted", "1-2 accepted"),
    ]


def test_an_exit_is_no_order_before_the_entry_has_filled(play: Any) -> None:
    def look(s: Any) -> None:
        with pytest.raises(UnknownOrder):
            s.execution.order(s.tickets["loss"])
        assert len(s.execution.open_orders()) == 1

    assert play(play.flat, {0: bracket(limit=60), 1: look}).outcome.error is None


def test_the_strategy_hears_of_the_fill_before_it_hears_of_the_exits(play: Any) -> None:
    heard = []
    on = {"order_event": lambda s, e: heard.append(f"{e.client_order_id[-1]} {e.type}")}
    play(play.flat, {0: bracket()}, on)
    assert heard[3:5] == ["0 filled", "1 initialized"]


def test_exits_are_denied_where_trading_was_halted_meanwhile(play: Any) -> None:
    """By whoever holds the run's risk: the position stays, and the strategy hears of it."""

    def halt(s: Any) -> None:
        s.risk.set_state(TradingState.HALTED, "a test")

    ran = play(play.flat, {0: lambda s: (bracket()(s), halt(s))})
    assert trail(ran)[-2:] == ["1-1 denied", "1-2 denied"]
    assert {e["reason"] for e in ran.events("denied")} == {"trading_state: trading is halted"}


@pytest.mark.parametrize(
    ("absent", "send"),
    [
        (Capability.OCO, lambda s: s.oco("X", SELL, 1, limit=105, stop=95)),
        (Capability.BRACKET, bracket()),
        (Capability.TRAILING_STOP, lambda s: s.sell("X", 1, trail=3)),
        (Capability.REDUCE_ONLY, lambda s: s.sell("X", 1, reduce_only=True)),
    ],
)
def test_what_the_engine_lacks_is_refused(play: Any, absent: Capability, send: Any) -> None:
    error = play(play.flat, {0: send}, engine=ReferenceEngine(without=[absent])).outcome.error
    assert isinstance(error, UnsupportedCapability)
    assert error.capability is absent


def test_without_emulation_brackets_and_trailing_stops_are_refused(play: Any) -> None:
    for send, absent in ((bracket(), Capability.BRACKET), (lambda s: s.sell("X", 1, trail=3), Capability.TRAILING_STOP)):
        error = play(play.flat, {0: send}, emulation=False).outcome.error
        assert isinstance(error, UnsupportedCapability)
        assert error.capability is absent


def test_in_the_native_profile_too_the_exits_follow_the_entry(play: Any) -> None:
    """There reports are applied as they come, and not at the end of an instant."""
    ran = play(play.flat, {0: bracket()}, profile=FillProfile.NATIVE)
    assert trail(ran)[3:] == trail(play(play.flat, {0: bracket()}))[3:]
