"""Each rule denies what passes its limit, with its name and both figures; what is at the limit passes."""

from decimal import Decimal as D
from typing import Any

import pytest

from tradeport.domain.model.orders import OrderSide
from tradeport.ports.risk import RiskLimits, TradingState


def denied(play: Any, limits: RiskLimits, *steps: Any, **terms: Any) -> list[str]:
    """The reasons for denials; one step a bar."""
    ran = play(play.flat, dict(enumerate(steps)), limits=limits, **terms)
    assert ran.outcome.error is None
    assert sum(ran.result["denials"].values()) == len(ran.events("denied"))
    return [event["reason"] for event in ran.events("denied")]


def buy(quantity: float, **terms: Any) -> Any:
    return lambda s: s.buy("X", quantity, **terms)


def sell(quantity: float, **terms: Any) -> Any:
    return lambda s: s.sell("X", quantity, **terms)


def idle(s: Any) -> None: ...


def test_order_quantity(play: Any) -> None:
    limits = RiskLimits(max_order_quantity=D(5))
    assert denied(play, limits, buy(5), sell(6)) == ["max_order_quantity: 6 > 5"]


def test_order_notional(play: Any) -> None:
    """At the limit price if there is one, else at the last price."""
    limits = RiskLimits(max_order_notional=D(500))
    assert denied(play, limits, buy(5), buy(5, limit=100.01)) == ["max_order_notional: 500.05 > 500"]


def test_position_counts_what_is_working_on_the_same_side(play: Any) -> None:
    limits = RiskLimits(max_position=D(3))
    assert denied(play, limits, buy(2, limit=50), buy(1), buy(1), sell(3)) == ["max_position: 4 > 3"]


def test_what_shrinks_a_position_passes(play: Any) -> None:
    """The limit is on where it would end."""
    limits = RiskLimits(max_position=D(3))
    assert denied(play, limits, buy(3), idle, sell(4), sell(3)) == ["max_position: 4 > 3"]


def test_position_notional(play: Any) -> None:
    limits = RiskLimits(max_position_notional=D(300))
    assert denied(play, limits, buy(3), idle, buy(1)) == ["max_position_notional: 400 > 300"]


def test_open_orders(play: Any) -> None:
    limits = RiskLimits(max_open_orders=2)
    assert denied(play, limits, buy(1, limit=50), buy(1, limit=51), buy(1)) == ["max_open_orders: 2 are open, 2 are allowed"]


@pytest.mark.parametrize("terms", [{"limit": 111}, {"stop": 111}, {"limit": 89}])
def test_price_collar(play: Any, terms: dict[str, float]) -> None:
    limits = RiskLimits(price_collar=D("0.1"))
    (reason,) = denied(play, limits, buy(1, **terms), buy(1, limit=110))
    assert reason == f"price_collar: {next(iter(terms.values()))} is more than 10 % from 100"


@pytest.mark.parametrize(
    ("limits", "terms"),
    [
        (RiskLimits(max_order_notional=D(500)), {}),
        (RiskLimits(max_position_notional=D(500)), {}),
        (RiskLimits(price_collar=D("0.1")), {"limit": 100}),
    ],
)
def test_without_a_price_what_needs_one_is_denied(play: Any, limits: RiskLimits, terms: dict[str, float]) -> None:
    ran = play(play.flat, on={"start": buy(1, **terms)}, limits=limits)
    assert [event["reason"].partition(": ")[2] for event in ran.events("denied")] == ["X has no price yet"]


def test_off_the_grid(play: Any) -> None:
    """`buy` rounds; what comes straight through the port is not mended but denied."""
    from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent

    def send(quantity: str, limit: str) -> Any:
        return lambda s: s.execution.submit(TradeIntent("X", OrderSide.BUY, D(quantity), OrderType.LIMIT, D(limit)))

    assert denied(play, RiskLimits(), send("0.001", "100"), send("1", "100.001"), send("0.01", "50.00")) == [
        "size_increment: 0.001 is not a multiple of 0.01",
        "price_increment: 100.001 is not a multiple of 0.01",
    ]


