"""Funding: on the hour, charged when a position is touched, exact in what driftpy says is due."""

from driftpy.math.perp_position import calculate_position_funding_pnl
from driftpy.math.utils import time_remaining_until_update
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.maths.funding import seconds_until_update

from .subscriber import program
from .world import IOC, LONG, MUST, SHORT, U, World, limit, market_order, position, refused


def _with_a_long() -> tuple[World, object, object]:
    world = World()
    trader, keeper = world.trader("trader"), world.trader("keeper")
    trader.place(market_order(LONG, 30, 154))
    world.tick(12)
    keeper.fill(trader, 1)
    return world, trader, keeper


def test_before_the_hour_there_is_no_rate() -> None:
    world, _, keeper = _with_a_long()
    world.tick(100, seconds=600)
    assert refused(lambda: keeper.update_funding(0)) == 6251


@settings(deadline=None)
@given(st.integers(1_700_000_000, 1_700_007_200), st.integers(0, 10_000), st.sampled_from([1, 60, 3_600, 28_800]))
def test_the_next_rate_is_due_when_driftpy_says(last: int, elapsed: int, period: int) -> None:
    due = time_remaining_until_update(last + elapsed, last, period)
    assert seconds_until_update(last + elapsed, last, period) == due


def test_a_premium_makes_longs_pay_what_driftpy_says() -> None:
    world, trader, keeper = _with_a_long()
    for _ in range(5):
        world.tick(1500, seconds=600)
        trader.place(market_order(LONG, 0.1, 154))
        world.tick(12)
        keeper.fill(trader, trader.user.next_order_id - 1)
    world.tick(9000, seconds=3600)
    (record,) = keeper.update_funding(0).events
    assert type(record).__name__ == "FundingRateRecord"
    assert record.funding_rate_long > 0
    account, market = (program().coder.accounts.decode(coder.encode_account(r)) for r in (trader.user, world.market))
    due = calculate_position_funding_pnl(market, account.perp_positions[0])
    before = position(trader).quote_asset_amount
    (paid,) = trader.settle_funding().events
    assert paid.funding_payment == int(due) < 0
    assert position(trader).quote_asset_amount - before == paid.funding_payment
    assert trader.user.cumulative_perp_funding == paid.funding_payment
    assert trader.settle_funding().events == []


def test_what_longs_pay_shorts_and_the_vamm_get() -> None:
    world = World()
    long, short, keeper = world.trader("long"), world.trader("short"), world.trader("keeper")
    short.place(limit(SHORT, 30, 150, post_only=MUST))
    long.take(limit(LONG, 30, 150, bit_flags=IOC), [short])
    world.tick(9000, seconds=3600)
    keeper.update_funding(0)
    (paid,), (got,) = long.settle_funding().events, short.settle_funding().events
    assert paid.funding_payment == -got.funding_payment < 0
    assert world.market.amm.net_unsettled_funding_pnl == 0


def test_a_fill_settles_what_is_due_first() -> None:
    world, trader, keeper = _with_a_long()
    world.tick(9000, seconds=3600)
    keeper.update_funding(0)
    trader.place(market_order(SHORT, 1, 146))
    world.tick(12)
    names = [type(e).__name__ for e in keeper.fill(trader, 2).events]
    assert names[0] == "FundingPaymentRecord"


def test_the_rate_has_its_floor_without_any_premium() -> None:
    """With mark at the oracle the yearly rate is 7.3 %: 1/5000 a day."""
    world = World()
    keeper = world.trader("keeper")
    world.tick(9000, seconds=3600)
    (record,) = keeper.update_funding(0).events
    assert record.funding_rate == 150 * U // 5000 * 1000 // 24
