"""What the account holds and owes, in Decimals; prices in quote, sizes in the token's own units."""

from decimal import Decimal

import attrs

from tradeport.adapters.drift.venue.maths import units


@attrs.frozen
class PerpHolding:
    """One perpetual. `size` is negative where short. `unrealised` is at the oracle, without what funding is still unsettled."""

    market: int
    size: Decimal
    entry_price: Decimal | None
    unrealised: Decimal
    unsettled_funding: Decimal
    open_orders: int


@attrs.frozen
class SpotHolding:
    """One token. `tokens` is negative where borrowed; `value` at the oracle, in quote."""

    market: int
    tokens: Decimal
    value: Decimal
    open_orders: int


@attrs.frozen
class Margin:
    """In quote. `health` is 1 - maintenance / collateral within 0 and 1, and 0 while a liquidation is under way.

    `collateral` and `maintenance` are of the maintenance kind, `free` and `initial` of the initial kind, which is stricter.
    `liquidation_prices`: by perp market, where there is one.
    """

    collateral: Decimal
    free: Decimal
    initial: Decimal
    maintenance: Decimal
    health: Decimal
    leverage: Decimal
    being_liquidated: bool
    liquidation_prices: dict[int, Decimal] = attrs.field(factory=dict)


def quote(amount: float) -> Decimal:
    """Millionths to Decimal. driftpy's sums are sometimes floats of whole numbers: they are cut here."""
    return Decimal(int(amount)) / units.QUOTE


def price(amount: int) -> Decimal:
    """An oracle's or an order's price, in 1e-6."""
    return Decimal(amount) / units.PRICE


def size(amount: int, decimals: int = 9) -> Decimal:
    """A base amount: 1e-9 for perpetuals, the token's own decimals for spot."""
    return Decimal(amount).scaleb(-decimals)


def whole(amount: Decimal, decimals: int) -> int:
    """A Decimal in units of 10 ** -decimals. Raises ValueError for what is finer: floats are never asked."""
    scaled = amount.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} is finer than 1e-{decimals}. Hint: quantize it to the market's step or tick")
    return int(scaled)
