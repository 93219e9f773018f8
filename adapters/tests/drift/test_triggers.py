"""Trigger orders: asleep until the oracle is strictly beyond, woken by a keeper, then in an auction."""

import pytest

from tradeport.adapters.drift.venue.desk import order
from tradeport.adapters.drift.venue.enums import OrderType

from .world import BASE, LONG, SHORT, U, World, fills, live, position, refused, stop


def test_at_the_trigger_itself_nothing_wakes() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(stop(SHORT, 8, 148))
    for price, code in ((150.0, 6112), (148.0, 6112), (147.999999, None)):
        world.tick(5)
        world.price(price)
        assert refused(lambda: keeper.trigger(trader, 1)) == code


def test_asleep_it_counts_for_no_exposure() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(stop(LONG, 8, 152))
    assert position(trader).open_bids == 0
    world.price(152.5)
    keeper.trigger(trader, 1)
    assert position(trader).open_bids == 8 * BASE


def test_woken_it_is_auctioned_and_filled() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(stop(LONG, 2, 152))
    world.price(152.5)
    keeper.trigger(trader, 1)
    woken = live(trader)[0]
    assert woken.trigger_condition == 2
    assert 20 <= woken.auction_duration <= 180
    assert woken.auction_start_price <= woken.auction_end_price
    world.tick(200)
    assert fills(keeper.fill(trader, 1))[0][0] == 2 * BASE


def test_unwoken_it_cannot_be_filled() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(stop(LONG, 2, 152))
    world.tick(20)
    assert refused(lambda: keeper.fill(trader, 1)) == 6110


def test_the_keeper_gets_its_flat_fee_from_the_owner() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(stop(LONG, 2, 152))
    world.price(152.5)
    keeper.trigger(trader, 1)
    assert (position(trader).quote_asset_amount, position(keeper).quote_asset_amount) == (-10_000, 10_000)


def test_a_trigger_limit_keeps_its_limit() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(order(OrderType.TRIGGER_LIMIT, LONG, BASE, price=151 * U, trigger_price=152 * U))
    world.price(152.5)
    keeper.trigger(trader, 1)
    world.tick(200)
    keeper.fill(trader, 1)  # the vAMM still stands at 150
    assert position(trader).base_asset_amount == BASE
    assert -position(trader).quote_entry_amount <= 151 * U


@pytest.mark.parametrize("code", [6061])
def test_an_order_that_is_not_there_is_refused(code: int) -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    assert refused(lambda: keeper.trigger(trader, 5)) == code
