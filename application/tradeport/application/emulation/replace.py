"""Modify as cancel and new, for engines that cannot change a working order, or would change it at the wrong price."""

from typing import ClassVar

import attrs
import msgspec

from tradeport.application.emulation.base import Emulator
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Modification, Order, OrderEventType, OrderStatus
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


class CancelReplace(Emulator):
    """The platform's order keeps its id; each replacement has one of its own at the engine: `ID.1`, `ID.2`, ..."""

    name: ClassVar[str] = "cancel_replace"

    def __init__(self, outer: EngineListener) -> None:
        super().__init__(outer)
        self._working: dict[str, Order] = {}  # platform id -> the order as the engine knows it
        self._original: dict[str, str] = {}  # replacement id -> platform id
        self._swallow = False

    def cancel(self, order: Order) -> None:
        self.inner.cancel(self._as_known(order))

    def modify(self, order: Order, change: Modification) -> None:
        self._swallow = True
        try:
            self.inner.cancel(self._as_known(order))
            replacement = self._replacement(order, change)
            self._working[order.client_order_id] = replacement
            self._original[replacement.client_order_id] = order.client_order_id
            self.inner.submit(replacement)
        finally:
            self._swallow = False
        self.outer.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_last, change=change))

    def report(self, report: OrderReport) -> None:
        if self._swallow:
            return
        original = self._original.get(report.client_order_id)
        if original is not None:
            report = msgspec.structs.replace(report, client_order_id=original)
        self.outer.report(report)

    def _as_known(self, order: Order) -> Order:
        return self._working.get(order.client_order_id, order)

    def _replacement(self, order: Order, change: Modification) -> Order:
        known = self._as_known(order)
        number = int(known.client_order_id.rpartition(".")[2]) + 1 if known is not order else 1
        intent = change.apply(order.terms)
        intent = attrs.evolve(intent, quantity=intent.quantity - order.filled_quantity)
        return attrs.evolve(
            order,
            client_order_id=f"{order.client_order_id}.{number}",
            intent=intent,
            ts_init=order.ts_last,
            status=OrderStatus.SUBMITTED,
            resume=None,
            filled_quantity=ZERO,
            average_price=ZERO,
        )
