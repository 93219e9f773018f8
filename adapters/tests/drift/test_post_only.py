"""Post-only orders against the vAMM: refused, skipped, or moved out of the way."""

import pytest

from .world import BASE, LONG, MUST, SHORT, SLIDE, TRY, U, World, limit, live, market_order, position, refused


def test_one_that_must_not_take_is_refused() -> None:
    maker = World().trader("maker")
    assert refused(lambda: maker.place(limit(LONG, 5, 160, post_only=MUST))) == 6057
    assert live(maker) == []


def test_one_that_tries_is_skipped_in_silence() -> None:
    maker = World().trader("maker")
    assert maker.place(limit(LONG, 5, 160, post_only=TRY)).events == []
    assert live(maker) == []


def test_one_that_slides_stands_a_tick_off_the_vamm() -> None:
    maker = World().trader("maker")
    maker.place(limit(LONG, 5, 160, post_only=SLIDE))
    maker.place(limit(SHORT, 5, 140, post_only=SLIDE))
    assert [order.price for order in live(maker)] == [150_037_490, 149_962_510]


def test_inside_the_spread_it_rests_where_it_was_put() -> None:
    maker = World().trader("maker")
    maker.place(limit(SHORT, 5, 150.02, post_only=MUST))
    assert [order.price for order in live(maker)] == [150_020_000]


@pytest.mark.parametrize(("side", "other", "price", "reach"), [(LONG, SHORT, 150.02, 146), (SHORT, LONG, 149.98, 154)])
def test_met_by_a_vamm_that_came_through_it_it_has_its_price_and_the_rebate(
    side: int, other: int, price: float, reach: float
) -> None:
    world = World()
    maker, taker, keeper = world.trader("maker", 500_000), world.trader("taker", 500_000), world.trader("keeper")
    maker.place(limit(side, 900, price, post_only=MUST))
    taker.place(market_order(other, 150, reach))
    world.tick(20)
    keeper.fill(taker, 1)
    before, at = world.market.amm.total_fee, round(price * U)
    (event,) = keeper.fill(maker, 1).events
    base, quote = event.base_asset_amount_filled, event.quote_asset_amount_filled
    rebate = quote * 20 // 100_000
    assert quote == (base * at // BASE if side == LONG else -(-base * at // BASE))
    assert (event.taker_fee, event.maker_fee) == (0, -rebate)
    assert position(maker).quote_asset_amount == (-quote if side == LONG else quote) + rebate
    assert maker.stats.fees.total_fee_rebate == rebate
    # what the vAMM keeps is what its own price is better, less what the maker and the keeper got
    earned = event.quote_asset_amount_surplus - rebate - event.filler_reward
    assert world.market.amm.total_fee - before == earned > 0
    # it stopped short of the maker's price by the rebate, two basis points (its spread is made anew after the fill)
    amm = world.market.amm
    reserves = (amm.ask_quote_asset_reserve, amm.ask_base_asset_reserve)
    if side == SHORT:
        reserves = (amm.bid_quote_asset_reserve, amm.bid_base_asset_reserve)
    left = abs(reserves[0] * amm.peg_multiplier // reserves[1] - at)
    assert base < 900 * BASE
    assert abs(left - at * 20 // 100_000) <= 10 * amm.order_tick_size
