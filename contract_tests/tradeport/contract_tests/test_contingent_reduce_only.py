"""CON-300 and on: reduce-only orders: never larger than the position that they reduce."""

import pytest

from tradeport.contract_tests.data import FLAT, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability

C = Capability
LIMIT, STOP = (C.MARKET_ORDERS, C.LIMIT_ORDERS), (C.MARKET_ORDERS, C.STOP_ORDERS)
CUT, NOTHING = "reduce_only: cut to the position", "reduce_only: no position is left to reduce"


@pytest.mark.contract("CON-300", requires=C.REDUCE_ONLY, also=(C.MARKET_ORDERS,))
def test_it_is_denied_where_it_would_not_reduce(bench: Bench) -> None:
    """Flat, or on the position's own side, a reduce-only order is denied.

    Prerequisite: long 2 from bar 1.
    Action: on bar 0 a reduce-only sell; on bar 1 a reduce-only buy, then a reduce-only sell.
    Expected event sequence: denied, denied, accepted.
    Pass criteria: those denied do not reach the engine; the reasons name the position.
    """

    def act(s: Player) -> None:
        s.sell("X", 1, reduce_only=True, tag="flat")
        s.buy("X", 2, tag="open")

    def again(s: Player) -> None:
        s.buy("X", 1, reduce_only=True, tag="more")
        s.sell("X", 1, reduce_only=True, tag="less")

    played = bench.play(one(FLAT, FLAT, FLAT), {0: act, 1: again})
    assert played.happened("denied") == ["flat denied@0", "more denied@1"]
    assert played.reasons("more") == ["reduce_only: it would not shrink the position of 2"]
    assert played.line.commands() == ["submit", "submit"]


@pytest.mark.contract("CON-305", requires=C.REDUCE_ONLY, also=(C.MARKET_ORDERS,))
def test_what_is_larger_than_the_position_is_cut_at_once(bench: Bench) -> None:
    """A reduce-only order larger than the position is cut to it when it is sent.

    Prerequisite: long 2 from bar 1.
    Action: on bar 1, sell 5 reduce-only at the market.
    Expected event sequence: accepted, updated at bar 1; filled at bar 2.
    Pass criteria: two units are sold; the account is flat.
    """
    steps = {0: lambda s: s.buy("X", 2), 1: lambda s: s.sell("X", 5, reduce_only=True, tag="a")}
    played = bench.play(one(FLAT, FLAT, FLAT, FLAT), steps)
    assert played.trail("a") == ["initialized@1", "submitted@1", "accepted@1", "updated@1", "filled@2"]
    assert [str(f.quantity) for f in played.fills] == ["2", "2"]
    assert played.reasons("a") == [CUT]


@pytest.mark.contract("CON-310", requires=C.REDUCE_ONLY, also=LIMIT)
def test_a_fill_that_shrinks_the_position_cuts_it(bench: Bench) -> None:
    """After every fill, a working reduce-only order is no larger than the position.

    Prerequisite: long 3; a reduce-only limit sell 3 rests.
    Action: on bar 1, the limit at 105 and a market sell of 2.
    Expected event sequence: at bar 2 the market order fills and the limit is updated to 1; it fills at bar 3.
    Pass criteria: those events; one unit is sold at 105.
    """

    def act(s: Player) -> None:
        s.sell("X", 3, limit=105, reduce_only=True, tag="a")
        s.sell("X", 2, tag="b")

    played = bench.play(one(FLAT, FLAT, FLAT, "100 106 100 100"), {0: lambda s: s.buy("X", 3), 1: act})
    assert played.trail("a")[3:] == ["updated@2", "filled@3"]
    assert str(played.fills[-1].quantity) == "1"
    assert not any(played.account.positions.values())


@pytest.mark.contract("CON-315", requires=C.REDUCE_ONLY, also=(*STOP, C.SHORT))
def test_it_is_cancelled_when_nothing_is_left(bench: Bench) -> None:
    """A fill that closes or turns the position cancels it.

    Prerequisite: long 1; a reduce-only stop sell rests.
    Action: on bar 1, the stop at 97 and a market sell of 2.
    Expected event sequence: at bar 2 the market order fills, then the stop is canceled.
    Pass criteria: those events; bar 3 falls through 97 and fills nothing.
    """

    def act(s: Player) -> None:
        s.sell("X", 1, stop=97, reduce_only=True, tag="a")
        s.sell("X", 2, tag="b")

    played = bench.play(one(FLAT, FLAT, FLAT, "97 97 90 90"), {0: lambda s: s.buy("X", 1, tag="o"), 1: act})
    assert played.happened("filled", "canceled") == ["o filled@1", "b filled@2", "a canceled@2"]
    assert played.reasons("a") == [NOTHING]


