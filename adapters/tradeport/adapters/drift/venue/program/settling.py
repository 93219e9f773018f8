"""Settling P&L: a position's gain or loss becomes USDC, through the market's pools."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketStatus, SpotBalanceType
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.balances import (
    Pool,
    accrue_interest,
    signed_tokens,
    token_amount,
    transfer,
    update_balance,
    withdrawable,
)
from tradeport.adapters.drift.venue.maths.curve import reserve_price
from tradeport.adapters.drift.venue.maths.funding import fee_floor
from tradeport.adapters.drift.venue.maths.integers import quotient
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of, net_user_pnl
from tradeport.adapters.drift.venue.maths.positions import unrealized_pnl
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, BEING_LIQUIDATED, seen
from tradeport.adapters.drift.venue.program.funding import settle_position
from tradeport.adapters.drift.venue.program.positions import position_in, update_quote
from tradeport.adapters.drift.venue.program.registry import Call, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work

DEPOSIT, BORROW = SpotBalanceType.DEPOSIT, SpotBalanceType.BORROW
_REVENUE_THRESHOLD = 250 * units.QUOTE


@instruction("settlePnl")
def settle_pnl(work: Work, call: Call) -> None:
    """Turn a position's unsettled P&L into USDC, as far as the pools can."""
    key, signer = call.keys["user"], call.keys["authority"]
    require(signer in call.signers, "ConstraintSigner")
    user, market = work.user(key), work.perp_market(call.args.market_index)
    require(not user.status & BANKRUPT, "UserBankrupt")
    update_vamm(work, market)
    bank = work.spot_market(0)
    accrue_interest(bank, None, work.now)
    price = work.price_of(market).price
    _check_price_band(work, market, price)
    settle_position(work, key, user, market)
    position = position_in(user, market.market_index)
    if unrealized_pnl(position, price) < 0:
        healthy = margin_of(user, work, Requirement.MAINTENANCE, strict=True).met
        require(healthy, "InsufficientCollateralForSettlingPNL")
    open_for = (MarketStatus.ACTIVE,) if position.base_asset_amount else (MarketStatus.ACTIVE, MarketStatus.REDUCE_ONLY)
    require(market.status in open_for, "InvalidMarketStatusToSettlePnl")
    pool = token_amount(market.pnl_pool.scaled_balance, bank, DEPOSIT)
    available = pool + token_amount(market.amm.fee_pool.scaled_balance, bank, DEPOSIT) // 5
    net = net_user_pnl(market, price)
    excess = available - max(net, 0) if net < available else 0
    claim = unrealized_pnl(position, price)
    if claim > 0:
        claim = min(claim, max(position.quote_asset_amount - position.quote_entry_amount, 0) + max(excess, 0))
    balance = user.spot_positions[0]
    settled = _through_pools(market, bank, signed_tokens(balance, bank), claim, work.now)
    require(claim != 0, "NoUnsettledPnl")
    require(settled != 0, "PnlPoolCantSettleUser")
    own = signer in (user.authority, user.delegate)
    rescued = settled > 0 and position.base_asset_amount == 0 and user.status & BEING_LIQUIDATED
    require(settled < 0 or excess > 0 or own or bool(rescued), "UserMustSettleTheirOwnPositiveUnsettledPNL")
    update_balance(abs(settled), DEPOSIT if settled > 0 else BORROW, bank, balance)
    update_quote(position, market, -settled)
    position.settled_pnl += settled
    user.settled_perp_pnl += settled
    work.emit(
        "SettlePnlRecord", ts=work.now, user=key, market_index=market.market_index, pnl=settled,
        base_asset_amount=position.base_asset_amount, quote_asset_amount_after=position.quote_asset_amount,
        quote_entry_amount=position.quote_entry_amount, settle_price=price,
    )  # fmt: skip
    seen(user, work.slot)


def _check_price_band(work: Work, market: Record, oracle: int) -> None:
    """Neither vAMM nor oracle may have run away from the five-minute average."""
    twap5 = market.amm.historical_oracle_data.last_oracle_price_twap5min
    spreads = (abs(quotient((price - twap5) * units.PERCENTAGE, price)) for price in (reserve_price(market.amm), oracle))
    rails = work.state().oracle_guard_rails.price_divergence
    require(max(spreads) <= max(rails.mark_oracle_percent_divergence, units.PERCENTAGE // 10), "PriceBandsBreached")


def _through_pools(market: Record, bank: Record, user_tokens: int, claim: int, now: int) -> int:
    """What the pools settle of a claim; the fee pool is topped up to its floor, and trimmed to its target, on the way."""
    amm = market.amm
    fees, profits = Pool(amm.fee_pool), Pool(market.pnl_pool)
    target = amm.total_fee_minus_distributions + amm.total_liquidation_fee - amm.total_fee_withdrawn
    held = token_amount(fees.scaled_balance, bank, DEPOSIT)
    feeds_fees = target > held
    if not feeds_fees:
        transfer(held - max(0, target), bank, fees, profits)
    floor = fee_floor(amm) + amm.total_liquidation_fee - amm.total_fee_withdrawn
    held = token_amount(fees.scaled_balance, bank, DEPOSIT)
    if held < floor:
        transfer(min(floor - held, token_amount(profits.scaled_balance, bank, DEPOSIT)), bank, profits, fees)
    _share_revenue(market, bank, fees, now)
    pool = token_amount(profits.scaled_balance, bank, DEPOSIT)
    settled = min(claim, pool) if claim > 0 else max(-withdrawable(bank, user_tokens), claim)
    to_fees = 0
    if feeds_fees and settled < 0:
        to_fees = quotient(settled, 100)
        update_balance(abs(to_fees), DEPOSIT, bank, fees)
    to_market = -(settled - to_fees)
    update_balance(abs(to_market), DEPOSIT if to_market >= 0 else BORROW, bank, profits)
    return settled


def _share_revenue(market: Record, bank: Record, fees: Pool, now: int) -> None:
    """Between the market's fee pool and the exchange's revenue pool, as far as the market's insurance claim allows."""
    amm, claim = market.amm, market.insurance_claim
    if bank.insurance_fund.last_revenue_settle_ts > claim.last_revenue_withdraw_ts:
        claim.revenue_withdraw_since_last_settle = 0
    surplus = amm.total_fee_minus_distributions - amm.total_fee_withdrawn - _REVENUE_THRESHOLD
    revenue = Pool(bank.revenue_pool)
    moved = 0
    if surplus > 0:
        spare = max(0, token_amount(fees.scaled_balance, bank, DEPOSIT) - _REVENUE_THRESHOLD - amm.total_social_loss)
        liquidations = min(amm.total_liquidation_fee, claim.quote_settled_insurance + claim.quote_max_insurance)
        most = claim.revenue_withdraw_since_last_settle + claim.max_revenue_withdraw_per_period
        most = max(0, min(most, amm.net_revenue_since_last_funding))
        moved = min(max(0, fee_floor(amm) + liquidations - amm.total_fee_withdrawn), spare, most)
        transfer(moved, bank, fees, revenue)
        amm.total_fee_withdrawn += moved
    elif surplus < 0:
        allowed = max(0, claim.max_revenue_withdraw_per_period - claim.revenue_withdraw_since_last_settle)
        allowed = min(allowed, token_amount(revenue.scaled_balance, bank, DEPOSIT), claim.max_revenue_withdraw_per_period)
        moved = -min(-surplus, allowed)
        transfer(-moved, bank, revenue, fees)
    if moved:
        amm.total_fee_minus_distributions -= moved
        claim.revenue_withdraw_since_last_settle -= moved
        claim.last_revenue_withdraw_ts = now
