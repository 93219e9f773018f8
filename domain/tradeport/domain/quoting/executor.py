"""Makes the book hold what a signal says, with as few commands as that takes."""

from decimal import Decimal

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Order, OrderSide, OrderType, TradeIntent
from tradeport.domain.quoting.matching import Wanted, churn
from tradeport.domain.quoting.quotes import QuoteSignal
from tradeport.domain.quoting.rate_limit import RateLimit
from tradeport.ports.clock import ClockPort
from tradeport.ports.execution import ExecutionPort

#: Mark the orders that are the executor's own: quotes, and what it takes.
TAG, TAKEN = "quote", "reduce"
#: Decimals beyond the size grid's at which a float is told from the size that it stands for.
_NOISE = 4


class OrderExecutor:
    """One instrument. Quotes that have moved by less than `requote_bps` are left alone, and keep their place in the queue."""

    def __init__(
        self,
        instrument: Instrument,
        execution: ExecutionPort,
        clock: ClockPort,
        *,
        requote_bps: Decimal = Decimal("0.5"),
        rate_limit: RateLimit | None = None,
    ) -> None:
        self._instrument, self._execution, self._clock = instrument, execution, clock
        self._requote_bps, self._rate_limit = requote_bps, rate_limit

    def reconcile(self, signal: QuoteSignal) -> int:
        """Cancel, move and send, in this order; the number of commands. What the rate limit holds back waits."""
        taker = signal.urgency >= 1
        wanted = {side: [] if taker else self._wanted(signal, side) for side in OrderSide}
        live = {side: [o for o in self.quotes() if o.intent.side is side] for side in OrderSide}
        changes = {side: churn(live[side], wanted[side], self._requote_bps) for side in OrderSide}
        sent = 0
        for change in changes.values():
            for order in change.cancelled:
                sent += self._cancel(order)
        for change in changes.values():
            for order, target in change.moved:
                sent += self._move(order, target)
        for side, change in changes.items():
            for target in change.added:
                sent += self._submit(side, target.quantity, target.price)
        if taker:
            for level in signal.levels:
                sent += self._submit(level.side, self._size(level.size) - self._under_way(level.side))
        return sent

    def quotes(self) -> tuple[Order, ...]:
        """The working quotes."""
        return tuple(o for o in self._execution.open_orders(self._instrument.id) if o.intent.tag == TAG)

    def withdraw(self) -> int:
        """Cancel every quote; the number of commands."""
        return sum(self._cancel(order) for order in self.quotes())

    def _wanted(self, signal: QuoteSignal, side: OrderSide) -> list[Wanted]:
        made = []
        for level in signal.of(side):
            price, quantity = self._away(level.price(signal.reference), side), self._size(level.size)
            if quantity and price > 0:
                made.append(Wanted(price, quantity))
        return made

    def _size(self, size: float) -> Decimal:
        """On the grid, never more than was asked for; 0.1 that a subtraction left as 0.09999999999999964 is 0.1."""
        return self._instrument.quantity(round(Decimal(repr(size)), self._instrument.size_precision + _NOISE))

    def _under_way(self, side: OrderSide) -> Decimal:
        """Taken already, and not filled yet: it is not taken twice."""
        working = self._execution.open_orders(self._instrument.id)
        return sum((o.remaining for o in working if o.intent.tag == TAKEN and o.intent.side is side), Decimal(0))

    def _away(self, price: float, side: OrderSide) -> Decimal:
        """On the grid, rounded away from the market: rounding never makes a quote more aggressive."""
        nearest = self._instrument.price(price)
        if (nearest - Decimal(repr(price))) * side.sign > 0:
            nearest -= self._instrument.price_increment * side.sign
        return nearest

    def _allowed(self, *, cancel: bool = False) -> bool:
        return self._rate_limit is None or self._rate_limit.take(self._clock.now(), cancel=cancel)

    def _cancel(self, order: Order) -> int:
        if not self._allowed(cancel=True):
            return 0
        self._execution.cancel(order.client_order_id)
        return 1

    def _move(self, order: Order, target: Wanted) -> int:
        if not self._allowed():
            return self._cancel(order)  # what cannot be moved must not stay: a cancel has its reserve
        self._execution.modify(
            order.client_order_id,
            quantity=order.filled_quantity + target.quantity,
            limit_price=target.price,
        )
        return 1

    def _submit(self, side: OrderSide, quantity: Decimal, price: Decimal | None = None) -> int:
        if quantity <= 0 or not self._allowed():
            return 0
        kind = OrderType.MARKET if price is None else OrderType.LIMIT
        self._execution.submit(TradeIntent(self._instrument.id, side, quantity, kind, price, tag=TAG if price else TAKEN))
        return 1
