"""Brings orders to a venue and their outcomes back, whatever the network does in between.

A time-out says nothing about an order: it stays in flight, and the venue is asked. A create is repeated only under its own id,
and only when the venue does not know it and no earlier copy can still arrive. What has been cancelled is closed when all its
fills are here.
"""

from collections.abc import Callable

from tradeport.application.live.flights import Flight, Flights, Patience
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.orders import Fill, Order, OrderEvent, OrderEventType, OrderStatus
from tradeport.ports.venue import Execution, Message, MessageType, Request, RequestType, Venue, VenueState

_E, _M, _R = OrderEventType, MessageType, RequestType


class OrderGateway:
    """`now` is a clock that never goes back, ns; event times are its own. Call `step` often: nothing happens in between."""

    def __init__(self, venue: Venue, orders: OrderStore, now: Callable[[], int], patience: Patience = Patience()) -> None:
        self._venue, self._orders, self._now, self._patience = venue, orders, now, patience
        self._flights = Flights()
        self._trades: set[str] = set()
        self._valid_until: dict[str, int] = {}  # of the newest create of each order, by the venue's clock
        self._ahead = 0  # how far the venue's clock is ahead of ours, as last seen
        self._on: dict[MessageType, Callable[[Message], None]] = {
            _M.ACCEPTED: self._accepted,
            _M.REJECTED: self._rejected,
            _M.DUPLICATE: self._ask_about,
            _M.EXECUTED: self._executed,
            _M.CANCELED: self._canceled,
            _M.CANCEL_REJECTED: self._ask_about,
            _M.STATE: self._state,
            _M.OPEN_ORDERS: self._open_orders,
            _M.LIMITED: self._limited,
            _M.CONNECTED: lambda _: self.reconcile(),
            _M.DISCONNECTED: lambda _: None,
        }
        #: Orders that work at the venue and are not ours: told here, never cancelled unasked.
        self.untracked: set[str] = set()

    # -- what is asked of it -----------------------------------------------------------------------------------------

    def submit(self, order: Order) -> None:
        """`order` is SUBMITTED. It is in flight until the venue has said what became of it."""
        self._create(self._flights.put(Flight(order.client_order_id, self._now(), 0)))

    def cancel(self, order: Order) -> None:
        """`order` is PENDING_CANCEL."""
        flight = self._flights.get(order.client_order_id)
        if flight is None:
            flight = self._flights.put(Flight(order.client_order_id, self._now(), 0))
        flight.cancel_wanted = True
        self._ask(flight, _R.CANCEL)

    def reconcile(self) -> None:
        """Ask about every open order, and for orders that we do not know."""
        for order in self._orders.open():
            self._query(order)
        self._venue.send(Request(_R.OPEN_ORDERS, "", self._until()))

    def step(self) -> None:
        """Hear what has arrived, then ask again about what is overdue."""
        for message in self._venue.poll():
            self._ahead = message.venue_ts - self._now()
            self._on[message.type](message)
        for flight in self._flights.overdue(self._now()):
            flight.attempts += 1
            self._ask(flight, _R.QUERY)

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    def stuck(self) -> list[str]:
        """Orders about which nothing has been learnt for long."""
        return [flight.client_order_id for flight in self._flights.stuck(self._now(), self._patience)]

    # -- asking ------------------------------------------------------------------------------------------------------

    def _create(self, flight: Flight) -> None:
        until = self._valid_until[flight.client_order_id] = self._until()
        flight.due = self._now() + self._patience.answer
        order = self._orders.get(flight.client_order_id)
        self._venue.send(Request(_R.CREATE, flight.client_order_id, until, order.intent))

    def _ask(self, flight: Flight, what: RequestType) -> None:
        flight.due = self._now() + self._patience.answer + self._patience.wait(flight.attempts)
        self._venue.send(Request(what, flight.client_order_id, self._until()))

    def _query(self, order: Order) -> None:
        flight = self._flights.get(order.client_order_id)
        if flight is None:
            flight = self._flights.put(Flight(order.client_order_id, self._now(), 0))
            flight.cancel_wanted = order.status is OrderStatus.PENDING_CANCEL
        self._ask(flight, _R.QUERY)

    def _until(self) -> int:
        return self._now() + self._ahead + self._patience.validity

    # -- hearing -----------------------------------------------------------------------------------------------------

    def _accepted(self, message: Message) -> None:
        order = self._known(message)
        if order is None:
            return
        if not _acknowledged(order):
            self._apply(order, _E.ACCEPTED)
        self._settled_unless_cancelling(order)

    def _rejected(self, message: Message) -> None:
        order = self._known(message)
        if order is not None and not order.filled_quantity:
            self._apply(order, _E.REJECTED, message.reason)
            self._flights.land(order.client_order_id)

    def _executed(self, message: Message) -> None:
        self._book(message.client_order_id, message.executions)

    def _canceled(self, message: Message) -> None:
        order = self._known(message)
        if order is None:
            return
        if order.filled_quantity < message.filled:
            flight = self._flights.get(order.client_order_id)
            if flight is not None:
                self._ask(flight, _R.QUERY)  # its last fills are still on their way
            else:
                self._query(order)
            return
        self._apply(order, _E.CANCELED)
        self._flights.land(order.client_order_id)

    def _ask_about(self, message: Message) -> None:
        order = self._known(message)
        if order is not None:
            self._query(order)

    def _limited(self, message: Message) -> None:
        flight = self._flights.get(message.client_order_id)
        if flight is not None:
            flight.attempts += 1
            flight.due = self._now() + self._patience.wait(flight.attempts)

    def _open_orders(self, message: Message) -> None:
        self.untracked = {one for one in message.open_orders if one not in self._orders}

    def _state(self, message: Message) -> None:
        self._book(message.client_order_id, message.executions)
        order = self._known(message)
        if order is None:
            self._flights.land(message.client_order_id)
            return
        if message.state is VenueState.UNKNOWN:
            self._unknown(order, message)
        elif message.state is VenueState.CANCELED:
            self._apply(order, _E.CANCELED)
            self._flights.land(order.client_order_id)
        elif message.state is VenueState.REJECTED:
            self._apply(order, _E.REJECTED, message.reason)
            self._flights.land(order.client_order_id)
        elif message.state is VenueState.WORKING:
            self._working(order)

    def _working(self, order: Order) -> None:
        if not _acknowledged(order):
            self._apply(order, _E.ACCEPTED)
        flight = self._flights.get(order.client_order_id)
        if flight is not None and flight.cancel_wanted:
            self._ask(flight, _R.CANCEL)
        else:
            self._flights.land(order.client_order_id)

    def _unknown(self, order: Order, message: Message) -> None:
        """The venue has no such order. It may still arrive, until the venue's own clock has passed its validity."""
        flight = self._flights.get(order.client_order_id)
        if _acknowledged(order):
            return  # it was asked before the order arrived there
        if flight is None or message.venue_ts <= self._valid_until[order.client_order_id] + self._patience.steps:
            return  # asked again when overdue
        if flight.cancel_wanted:
            self._apply(order, _E.CANCELED, "it never reached the venue")
            self._flights.land(order.client_order_id)
        else:
            self._create(flight)

    def _settled_unless_cancelling(self, order: Order) -> None:
        flight = self._flights.get(order.client_order_id)
        if flight is not None and not flight.cancel_wanted:
            self._flights.land(order.client_order_id)

    def _known(self, message: Message) -> Order | None:
        """The order, if something can still happen to it."""
        if message.client_order_id not in self._orders:
            return None
        order = self._orders.get(message.client_order_id)
        return order if order.is_open else None

    # -- applying ----------------------------------------------------------------------------------------------------

    def _book(self, client_order_id: str, executions: tuple[Execution, ...]) -> None:
        for execution in executions:
            if execution.trade_id in self._trades or client_order_id not in self._orders:
                continue
            self._trades.add(execution.trade_id)
            order = self._orders.get(client_order_id)
            fill = Fill(
                client_order_id,
                order.intent.instrument,
                self._now(),
                order.intent.side,
                execution.quantity,
                execution.price,
                execution.fee,
            )
            complete = execution.quantity >= order.remaining
            self._apply(order, _E.FILLED if complete else _E.PARTIALLY_FILLED, fill=fill)
            if complete:
                self._flights.land(client_order_id)

    def _apply(self, order: Order, type_: OrderEventType, reason: str = "", fill: Fill | None = None) -> None:
        self._orders.apply(OrderEvent(order.client_order_id, type_, self._now(), reason, fill=fill))


def _acknowledged(order: Order) -> bool:
    """The venue has said that it has the order."""
    return OrderStatus.SUBMITTED not in (order.status, order.resume)
