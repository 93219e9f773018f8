"""EXE-700 and on: new terms for a working order."""

import pytest

from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.ports.capability import Capability

C = Capability

FALL = ("100 101 99 100", "100 101 99 100", "98 99 97 98", "96 97 95 96")


@pytest.mark.contract("EXE-700", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_a_modification_is_done_when_the_call_returns(bench: Bench) -> None:
    """A modification takes effect at the instant of its decision, and keeps the order's id.

    Prerequisite: a resting order.
    Action: on bar 1, move its limit and look at it before the callback ends.
    Expected event sequence: pending_update, updated at bar 1.
    Pass criteria: status `accepted` and the new price when the call returns; the id is the same.
    """
    seen = []

    def act(s: Player) -> None:
        s.change("a", limit=97)
        seen.append((s.status("a"), str(s.execution.order(s.recording.ids["a"]).intent.limit_price)))

    played = bench.play(flat(3), {0: lambda s: s.buy("X", 1, limit=98, tag="a"), 1: act})
    assert seen == [("accepted", "97.00")]
    assert played.trail("a")[3:] == ["pending_update@1", "updated@1"]


@pytest.mark.contract("EXE-705", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_a_limit_moved_into_the_market_fills_at_the_next_open(bench: Bench) -> None:
    """A limit moved through the market fills at the next open, not at the close it was moved on.

    Prerequisite: bar 2 opens at 98.
    Action: limit buy 90 on bar 0; on bar 1, move it to 105.
    Expected event sequence: updated at bar 1, filled at bar 2.
    Pass criteria: at 98.
    """
    played = bench.play(one(*FALL), {0: lambda s: s.buy("X", 1, limit=90, tag="a"), 1: lambda s: s.change("a", limit=105)})
    assert played.filled == [("a", 2, "98")]
    assert "updated@1" in played.trail("a")


@pytest.mark.contract("EXE-710", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_a_limit_moved_out_of_the_market_does_not_fill(bench: Bench) -> None:
    """A limit moved away misses the fill that it would have had.

    Prerequisite: bar 2 opens through 98, no bar reaches 90.
    Action: limit buy 98 on bar 0; on bar 1, move it to 90.
    Expected event sequence: updated at bar 1.
    Pass criteria: no fill.
    """
    played = bench.play(one(*FALL), {0: lambda s: s.buy("X", 1, limit=98, tag="a"), 1: lambda s: s.change("a", limit=90)})
    assert played.filled == []


@pytest.mark.contract("EXE-715", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_a_new_quantity_is_what_fills(bench: Bench) -> None:
    """A new quantity is the new total.

    Prerequisite: bar 2 touches 97.
    Action: limit buy 5 at 97 on bar 0; on bar 1, make it 2.
    Expected event sequence: updated at bar 1, filled at bar 2.
    Pass criteria: 2 units; the engine's own account holds 2.
    """
    steps = {0: lambda s: s.buy("X", 5, limit=97, tag="a"), 1: lambda s: s.change("a", quantity=2)}
    played = bench.play(one(*FALL), steps)
    assert [(str(f.quantity), str(f.price)) for f in played.fills] == [("2", "97.00")]
    assert played.account.positions == {"X": 2}


@pytest.mark.contract("EXE-720", requires=C.MODIFY, also=(C.STOP_ORDERS, C.SHORT))
def test_a_new_trigger_is_what_counts(bench: Bench) -> None:
    """A stop's new trigger replaces the old.

    Prerequisite: bar 2 falls to 97, bar 3 to 95.
    Action: stop sell 97.5 on bar 0; on bar 1, move it to 95.5.
    Expected event sequence: updated at bar 1, filled at bar 3.
    Pass criteria: at 95.5, in bar 3.
    """
    steps = {0: lambda s: s.sell("X", 1, stop="97.5", tag="a"), 1: lambda s: s.change("a", stop="95.5")}
    assert bench.play(one(*FALL), steps).filled == [("a", 3, "95.5")]


@pytest.mark.contract("EXE-725", requires=C.MODIFY, also=(C.STOP_ORDERS, C.SHORT))
def test_a_stop_moved_through_the_market_fills_at_the_next_open(bench: Bench) -> None:
    """A stop moved to where it is triggered already fills at the next open.

    Prerequisite: bar 2 opens at 98.
    Action: stop sell 90 on bar 0; on bar 1, move it to 105.
    Expected event sequence: updated at bar 1, filled at bar 2.
    Pass criteria: at 98.
    """
    steps = {0: lambda s: s.sell("X", 1, stop=90, tag="a"), 1: lambda s: s.change("a", stop=105)}
    assert bench.play(one(*FALL), steps).filled == [("a", 2, "98")]


@pytest.mark.contract("EXE-730", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_an_order_can_be_modified_twice_at_one_instant(bench: Bench) -> None:
    """The last of several modifications counts.

    Prerequisite: bar 2 touches 97.
    Action: limit buy 90 on bar 0; on bar 1, move it to 98, then to 97 with quantity 3.
    Expected event sequence: updated twice at bar 1, filled at bar 2.
    Pass criteria: 3 at 97.
    """

    def act(s: Player) -> None:
        s.change("a", limit=98)
        s.change("a", limit=97, quantity=3)

    played = bench.play(one(*FALL), {0: lambda s: s.buy("X", 1, limit=90, tag="a"), 1: act})
    assert played.trail("a").count("updated@1") == 2
    assert [(str(f.quantity), str(f.price)) for f in played.fills] == [("3", "97.00")]


@pytest.mark.contract("EXE-735", requires=C.MODIFY, also=(C.LIMIT_ORDERS, C.CANCEL))
def test_a_modified_order_can_be_cancelled(bench: Bench) -> None:
    """A modified order can be cancelled at the same instant, and a bar later.

    Prerequisite: bars 2 and 3 would fill both.
    Action: two limit buys at 90 on bar 0; on bar 1, move both to 97 and cancel the first; on bar 2, nothing is left of it.
    Expected event sequence: updated and canceled at bar 1 for the first; filled at bar 2 for the second.
    Pass criteria: one fill.
    """

    def begin(s: Player) -> None:
        s.buy("X", 1, limit=90, tag="a")
        s.buy("X", 1, limit=90, tag="b")

    def act(s: Player) -> None:
        s.change("a", limit=97)
        s.change("b", limit=97)
        s.drop("a")

    played = bench.play(one(*FALL), {0: begin, 1: act})
    assert played.trail("a")[3:] == ["pending_update@1", "updated@1", "pending_cancel@1", "canceled@1"]
    assert played.filled == [("b", 2, "97")]


@pytest.mark.contract("EXE-740", requires=C.MODIFY, also=(C.LIMIT_ORDERS,))
def test_a_modified_order_loses_its_place(bench: Bench) -> None:
    """A modified order goes behind the others of its rank, even at its old price.

    Prerequisite: bar 2 touches 97.
    Action: limit buys a and b at 97 on bar 0; on bar 1, modify a to quantity 2.
    Expected event sequence: at bar 2, b fills before a.
    Pass criteria: that order.
    """

    def begin(s: Player) -> None:
        s.buy("X", 1, limit=97, tag="a")
        s.buy("X", 1, limit=97, tag="b")

    played = bench.play(one(*FALL), {0: begin, 1: lambda s: s.change("a", quantity=2)})
    assert played.filled == [("b", 2, "97"), ("a", 2, "97")]


@pytest.mark.contract("EXE-745", requires=C.MODIFY, also=(C.STOP_LIMIT_ORDERS,))
def test_a_triggered_stop_limit_can_be_modified(bench: Bench) -> None:
    """A stop-limit that has triggered takes a new limit and stays a limit order; its trigger is history.

    Prerequisite: bar 1 triggers without filling.
    Action: stop-limit buy 101/101.5 on bar 0; on bar 1, ask for a new trigger, then move the limit to 100.
    Expected event sequence: triggered, update_rejected, updated at bar 1; filled at bar 3.
    Pass criteria: at 100, which bar 2 does not touch and bar 3 does.
    """

    def act(s: Player) -> None:
        s.change("a", stop=100)
        s.change("a", limit=100)

    data = one("100 101 99 100", "102 105 101.6 103", "102 103 101 102", "101 101 99 100")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, stop=101, limit="101.5", tag="a"), 1: act})
    assert played.trail("a")[3:] == [
        "triggered@1",
        "pending_update@1",
        "update_rejected@1",
        "pending_update@1",
        "updated@1",
        "filled@3",
    ]
    assert played.filled == [("a", 3, "100")]


@pytest.mark.contract("EXE-750", requires=C.LIMIT_ORDERS, also=(C.MARKET_ORDERS,))
def test_a_modification_that_comes_too_late_is_answered(bench: Bench) -> None:
    """Modifying a closed order is answered with `update_rejected`; so are terms that the type does not have.

    Prerequisite: a filled order and a resting limit order.
    Action: on bar 1, modify the filled one's quantity and the resting one's trigger.
    Expected event sequence: update_rejected for both at bar 1.
    Pass criteria: no modification reaches the engine; the resting order still rests.
    """

    def begin(s: Player) -> None:
        s.buy("X", 1, tag="a")
        s.buy("X", 1, limit=90, tag="b")

    def act(s: Player) -> None:
        s.change("a", quantity=2)
        s.change("b", stop=95)

    played = bench.play(flat(3), {0: begin, 1: act})
    assert played.happened("update_rejected") == ["a update_rejected@1", "b update_rejected@1"]
    assert played.line.commands() == ["submit", "submit"]
