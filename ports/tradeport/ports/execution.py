"""The execution port."""

from decimal import Decimal
from typing import Protocol

from tradeport.domain.model.orders import Order, OrderTicket, TradeIntent


class ExecutionPort(Protocol):
    """Where intents go. Every one passes the risk chokepoint; a refusal is an order event, not an exception."""

    def submit(self, intent: TradeIntent) -> OrderTicket:
        """Raises UnsupportedCapability if the plan did not grant what the intent needs."""
        ...

    def submit_atomic(self, *intents: TradeIntent) -> tuple[OrderTicket, ...]:
        """Legs that pass risk as one order: all are sent, or none. Raises IntentError for what cannot be legs."""
        ...

    def submit_oco(self, first: TradeIntent, second: TradeIntent) -> tuple[OrderTicket, OrderTicket]:
        """Two resting orders of one instrument: what ends one cancels the other."""
        ...

    def submit_bracket(
        self, entry: TradeIntent, stop_loss: TradeIntent, take_profit: TradeIntent
    ) -> tuple[OrderTicket, OrderTicket, OrderTicket]:
        """The exits become orders, an OCO pair, when the entry has filled; without a fill they never do."""
        ...

    def cancel(self, client_order_id: str) -> None:
        """Ask to cancel. An order that is closed already gives a cancel_rejected event. Raises UnknownOrder."""
        ...

    def cancel_all(self, instrument: str | None = None) -> None:
        """Cancel every open order, of one instrument or of all."""
        ...

    def modify(
        self,
        client_order_id: str,
        *,
        quantity: Decimal | None = None,
        limit_price: Decimal | None = None,
        trigger_price: Decimal | None = None,
    ) -> None:
        """New terms for a working order; it loses its place among orders of equal rank. Raises UnknownOrder."""
        ...

    def order(self, client_order_id: str) -> Order:
        """The order after its last event. Raises UnknownOrder."""
        ...

    def open_orders(self, instrument: str | None = None) -> tuple[Order, ...]:
        """In order of submission."""
        ...
