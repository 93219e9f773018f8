"""Who fills whom, at which price."""

import pytest

from tradeport.adapters.drift.venue.genesis import PerpSpec

from .world import BASE, IOC, LONG, MUST, SHORT, U, World, fills, limit, live, market_order, position, refused


def test_the_maker_sets_the_price_and_the_best_comes_first() -> None:
    world = World()
    taker, near, far = world.trader("taker"), world.trader("near"), world.trader("far")
    near.place(limit(SHORT, 2, 150.01, post_only=MUST))
    far.place(limit(SHORT, 2, 150.02, post_only=MUST))
    receipt = taker.take(limit(LONG, 3, 150.03, bit_flags=IOC), [far, near])
    assert [(base, quote) for base, quote, _, _ in fills(receipt)] == [(2 * BASE, 300_020_000), (BASE, 150_020_000)]


def test_the_vamm_fills_up_to_the_next_maker() -> None:
    world = World()
    taker, maker, keeper = world.trader("taker", 500_000), world.trader("maker", 500_000), world.trader("keeper")
    maker.place(limit(SHORT, 5, 150.2, post_only=MUST))
    taker.place(limit(LONG, 80, 150.3))
    world.tick(200)
    got = fills(keeper.fill(taker, 1, [maker]))
    assert len(got) == 3
    assert (got[1][0], got[1][1]) == (5 * BASE, 751 * U)
    assert got[0][1] * BASE // got[0][0] < 150_200_000 < got[2][1] * BASE // got[2][0]


def test_a_limit_is_never_exceeded() -> None:
    world = World()
    taker, keeper = world.trader("taker", 500_000), world.trader("keeper")
    taker.place(limit(LONG, 900, 150.1))
    world.tick(200)
    ((base, quote, _, _),) = fills(keeper.fill(taker, 1))
    assert base < 900 * BASE
    assert quote * BASE // base <= 150_100_000
    assert len(live(taker)) == 1


def test_a_market_order_waits_for_its_auction_before_the_vamm_joins() -> None:
    world = World()
    taker, keeper = world.trader("taker"), world.trader("keeper")
    taker.place(market_order(LONG, 1, 153))
    world.tick(10)
    assert fills(keeper.fill(taker, 1)) == []
    world.tick(1)
    assert len(fills(keeper.fill(taker, 1))) == 1


def test_a_younger_resting_order_does_not_make_for_an_older_one() -> None:
    world = World()
    old, young, keeper = world.trader("old"), world.trader("young"), world.trader("keeper")
    old.place(limit(LONG, 1, 150))
    world.tick(1)
    young.place(limit(SHORT, 1, 150))
    assert fills(keeper.fill(old, 1, [young])) == []
    assert fills(keeper.fill(young, 1, [old])) == [(BASE, 150 * U, 150_000, -30_000)]


def test_a_stale_oracle_keeps_the_vamm_out() -> None:
    world = World()
    taker, keeper = world.trader("taker"), world.trader("keeper")
    taker.place(market_order(LONG, 1, 153))
    world.chain.advance(12)
    assert fills(keeper.fill(taker, 1)) == []


def test_a_makers_price_beyond_its_margin_from_the_oracle_is_taken_off_the_book() -> None:
    world = World(perp=PerpSpec("SOL-PERP", 150 * U, initial=200, maintenance=100))
    taker, maker, keeper = world.trader("taker"), world.trader("maker"), world.trader("keeper")
    maker.place(limit(SHORT, 1, 150.02, post_only=MUST))
    taker.place(limit(LONG, 1, 160))
    world.tick(200)
    world.price(155)
    keeper.fill(taker, 1, [maker])
    assert live(maker) == []
    assert position(maker).base_asset_amount == 0


def test_nobody_may_be_filled_into_a_shortage() -> None:
    world = World()
    poor, maker = world.trader("poor", 200), world.trader("maker")
    maker.place(limit(SHORT, 20, 150, post_only=MUST))
    assert refused(lambda: poor.take(limit(LONG, 15, 150, bit_flags=IOC), [maker])) == 6003


@pytest.mark.parametrize("direction", [LONG, SHORT])
def test_a_pegged_order_follows_the_oracle(direction: int) -> None:
    world = World()
    trader, taker = world.trader("trader"), world.trader("taker")
    sign = -1 if direction == LONG else 1
    trader.place(limit(direction, 1, 0, oracle_price_offset=sign * U))
    world.tick(20)
    world.price(151)
    at = 151 + sign
    receipt = taker.take(limit(SHORT if direction == LONG else LONG, 1, at, bit_flags=IOC), [trader])
    assert fills(receipt)[0][1] == at * U
