"""A fill against a maker's order, at the maker's price."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderAction, OrderActionExplanation, PositionDirection
from tradeport.adapters.drift.venue.errors import NotSupported
from tradeport.adapters.drift.venue.maths.curve import ask_price, available_liquidity, bid_price
from tradeport.adapters.drift.venue.maths.fees import against_maker, filler_multiplier, perp_tier
from tradeport.adapters.drift.venue.maths.limits import check_fill_price, crosses, quote_at
from tradeport.adapters.drift.venue.maths.oracle_rules import sanitize_clamp
from tradeport.adapters.drift.venue.maths.positions import unfilled
from tradeport.adapters.drift.venue.maths.twaps import update_mark_twap_from_estimates
from tradeport.adapters.drift.venue.program.bookkeeping import (
    add_fill,
    add_maker_volume,
    add_taker_volume,
    clear_if_filled,
    log_order_action,
)
from tradeport.adapters.drift.venue.program.keepers import credit
from tradeport.adapters.drift.venue.program.matching import Fill, Keeper, Maker, Parties
from tradeport.adapters.drift.venue.program.positions import (
    increase_open,
    open_slot,
    position_in,
    trade,
    update_quote_and_break_even,
)
from tradeport.adapters.drift.venue.program.referrals import pay_referrer, referrer_of
from tradeport.adapters.drift.venue.work import Work

LONG = PositionDirection.LONG
PERP_DECIMALS = 9


def fill_against_maker(
    work: Work, taker: Fill, maker: Maker, market: Record, keeper: Keeper, parties: Parties
) -> tuple[int, int]:
    """Base and quote; nothing where the two no longer cross."""
    if market.amm.amm_jit_intensity:
        raise NotSupported("the vAMM's just-in-time liquidity. Hint: set amm_jit_intensity to 0")
    amm, order, resting = market.amm, taker.order, maker.order
    buying = order.direction == LONG
    position, other = position_in(taker.user, market.market_index), position_in(maker.user, market.market_index)
    limit = _fallback(market, taker, buying, work) if taker.limit is None else taker.limit
    wanted, offered = unfilled(order, position.base_asset_amount), unfilled(resting, other.base_asset_amount)
    base = min(wanted, offered)
    if base == 0 or not crosses(not buying, maker.price, limit):
        return 0, 0
    update_mark_twap_from_estimates(amm, work.now, maker.price, order.direction, sanitize_clamp(market))
    quote = quote_at(base, maker.price, PERP_DECIMALS, not buying)
    check_fill_price(quote, base, 10**PERP_DECIMALS, order.direction, limit, True)
    check_fill_price(quote, base, 10**PERP_DECIMALS, resting.direction, maker.price, False)
    signed, paid = (base, -quote) if buying else (-base, quote)
    trade(other, market, -signed, -paid)
    maker_stats = taker.stats if maker.stats is None else maker.stats
    add_maker_volume(maker_stats, quote, work.now)
    trade(position, market, signed, paid)
    add_taker_volume(taker.stats, quote, work.now)
    oracle = work.price_of(market).price
    rewarded = keeper.user is not None and open_slot(keeper.user, market.market_index) is not None
    referrer = referrer_of(taker.stats, parties, market.market_index, maker.user)
    structure = work.state().perp_fee_structure
    fees = against_maker(
        perp_tier(taker.stats, structure), perp_tier(maker_stats, structure), quote, structure, work.slot - order.slot,
        filler_multiplier(maker.price, not buying, oracle) if rewarded else 0,
        None if referrer is None else referrer.referral, market.fee_adjustment,
    )  # fmt: skip
    amm.total_fee += fees.market
    amm.total_exchange_fee += fees.market
    amm.total_fee_minus_distributions += fees.market
    amm.net_revenue_since_last_funding += fees.market
    update_quote_and_break_even(position, market, -fees.taker)
    taker.stats.fees.total_fee_paid += fees.taker
    taker.stats.fees.total_referee_discount += fees.discount
    update_quote_and_break_even(other, market, fees.rebate)
    maker_stats.fees.total_fee_rebate += fees.rebate
    if keeper.user is not None:
        credit(work, keeper.user, keeper.stats, market, fees.filler, quote)
    pay_referrer(referrer, market, fees.referrer)
    for side, place in ((order, position), (resting, other)):
        add_fill(side, base, quote)
        increase_open(place, side.direction, -base)
    record_id = market.next_fill_record_id
    market.next_fill_record_id += 1
    log_order_action(
        work, OrderAction.FILL, OrderActionExplanation.ORDER_FILLED_WITH_MATCH, oracle, taker=(taker.key, order),
        maker=(maker.key, resting), referrer_reward=fees.referrer, filler=keeper.key, filler_reward=fees.filler,
        fill_record_id=record_id, base_asset_amount_filled=base, quote_asset_amount_filled=quote,
        taker_fee=fees.taker, maker_fee=-fees.rebate,
    )  # fmt: skip
    clear_if_filled(taker.user, order, position)
    clear_if_filled(maker.user, resting, other)
    return base, quote


def _fallback(market: Record, taker: Fill, buying: bool, work: Work) -> int:
    """What a market order without a price accepts: half a percent beyond the vAMM, or five beyond the oracle."""
    amm = market.amm
    if available_liquidity(amm, buying) > 0:
        reserve = taker.reserve
        side = ask_price(amm, reserve) if buying else bid_price(amm, reserve)
        return side + side // 200 if buying else side - side // 200
    oracle = work.price_of(market).price
    return oracle + oracle // 20 if buying else oracle - oracle // 20
