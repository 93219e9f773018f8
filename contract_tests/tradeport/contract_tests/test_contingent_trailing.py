"""CON-200 and on: trailing stops: the level follows each bar's extreme, for the next bar."""

from typing import Any

import pytest

from tradeport.contract_tests.data import FLAT, dataset, one, quotes
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability

C = Capability
SELL, BUY = OrderSide.SELL, OrderSide.BUY

#: Decided at 100; up to 104, up to 103, down through 101.
RISE = ("100 101 99 100", "101 104 100.5 103", "103 103 102.5 103", "103 103 100 100")


def sell(**terms: Any) -> Any:
    """A step that sends a sell order tagged `a`."""
    return lambda s: s.order("X", SELL, 1, tag="a", **terms)


def levels(bench: Bench, data: Any, step: Any) -> tuple[list[str], list[tuple[str, int, str]]]:
    """`["101@1"]`: each level and the bar after which it stands; and the fills."""
    played = bench.play(data, {0: step})
    moved = [e for e in played.events if e.type.value == "updated" and e.modification is not None]
    return [f"{e.modification.trigger_price.normalize():f}@{played.bar(e.ts)}" for e in moved], played.filled  # type: ignore[union-attr]


@pytest.mark.contract("CON-200", requires=C.TRAILING_STOP, also=(C.SHORT,))
def test_the_level_follows_the_high_for_the_next_bar(bench: Bench) -> None:
    """After each bar it has lived through, a sell's level is the bar's high less the trail, if that is higher.

    Prerequisite: RISE.
    Action: sell with trail 3 at the close of 100.
    Expected event sequence: updated to 101 after bar 1; unchanged after bar 2; filled at bar 3.
    Pass criteria: the first level is 97, so bar 1 does not reach it; the fill is at 101.
    """
    moved, filled = levels(bench, one(*RISE), sell(trail=3))
    assert moved == ["101@1"]
    assert filled == [("a", 3, "101")]


@pytest.mark.contract("CON-205", requires=C.TRAILING_STOP)
def test_a_buy_follows_the_low(bench: Bench) -> None:
    """A buy's level is the low plus the trail, if that is lower.

    Prerequisite: a market that falls to 96 and comes back.
    Action: buy with trail 3 at the close of 100.
    Expected event sequence: updated to 99 after bar 1, filled at bar 2.
    Pass criteria: the fill is at 99.
    """
    data = one("100 101 99 100", "99 99 96 97", "97 101 97 101")
    moved, filled = levels(bench, data, lambda s: s.order("X", BUY, 1, tag="a", trail=3))
    assert (moved, filled) == (["99@1"], [("a", 2, "99")])


@pytest.mark.contract("CON-210", requires=C.TRAILING_STOP, also=(C.SHORT,))
def test_no_path_inside_a_bar_matters(bench: Bench) -> None:
    """A bar that rises and falls is met at the level before it: its own high counts for the next bar.

    Prerequisite: bar 1 has a range from 98 to 110; bar 2 opens at 106.
    Action: sell with trail 3 at the close of 100.
    Expected event sequence: updated to 107 after bar 1, filled at bar 2.
    Pass criteria: no fill in bar 1; at bar 2 the open, 106, is below the level already.
    """
    data = one("100 101 99 100", "100 110 98 106", "106 106 106 106")
    assert levels(bench, data, sell(trail=3)) == (["107@1"], [("a", 2, "106")])


@pytest.mark.contract("CON-215", requires=C.TRAILING_STOP, also=(C.SHORT,))
def test_the_trail_in_basis_points(bench: Bench) -> None:
    """`trail_bps` is of the extreme, and the level is rounded to the nearest tick.

    Prerequisite: RISE.
    Action: sell with 300 basis points at the close of 100.
    Expected event sequence: updated to 104 less 3 %, 100.88, after bar 1; filled at bar 3.
    Pass criteria: the fill is at 100.88.
    """
    assert levels(bench, one(*RISE), sell(trail_bps=300)) == (["100.88@1"], [("a", 3, "100.88")])


