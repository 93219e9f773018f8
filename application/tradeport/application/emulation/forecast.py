"""What the rules say will happen to the working orders of one instrument on one event. Nothing is matched here.

An emulator needs to know before the engine looks: an order that must not fill has to be taken away first.
"""

from collections.abc import Mapping
from decimal import Decimal

import attrs

from tradeport.application.stages import AFTER, BEFORE, LIMITS, OPEN, STOPS, Prices, executable, gapped, reached, touched
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderSide, OrderType, TimeInForce
from tradeport.domain.order_life import Life
from tradeport.ports.engine import OrderReport

_E = OrderEventType
ENDS = frozenset({_E.FILLED, _E.CANCELED, _E.REJECTED, _E.EXPIRED})
IMMEDIATE = frozenset({TimeInForce.IOC, TimeInForce.FOK})
MORTAL = frozenset({TimeInForce.GTD, TimeInForce.DAY})


@attrs.define(eq=False)
class Watched:
    """A working order. It is examined from the first event that began at `live` or later; `fresh` until then."""

    order: Order
    live: int
    life: Life | None
    fresh: bool = True

    @classmethod
    def of(cls, order: Order) -> "Watched":
        life = Life(order.intent, order.session) if order.intent.time_in_force in MORTAL else None
        return cls(order, order.ts_init, life, order.fresh)


@attrs.frozen
class Foreseen:
    """One thing that will happen to one order. `quantity`: filled, or what a reduce-only order is cut to."""

    client_order_id: str
    type: OrderEventType
    stage: int
    price: Decimal = ZERO
    quantity: Decimal = ZERO
    cause: str = ""

    def report(self, ts: int) -> OrderReport:
        """For what the engine does not do itself: anything but a fill."""
        change = Modification(quantity=self.quantity) if self.type is _E.UPDATED else None
        return OrderReport(self.client_order_id, self.type, ts, change=change, cause=self.cause)


@attrs.define(eq=False)
class _Order:
    it: Watched
    armed: bool
    quantity: Decimal
    done: bool = False


class Forecast:
    """`outcomes` in the order in which they happen: open, stops, limits, then what ends; ties by place in `book`."""

    def __init__(self, book: Mapping[str, Watched], held: Decimal, event: Tradable, began: int, instrument: Instrument) -> None:
        """`held`: the signed position before the event; `began`: when the event began."""
        self.outcomes: list[Foreseen] = []
        self._event, self._held = event, held
        self._prices = {side: Prices.of(event, side, instrument) for side in OrderSide}
        self._orders = {i: _Order(w, not w.order.triggered, w.order.remaining) for i, w in book.items()}
        examined = [one for one in self._orders.values() if one.it.live <= began]
        for step in (self._before, self._open, self._stop, self._limit, self._after):
            for one in examined:
                if not one.done:
                    step(one)

    def _before(self, one: _Order) -> None:
        if one.it.life is not None and one.it.life.over_before(self._event):
            self._end(one, _E.EXPIRED, BEFORE)

    def _open(self, one: _Order) -> None:
        intent = one.it.order.intent
        opening = self._prices[intent.side].open
        if one.armed and intent.trigger_price is not None:
            if not gapped(intent, opening):
                return
            if intent.limit_price is None:
                self._fill(one, OPEN, opening)
                return
            self._trigger(one, OPEN)
        if intent.type is OrderType.MARKET or executable(intent, opening):
            if intent.post_only and one.it.fresh:
                self._end(one, _E.REJECTED, OPEN)
            else:
                self._fill(one, OPEN, opening)
        elif intent.time_in_force in IMMEDIATE:
            self._end(one, _E.CANCELED, OPEN)

    def _stop(self, one: _Order) -> None:
        intent = one.it.order.intent
        if not one.armed or intent.trigger_price is None or not touched(intent, self._prices[intent.side]):
            return
        if intent.limit_price is not None:
            self._trigger(one, STOPS)
        if intent.limit_price is None or executable(intent, intent.trigger_price):
            self._fill(one, STOPS, intent.trigger_price)

    def _limit(self, one: _Order) -> None:
        intent = one.it.order.intent
        waits = one.armed and intent.trigger_price is not None
        if not waits and intent.limit_price is not None and reached(intent, self._prices[intent.side]):
            self._fill(one, LIMITS, intent.limit_price)

    def _after(self, one: _Order) -> None:
        if one.it.life is not None:
            one.it.life.examined(self._event)
            if one.it.life.over_after(self._event):
                self._end(one, _E.EXPIRED, AFTER)

    def _trigger(self, one: _Order, stage: int) -> None:
        one.armed = False
        self.outcomes.append(Foreseen(one.it.order.client_order_id, _E.TRIGGERED, stage))

    def _fill(self, one: _Order, stage: int, price: Decimal) -> None:
        self._held += one.quantity * one.it.order.intent.side.sign
        self._end(one, _E.FILLED, stage, price)
        self._cut(stage, one.it.order.client_order_id)

    def _end(self, one: _Order, type_: OrderEventType, stage: int, price: Decimal = ZERO, cause: str = "") -> None:
        """The other leg of a pair ends with it."""
        one.done = True
        order = one.it.order
        self.outcomes.append(Foreseen(order.client_order_id, type_, stage, price, one.quantity, cause))
        other = self._orders.get(order.oco)
        if other is not None and not other.done:
            self._end(other, _E.CANCELED, stage, cause=order.client_order_id)

    def _cut(self, stage: int, cause: str) -> None:
        """After a fill, no reduce-only order is larger than what it reduces."""
        for one in self._orders.values():
            order = one.it.order
            if one.done or not order.intent.reduce_only:
                continue
            room = -self._held * order.intent.side.sign
            if room <= 0:
                self._end(one, _E.CANCELED, stage, cause=cause)
            elif one.quantity > room:
                one.quantity = room
                cut = Foreseen(order.client_order_id, _E.UPDATED, stage, quantity=order.filled_quantity + room, cause=cause)
                self.outcomes.append(cut)
