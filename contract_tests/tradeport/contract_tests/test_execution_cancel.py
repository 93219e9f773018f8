"""EXE-600 and on: cancels."""

import pytest

from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("EXE-600", requires=C.CANCEL, also=(C.LIMIT_ORDERS,))
def test_a_cancel_is_done_when_the_call_returns(bench: Bench) -> None:
    """A cancel is acknowledged at the instant of its decision.

    Prerequisite: a resting order.
    Action: on bar 1, cancel it and look at its status before the callback ends.
    Expected event sequence: pending_cancel, canceled at bar 1.
    Pass criteria: the status is `canceled` when the call returns; the account holds nothing.
    """
    statuses = []

    def act(s: Player) -> None:
        s.drop("a")
        statuses.append(s.status("a"))

    played = bench.play(flat(4), {0: lambda s: s.buy("X", 1, limit=98, tag="a"), 1: act})
    assert statuses == ["canceled"]
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "pending_cancel@1", "canceled@1"]


@pytest.mark.contract("EXE-610", requires=C.CANCEL, also=(C.LIMIT_ORDERS,))
def test_a_cancel_before_the_bar_prevents_its_fill(bench: Bench) -> None:
    """An order cancelled on the close of a bar cannot fill in the next.

    Prerequisite: bar 2 opens through the limit.
    Action: send limit buy 98 on bar 0, cancel it on bar 1.
    Expected event sequence: canceled at bar 1.
    Pass criteria: no fill; the engine's own account is untouched.
    """
    data = one("100 101 99 100", "100 101 99 100", "90 91 89 90")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, limit=98, tag="a"), 1: lambda s: s.drop("a")})
    assert played.filled == []
    assert played.account.positions == {}


@pytest.mark.contract("EXE-620", requires=C.CANCEL, also=(C.MARKET_ORDERS,))
def test_an_order_can_be_cancelled_at_the_instant_it_was_sent(bench: Bench) -> None:
    """An order can be cancelled in the callback that sent it, before the engine has seen any event.

    Prerequisite: three bars.
    Action: on bar 0, send a market order and cancel it.
    Expected event sequence: accepted, pending_cancel, canceled at bar 0.
    Pass criteria: no fill.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, tag="a")
        s.drop("a")

    played = bench.play(flat(3), {0: act})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "pending_cancel@0", "canceled@0"]


@pytest.mark.contract("EXE-630", requires=C.MARKET_ORDERS)
def test_a_cancel_that_comes_too_late_is_answered(bench: Bench) -> None:
    """Cancelling a closed order is answered with `cancel_rejected`, and nothing changes.

    Prerequisite: an order that filled at bar 1.
    Action: on bar 1, cancel it.
    Expected event sequence: filled at bar 1, cancel_rejected at bar 1.
    Pass criteria: the position stays; no cancel reaches the engine.
    """
    played = bench.play(flat(3), {0: lambda s: s.buy("X", 1, tag="a"), 1: lambda s: s.drop("a")})
    assert played.trail("a")[3:] == ["filled@1", "cancel_rejected@1"]
    assert played.line.commands() == ["submit"]
    assert played.account.positions == {"X": 1}


@pytest.mark.contract("EXE-640", requires=C.CANCEL, also=(C.LIMIT_ORDERS,))
def test_a_fill_can_cancel_another_order(bench: Bench) -> None:
    """`on_fill` can cancel another order before that order's next bar.

    Prerequisite: bar 1 touches 99, bar 2 falls through 97.
    Action: send limit buys at 99 and 97; when the first fills, cancel the second.
    Expected event sequence: the first fills at bar 1, the second is canceled at bar 1.
    Pass criteria: one fill.
    """

    def on_fill(s: Player, fill: object) -> None:
        s.drop("b")

    def act(s: Player) -> None:
        s.buy("X", 1, limit=99, tag="a")
        s.buy("X", 1, limit=97, tag="b")

    played = bench.play(one("100 101 100 100", "100 101 99 100", "96 97 95 96"), Script({0: act}, on_fill=on_fill))
    assert played.filled == [("a", 1, "99")]
    assert played.trail("b")[-1] == "canceled@1"


@pytest.mark.contract("EXE-650", requires=C.LIMIT_ORDERS)
def test_both_legs_of_one_bar_fill(bench: Bench) -> None:
    """Two orders hit in one bar both fill: the strategy hears of either only when the bar is complete.

    Prerequisite: bar 1 touches both limits.
    Action: send limit buys at 99 and 98; when the first fills, cancel the second.
    Expected event sequence: both filled at bar 1, then cancel_rejected for the second.
    Pass criteria: two fills and one refused cancel.
    """

    def on_fill(s: Player, fill: object) -> None:
        if s.status("b") == "filled" and "b" not in s.notes:
            s.notes["b"] = True
            s.drop("b")

    def act(s: Player) -> None:
        s.buy("X", 1, limit=99, tag="a")
        s.buy("X", 1, limit=98, tag="b")

    played = bench.play(one("100 101 100 100", "100 101 97 100", "100 100 100 100"), Script({0: act}, on_fill=on_fill))
    assert played.filled == [("a", 1, "99"), ("b", 1, "98")]
    assert played.happened("cancel_rejected") == ["b cancel_rejected@1"]


@pytest.mark.contract("EXE-660", requires=C.CANCEL, also=(C.LIMIT_ORDERS, C.STOP_ORDERS, C.SHORT))
def test_cancel_all_empties_the_book(bench: Bench) -> None:
    """`cancel_all` cancels every open order, in order of submission.

    Prerequisite: three resting orders.
    Action: on bar 1, cancel all; bar 2 would fill each.
    Expected event sequence: canceled at bar 1 for each.
    Pass criteria: three cancels in order, no fill, no open order.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=95, tag="a")
        s.sell("X", 1, limit=105, tag="b")
        s.sell("X", 1, stop=96, tag="c")

    data = one("100 101 99 100", "100 101 99 100", "100 110 90 100")
    played = bench.play(data, {0: act, 1: lambda s: s.execution.cancel_all()})
    assert played.happened("canceled", "filled") == ["a canceled@1", "b canceled@1", "c canceled@1"]


@pytest.mark.contract("EXE-670", requires=C.CANCEL, also=(C.STOP_LIMIT_ORDERS,))
def test_a_triggered_stop_limit_can_be_cancelled(bench: Bench) -> None:
    """A stop-limit that has triggered and rests can be cancelled.

    Prerequisite: bar 1 triggers without filling; bar 2 would fill.
    Action: send stop-limit buy 101/101.5 on bar 0, cancel on bar 1.
    Expected event sequence: triggered at bar 1, canceled at bar 1.
    Pass criteria: no fill.
    """
    data = one("100 101 99 100", "102 105 101.6 103", "101 101 101 101")
    steps = {0: lambda s: s.buy("X", 1, stop=101, limit="101.5", tag="a"), 1: lambda s: s.drop("a")}
    assert bench.play(data, steps).trail("a")[3:] == ["triggered@1", "pending_cancel@1", "canceled@1"]