@pytest.mark.contract("CON-220", requires=C.TRAILING_STOP, also=(C.SHORT,))
def test_the_first_level_can_be_given(bench: Bench) -> None:
    """With `stop` the first level is that, and not the distance from the last price.

    Prerequisite: bar 1 falls to 98.
    Action: sell with stop 98.5 and trail 3.
    Expected event sequence: filled at bar 1.
    Pass criteria: at 98.5.
    """
    assert levels(bench, one(FLAT, "100 100 98 98"), sell(stop="98.5", trail=3)) == ([], [("a", 1, "98.5")])


@pytest.mark.contract("CON-225", requires=C.TRAILING_STOP, also=(C.SHORT, C.MODIFY))
def test_a_moved_level_trails_on(bench: Bench) -> None:
    """A level can be moved, either way; it follows on from there.

    Prerequisite: flat bars, then a rise to 106.
    Action: sell with trail 3; on bar 1, move the level to 95.
    Expected event sequence: updated to 95 and, after bar 2, to 103; filled at bar 3.
    Pass criteria: 98 (after bar 1), 95, 103.
    """
    data = one(FLAT, FLAT, "101 106 101 105", "105 105 100 100")
    played = bench.play(data, {0: sell(trail=3), 1: lambda s: s.change("a", stop=95)})
    moved = [e.modification for e in played.events if e.type.value == "updated"]
    assert [str(m.trigger_price.normalize()) for m in moved if m and m.trigger_price] == ["98", "95", "103"]
    assert played.filled == [("a", 3, "103")]


@pytest.mark.contract("CON-230", requires=C.TRAILING_STOP, also=(C.SHORT, C.CANCEL))
def test_a_trailing_stop_can_be_cancelled(bench: Bench) -> None:
    """Cancelled, it neither follows nor fills.

    Prerequisite: RISE.
    Action: sell with trail 3; on bar 1, cancel it.
    Expected event sequence: updated, then canceled at bar 1.
    Pass criteria: no fill.
    """
    played = bench.play(one(*RISE), {0: sell(trail=3), 1: lambda s: s.drop("a")})
    assert played.trail("a")[3:] == ["updated@1", "pending_cancel@1", "canceled@1"]


@pytest.mark.contract("CON-235", requires=C.TRAILING_STOP, also=(C.QUOTES, C.SHORT))
def test_on_quotes_it_follows_the_price_it_would_trade_at(bench: Bench) -> None:
    """On quotes a sell follows the bid.

    Prerequisite: quotes 99/101, 103/110, 100/101.
    Action: sell with trail 2 and first level 95, on the first quote.
    Expected event sequence: updated to 101 after quote 1, filled at quote 2.
    Pass criteria: at 100, the bid.
    """
    data = dataset(quotes("99 101", "103 110", "100 101"))
    assert levels(bench, data, sell(stop=95, trail=2)) == (["101@1"], [("a", 2, "100")])


@pytest.mark.contract("CON-240", requires=C.TRAILING_STOP, also=(C.OCO, C.LIMIT_ORDERS, C.SHORT))
def test_a_trailing_stop_can_be_a_leg(bench: Bench) -> None:
    """As a leg of an OCO pair, it follows until either ends.

    Prerequisite: RISE; bar 3 reaches the level.
    Action: sell pair limit 110, trail 3.
    Expected event sequence: updated after bar 1; at bar 3 it fills, the limit is canceled.
    Pass criteria: the fill is at 101.
    """

    def act(s: Player) -> None:
        s.pair(SELL, {"limit": 110, "tag": "limit"}, {"trail": 3, "tag": "a"})

    played = bench.play(one(*RISE), {0: act})
    assert played.filled == [("a", 3, "101")]
    assert played.trail("limit")[-1] == "canceled@3"
