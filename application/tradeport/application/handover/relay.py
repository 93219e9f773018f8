"""Several engines' sessions, one after the other, as one."""

from collections import deque
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, cast

import attrs

from tradeport.application.dispatch import TickDispatcher
from tradeport.application.handover.legs import Leg
from tradeport.application.handover.lives import Lives
from tradeport.application.handover.positions import transfer
from tradeport.application.handover.remainder import remainder
from tradeport.application.handover.takeover import Takeover
from tradeport.application.ledger import Ledger
from tradeport.application.order_store import OrderStore
from tradeport.application.reconcile import Reconciler
from tradeport.application.run_spec import RunSpec
from tradeport.application.sessions import opened
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order
from tradeport.ports.engine import EngineAccount, EngineListener, EngineSession, FundingSession, OrderReport, SessionSpec


class Relay:
    """Implements EngineSession. Between two legs nothing of the run is engaged: no event, no callback, no record.

    A leg ends after the last instant that is its own. The strategy goes on as another instance, in the state that it saved.
    """

    def __init__(
        self,
        spec: RunSpec,
        legs: Sequence[Leg],
        dispatcher: TickDispatcher,
        *,
        ledger: Ledger,
        orders: OrderStore,
        reconciler: Reconciler,
        recast: Callable[[], None],
    ) -> None:
        """`recast` puts another instance in the strategy's place."""
        self._spec, self._dispatcher, self._recast = spec, dispatcher, recast
        self._ledger, self._orders, self._reconciler = ledger, orders, reconciler
        self._lives = Lives(spec.dataset, orders)
        self._later = deque(legs[1:])
        self._stopped = False
        #: Of each leg that has begun but the first: the instant after which it did, positions and orders that it took over.
        self.changes: list[dict[str, Any]] = []
        self._session: EngineSession | None = self._opened(legs[0], spec.session(), None)

    @property
    def session(self) -> EngineSession:
        """Of the leg under way."""
        assert self._session is not None, "between two legs"
        return self._session

    def submit(self, order: Order) -> None:
        self.session.submit(order)

    def cancel(self, order: Order) -> None:
        self.session.cancel(order)

    def modify(self, order: Order, change: Modification) -> None:
        self.session.modify(order, change)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        return cast(FundingSession, self.session).fund(funding, mark)

    def account(self) -> EngineAccount:
        return self.session.account()

    def stop(self) -> None:
        """For good: no other engine goes on."""
        self._stopped = True
        self.session.stop()

    def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def run(self) -> int:
        delivered = self.session.run()
        while self._later and not self._stopped and self._dispatcher.events == self._later[0].before:
            delivered += self._change(self._later.popleft())
        return delivered

    # -- the hand-over -----------------------------------------------------------------------------------------------

    def _change(self, leg: Leg) -> int:
        """Returns what `Remainder` leaves of what the engine delivered."""
        spec, ledger, now = self._spec, self._ledger, self._dispatcher.now
        self._check()
        self._recast()
        self.close()
        left = remainder(spec.dataset, leg.at)
        prefix = f"{spec.run_id}-handover-{len(self.changes) + 1}-"
        moved = transfer(ledger.holdings(), left.dataset, spec.fees, ledger.currency, prefix)
        orders = [self._lives.handed(order) for order in self._orders.open()]
        takeover = Takeover(moved.orders, orders, left.seen, self._check, self._dispatcher.note)
        cash = CONTEXT.add(ledger.cash(), moved.cost)
        self._session = self._opened(leg, attrs.evolve(spec.session(), dataset=left.dataset, cash=cash), takeover)
        self._reconciler.succeed(leg.engine.name, leg.engine.money_grain, self._dispatcher.booked, len(moved.orders))
        takeover.begin(self._session)
        self.changes.append({"ts": now, "positions": len(moved.orders), "orders": len(orders)})
        return self._session.run() - left.seen

    def _check(self) -> None:
        self._reconciler.check(self, self._dispatcher.now, self._dispatcher.booked)

    def _opened(self, leg: Leg, session: SessionSpec, takeover: Takeover | None) -> EngineSession:
        gate = _Gate(self._dispatcher, takeover, self._lives, self._over)
        return opened(leg.engine, leg.plan, session, gate)

    def _over(self) -> None:
        """An instant is done with: the leg may be."""
        if self._later and self._dispatcher.events == self._later[0].before:
            self.session.stop()


class _Gate:
    """Implements EngineListener: the takeover hears a session first, then the run."""

    def __init__(self, run: EngineListener, takeover: Takeover | None, lives: Lives, done: Callable[[], None]) -> None:
        self._run, self._takeover, self._lives, self._done = run, takeover, lives, done

    def before_match(self, event: Tradable) -> None:
        if self._takeover is None:
            self._run.before_match(event)

    def report(self, report: OrderReport) -> None:
        (self._takeover or self._run).report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        if self._takeover is None:
            self._lives.examine(events)
            self._run.on_market_data(ts, events)
            self._done()
        elif self._takeover.is_over(events):
            self._takeover = None
