"""IOC and FOK for engines that lack them: at the open of the first event, or not at all."""

from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import IMMEDIATE, Foreseen
from tradeport.application.emulation.withdraw import Withdrawing
from tradeport.domain.model.orders import Order, OrderEventType, TimeInForce
from tradeport.ports.capability import Capability


class Immediate(Withdrawing):
    """Cancels what the open does not execute; the rest is an ordinary order that fills there."""

    name: ClassVar[str] = "immediate"
    gives = frozenset({Capability.IOC, Capability.FOK})

    def concerns(self, order: Order) -> bool:
        return order.intent.time_in_force in IMMEDIATE

    def takes(self, order: Order, end: Foreseen) -> bool:
        return self.concerns(order) and end.type is OrderEventType.CANCELED and not end.cause

    def down(self, order: Order) -> Order:
        if not self.concerns(order):
            return order
        return attrs.evolve(order, intent=attrs.evolve(order.intent, time_in_force=TimeInForce.GTC))
