"""The native profile: Nautilus as it comes, with its own fill model, timing and risk engine."""

from decimal import Decimal

import attrs
from nautilus_trader.model.events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderModifyRejected,
    OrderRejected,
    OrderUpdated,
)
from nautilus_trader.model.objects import Price
from nautilus_trader.model.orders import Order as NautilusOrder

from tradeport.adapters.nautilus import translate
from tradeport.adapters.nautilus.engine import NATIVE
from tradeport.adapters.nautilus.session import NautilusSession
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType


class NativeSession(NautilusSession):
    """Orders go at once, and what happens is reported as it happens."""

    capabilities = NATIVE

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._changes: dict[str, Modification] = {}
        self._early: dict[str, NautilusOrder] = {}  # sent before it runs
        super().__init__(spec, listener, bypass_risk=False)

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        made = self.make(order, mortal=True)
        if self.running:
            self.host.submit_order(made)
        else:
            self._early[order.client_order_id] = made

    def started(self) -> None:
        super().started()
        for made in self._early.values():
            self.host.submit_order(made)
        self._early.clear()

    def cancel(self, order: Order) -> None:
        if self._early.pop(order.client_order_id, None) is not None:
            self.report(order.client_order_id, _E.CANCELED)
            return
        self.host.cancel_order(self.sent[order.client_order_id])

    def modify(self, order: Order, change: Modification) -> None:
        if order.client_order_id in self._early:
            changed = attrs.evolve(order, intent=change.apply(order.terms))
            self._early[order.client_order_id] = self.make(changed, mortal=True)
            self.report(order.client_order_id, _E.UPDATED, change=change)
            return
        it = self.instruments[order.intent.instrument]
        self._changes[order.client_order_id] = change
        self.host.modify_order(
            self.sent[order.client_order_id],
            quantity=None if change.quantity is None else translate.quantity(it, change.quantity),
            price=_price(it, change.limit_price),
            trigger_price=_price(it, change.trigger_price),
        )

    # -- what the venue says -----------------------------------------------------------------------------------------

    def accepted(self, event: OrderAccepted) -> None:
        self.report(event.client_order_id.value, _E.ACCEPTED, venue_order_id=event.venue_order_id.value)

    def canceled(self, event: OrderCanceled) -> None:
        self.report(event.client_order_id.value, _E.CANCELED)

    def updated(self, event: OrderUpdated) -> None:
        change = self._changes.pop(event.client_order_id.value)
        self.report(event.client_order_id.value, _E.UPDATED, change=change)

    def rejected(self, event: OrderRejected) -> None:
        self.report(event.client_order_id.value, _E.REJECTED, reason=event.reason)

    def cancel_rejected(self, event: OrderCancelRejected) -> None:
        self.report(event.client_order_id.value, _E.CANCEL_REJECTED, reason=event.reason)

    def modify_rejected(self, event: OrderModifyRejected) -> None:
        self.report(event.client_order_id.value, _E.UPDATE_REJECTED, reason=event.reason)


def _price(it: Instrument, value: Decimal | None) -> Price | None:
    return None if value is None else translate.price(it, value)
