"""All that happened to one order, from the log: each state with its time, what was asked of the venue, and what came of it."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.diff import flat
from tradeport.application.audit.reading import payload
from tradeport.application.audit.records import plain
from tradeport.application.errors import UsageError
from tradeport.application.events import Recorded
from tradeport.application.state.replay import records_of
from tradeport.application.state.state import State
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderStatus

#: Payload fields that the step itself has, or everything has.
_TOLD = ("client_order_id", "type", "action", "n")


@attrs.frozen
class Step:
    """Record `seq`, at `ts`. `what`: the record's type, or the decision's action, or the order event's type.

    `status`, `filled`: of the order after it; None while it is no order yet. `detail`: the rest of the record's payload.
    """

    seq: int
    ts: int
    what: str
    status: OrderStatus | None
    filled: Decimal
    detail: Mapping[str, Any]

    def told(self) -> str:
        """`detail` in words."""
        return ", ".join(f"{name.rpartition('.')[2]} {value}" for name, value in flat(self.detail).items())


@attrs.frozen
class OrderHistory:
    """`order` as it is after the last step."""

    order: Order
    steps: tuple[Step, ...]

    @property
    def requests(self) -> int:
        """How often the venue was asked something about it."""
        return sum(step.what == records.ORDER_REQUEST for step in self.steps)

    @property
    def time_outs(self) -> int:
        """How often it did not answer in time."""
        return sum(step.what == records.ORDER_TIMED_OUT for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """Plain, for `--json`; Decimals as strings."""
        counts = {"requests": self.requests, "time_outs": self.time_outs}
        return {"order": plain(self.order), **counts, "steps": plain(self.steps)}


def history(path: Path, client_order_id: str) -> OrderHistory:
    """Of an order in a log, a run directory's log or a state file. Raises AuditCorrupt; UsageError if it is in no record."""
    state, steps = State(), []
    for record in records_of(path):
        state.apply(record)
        data = payload(record)
        order = state.orders.get(client_order_id) if client_order_id in state.orders else None
        if not _concerns(record, data, client_order_id, order):
            continue
        what = data["action"] if record.type == records.DECISION else data.get("type", record.type)
        rest = {name: value for name, value in data.items() if name not in _TOLD}
        status, filled = (order.status, order.filled_quantity) if order else (None, ZERO)
        steps.append(Step(record.seq, record.ts, what, status, filled, rest))
    if client_order_id not in state.orders:
        raise UsageError(f"{path} has no order {client_order_id!r}", "platform audit state RUN lists them")
    return OrderHistory(state.orders.get(client_order_id), tuple(steps))


def _concerns(record: Recorded, data: Mapping[str, Any], client_order_id: str, order: Order | None) -> bool:
    """A record that names it, the decision that it comes from, or that the platform began again while it was open."""
    if data.get("client_order_id") == client_order_id:
        return True
    if record.type == records.RESTARTED:
        return order is not None and order.is_open
    return record.type == records.DECISION and client_order_id.split("-")[1:2] == [str(data["n"])]
