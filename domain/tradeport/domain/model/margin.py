"""Funding, and cross margin: all of an account's equity stands behind all of its perpetuals.

Spot holdings count in full towards the equity and bind nothing.
"""

from decimal import Decimal

import attrs

from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.money import CONTEXT, ZERO, Currency

ONE = Decimal(1)


@attrs.frozen
class MarginRules:
    """Of an account that holds perpetuals. `min_health`: below it all is closed before the strategy is asked anything.

    `max_leverage`: notional of the perpetuals over equity, beside what each instrument's initial margin allows.
    """

    min_health: Decimal = Decimal("0.15")
    max_leverage: Decimal | None = None


@attrs.frozen
class Margin:
    """In the account's currency. `notional`: of the perpetuals, each in absolute worth at its last mark."""

    equity: Decimal
    notional: Decimal = ZERO
    initial: Decimal = ZERO
    maintenance: Decimal = ZERO

    @property
    def free(self) -> Decimal:
        """What new positions may bind; negative when none may be opened."""
        return CONTEXT.subtract(self.equity, self.initial)

    @property
    def health(self) -> Decimal:
        """1 - maintenance / equity, from 0 (to be liquidated, or less than nothing left) to 1 (nothing bound)."""
        if self.equity < 0:
            return ZERO
        if not self.maintenance:
            return ONE
        if self.equity <= self.maintenance:
            return ZERO
        return CONTEXT.subtract(ONE, CONTEXT.divide(self.maintenance, self.equity))

    @property
    def leverage(self) -> Decimal | None:
        """Notional over equity; None where there is no equity."""
        return CONTEXT.divide(self.notional, self.equity) if self.equity > 0 else None

    def with_position(self, quantity: Decimal, price: Decimal, terms: Perpetual) -> "Margin":
        """With one more perpetual, bought or sold at its mark."""
        worth = CONTEXT.multiply(quantity, price).copy_abs()
        return Margin(
            self.equity,
            CONTEXT.add(self.notional, worth),
            CONTEXT.add(self.initial, CONTEXT.multiply(worth, terms.initial_margin)),
            CONTEXT.add(self.maintenance, CONTEXT.multiply(worth, terms.maintenance_margin)),
        )


def funding_received(funding: FundingRate, quantity: Decimal, mark: Decimal, currency: Currency) -> Decimal:
    """-(quantity x mark x rate) at the currency's precision, half-even: negative is paid. `quantity` is signed."""
    worth = CONTEXT.multiply(CONTEXT.multiply(quantity, mark), Decimal(repr(funding.rate)))
    return currency.quantize(-worth)


def liquidation_price(margin: Margin, quantity: Decimal, price: Decimal, terms: Perpetual) -> Decimal | None:
    """The mark at which equity no longer exceeds maintenance, if nothing else moves.

    `margin` holds the position of `quantity` at `price` already.

    equity + q (p - price) = maintenance + m |q| (p - price) solved for p. None where no positive price does it.
    """
    bound = CONTEXT.multiply(quantity.copy_abs(), terms.maintenance_margin)
    slope = CONTEXT.subtract(quantity, bound)
    if not slope:
        return None
    found = CONTEXT.subtract(price, CONTEXT.divide(CONTEXT.subtract(margin.equity, margin.maintenance), slope))
    return found if found > 0 else None
