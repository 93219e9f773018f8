"""Reduce-only is enforced at the fill: it may be placed in any direction, and never grows a position."""

from tradeport.adapters.drift.venue.enums import OrderAction

from .world import BASE, LONG, MUST, SHORT, World, actions, fills, limit, live, market_order, position, stop


def _long_five() -> tuple[World, object, object]:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(market_order(LONG, 5, 153))
    world.tick(12)
    keeper.fill(trader, 1)
    return world, trader, keeper


def test_placing_one_that_would_increase_is_accepted() -> None:
    _, trader, _ = _long_five()
    trader.place(limit(LONG, 1, 140, reduce_only=True))
    assert len(live(trader)) == 1


def test_it_fills_no_more_than_there_is_and_the_rest_is_cancelled() -> None:
    world, trader, keeper = _long_five()
    trader.place(limit(SHORT, 100, 149.9, reduce_only=True))
    world.tick(12)
    receipt = keeper.fill(trader, live(trader)[0].order_id)
    assert fills(receipt)[0][0] == 5 * BASE
    assert actions(receipt)[-1] == (OrderAction.CANCEL, 12)
    assert position(trader).base_asset_amount == 0
    assert live(trader) == []


def test_triggers_that_only_reduce_go_with_the_position() -> None:
    world, trader, _ = _long_five()
    trader.place(stop(SHORT, 5, 140, reduce_only=True))
    maker = world.trader("maker")
    maker.place(limit(LONG, 5, 150, post_only=MUST))
    trader.take(limit(SHORT, 5, 150, bit_flags=1), [maker])
    assert position(trader).base_asset_amount == 0
    assert live(trader) == []
