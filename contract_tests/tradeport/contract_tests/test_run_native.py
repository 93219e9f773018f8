"""RUN-010 and on: the native profile: the engine as it comes. Its prices are its own affair, its books are not."""

from decimal import Decimal

import pytest

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import OrderEventType
from tradeport.ports.capability import Capability
from tradeport.ports.engine import FillProfile

C = Capability

#: Forty bars that wander around 100, with volume enough for any order.
WANDER = tuple(
    f"{o:.2f} {o + 1.5:.2f} {o - 1.5:.2f} {o + 0.5:.2f} 1000000" for o in (100 + (n * 37 % 11) - 5 for n in range(40))
)


def play(bench: Bench, script: Script) -> Played:
    """In the native profile, reconciled at every bar."""
    return bench.play(one(*WANDER), script, profile=FillProfile.NATIVE, reconcile=Reconcile.EVERY_BAR)


@pytest.mark.contract("RUN-010", requires=C.NATIVE_FILLS, also=(C.MARKET_ORDERS,))
def test_a_native_run_completes_and_its_books_agree(bench: Bench) -> None:
    """A run in the native profile completes, fills, and its books agree with the ledger at every bar.

    Prerequisite: forty bars.
    Action: buy 2 on bar 3, sell 1 on bar 20.
    Expected event sequence: both orders fill, when and where the engine's own rules say.
    Pass criteria: all bars are delivered; 1 is held, here and in the engine's own account; the profile is in the result.
    """
    played = play(bench, Script({3: lambda s: s.buy("X", 2, tag="a"), 20: lambda s: s.sell("X", 1, tag="b")}))
    assert played.line.delivered == 40
    assert played.outcome.result["positions"] == {"X": "1"}
    assert played.account.positions == {"X": 1}
    assert played.outcome.result["fills_profile"] == "native"
    assert played.outcome.result["reconciliation"]["checks"] == 41


@pytest.mark.contract("RUN-020", requires=C.NATIVE_FILLS, also=(C.MARKET_ORDERS,))
def test_a_native_fill_is_not_before_its_decision(bench: Bench) -> None:
    """A native fill is not before its decision, and within the range of bars there were.

    Prerequisite: forty bars.
    Action: buy on bars 0, 10, 20 and 30.
    Expected event sequence: submitted, accepted at some time, filled.
    Pass criteria: each trail begins as it must, ends filled, and time does not go back in it.
    """
    script = Script({n: lambda s: s.buy("X", 1, tag=f"o{s.count}") for n in (0, 10, 20, 30)})
    played = play(bench, script)
    for number in (0, 10, 20, 30):
        trail = [word.split("@") for word in played.trail(f"o{number}")]
        assert [what for what, _ in trail[:2]] == ["initialized", "submitted"]
        assert trail[-1][0] == "filled"
        times = [int(bar) for _, bar in trail]
        assert times == sorted(times)
        assert times[0] == number
    prices = [f.price for f in played.fills]
    assert all(Decimal(90) < price < Decimal(110) for price in prices)


@pytest.mark.contract("RUN-030", requires=C.NATIVE_FILLS, also=(C.LIMIT_ORDERS, C.CANCEL))
def test_native_cancels_are_answered(bench: Bench) -> None:
    """In the native profile a cancel is answered, at once or later, and a cancelled order does not fill.

    Prerequisite: forty bars above 90.
    Action: limit buy 50 on bar 0, cancel it on bar 5.
    Expected event sequence: pending_cancel at bar 5, canceled some time after.
    Pass criteria: it ends canceled; nothing is held.
    """
    played = play(bench, Script({0: lambda s: s.buy("X", 1, limit=50, tag="a"), 5: lambda s: s.drop("a")}))
    assert played.trail("a")[-1].startswith("canceled")
    assert played.account.positions == {}


@pytest.mark.contract("RUN-040", requires=C.NATIVE_FILLS, also=(C.MARKET_ORDERS, C.LIMIT_ORDERS))
def test_native_runs_repeat(bench: Bench) -> None:
    """The same native run twice gives the same log.

    Prerequisite: forty bars.
    Action: play twice: buy or sell on each bar, a limit order now and then.
    Expected event sequence: the same.
    Pass criteria: the same bytes; something filled.
    """

    def act(s: Player) -> None:
        if s.count % 3 == 0 and (last := s.market_data.last_price("X")):
            s.buy("X", 1, limit=last - 1)
        elif s.portfolio.position("X").quantity > 1:
            s.sell("X", 1)
        else:
            s.buy("X", 1)

    first, second = play(bench, Script(every=act)), play(bench, Script(every=act))
    assert first.audit == second.audit
    assert [e for e in first.events if e.type is OrderEventType.FILLED]
