"""Orders that are past their time."""

from tradeport.adapters.drift.venue.enums import OrderAction

from .world import LONG, World, actions, limit, live, market_order, refused


def test_a_fill_after_expiry_cancels_instead() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(limit(LONG, 1, 150, max_ts=world.chain.ts + 20))
    world.tick(100, seconds=60)
    assert actions(keeper.fill(trader, 1)) == [(OrderAction.CANCEL, 4)]
    assert live(trader) == []


def test_a_limit_order_has_fifteen_seconds_of_grace() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(limit(LONG, 1, 150, max_ts=world.chain.ts + 20))
    world.tick(50, seconds=30)
    assert refused(lambda: keeper.fill(trader, 1)) == 6252


def test_a_market_order_lapses_after_thirty_seconds() -> None:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(market_order(LONG, 1, 153))
    assert live(trader)[0].max_ts == world.chain.ts + 30
    world.tick(100, seconds=31)
    assert actions(keeper.fill(trader, 1)) == [(OrderAction.CANCEL, 4)]


def test_one_that_is_late_already_is_skipped_in_silence() -> None:
    trader = World().trader("trader")
    assert trader.place(limit(LONG, 1, 140, max_ts=1)).events == []


def test_the_next_order_sweeps_what_has_expired() -> None:
    world = World()
    trader = world.trader("trader")
    trader.place(limit(LONG, 1, 140, max_ts=world.chain.ts + 5))
    world.tick(10, seconds=6)
    trader.place(limit(LONG, 1, 139))
    assert [o.order_id for o in live(trader)] == [2]
