"""Backtrader's broker, told which orders to look at, and when. What fills and at what price is for BackBroker to say."""

from collections import deque
from typing import TYPE_CHECKING, Any

from tradeport.adapters.backtrader.library import bt
from tradeport.application.errors import EngineError

if TYPE_CHECKING:
    from tradeport.adapters.backtrader.canonical import CanonicalSession

OPEN, STOPS, LIMITS = range(3)


class CanonicalBroker(bt.brokers.BackBroker):
    """Looks at what can execute at the open first, then at stops, then at limits, and never at a stale event again."""

    params = (("session", None), ("checksubmit", False))

    cash: float
    pending: deque[Any]
    _fundshares: float

    def init(self) -> None:
        super().init()
        self._session: CanonicalSession = self.p.session
        self._fundshares = self._fundshares or 1.0  # it divides by the starting cash, which may be none

    def next(self) -> None:
        if len(self.pending) > 1:
            self.pending = deque(sorted(self.pending, key=_stage))
        super().next()

    def _try_exec(self, order: Any) -> None:
        if not order.data.fresh:
            return  # on the event it was examined on already, it would find what it found
        order.data.show(order.isbuy())
        super()._try_exec(order)
        if order.triggered and order.alive():
            self._session.triggered(order)

    def _execute(self, order: Any, ago: int | None = None, price: float | None = None, **more: Any) -> None:
        """Lends the execution the cash it needs: BackBroker would refuse it, the rules never do."""
        size, scheme = abs(order.executed.remsize), self.getcommissioninfo(order.data)
        purse, lent = self.cash, 2 * (scheme.getvaluesize(size, price) + scheme.getcommission(size, price))
        self.cash = lent
        super()._execute(order, ago=ago, price=price, **more)
        self.cash = purse + (self.cash - lent)
        if order.status != order.Completed:
            raise EngineError(f"backtrader did not fill an order whole: {order.getstatusname()}, {order.executed.remsize} left")
        self._session.filled(order, order.executed.exbits)

    def exchange(self, amount: float) -> None:
        """Funding. `add_cash` would wait for the next event, and divide by what the account is worth: that may be nothing."""
        self.cash += amount

    def notify(self, order: Any) -> None:
        """The session is told at once; nobody reads the queue, which copies each order."""


def _stage(order: Any) -> int:
    """Where the present event of its instrument can execute it: at the open, among the stops, among the limits."""
    kind, created = order.exectype, order.created
    if kind == order.Market or not order.data.fresh:
        return OPEN
    stop = None if kind == order.Limit or order.triggered else created.price
    limit = created.price if kind == order.Limit else None if kind == order.Stop else created.pricelimit
    buying = order.isbuy()
    sign, opening = (1 if buying else -1), order.data.show(buying)
    if stop is not None and (opening - stop) * sign < 0:
        return STOPS
    if limit is not None and (opening - limit) * sign > 0:
        return LIMITS
    return OPEN
