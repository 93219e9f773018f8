"""Market data. Built by the million, so msgspec structs with float prices: 80 ns each, nothing for the collector to visit."""

from enum import StrEnum

import msgspec


class AggressorSide(StrEnum):
    """Who crossed the spread."""

    BUYER = "buyer"
    SELLER = "seller"
    UNKNOWN = "unknown"


class Bar(msgspec.Struct, frozen=True, gc=False):
    """Prices of one interval. `ts` is its **close**, ns; the interval is `(ts - interval, ts]`."""

    instrument: str
    ts: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class QuoteTick(msgspec.Struct, frozen=True, gc=False):
    """Best bid and ask. Sizes are 0 where the source has none."""

    instrument: str
    ts: int
    bid: float
    ask: float
    bid_size: float = 0.0
    ask_size: float = 0.0


class TradeTick(msgspec.Struct, frozen=True, gc=False):
    """One trade print."""

    instrument: str
    ts: int
    price: float
    size: float
    aggressor: AggressorSide = AggressorSide.UNKNOWN


class OrderBook(msgspec.Struct, frozen=True):
    """Depth, best level first: `((price, size), ...)` a side."""

    instrument: str
    ts: int
    bids: tuple[tuple[float, float], ...]
    asks: tuple[tuple[float, float], ...]


class FundingRate(msgspec.Struct, frozen=True, gc=False):
    """Fraction of notional paid at `ts`; positive: longs pay shorts."""

    instrument: str
    ts: int
    rate: float


class MarkPrice(msgspec.Struct, frozen=True, gc=False):
    """The venue's mark for margin and funding."""

    instrument: str
    ts: int
    price: float


type MarketEvent = Bar | QuoteTick | TradeTick | OrderBook | FundingRate | MarkPrice

#: What an engine matches orders against.
type Tradable = Bar | QuoteTick | TradeTick


def span(event: Tradable, *, buying: bool) -> tuple[float, float, float, float]:
    """Open, high, low, close as one side meets them: a tick is a bar without range, a quote is its ask to a buyer."""
    if isinstance(event, Bar):
        return event.open, event.high, event.low, event.close
    price = (event.ask if buying else event.bid) if isinstance(event, QuoteTick) else event.price
    return price, price, price, price


def mark(event: Tradable) -> float:
    """The price a position is valued at: a bar's close, a trade's price, a quote's mid."""
    if isinstance(event, Bar):
        return event.close
    if isinstance(event, QuoteTick):
        return (event.bid + event.ask) / 2
    return event.price
