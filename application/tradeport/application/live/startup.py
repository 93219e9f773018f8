"""Before anything new is sent: what the log says of orders, positions and cash, against what the venue says of them."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from tradeport.application.errors import ReconciliationError
from tradeport.application.ledger import Ledger
from tradeport.application.live.comparison import Comparison, Mismatch
from tradeport.application.live.flights import Patience
from tradeport.application.live.order_log import OrderLog
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.orders import OrderEvent, OrderEventType
from tradeport.domain.model.time import SECOND, isoformat
from tradeport.ports.venue import Holding, Message

_HINT = "look at the venue; adopt cancels there what no log knows and takes the venue's positions and cash, each step on record"


class StartUp:
    """Asks for the account until every open order is settled and nothing sent earlier can still arrive; then compares once."""

    def __init__(
        self,
        orders: OrderStore,
        ledger: Ledger,
        log: OrderLog,
        now: Callable[[], int],
        patience: Patience,
        comparison: Comparison,
        *,
        instruments: Collection[str],
        ask: Callable[[str], None],
        cancel: Callable[[str], None],
        priced: Callable[[str, Decimal], None],
        adopted: Callable[[Decimal], None],
        adopt: bool,
    ) -> None:
        """`ask` sends a request for the account under that word; `cancel` one to cancel that order.

        `priced` hears what an adopted position is booked at, `adopted` by how much the cash is more than it was.
        """
        self._instruments = instruments
        self._orders, self._ledger, self._log, self._now, self._patience = orders, ledger, log, now, patience
        self._ask, self._cancel, self._priced, self._adopted, self._adopt = ask, cancel, priced, adopted, adopt
        self._comparison = comparison
        self._began = self._due = now()
        self._canceling: set[str] = set()
        self._quiet: int | None = None
        self.done = False

    def hear(self, venue_ts: int) -> None:
        """The first word from the venue: what an earlier process sent cannot arrive once its clock has gone so far."""
        if self._quiet is None:
            self._quiet = venue_ts + self._patience.validity + self._patience.steps

    def may_travel(self, venue_ts: int) -> bool:
        """Whether something sent before the start could still arrive at that time of the venue's."""
        return self._quiet is None or venue_ts <= self._quiet

    def step(self) -> None:
        """Raises ReconciliationError if it takes too long."""
        now = self._now()
        if now - self._began > self._patience.start:
            raise self._unsettled()
        if now >= self._due:
            self._due = now + self._patience.query
            self._ask(f"start-{now}")

    def account(self, message: Message) -> None:
        """Raises ReconciliationError where the sides disagree and nobody asked to adopt, or where it cannot be adopted."""
        if self.may_travel(message.venue_ts) or (found := self._comparison.of(message)) is None:
            return
        if found and not self._adopt:
            self._log.mismatch(self._now(), found.told())
            raise ReconciliationError(f"the platform and the venue disagree at {isoformat(self._now())}: {found.told()}", _HINT)
        self._canceling.update(found.untracked)
        for one in found.untracked:
            self._cancel(one)
        prices = self._prices(found, message.holdings)
        if not found.untracked and prices.keys() >= found.positions.keys():
            self._take_over(found, prices)
            self._take_cash(message.cash)
            self._log.reconciled(self._orders.open_count, self._ledger.holdings(), self._ledger.cash())
            self.done = True

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
            self._priced(name, prices[name])
            self._ledger.apply(self._log.adopted_position(name, ours, theirs, prices[name]))

    def _take_cash(self, cash: Decimal) -> None:
        """After the positions: they were booked at a price that nobody paid."""
        ours, theirs = self._ledger.cash(), self._ledger.currency.quantize(cash)
        if ours != theirs and self._adopt:
            self._log.adopted_cash(self._ledger.currency.code, ours, theirs)
            self._adopted(self._ledger.adopt(theirs))

    def _unsettled(self) -> ReconciliationError:
        open_ = ", ".join(f"{o.client_order_id} {o.status.value}" for o in self._orders.open()) or "none"
        seconds = self._patience.start // SECOND
        what = f"the venue could not be compared with in {seconds} s; open in the log: {open_}"
        still = f"; still working there: {', '.join(sorted(self._canceling))}" if self._canceling else ""
        return ReconciliationError(what + still, "see whether the venue answers, and start again: nothing new was sent")
