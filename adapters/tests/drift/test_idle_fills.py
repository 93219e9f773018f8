"""A keeper who comes for nothing: what the program does then, and what it leaves alone."""

from tradeport.adapters.drift.venue.desk import Trader

from .world import BASE, LONG, SHORT, World, fills, limit, live, market_order, position, refused, stop

AT_THE_ASK = 150.0375


def _an_order_at_the_ask(usdc: int = 50_000) -> tuple[World, Trader, Trader]:
    """The vAMM asks what the order pays, and stops a tick short of it: they meet, and nothing comes of it."""
    world = World()
    taker, keeper = world.trader("taker", usdc), world.trader("keeper")
    taker.place(limit(LONG, 1, AT_THE_ASK))
    world.tick(200)
    return world, taker, keeper


def test_a_step_that_fills_nothing_still_ages_the_volumes() -> None:
    world, taker, keeper = _an_order_at_the_ask()
    other = world.trader("other")
    for side, price in ((LONG, 154), (SHORT, 146)):
        other.place(market_order(side, 1, price))
        world.tick(20)
        keeper.fill(other, other.user.next_order_id - 1)
    before = world.market.amm.volume24h
    world.tick(250)
    assert fills(keeper.fill(taker, 1)) == []
    assert world.market.amm.last_trade_ts == world.chain.ts
    assert world.market.amm.volume24h == before * (86_400 - 100) // 86_400


def test_a_taker_short_of_margin_is_refused_even_then() -> None:
    world, taker, keeper = _an_order_at_the_ask(500)
    other = world.trader("other")
    for trader, side, price, order_id in ((taker, LONG, 154, 2), (other, SHORT, 146, 1)):
        trader.place(market_order(side, 20, price))
        world.tick(20)
        keeper.fill(trader, order_id)
    assert (position(taker).base_asset_amount, world.market.amm.base_asset_amount_with_amm) == (20 * BASE, 0)
    world.price(135)
    assert refused(lambda: keeper.fill(taker, 1)) == 6003


def test_a_keeper_who_did_nothing_can_have_it_undone() -> None:
    world = World()
    taker, keeper = world.trader("taker"), world.trader("keeper")
    taker.place(limit(LONG, 1, 140))
    world.tick(20)
    idle = keeper.call("fillPerpOrder", (), {"user": taker.key, "userStats": taker.stats_key}, order_id=1)
    guard = keeper.call("revertFill", (), {"filler": keeper.key})
    assert refused(lambda: keeper.send(idle, guard)) == 6239
    assert keeper.send(idle).events == []


def test_triggers_that_only_reduce_stay_while_another_order_could_open_a_position() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    for side, price, order_id in ((LONG, 154, 1), (SHORT, 146, 4)):
        trader.place(market_order(side, 5, price))
        if side == LONG:
            world.tick(20)
            keeper.fill(trader, order_id)
            trader.place(stop(SHORT, 5, 140, reduce_only=True))
            trader.place(limit(LONG, 1, 140))
    world.tick(20)
    keeper.fill(trader, 4)
    assert position(trader).base_asset_amount == 0
    assert [order.order_id for order in live(trader)] == [2, 3]
