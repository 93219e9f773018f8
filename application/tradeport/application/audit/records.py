"""What the log says of each thing, as plain data. Nothing here depends on the engine: that is what makes the bytes equal."""

from decimal import Decimal
from typing import Any

import attrs

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.margin import Margin
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.money import text
from tradeport.domain.model.orders import Fill, Modification, OrderEvent, TradeIntent

RUN_STARTED = "run_started"
RUN_FINISHED = "run_finished"
DECISION = "decision"
ORDER_EVENT = "order_event"
TIMER = "timer"
TRADING_STATE = "trading_state"
STRATEGY_ERROR = "strategy_error"
OPERATOR = "operator"
# What an operator does
HALT, RESET = "halt", "reset"
FUNDING = "funding"
MARGIN = "margin"
# Of a platform that trades at a venue
ORDER_REQUEST = "order_request"
ORDER_TIMED_OUT = "order_timed_out"
ORDER_STUCK = "order_stuck"
ORDER_RECOVERED = "order_recovered"
RESTARTED = "restarted"
RECONCILED = "reconciled"
ADOPTED = "adopted"
MISMATCH = "mismatch"


def plain(value: Any) -> Any:
    """Decimals spelled out, attrs as objects, sets sorted; the rest as it is."""
    if isinstance(value, Decimal):
        return text(value)
    if attrs.has(type(value)):
        return {a.name: plain(getattr(value, a.name)) for a in attrs.fields(type(value))}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    return value


def instrument(it: Instrument) -> dict[str, Any]:
    """What is paid in full has no word about margin."""
    out: dict[str, Any] = plain(it)
    if it.perpetual is None:
        del out["perpetual"]
    return out


def funding(it: FundingRate, quantity: Decimal, mark: Decimal, amount: Decimal) -> dict[str, Any]:
    """One payment: `due` is the stamp of the rate, `amount` what the account received."""
    return {
        "instrument": it.instrument,
        "due": it.ts,
        "rate": text(Decimal(repr(it.rate))),
        "quantity": text(quantity),
        "mark": text(mark),
        "amount": text(amount),
    }


def margin(it: Margin) -> dict[str, str]:
    """Where the account stands; its health to four decimals."""
    return {
        "health": text(round(it.health, 4)),
        "equity": text(it.equity),
        "maintenance": text(it.maintenance),
        "initial": text(it.initial),
        "notional": text(it.notional),
    }


def intent(it: TradeIntent) -> dict[str, Any]:
    """Terms that are at their default are left out."""
    out: dict[str, Any] = {
        "instrument": it.instrument,
        "side": it.side,
        "type": it.type,
        "quantity": text(it.quantity),
        "time_in_force": it.time_in_force,
    }
    if it.limit_price is not None:
        out["limit_price"] = text(it.limit_price)
    if it.trigger_price is not None:
        out["trigger_price"] = text(it.trigger_price)
    if it.expire_ts is not None:
        out["expire_ts"] = it.expire_ts
    if it.post_only:
        out["post_only"] = True
    if it.reduce_only:
        out["reduce_only"] = True
    if it.tag:
        out["tag"] = it.tag
    if it.trail is not None:
        out["trail"] = text(it.trail)
    if it.trail_bps is not None:
        out["trail_bps"] = text(it.trail_bps)
    return out


def change(modification: Modification) -> dict[str, str]:
    """The new terms alone."""
    terms = (
        ("quantity", modification.quantity),
        ("limit_price", modification.limit_price),
        ("trigger_price", modification.trigger_price),
    )
    return {name: text(value) for name, value in terms if value is not None}


def fill(it: Fill) -> dict[str, str]:
    """Price, quantity, fee; the rest stands in the event around it."""
    out = {
        "instrument": it.instrument,
        "side": it.side,
        "quantity": text(it.quantity),
        "price": text(it.price),
        "fee": text(it.fee),
    }
    if it.trade_id:
        out["trade_id"] = it.trade_id
    return out


def order_event(event: OrderEvent) -> dict[str, Any]:
    """An event of one order."""
    out: dict[str, Any] = {"client_order_id": event.client_order_id, "type": event.type}
    if event.reason:
        out["reason"] = event.reason
    if event.fill is not None:
        out["fill"] = fill(event.fill)
    if event.modification is not None:
        out["change"] = change(event.modification)
    return out


def funding_line(ts: int, it: FundingRate, quantity: Decimal, mark: Decimal, amount: Decimal) -> str:
    """The line of `funding.csv`."""
    return f"{ts},{it.instrument},{text(Decimal(repr(it.rate)))},{text(quantity)},{text(mark)},{text(amount)}"


def fill_line(it: Fill) -> str:
    """The line of `fills.csv`, which is also what the `fills` digest is taken over."""
    return f"{it.ts},{it.instrument},{it.side},{text(it.quantity)},{text(it.price)},{text(it.fee)},{it.client_order_id}"
