"""What a run's records add up to: the log is also the write-ahead log, so this is the state it gives."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tradeport.application.audit import records
from tradeport.application.audit.digests import LineDigest
from tradeport.application.audit.log import decode
from tradeport.application.clock import EventClock
from tradeport.application.ledger import Ledger
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency, text
from tradeport.domain.model.orders import Fill, OrderEventType, OrderSide

_DATA = b',"data":'
_PREV = len(',"prev":"","hash":""}\n') + 2 * 64


class Replay:
    """Takes the lines of a log in order. Equity and the `money` digest need the market data, too, and are not replayed."""

    def __init__(self) -> None:
        self.ledger: Ledger | None = None
        self.orders = self.fills = 0
        self._decisions, self._filled = LineDigest(), LineDigest()

    def add(self, line: bytes) -> None:
        """One record, its line feed included. Raises KeyError, ValueError or TypeError for one that no run writes."""
        record = decode(line)
        ts, data = record["ts"], record["data"]
        match record["type"]:
            case records.RUN_STARTED:
                instruments = [Instrument(one["id"]) for one in data["instruments"]]
                self.ledger = Ledger(Currency(**data["currency"]), Decimal(data["cash"]), instruments, {}, EventClock(ts))
            case records.DECISION:
                payload = line[line.index(_DATA) + len(_DATA) : -_PREV]
                self._decisions.add(f"{ts},{payload.decode()}")
            case records.ORDER_EVENT:
                self.orders += data["type"] == OrderEventType.INITIALIZED
                if "fill" in data:
                    self._fill(_fill(ts, data))

    def _fill(self, fill: Fill) -> None:
        if self.ledger is None:
            raise ValueError("a fill before run_started")
        self.ledger.apply(fill)
        self.fills += 1
        self._filled.add(records.fill_line(fill))

    def contradictions(self, summary: Mapping[str, Any]) -> str:
        """In words, where the payload of `run_finished` says something else; empty if nowhere."""
        if self.ledger is None:
            return "there is no run_started"
        digests = {"decisions": self._decisions.hexdigest(), "fills": self._filled.hexdigest()}
        replayed: dict[str, Any] = {
            "orders": self.orders,
            "fills": self.fills,
            "cash": text(self.ledger.cash()),
            "positions": {i: text(q) for i, q in self.ledger.holdings().items()},
            "digests": digests,
        }
        told = {name: summary.get(name) for name in replayed}
        told["digests"] = {name: (summary.get("digests") or {}).get(name) for name in digests}
        return "; ".join(f"{name} {told[name]}, replayed {replayed[name]}" for name in replayed if told[name] != replayed[name])


def _fill(ts: int, data: Mapping[str, Any]) -> Fill:
    it = data["fill"]
    quantity, price, fee = (Decimal(it[name]) for name in ("quantity", "price", "fee"))
    return Fill(data["client_order_id"], it["instrument"], ts, OrderSide(it["side"]), quantity, price, fee)
