"""A venue at the other end of a network: requests go out, messages come back, late, twice, in any order, or not at all."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import attrs

from tradeport.domain.model.orders import TradeIntent


class RequestType(StrEnum):
    """What is asked for. ACCOUNT: the working orders, the positions and the cash, as of one moment."""

    CREATE = "create"
    CANCEL = "cancel"
    QUERY = "query"
    ACCOUNT = "account"


@attrs.frozen
class Request:
    """`valid_until`: later than that, by its own clock in ns, the venue ignores it. A create repeated is still one order.

    The `client_order_id` of an ACCOUNT is any word; its answer repeats it.
    """

    type: RequestType
    client_order_id: str
    valid_until: int
    intent: TradeIntent | None = None


class MessageType(StrEnum):
    """What the venue says. LIMITED: too many requests, this one was not looked at. STATE answers a QUERY, ACCOUNT its like."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    EXECUTED = "executed"
    CANCELED = "canceled"
    CANCEL_REJECTED = "cancel_rejected"
    STATE = "state"
    ACCOUNT = "account"
    LIMITED = "limited"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


class VenueState(StrEnum):
    """Of an order, as the venue knows it."""

    UNKNOWN = "unknown"
    WORKING = "working"
    FILLED = "filled"
    CANCELED = "canceled"
    REJECTED = "rejected"


@attrs.frozen
class Execution:
    """One trade of an order; `trade_id` is unique within the order: two sides of a trade may share it, or two instruments."""

    trade_id: str
    quantity: Decimal
    price: Decimal
    fee: Decimal


@attrs.frozen
class Working:
    """An order that works at the venue, whoever sent it, and how much of it has filled."""

    client_order_id: str
    filled: Decimal


@attrs.frozen
class Holding:
    """A position at the venue, signed; `price` is what the venue values it at."""

    instrument: str
    quantity: Decimal
    price: Decimal


@attrs.frozen
class Message:
    """`venue_ts` is the venue's clock. `filled`: how much of the order had been, by then.

    A STATE lists its executions; one that lists less than has filled is asked for again. `cash`: of an ACCOUNT.
    """

    type: MessageType
    venue_ts: int
    client_order_id: str = ""
    venue_order_id: str = ""
    reason: str = ""
    state: VenueState = VenueState.UNKNOWN
    executions: tuple[Execution, ...] = ()
    filled: Decimal = Decimal(0)
    working: tuple[Working, ...] = ()
    holdings: tuple[Holding, ...] = ()
    cash: Decimal = Decimal(0)
    request: RequestType | None = None


class Venue(Protocol):
    """Neither call waits."""

    def send(self, request: Request) -> None:
        """Hand it to the network. That it arrives is not promised."""
        ...

    def poll(self) -> Sequence[Message]:
        """What has arrived since the last call."""
        ...
