"""Between our values and Backtrader's floats. Nothing is decided here."""

from decimal import Decimal
from typing import Any

from tradeport.adapters.backtrader.library import bt
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import OrderType, TimeInForce, TradeIntent
from tradeport.domain.model.time import to_datetime

_KINDS = {
    OrderType.MARKET: bt.Order.Market,
    OrderType.LIMIT: bt.Order.Limit,
    OrderType.STOP: bt.Order.Stop,
    OrderType.STOP_LIMIT: bt.Order.StopLimit,
}


def terms(intent: TradeIntent) -> dict[str, Any]:
    """The keywords of `Strategy.buy` and `Strategy.sell`, without an end."""
    found: dict[str, Any] = {"size": float(intent.quantity), "exectype": _KINDS[intent.type]}
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


def commission(fees: FeeSchedule) -> Any:
    """Its scheme for shares: a fraction of what is traded, or an amount per unit; cash moves by the full amount."""
    kind = bt.CommInfoBase.COMM_FIXED if fees.per_unit else bt.CommInfoBase.COMM_PERC
    rate = fees.per_unit or fees.rate
    return bt.CommInfoBase(commission=float(rate), commtype=kind, stocklike=True, percabs=True)


def decimal(value: float) -> Decimal:
    """The shortest decimal that is this float."""
    return Decimal(repr(value))


def quantity(it: Instrument, size: float) -> Decimal:
    """A size on the grid, nearest: sums of floats miss it by a hair."""
    return it.quantity(decimal(round(size, it.size_precision)))
