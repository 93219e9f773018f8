"""Reduce-only for engines that lack it: no such order is ever larger than the position that it reduces."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

import attrs

from tradeport.application.emulation.forecast import ENDS, Foreseen
from tradeport.application.emulation.foresight import Foresight
from tradeport.application.emulation.stand_in import StandIns
from tradeport.application.emulation.withdraw import Withdrawing
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Modification, Order, OrderEventType, TradeIntent
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineListener, OrderReport

_E = OrderEventType


class ReduceOnly(Withdrawing):
    """Before each event, cancels or cuts what the fills foreseen on it leave too large: `ID.r1` is the smaller order."""

    name: ClassVar[str] = "reduce_only"
    gives = frozenset({Capability.REDUCE_ONLY})
    # A smaller order in its place would begin a session anew, and the cancel would end the pair.
    excludes = frozenset({Capability.DAY, Capability.OCO})

    def __init__(self, outer: EngineListener, foresight: Foresight) -> None:
        super().__init__(outer, foresight)
        self._stand_ins = StandIns("r")
        self._sent: dict[str, Order] = {}  # as the next one in was told, with its present terms
        self._bare: set[str] = set()  # at the engine without their post_only, which they have outlived
        self._swallow = False

    def concerns(self, order: Order) -> bool:
        return order.intent.reduce_only

    def takes(self, order: Order, end: Foreseen) -> bool:
        return self.concerns(order) and end.type is _E.CANCELED and bool(end.cause)

    def down(self, order: Order) -> Order:
        if not order.intent.reduce_only:
            return order
        plain = attrs.evolve(order, intent=attrs.evolve(order.intent, reduce_only=False))
        return self._stand_ins.of(plain)

    def submit(self, order: Order) -> None:
        if not order.intent.reduce_only:
            self.inner.submit(order)
            return
        room = -self.foresight.held(order.intent.instrument) * order.intent.side.sign
        fits = order.intent.quantity <= room
        sent = self._sent[order.client_order_id] = order if fits else _sized(order, room)
        self.inner.submit(self.down(sent))
        if not fits:
            self.outer.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_init, change=Modification(quantity=room)))

    def modify(self, order: Order, change: Modification) -> None:
        if order.intent.reduce_only:
            changed = attrs.evolve(order, intent=change.apply(order.terms), ts_init=order.ts_last)
            self._sent[order.client_order_id] = changed
            if order.client_order_id in self._bare:  # with its new terms it must not take, as if it were new
                self._replace(order, changed, changed.intent)
                self.outer.report(OrderReport(order.client_order_id, _E.UPDATED, order.ts_last, change=change))
                return
        super().modify(order, change)

    def before(self, event: Tradable) -> None:
        super().before(event)
        for order, foreseen in self.foresight.ahead():
            cuts = [one for one in foreseen if one.type is _E.UPDATED]
            if cuts and order.intent.instrument == event.instrument:
                self._cut(order, cuts, foreseen[-1], event.ts)

    def report(self, report: OrderReport) -> None:
        if self._swallow:
            return
        report = self._stand_ins.up(report)
        if report.type in ENDS:
            self._sent.pop(report.client_order_id, None)
        super().report(report)

    def _cut(self, order: Order, cuts: Sequence[Foreseen], last: Foreseen, ts: int) -> None:
        """The order that stands in for it is examined on this event as it would have been, and waits as it does."""
        sent = attrs.evolve(self._sent[order.client_order_id], triggered=order.triggered)
        smaller = self._sent[order.client_order_id] = _sized(sent, cuts[-1].quantity)
        # one that has been examined would be examined as if it were new, and rejected where it fills
        examined = smaller.ts_init <= self.foresight.began
        rests = smaller.intent.post_only and examined and last.type is not _E.REJECTED
        self._replace(sent, smaller, attrs.evolve(smaller.terms, post_only=False) if rests else smaller.terms)
        if rests:
            self._bare.add(order.client_order_id)
        for cut in cuts:
            self.outer.report(cut.report(ts))

    def _replace(self, old: Order, new: Order, terms: TradeIntent) -> None:
        self._bare.discard(new.client_order_id)
        self._swallow = True
        try:
            self.inner.cancel(self.down(old))
            self.inner.submit(self._stand_ins.new(new, attrs.evolve(terms, reduce_only=False), new.ts_init))
        finally:
            self._swallow = False


def _sized(order: Order, quantity: Decimal) -> Order:
    return attrs.evolve(order, intent=attrs.evolve(order.intent, quantity=quantity))
