"""What becomes of an order with time: how long it lives, from when it is examined, where a trailing stop follows to."""

from decimal import Decimal

from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, Tradable
from tradeport.domain.model.money import BPS, CONTEXT
from tradeport.domain.model.orders import OrderSide, TimeInForce, TradeIntent
from tradeport.domain.model.time import DAY


def session_of(event: Tradable) -> int:
    """Number of the session an event belongs to: the UTC day; a bar that closes at midnight belongs to the day it ends."""
    return (event.ts - 1 if isinstance(event, Bar) else event.ts) // DAY


class Life:
    """The end of one GTD or DAY order.

    GTD: examined on events up to and including `expire_ts`. DAY: examined on the events of one session, that of the first
    event it meets. An end that falls between two events is known with the later one, before it is examined.
    """

    def __init__(self, intent: TradeIntent, session: int | None = None) -> None:
        """`session`: of a DAY order that has met its first event already."""
        self._expire_ts = intent.expire_ts if intent.time_in_force is TimeInForce.GTD else None
        self._session = session

    def over_before(self, event: Tradable) -> bool:
        """It must not be examined on `event`."""
        if self._expire_ts is not None:
            return event.ts > self._expire_ts
        return self._session is not None and session_of(event) != self._session

    def examined(self, event: Tradable) -> None:
        """It is examined on `event`."""
        if self._session is None:
            self._session = session_of(event)

    def over_after(self, event: Tradable) -> bool:
        """It has been examined on `event` for the last time."""
        if self._expire_ts is not None:
            return event.ts >= self._expire_ts
        return isinstance(event, Bar) and event.ts % DAY == 0 and self._session is not None


class Openings:
    """When each event began: a bar where the one before it ended, or its interval ago if that is later; a tick at once.

    An order is examined from the first event of its instrument that began at or after its decision: with instruments of
    different intervals, a bar that was under way when it was decided is not for it.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._intervals = {name: series.interval for name, series in dataset.series.items()}
        self._ended = dict.fromkeys(self._intervals, -(2**63))

    def of(self, event: Tradable) -> int:
        """When `event`, the next of its instrument, began. Call it once an event, in order."""
        name, ts = event.instrument, event.ts
        began, ended = ts - self._intervals[name], self._ended[name]
        self._ended[name] = ts
        return began if began > ended else ended


def trailed(instrument: Instrument, side: OrderSide, price: float, trail: Decimal | None, bps: Decimal | None) -> Decimal:
    """The stop that trails `price`: below it for a sell, above it for a buy, by an offset or by basis points of it."""
    at = instrument.price(price)
    distance = CONTEXT.divide(CONTEXT.multiply(at, bps), BPS) if trail is None and bps is not None else trail
    assert distance is not None
    return instrument.price(CONTEXT.add(at, distance if side is OrderSide.BUY else -distance))
