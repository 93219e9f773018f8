"""What the emulators share: the working orders as the platform knows them, and what will become of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from tradeport.application.emulation.base import Emulator
from tradeport.application.emulation.forecast import ENDS, Forecast, Foreseen, Watched
from tradeport.application.errors import EngineError
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


class Foreseeing(Emulator):
    """An emulator that acts around an event, while orders of the event's instrument work; called by the foresight."""

    def __init__(self, outer: EngineListener, foresight: "Foresight") -> None:
        super().__init__(outer)
        self.foresight = foresight
        foresight.emulators.append(self)

    def before(self, event: Tradable) -> None:
        """Within `before_match`: what stands further out has acted, this one finds the orders that are left."""

    def after(self, ts: int, events: Sequence[Tradable]) -> None:
        """When an instant has been matched, before the platform is told: what stands further in has acted."""


class Foresight(Emulator):
    """Looks ahead only where an order of the instrument is some emulator's concern. Holds the engine to what it foresaw."""

    def __init__(self, outer: EngineListener, dataset: Dataset) -> None:
        super().__init__(outer)
        self.instruments = {i.id: i for i in dataset.instruments}
        #: When the event under way began.
        self.began = 0
        #: Says of an order whether an emulator must know what will become of it.
        self.concerns: list[Callable[[Order], bool]] = []
        #: Outermost first.
        self.emulators: list[Foreseeing] = []
        self._openings = Openings(dataset)
        self._books: dict[str, dict[str, Watched]] = {i: {} for i in self.instruments}
        self._concerning: dict[str, set[str]] = {i: set() for i in self.instruments}
        self._held = dict.fromkeys(self.instruments, ZERO)
        self._watched: dict[str, Watched] = {}
        self._modifying = ""
        #: Of this instant: what was foreseen of each order, the fills still due, the instruments looked at.
        self._foreseen: dict[str, list[Foreseen]] = {}
        self._due: dict[str, Foreseen] = {}
        self._looked: set[str] = set()

    # -- what an emulator asks ---------------------------------------------------------------------------------------

    def held(self, instrument: str) -> Decimal:
        """The signed position."""
        return self._held[instrument]

    def order(self, client_order_id: str) -> Order | None:
        """The order while it works."""
        watched = self._watched.get(client_order_id)
        return watched.order if watched else None

    def ends(self, client_order_id: str) -> bool:
        """Whether this instant will be its last."""
        foreseen = self._foreseen.get(client_order_id)
        return foreseen is not None and foreseen[-1].type in ENDS

    def ahead(self) -> Iterable[tuple[Order, Sequence[Foreseen]]]:
        """What this instant holds for the orders that still work; begin with an event, it grows with the next."""
        return self._ahead() if self._foreseen else ()

    def _ahead(self) -> Iterator[tuple[Order, Sequence[Foreseen]]]:
        for client_order_id, foreseen in list(self._foreseen.items()):
            if watched := self._watched.get(client_order_id):
                yield watched.order, foreseen

    # -- the platform's side -----------------------------------------------------------------------------------------

    def submit(self, order: Order) -> None:
        watched = Watched.of(order)
        self._watched[order.client_order_id] = self._books[order.intent.instrument][order.client_order_id] = watched
        if any(concern(order) for concern in self.concerns):
            self._concerning[order.intent.instrument].add(order.client_order_id)
        self.inner.submit(order)

    def modify(self, order: Order, change: Modification) -> None:
        self._modifying = order.client_order_id
        try:
            self.inner.modify(order, change)
        finally:
            self._modifying = ""

    # -- the engine's side -------------------------------------------------------------------------------------------

    def before_match(self, event: Tradable) -> None:
        self.outer.before_match(event)
        name = event.instrument
        began = self.began = self._openings.of(event)
        book = self._books[name]
        if not book:
            return
        if self._concerning[name]:
            self._look(event, began)
        for watched in book.values():
            if watched.live <= began:
                watched.fresh = False
                if watched.life is not None:
                    watched.life.examined(event)
        for emulator in self.emulators:
            emulator.before(event)

    def _look(self, event: Tradable, began: int) -> None:
        name = event.instrument
        self._looked.add(name)
        for one in Forecast(self._books[name], self._held[name], event, began, self.instruments[name]).outcomes:
            self._foreseen.setdefault(one.client_order_id, []).append(one)
            if one.type is _E.FILLED:
                self._due[one.client_order_id] = one

    def report(self, report: OrderReport) -> None:
        watched = self._watched.get(report.client_order_id)
        if watched is not None:
            if report.type is _E.FILLED:
                self._filled(watched, report)
            elif report.type in ENDS:
                self._forget(watched.order)
            elif report.type is _E.TRIGGERED:
                watched.order = attrs.evolve(watched.order, triggered=True)
            elif report.type is _E.UPDATED:
                self._updated(watched, report)
        self.outer.report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        if self._watched:
            for emulator in reversed(self.emulators):
                emulator.after(ts, events)
        if self._due:
            raise EngineError(f"the engine did not fill {', '.join(self._due)}, which the rules fill on the event of {ts}")
        if self._looked:
            self._looked.clear()
            self._foreseen.clear()
        self.outer.on_market_data(ts, events)

    # -- keeping up --------------------------------------------------------------------------------------------------

    def _filled(self, watched: Watched, report: OrderReport) -> None:
        order, name = watched.order, watched.order.intent.instrument
        if name in self._looked:
            due = self._due.pop(order.client_order_id, None)
            if due is None or (due.price, due.quantity) != (report.price, report.quantity):
                told = f"{due.quantity} at {due.price}" if due else "nothing"
                raise EngineError(
                    f"the engine filled {report.quantity} of {order.client_order_id} at {report.price}; the rules fill {told}"
                )
        self._held[name] += report.quantity * order.intent.side.sign
        if report.quantity == order.remaining:
            self._forget(order)
        else:
            watched.order = attrs.evolve(order, filled_quantity=order.filled_quantity + report.quantity)

    def _updated(self, watched: Watched, report: OrderReport) -> None:
        """Changed terms send an order to the back of its book; a reduce-only order that is cut keeps its place."""
        assert report.change is not None
        order = watched.order = attrs.evolve(watched.order, intent=report.change.apply(watched.order.terms))
        asked = report.client_order_id == self._modifying
        if asked or report.change.trigger_price is not None:
            watched.live, watched.fresh = report.ts, True
            book = self._books[order.intent.instrument]
            book[order.client_order_id] = book.pop(order.client_order_id)

    def _forget(self, order: Order) -> None:
        del self._watched[order.client_order_id]
        del self._books[order.intent.instrument][order.client_order_id]
        self._concerning[order.intent.instrument].discard(order.client_order_id)
