"""OCO pairs for engines that lack them: what ends one leg cancels the other."""

from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import ENDS, Foreseen
from tradeport.application.emulation.foresight import Foresight
from tradeport.application.emulation.withdraw import Withdrawing
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


class Oco(Withdrawing):
    """Where an event would end both legs, the one that loses by the rules is taken away before the engine looks.

    Any number of pairs may be open: each is decided by the rules, not by a path of prices.
    """

    name: ClassVar[str] = "oco"
    gives = frozenset({Capability.OCO})

    def __init__(self, outer: EngineListener, foresight: Foresight) -> None:
        super().__init__(outer, foresight)
        self._other: dict[str, str] = {}  # while both legs work

    def concerns(self, order: Order) -> bool:
        return bool(order.oco)

    def takes(self, order: Order, end: Foreseen) -> bool:
        return end.type is _E.CANCELED and bool(end.cause) and end.cause == order.oco

    def down(self, order: Order) -> Order:
        return attrs.evolve(order, oco="") if order.oco else order

    def submit(self, order: Order) -> None:
        if order.oco:
            self._other[order.client_order_id] = order.oco
        super().submit(order)

    def report(self, report: OrderReport) -> None:
        """A leg that ended otherwise than by matching, such as a cancel, takes the other with it now."""
        report = self.told(report)
        self.outer.report(report)
        if report.type not in ENDS or (other := self._other.pop(report.client_order_id, None)) is None:
            return
        left = self.foresight.order(other)
        if left is not None and report.cause != other:
            self.end(left, OrderReport(other, _E.CANCELED, report.ts, cause=report.client_order_id))
