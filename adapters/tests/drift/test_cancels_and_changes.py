"""Orders taken back, and changed."""

from .world import LONG, SHORT, U, World, actions, limit, live, position, refused


def test_by_id_by_user_id_by_direction_and_all() -> None:
    trader = World().trader("trader")
    trader.place_many([limit(LONG, 1, 140, user_order_id=1), limit(LONG, 1, 139), limit(SHORT, 1, 160), limit(SHORT, 1, 161)])
    trader.cancel_by_user_id(1)
    trader.cancel(4)
    assert [o.order_id for o in live(trader)] == [2, 3]
    trader.cancel_all(1, 0, SHORT)
    assert [o.order_id for o in live(trader)] == [2]
    trader.cancel_all()
    assert live(trader) == []


def test_what_is_cancelled_gives_its_exposure_back() -> None:
    trader = World().trader("trader")
    trader.place_many([limit(LONG, 2, 140), limit(SHORT, 3, 160)])
    held = position(trader)
    assert (held.open_bids, held.open_asks, held.open_orders, trader.user.open_orders) == (2 * 10**9, -3 * 10**9, 2, 2)
    trader.cancel_all()
    held = position(trader)
    assert (held.open_bids, held.open_asks, held.open_orders, trader.user.open_orders) == (0, 0, 0, 0)
    assert not trader.user.has_open_order


def test_an_unknown_order_is_no_error() -> None:
    trader = World().trader("trader")
    assert trader.cancel(99).events == trader.cancel_by_user_id(9).events == trader.cancel_all().events == []


def test_a_change_is_a_cancel_and_a_new_order_id_with_the_user_id_kept() -> None:
    trader = World().trader("trader")
    trader.place(limit(SHORT, 5, 155, user_order_id=3))
    receipt = trader.modify_by_user_id(3, price=156 * U)
    assert [kind.name for kind, _ in actions(receipt)] == ["CANCEL", "PLACE"]
    assert [(o.order_id, o.user_order_id, o.price) for o in live(trader)] == [(2, 3, 156 * U)]


def test_a_change_that_cannot_be_leaves_the_old_order() -> None:
    trader = World().trader("trader")
    trader.place(limit(LONG, 5, 140))
    before = live(trader)[0]
    assert refused(lambda: trader.modify(1, base_asset_amount=10**14)) == 6003
    assert [(o.order_id, o.base_asset_amount) for o in live(trader)] == [(1, before.base_asset_amount)]
