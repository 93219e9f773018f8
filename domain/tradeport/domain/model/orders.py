"""Orders and what happens to them."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import attrs
import msgspec

from tradeport.domain.model.money import BPS, CONTEXT, ZERO


class OrderSide(StrEnum):
    """Buy or sell."""

    BUY = "buy"
    SELL = "sell"

    @property
    def sign(self) -> int:
        """+1 for a buy, -1 for a sell."""
        return 1 if self is OrderSide.BUY else -1

    @property
    def opposite(self) -> "OrderSide":
        return OrderSide.SELL if self is OrderSide.BUY else OrderSide.BUY


class OrderType(StrEnum):
    """How an order asks to be filled."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"


class TimeInForce(StrEnum):
    """How long an order lives (docs/reference/canonical-execution.md has each rule on bars)."""

    GTC = "gtc"
    DAY = "day"
    IOC = "ioc"
    FOK = "fok"
    GTD = "gtd"


class OrderStatus(StrEnum):
    """A state of the order state machine (`domain.order_state`)."""

    INITIALIZED = "initialized"
    DENIED = "denied"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TRIGGERED = "triggered"
    PENDING_CANCEL = "pending_cancel"
    CANCELED = "canceled"
    PENDING_UPDATE = "pending_update"
    EXPIRED = "expired"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"


#: Nothing happens to an order after these.
TERMINAL: Final = frozenset(
    {OrderStatus.DENIED, OrderStatus.REJECTED, OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.FILLED}
)


class OrderEventType(StrEnum):
    """What happened to an order."""

    INITIALIZED = "initialized"
    DENIED = "denied"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TRIGGERED = "triggered"
    PENDING_CANCEL = "pending_cancel"
    CANCEL_REJECTED = "cancel_rejected"
    CANCELED = "canceled"
    PENDING_UPDATE = "pending_update"
    UPDATE_REJECTED = "update_rejected"
    UPDATED = "updated"
    EXPIRED = "expired"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"


class UnknownOrder(LookupError):
    """A client order id that this run has not minted."""

    def __init__(self, client_order_id: str) -> None:
        super().__init__(f"no order {client_order_id!r} in this run. Hint: use the ticket's client_order_id")


class IntentError(ValueError):
    """An intent that contradicts itself, such as a limit order without a price."""


@attrs.frozen
class TradeIntent:
    """What a strategy wants. `quantity` > 0; `limit_price` and `trigger_price` where the type needs them.

    A trailing stop has its first level in `trigger_price` and follows the market at a distance: `trail`, a price offset, or
    `trail_bps`, in basis points of the market's extreme. Raises IntentError for fields that do not belong together.
    """

    instrument: str
    side: OrderSide
    quantity: Decimal
    type: OrderType = OrderType.MARKET
    limit_price: Decimal | None = None
    trigger_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.GTC
    expire_ts: int | None = None
    post_only: bool = False
    reduce_only: bool = False
    tag: str = ""
    trail: Decimal | None = None
    trail_bps: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if not self.quantity.is_finite() or self.quantity <= 0:
            raise IntentError(f"quantity is {self.quantity}; it must be positive, the side says the direction")
        limit, trigger = _NEEDS[self.type]
        self._check_price("limit_price", self.limit_price, limit)
        self._check_price("trigger_price", self.trigger_price, trigger)
        if (self.time_in_force is TimeInForce.GTD) != (self.expire_ts is not None):
            raise IntentError("expire_ts goes with time_in_force=GTD, and only with it")
        if trigger and self.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
            raise IntentError(f"a {self.type} order rests until it triggers, so it cannot be {self.time_in_force}")
        if self.post_only and (self.type is not OrderType.LIMIT or self.time_in_force in (TimeInForce.IOC, TimeInForce.FOK)):
            raise IntentError("post_only is for resting limit orders")
        self._check_trail()
        if self.type is OrderType.STOP_LIMIT and (self.limit_price - self.trigger_price) * self.side.sign < 0:  # type: ignore[operator]
            raise IntentError(
                f"a {self.side} stop-limit with its limit {self.limit_price} on the wrong side of its stop "
                f"{self.trigger_price} fills differently on every engine. Hint: use a limit at or beyond the stop"
            )

    def _check_price(self, name: str, value: Decimal | None, needed: bool) -> None:
        if needed and (value is None or not value.is_finite() or value <= 0):
            raise IntentError(f"a {self.type} order needs a positive {name}, not {value}")
        if not needed and value is not None:
            raise IntentError(f"a {self.type} order takes no {name}")

    def _check_trail(self) -> None:
        if self.trail is None and self.trail_bps is None and self.type is not OrderType.TRAILING_STOP:
            return
        distances = [d for d in (self.trail, self.trail_bps) if d is not None]
        if len(distances) != (self.type is OrderType.TRAILING_STOP):
            raise IntentError("a trailing stop takes trail or trail_bps, one of them; no other order does")
        if any(not d.is_finite() or d <= 0 for d in distances) or (self.trail_bps or 0) >= BPS:
            raise IntentError(f"a trailing stop's distance is {distances[0]}; it must be positive, and less than the price")


