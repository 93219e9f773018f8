"""Bringing a market's vAMM up to the present slot."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import ContractTier, MarketStatus
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.curve import reserve_price
from tradeport.adapters.drift.venue.maths.integers import quotient
from tradeport.adapters.drift.venue.maths.oracle_rules import FILL_AMM, UPDATE_TWAP, perp_validity, sanitize_clamp
from tradeport.adapters.drift.venue.maths.spreads import update_spreads
from tradeport.adapters.drift.venue.maths.twaps import update_oracle_twap
from tradeport.adapters.drift.venue.work import Work

_DRAWDOWN = {ContractTier.A: 50, ContractTier.B: 33, ContractTier.C: 25}


def update_vamm(work: Work, market: Record) -> None:
    """New oracle averages and spreads. The peg and the curve stay (docs/reference/drift-fidelity.md)."""
    if market.status in (MarketStatus.SETTLEMENT, MarketStatus.DELISTED):
        return
    amm, oracle = market.amm, work.price_of(market)
    trust = perp_validity(market, oracle, work.state())
    reserve = reserve_price(amm)
    if trust in UPDATE_TWAP:
        update_oracle_twap(amm, work.now, oracle, reserve, sanitize_clamp(market))
    amm.last_oracle_valid = trust in FILL_AMM
    if amm.last_oracle_valid:
        amm.last_update_slot = work.slot
    update_spreads(amm, reserve)


def has_drawdown(market: Record) -> bool:
    """The vAMM has lost too much since the last funding to go on."""
    amm = market.amm
    lost = amm.net_revenue_since_last_funding
    safe = market.contract_tier <= ContractTier.B
    if lost > units.REVENUE_RETREAT * (400 if safe else 200):
        return False
    share = quotient(lost * units.PERCENTAGE, max(1, amm.total_fee_minus_distributions))
    return share <= -(units.PERCENTAGE // _DRAWDOWN.get(market.contract_tier, 20))
