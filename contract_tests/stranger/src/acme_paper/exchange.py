"""AcmeExchange: a paper exchange of one symbol, spot, whole units. It was there before the adapter, and knows nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

VERSION = "7.3"


class Oversold(Exception):
    """The exchange lends nothing: what is not held cannot be sold."""


@dataclass
class Resting:
    """An order on the book. `size` is signed; `limit` None takes any price."""

    ticket: str
    size: Decimal
    limit: Decimal | None


@dataclass(frozen=True)
class Trade:
    """What the book did."""

    ticket: str
    size: Decimal
    price: Decimal
    commission: Decimal


class AcmeExchange:
    """Feed it candles; it says what traded. It keeps the balance and the holding."""

    def __init__(self, balance: Decimal, commission: Decimal) -> None:
        """`commission` is a fraction of what is traded."""
        self.balance, self.holding = balance, Decimal(0)
        self._commission = commission
        self._book: dict[str, Resting] = {}

    def place(self, ticket: str, size: Decimal, limit: Decimal | None = None) -> None:
        """Raises Oversold where the sales on the book would exceed the holding."""
        selling = -sum((o.size for o in self._book.values() if o.size < 0), Decimal(0))
        if -size > self.holding - selling:
            raise Oversold(f"{self.holding - selling} can be sold")
        self._book[ticket] = Resting(ticket, size, limit)

    def withdraw(self, ticket: str) -> None:
        """Take an order off the book. Raises KeyError."""
        del self._book[ticket]

    def candle(self, opening: Decimal, high: Decimal, low: Decimal) -> Iterator[Trade]:
        """The auction at the opening first, then whoever the rest of the candle reaches."""
        for order in list(self._book.values()):
            if order.limit is None or (order.limit >= opening if order.size > 0 else order.limit <= opening):
                yield self._trade(order, opening)
        for order in list(self._book.values()):
            assert order.limit is not None
            if low <= order.limit if order.size > 0 else high >= order.limit:
                yield self._trade(order, order.limit)

    def _trade(self, order: Resting, price: Decimal) -> Trade:
        del self._book[order.ticket]
        worth = order.size * price
        commission = (abs(worth) * self._commission).quantize(Decimal("1e-8"), ROUND_HALF_EVEN)
        self.balance -= worth + commission
        self.holding += order.size
        return Trade(order.ticket, order.size, price, commission)
