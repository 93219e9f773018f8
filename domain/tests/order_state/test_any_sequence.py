"""Invariants of the machine under any events, legal and illegal."""

from decimal import Decimal

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tradeport.domain.model.orders import (
    TERMINAL,
    Fill,
    Modification,
    Order,
    OrderEvent,
    OrderEventType,
    OrderSide,
    OrderStatus,
    TradeIntent,
)
from tradeport.domain.order_state import InvalidTransition, allowed, apply

E = OrderEventType
FILLS = (E.PARTIALLY_FILLED, E.FILLED)
sizes = st.integers(1, 8).map(Decimal)
prices = st.decimals(1, 200, places=2)


class AnySequence(RuleBasedStateMachine):
    @initialize(quantity=sizes)
    def begin(self, quantity):
        self.order = Order("c-1", TradeIntent("A", OrderSide.SELL, quantity), 0, 1)
        self.fills: list[Fill] = []
        self.ts = 0

    def happen(self, kind: OrderEventType, **carried: object) -> None:
        self.ts += 1
        before, fields = self.order, attrs.asdict(self.order, recurse=False)
        legal = kind in allowed(before)
        try:
            self.order = apply(before, OrderEvent("c-1", kind, self.ts, **carried))
        except InvalidTransition:
            assert attrs.asdict(before, recurse=False) == fields
            assert not legal or carried, "a bare event that is allowed is never refused"
            return
        assert legal
        assert self.order.ts_last == self.ts
        if kind in FILLS:
            self.fills.append(carried["fill"])

    @rule(kind=st.sampled_from([kind for kind in E if kind not in (*FILLS, E.UPDATED)]))
    def bare(self, kind):
        self.happen(kind)

    @precondition(lambda self: self.order.is_open)
    @rule(data=st.data())
    def legal(self, data):
        """Most random events are illegal; this one gets further."""
        kinds = sorted(allowed(self.order) - {*FILLS, E.UPDATED} - {E.DENIED, E.REJECTED, E.CANCELED, E.EXPIRED})
        if kinds:
            self.happen(data.draw(st.sampled_from(kinds)))

    @rule(quantity=sizes, price=prices, kind=st.sampled_from(FILLS))
    def fill(self, quantity, price, kind):
        self.happen(kind, fill=Fill("c-1", "A", self.ts, OrderSide.SELL, quantity, price, Decimal(0)))

    @rule(price=prices)
    def complete(self, price):
        quantity = self.order.remaining or Decimal(1)
        self.happen(E.FILLED, fill=Fill("c-1", "A", self.ts, OrderSide.SELL, quantity, price, Decimal(0)))

    @rule(quantity=sizes)
    def update(self, quantity):
        self.happen(E.UPDATED, modification=Modification(quantity=quantity))

    @invariant()
    def filled_is_the_sum_of_fills_and_never_exceeds_the_quantity(self):
        assert self.order.filled_quantity == sum(fill.quantity for fill in self.fills) <= self.order.intent.quantity

    @invariant()
    def average_is_that_of_the_fills(self):
        paid = sum(fill.price * fill.quantity for fill in self.fills)
        assert self.order.average_price * self.order.filled_quantity == pytest.approx(paid, rel=Decimal("1e-20"))

    @invariant()
    def filled_means_nothing_remains(self):
        assert (self.order.status is OrderStatus.FILLED) == (self.order.remaining == 0)

    @invariant()
    def terminal_is_final(self):
        assert bool(allowed(self.order)) is self.order.is_open is (self.order.status not in TERMINAL)

    @invariant()
    def only_what_is_pending_can_resume(self):
        pending = self.order.status in (OrderStatus.PENDING_CANCEL, OrderStatus.PENDING_UPDATE)
        assert (self.order.resume is not None) is pending


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=120, stateful_step_count=25)
