"""The driving side: what an adapter implements, and what it reports to (docs/how-to/write-an-adapter.md)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

import attrs
import msgspec

from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.money import ZERO, Currency, FeeSchedule
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.capability import Capabilities


class FillProfile(StrEnum):
    """`canonical`: the same fills on every engine. `native`: the engine's own defaults."""

    CANONICAL = "canonical"
    NATIVE = "native"


@attrs.frozen
class SessionSpec:
    """One run, as an engine needs to know it."""

    dataset: Dataset
    currency: Currency
    cash: Decimal
    fees: FeeSchedule = FeeSchedule()
    profile: FillProfile = FillProfile.CANONICAL


class OrderReport(msgspec.Struct, frozen=True):
    """What the engine did with an order.

    FILLED, also for a part, carries `quantity`, `price`, `fee`: absolute, on the grid, the fee as the engine has it.
    UPDATED carries the `change` that took effect. `cause` names another order whose end brought this about: the leg that ended
    the pair, the fill that left a reduce-only order too large. `reason` and `venue_order_id` are the engine's words, kept
    beside the log.
    """

    client_order_id: str
    type: OrderEventType
    ts: int
    quantity: Decimal = ZERO
    price: Decimal = ZERO
    fee: Decimal = ZERO
    reason: str = ""
    venue_order_id: str = ""
    change: Modification | None = None
    cause: str = ""


@attrs.frozen
class EngineAccount:
    """The engine's own books: cash as if every position were paid in full, signed quantities (flat ones may be absent)."""

    cash: Decimal
    positions: Mapping[str, Decimal]


class EngineListener(Protocol):
    """The platform, as a session sees it."""

    def before_match(self, event: Tradable) -> None:
        """Called before the engine examines resting orders against `event`. What is asked for in here still counts.

        A cancel keeps the order from being examined; an order submitted with a `ts_init` at or before the event's beginning is
        examined on this very event.
        """
        ...

    def report(self, report: OrderReport) -> None:
        """Called at once for an acknowledgement, and as they happen for the outcomes of matching."""
        ...

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        """Called when the engine has matched all of an instant's events. The strategy acts within this call."""
        ...


class EngineSession(Protocol):
    """One run on one engine. Orders sent at an instant work from their instrument's next event (canonical)."""

    def submit(self, order: Order) -> None:
        """Send it. Reports ACCEPTED, before returning in `canonical`. Raises UnsupportedCapability, sending nothing."""
        ...

    def cancel(self, order: Order) -> None:
        """Reports CANCELED, before returning in `canonical`."""
        ...

    def modify(self, order: Order, change: Modification) -> None:
        """Reports UPDATED, before returning in `canonical`."""
        ...

    def account(self) -> EngineAccount:
        """The engine's own books, now."""
        ...

    def run(self) -> int:
        """Feed the dataset to the engine, drive the listener; returns the number of events the **engine** delivered.

        What the listener raises leaves this call unchanged, whatever the engine does with exceptions.
        """
        ...

    def stop(self) -> None:
        """End `run` after the present instant."""
        ...

    def close(self) -> None:
        """Release what the engine holds. Called once, also after an error."""
        ...


class PointSession(EngineSession, Protocol):
    """A session whose engine can be shown one price of the event under way. The emulator `stops` needs it."""

    def submit_at(self, order: Order, price: Decimal) -> None:
        """Let the engine match this market order against the event under way, with the market at `price`.

        Only from within `before_match`. Reports ACCEPTED and FILLED as for any other order.
        """
        ...


class FundingSession(EngineSession, Protocol):
    """A session whose engine's own account exchanges funding: one that declares FUNDING."""

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        """Exchange it for the position that the engine holds, at `mark`: -(position x mark x rate).

        Only from within `on_market_data`. Returns what the engine's account received, negative if it paid.
        """
        ...


class Payment(msgspec.Struct, frozen=True, gc=False):
    """Funding that a venue decided on and exchanged by itself: for what quantity, at what mark; negative if it was paid."""

    funding: FundingRate
    quantity: Decimal
    mark: Decimal
    amount: Decimal


@runtime_checkable
class VenueFunding(Protocol):
    """A session, in its own fill profile, whose venue has funding of its own."""

    def payments(self) -> Sequence[Payment]:
        """Those since the last call. Asked in every instant, within `on_market_data`."""
        ...


class Engine(Protocol):
    """Found by entry point in group `tradeport.engines`, made without arguments; the engine itself is imported by `load`."""

    name: ClassVar[str]
    #: In the canonical profile: what the matrix shows and the contract suite certifies.
    capabilities: Capabilities
    #: Absolute amount by which one fill's money may be coarser than the ledger's (0: as fine).
    money_grain: ClassVar[Decimal]

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        """`capabilities` in canonical; in native, what the engine's own order handling has."""
        ...

    def load(self) -> str:
        """Import the engine and return its version. Raises ImportError where it is not installed."""
        ...

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        """Set up one run that reports to `listener`. Orders may be submitted at once; nothing is matched before `run`."""
        ...
