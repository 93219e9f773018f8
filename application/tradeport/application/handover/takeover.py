"""The first thing that a session does which goes on where another has ended: it takes over positions and orders."""

from collections.abc import Callable, Sequence

from tradeport.application.errors import EngineError
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.engine import EngineSession, OrderReport

_E = OrderEventType


class Takeover:
    """`positions` fill on the `seen` events that come before the run goes on; then `orders` are sent, as they stand.

    What the session reports of it is not for the strategy: the run has had these fills and acknowledgements.
    """

    def __init__(
        self,
        positions: Sequence[Order],
        orders: Sequence[Order],
        seen: int,
        filled: Callable[[], None],
        noted: Callable[[OrderReport], None],
    ) -> None:
        """`filled` is called when the positions are there, before any order is; `noted` with every report."""
        self._orders, self._left, self._filled, self._noted = orders, seen, filled, noted
        self._awaited = {order.client_order_id: _E.FILLED for order in positions}
        self._positions = positions

    def begin(self, session: EngineSession) -> None:
        """Before the session runs."""
        self._session = session
        for order in self._positions:
            session.submit(order)

    def report(self, report: OrderReport) -> None:
        """Raises EngineError for anything but an acknowledgement, or the fill of a position."""
        self._noted(report)
        awaited = self._awaited.get(report.client_order_id)
        if report.type is awaited:
            del self._awaited[report.client_order_id]
        elif awaited is None or report.type is not _E.ACCEPTED:
            raise EngineError(f"taking over {report.client_order_id}, the engine reports {report.type} {report.reason}".strip())

    def is_over(self, events: Sequence[Tradable]) -> bool:
        """The session has matched these. The orders are sent after the last of them."""
        self._left -= len(events)
        if self._left:
            return False
        self._settled()
        self._filled()
        self._awaited = {order.client_order_id: _E.ACCEPTED for order in self._orders}
        for order in self._orders:
            self._session.submit(order)
        self._settled()
        return True

    def _settled(self) -> None:
        if self._awaited:
            raise EngineError(f"the engine did not take over {', '.join(self._awaited)}")
