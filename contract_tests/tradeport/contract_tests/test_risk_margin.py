"""RSK-300 and on: the initial margin before an order, and health before anything else."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tradeport.contract_tests.data import bars, close_of, perpetual, rates
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.margin import MarginRules
from tradeport.ports.capability import Capability

C = Capability

STILL = "100 100 100 100"
CASH = Decimal(10_000)


def still(count: int, *names: str) -> Any:
    """Bars at 100, of X and of each of `names`."""
    return perpetual(*(bars(*[STILL] * count, of=name) for name in ("X", *names)))


def told(played: Played) -> list[tuple[str, int]]:
    """Which callback at which bar, in order."""
    return [(h.callback, played.bar(h.now)) for h in played.heard]


def calls(played: Played) -> list[tuple[str, int]]:
    """What the guard recorded, and at which bar."""
    return [(r["data"]["action"], played.bar(r["ts"])) for r in played.records() if r["type"] == "margin"]


@pytest.mark.contract("RSK-300", requires=C.LEVERAGE)
def test_what_the_equity_cannot_carry_is_denied(bench: Bench) -> None:
    """An order whose initial margin is more than the equity is denied, and no engine hears of it.

    Prerequisite: cash 10,000, 10 % initial margin, a mark of 100.
    Action: on bar 0 buy 1001, then 1000.
    Expected event sequence: the first denied, the second filled.
    Pass criteria: the reason; one command on the line.
    """

    def act(s: Player) -> None:
        s.buy("X", 1001, tag="much")
        s.buy("X", 1000, tag="all")

    played = bench.play(still(3), Script({0: act}, requires={C.LEVERAGE}), cash=CASH)
    assert played.reasons("much") == ["initial_margin: 10010 would be bound, the equity is 10000"]
    assert played.filled == [("all", 1, "100")]
    assert played.line.commands() == ["submit"]


@pytest.mark.contract("RSK-310", requires=C.LEVERAGE, also=(C.LIMIT_ORDERS, C.MULTI_INSTRUMENT))
def test_what_works_counts_as_if_it_filled(bench: Bench) -> None:
    """What works already counts as if it filled, over all instruments; a cancel sets it free.

    Prerequisite: as before; X and Y.
    Action: a limit buy of 600 X; buy 500 Y; cancel the first; buy 500 Y again.
    Expected event sequence: accepted, denied, canceled, filled.
    Pass criteria: the reason, and the fill.
    """

    def act(s: Player) -> None:
        s.buy("X", 600, limit=90, tag="rests")
        s.buy("Y", 500, tag="denied")
        s.drop("rests")
        s.buy("Y", 500, tag="fits")

    played = bench.play(still(3, "Y"), Script({1: act}, requires={C.LEVERAGE}), cash=CASH)
    assert played.reasons("denied") == ["initial_margin: 11000 would be bound, the equity is 10000"]
    assert played.filled == [("fits", 1, "100")]


@pytest.mark.contract("RSK-320", requires=C.LEVERAGE, also=(C.SHORT,))
def test_what_shrinks_a_position_is_never_denied(bench: Bench) -> None:
    """What shrinks a position passes where nothing new could be opened, and so does turning it to a smaller one.

    Prerequisite: 1000 held of 10,000 cash; a fall to 95, so that more is bound than there is equity.
    Action: on bar 2 buy 1; sell 500; on bar 3 sell 900.
    Expected event sequence: denied; filled at bar 3; filled at bar 4.
    Pass criteria: -400 held at the end.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, tag="more")
        s.sell("X", 500, tag="less")

    script = Script({0: lambda s: s.buy("X", 1000), 2: act, 3: lambda s: s.sell("X", 900, tag="turn")}, requires={C.LEVERAGE})
    rows = (STILL, STILL, "95 95 95 95", "95 95 95 95", "95 95 95 95")
    played = bench.play(perpetual(bars(*rows)), script, cash=CASH, margin=MarginRules(min_health=Decimal(0)))
    assert played.reasons("more") == ["initial_margin: 9509.5 would be bound, the equity is 5000"]
    assert played.filled[1:] == [("less", 3, "95"), ("turn", 4, "95")]
    assert played.account.positions == {"X": -400}


