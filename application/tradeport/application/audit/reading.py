"""From the log's plain data back to the domain's values: the inverse of `audit.records`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from tradeport.application.events.types import Recorded
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Fill, Modification, OrderEvent, OrderEventType, OrderSide, TradeIntent


class _Line(msgspec.Struct):
    seq: int
    ts: int
    type: str
    data: msgspec.Raw
    hash: str


def recorded(line: bytes) -> Recorded:
    """One line of the log as the event that was published for it. Raises msgspec.DecodeError."""
    found = msgspec.json.decode(line, type=_Line)
    return Recorded(found.seq, found.ts, found.type, bytes(found.data), found.hash)


def payload(record: Recorded) -> dict[str, Any]:
    """What the record says."""
    data: dict[str, Any] = msgspec.json.decode(record.data, type=dict)
    return data


def intent(data: Mapping[str, Any]) -> TradeIntent:
    """Of a decision's record."""
    return msgspec.convert(data, TradeIntent, strict=False)


def order_event(ts: int, data: Mapping[str, Any]) -> OrderEvent:
    """Of an `order_event` record."""
    id_ = data["client_order_id"]
    change = msgspec.convert(data["change"], Modification, strict=False) if "change" in data else None
    made = fill(id_, ts, data["fill"]) if "fill" in data else None
    return OrderEvent(id_, OrderEventType(data["type"]), ts, data.get("reason", ""), made, change)


def adjustment(ts: int, data: Mapping[str, Any]) -> Fill:
    """Of an `adopted` record: the trade that nobody made and that brings one position to the other."""
    change, instrument = Decimal(data["to"]) - Decimal(data["from"]), data["instrument"]
    side = OrderSide.BUY if change > 0 else OrderSide.SELL
    return Fill("", instrument, ts, side, abs(change), Decimal(data["price"]), ZERO)


def fill(client_order_id: str, ts: int, data: Mapping[str, Any]) -> Fill:
    """The `fill` of an order event."""
    quantity, price, fee = (Decimal(data[name]) for name in ("quantity", "price", "fee"))
    return Fill(
        client_order_id, data["instrument"], ts, OrderSide(data["side"]), quantity, price, fee, data.get("trade_id", "")
    )
