"""The canonical rules, for one instrument. docs/reference/canonical-execution.md says the same in words and numbers.

s = +1 for a buy, -1 for a sell; O, H, L the event as that side meets it. A tick has no range: O = H = L.
"""

from collections.abc import Callable
from decimal import Decimal

import attrs

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable, span
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderEventType, OrderType, TimeInForce
from tradeport.domain.order_life import Life

_E = OrderEventType
_IMMEDIATE = frozenset({TimeInForce.IOC, TimeInForce.FOK})
_MORTAL = frozenset({TimeInForce.GTD, TimeInForce.DAY})

#: Told what happened: the working order, the event, the fill's price if it is one.
type Outcome = Callable[["Working", OrderEventType, Decimal | None], None]


@attrs.define(eq=False)
class Working:
    """An order as the book holds it. `limit` alone after a stop-limit has triggered."""

    id: str
    decided: int
    sign: int
    quantity: Decimal
    limit: Decimal | None
    trigger: Decimal | None
    immediate: bool
    post_only: bool
    life: Life | None
    fresh: bool = True
    done: bool = False

    @classmethod
    def of(cls, order: Order) -> "Working":
        intent = order.intent
        return cls(
            order.client_order_id,
            order.ts_init,
            intent.side.sign,
            intent.quantity,
            intent.limit_price,
            None if order.triggered else intent.trigger_price,
            intent.type is OrderType.MARKET or intent.time_in_force in _IMMEDIATE,
            intent.post_only,
            Life(intent) if intent.time_in_force in _MORTAL else None,
        )


class Book:
    """The working orders of one instrument, in order of submission."""

    def __init__(self, instrument: Instrument, outcome: Outcome) -> None:
        self._instrument, self._outcome = instrument, outcome
        self._orders: dict[str, Working] = {}

    def __bool__(self) -> bool:
        return bool(self._orders)

    def __contains__(self, client_order_id: str) -> bool:
        return client_order_id in self._orders

    @property
    def selling(self) -> Decimal:
        """What all its sell orders would sell."""
        return sum((o.quantity for o in self._orders.values() if o.sign < 0), ZERO)

    def add(self, working: Working) -> None:
        self._orders[working.id] = working

    def remove(self, client_order_id: str) -> Working:
        return self._orders.pop(client_order_id)

    def match(self, event: Tradable, began: int) -> None:
        """Examine against one event every order decided before it `began`.

        All at the open, then stops, then limits, then those whose life ends.
        """
        sides = {1: _prices(self._instrument, event, True), -1: _prices(self._instrument, event, False)}
        examined = [order for order in self._orders.values() if order.decided <= began]
        for order in examined:
            if order.life is not None and order.life.over_before(event):
                self._settle(order, _E.EXPIRED)
            else:
                self._at_open(order, *sides[order.sign])
        for order in examined:
            if not order.done and order.trigger is not None:
                self._stop(order, *sides[order.sign])
        for order in examined:
            if not order.done and order.trigger is None and order.limit is not None:
                self._limit(order, *sides[order.sign])
        for order in examined:
            if not order.done and order.life is not None:
                order.life.examined(event)
                if order.life.over_after(event):
                    self._settle(order, _E.EXPIRED)

    def _at_open(self, order: Working, opening: Decimal, high: Decimal, low: Decimal) -> None:
        fresh, order.fresh = order.fresh, False
        if order.trigger is not None:
            if (opening - order.trigger) * order.sign < 0:
                return
            order.trigger = None
            if order.limit is None:
                self._settle(order, _E.FILLED, opening)
                return
            self._outcome(order, _E.TRIGGERED, None)
        if order.limit is None or (opening - order.limit) * order.sign <= 0:
            if order.post_only and fresh:
                self._settle(order, _E.REJECTED)
            else:
                self._settle(order, _E.FILLED, opening)
        elif order.immediate:
            self._settle(order, _E.CANCELED)

    def _stop(self, order: Working, opening: Decimal, high: Decimal, low: Decimal) -> None:
        trigger = order.trigger
        assert trigger is not None
        if not _reached(trigger, -order.sign, high, low):
            return
        if order.limit is not None:
            order.trigger = None
            self._outcome(order, _E.TRIGGERED, None)
        if order.limit is None or (order.limit - trigger) * order.sign >= 0:
            self._settle(order, _E.FILLED, trigger)

    def _limit(self, order: Working, opening: Decimal, high: Decimal, low: Decimal) -> None:
        assert order.limit is not None
        if _reached(order.limit, order.sign, high, low):
            self._settle(order, _E.FILLED, order.limit)

    def _settle(self, order: Working, what: OrderEventType, price: Decimal | None = None) -> None:
        order.done = True
        del self._orders[order.id]
        self._outcome(order, what, price)


def _prices(instrument: Instrument, event: Tradable, buying: bool) -> tuple[Decimal, Decimal, Decimal]:
    opening, high, low, _ = span(event, buying=buying)
    return instrument.price(opening), instrument.price(high), instrument.price(low)


def _reached(price: Decimal, sign: int, high: Decimal, low: Decimal) -> bool:
    """Whether the range comes down (`sign` +1) or up (-1) to `price`; touching is reaching."""
    return low <= price if sign > 0 else high >= price
