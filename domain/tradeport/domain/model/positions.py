"""Positions and what an account looks like at an instant."""

from decimal import Decimal

import attrs

from tradeport.domain.model.money import CONTEXT, ZERO, Currency
from tradeport.domain.model.orders import Fill


@attrs.frozen
class Position:
    """Net holding of one instrument. `quantity` is signed; `average_price` is of the open part, 0 when flat."""

    instrument: str
    quantity: Decimal = ZERO
    average_price: Decimal = ZERO
    realized_pnl: Decimal = ZERO

    @property
    def is_flat(self) -> bool:
        return not self.quantity

    @property
    def is_long(self) -> bool:
        return self.quantity > 0

    @property
    def is_short(self) -> bool:
        return self.quantity < 0

    def unrealized_pnl(self, price: Decimal, currency: Currency) -> Decimal:
        """What closing at `price` would realize, fees aside."""
        return currency.quantize(CONTEXT.multiply(CONTEXT.subtract(price, self.average_price), self.quantity))

    def apply(self, fill: Fill, currency: Currency) -> "Position":
        """The position after `fill`: average cost when it grows, realized P&L (before fees) when it shrinks or flips."""
        change, held = fill.signed_quantity, self.quantity
        quantity = CONTEXT.add(held, change)
        if held * change >= 0:
            cost = CONTEXT.add(CONTEXT.multiply(self.average_price, held), CONTEXT.multiply(fill.price, change))
            return Position(self.instrument, quantity, CONTEXT.divide(cost, quantity), self.realized_pnl)
        closed = min(held.copy_abs(), change.copy_abs()).copy_sign(held)
        gain = CONTEXT.multiply(CONTEXT.subtract(fill.price, self.average_price), closed)
        realized = CONTEXT.add(self.realized_pnl, currency.quantize(gain))
        flipped = quantity * held < 0
        average = fill.price if flipped else self.average_price if quantity else ZERO
        return Position(self.instrument, quantity, average, realized)


@attrs.frozen
class PortfolioSnapshot:
    """The account at `ts`. `equity` = cash + positions at their last marks; `funding`: received so far, negative if paid."""

    ts: int
    cash: Decimal
    equity: Decimal
    realized_pnl: Decimal
    unrealized_pnl: Decimal
    fees: Decimal
    positions: tuple[Position, ...]
    funding: Decimal = ZERO
