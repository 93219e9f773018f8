"""The form in which a market maker's intentions leave a model."""

import attrs

from tradeport.domain.model.orders import OrderSide


@attrs.frozen
class QuoteLevel:
    """One resting quote. `offset_bps` >= 0 is its distance from the reference price, away from the market; `size` > 0."""

    side: OrderSide
    offset_bps: float
    size: float

    def price(self, reference: float) -> float:
        """Not rounded: the executor puts it on the grid."""
        return reference * (1 - self.side.sign * self.offset_bps / 10_000)


@attrs.frozen
class QuoteSignal:
    """What should be in the book now. `urgency`, 0 to 1: how much a fill is worth over its price; at 1 the executor takes."""

    reference: float
    levels: tuple[QuoteLevel, ...]
    urgency: float = 0.0

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.urgency <= 1:
            raise ValueError(f"urgency is {self.urgency}; it lies between 0 and 1")

    def of(self, side: OrderSide) -> tuple[QuoteLevel, ...]:
        """The levels of one side, as given."""
        return tuple(level for level in self.levels if level.side is side)


def offset_bps(distance: float, reference: float) -> float:
    """A distance in price units as basis points of the reference, never behind it."""
    return max(0.0, distance / reference * 10_000)
