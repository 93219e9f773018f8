"""Liquidation: at the boundary, by anybody with the margin, logged."""

import pytest

from tradeport.adapters.drift.venue.desk import Trader

from .subscriber import subscribed
from .world import BASE, IOC, LONG, MUST, SHORT, World, limit, live, position, refused


def _levered(world: World) -> tuple[Trader, Trader]:
    victim, maker = world.trader("victim", 1_000), world.trader("maker")
    maker.place(limit(SHORT, 50, 150, post_only=MUST))
    victim.take(limit(LONG, 50, 150, bit_flags=IOC), [maker])
    return victim, world.trader("liquidator", 1_000_000)


def test_the_boundary_is_where_driftpy_puts_it() -> None:
    world = World()
    victim, liquidator = _levered(world)
    price = subscribed(world, victim.user).get_perp_liq_price(0)
    world.price(price / 10**6 + 0.001)
    assert refused(lambda: liquidator.liquidate(victim, 0, BASE)) == 6004
    world.price(price / 10**6 - 0.001)
    assert refused(lambda: liquidator.liquidate(victim, 0, BASE)) is None


def test_the_position_changes_hands_at_the_oracle_with_a_fee() -> None:
    world = World()
    victim, liquidator = _levered(world)
    victim.place(limit(LONG, 0.1, 100))
    world.price(135)
    receipt = liquidator.liquidate(victim, 0, 50 * BASE)
    record = receipt.events[-1]
    assert type(record).__name__ == "LiquidationRecord"
    assert record.canceled_order_ids == [2]
    taken = -record.liquidate_perp.base_asset_amount
    assert position(liquidator).base_asset_amount == taken > 0
    assert position(victim).base_asset_amount == 50 * BASE - taken
    value = taken * 135 // 1000
    assert record.liquidate_perp.liquidator_fee == value // 100
    assert position(liquidator).quote_asset_amount == -value + value // 100
    assert live(victim) == []


def test_while_it_lasts_the_victim_may_not_trade() -> None:
    world = World()
    victim, liquidator = _levered(world)
    world.price(132)
    liquidator.liquidate(victim, 0, BASE)
    assert victim.user.status & 1
    assert refused(lambda: victim.place(limit(SHORT, 1, 132))) == 6117


@pytest.mark.parametrize(("limit_price", "code"), [(134 * 10**6, 6156), (136 * 10**6, None)])
def test_a_liquidators_limit_is_kept(limit_price: int, code: int | None) -> None:
    world = World()
    victim, liquidator = _levered(world)
    world.price(135)
    assert refused(lambda: liquidator.liquidate(victim, 0, BASE, limit_price)) == code


def test_nobody_liquidates_himself_or_without_margin() -> None:
    world = World()
    victim, _ = _levered(world)
    poor = world.trader("poor", 5)
    world.price(135)
    assert refused(lambda: victim.liquidate(victim, 0, BASE)) == 6120
    assert refused(lambda: poor.liquidate(victim, 0, 50 * BASE)) == 6003
