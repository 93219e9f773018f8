"""Trailing stops over stop orders: after each event that it has lived through, the stop follows the event's extreme."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import ENDS
from tradeport.application.emulation.foresight import Foreseeing, Foresight
from tradeport.domain.model.market_data import Tradable, span
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderSide, OrderType
from tradeport.domain.order_life import trailed
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport


class TrailingStop(Foreseeing):
    """The level only ever comes closer. It is new for the next event, so no path inside a bar matters."""

    name: ClassVar[str] = "trailing_stop"
    gives = frozenset({Capability.TRAILING_STOP})
    needs = frozenset({Capability.STOP_ORDERS, Capability.MODIFY})

    def __init__(self, outer: EngineListener, foresight: Foresight) -> None:
        super().__init__(outer, foresight)
        self._orders: dict[str, Order] = {}  # with their present terms, in the order of their places
        self._examined: set[str] = set()
        self._modifying = ""

    def down(self, order: Order) -> Order:
        if order.intent.type is not OrderType.TRAILING_STOP:
            return order
        return attrs.evolve(order, intent=attrs.evolve(order.intent, type=OrderType.STOP, trail=None, trail_bps=None))

    def submit(self, order: Order) -> None:
        if order.intent.type is OrderType.TRAILING_STOP:
            self._orders[order.client_order_id] = order
        super().submit(order)

    def modify(self, order: Order, change: Modification) -> None:
        self._modifying = order.client_order_id
        try:
            super().modify(order, change)
        finally:
            self._modifying = ""

    def before(self, event: Tradable) -> None:
        for order in self._orders.values():
            if order.intent.instrument == event.instrument and order.ts_init <= self.foresight.began:
                self._examined.add(order.client_order_id)

    def after(self, ts: int, events: Sequence[Tradable]) -> None:
        for event in events if self._orders else ():
            for order in [o for o in self._orders.values() if o.intent.instrument == event.instrument]:
                if order.client_order_id in self._examined and not self.foresight.ends(order.client_order_id):
                    self._follow(attrs.evolve(order, ts_last=ts), event)
        self._examined.clear()

    def report(self, report: OrderReport) -> None:
        order = self._orders.get(report.client_order_id)
        if order is not None:
            if report.type in ENDS:
                del self._orders[report.client_order_id]
            elif report.type is OrderEventType.UPDATED and report.change is not None:
                self._updated(order, report.change, report.ts)
        self.outer.report(report)

    def _updated(self, order: Order, change: Modification, ts: int) -> None:
        since = order.ts_init
        if order.client_order_id == self._modifying or change.trigger_price is not None:
            del self._orders[order.client_order_id]  # to the back
            since = ts
        self._orders[order.client_order_id] = attrs.evolve(order, intent=change.apply(order.intent), ts_init=since)

    def _follow(self, order: Order, event: Tradable) -> None:
        intent, buying = order.intent, order.intent.side is OrderSide.BUY
        _, high, low, _ = span(event, buying=buying)
        instrument = self.foresight.instruments[intent.instrument]
        level = trailed(instrument, intent.side, low if buying else high, intent.trail, intent.trail_bps)
        assert intent.trigger_price is not None
        if (level - intent.trigger_price) * intent.side.sign < 0 < level:
            self.inner.modify(self.down(order), Modification(trigger_price=level))
