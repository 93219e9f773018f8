"""GTD and DAY for engines that lack them, or expire at another moment."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import ClassVar

import attrs
import msgspec

from tradeport.application.emulation.base import Emulator
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Modification, Order, OrderEventType, TimeInForce
from tradeport.domain.order_life import Life
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


@attrs.define
class _Mortal:
    order: Order
    life: Life
    remaining: Decimal


class Expiry(Emulator):
    """Cancels at the engine when an order's life is over, and reports that it expired."""

    name: ClassVar[str] = "expiry"

    def __init__(self, outer: EngineListener) -> None:
        super().__init__(outer)
        self._mortals: dict[str, _Mortal] = {}
        self._expiring = ""

    def submit(self, order: Order) -> None:
        if order.intent.time_in_force in (TimeInForce.GTD, TimeInForce.DAY):
            self._mortals[order.client_order_id] = _Mortal(order, Life(order.intent), order.intent.quantity)
        self.inner.submit(order)

    def modify(self, order: Order, change: Modification) -> None:
        if (mortal := self._mortals.get(order.client_order_id)) and change.quantity is not None:
            mortal.remaining = change.quantity - order.filled_quantity
        self.inner.modify(order, change)

    def before_match(self, event: Tradable) -> None:
        if self._mortals:
            self._expire(m for m in self._on(event) if m.life.over_before(event))
            for mortal in self._on(event):
                mortal.life.examined(event)
        self.outer.before_match(event)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        if self._mortals:
            for event in events:
                self._expire(m for m in self._on(event) if m.life.over_after(event))
        self.outer.on_market_data(ts, events)

    def report(self, report: OrderReport) -> None:
        if report.client_order_id == self._expiring:
            report = msgspec.structs.replace(report, type=_E.EXPIRED)
        if mortal := self._mortals.get(report.client_order_id):
            if report.type is _E.FILLED:
                mortal.remaining -= report.quantity
            if not mortal.remaining or report.type in (_E.CANCELED, _E.REJECTED, _E.EXPIRED):
                del self._mortals[report.client_order_id]
        self.outer.report(report)

    def _on(self, event: Tradable) -> list[_Mortal]:
        return [m for m in self._mortals.values() if m.order.intent.instrument == event.instrument]

    def _expire(self, mortals: Iterable[_Mortal]) -> None:
        for mortal in list(mortals):
            self._expiring = mortal.order.client_order_id
            try:
                self.inner.cancel(mortal.order)
            finally:
                self._expiring = ""
