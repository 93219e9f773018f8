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


class Progressed(msgspec.Struct, frozen=True, gc=False):
    """Every so often: how much market data has been delivered."""

    events: int


class RunFinished(msgspec.Struct, frozen=True, gc=False):
    """The log is closed. `status` as in result.json; `digest`: the hash of the log's last record."""

    ts: int
    status: str
    digest: str
    error: str | None