@pytest.mark.contract("RSK-330", requires=C.LEVERAGE)
def test_more_leverage_than_allowed_is_denied(bench: Bench) -> None:
    """`max_leverage` denies what the initial margin would allow.

    Prerequisite: cash 10,000; at most three times that.
    Action: buy 301, then 300.
    Expected event sequence: denied; filled.
    Pass criteria: the reason.
    """

    def act(s: Player) -> None:
        s.buy("X", 301, tag="much")
        s.buy("X", 300, tag="fits")

    rules = MarginRules(max_leverage=Decimal(3))
    played = bench.play(still(3), Script({0: act}, requires={C.LEVERAGE}), cash=CASH, margin=rules)
    assert played.reasons("much") == ["max_leverage: 3.01 > 3"]
    assert played.filled == [("fits", 1, "100")]


@pytest.mark.contract("RSK-340", requires=C.LEVERAGE, also=(C.LIMIT_ORDERS, C.MODIFY))
def test_a_change_is_asked_what_it_binds(bench: Bench) -> None:
    """New terms are asked like a new order, without counting against themselves; fewer always pass.

    Prerequisite: cash 10,000; a limit buy of 900.
    Action: change it to 1001, then to 1000, then to 10.
    Expected event sequence: refused, updated, updated.
    Pass criteria: the reason; the quantity that is working at the end.
    """
    seen = []

    def change(s: Player, quantity: int) -> None:
        s.change("a", quantity=quantity)
        seen.append(s.execution.order(s.recording.ids["a"]).intent.quantity)

    script = Script(
        {
            0: lambda s: s.buy("X", 900, limit=90, tag="a"),
            1: lambda s: change(s, 1001),
            2: lambda s: change(s, 1000),
            3: lambda s: change(s, 10),
        },
        requires={C.LEVERAGE},
    )
    played = bench.play(still(5), script, cash=CASH)
    assert seen == [900, 1000, 10]
    assert played.reasons("a") == ["initial_margin: 10010 would be bound, the equity is 10000"]


@pytest.mark.parametrize(
    ("sign", "last"),
    [
        pytest.param(1, 60, id="long", marks=pytest.mark.contract("RSK-350", requires=C.PERPETUALS)),
        pytest.param(-1, 140, id="short", marks=pytest.mark.contract("RSK-352", requires=C.PERPETUALS, also=(C.SHORT,))),
    ],
)
def test_a_gap_is_closed_before_the_strategy_is_asked(bench: Bench, sign: int, last: int) -> None:
    """A gap of 40 % takes the health below its limit: all is closed before the strategy is asked or told anything:

    Prerequisite: cash 10,000; 22,000 held (health 0.89); a gap at bar 2 that leaves 1200 of equity.
    Action: the strategy would buy on every bar after it.
    Expected event sequence: REDUCING and a reduce-only market order at bar 2; filled at bar 3; ACTIVE again; then the strategy.
    Pass criteria: no callback at bar 2; what was recorded; nothing held at bar 3.
    """

    def act(s: Player) -> None:
        if s.count >= 2:
            s.buy("X", 1, tag=f"after-{s.count}")

    rows = (STILL, STILL, *[f"{last} {last} {last} {last}"] * 3)
    script = Script({0: lambda s: s.target("X", sign * 220)}, every=act)
    played = bench.play(perpetual(bars(*rows)), script, cash=CASH, margin=MarginRules(min_health=Decimal("0.5")))
    assert calls(played) == [("close", 2), ("closed", 3)]
    assert ("bar", 2) not in told(played)
    assert [h.callback for h in played.heard if played.bar(h.now) == 2] == []
    assert [
        (r["data"]["state"], r["data"]["reason"], played.bar(r["ts"])) for r in played.records() if r["type"] == "trading_state"
    ] == [("reducing", "margin_call", 2), ("active", "margin_call: all is closed", 3)]
    asked = next(h for h in played.market if played.bar(h.now) == 3)
    assert dict(asked.positions) == {}
    closing = next(i for i in _intents(played) if i.get("tag") == "margin_call")
    assert (closing["type"], closing["reduce_only"], closing["quantity"]) == ("market", True, "220")
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("RSK-354", requires=C.PERPETUALS, also=(C.LIMIT_ORDERS, C.MULTI_INSTRUMENT))
def test_what_closes_later_keeps_the_strategy_waiting(bench: Bench) -> None:
    """Until the last position is closed nothing is asked of the strategy, spot included; what worked is cancelled.

    Prerequisite: X falls at bar 2; spot S has no bar until bar 5; a working order in X.
    Action: hold both; a limit buy that the fall does not reach.
    Expected event sequence: X closed at bar 3, S at bar 5.
    Pass criteria: no callback at bars 2 to 4; canceled at bar 2.
    """

    def enter(s: Player) -> None:
        s.buy("X", 500)
        s.buy("S", 5)
        s.buy("X", 1, limit=10, tag="rests")

    falling = (STILL, STILL, *["85 85 85 85"] * 5)
    data = perpetual(bars(*falling), bars(STILL, STILL, "-", "-", "-", STILL, STILL, of="S"), spot=["S"])
    played = bench.play(data, {1: enter}, cash=CASH, margin=MarginRules(min_health=Decimal("0.5")))
    assert calls(played) == [("close", 2), ("closed", 5)]
    assert {bar for _, bar in told(played)} & {2, 3, 4} == set()
    assert played.trail("rests")[-1] == "canceled@2"
    assert [fill.instrument for fill in played.fills] == ["X", "S", "X", "S"]


