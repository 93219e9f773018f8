"""Fees, rebates, rewards, tiers."""

import pytest

from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.genesis import Genesis
from tradeport.adapters.drift.venue.maths.fees import Referral, against_maker, maker_rebate, perp_tier, taker_fee

from .world import IOC, LONG, MUST, SHORT, U, World, fills, limit, position

STRUCTURE = Genesis(Chain()).state.perp_fee_structure


@pytest.mark.parametrize(
    ("volume", "stake", "rate"),
    [(0, 0, 100), (999_999, 0, 100), (1_000_000, 0, 90), (9_999_999, 0, 90), (10_000_000, 0, 70), (50_000_000, 0, 60),
     (100_000_000, 0, 50), (0, 500, 90), (0, 1_000, 80), (0, 2_000, 70), (0, 5_000, 60), (0, 10_000, 50)],
)  # fmt: skip
def test_the_tier_is_by_volume_or_by_stake_and_five_million_is_ten(volume: int, stake: int, rate: int) -> None:
    stats = coder.zero_account("UserStats")
    stats.taker_volume30d, stats.maker_volume30d = volume * U // 2, volume * U - volume * U // 2
    stats.if_staked_quote_asset_amount = stake * U
    assert perp_tier(stats, STRUCTURE).fee_numerator == rate


def test_a_taker_pays_up_and_a_maker_gets_down() -> None:
    tier = STRUCTURE.fee_tiers[0]
    assert (taker_fee(1_001, tier, 0), maker_rebate(4_999, tier, 0)) == (2, 0)


def test_a_markets_adjustment_is_in_percent_of_the_fee() -> None:
    tier = STRUCTURE.fee_tiers[0]
    assert [taker_fee(10**6, tier, change) for change in (-50, 0, 50)] == [500, 1000, 1500]


def test_what_the_taker_pays_goes_to_somebody() -> None:
    tier = STRUCTURE.fee_tiers[0]
    fees = against_maker(tier, tier, 10**9, STRUCTURE, 5, 1000, Referral(0), 0)
    assert fees.taker + fees.discount == 10**6
    assert fees.taker == fees.rebate + fees.filler + fees.market + fees.referrer


def test_a_maker_and_its_taker_of_one_authority_share_their_statistics() -> None:
    world = World()
    taker, maker = world.trader("taker"), world.trader("maker")
    maker.place(limit(SHORT, 2, 150, post_only=MUST))
    ((_, quote, fee, rebate),) = fills(taker.take(limit(LONG, 2, 150, bit_flags=IOC), [maker]))
    assert (quote, fee, rebate) == (300 * U, 300_000, -60_000)
    assert taker.stats.fees.total_fee_paid == fee
    assert maker.stats.fees.total_fee_rebate == -(rebate or 0)
    assert position(taker).quote_asset_amount == -quote - fee
    assert position(maker).quote_asset_amount == quote - (rebate or 0)
