"""Margin of a user over all markets: collateral on one side, requirement on the other (1e6 quote)."""

from enum import Enum
from math import isqrt
from typing import NamedTuple, Protocol

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketStatus
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.balances import signed_tokens
from tradeport.adapters.drift.venue.maths.integers import quotient
from tradeport.adapters.drift.venue.maths.oracle_rules import OraclePrice
from tradeport.adapters.drift.venue.maths.positions import (
    base_value,
    funding_due,
    is_available,
    unrealized_pnl,
    worst_case_base,
)


class Requirement(Enum):
    """INITIAL to take risk on, FILL to be filled, MAINTENANCE not to be liquidated."""

    INITIAL, FILL, MAINTENANCE = range(3)


class Markets(Protocol):
    """Where margin reads from."""

    def perp_market(self, index: int) -> Record: ...

    def spot_market(self, index: int) -> Record: ...

    def price_of(self, market: Record) -> OraclePrice:
        """The oracle of a perp or spot market."""
        ...


class Strict(NamedTuple):
    """An oracle price with the five-minute average beside it: assets take the lower, liabilities the higher."""

    low: int
    high: int
    current: int


class Margin(NamedTuple):
    """`with_buffer` adds the liquidation buffer to the requirement."""

    collateral: int
    requirement: int
    with_buffer: int
    liabilities: int

    @property
    def met(self) -> bool:
        return self.collateral >= self.requirement

    @property
    def shortage(self) -> int:
        """How far the collateral is below the requirement with its buffer."""
        return max(0, self.with_buffer - self.collateral)


def margin_of(user: Record, markets: Markets, kind: Requirement, *, strict: bool = False, buffer: int = 0) -> Margin:
    """The whole account. `buffer` in 1e4 of the liability value, for liquidations."""
    collateral = requirement = buffered = liabilities = 0
    for position in user.spot_positions:
        if position.scaled_balance == 0 and position.open_orders == 0:
            continue
        assets, needs, values = _spot(position, user, markets, kind, strict)
        collateral += assets
        for need, value in zip(needs, values, strict=True):
            requirement += need
            buffered += need + value * buffer // units.MARGIN
        liabilities += any(values)
    for position in user.perp_positions:
        if is_available(position):
            continue
        market = markets.perp_market(position.market_index)
        need, pnl, value = _perp(position, user, market, markets, kind, strict)
        collateral += pnl
        requirement += need
        buffered += need + value * buffer // units.MARGIN
        liabilities += bool(position.base_asset_amount or position.quote_asset_amount < 0 or position.open_orders)
    return Margin(collateral, requirement, buffered, liabilities)


def strict_price(market: Record, markets: Markets, strict: bool) -> Strict:
    """The oracle of a spot market, beside its average where that counts."""
    current = markets.price_of(market).price
    twap = market.historical_oracle_data.last_oracle_price_twap5min
    return Strict(min(current, twap), max(current, twap), current) if strict else Strict(current, current, current)


def _perp(
    position: Record, user: Record, market: Record, markets: Markets, kind: Requirement, strict: bool
) -> tuple[int, int, int]:
    settled = market.status == MarketStatus.SETTLEMENT
    price = market.expiry_price if settled else markets.price_of(market).price
    pnl = unrealized_pnl(position, price) + funding_due(position, market.amm)
    worst = worst_case_base(position)
    quote = strict_price(markets.spot_market(market.quote_spot_market_index), markets, strict)
    value = base_value(worst, price) * quote.high // units.PRICE
    custom = user.max_margin_ratio if kind is Requirement.INITIAL else 0
    need = 0 if settled else value * max(custom, perp_ratio(market, abs(worst), kind)) // units.MARGIN
    need += position.open_orders * units.OPEN_ORDER_MARGIN
    weight = _pnl_weight(market, pnl, kind)
    weighted = pnl if weight == units.MARGIN else quotient(pnl * weight, units.MARGIN)
    quote_price = quote.low if pnl > 0 else quote.high if pnl < 0 else quote.current
    if quote_price != units.PRICE:
        weighted = quotient(weighted * quote_price, units.PRICE)
    if kind is Requirement.INITIAL:
        weighted = min(weighted, units.MAX_PNL_FOR_INITIAL_MARGIN)
    return need, weighted, value


def perp_ratio(market: Record, size: int, kind: Requirement) -> int:
    """Margin ratio in 1e4 of a size."""
    if market.status == MarketStatus.SETTLEMENT:
        return 0
    initial, maintenance = market.margin_ratio_initial, market.margin_ratio_maintenance
    ratio = {
        Requirement.INITIAL: initial,
        Requirement.FILL: (initial + maintenance) // 2,
        Requirement.MAINTENANCE: maintenance,
    }[kind]
    return size_premium(size, market.imf_factor, int(ratio))


