"""The stages of one event, and when an order can execute: what the sequencer and the emulators share.

s = +1 for a buy, -1 for a sell; O, H, L the event as that side meets it (docs/reference/canonical-execution.md).
"""

from decimal import Decimal

import attrs

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable, span
from tradeport.domain.model.orders import OrderSide, TradeIntent

BEFORE, OPEN, STOPS, LIMITS, AFTER = range(-1, 4)


@attrs.frozen
class Prices:
    """Open, high and low of one event as one side meets them, on the instrument's grid."""

    open: Decimal
    high: Decimal
    low: Decimal

    @classmethod
    def of(cls, event: Tradable, side: OrderSide, instrument: Instrument) -> "Prices":
        opening, high, low, _ = span(event, buying=side is OrderSide.BUY)
        return cls(instrument.price(opening), instrument.price(high), instrument.price(low))


def gapped(intent: TradeIntent, opening: Decimal) -> bool:
    """The open is at the stop or beyond it: `(O - S) * s >= 0`."""
    trigger = intent.trigger_price
    return trigger is not None and (opening - trigger) * intent.side.sign >= 0


def touched(intent: TradeIntent, prices: Prices) -> bool:
    """The range reaches the stop."""
    trigger = intent.trigger_price
    return trigger is not None and (prices.high >= trigger if intent.side is OrderSide.BUY else prices.low <= trigger)


def executable(intent: TradeIntent, price: Decimal) -> bool:
    """`price` is at the limit or better: `(price - P) * s <= 0`."""
    limit = intent.limit_price
    return limit is not None and (price - limit) * intent.side.sign <= 0


def reached(intent: TradeIntent, prices: Prices) -> bool:
    """The range reaches the limit."""
    limit = intent.limit_price
    return limit is not None and (prices.low <= limit if intent.side is OrderSide.BUY else prices.high >= limit)
