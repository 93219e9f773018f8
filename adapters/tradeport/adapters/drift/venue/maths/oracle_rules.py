"""How far an oracle's price is trusted, and for what."""

from enum import IntEnum
from typing import NamedTuple

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import ContractTier, OracleSource
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import quotient


class OraclePrice(NamedTuple):
    """What an oracle account says at a slot: price and confidence in 1e6, delay in slots."""

    price: int
    confidence: int
    delay: int
    sufficient: bool = True


class Validity(IntEnum):
    """From worst to best."""

    NON_POSITIVE, TOO_VOLATILE, TOO_UNCERTAIN, STALE_FOR_MARGIN, INSUFFICIENT_DATA_POINTS, STALE_FOR_AMM, VALID = range(7)


#: The worst validities that an action still accepts; `UPDATE_FUNDING` and `SETTLE_PNL` take a stale price.
MARGIN_CALC = frozenset({Validity.INSUFFICIENT_DATA_POINTS, Validity.STALE_FOR_AMM, Validity.VALID})
ORACLE_ORDER_PRICE = MARGIN_CALC
FILL_AMM = frozenset({Validity.VALID})
UPDATE_FUNDING = SETTLE_PNL = MARGIN_CALC | {Validity.STALE_FOR_MARGIN}
TRIGGER = LIQUIDATE = frozenset(Validity) - {Validity.NON_POSITIVE, Validity.TOO_VOLATILE}
UPDATE_TWAP = frozenset(Validity) - {Validity.NON_POSITIVE}

_CONFIDENCE_MULTIPLIER = {
    ContractTier.C: 2,
    ContractTier.SPECULATIVE: 10,
    ContractTier.HIGHLY_SPECULATIVE: 50,
    ContractTier.ISOLATED: 50,
}
_SANITIZE_CLAMP = {ContractTier.A: 10, ContractTier.B: 5, ContractTier.C: 2}


def validity(oracle: OraclePrice, twap: int, rails: Record, multiplier: int, source: int) -> Validity:
    """The first complaint there is, worst first. `rails`: State.oracle_guard_rails.validity."""
    if oracle.price <= 0:
        return Validity.NON_POSITIVE
    if quotient(max(oracle.price, twap), max(1, min(twap, oracle.price))) > rails.too_volatile_ratio:
        return Validity.TOO_VOLATILE
    if oracle.confidence * units.PERCENTAGE // oracle.price > rails.confidence_interval_max_size * multiplier:
        return Validity.TOO_UNCERTAIN
    patience = 3 if source == OracleSource.PYTH_STABLE_COIN else 1
    if oracle.delay > rails.slots_before_stale_for_margin * patience:
        return Validity.STALE_FOR_MARGIN
    if not oracle.sufficient:
        return Validity.INSUFFICIENT_DATA_POINTS
    return Validity.STALE_FOR_AMM if oracle.delay > rails.slots_before_stale_for_amm else Validity.VALID


def perp_validity(market: Record, oracle: OraclePrice, state: Record) -> Validity:
    """Against the market's own funding-period average."""
    amm = market.amm
    multiplier = _CONFIDENCE_MULTIPLIER.get(market.contract_tier, 1)
    twap = amm.historical_oracle_data.last_oracle_price_twap
    return validity(oracle, twap, state.oracle_guard_rails.validity, multiplier, amm.oracle_source)


def sanitize_clamp(market: Record) -> int:
    """A new price is cut to within 1/n of its average."""
    return _SANITIZE_CLAMP.get(market.contract_tier, 3)


def sanitized(price: int, twap: int, denominator: int) -> int:
    """`price`, no further than 1/denominator away from a twap that is not zero."""
    if twap == 0 or denominator == 0:
        return price
    band = abs(quotient(twap, denominator))
    return max(twap - band, min(twap + band, price))


def divergent_from_twap5(price: int, twap5: int, state: Record) -> bool:
    """Whether an oracle has run too far from its five-minute average for anyone to trade on it."""
    limit = state.oracle_guard_rails.price_divergence.oracle_twap5min_percent_divergence
    return abs(price - twap5) * units.PERCENTAGE // abs(twap5) >= max(limit, units.PERCENTAGE // 2)
