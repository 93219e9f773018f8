"""A fill against the vAMM."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderAction, OrderActionExplanation, PositionDirection
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.curve import ask_price, available_liquidity, bid_price
from tradeport.adapters.drift.venue.maths.fees import against_amm, perp_tier, room_for_rebate
from tradeport.adapters.drift.venue.maths.limits import check_fill_price, vamm_can_fill
from tradeport.adapters.drift.venue.maths.oracle_rules import sanitize_clamp
from tradeport.adapters.drift.venue.maths.twaps import update_mark_twap_from_estimates
from tradeport.adapters.drift.venue.program.bookkeeping import (
    add_fill,
    add_maker_volume,
    add_taker_volume,
    clear_if_filled,
    log_order_action,
    party,
)
from tradeport.adapters.drift.venue.program.keepers import credit
from tradeport.adapters.drift.venue.program.matching import Fill, Keeper, Parties
from tradeport.adapters.drift.venue.program.positions import (
    increase_open,
    open_slot,
    position_in,
    trade_with_vamm,
    update_quote_and_break_even,
)
from tradeport.adapters.drift.venue.program.referrals import pay_referrer, referrer_of
from tradeport.adapters.drift.venue.work import Work

LONG = PositionDirection.LONG


def fill_against_amm(
    work: Work, taker: Fill, market: Record, keeper: Keeper, next_maker: int | None, parties: Parties
) -> tuple[int, int]:
    """Base and quote; `next_maker`: the price at which the vAMM stops for one."""
    amm, order, user, stats = market.amm, taker.order, taker.user, taker.stats
    buying = order.direction == LONG
    position = position_in(user, market.market_index)
    existing = position.base_asset_amount
    limit = taker.limit if next_maker is None else next_maker
    if taker.limit is not None and next_maker is not None:
        require(taker.limit >= next_maker if buying else taker.limit <= next_maker, "InvalidAmmLimitPriceOverride")
    structure, up_to = work.state().perp_fee_structure, limit
    if order.post_only and limit is not None:
        up_to = room_for_rebate(limit, buying, perp_tier(stats, structure), market.fee_adjustment)
    base = min(vamm_can_fill(order, market, up_to, existing), available_liquidity(amm, buying))
    least = amm.min_order_size if not order.reduce_only and abs(existing) > amm.min_order_size else amm.order_step_size
    if base < least:
        return 0, 0
    side = ask_price(amm, taker.reserve) if buying else bid_price(amm, taker.reserve)
    update_mark_twap_from_estimates(amm, work.now, side, order.direction, sanitize_clamp(market))
    quote, surplus = trade_with_vamm(position, market, base, order.direction, limit if order.post_only else None)
    if limit is not None:
        check_fill_price(quote, base, 10**9, order.direction, limit, not order.post_only)
    rewarded = keeper.user is not None and open_slot(keeper.user, market.market_index) is not None
    referrer = referrer_of(stats, parties, market.market_index)
    fees = against_amm(
        stats, quote, structure, work.slot - order.slot, surplus, rewarded=rewarded,
        referral=None if referrer is None else referrer.referral, post_only=order.post_only,
        adjustment=market.fee_adjustment,
    )  # fmt: skip
    amm.total_fee += fees.market
    amm.total_exchange_fee += fees.taker
    amm.total_mm_fee += surplus
    amm.total_fee_minus_distributions += fees.market
    amm.net_revenue_since_last_funding += fees.market
    stats.fees.total_fee_paid += fees.taker
    stats.fees.total_fee_rebate += fees.rebate
    stats.fees.total_referee_discount += fees.discount
    pay_referrer(referrer, market, fees.referrer)
    update_quote_and_break_even(position, market, fees.rebate - fees.taker)
    (add_maker_volume if order.post_only else add_taker_volume)(stats, quote, work.now)
    if keeper.user is not None:
        credit(work, keeper.user, keeper.stats, market, fees.filler, quote)
    add_fill(order, base, quote)
    increase_open(position, order.direction, -base)
    record_id = market.next_fill_record_id
    market.next_fill_record_id += 1
    log_order_action(
        work, OrderAction.FILL, OrderActionExplanation.ORDER_FILLED_WITH_AMM, work.price_of(market).price,
        referrer_reward=fees.referrer, filler=keeper.key, filler_reward=fees.filler, fill_record_id=record_id,
        base_asset_amount_filled=base, quote_asset_amount_filled=quote, taker_fee=fees.taker,
        maker_fee=-fees.rebate or None, quote_asset_amount_surplus=surplus, **party(taker.key, order),
    )  # fmt: skip
    clear_if_filled(user, order, position)
    return base, quote
