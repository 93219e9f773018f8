"""CON-000 and on: OCO pairs: what ends one leg cancels the other."""

from decimal import Decimal

import attrs
import pytest

from tradeport.contract_tests.data import EXAMPLE, FLAT, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import OrderSide, TimeInForce
from tradeport.ports.capability import Capability

C = Capability
SELL, BUY = OrderSide.SELL, OrderSide.BUY
LIMIT_AND_STOP = (C.LIMIT_ORDERS, C.STOP_ORDERS, C.SHORT)
ENDED = ["oco: the other leg has ended"]


def exits(s: Player, limit: float = 104, stop: float = 99) -> None:
    """Sell at the limit or at the stop."""
    s.pair(SELL, {"limit": limit, "tag": "limit"}, {"stop": stop, "tag": "stop"})


@pytest.mark.contract("CON-000", requires=C.OCO, also=LIMIT_AND_STOP)
def test_the_leg_that_fills_cancels_the_other(bench: Bench) -> None:
    """The leg that fills cancels the other, at once and for the platform's own reason.

    Prerequisite: the example's bars; bar 1 touches the limit alone.
    Action: sell pair limit 104, stop 97 on bar 0.
    Expected event sequence: both accepted at bar 0; at bar 1 the limit fills, then the stop is canceled.
    Pass criteria: one fill at 104; those events in that order.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: exits(s, stop=97)})
    assert played.filled == [("limit", 1, "104")]
    assert played.trail("stop") == ["initialized@0", "submitted@0", "accepted@0", "canceled@1"]
    assert played.happened("filled", "canceled") == ["limit filled@1", "stop canceled@1"]
    assert played.reasons("stop") == ENDED


@pytest.mark.contract("CON-005", requires=C.OCO, also=LIMIT_AND_STOP)
def test_of_two_legs_in_one_bar_the_stop_comes_first(bench: Bench) -> None:
    """Where the range of a bar holds both legs, the stop fills: stops come before limits.

    Prerequisite: the example's bars; bar 1 touches both.
    Action: sell pair limit 104, stop 99 on bar 0.
    Expected event sequence: the stop fills, the limit is canceled.
    Pass criteria: one fill at 99; the account holds one unit short.
    """
    played = bench.play(one(*EXAMPLE), {0: exits})
    assert played.filled == [("stop", 1, "99")]
    assert played.account.positions == {"X": -1}


@pytest.mark.contract("CON-010", requires=C.OCO, also=LIMIT_AND_STOP)
def test_a_leg_that_the_open_executes_comes_before_all(bench: Bench) -> None:
    """A leg that is executable at the open fills there, though the other one is touched later in the bar.

    Prerequisite: bar 1 opens at 105, above the limit, and falls through the stop.
    Action: sell pair limit 104, stop 99 on bar 0.
    Expected event sequence: the limit fills at the open, the stop is canceled.
    Pass criteria: one fill at 105.
    """
    assert bench.play(one("100 101 99 100", "105 106 98 103"), {0: exits}).filled == [("limit", 1, "105")]


@pytest.mark.contract("CON-015", requires=C.OCO, also=(C.LIMIT_ORDERS,))
def test_a_tie_goes_to_the_first_leg(bench: Bench) -> None:
    """Two legs of one stage go by submission, whatever their price.

    Prerequisite: the example's bars; bar 1 touches 99 and 101.
    Action: buy pair limit 99, limit 101 on bar 0.
    Expected event sequence: the first leg fills, the second is canceled.
    Pass criteria: one fill at 99.
    """

    def act(s: Player) -> None:
        s.pair(BUY, {"limit": 99, "tag": "a"}, {"limit": 101, "tag": "b"})

    assert bench.play(one(*EXAMPLE), {0: act}).filled == [("a", 1, "99")]


@pytest.mark.contract("CON-020", requires=C.OCO, also=(C.LIMIT_ORDERS, C.MODIFY))
def test_a_modified_leg_goes_behind_in_a_tie(bench: Bench) -> None:
    """A leg with new terms loses its place, in a tie with its own other leg too; the pair stays a pair.

    Prerequisite: bar 2 touches both limits.
    Action: buy pair limit 97, limit 96 on bar 0; on bar 1 move the first to 98.
    Expected event sequence: updated at bar 1; at bar 2 the second leg fills, the first is canceled.
    Pass criteria: one fill, at 96.
    """
    steps = {
        0: lambda s: s.pair(BUY, {"limit": 97, "tag": "a"}, {"limit": 96, "tag": "b"}),
        1: lambda s: s.change("a", limit=98),
    }
    played = bench.play(one(FLAT, FLAT, "100 101 95 100"), steps)
    assert played.filled == [("b", 2, "96")]
    assert played.trail("a")[-2:] == ["updated@1", "canceled@2"]


@pytest.mark.contract("CON-025", requires=C.OCO, also=(*LIMIT_AND_STOP, C.CANCEL))
def test_a_cancelled_leg_takes_the_other_with_it(bench: Bench) -> None:
    """Cancelling one leg cancels the pair, before the call returns.

    Prerequisite: bar 2 would fill either.
    Action: sell pair limit 104, stop 96 on bar 0; on bar 1 cancel the stop.
    Expected event sequence: both canceled at bar 1, the one that was asked for first.
    Pass criteria: no fill; both closed when the call returns.
    """
    seen = []

    def act(s: Player) -> None:
        s.drop("stop")
        seen.extend([s.status("stop"), s.status("limit")])

    played = bench.play(one(FLAT, FLAT, "100 110 90 100"), {0: lambda s: exits(s, stop=96), 1: act})
    assert seen == ["canceled", "canceled"]
    assert played.happened("canceled", "filled") == ["stop canceled@1", "limit canceled@1"]
    assert played.reasons("limit") == ENDED


@pytest.mark.contract("CON-030", requires=C.OCO, also=(*LIMIT_AND_STOP, C.CANCEL))
def test_cancel_all_asks_once_a_pair(bench: Bench) -> None:
    """`cancel_all` does not ask to cancel a leg that its other leg took with it.

    Prerequisite: a pair rests.
    Action: on bar 1, cancel all.
    Expected event sequence: both canceled at bar 1.
    Pass criteria: no cancel is refused.
    """
    played = bench.play(one(FLAT, FLAT, FLAT), {0: lambda s: exits(s, stop=96), 1: lambda s: s.execution.cancel_all()})
    assert played.happened("canceled", "cancel_rejected") == ["limit canceled@1", "stop canceled@1"]


@pytest.mark.contract("CON-035", requires=C.OCO, also=(*LIMIT_AND_STOP, C.GTD))
def test_a_leg_that_expires_takes_the_other_with_it(bench: Bench) -> None:
    """A leg that expires ends the pair.

    Prerequisite: three bars that reach neither leg.
    Action: sell pair limit 104 until just after bar 1's close, stop 96, on bar 0.
    Expected event sequence: at bar 2 the limit expires, then the stop is canceled.
    Pass criteria: those two events, in that order; bar 2 would have filled both.
    """

    def act(s: Player) -> None:
        until = s.clock.now() + 90_000_000_000
        s.pair(
            SELL,
            {"limit": 104, "tag": "limit", "time_in_force": TimeInForce.GTD, "expire_ts": until},
            {"stop": 96, "tag": "stop"},
        )

    played = bench.play(one(FLAT, FLAT, "100 110 90 100", FLAT), {0: act})
    assert played.happened("expired", "canceled", "filled") == ["limit expired@2", "stop canceled@2"]


@pytest.mark.contract("CON-040", requires=C.OCO, also=LIMIT_AND_STOP)
def test_opposite_pairs_in_one_bar(bench: Bench) -> None:
    """Two opposite pairs of one instrument are decided apart, each by the rules, though no one path of prices serves both.

    Prerequisite: the example's bars; bar 1 touches 99 and 104.
    Action: sell pair limit 104, stop 99 and buy pair limit 99, stop 104 on bar 0.
    Expected event sequence: both stops fill, both limits are canceled.
    Pass criteria: the stops at 99 and 104; the account is flat.
    """

    def act(s: Player) -> None:
        exits(s)
        s.pair(BUY, {"limit": 99, "tag": "buy limit"}, {"stop": 104, "tag": "buy stop"})

    played = bench.play(one(*EXAMPLE), {0: act})
    assert played.filled == [("stop", 1, "99"), ("buy stop", 1, "104")]
    assert played.happened("canceled") == ["limit canceled@1", "buy limit canceled@1"]


@pytest.mark.contract("CON-045", requires=C.OCO, also=(C.LIMIT_ORDERS, C.STOP_LIMIT_ORDERS))
def test_a_leg_that_triggered_is_cancelled_by_the_other(bench: Bench) -> None:
    """A stop-limit leg may trigger and then lose to the other leg in the same bar: its trigger is told.

    Prerequisite: bar 1 opens at 105 and comes back to 101.5 only after limit orders' turn: both are limits by then.
    Action: buy pair limit 102, stop-limit 103/103.5 on bar 0.
    Expected event sequence: the stop-limit triggers at the open, the limit fills, the stop-limit is canceled.
    Pass criteria: one fill, at 102; the events in that order.
    """

    def act(s: Player) -> None:
        s.pair(BUY, {"limit": 102, "tag": "limit"}, {"stop": 103, "limit": "103.5", "tag": "stop-limit"})

    played = bench.play(one("100 101 99 100", "105 106 101.5 104"), {0: act})
    assert played.filled == [("limit", 1, "102")]
    assert played.trail("stop-limit")[3:] == ["triggered@1", "canceled@1"]


@pytest.mark.contract("CON-050", requires=C.OCO, also=LIMIT_AND_STOP)
def test_a_pair_is_denied_as_one(bench: Bench) -> None:
    """If risk denies one leg, neither is sent.

    Prerequisite: prices lie on a grid of 0.01.
    Action: on bar 0 a good pair; on bar 1 sell pair limit 104, stop 98.005, unrounded.
    Expected event sequence: both legs of the second are denied, with one reason.
    Pass criteria: neither leg of the second is submitted; nothing reaches the engine after bar 0.
    """

    def act(s: Player) -> None:
        limit, stop = s.intent("X", SELL, 1, limit=104, tag="limit"), s.intent("X", SELL, 1, stop=98, tag="stop")
        tickets = s.execution.submit_oco(limit, attrs.evolve(stop, trigger_price=Decimal("98.005")))
        s.recording.ids.update(limit=tickets[0].client_order_id, stop=tickets[1].client_order_id)

    played = bench.play(one(FLAT, FLAT), {0: lambda s: s.pair(SELL, {"limit": 110}, {"stop": 90}), 1: act})
    assert played.happened("denied") == ["limit denied@1", "stop denied@1"]
    assert len(played.happened("submitted")) == 2
    assert played.line.commands(after=1) == []
