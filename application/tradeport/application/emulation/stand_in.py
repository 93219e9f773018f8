"""Orders that stand at the engine for the platform's own, under ids of their own."""

import attrs
import msgspec

from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderStatus, TradeIntent
from tradeport.ports.engine import OrderReport


class StandIns:
    """`ID.1`, `ID.2`, ... or, with the mark `r`, `ID.r1`, `ID.r2`, ..."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._known: dict[str, str] = {}  # the platform's id -> the engine's
        self._numbers: dict[str, int] = {}
        self._originals: dict[str, str] = {}

    def of(self, order: Order) -> Order:
        """The order as the engine knows it."""
        known = self._known.get(order.client_order_id)
        return attrs.evolve(order, client_order_id=known, intent=order.terms) if known else order

    def up(self, report: OrderReport) -> OrderReport:
        """The report in the platform's ids."""
        if not self._originals:
            return report
        named, cause = (self._originals.get(i, i) for i in (report.client_order_id, report.cause))
        if named == report.client_order_id and cause == report.cause:
            return report
        return msgspec.structs.replace(report, client_order_id=named, cause=cause)

    def new(self, order: Order, intent: TradeIntent, ts_init: int) -> Order:
        """The next one for `order`, on these terms."""
        number = self._numbers.get(order.client_order_id, 0) + 1
        self._numbers[order.client_order_id] = number
        made = attrs.evolve(
            order,
            client_order_id=f"{order.client_order_id}.{self._mark}{number}",
            intent=intent,
            ts_init=ts_init,
            status=OrderStatus.SUBMITTED,
            resume=None,
            filled_quantity=ZERO,
            average_price=ZERO,
            triggered=False,
            past=None,
        )
        self._known[order.client_order_id] = made.client_order_id
        self._originals[made.client_order_id] = order.client_order_id
        return made
