"""The Hummingbot strategy that stands for ours. Its clock calls it after the exchange has matched."""

import logging
from decimal import Decimal
from typing import Any

from hummingbot.core.event.events import (
    BuyOrderCompletedEvent,
    MarketOrderFailureEvent,
    OrderCancelledEvent,
    OrderFilledEvent,
    SellOrderCompletedEvent,
)
from hummingbot.strategy.strategy_py_base import StrategyPyBase


class Host(StrategyPyBase):
    """Keeps what it hears. Acting within an event would be undone by the engine, or end the process.

    Its clock and its listeners swallow exceptions, so nothing here raises: the platform is called when they have returned.
    """

    def __init__(self) -> None:
        super().__init__()
        #: Events on show, not yet delivered by the clock; and how many have been.
        self.showing = 0
        self.delivered = 0
        #: The engine's order id -> the price of its last fill.
        self.prices: dict[str, Decimal] = {}
        self._heard: list[Any] = []

    @classmethod
    def logger(cls) -> logging.Logger:
        return logging.getLogger(f"hummingbot.{cls.__module__}")

    def tick(self, timestamp: float) -> None:
        self.delivered += self.showing
        self.showing = 0

    def heard(self) -> list[Any]:
        """What has happened to orders since the last call: completed, failed or cancelled, in order."""
        heard = self._heard
        if heard:
            self._heard = []
        return heard

    def did_fill_order(self, event: OrderFilledEvent) -> None:
        self.prices[event.order_id] = event.price

    def did_complete_buy_order(self, event: BuyOrderCompletedEvent) -> None:
        self._heard.append(event)

    def did_complete_sell_order(self, event: SellOrderCompletedEvent) -> None:
        self._heard.append(event)

    def did_fail_order(self, event: MarketOrderFailureEvent) -> None:
        self._heard.append(event)

    def did_cancel_order(self, event: OrderCancelledEvent) -> None:
        self._heard.append(event)