def _pnl_weight(market: Record, pnl: int, kind: Requirement) -> int:
    if pnl <= 0:
        return units.MARGIN
    if kind is Requirement.MAINTENANCE:
        return int(market.unrealized_pnl_maintenance_asset_weight)
    weight = int(market.unrealized_pnl_initial_asset_weight)
    if weight and market.unrealized_pnl_max_imbalance:
        net = net_user_pnl(market, market.amm.historical_oracle_data.last_oracle_price)
        if net > market.unrealized_pnl_max_imbalance:
            weight = weight * market.unrealized_pnl_max_imbalance // net
    return size_discount(pnl * units.BASE_TO_QUOTE, market.unrealized_pnl_imf_factor, weight)


def net_user_pnl(market: Record, price: int) -> int:
    """What all users together would take out at a price."""
    amm = market.amm
    base = amm.base_asset_amount_with_amm + amm.base_asset_amount_with_unsettled_lp
    basis = amm.quote_asset_amount + amm.quote_asset_amount_with_unsettled_lp + amm.net_unsettled_funding_pnl
    return quotient(base * price, units.PRICE_BASE_TO_QUOTE) + int(basis)


def size_premium(size: int, imf: int, weight: int) -> int:
    """A larger liability weighs more. `size` in 1e9, weights in 1e4."""
    if imf == 0:
        return weight
    return max(weight, weight - weight // 5 + isqrt(size * 10 + 1) * imf // (100_000 * units.IMF // units.MARGIN))


def size_discount(size: int, imf: int, weight: int) -> int:
    """A larger asset weighs less. `size` in 1e9, weights in 1e4."""
    if imf == 0:
        return weight
    shrunk = (units.IMF + units.IMF // 10) * units.MARGIN // (units.IMF + isqrt(size * 10 + 1) * imf // 100_000)
    return min(weight, shrunk)


def token_value(tokens: int, decimals: int, price: int) -> int:
    """Value in 1e6, rounded down (a debt thus away from zero)."""
    return tokens * price // 10**decimals


def _spot(
    position: Record, user: Record, markets: Markets, kind: Requirement, strict: bool
) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Assets, requirements, and the liability values these are for."""
    market = markets.spot_market(position.market_index)
    price = strict_price(market, markets, strict)
    tokens = signed_tokens(position, market)
    if position.market_index == 0:
        value = token_value(tokens, market.decimals, price.low if tokens > 0 else price.high)
        return (value, (), ()) if value >= 0 else (0, (-value,), (-value,))
    custom = user.max_margin_ratio if kind is Requirement.INITIAL else 0
    token, orders, weighted = min(
        (
            _filled(position.open_bids, tokens, market, price, kind, custom),
            _filled(position.open_asks, tokens, market, price, kind, custom),
        ),
        key=lambda side: side[2] + side[1],
    )
    assets, needs, values = 0, [position.open_orders * units.OPEN_ORDER_MARGIN], [0]
    if token > 0:
        assets += weighted
    elif token < 0:
        needs.append(-weighted)
        values.append(-token)
    if orders > 0:
        assets += orders
    elif orders < 0:
        needs.append(-orders)
        values.append(-orders)
    return assets, tuple(needs), tuple(values)


def _filled(opened: int, tokens: int, market: Record, price: Strict, kind: Requirement, custom: int) -> tuple[int, int, int]:
    """Were these orders filled at the oracle: token value, quote paid (negative) or got, weighted token value."""
    after = tokens + opened
    orders = token_value(-opened, market.decimals, price.high)
    value = token_value(after, market.decimals, price.low if after > 0 else price.high)
    if value > 0:
        weight = max(0, min(asset_weight(market, after, price.current, kind), units.MARGIN - custom))
    else:
        weight = max(liability_weight(market, abs(after), kind), units.MARGIN + custom)
    return value, orders, quotient(value * weight, units.MARGIN)


def asset_weight(market: Record, tokens: int, price: int, kind: Requirement) -> int:
    """Weight of a deposit, in 1e4."""
    size = tokens * 10**9 // 10**market.decimals
    initial = int(market.initial_asset_weight)
    start = market.scale_initial_asset_weight_start
    if start:
        deposits = market.deposit_balance * market.cumulative_deposit_interest // 10 ** (19 - market.decimals)
        value = deposits * price // 10**market.decimals
        initial = initial if value < start else initial * start // value
    weight = {
        Requirement.INITIAL: initial,
        Requirement.FILL: (initial + market.maintenance_asset_weight) // 2,
        Requirement.MAINTENANCE: int(market.maintenance_asset_weight),
    }[kind]
    return size_discount(size, market.imf_factor, weight)


def liability_weight(market: Record, tokens: int, kind: Requirement) -> int:
    """Weight of a borrow, in 1e4."""
    size = tokens * 10**9 // 10**market.decimals
    initial, maintenance = int(market.initial_liability_weight), int(market.maintenance_liability_weight)
    weight = {
        Requirement.INITIAL: initial,
        Requirement.FILL: (initial + maintenance) // 2,
        Requirement.MAINTENANCE: maintenance,
    }[kind]
    return size_premium(size, market.imf_factor, weight)
