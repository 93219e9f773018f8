"""Quote signals from features and inventory."""

from collections.abc import Mapping
from typing import Protocol

import attrs

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.quoting.quotes import QuoteLevel, QuoteSignal, offset_bps
from tradeport.domain.signals import avellaneda_stoikov, glft


class SignalGenerator(Protocol):
    """Pure: the same features and inventory give the same quotes."""

    def generate(self, mid: float, inventory: float, features: Mapping[str, float]) -> QuoteSignal | None:
        """`inventory` in lots, signed. None while a feature that it needs is missing."""
        ...


@attrs.frozen
class Ladder:
    """`levels` quotes a side, `step_bps` apart, `size` each in instrument units."""

    size: float
    levels: int = 1
    step_bps: float = 1.0

    def around(self, mid: float, bid: float | None, ask: float | None) -> QuoteSignal:
        """From distances of the innermost quotes, price units; None leaves a side empty."""
        made = [
            QuoteLevel(side, offset_bps(distance, mid) + self.step_bps * number, self.size)
            for side, distance in ((OrderSide.BUY, bid), (OrderSide.SELL, ask))
            if distance is not None
            for number in range(self.levels)
        ]
        return QuoteSignal(mid, tuple(made))


@attrs.frozen
class AvellanedaStoikov:
    """`remaining` seconds of horizon, held constant: a rolling horizon for a market that does not close."""

    ladder: Ladder
    gamma: float
    k: float
    remaining: float = 60.0

    def generate(self, mid: float, inventory: float, features: Mapping[str, float]) -> QuoteSignal | None:
        sigma = features.get("volatility")
        if sigma is None:
            return None
        bid, ask = avellaneda_stoikov.quotes(mid, inventory, self.gamma, sigma, self.k, self.remaining)
        shift = _defence(mid, features)
        return self.ladder.around(mid, mid - bid + shift, ask - mid + shift)


@attrs.frozen
class Glft:
    """Far from the end: the closed forms. `intensity` A in fills per second."""

    ladder: Ladder
    gamma: float
    k: float
    intensity: float
    bound: int

    def generate(self, mid: float, inventory: float, features: Mapping[str, float]) -> QuoteSignal | None:
        sigma = features.get("volatility")
        if sigma is None:
            return None
        market = glft.Market(self.gamma, sigma, self.k, self.intensity, self.bound)
        bid, ask = glft.asymptotic_distances(market, inventory)
        shift = _defence(mid, features)
        return self.ladder.around(
            mid,
            None if inventory >= self.bound else bid + shift,
            None if inventory <= -self.bound else ask + shift,
        )


def _defence(mid: float, features: Mapping[str, float]) -> float:
    """What informed flow has cost of late, in price units: both quotes step back by it."""
    return max(0.0, features.get("adverse_selection", 0.0)) * mid / 10_000
