"""Modify as cancel and new, for engines that cannot change a working order, or would change it at the wrong price."""

from typing import ClassVar

import attrs

from tradeport.application.emulation.base import Emulator
from tradeport.application.emulation.stand_in import StandIns
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


class CancelReplace(Emulator):
    """The platform's order keeps its id; each replacement has one of its own at the engine: `ID.1`, `ID.2`, ..."""

    name: ClassVar[str] = "cancel_replace"
    gives = frozenset({Capability.MODIFY})
    needs = frozenset({Capability.CANCEL})
    # A replacement would begin a session anew, and its cancel would end the pair.
    excludes = frozenset({Capability.DAY, Capability.OCO})

    def __init__(self, outer: EngineListener) -> None:
        super().__init__(outer)
        self._stand_ins = StandIns("")
        self._swallow = False

    def down(self, order: Order) -> Order:
        return self._stand_ins.of(order)

    def modify(self, order: Order, change: Modification) -> None:
        intent = change.apply(order.terms)
        left = attrs.evolve(intent, quantity=intent.quantity - order.filled_quantity)
        self._swallow = True
        try:
            self.inner.cancel(self.down(order))
            self.inner.submit(self._stand_ins.new(order, left, order.ts_last))
        finally:
            self._swallow = False
        self.outer.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_last, change=change))

    def report(self, report: OrderReport) -> None:
        if self._swallow:
            return
        self.outer.report(self._stand_ins.up(report))
