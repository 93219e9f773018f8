"""GTD and DAY for engines that lack them, or expire at another moment."""

from collections.abc import Sequence
from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import MORTAL, Foreseen
from tradeport.application.emulation.withdraw import Withdrawing
from tradeport.application.stages import BEFORE
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order, OrderEventType, TimeInForce
from tradeport.ports.capability import Capability

_E = OrderEventType


class Expiry(Withdrawing):
    """Cancels at the engine when an order's life is over, and reports that it expired."""

    name: ClassVar[str] = "expiry"
    gives = frozenset({Capability.GTD, Capability.DAY})

    def concerns(self, order: Order) -> bool:
        return order.intent.time_in_force in MORTAL

    def takes(self, order: Order, end: Foreseen) -> bool:
        return end.type is _E.EXPIRED and end.stage == BEFORE

    def after(self, ts: int, events: Sequence[Tradable]) -> None:
        for order, foreseen in self.foresight.ahead():
            if foreseen[-1].type is _E.EXPIRED:
                self.end(order, foreseen[-1].report(ts))

    def down(self, order: Order) -> Order:
        if not self.concerns(order):
            return order
        return attrs.evolve(order, intent=attrs.evolve(order.intent, time_in_force=TimeInForce.GTC, expire_ts=None))
