"""Brings orders to a venue and their outcomes back, whatever the network does in between, and whenever this process dies.

A time-out says nothing about an order: it stays in flight, and the venue is asked. A create is repeated only under its own id,
and only when the venue does not know it and no earlier copy can still arrive. What has been cancelled is closed when all its
fills are here. Nothing is asked of the venue that the log does not have.
"""

from collections.abc import Callable, Collection
from decimal import Decimal

from tradeport.application.errors import ReconciliationError
from tradeport.application.ledger import Ledger
from tradeport.application.live.comparison import Comparison, acknowledged
from tradeport.application.live.flights import Flight, Flights, Patience
from tradeport.application.live.order_log import OrderLog
from tradeport.application.live.startup import StartUp
from tradeport.application.live.vigil import Vigil
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.money import text
from tradeport.domain.model.orders import Fill, Order, OrderEvent, OrderEventType, OrderStatus
from tradeport.ports.venue import Execution, Message, MessageType, Request, RequestType, Venue, VenueState

_E, _M, _R = OrderEventType, MessageType, RequestType


class OrderGateway:
    """`now` is a clock that never goes back, ns; event times are its own. Call `step` often: nothing happens in between.

    It begins with orders that a log had open, or with none: they are queried, and both sides compared, before `ready`.
    """

    def __init__(
        self,
        venue: Venue,
        orders: OrderStore,
        ledger: Ledger,
        log: OrderLog,
        now: Callable[[], int],
        patience: Patience = Patience(),
        *,
        instruments: Collection[str],
        booked: Collection[tuple[str, str]] = (),
        created: Collection[str] = (),
        priced: Callable[[str, Decimal], None],
        adopted: Callable[[Decimal], None],
        adopt: bool = False,
    ) -> None:
        """`booked`: trades that the ledger has, each with its order. `created`: orders whose create is on record.

        `priced` hears the price of each trade before it is booked. `adopted`, `adopt`: see `StartUp`.
        """
        self._venue, self._orders, self._log, self._now, self._patience = venue, orders, log, now, patience
        self._flights = Flights()
        self._booked, self._created, self._priced = set(booked), frozenset(created), priced
        self._valid_until: dict[str, int] = {}  # of the newest create that was sent from here, by the venue's clock
        self._review = 0  # when to look at the account again
        self._ahead, self._heard = 0, now()  # how far the venue's clock is ahead of ours, and when that was seen
        self._on: dict[MessageType, Callable[[Message], None]] = {
            _M.ACCEPTED: self._accepted,
            _M.REJECTED: self._rejected,
            _M.DUPLICATE: self._ask_about,
            _M.EXECUTED: self._executed,
            _M.CANCELED: self._canceled,
            _M.CANCEL_REJECTED: self._ask_about,
            _M.STATE: self._state,
            _M.ACCOUNT: self._account,
            _M.LIMITED: lambda message: self._later(self._flights.get(message.client_order_id)),
            _M.CONNECTED: lambda _: self.reconcile(),
            _M.DISCONNECTED: lambda _: None,
        }
        #: Orders that work at the venue and are not open here: told, never cancelled unasked.
        self.untracked: set[str] = set()
        self._comparison = Comparison(orders, ledger)
        self._vigil = Vigil(self._comparison, log, now, patience)
        self._start = StartUp(
            orders,
            ledger,
            log,
            now,
            patience,
            self._comparison,
            instruments=instruments,
            ask=self._ask_account,
            cancel=self._withdraw,
            priced=priced,
            adopted=adopted,
            adopt=adopt,
        )
        for order in orders.open():
            self._query(order)

    # -- what is asked of it -----------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Both sides have been compared: orders can be sent."""
        return self._start.done

    @property
    def mismatch(self) -> str:
        """What the venue and the platform have disagreed about for too long, both sides; empty if nothing."""
        return self._vigil.found

    @property
    def agreed(self) -> int:
        """When both sides were last seen to agree, ns; before it is `ready`, when it began."""
        return self._vigil.agreed

    def submit(self, order: Order) -> None:
        """`order` is SUBMITTED. It is in flight until the venue has said what became of it. Raises if not `ready`."""
        if not self.ready:
            raise ReconciliationError("nothing is sent before the venue has been compared with", "step until it is ready")
        self._ask(self._flights.open(order.client_order_id, self._now()), _R.CREATE)

    def cancel(self, order: Order) -> None:
        """`order` is PENDING_CANCEL."""
        flight = self._flights.open(order.client_order_id, self._now())
        flight.cancel_wanted = True
        self._ask(flight, _R.CANCEL)

    def reconcile(self) -> None:
        """Ask about every open order, and for orders that we do not know."""
        for order in self._orders.open():
            self._query(order)
        self._look()

    def step(self) -> None:
        """Hear what has arrived, ask again about what is overdue, now and then for the account.

        Raises ReconciliationError where the sides disagree: before it is `ready`, or at a fill that no order has room for.
        """
        for message in self._venue.poll():
            self._heard = self._now()
            self._ahead = message.venue_ts - self._heard  # less, by the time it has travelled
            self._start.hear(message.venue_ts)
            self._on[message.type](message)
        for flight in self._flights.overdue(self._now()):
            if not flight.answered:
                flight.silent += 1
                self._log.timed_out(flight)
            flight.attempts += 1
            self._ask(flight, _R.QUERY)
        for flight in self._flights.stuck(self._now(), self._patience):
            if not flight.pointed_out:
                flight.pointed_out = True
                self._log.stuck(flight)
        if not self.ready:
            self._start.step()
        elif self._review <= self._now():
            self._review = self._now() + self._patience.review
            self._look()
        self._log.commit()

    @property
    def in_flight(self) -> int:
        return len(self._flights)

    def stuck(self) -> list[str]:
        """Orders about which nothing has been learnt for long."""
        return [flight.client_order_id for flight in self._flights.stuck(self._now(), self._patience)]

    # -- asking ------------------------------------------------------------------------------------------------------

    def _ask(self, flight: Flight, what: RequestType) -> None:
        flight.asked, flight.answered = what, False
        self._comparison.asked_about(flight.client_order_id)
        flight.due = self._now() + self._patience.answer(what) + self._patience.wait(flight.attempts)
        self._log.requested(flight)
        intent = self._orders.get(flight.client_order_id).intent if what is _R.CREATE else None
        until = self._until(what)
        if intent is not None:
            self._valid_until[flight.client_order_id] = until
        self._send(Request(what, flight.client_order_id, until, intent))

    def _send(self, request: Request) -> None:
        """On record before it leaves."""
        self._log.before(request.type)
        self._venue.send(request)

    def _look(self) -> None:
        self._ask_account(f"look-{self._now()}")

    def _ask_account(self, word: str) -> None:
        """`word` ends with the time by our clock."""
        self._comparison.note(word)
        self._send(Request(_R.ACCOUNT, word, self._until(_R.ACCOUNT)))

    def _withdraw(self, client_order_id: str) -> None:
        """Cancel an order that is not ours."""
        self._log.requested(Flight(client_order_id, self._now(), asked=_R.CANCEL))
        self._send(Request(_R.CANCEL, client_order_id, self._until(_R.CANCEL)))

    def _query(self, order: Order) -> None:
        flight = self._flights.get(order.client_order_id)
        if flight is None:
            flight = self._flights.open(order.client_order_id, self._now())
            flight.cancel_wanted = order.status is OrderStatus.PENDING_CANCEL
        self._ask(flight, _R.QUERY)

    def _until(self, what: RequestType) -> int:
        """A create travels for a short time, or it could not be known to be gone; what sends no order may come late."""
        if what is _R.CREATE:
            lately = min(self._now(), self._heard + 2 * self._patience.review)  # where ours has jumped, or the venue is silent
            return lately + self._ahead + self._patience.validity
        return self._now() + self._patience.late

    # -- hearing -----------------------------------------------------------------------------------------------------

    def _accepted(self, message: Message) -> None:
        order = self._known(message)
        if order is None:
            return
        if not acknowledged(order):
            self._apply(order, _E.ACCEPTED)
        flight = self._flights.get(order.client_order_id)
        if flight is not None and not flight.cancel_wanted:
            self._land(order)

    def _rejected(self, message: Message) -> None:
        order = self._known(message)
        if order is not None and not order.filled_quantity:
            self._close(order, _E.REJECTED, message.reason)

    def _executed(self, message: Message) -> None:
        self._book(message.client_order_id, message.executions)

    def _canceled(self, message: Message) -> None:
        order = self._known(message)
        if order is None:
            return
        if order.filled_quantity < message.filled:
            self._query(order)  # its last fills are still on their way
        else:
            self._close(order, _E.CANCELED)

    def _ask_about(self, message: Message) -> None:
        order = self._known(message)
        if order is not None:
            self._query(order)

    def _later(self, flight: Flight | None) -> None:
        """The venue has answered and settled nothing: ask again after a while."""
        if flight is not None:
            flight.answered = True
            flight.attempts += 1
            flight.due = self._now() + self._patience.wait(flight.attempts)

    def _account(self, message: Message) -> None:
        """Whatever was not heard shows here: a fill, an end."""
        working = {one.client_order_id: one.filled for one in message.working}
        for order in self._orders.open():
            id_ = order.client_order_id
            if self._flights.get(id_) is None and working.get(id_) != order.filled_quantity:
                self._query(order)
        asked = int(message.client_order_id.rpartition("-")[2])
        self.untracked = {id_ for id_ in working if not self._open_since(id_, asked)}
        if not self.ready:
            self._start.account(message)
        elif not self._vigil.account(message):
            self._review = min(self._review, self._now() + self._patience.query)

    def _open_since(self, client_order_id: str, ts: int) -> bool:
        """Whether the order is ours, and was open at that time by our clock or later."""
        if client_order_id not in self._orders:
            return False
        order = self._orders.get(client_order_id)
        return order.is_open or order.ts_last >= ts

    def _state(self, message: Message) -> None:
        self._book(message.client_order_id, message.executions)
        order = self._known(message)
        if order is None:
            self._flights.land(message.client_order_id)
            return
        if message.state is VenueState.UNKNOWN:
            self._unknown(order, message)
            return
        self._comparison.known(order.client_order_id)
        if order.filled_quantity < message.filled:  # its last trades are not listed yet
            self._later(self._flights.open(order.client_order_id, self._now()))
        elif message.state is VenueState.CANCELED:
            self._close(order, _E.CANCELED)
        elif message.state is VenueState.REJECTED:
            self._close(order, _E.REJECTED, message.reason)
        elif message.state is VenueState.WORKING:
            self._working(order)

    def _working(self, order: Order) -> None:
        if not acknowledged(order):
            order = self._apply(order, _E.ACCEPTED)
        flight = self._flights.get(order.client_order_id)
        if flight is not None and flight.cancel_wanted:
            self._ask(flight, _R.CANCEL)
        else:
            self._land(order)

    def _unknown(self, order: Order, message: Message) -> None:
        """The venue has no such order. It may still arrive, until the venue's own clock has passed its validity."""
        id_ = order.client_order_id
        flight = self._flights.get(id_)
        if flight is not None:
            flight.answered = True
        if acknowledged(order):
            if self._now() - order.ts_last >= self._patience.validity:  # else it may have been asked before the order arrived
                self._comparison.lost.add(id_)
            return
        until = self._valid_until.get(id_)
        travels = message.venue_ts <= until + self._patience.steps if until else self._start.may_travel(message.venue_ts)
        if flight is None or travels:
            return  # asked again when overdue
        if flight.cancel_wanted or (until is None and id_ not in self._created):
            self._close(order, _E.CANCELED, "it never reached the venue")
        elif self.ready:
            self._ask(flight, _R.CREATE)
        else:
            self._comparison.absent.add(id_)

    def _known(self, message: Message) -> Order | None:
        """The order, if something can still happen to it."""
        if message.client_order_id not in self._orders:
            return None
        order = self._orders.get(message.client_order_id)
        return order if order.is_open else None

    # -- applying ----------------------------------------------------------------------------------------------------

    def _book(self, client_order_id: str, executions: tuple[Execution, ...]) -> None:
        for execution in executions:
            trade = client_order_id, execution.trade_id
            if trade in self._booked or client_order_id not in self._orders:
                continue
            order = self._orders.get(client_order_id)
            if not order.is_open or execution.quantity > order.remaining:
                error = _too_much(order, execution)
                self._log.mismatch(self._now(), error.message)
                raise error
            self._booked.add(trade)
            self._priced(order.intent.instrument, execution.price)
            fill = Fill(
                client_order_id,
                order.intent.instrument,
                self._now(),
                order.intent.side,
                execution.quantity,
                execution.price,
                execution.fee,
                execution.trade_id,
            )
            if execution.quantity >= order.remaining:
                self._close(order, _E.FILLED, fill=fill)
            else:
                self._apply(order, _E.PARTIALLY_FILLED, fill=fill)

    def _close(self, order: Order, type_: OrderEventType, reason: str = "", fill: Fill | None = None) -> None:
        self._land(self._apply(order, type_, reason, fill))

    def _land(self, order: Order) -> None:
        """The venue has said what there is to say."""
        flight = self._flights.land(order.client_order_id)
        if flight is not None and flight.silent:
            self._log.recovered(flight, order)

    def _apply(self, order: Order, type_: OrderEventType, reason: str = "", fill: Fill | None = None) -> Order:
        return self._orders.apply(OrderEvent(order.client_order_id, type_, self._now(), reason, fill=fill))


def _too_much(order: Order, execution: Execution) -> ReconciliationError:
    room = text(order.remaining) if order.is_open else f"nothing, as it is {order.status}"
    trade = f"venue: trade {execution.trade_id} fills {text(execution.quantity)} of {order.client_order_id}"
    return ReconciliationError(f"{trade}; log: open of it is {room}", "start again, and adopt what the venue has")
