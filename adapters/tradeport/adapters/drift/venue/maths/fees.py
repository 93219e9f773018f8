"""Who pays what for a fill. Quote in 1e6; a taker's fee is rounded up, a maker's rebate down."""

from typing import NamedTuple

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import ceiling, clamp, fourth_root, quotient


class Fees(NamedTuple):
    """`taker` is what the taker pays; of it `rebate` goes to the maker, `filler` to the keeper, `market` to the vAMM."""

    taker: int
    rebate: int
    filler: int
    market: int
    referrer: int = 0
    discount: int = 0


class Referral(NamedTuple):
    """There is a referrer who can be paid, and has had this much in the present epoch."""

    earned: int


def perp_tier(stats: Record, structure: Record) -> Record:
    """The fee tier of a user, by 30-day volume or by stake."""
    volume = (stats.taker_volume30d + stats.maker_volume30d) // units.QUOTE
    stake = stats.if_staked_quote_asset_amount // units.QUOTE
    index = next((tier for least, staked, tier in units.FEE_TIERS if volume >= least or stake >= staked), 0)
    tier: Record = structure.fee_tiers[index]
    return tier


def against_amm(
    stats: Record, quote: int, structure: Record, age: int, surplus: int, *,
    rewarded: bool, referral: Referral | None, post_only: bool, adjustment: int,
) -> Fees:  # fmt: skip
    """A fill against the vAMM; `age`: slots since the order was placed."""
    tier = perp_tier(stats, structure)
    if post_only:
        rebate = maker_rebate(quote, tier, adjustment)
        require(surplus >= rebate, "MathError")
        filler = _filler(surplus - rebate, age, 0, structure) if rewarded else 0
        return Fees(0, rebate, filler, surplus - rebate - filler)
    taker, discount, referrer = _referred(taker_fee(quote, tier, adjustment), tier, structure, referral)
    filler = _filler(taker, age, 0, structure) if rewarded else 0
    return Fees(taker, 0, filler, taker - filler - referrer + surplus, referrer, discount)


def against_maker(
    taker_tier: Record, maker_tier: Record, quote: int, structure: Record, age: int, multiplier: int,
    referral: Referral | None, adjustment: int,
) -> Fees:  # fmt: skip
    """A fill against a maker's order; `multiplier` 0: no keeper is paid."""
    taker, discount, referrer = _referred(taker_fee(quote, taker_tier, adjustment), taker_tier, structure, referral)
    rebate = maker_rebate(quote, maker_tier, adjustment)
    filler = _filler(taker, age, multiplier, structure) if multiplier else 0
    return Fees(taker, rebate, filler, taker - filler - referrer - rebate, referrer, discount)


def taker_fee(quote: int, tier: Record, adjustment: int) -> int:
    """Rounded up; `adjustment` in percent of the fee."""
    fee = ceiling(quote * tier.fee_numerator, tier.fee_denominator)
    if adjustment < 0:
        return max(0, fee - fee * -adjustment // 100)
    return fee + ceiling(fee * adjustment, 100)


def maker_rebate(quote: int, tier: Record, adjustment: int) -> int:
    """Rounded down; `adjustment` in percent of the rebate."""
    rebate = int(quote * tier.maker_rebate_numerator // tier.maker_rebate_denominator)
    if adjustment < 0:
        return max(0, rebate - ceiling(rebate * -adjustment, 100))
    return rebate + rebate * adjustment // 100


def room_for_rebate(limit: int, buying: bool, tier: Record, adjustment: int) -> int:
    """How far the vAMM goes for a post-only order: short of its limit by the rebate that it will pay."""
    buffer = int(limit * tier.maker_rebate_numerator // tier.maker_rebate_denominator)
    change = buffer * abs(adjustment) // 100
    buffer = max(0, buffer - change if adjustment < 0 else buffer + change)
    return limit - buffer if buying else limit + buffer


def filler_multiplier(maker_price: int, maker_buys: bool, oracle: int) -> int:
    """1x to 100x of the keeper's time reward, by how good the maker's price is."""
    improvement = quotient((oracle - maker_price) * units.PERCENTAGE, oracle)
    return clamp((-improvement if maker_buys else improvement) + 2 * units.TEN_BPS, units.TEN_BPS, 100 * units.TEN_BPS)


def _filler(fee: int, age: int, multiplier: int, structure: Record) -> int:
    """The lesser of a share of the fee and a reward that grows with the order's age."""
    reward = structure.filler_reward_structure
    by_size = fee * reward.reward_numerator // reward.reward_denominator
    least = reward.time_based_reward_lower_bound * clamp(multiplier, units.TEN_BPS, 100 * units.TEN_BPS) // units.TEN_BPS
    by_time = fourth_root(max(1, age) * 10**8) * least // 100
    return int(min(by_size, by_time))


def _referred(fee: int, tier: Record, structure: Record, referral: Referral | None) -> tuple[int, int, int]:
    if referral is None:
        return fee, 0, 0
    discount = fee * tier.referee_fee_numerator // tier.referee_fee_denominator
    reward = fee * tier.referrer_reward_numerator // tier.referrer_reward_denominator
    left = max(0, structure.referrer_reward_epoch_upper_bound - referral.earned)
    return fee - discount, discount, min(reward, left)
