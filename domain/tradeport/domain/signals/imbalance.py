"""Order-book imbalance."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import checked
from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.signals.pipeline import BookEvent


class Imbalance:
    """(bid size - ask size) / (bid size + ask size) over the best `depth` levels, -1 to 1; 0 where no size is known."""

    name = "imbalance"

    def __init__(self, depth: int = 1) -> None:
        self.depth = checked(depth, "depth")

    def update(self, event: BookEvent, found: Mapping[str, float]) -> float:
        if isinstance(event, QuoteTick):
            bid, ask = event.bid_size, event.ask_size
        else:
            bid = sum(size for _, size in event.bids[: self.depth])
            ask = sum(size for _, size in event.asks[: self.depth])
        return (bid - ask) / (bid + ask) if bid + ask else 0.0

    def state(self) -> Mapping[str, Any]:
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """It keeps nothing."""
