"""Listens at the place where Zipline asks for fills, whatever model answers."""

from collections.abc import Callable, Iterator
from typing import Any

from zipline.assets import Asset
from zipline.finance.order import Order
from zipline.finance.slippage import EquitySlippageModel, SlippageModel
from zipline.finance.transaction import Transaction

type Trades = Iterator[tuple[Order, Transaction]]


class Told(EquitySlippageModel):
    """Hands on what a model does, and tells what the blotter has made of it: triggers, and fills with what they cost."""

    def __init__(
        self, model: SlippageModel, on_trigger: Callable[[Order], None], on_fill: Callable[[Order, Transaction, float], None]
    ) -> None:
        super().__init__()
        self._model, self._on_trigger, self._on_fill = model, on_trigger, on_fill

    def simulate(self, data: Any, asset: Asset, orders_for_asset: list[Order]) -> Trades:
        armed = [order for order in orders_for_asset if order.stop is not None and order.limit is not None]
        for order, transaction in self._model.simulate(data, asset, orders_for_asset):
            self._tell_triggered(armed)
            paid = order.commission
            yield order, transaction  # the blotter has booked it when it comes back for more
            self._on_fill(order, transaction, order.commission - paid)
        self._tell_triggered(armed)

    def process_order(self, data: Any, order: Order) -> tuple[float | None, int | None]:
        terms: tuple[float | None, int | None] = self._model.process_order(data, order)
        return terms

    def _tell_triggered(self, armed: list[Order]) -> None:
        """A stop-limit whose stop is reached loses it and goes on as a limit."""
        for order in [o for o in armed if o.stop is None]:
            armed.remove(order)
            self._on_trigger(order)