@pytest.mark.contract("RSK-356", requires=C.FUNDING)
def test_funding_can_take_the_health_below_its_limit(bench: Bench) -> None:
    """Health is looked at after funding: a payment alone can be what closes the positions.

    Prerequisite: cash 10,000; 50,000 held at a price that stands still; a rate of 12 % due at bar 2.
    Action: buy on bar 0.
    Expected event sequence: the payment, then the close, at bar 2; the rate is heard at bar 3 with the rest.
    Pass criteria: both; the order in the log.
    """
    data = perpetual(bars(*[STILL] * 5), funding=[rates((close_of(2), 0.12))])
    played = bench.play(data, {0: lambda s: s.buy("X", 500)}, cash=CASH, margin=MarginRules(min_health=Decimal("0.5")))
    assert [r["type"] for r in played.records() if r["ts"] == close_of(2)][:3] == ["funding", "margin", "trading_state"]
    assert [played.bar(h.now) for h in played.heard if h.callback == "funding"] == [3]
    assert calls(played) == [("close", 2), ("closed", 3)]


@pytest.mark.contract("RSK-358", requires=C.PERPETUALS, also=(C.LIMIT_ORDERS,))
def test_afterwards_the_strategy_goes_on(bench: Bench) -> None:
    """Once all is closed the strategy hears what happened, in order, and may trade again.

    Prerequisite: as in RSK-350.
    Action: buy one at bar 3, where the close fills.
    Expected event sequence: the events of the close at bar 3, then the bar; the buy fills at bar 4.
    Pass criteria: the order; one call; the run finishes.
    """
    rows = (STILL, STILL, *["60 60 60 60"] * 4)
    script = Script({0: lambda s: s.buy("X", 220), 2: lambda s: s.buy("X", 1, tag="again")})
    played = bench.play(perpetual(bars(*rows)), script, cash=CASH, margin=MarginRules(min_health=Decimal("0.5")))
    heard = [h.what.type.value for h in played.heard if h.callback == "event" and played.bar(h.what.ts) in (2, 3)]
    assert heard[:4] == ["initialized", "submitted", "accepted", "filled"]
    assert played.filled[-1] == ("again", 4, "60")
    assert played.outcome.status.value == "finished"
    assert played.outcome.result["margin"]["calls"] == 1


def _intents(played: Played) -> Sequence[dict[str, Any]]:
    decisions = (r["data"] for r in played.records() if r["type"] == "decision")
    return [d["intent"] for d in decisions if "intent" in d]
