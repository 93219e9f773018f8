"""The canonical price rule, at the place Zipline reserves for the price of a fill.

Zipline's own orders decide whether they trigger at a price that is shown to them (`Order.check_triggers`).
"""

from typing import Any

from zipline.assets import Asset
from zipline.finance.order import Order
from zipline.finance.slippage import EquitySlippageModel
from zipline.finance.transaction import create_transaction

from tradeport.adapters.zipline.told import Trades
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable, span


class CanonicalPrices(EquitySlippageModel):
    """Shows each order the open, then its own stop, then its own limit, where the event's range holds them.

    The stock model shows the close alone. `begin` says which event is under way and when it began; an order in `waiting`
    (id -> time of decision) is not examined on an event that began earlier.
    """

    def __init__(self, instruments: dict[str, Instrument]) -> None:
        super().__init__()
        self._instruments = instruments
        self.waiting: dict[str, int] = {}
        self._event: Tradable | None = None
        self._began = 0

    def begin(self, event: Tradable, began: int) -> None:
        self._event, self._began = event, began

    def simulate(self, data: Any, asset: Asset, orders_for_asset: list[Order]) -> Trades:
        event = self._event
        if event is None or event.instrument != asset.symbol:
            return
        examined = [order for order in orders_for_asset if self._is_due(order)]
        if not examined:
            return
        self._met = {buying: self._prices(event, buying) for buying in (True, False)}
        for level in (self._opening, self._stop, self._limit):
            self._level = level
            for order in examined:
                if order.open:  # neither filled nor cancelled meanwhile
                    price, amount = self.process_order(data, order)
                    if price is not None:
                        yield order, create_transaction(order, data.current_dt, price, amount)

    def process_order(self, data: Any, order: Order) -> tuple[float | None, int]:
        """The price at which `order` fills whole at the present stage, or None."""
        price = self._level(order)
        if price is None:
            return None, 0
        order.check_triggers(price, data.current_dt)
        return (price if order.triggered else None), order.open_amount

    def _is_due(self, order: Order) -> bool:
        if self.waiting.get(order.id, self._began) > self._began:
            return False
        self.waiting.pop(order.id, None)
        return True

    def _prices(self, event: Tradable, buying: bool) -> tuple[float, float, float]:
        """Open, high, low on the instrument's grid, as this side meets them."""
        it = self._instruments[event.instrument]
        opening, high, low, _ = span(event, buying=buying)
        return float(it.price(opening)), float(it.price(high)), float(it.price(low))

    # -- what an order is shown, stage by stage ----------------------------------------------------------------------

    def _opening(self, order: Order) -> float | None:
        return self._met[order.amount > 0][0]

    def _stop(self, order: Order) -> float | None:
        return self._reached(order, order.stop)

    def _limit(self, order: Order) -> float | None:
        return self._reached(order, order.limit) if order.stop is None else None

    def _reached(self, order: Order, level: float | None) -> float | None:
        _, high, low = self._met[order.amount > 0]
        return level if level is not None and low <= level <= high else None
