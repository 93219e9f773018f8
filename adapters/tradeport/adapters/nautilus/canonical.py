"""The canonical profile: the same fills as on every engine, matched by Nautilus."""

from decimal import Decimal
from typing import Any

from nautilus_trader.core.uuid import UUID4
from nautilus_trader.execution.messages import CancelOrder
from nautilus_trader.model.events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderModifyRejected,
    OrderRejected,
    OrderTriggered,
    OrderUpdated,
)
from nautilus_trader.model.identifiers import InstrumentId
from nautilus_trader.model.objects import Price
from nautilus_trader.model.orders import Order as NautilusOrder

from tradeport.adapters.nautilus.engine import CANONICAL
from tradeport.adapters.nautilus.fill_model import CanonicalFillModel
from tradeport.adapters.nautilus.funding import FundingDesk
from tradeport.adapters.nautilus.open_tap import OpenTap
from tradeport.adapters.nautilus.session import NautilusSession
from tradeport.application.errors import EngineError
from tradeport.domain.model.margin import funding_received
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType


class CanonicalSession(NautilusSession):
    """Orders wait here for the first event of their instrument that opens after they were decided, and go with its open."""

    capabilities = CANONICAL

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._fills = CanonicalFillModel()
        self._tap = OpenTap(self)
        self._desk = FundingDesk()
        self._pending: dict[str, dict[str, Order]] = {i.id: {} for i in spec.dataset.instruments}
        self._ahead = {name: iter(series) for name, series in spec.dataset.series.items()}
        self._openings = Openings(spec.dataset)
        self._canceling = ""
        super().__init__(spec, listener, bypass_risk=True)

    def venue_options(self) -> dict[str, Any]:
        return {
            "fill_model": self._fills,
            "modules": [self._tap, self._desk],
            "reject_stop_orders": False,  # a gapped stop triggers, it is not refused
            "bar_execution": True,
            "trade_execution": True,
        }

    def submit(self, order: Order) -> None:
        self.refuse_unsupported(order)
        self._pending[order.intent.instrument][order.client_order_id] = order
        self.report(order.client_order_id, _E.ACCEPTED)

    def cancel(self, order: Order) -> None:
        """Straight at the matching engine: a command through its queue would arrive after the next event was matched."""
        pending = self._pending[order.intent.instrument].pop(order.client_order_id, None)
        if pending is None:
            self._canceling = order.client_order_id
            made = self.sent[order.client_order_id]
            command = CancelOrder(
                made.trader_id,
                made.strategy_id,
                made.instrument_id,
                made.client_order_id,
                made.venue_order_id,
                UUID4(),
                self.now,
            )
            self._tap.exchange.get_matching_engine(made.instrument_id).process_cancel(command, made.account_id)
            if self._canceling:
                raise EngineError(f"nautilus did not cancel {order.client_order_id}: it is {made.status_string()}")
        self.report(order.client_order_id, _E.CANCELED)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        held = self.engine.portfolio.net_position(self.ids[funding.instrument])
        return self._desk.pay(funding_received(funding, held, mark, self.spec.currency), self.money)

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("nautilus", Capability.MODIFY, "it is emulated: cancel_replace")

    def opening(self, instrument_id: InstrumentId, ask: Price, bid: Price) -> list[NautilusOrder]:
        """An event is about to be matched: the orders to send with its open."""
        name = instrument_id.symbol.value
        event = next(self._ahead[name])
        self._fills.opened[instrument_id] = ask, bid
        self._fills.triggered.clear()
        opens = self._openings.of(event)
        self.listener.before_match(event)
        pending = self._pending[name]
        if not pending:
            return []
        due = [order for order in pending.values() if order.ts_init <= opens]
        for order in due:
            del pending[order.client_order_id]
        return [self.make(order, mortal=False) for order in due]

    # -- what the venue says -----------------------------------------------------------------------------------------

    def accepted(self, event: OrderAccepted) -> None:
        """The platform had its acknowledgement when the order was decided."""

    def triggered(self, event: OrderTriggered) -> None:
        self._fills.triggered.add(event.client_order_id)
        super().triggered(event)

    def canceled(self, event: OrderCanceled) -> None:
        client_order_id = event.client_order_id.value
        if client_order_id == self._canceling:
            self._canceling = ""
        else:
            self.report(client_order_id, _E.CANCELED)  # IOC and FOK end by themselves

    def updated(self, event: OrderUpdated) -> None:
        raise EngineError(f"nautilus changed an order that nobody modified: {event}")

    def rejected(self, event: OrderRejected) -> None:
        client_order_id = event.client_order_id.value
        if not event.due_post_only:
            raise EngineError(f"nautilus rejected {client_order_id}: {event.reason}")
        self.report(client_order_id, _E.REJECTED, reason=event.reason)

    def cancel_rejected(self, event: OrderCancelRejected) -> None:
        raise EngineError(f"nautilus refused to cancel {event.client_order_id}: {event.reason}")

    def modify_rejected(self, event: OrderModifyRejected) -> None:
        raise EngineError(f"nautilus refused to modify {event.client_order_id}: {event.reason}")
