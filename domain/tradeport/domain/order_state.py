"""The one order state machine. A table says which event is legal in which state; `apply` does the arithmetic."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import TERMINAL, Order, OrderEvent, OrderEventType, OrderStatus, TradeIntent

S, E = OrderStatus, OrderEventType


class InvalidTransition(Exception):
    """An event that cannot happen to an order in its state. Always a defect of whoever reported it."""

    def __init__(self, order: Order, event: OrderEvent, why: str = "") -> None:
        super().__init__(
            f"order {order.client_order_id} is {order.status}: {event.type} cannot happen" + (f" ({why})" if why else "")
        )
        self.order, self.event = order, event


#: Where a state goes back to after a refused cancel or update, and after an accepted update.
RESUME: Final = None

type _Row = Mapping[OrderEventType, OrderStatus | None]

_FILLS: Final[_Row] = {E.PARTIALLY_FILLED: S.PARTIALLY_FILLED, E.FILLED: S.FILLED}
_ENDS: Final[_Row] = {E.CANCELED: S.CANCELED, E.EXPIRED: S.EXPIRED}
_WORKING: Final[_Row] = {**_FILLS, **_ENDS, E.PENDING_CANCEL: S.PENDING_CANCEL, E.PENDING_UPDATE: S.PENDING_UPDATE}


def _stay(state: OrderStatus, *events: OrderEventType) -> _Row:
    return dict.fromkeys(events, state)


_ROWS: Final[dict[OrderStatus, _Row]] = {
    S.INITIALIZED: {E.DENIED: S.DENIED, E.SUBMITTED: S.SUBMITTED},
    # A venue may fill before it acknowledges; a cancel may overtake the acknowledgement.
    S.SUBMITTED: {E.ACCEPTED: S.ACCEPTED, E.REJECTED: S.REJECTED, E.TRIGGERED: S.TRIGGERED, **_WORKING},
    # A venue may change an order unasked: a trailing stop follows the market, a reduce-only order shrinks with its position.
    S.ACCEPTED: {E.TRIGGERED: S.TRIGGERED, E.REJECTED: S.REJECTED, **_stay(S.ACCEPTED, E.UPDATED), **_WORKING},
    S.TRIGGERED: {**_stay(S.TRIGGERED, E.UPDATED), **_WORKING},
    S.PARTIALLY_FILLED: {**_stay(S.PARTIALLY_FILLED, E.UPDATED), **_WORKING},
    # What is asked for is not done: the order still trades until the venue says so.
    S.PENDING_CANCEL: {
        **_stay(S.PENDING_CANCEL, E.ACCEPTED, E.TRIGGERED, E.UPDATED, E.UPDATE_REJECTED, E.PARTIALLY_FILLED),
        E.CANCEL_REJECTED: RESUME,
        E.REJECTED: S.REJECTED,
        E.FILLED: S.FILLED,
        **_ENDS,
    },
    S.PENDING_UPDATE: {
        **_stay(S.PENDING_UPDATE, E.ACCEPTED, E.TRIGGERED, E.PARTIALLY_FILLED),
        E.UPDATED: RESUME,
        E.UPDATE_REJECTED: RESUME,
        E.REJECTED: S.REJECTED,
        E.FILLED: S.FILLED,
        E.PENDING_CANCEL: S.PENDING_CANCEL,
        **_ENDS,
    },
    **{terminal: {} for terminal in TERMINAL},
}

#: state -> event -> next state; what is absent is refused. `RESUME` stands for the state before the request.
TRANSITIONS: Final[Mapping[OrderStatus, _Row]] = MappingProxyType(_ROWS)

#: Events after which a pending order would resume elsewhere than where it was asked.
_MOVES_RESUME: Final = {E.ACCEPTED: S.ACCEPTED, E.TRIGGERED: S.TRIGGERED, E.PARTIALLY_FILLED: S.PARTIALLY_FILLED}
_PENDING: Final = frozenset({S.PENDING_CANCEL, S.PENDING_UPDATE})


def allowed(order: Order) -> frozenset[OrderEventType]:
    """The events that can happen to `order` now."""
    return frozenset(TRANSITIONS[order.status])


def apply(order: Order, event: OrderEvent) -> Order:
    """The order after `event`. Raises InvalidTransition; never half-applies."""
    if event.client_order_id != order.client_order_id:
        raise InvalidTransition(order, event, f"it belongs to {event.client_order_id}")
    row = TRANSITIONS[order.status]
    if event.type not in row:
        raise InvalidTransition(order, event)
    target = row[event.type]
    resume = order.resume
    if target in _PENDING:
        if order.status not in _PENDING:
            resume = order.status
        resume = _MOVES_RESUME.get(event.type, resume)
    elif target is RESUME:
        target, resume = resume or S.ACCEPTED, None
    else:
        resume = None
    intent, filled, average = order.intent, order.filled_quantity, order.average_price
    if event.type is E.UPDATED:
        intent = _updated(order, event)
    elif event.type in _FILLS:
        filled, average = _filled(order, event)
    # attrs.evolve takes twice as long, and every event of every order comes by here
    return Order(
        client_order_id=order.client_order_id,
        intent=intent,
        ts_init=order.ts_init,
        sequence=order.sequence,
        status=target,
        filled_quantity=filled,
        average_price=average,
        ts_last=event.ts,
        triggered=order.triggered or event.type is E.TRIGGERED,
        resume=resume,
        reason=event.reason,
        oco=order.oco,
        past=order.past,
    )


def _updated(order: Order, event: OrderEvent) -> TradeIntent:
    if event.modification is None:
        raise InvalidTransition(order, event, "it carries no modification")
    intent = event.modification.apply(order.terms)
    if intent.quantity <= order.filled_quantity:
        raise InvalidTransition(order, event, f"{order.filled_quantity} is filled already")
    return intent


def _filled(order: Order, event: OrderEvent) -> tuple[Decimal, Decimal]:
    """The quantity filled by now, and its average price."""
    fill = event.fill
    if fill is None:
        raise InvalidTransition(order, event, "it carries no fill")
    if fill.instrument != order.intent.instrument or fill.side is not order.intent.side:
        raise InvalidTransition(order, event, f"the fill is a {fill.side} of {fill.instrument}")
    filled = CONTEXT.add(order.filled_quantity, fill.quantity)
    complete = filled == order.intent.quantity
    if filled > order.intent.quantity or complete != (event.type is E.FILLED):
        raise InvalidTransition(order, event, f"{filled} of {order.intent.quantity} would be filled")
    paid = CONTEXT.add(
        CONTEXT.multiply(order.average_price, order.filled_quantity), CONTEXT.multiply(fill.price, fill.quantity)
    )
    return filled, CONTEXT.divide(paid, filled)
