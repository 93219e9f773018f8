"""One instrument on the exchange: its trading pair, its order book, and its orders, there or on their way."""

from typing import Any

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Order

#: The asset that all are quoted in. Names of assets decide nothing, so that an instrument may be called anything.
QUOTE = "CASH"

#: Size of the one level shown a side: deeper than any order, so that a fill is whole and at one price.
_DEPTH = 1e18

#: Prices no order has: for the side of a book that is not to trade.
NO_BID, NO_ASK = 1e-12, 1e15


class _Level:
    """What the engine reads of a row of an order book."""

    __slots__ = ("amount", "price", "update_id")

    def __init__(self) -> None:
        self.amount, self.price, self.update_id = _DEPTH, 0.0, 0


class Pair:
    """`pending`: orders not sent yet; `resting`: client order id -> the engine's id of a limit order at the exchange."""

    __slots__ = ("_asks", "_bids", "_book", "asset", "instrument", "name", "pending", "resting")

    def __init__(self, rank: int, instrument: Instrument) -> None:
        self.instrument = instrument
        self.asset = f"A{rank}"
        self.name = f"{self.asset}-{QUOTE}"
        self.pending: dict[str, Order] = {}
        self.resting: dict[str, str] = {}
        self._asks, self._bids = [_Level()], [_Level()]
        self._book: Any = None

    def connect(self, book: Any) -> None:
        """`book`: the exchange's order book of this pair."""
        self._book = book

    def show(self, ask: float, bid: float) -> None:
        """Let the exchange see a market that sells at `ask` and buys at `bid`. It may be crossed."""
        self._asks[0].price, self._bids[0].price = ask, bid
        self._book.apply_snapshot(self._bids, self._asks, 0)

    def traded(self) -> None:
        """A market order has filled.

        The book would keep what it took, in a list that only grows and is searched with every further order.
        """
        self._book.clear_traded_order_book()
