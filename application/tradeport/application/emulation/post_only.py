"""Post-only for engines that lack it: a limit order that its first event would fill at the open is rejected."""

from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import Foreseen
from tradeport.application.emulation.withdraw import Withdrawing
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.capability import Capability


class PostOnly(Withdrawing):
    """Takes the order away before it would take, and reports that it was rejected."""

    name: ClassVar[str] = "post_only"
    gives = frozenset({Capability.POST_ONLY})
    # The engine would cancel the other leg of a rejected one at once, and not tell what became of that before.
    excludes = frozenset({Capability.OCO})

    def concerns(self, order: Order) -> bool:
        return order.intent.post_only

    def takes(self, order: Order, end: Foreseen) -> bool:
        return end.type is OrderEventType.REJECTED

    def down(self, order: Order) -> Order:
        if not order.intent.post_only:
            return order
        return attrs.evolve(order, intent=attrs.evolve(order.intent, post_only=False))
