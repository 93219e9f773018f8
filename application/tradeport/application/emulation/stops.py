"""Stop and stop-limit orders for engines without, over `submit_at`: the engine is shown the price at which the stop is met."""

from decimal import Decimal
from typing import ClassVar, cast

import attrs
import msgspec

from tradeport.application.emulation.foresight import Foreseeing, Foresight
from tradeport.application.stages import Prices, executable, gapped, touched
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderStatus, OrderType
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport, PointSession

_E = OrderEventType
_STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT})


class Stops(Foreseeing):
    """Holds the stops itself. One that is met goes to the engine as `ID.s1`: a market order at that price, or a limit order."""

    name: ClassVar[str] = "stops"
    gives = frozenset({Capability.STOP_ORDERS, Capability.STOP_LIMIT_ORDERS})
    needs = frozenset({Capability.MARKET_ORDERS, Capability.LIMIT_ORDERS})
    # The engine does not know of a stop that is held here, so it cannot end it.
    excludes = frozenset({Capability.GTD, Capability.DAY, Capability.OCO, Capability.REDUCE_ONLY})

    def __init__(self, outer: EngineListener, foresight: Foresight) -> None:
        super().__init__(outer, foresight)
        self._held: dict[str, Order] = {}  # `ts_init`: since when its terms stand
        self._parents: dict[str, str] = {}  # child's id -> the platform's, while the child works

    def submit(self, order: Order) -> None:
        if order.intent.type not in _STOPS:
            self.inner.submit(order)
            return
        self._held[order.client_order_id] = order
        self._tell(order, _E.ACCEPTED, order.ts_last)

    def cancel(self, order: Order) -> None:
        if self._held.pop(order.client_order_id, None):
            self._tell(order, _E.CANCELED, order.ts_last)
        else:
            self.inner.cancel(self.down(order))

    def modify(self, order: Order, change: Modification) -> None:
        held = self._held.pop(order.client_order_id, None)
        if held is None:
            self.inner.modify(self.down(order), change)
            return
        self._held[order.client_order_id] = attrs.evolve(held, intent=change.apply(held.intent), ts_init=order.ts_last)
        self.outer.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_last, change=change))

    def down(self, order: Order) -> Order:
        child = _child_id(order)
        return _limit_child(order, order.ts_init) if child in self._parents else order

    def before(self, event: Tradable) -> None:
        for order in [o for o in self._held.values() if o.intent.instrument == event.instrument]:
            if order.ts_init <= self.foresight.began:
                self._examine(order, event)

    def report(self, report: OrderReport) -> None:
        parent = self._parents.get(report.client_order_id)
        if parent is not None:
            if report.type is _E.ACCEPTED:
                return
            if report.type in (_E.FILLED, _E.CANCELED):
                del self._parents[report.client_order_id]
            report = msgspec.structs.replace(report, client_order_id=parent)
        self.outer.report(report)

    def _examine(self, order: Order, event: Tradable) -> None:
        intent = order.intent
        assert intent.trigger_price is not None
        prices = Prices.of(event, intent.side, self.foresight.instruments[event.instrument])
        if gapped(intent, prices.open):
            met = prices.open
        elif touched(intent, prices):
            met = intent.trigger_price
        else:
            return
        del self._held[order.client_order_id]
        self._parents[_child_id(order)] = order.client_order_id
        if intent.type is OrderType.STOP_LIMIT:
            self._tell(order, _E.TRIGGERED, event.ts)
            if not executable(intent, met):
                self.inner.submit(_limit_child(order, self.foresight.began))
                return
        self._at(order, met)

    def _at(self, order: Order, price: Decimal) -> None:
        cast(PointSession, self.inner).submit_at(_child(order, OrderType.MARKET, None, order.ts_init), price)

    def _tell(self, order: Order, what: OrderEventType, ts: int) -> None:
        self.outer.report(OrderReport(order.client_order_id, what, ts))


def _child_id(order: Order) -> str:
    return f"{order.client_order_id}.s1"


def _limit_child(order: Order, ts_init: int) -> Order:
    return _child(order, OrderType.LIMIT, order.intent.limit_price, ts_init)


def _child(order: Order, type_: OrderType, limit: Decimal | None, ts_init: int) -> Order:
    intent = attrs.evolve(order.intent, type=type_, limit_price=limit, trigger_price=None)
    return attrs.evolve(
        order, client_order_id=_child_id(order), intent=intent, ts_init=ts_init, status=OrderStatus.SUBMITTED, triggered=False
    )
