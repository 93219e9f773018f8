"""RSK-100 and on: the trading state, and the drawdown that changes it."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.ports.capability import Capability
from tradeport.ports.risk import RiskLimits, TradingState

C = Capability

#: Worth 100, 100, 80, 60, 40 at the closes.
FALLING = tuple(f"{p} {p} {p} {p}" for p in (100, 100, 80, 60, 40))


@pytest.mark.contract("RSK-100", requires=C.LIMITS)
def test_halted_denies_every_order(bench: Bench) -> None:
    """HALTED: every order is denied, and no engine hears of it.

    Prerequisite: a run that begins halted.
    Action: buy on each bar.
    Expected event sequence: initialized, denied for each.
    Pass criteria: the reason; no command on the line; the run goes on to its end.
    """
    script = Script(every=lambda s: s.buy("X", 1, tag=f"o{s.count}"))
    played = bench.play(flat(3), script, trading_state=TradingState.HALTED)
    assert [played.reasons(f"o{n}") for n in range(3)] == [["trading_state: trading is halted"]] * 3
    assert played.line.commands() == []
    assert len(played.market) == 3


@pytest.mark.contract("RSK-110", requires=C.LIMITS)
def test_reducing_denies_what_does_not_reduce(bench: Bench) -> None:
    """REDUCING: what would open or grow a position is denied.

    Prerequisite: a run that begins reducing, nothing held.
    Action: buy and sell at the market and by limit.
    Expected event sequence: all four denied.
    Pass criteria: the reason says so; no command on the line.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, tag="a")
        s.sell("X", 1, tag="b")
        s.buy("X", 1, limit=99, tag="c")
        s.sell("X", 1, limit=101, tag="d")

    played = bench.play(flat(3), {0: act}, trading_state=TradingState.REDUCING)
    reason = "trading_state: reducing, and this does not shrink the position of 0"
    assert [played.reasons(tag) for tag in "abcd"] == [[reason]] * 4
    assert played.line.commands() == []


@pytest.mark.contract("RSK-200", requires=C.LIMITS, also=(C.MARKET_ORDERS,))
def test_a_drawdown_halts_the_run(bench: Bench) -> None:
    """A drawdown beyond its limit halts the run after the instant that found it.

    Prerequisite: at most 25 % down; equity of 1000 that falls by 200 a bar.
    Action: buy 10 on bar 0 at 100.
    Expected event sequence: equity 1000, 1000, 800, 600; halted at bar 3.
    Pass criteria: bars 0 to 3 are heard, bar 4 is not; the run is `halted`, exit code 11; the position is still held.
    """
    played = bench.play(
        one(*FALLING),
        {0: lambda s: s.buy("X", 10)},
        cash=Decimal(1000),
        limits=RiskLimits(max_drawdown=Decimal("0.25")),
    )
    assert len(played.market) == 4
    assert (played.outcome.status.value, int(played.outcome.exit_code)) == ("halted", 11)
    assert played.account.positions == {"X": 10}


@pytest.mark.contract("RSK-210", requires=C.LIMITS, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS, C.CANCEL))
def test_a_halted_strategy_can_still_cancel(bench: Bench) -> None:
    """In the instant that halts, orders are denied and cancels are not.

    Prerequisite: as before; a resting limit buy.
    Action: on bar 3, where the run is halted, cancel it and buy.
    Expected event sequence: canceled at bar 3; the buy is denied.
    Pass criteria: both, and the state the strategy reads is `halted`.
    """
    states = []

    def begin(s: Player) -> None:
        s.buy("X", 10)
        s.buy("X", 1, limit=10, tag="rests")

    def act(s: Player) -> None:
        states.append(s.risk.state.value)
        s.drop("rests")
        s.buy("X", 1, tag="late")

    limits = RiskLimits(max_drawdown=Decimal("0.25"))
    played = bench.play(one(*FALLING), {0: begin, 3: act}, cash=Decimal(1000), limits=limits)
    assert states == ["halted"]
    assert played.trail("rests")[-1] == "canceled@3"
    assert played.reasons("late") == ["trading_state: trading is halted"]


@pytest.mark.contract("RSK-220", requires=C.LIMITS, also=(C.MARKET_ORDERS,))
def test_a_drawdown_at_its_limit_is_allowed(bench: Bench) -> None:
    """A drawdown of exactly the limit does not halt.

    Prerequisite: at most 60 % down; equity that falls from 1000 to 400.
    Action: buy 10 on bar 0.
    Expected event sequence: all five bars.
    Pass criteria: the run finishes.
    """
    limits = RiskLimits(max_drawdown=Decimal("0.6"))
    played = bench.play(one(*FALLING), {0: lambda s: s.buy("X", 10)}, cash=Decimal(1000), limits=limits)
    assert (played.outcome.status.value, len(played.market)) == ("finished", 5)
