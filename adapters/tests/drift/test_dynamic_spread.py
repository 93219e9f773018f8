"""A market that adapts its spread: by the public formula, in its directions; its numbers are not the recorded program's."""

from tradeport.adapters.drift.venue.maths.spreads import update_spreads

from .world import BASE, LONG, U, World, limit


def _spreads(inventory: int = 0, deviation: int = 0) -> tuple[int, int]:
    amm = World().market.amm
    amm.curve_update_intensity, amm.total_fee_minus_distributions = 100, 10**12
    amm.base_asset_amount_with_amm, amm.mark_std, amm.oracle_std = inventory, deviation, deviation
    update_spreads(amm, 150 * U)
    return amm.long_spread, amm.short_spread


def test_it_is_wider_the_more_the_price_moves() -> None:
    calm, wild = _spreads(), _spreads(deviation=15 * U)
    assert calm[0] < wild[0]
    assert calm[1] < wild[1]


def test_it_is_wider_on_the_side_that_adds_to_the_vamms_inventory() -> None:
    """When traders are long, buying more of it costs more."""
    level, long = _spreads(deviation=U), _spreads(inventory=5_000 * BASE, deviation=U)
    assert long[0] > level[0]
    assert long[1] == level[1]


def test_neither_peg_nor_curve_follows_the_oracle() -> None:
    """The program would repeg such a market; here the vAMM stays and its spread retreats."""
    world = World()
    world.market.amm.curve_update_intensity = 100
    before = world.market.amm.peg_multiplier, world.market.amm.sqrt_k
    world.price(155)
    world.tick(20)
    trader = world.trader("trader")
    trader.place(limit(LONG, 1, 150))
    assert (world.market.amm.peg_multiplier, world.market.amm.sqrt_k) == before