def test_halted(play: Any) -> None:
    halted = {"trading_state": TradingState.HALTED}
    assert denied(play, RiskLimits(), buy(1), **halted) == ["trading_state: trading is halted"]


def test_reducing(play: Any) -> None:
    """From a flat position nothing shrinks."""
    reasons = denied(play, RiskLimits(), buy(1), sell(1), trading_state=TradingState.REDUCING)
    assert reasons == ["trading_state: reducing, and this does not shrink the position of 0"] * 2


def test_drawdown_halts_the_run(play: Any) -> None:
    """The run stops where the limit is passed; the state is in the log, and the exit code says it."""
    rows = ["100", "100", "90", "80", "80", "80"]
    ran = play(rows, {0: buy(100)}, cash=D(10_000), limits=RiskLimits(max_drawdown=D("0.15")))
    assert (ran.outcome.status.value, ran.outcome.exit_code, ran.result["bars"]) == ("halted", 11, 4)
    assert ran.of("trading_state") == [{"state": "halted", "reason": "max_drawdown: 20 % below the peak of 10000"}]


def test_a_drawdown_at_its_limit_does_not(play: Any) -> None:
    ran = play(["100", "100", "85", "85"], {0: buy(100)}, cash=D(10_000), limits=RiskLimits(max_drawdown=D("0.15")))
    assert ran.outcome.status.value == "finished"


def test_a_strategy_can_ask_first(play: Any) -> None:
    """The verdict is what submitting would give, and asking leaves no trace."""
    from tradeport.domain.model.orders import OrderSide, TradeIntent

    verdicts = []

    def ask(s: Any) -> None:
        verdicts.extend(s.risk.check(TradeIntent("X", OrderSide.BUY, D(n))).reason for n in (5, 6))

    assert denied(play, RiskLimits(max_order_quantity=D(5)), ask) == []
    assert verdicts == ["", "max_order_quantity: 6 > 5"]


def test_of_a_pair_the_larger_leg_counts(play: Any) -> None:
    """Short 3 at most: a pair of 2 leaves room for 1 beside it, a second pair of 2 does not fit."""

    def pair(s: Any) -> None:
        s.oco("X", OrderSide.SELL, 2, limit=150, stop=50)

    limits = RiskLimits(max_position=D(3))
    assert denied(play, limits, pair, pair, sell(1), sell(1)) == ["max_position: 4 > 3"] * 3


def test_a_pair_and_a_bracket_need_room_for_all_their_orders(play: Any) -> None:
    def pair(s: Any) -> None:
        s.oco("X", OrderSide.SELL, 1, limit=150, stop=50)

    def bracket(s: Any) -> None:
        s.bracket("X", OrderSide.BUY, 1, limit=60, stop_loss=50, take_profit=150)

    limits = RiskLimits(max_open_orders=2)
    assert denied(play, limits, bracket, pair, pair) == [
        "max_open_orders: 0 are open, 2 are allowed",
        *["max_open_orders: 2 are open, 2 are allowed"] * 2,
    ]


def test_reduce_only_must_reduce(play: Any) -> None:
    reason = "reduce_only: it would not shrink the position of"
    steps = [sell(1, reduce_only=True), buy(2), buy(1, reduce_only=True), sell(1, reduce_only=True)]
    assert denied(play, RiskLimits(), *steps) == [f"{reason} 0", f"{reason} 2"]


def test_exits_are_reviewed_with_their_entry(play: Any) -> None:
    """All but what concerns the position: a long-only limit does not deny what closes a long position."""

    def bracket(take_profit: float) -> Any:
        return lambda s: s.bracket("X", OrderSide.BUY, 5, stop_loss=95, take_profit=take_profit, reduce_only=True)

    assert denied(play, RiskLimits(max_position=D(5)), bracket(105)) == []
    (reason,) = denied(play, RiskLimits(price_collar=D("0.1")), bracket(111))
    assert reason == "price_collar: 111 is more than 10 % from 100"
