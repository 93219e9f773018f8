"""Between our values and Backtrader's floats. Nothing is decided here."""

from decimal import Decimal
from typing import Any

from tradeport.adapters.backtrader.library import bt
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import OrderType, TimeInForce, TradeIntent
from tradeport.domain.model.time import to_datetime

_KINDS = {
    OrderType.MARKET: bt.Order.Market,
    OrderType.LIMIT: bt.Order.Limit,
    OrderType.STOP: bt.Order.Stop,
    OrderType.STOP_LIMIT: bt.Order.StopLimit,
}


def terms(it: Instrument, intent: TradeIntent) -> dict[str, Any]:
    """The keywords of `Strategy.buy` and `Strategy.sell`, without an end."""
    found: dict[str, Any] = {"size": lots(it, intent.quantity), "exectype": _KINDS[intent.type]}
    if intent.trigger_price is not None:
        found["price"] = float(intent.trigger_price)
        if intent.limit_price is not None:
            found["plimit"] = float(intent.limit_price)
    elif intent.limit_price is not None:
        found["price"] = float(intent.limit_price)
    return found


def valid(intent: TradeIntent) -> Any:
    """An order's end as Backtrader knows it."""
    if intent.time_in_force is TimeInForce.DAY:
        return bt.Order.DAY
    return None if intent.expire_ts is None else to_datetime(intent.expire_ts).replace(tzinfo=None)


def decimal(value: float) -> Decimal:
    """The shortest decimal that is this float."""
    return Decimal(repr(value))


def lots(it: Instrument, quantity: Decimal) -> int:
    """A quantity, which lies on the grid, as a number of its increments."""
    return int(quantity.scaleb(it.size_precision, CONTEXT))


def quantity(it: Instrument, size: int) -> Decimal:
    """The other way."""
    return Decimal(size).scaleb(-it.size_precision, CONTEXT)
