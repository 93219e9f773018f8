"""Settling P&L through the market's pools."""

from .world import IOC, LONG, MUST, SHORT, U, World, limit, position, refused


def test_a_loss_fills_the_pool_that_pays_a_gain() -> None:
    world = World()
    winner, loser = world.trader("winner"), world.trader("loser")
    loser.place(limit(SHORT, 10, 150, post_only=MUST))
    winner.take(limit(LONG, 10, 150, bit_flags=IOC), [loser])
    world.price(160)
    assert refused(lambda: winner.settle_pnl(0)) == 6259  # nothing realised, and the pools are empty
    (lost,) = loser.settle_pnl(0).events
    assert lost.pnl == -100 * U + 300_000  # with the maker's rebate
    (won,) = winner.settle_pnl(0).events
    assert 0 < won.pnl <= 100 * U - 1_500_000
    assert winner.user.settled_perp_pnl == won.pnl
    balance = winner.user.spot_positions[0].scaled_balance // 1000
    assert balance == 50_000 * U + won.pnl
    assert position(winner).settled_pnl == won.pnl


def test_without_any_there_is_nothing_to_settle() -> None:
    world = World()
    trader = world.trader("trader")
    trader.place(limit(LONG, 1, 140))
    assert refused(lambda: trader.settle_pnl(0)) == 6259


def test_a_position_is_needed() -> None:
    trader = World().trader("trader")
    assert refused(lambda: trader.settle_pnl(0)) == 6010
