"""Before anything new is sent: what the log says of orders and positions, against what the venue says of them."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from itertools import chain

import attrs

from tradeport.application.errors import ReconciliationError
from tradeport.application.ledger import Ledger
from tradeport.application.live.flights import Patience
from tradeport.application.live.order_log import OrderLog
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.money import CONTEXT, ZERO, text
from tradeport.domain.model.orders import Order, OrderEvent, OrderEventType, OrderStatus
from tradeport.domain.model.time import SECOND, isoformat
from tradeport.ports.venue import Holding, Message

_HINT = "look at the venue; adopt cancels there what no log knows and takes the venue's positions, each step on record"


def acknowledged(order: Order) -> bool:
    """The venue has said that it has the order."""
    return OrderStatus.SUBMITTED not in (order.status, order.resume)


@attrs.frozen
class Mismatch:
    """What querying each order does not explain. `positions`: ours and the venue's; `untracked`: at work there and not open
    here; `lost`: accepted once, and now the venue does not know them.
    """

    positions: Mapping[str, tuple[Decimal, Decimal]]
    untracked: Collection[str]
    lost: Collection[str]

    def __bool__(self) -> bool:
        return bool(self.positions or self.untracked or self.lost)

    def told(self) -> str:
        """Both sides."""
        ours = [f"{name} {text(quantity)}" for name, (quantity, _) in self.positions.items()]
        theirs = [f"{name} {text(quantity)}" for name, (_, quantity) in self.positions.items()]
        ours += [f"order {one} open" for one in self.lost] + [f"order {one} not open" for one in self.untracked]
        theirs += [f"order {one} unknown" for one in self.lost] + [f"order {one} working" for one in self.untracked]
        return f"venue: {', '.join(theirs)}; log: {', '.join(ours)}"


class StartUp:
    """Asks for the account until every open order is settled and nothing sent earlier can still arrive; then compares once."""

    def __init__(
        self,
        orders: OrderStore,
        ledger: Ledger,
        log: OrderLog,
        now: Callable[[], int],
        patience: Patience,
        *,
        instruments: Collection[str],
        ask: Callable[[str], None],
        cancel: Callable[[str], None],
        adopt: bool,
    ) -> None:
        """`ask` sends a request for the account under that word; `cancel` one to cancel that order."""
        self._instruments = instruments
        self._orders, self._ledger, self._log, self._now, self._patience = orders, ledger, log, now, patience
        self._ask, self._cancel, self._adopt = ask, cancel, adopt
        self._began = self._due = now()
        self._acknowledged = {order.client_order_id for order in orders.open() if acknowledged(order)}
        self._asked: dict[str, frozenset[str]] = {}  # what was open here when it was asked, by word
        self._canceling: set[str] = set()
        self._quiet: int | None = None
        #: Open here, unknown to the venue, and nothing of it can still arrive there.
        self.absent: set[str] = set()
        self._lost: set[str] = set()
        self.done = False

    def hear(self, venue_ts: int) -> None:
        """The first word from the venue: what an earlier process sent cannot arrive once its clock has gone so far."""
        if self._quiet is None:
            self._quiet = venue_ts + self._patience.validity + self._patience.steps

    def may_travel(self, venue_ts: int) -> bool:
        """Whether something sent before the start could still arrive at that time of the venue's."""
        return self._quiet is None or venue_ts <= self._quiet

    def unknown(self, client_order_id: str) -> None:
        """The venue does not know that order of ours."""
        if client_order_id in self._acknowledged:
            self._lost.add(client_order_id)

    def known(self, client_order_id: str) -> None:
        """It does after all."""
        self._lost.discard(client_order_id)
        self.absent.discard(client_order_id)

    def step(self) -> None:
        """Raises ReconciliationError if it takes too long."""
        now = self._now()
        if now - self._began > self._patience.start:
            raise self._unsettled()
        if now >= self._due:
            self._due = now + self._patience.query
            self._asked[word := f"start-{now}"] = frozenset(order.client_order_id for order in self._orders.open())
            self._ask(word)

    def account(self, message: Message) -> None:
        """Raises ReconciliationError where the sides disagree and nobody asked to adopt, or where it cannot be adopted."""
        open_then = self._asked.get(message.client_order_id)
        if open_then is None or self.may_travel(message.venue_ts):
            return
        working = {one.client_order_id: one.filled for one in message.working}
        if any(self._orders.get(one).is_open for one in open_then - working.keys() - self.absent - self._lost):
            return  # it is being queried
        found = self._mismatch(open_then, working, message.holdings)
        if found and not self._adopt:
            raise ReconciliationError(f"the platform and the venue disagree at {isoformat(self._now())}: {found.told()}", _HINT)
        self._canceling.update(found.untracked)
        for one in found.untracked:
            self._cancel(one)
        prices = self._prices(found, message.holdings)
        if not found.untracked and prices.keys() >= found.positions.keys():
            self._take_over(found, prices)
            self._log.reconciled(self._orders.open_count, self._ledger.holdings())
            self.done = True

    def _mismatch(self, open_then: frozenset[str], working: Mapping[str, Decimal], holdings: Collection[Holding]) -> Mismatch:
        theirs = {held.instrument: held.quantity for held in holdings}
        ours = dict(self._ledger.holdings())
        for one in open_then & working.keys():  # as of the venue's moment: what it had filled by then
            order = self._orders.get(one)
            later = CONTEXT.subtract(order.filled_quantity, working[one])
            held = ours.get(order.intent.instrument, ZERO)
            ours[order.intent.instrument] = CONTEXT.subtract(held, later * order.intent.side.sign)
        names = dict.fromkeys(chain(ours, theirs))
        sides = {name: (ours.get(name, ZERO), theirs.get(name, ZERO)) for name in names}
        differing = {name: pair for name, pair in sides.items() if pair[0] != pair[1]}
        lost = [one for one in sorted(self._lost - working.keys()) if self._orders.get(one).is_open]
        return Mismatch(differing, sorted(working.keys() - open_then), lost)

    def _prices(self, found: Mismatch, holdings: Collection[Holding]) -> dict[str, Decimal]:
        """What an adjustment is booked at: the venue's price; where it holds nothing, what ours had cost."""
        if strange := found.positions.keys() - set(self._instruments):
            raise ReconciliationError(f"{', '.join(sorted(strange))}: not traded here, {found.told()}", "close it at the venue")
        average = {name: self._ledger.position(name).average_price for name in found.positions}
        return {name: price for name, price in average.items() if price} | {h.instrument: h.price for h in holdings}

    def _take_over(self, found: Mismatch, prices: Mapping[str, Decimal]) -> None:
        for one in sorted(self._canceling):
            self._log.adopted_order(one, "working at the venue", "not working")
        for one in found.lost:
            status = self._orders.get(one).status.value
            reason = "adopted: the venue does not know it"
            self._orders.apply(OrderEvent(one, OrderEventType.CANCELED, self._now(), reason))
            self._log.adopted_order(one, status, "canceled")
        for name, (ours, theirs) in found.positions.items():
            before = self._ledger.position(name).quantity
            after = CONTEXT.add(before, CONTEXT.subtract(theirs, ours))
            self._ledger.apply(self._log.adopted_position(name, before, after, prices[name]))

    def _unsettled(self) -> ReconciliationError:
        open_ = ", ".join(f"{o.client_order_id} {o.status.value}" for o in self._orders.open()) or "none"
        seconds = self._patience.start // SECOND
        what = f"the venue could not be compared with in {seconds} s; open in the log: {open_}"
        still = f"; still working there: {', '.join(sorted(self._canceling))}" if self._canceling else ""
        return ReconciliationError(what + still, "see whether the venue answers, and start again: nothing new was sent")
