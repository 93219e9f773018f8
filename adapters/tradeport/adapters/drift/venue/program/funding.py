"""Funding: the rate on the hour, the payment when a position is touched."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketStatus, PerpOperation, PositionDirection
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.curve import ask_price, bid_price, reserve_price
from tradeport.adapters.drift.venue.maths.funding import rates, seconds_until_update
from tradeport.adapters.drift.venue.maths.oracle_rules import UPDATE_FUNDING, perp_validity, sanitize_clamp
from tradeport.adapters.drift.venue.maths.positions import for_market, funding_due
from tradeport.adapters.drift.venue.maths.stats import new_twap
from tradeport.adapters.drift.venue.maths.twaps import update_mark_twap_from_estimates, update_oracle_twap
from tradeport.adapters.drift.venue.program.positions import update_quote_and_break_even
from tradeport.adapters.drift.venue.program.registry import Call, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work


@instruction("updateFundingRate")
def update_funding_rate(work: Work, call: Call) -> None:
    """A new rate. Raises FundingWasNotUpdated where it is not time."""
    market = work.perp_market(call.args.market_index)
    require(call.keys["oracle"] == market.amm.oracle, "InvalidOracle")
    require(market.status in (MarketStatus.ACTIVE, MarketStatus.REDUCE_ONLY), "MarketActionPaused")
    update_vamm(work, market)
    require(update_rate(work, market), "FundingWasNotUpdated")


@instruction("settleFundingPayment")
def settle_funding_payment(work: Work, call: Call) -> None:
    """Settle all of a user's positions."""
    key = call.keys["user"]
    user = work.user(key)
    for position in user.perp_positions:
        if position.base_asset_amount:
            settle_position(work, key, user, work.perp_market(position.market_index))


def settle_position(work: Work, key: Pubkey, user: Record, market: Record) -> None:
    """Charge or credit what has accrued since the position was last touched."""
    position = for_market(user, market.market_index)
    if position is None or position.base_asset_amount == 0:
        return
    amm = market.amm
    rate = amm.cumulative_funding_rate_long if position.base_asset_amount > 0 else amm.cumulative_funding_rate_short
    if rate == position.last_cumulative_funding_rate:
        return
    payment = funding_due(position, amm)
    user.cumulative_perp_funding += payment
    work.emit(
        "FundingPaymentRecord", ts=work.now, user_authority=user.authority, user=key,
        market_index=market.market_index, funding_payment=payment, base_asset_amount=position.base_asset_amount,
        user_last_cumulative_funding=position.last_cumulative_funding_rate,
        amm_cumulative_funding_long=amm.cumulative_funding_rate_long,
        amm_cumulative_funding_short=amm.cumulative_funding_rate_short,
    )  # fmt: skip
    position.last_cumulative_funding_rate = rate
    update_quote_and_break_even(position, market, payment)
    amm.net_unsettled_funding_pnl -= payment


def update_rate(work: Work, market: Record, reserve: int | None = None) -> bool:
    """A new rate if the hour is up and the oracle is good; whether there is one."""
    amm = market.amm
    reserve = reserve_price(amm) if reserve is None else reserve
    if seconds_until_update(work.now, amm.last_funding_rate_ts, amm.funding_period) or _blocked(work, market, reserve):
        return False
    clamp = sanitize_clamp(market)
    oracle_twap = update_oracle_twap(amm, work.now, work.price_of(market), reserve, clamp)
    mark_twap = update_mark_twap_from_estimates(amm, work.now, *_premium(amm, reserve), clamp)
    rate = rates(market, mark_twap, oracle_twap)
    amm.cumulative_funding_rate_long += rate.long
    amm.cumulative_funding_rate_short += rate.short
    amm.last_funding_rate, amm.last_funding_rate_long, amm.last_funding_rate_short = rate.rate, rate.long, rate.short
    amm.last24h_avg_funding_rate = new_twap(
        rate.rate, work.now, amm.last24h_avg_funding_rate, amm.last_funding_rate_ts, units.DAY
    )
    amm.last_funding_rate_ts = work.now
    record_id = market.next_funding_rate_record_id
    market.next_funding_rate_record_id += 1
    work.emit(
        "FundingRateRecord", ts=work.now, record_id=record_id, market_index=market.market_index, funding_rate=rate.rate,
        funding_rate_long=rate.long, funding_rate_short=rate.short,
        cumulative_funding_rate_long=amm.cumulative_funding_rate_long,
        cumulative_funding_rate_short=amm.cumulative_funding_rate_short, oracle_price_twap=oracle_twap,
        mark_price_twap=mark_twap, period_revenue=amm.net_revenue_since_last_funding,
        base_asset_amount_with_amm=amm.base_asset_amount_with_amm,
        base_asset_amount_with_unsettled_lp=amm.base_asset_amount_with_unsettled_lp,
    )  # fmt: skip
    amm.net_revenue_since_last_funding = 0
    return True


def _premium(amm: Record, reserve: int) -> tuple[int, int | None]:
    """Price and direction on the side where the vAMM asks for more."""
    if amm.long_spread > amm.short_spread:
        return ask_price(amm, reserve), PositionDirection.LONG
    if amm.long_spread < amm.short_spread:
        return bid_price(amm, reserve), PositionDirection.SHORT
    return reserve, None


def _blocked(work: Work, market: Record, reserve: int) -> bool:
    """Paused, a stale vAMM, a bad oracle, or a mark that has run away from it."""
    if market.paused_operations >> PerpOperation.UPDATE_FUNDING & 1:
        return True
    amm, rails = market.amm, work.state().oracle_guard_rails.price_divergence
    twap5 = amm.historical_oracle_data.last_oracle_price_twap5min
    spread = abs(reserve - twap5) * units.PERCENTAGE // reserve
    divergent = spread > max(rails.mark_oracle_percent_divergence, units.PERCENTAGE // 10)
    stale = work.slot - amm.last_update_slot > amm.funding_period
    return stale or divergent or perp_validity(market, work.price_of(market), work.state()) not in UPDATE_FUNDING
