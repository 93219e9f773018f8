"""Where Nautilus asks which price a fill is simulated at. It has decided whether and when; this sets the level."""

from nautilus_trader.backtest.models import FillModel
from nautilus_trader.model.book import OrderBook
from nautilus_trader.model.data import BookOrder
from nautilus_trader.model.enums import BookType, OrderSide, OrderType
from nautilus_trader.model.identifiers import ClientOrderId, InstrumentId
from nautilus_trader.model.instruments import Instrument
from nautilus_trader.model.objects import Price, Quantity
from nautilus_trader.model.orders import Order

#: One level, deep enough for any order: canonical fills are whole.
_DEPTH = 1e12


class CanonicalFillModel(FillModel):
    """`opened`: instrument -> (price a buyer meets first in its present event, a seller's)."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: dict[InstrumentId, tuple[Price, Price]] = {}
        #: Stop-limits that the present event has triggered. Its time does not tell: two ticks may share one.
        self.triggered: set[ClientOrderId] = set()

    def get_orderbook_for_fill_simulation(
        self, instrument: Instrument, order: Order, best_bid: Price, best_ask: Price
    ) -> OrderBook:
        buying = order.side == OrderSide.BUY
        book = OrderBook(instrument.id, BookType.L2_MBP)
        level = BookOrder(
            OrderSide.SELL if buying else OrderSide.BUY,
            self._price(order, instrument.id, buying),
            Quantity(_DEPTH, instrument.size_precision),
            1,
        )
        book.add(level, 0, 0)
        return book

    def _price(self, order: Order, instrument_id: InstrumentId, buying: bool) -> Price:
        ask, bid = self.opened[instrument_id]
        opening, kind = (ask if buying else bid), order.order_type
        worse, better = (max, min) if buying else (min, max)
        if kind == OrderType.MARKET:
            return opening
        if kind == OrderType.STOP_MARKET:
            return worse(order.trigger_price, opening)
        if kind == OrderType.STOP_LIMIT and order.client_order_id in self.triggered:
            return better(order.price, worse(order.trigger_price, opening))
        return better(order.price, opening)
