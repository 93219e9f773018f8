"""What a run's records add up to, against what its last record says of them."""

from collections.abc import Mapping
from typing import Any

from tradeport.application.audit import records
from tradeport.application.audit.digests import LineDigest
from tradeport.application.audit.reading import fill, payload, recorded
from tradeport.application.events import Recorded
from tradeport.application.state.state import State
from tradeport.domain.model.money import text


class Replay:
    """Takes the lines of a log in order. Equity and the `money` digest need the market data, too, and are not replayed."""

    def __init__(self, state: State | None = None) -> None:
        self.state = state or State()
        self.decisions, self.filled = LineDigest(), LineDigest()

    def add(self, line: bytes) -> None:
        """One record, its line feed included. Raises AuditCorrupt for one that no run writes."""
        self.take(recorded(line))

    def take(self, record: Recorded) -> None:
        """The same, of a record that has been read."""
        self.state.apply(record)
        if record.type == records.DECISION:
            self.decisions.add(f"{record.ts},{record.data.decode()}")
        elif record.type == records.ORDER_EVENT and b'"fill"' in record.data:
            data = payload(record)
            if "fill" in data:
                self.filled.add(records.fill_line(fill(data["client_order_id"], record.ts, data["fill"])))

    def contradictions(self, summary: Mapping[str, Any]) -> str:
        """In words, where the payload of `run_finished` says something else; empty if nowhere."""
        digests = {"decisions": self.decisions.hexdigest(), "fills": self.filled.hexdigest()}
        replayed: dict[str, Any] = {
            "orders": len(self.state.orders),
            "fills": self.state.fills,
            "cash": text(self.state.ledger.cash()),
            "positions": {i: text(q) for i, q in self.state.ledger.holdings().items()},
            "digests": digests,
        }
        told = {name: summary.get(name) for name in replayed}
        told["digests"] = {name: (summary.get("digests") or {}).get(name) for name in digests}
        return "; ".join(f"{name} {told[name]}, replayed {replayed[name]}" for name in replayed if told[name] != replayed[name])
