"""Orders that end by the rules and not by a fill: taken away from the engine before it looks."""

from collections.abc import Sequence

from tradeport.application.emulation.forecast import Foreseen
from tradeport.application.emulation.foresight import Foreseeing, Foresight
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport


class Withdrawing(Foreseeing):
    """Cancels at the engine what `takes` says, and reports the end that the rules foresee instead."""

    needs = frozenset({Capability.CANCEL})

    def __init__(self, outer: EngineListener, foresight: Foresight) -> None:
        super().__init__(outer, foresight)
        self._ends: dict[str, OrderReport] = {}
        foresight.concerns.append(self.concerns)

    def concerns(self, order: Order) -> bool:
        """Whether what will become of this order must be known."""
        raise NotImplementedError

    def takes(self, order: Order, end: Foreseen) -> bool:
        """Whether this end of the order is this emulator's to bring about before the event is matched."""
        raise NotImplementedError

    def before(self, event: Tradable) -> None:
        for order, foreseen in self.foresight.ahead():
            if self.takes(order, foreseen[-1]):
                self.withdraw(order, foreseen, event.ts)

    def withdraw(self, order: Order, foreseen: Sequence[Foreseen], ts: int) -> None:
        """The engine will not tell what would have happened to it before its end, such as a trigger: it is told here."""
        *before, end = foreseen
        for one in before:
            self.outer.report(one.report(ts))
        self.end(order, end.report(ts))

    def end(self, order: Order, end: OrderReport) -> None:
        """Cancel it at the engine and report `end`."""
        self._ends[order.client_order_id] = end
        self.inner.cancel(self.down(order))

    def told(self, report: OrderReport) -> OrderReport:
        """What the platform is told of it."""
        return self._ends.pop(report.client_order_id, report) if self._ends else report

    def report(self, report: OrderReport) -> None:
        self.outer.report(self.told(report))
