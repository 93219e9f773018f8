"""Funding rates: hourly, from the averages of mark and oracle, capped by what the fee pool can pay."""

from typing import NamedTuple

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import ContractTier
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import clamp, quotient
from tradeport.adapters.drift.venue.maths.positions import funding_payment

_DIVERGENCE = {ContractTier.A: 33, ContractTier.B: 33, ContractTier.C: 20}


class Rates(NamedTuple):
    """Rates in 1e9 a base unit: before the cap, for longs, for shorts."""

    rate: int
    long: int
    short: int


def seconds_until_update(now: int, last: int, period: int) -> int:
    """Updates belong on the hour; one that came late may come a little early next."""
    elapsed = max(0, now - last)
    wait = period
    if period > 1:
        late = last % period
        if late:
            limit = period // 3
            # more than a third of a period late: skip to the next hour after
            two = period * 2 if late > limit else period
            wait = two - late
    return max(0, wait - elapsed)


def rates(market: Record, mark_twap: int, oracle_twap: int) -> Rates:
    """The rates of this period. Pays them out of, or into, the vAMM's fees."""
    amm = market.amm
    divisor = _DIVERGENCE.get(market.contract_tier, 10)
    spread = mark_twap - oracle_twap + quotient(abs(oracle_twap), units.FUNDING_OFFSET_DENOMINATOR)
    widest = oracle_twap // divisor
    periods = units.DAY // max(units.HOUR, amm.funding_period)
    rate = quotient(clamp(spread, -widest, widest) * units.FUNDING_BUFFER, periods)
    return _shared(amm, rate)


def _shared(amm: Record, rate: int) -> Rates:
    net = amm.base_asset_amount_with_amm + amm.base_asset_amount_with_unsettled_lp
    revenue = -_quote(rate, net)
    if revenue >= 0:
        amm.total_fee_minus_distributions += revenue
        amm.net_revenue_since_last_funding += revenue
        amm.net_unsettled_funding_pnl -= revenue
        return Rates(rate, rate, rate)
    floor = fee_floor(amm)
    reserved = max(0, floor + amm.total_liquidation_fee - amm.total_fee_withdrawn)
    limit = -(max(0, amm.total_fee_minus_distributions - reserved) // 3)
    pays = max(revenue, limit)
    capped = rate
    if revenue < limit:
        payers, takers = amm.base_asset_amount_long, amm.base_asset_amount_short
        if rate < 0:
            payers, takers = takers, payers
        allowed = limit - abs(_quote(rate, payers))
        capped = 0 if takers == 0 else quotient((allowed + 1 if allowed < 0 else allowed) * 10**12, takers)
    left = amm.total_fee_minus_distributions + pays
    require(pays == 0 or left >= floor, "InvalidFundingProfitability")
    amm.total_fee_minus_distributions = left
    amm.net_revenue_since_last_funding -= abs(pays)
    amm.net_unsettled_funding_pnl -= pays
    return Rates(rate, capped if rate < 0 else rate, capped if rate > 0 else rate)


def _quote(rate: int, base: int) -> int:
    return quotient(funding_payment(rate, base), units.BASE_TO_QUOTE)


def fee_floor(amm: Record) -> int:
    """The share of all fees that is not for paying out."""
    return int(amm.total_exchange_fee // 2)
