"""The canonical rules, for one instrument. docs/reference/canonical-execution.md says the same in words and numbers.

s = +1 for a buy, -1 for a sell; O, H, L the event as that side meets it. A tick has no range: O = H = L.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import attrs

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, Tradable, span
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderEventType, OrderType, TimeInForce
from tradeport.domain.order_life import Life

_E = OrderEventType
_IMMEDIATE = frozenset({TimeInForce.IOC, TimeInForce.FOK})
_MORTAL = frozenset({TimeInForce.GTD, TimeInForce.DAY})

#: Told what happened: the working order, the event, the fill's price if it is one, the order that brought it about if one did.
type Outcome = Callable[["Working", OrderEventType, Decimal | None, str], None]


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
    reduce_only: bool
    other: str
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
            intent.reduce_only,
            order.oco,
            Life(intent, order.session) if intent.time_in_force in _MORTAL else None,
            order.fresh,
        )


class Book:
    """The working orders of one instrument, in order of submission, and its position."""

    def __init__(self, instrument: Instrument, outcome: Outcome) -> None:
        self._instrument, self._outcome = instrument, outcome
        self._orders: dict[str, Working] = {}
        self.position = ZERO

    def __bool__(self) -> bool:
        return bool(self._orders)

    def __contains__(self, client_order_id: str) -> bool:
        return client_order_id in self._orders

    def selling(self, order: Working) -> Decimal:
        """What all sell orders would sell with `order` among them; of a pair, the larger leg."""
        sells = {o.id: o for o in (*self._orders.values(), order) if o.sign < 0}
        smaller = {
            min(o, sells[o.other], key=lambda leg: (leg.quantity, leg.id)).id for o in sells.values() if o.other in sells
        }
        return sum((o.quantity for o in sells.values() if o.id not in smaller), ZERO)

    def add(self, working: Working) -> None:
        self._orders[working.id] = working

    def remove(self, client_order_id: str) -> Working:
        return self._orders.pop(client_order_id)

    def cancel(self, client_order_id: str) -> None:
        """With the other leg, if it is one of a pair."""
        self._settle(self._orders[client_order_id], _E.CANCELED)

    def room(self, order: Working) -> Decimal:
        """How much of the position `order` can close; not positive if it would add to it."""
        return -self.position * order.sign

    def match(self, event: Tradable, began: int) -> None:
        """Examine against one event every order decided before it `began`.

        All at the open, then stops, then limits, then those whose life ends.
        """
        bought = _prices(self._instrument, event, True)
        sides = {1: bought, -1: bought if type(event) is Bar else _prices(self._instrument, event, False)}
        examined = [order for order in self._orders.values() if order.decided <= began]
        for order in _left(examined):
            if order.life is not None and order.life.over_before(event):
                self._settle(order, _E.EXPIRED)
        for stage in (self._at_open, self._stop, self._limit):
            for order in _left(examined):
                stage(order, *sides[order.sign])
        for order in _left(examined):
            if order.life is not None:
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
            self._outcome(order, _E.TRIGGERED, None, "")
        if order.limit is None or (opening - order.limit) * order.sign <= 0:
            if order.post_only and fresh:
                self._settle(order, _E.REJECTED)
            else:
                self._settle(order, _E.FILLED, opening)
        elif order.immediate:
            self._settle(order, _E.CANCELED)

    def _stop(self, order: Working, opening: Decimal, high: Decimal, low: Decimal) -> None:
        trigger = order.trigger
        if trigger is None or not _reached(trigger, -order.sign, high, low):
            return
        if order.limit is not None:
            order.trigger = None
            self._outcome(order, _E.TRIGGERED, None, "")
        if order.limit is None or (order.limit - trigger) * order.sign >= 0:
            self._settle(order, _E.FILLED, trigger)

    def _limit(self, order: Working, opening: Decimal, high: Decimal, low: Decimal) -> None:
        if order.trigger is None and order.limit is not None and _reached(order.limit, order.sign, high, low):
            self._settle(order, _E.FILLED, order.limit)

    def _settle(self, order: Working, what: OrderEventType, price: Decimal | None = None, cause: str = "") -> None:
        """The other leg of a pair ends with it; after a fill no reduce-only order is larger than the position."""
        order.done = True
        del self._orders[order.id]
        if price is not None:
            self.position += order.quantity * order.sign
        self._outcome(order, what, price, cause)
        if order.other in self._orders:
            self._settle(self._orders[order.other], _E.CANCELED, cause=order.id)
        if price is not None:
            self._shrink(order.id)

    def _shrink(self, cause: str) -> None:
        for order in [o for o in self._orders.values() if o.reduce_only]:
            room = self.room(order)
            if order.done or order.quantity <= room:
                continue
            if room <= 0:
                self._settle(order, _E.CANCELED, cause=cause)
            else:
                order.quantity = room
                self._outcome(order, _E.UPDATED, None, cause)


def _left(orders: Iterable[Working]) -> Iterator[Working]:
    """Those that still work when their turn comes."""
    return (order for order in orders if not order.done)


def _prices(instrument: Instrument, event: Tradable, buying: bool) -> tuple[Decimal, Decimal, Decimal]:
    opening, high, low, _ = span(event, buying=buying)
    return instrument.price(opening), instrument.price(high), instrument.price(low)


def _reached(price: Decimal, sign: int, high: Decimal, low: Decimal) -> bool:
    """Whether the range comes down (`sign` +1) or up (-1) to `price`; touching is reaching."""
    return low <= price if sign > 0 else high >= price
