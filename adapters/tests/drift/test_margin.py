"""Margin as the program computes it, held against driftpy's own risk engine."""

from driftpy.math.margin import MarginCategory
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.work import Work

from .subscriber import subscribed
from .world import BASE, IOC, LONG, MUST, SHORT, U, World, limit, position, refused

SIZES = st.integers(-40, 40)


def _ours(world: World, user: object, kind: Requirement, *, strict: bool = False) -> tuple[int, int]:
    chain = world.chain
    work = Work(chain.accounts, chain.oracles, chain.addresses, chain.slot, chain.ts)
    margin = margin_of(user, work, kind, strict=strict)  # type: ignore[arg-type]
    return margin.collateral, margin.requirement


@settings(max_examples=25)
@given(SIZES, SIZES, st.integers(0, 20), st.integers(0, 20), st.integers(120, 180), st.integers(-50, 50), st.integers(0, 3000))
def test_it_agrees_with_driftpy(base: int, quote: int, bids: int, asks: int, price: int, sol: int, usdc: int) -> None:
    """Collateral and requirement, initial and maintenance. driftpy's floats may differ from integers by a unit."""
    world = World()
    trader = world.trader("trader", usdc)
    user, held = trader.user, position(trader)
    held.base_asset_amount, held.quote_asset_amount = base * BASE, -base * 150 * U + quote * U
    held.open_bids, held.open_asks, held.open_orders = bids * BASE, -asks * BASE, bool(bids) + bool(asks)
    tokens = user.spot_positions[1]
    tokens.market_index, tokens.scaled_balance, tokens.balance_type = 1, abs(sol) * BASE, int(sol < 0)
    world.price(price)
    theirs = subscribed(world, user)
    for kind, category in (
        (Requirement.INITIAL, MarginCategory.INITIAL),
        (Requirement.MAINTENANCE, MarginCategory.MAINTENANCE),
    ):
        collateral, requirement = _ours(world, user, kind)
        assert abs(requirement - theirs.get_margin_requirement(category)) <= 2
        if kind is Requirement.MAINTENANCE:  # a gain's initial weight is 0 here, and driftpy adds what it may not
            assert abs(collateral - theirs.get_total_collateral(category)) <= 2


def test_the_largest_order_is_the_one_driftpy_says() -> None:
    world = World()
    trader = world.trader("trader", 1_000)
    theirs = subscribed(world, trader.user)
    power = theirs.get_perp_buying_power(0, collateral_buffer=10_000)  # a cent for the open order
    step = world.market.amm.order_step_size
    most = int(power * BASE) // (150 * U) // step * step

    def place(units: int) -> None:
        trader.place(limit(LONG, 0, 150).changed(base_asset_amount=units))

    assert refused(lambda: place(most + step)) == 6003
    assert refused(lambda: place(most)) is None


def test_an_open_order_costs_a_cent() -> None:
    world = World()
    trader = world.trader("trader")
    trader.place(limit(LONG, 1, 140))
    before = _ours(world, trader.user, Requirement.INITIAL)[1]
    position(trader).open_orders += 1
    assert _ours(world, trader.user, Requirement.INITIAL)[1] - before == 10_000


def test_closing_needs_maintenance_margin_only() -> None:
    world = World()
    trader, maker = world.trader("trader", 2_000), world.trader("maker")
    maker.place(limit(SHORT, 100, 150, post_only=MUST))
    trader.take(limit(LONG, 100, 150, bit_flags=IOC), [maker])
    world.price(143)
    assert refused(lambda: trader.place(limit(LONG, 1, 143))) == 6003
    assert refused(lambda: trader.place(limit(SHORT, 50, 143))) is None
