"""The events that are the platform's own. Bars, ticks, `OrderEvent` and `Fill` are published as the domain has them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from tradeport.ports.risk import TradingState


class RunStarted(msgspec.Struct, frozen=True, gc=False):
    """The engine is open; nothing has been fed to it. `events`: how many there are to come; `later`: its successors' plans."""

    run_id: str
    engine: str
    ts: int
    events: int
    plan: Mapping[str, Any]
    notes: Sequence[str]
    later: Sequence[Mapping[str, Any]] = ()


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """One record of the audit log, in the kernel's hands. `data`: its payload, JSON; `hash`: 64 hex digits."""

    seq: int
    ts: int
    type: str
    data: bytes
    hash: str


class Committed(msgspec.Struct, frozen=True, gc=False):
    """The log is in the kernel's hands up to here: `records` of them, the last with this hash. After their `Recorded`."""

    records: int
    hash: str


class Decided(msgspec.Struct, frozen=True, gc=False):
    """The strategy's n-th command, before anything is done about it. `data`: the payload of its record, JSON."""

    number: int
    ts: int
    action: str
    data: bytes


class Valued(msgspec.Struct, frozen=True, gc=False):
    """The account after an instant's outcomes. `line`: `ts,cash,equity`, as in equity.csv."""

    ts: int
    line: str

    @property
    def cash(self) -> Decimal:
        return Decimal(self.line.split(",")[1])

    @property
    def equity(self) -> Decimal:
        return Decimal(self.line.split(",")[2])


class Funded(msgspec.Struct, frozen=True, gc=False):
    """Funding was exchanged for a position. `line`: `ts,instrument,rate,quantity,mark,amount`, as in funding.csv."""

    ts: int
    instrument: str
    amount: Decimal
    line: str


class MarginCalled(msgspec.Struct, frozen=True, gc=False):
    """The account's health fell below its minimum: all is being closed."""

    ts: int
    health: Decimal


class TimerFired(msgspec.Struct, frozen=True, gc=False):
    """A timer of the strategy, before it is told. `due` <= `ts`."""

    name: str
    ts: int
    due: int


class TradingStateChanged(msgspec.Struct, frozen=True, gc=False):
    """Risk, or a person, changed the trading state."""

    ts: int
    state: TradingState
    reason: str


class OrderRequested(msgspec.Struct, frozen=True, gc=False):
    """Something is about to be asked of the venue: create, cancel or query. `attempt`: 0 for the first in a row."""

    client_order_id: str
    ts: int
    request: str
    attempt: int


class OrderTimedOut(msgspec.Struct, frozen=True, gc=False):
    """No answer in time. It says nothing about the order, which stays in flight: the venue is queried next."""

    client_order_id: str
    ts: int
    request: str
    attempt: int


class OrderStuck(msgspec.Struct, frozen=True, gc=False):
    """Nothing has settled the order since `since`, for longer than the gateway's patience. Said once a flight."""

    client_order_id: str
    ts: int
    since: int
    attempts: int


class OrderRecovered(msgspec.Struct, frozen=True, gc=False):
    """The venue has said what became of an order that had timed out. `status`: the order's, after that."""

    client_order_id: str
    ts: int
    since: int
    attempts: int
    status: str


class Adopted(msgspec.Struct, frozen=True, gc=False):
    """On request, something of the venue's that the log did not know was taken over. `before`, `after`: ours."""

    ts: int
    what: str
    name: str
    before: str
    after: str


class Reconciled(msgspec.Struct, frozen=True, gc=False):
    """Both sides agree at the start: so many orders work, these positions and this cash are held. Orders can be sent now."""

    ts: int
    orders: int
    positions: Mapping[str, str]
    cash: str


class Mismatched(msgspec.Struct, frozen=True, gc=False):
    """The venue and the platform disagree, and have done `since`. `difference`: both sides, in words."""

    ts: int
    since: int
    difference: str


class Progressed(msgspec.Struct, frozen=True, gc=False):
    """Every so often: how much market data has been delivered."""

    events: int


class RunFinished(msgspec.Struct, frozen=True, gc=False):
    """The log is closed. `status` as in result.json; `digest`: the hash of the log's last record."""

    ts: int
    status: str
    digest: str
    error: str | None