@pytest.mark.contract("CON-320", requires=C.REDUCE_ONLY, also=(*LIMIT, C.STOP_ORDERS))
def test_two_in_one_bar_do_not_turn_the_position(bench: Bench) -> None:
    """Where one bar would fill several, each fills at most what those before it have left.

    Prerequisite: long 3.
    Action: on bar 1, reduce-only sells: limit 104 for 2, stop 97 for 2, limit 105 for 2; bar 2 reaches all.
    Expected event sequence: the stop fills 2; the first limit is updated to 1 and fills; the second is canceled.
    Pass criteria: 2 at 97, 1 at 104; the account is flat.
    """

    def act(s: Player) -> None:
        s.sell("X", 2, limit=104, reduce_only=True, tag="limit")
        s.sell("X", 2, stop=97, reduce_only=True, tag="stop")
        s.sell("X", 2, limit=105, reduce_only=True, tag="last")

    played = bench.play(one(FLAT, FLAT, "100 106 96 100"), {0: lambda s: s.buy("X", 3, tag="o"), 1: act})
    assert played.filled == [("o", 1, "100"), ("stop", 2, "97"), ("limit", 2, "104")]
    assert [str(f.quantity) for f in played.fills] == ["3", "2", "1"]
    assert played.trail("last")[3:] == ["updated@2", "canceled@2"]
    assert not any(played.account.positions.values())


@pytest.mark.contract("CON-325", requires=C.REDUCE_ONLY, also=STOP)
def test_an_ordinary_order_of_the_same_bar_counts(bench: Bench) -> None:
    """A fill of an ordinary order earlier in the bar leaves less to reduce later in it.

    Prerequisite: long 2.
    Action: on bar 1, a reduce-only stop sell 2 at 97 and a market sell of 1; bar 2 falls to 96.
    Expected event sequence: the market order fills, the stop is updated to 1 and fills.
    Pass criteria: 1 at 100, 1 at 97.
    """

    def act(s: Player) -> None:
        s.sell("X", 2, stop=97, reduce_only=True, tag="stop")
        s.sell("X", 1, tag="b")

    played = bench.play(one(FLAT, FLAT, "100 100 96 96"), {0: lambda s: s.buy("X", 2, tag="o"), 1: act})
    assert played.filled[1:] == [("b", 2, "100"), ("stop", 2, "97")]
    assert [str(f.quantity) for f in played.fills] == ["2", "1", "1"]


@pytest.mark.contract("CON-330", requires=C.REDUCE_ONLY, also=(*LIMIT, C.MODIFY))
def test_it_cannot_be_made_larger_than_the_position(bench: Bench) -> None:
    """New terms that are larger than the position are refused; smaller ones are not.

    Prerequisite: long 2; a reduce-only limit sell 1 rests.
    Action: on bar 1, ask for 3, then for 2.
    Expected event sequence: update_rejected, then updated at bar 1.
    Pass criteria: those events, with the reason.
    """

    def act(s: Player) -> None:
        s.sell("X", 1, limit=105, reduce_only=True, tag="a")
        s.change("a", quantity=3)
        s.change("a", quantity=2)

    played = bench.play(one(FLAT, FLAT, FLAT), {0: lambda s: s.buy("X", 2), 1: act})
    assert played.trail("a")[3:] == ["pending_update@1", "update_rejected@1", "pending_update@1", "updated@1"]
    assert played.reasons("a") == ["reduce_only: 3 is more than the position of 2"]


@pytest.mark.contract("CON-335", requires=C.REDUCE_ONLY, also=(*LIMIT, C.STOP_ORDERS, C.OCO))
def test_a_pair_of_exits_ends_with_the_position(bench: Bench) -> None:
    """Closing the position by other means cancels a reduce-only pair.

    Prerequisite: long 1; reduce-only limit 105 and stop 95 rest as a pair.
    Action: on bar 1 the pair, on bar 2 a market sell of 1.
    Expected event sequence: at bar 3 the market order fills, both legs are canceled.
    Pass criteria: the first leg for want of a position, the second for want of the first.
    """

    def act(s: Player) -> None:
        limit, stop = {"limit": 105, "tag": "limit"}, {"stop": 95, "tag": "stop"}
        s.pair(OrderSide.SELL, {**limit, "reduce_only": True}, {**stop, "reduce_only": True})

    steps = {0: lambda s: s.buy("X", 1, tag="o"), 1: act, 2: lambda s: s.sell("X", 1, tag="b")}
    played = bench.play(one(FLAT, FLAT, FLAT, FLAT, "100 110 90 100"), steps)
    assert played.happened("filled", "canceled") == ["o filled@1", "b filled@3", "limit canceled@3", "stop canceled@3"]
    assert played.reasons("limit") == [NOTHING]
    assert played.reasons("stop") == ["oco: the other leg has ended"]