#: (limit price, trigger price): which of the two each type needs.
_NEEDS: Final = {
    OrderType.MARKET: (False, False),
    OrderType.LIMIT: (True, False),
    OrderType.STOP: (False, True),
    OrderType.STOP_LIMIT: (True, True),
    OrderType.TRAILING_STOP: (False, True),
}


@attrs.frozen
class Modification:
    """New terms for a working order; `None` leaves a term as it is. `quantity` is the new total, filled part included."""

    quantity: Decimal | None = None
    limit_price: Decimal | None = None
    trigger_price: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if self.quantity is None and self.limit_price is None and self.trigger_price is None:
            raise IntentError("a modification changes quantity, limit_price or trigger_price")

    def apply(self, intent: TradeIntent) -> TradeIntent:
        """`intent` with the new terms. Raises IntentError where they do not fit its type."""
        changes = {name: value for name, value in attrs.asdict(self).items() if value is not None}
        return attrs.evolve(intent, **changes)


class OrderTicket(msgspec.Struct, frozen=True):
    """Receipt for an intent. The order itself is looked up by its id, because it changes and a receipt does not."""

    client_order_id: str
    decision: int
    ts: int


@attrs.frozen
class Past:
    """What an order has been through in one session, for the session that takes it over.

    `examined`: on its present terms, so that a post_only order takes as any other. `session`: the one a DAY order belongs to,
    None while it has met no event.
    """

    examined: bool
    session: int | None


@attrs.frozen
class Order:
    """An order and its state after the last event. Made by `domain.order_state.apply` alone."""

    client_order_id: str
    intent: TradeIntent
    ts_init: int
    sequence: int
    status: OrderStatus = OrderStatus.INITIALIZED
    filled_quantity: Decimal = ZERO
    average_price: Decimal = ZERO
    ts_last: int = 0
    triggered: bool = False
    #: Where a refused cancel or update returns to.
    resume: OrderStatus | None = None
    reason: str = ""
    #: Of an OCO pair: the other leg. What ends one of them cancels the other.
    oco: str = ""
    #: Set for a session that takes over what another has worked on; None everywhere else.
    past: Past | None = None

    @property
    def fresh(self) -> bool:
        """To the session that is sent it: not examined yet."""
        return self.past is None or not self.past.examined

    @property
    def session(self) -> int | None:
        """To the session that is sent it: which trading session a DAY order belongs to, if that is known."""
        return None if self.past is None else self.past.session

    @property
    def is_open(self) -> bool:
        """Something can still happen to it."""
        return self.status not in TERMINAL

    @property
    def terms(self) -> TradeIntent:
        """The intent as it works now: a stop-limit that has triggered is a limit order."""
        if not self.triggered or self.intent.type is not OrderType.STOP_LIMIT:
            return self.intent
        return attrs.evolve(self.intent, type=OrderType.LIMIT, trigger_price=None)

    @property
    def remaining(self) -> Decimal:
        return CONTEXT.subtract(self.intent.quantity, self.filled_quantity)


@attrs.frozen
class Fill:
    """One execution. `quantity` > 0, `fee` >= 0 in the account's currency; `ts` is the close of the bar it happened in.

    `trade_id`: what a venue calls it; empty in a backtest.
    """

    client_order_id: str
    instrument: str
    ts: int
    side: OrderSide
    quantity: Decimal
    price: Decimal
    fee: Decimal
    trade_id: str = ""

    @property
    def signed_quantity(self) -> Decimal:
        """Positive for a buy."""
        return self.quantity if self.side is OrderSide.BUY else self.quantity.copy_negate()


class OrderEvent(msgspec.Struct, frozen=True):
    """One thing that happened to one order. `fill` and `modification` come with the events that carry them.

    Every order has four or more, so they are built like market data.
    """

    client_order_id: str
    type: OrderEventType
    ts: int
    reason: str = ""
    fill: Fill | None = None
    modification: Modification | None = None
