"""From intents to orders: one way in, through risk, to the engine."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.events import SILENT, Decided, EventBus
from tradeport.application.negotiate import Plan, needs
from tradeport.application.order_store import OrderStore
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.domain.model.contingent import check_atomic, check_bracket, check_oco
from tradeport.domain.model.orders import (
    IntentError,
    Modification,
    Order,
    OrderEvent,
    OrderEventType,
    OrderStatus,
    OrderTicket,
    TradeIntent,
)
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.clock import ClockPort
from tradeport.ports.engine import EngineSession
from tradeport.ports.risk import Verdict

_E = OrderEventType


class CommandBus:
    """Implements ExecutionPort. Every command is a numbered decision, recorded before anything is done about it."""

    def __init__(
        self,
        run_id: str,
        plan: Plan,
        orders: OrderStore,
        risk: RiskOrchestrator,
        clock: ClockPort,
        audit: AuditLog,
        digests: Digests,
        events: EventBus = SILENT,
    ) -> None:
        self._decided = events.publisher(Decided)
        self._run_id, self._plan, self._orders, self._risk = run_id, plan, orders, risk
        self._clock, self._audit, self._digests = clock, audit, digests
        self._session: EngineSession | None = None
        self._decisions = 0
        self._brackets: dict[str, tuple[int, TradeIntent, TradeIntent]] = {}  # by entry: decision, stop loss, take profit

    def connect(self, session: EngineSession) -> None:
        """Where accepted orders go."""
        self._session = session

    def go_on_from(self, decisions: int) -> None:
        """After a restart: so many decisions have been taken."""
        self._decisions = decisions

    @property
    def session(self) -> EngineSession:
        assert self._session is not None, "not connected"
        return self._session

    def submit(self, intent: TradeIntent) -> OrderTicket:
        self._grant(needs(intent))
        number = self._decide("submit", intent=records.intent(intent))
        order = self._order(number, 0, intent)
        self._place([order], self._risk.review([order]))
        return OrderTicket(order.client_order_id, number, order.ts_init)

    def close(self, intent: TradeIntent) -> OrderTicket:
        """The platform's own order to shrink a position: limits that could stand in its way are not asked."""
        number = self._decide("submit", intent=records.intent(intent))
        order = self._order(number, 0, intent)
        self._place([order], self._risk.release([order]))
        return self._ticket(number, 0)

    def submit_atomic(self, *intents: TradeIntent) -> tuple[OrderTicket, ...]:
        check_atomic(intents)
        self._grant((*(c for leg in intents for c in needs(leg)), Capability.ATOMIC))
        number = self._decide("submit_atomic", intents=[records.intent(leg) for leg in intents])
        orders = [self._order(number, rank, leg) for rank, leg in enumerate(intents)]
        self._place(orders, self._risk.review(orders))
        return tuple(self._ticket(number, rank) for rank in range(len(orders)))

    def submit_oco(self, first: TradeIntent, second: TradeIntent) -> tuple[OrderTicket, OrderTicket]:
        check_oco(first, second)
        self._grant((*needs(first), *needs(second), Capability.OCO))
        number = self._decide("submit_oco", intents=[records.intent(leg) for leg in (first, second)])
        pair = self._pair(number, 0, first, second)
        self._place(pair, self._risk.review(pair))
        return self._ticket(number, 0), self._ticket(number, 1)

    def submit_bracket(
        self, entry: TradeIntent, stop_loss: TradeIntent, take_profit: TradeIntent
    ) -> tuple[OrderTicket, OrderTicket, OrderTicket]:
        """Legs 0, 1, 2. The exits wait here: they are no orders before the entry has filled."""
        check_bracket(entry, stop_loss, take_profit)
        self._grant((*needs(entry), *needs(stop_loss), *needs(take_profit), Capability.OCO, Capability.BRACKET))
        number = self._decide("submit_bracket", intents=[records.intent(leg) for leg in (entry, stop_loss, take_profit)])
        order = self._order(number, 0, entry)
        verdict = self._risk.review([order], exits=(stop_loss, take_profit))
        self._place([order], verdict)
        if verdict.passes:
            self._brackets[order.client_order_id] = number, stop_loss, take_profit
        return self._ticket(number, 0), self._ticket(number, 1), self._ticket(number, 2)

    def follow_entries(self) -> None:
        """At the end of an instant's outcomes: send the exits of each entry that has filled, in the order of the decisions."""
        if not self._brackets:  # as on most bars
            return
        for client_order_id, (number, *exits) in list(self._brackets.items()):
            entry = self._orders.get(client_order_id)
            if entry.is_open:
                continue
            del self._brackets[client_order_id]
            if entry.status is OrderStatus.FILLED:
                # the entry may have been changed since
                pair = self._pair(number, 1, *(attrs.evolve(leg, quantity=entry.filled_quantity) for leg in exits))
                self._place(pair, self._risk.release(pair))

    def cancel(self, client_order_id: str) -> None:
        order = self._orders.get(client_order_id)
        self._grant((Capability.CANCEL,))
        self._decide("cancel", client_order_id=client_order_id)
        if order.status is OrderStatus.PENDING_CANCEL or not order.is_open:
            self._refuse(order, _E.CANCEL_REJECTED)
        else:
            self.session.cancel(self._event(order, _E.PENDING_CANCEL))

    def cancel_all(self, instrument: str | None = None) -> None:
        for order in self._orders.open(instrument):
            if self._orders.get(order.client_order_id).is_open:  # the other leg of a pair is gone by now
                self.cancel(order.client_order_id)

    def modify(
        self,
        client_order_id: str,
        *,
        quantity: Decimal | None = None,
        limit_price: Decimal | None = None,
        trigger_price: Decimal | None = None,
    ) -> None:
        order = self._orders.get(client_order_id)
        self._grant((Capability.MODIFY,))
        change = Modification(quantity, limit_price, trigger_price)
        self._decide("modify", client_order_id=client_order_id, change=records.change(change))
        if order.status in (OrderStatus.PENDING_CANCEL, OrderStatus.PENDING_UPDATE) or not order.is_open:
            self._refuse(order, _E.UPDATE_REJECTED)
            return
        pending = self._event(order, _E.PENDING_UPDATE)
        if reason := self._objection(pending, change):
            self._event(pending, _E.UPDATE_REJECTED, reason)
        else:
            self.session.modify(pending, change)

    def order(self, client_order_id: str) -> Order:
        return self._orders.get(client_order_id)

    def open_orders(self, instrument: str | None = None) -> tuple[Order, ...]:
        return self._orders.open(instrument)

    def _pair(self, number: int, leg: int, first: TradeIntent, second: TradeIntent) -> list[Order]:
        one, other = self._order(number, leg, first), self._order(number, leg + 1, second)
        return [attrs.evolve(one, oco=other.client_order_id), attrs.evolve(other, oco=one.client_order_id)]

    def _order(self, number: int, leg: int, intent: TradeIntent) -> Order:
        now = self._clock.now()
        return Order(self._mint(number, leg), intent, now, self._orders.next_rank(), ts_last=now)

    def _place(self, orders: Sequence[Order], verdict: Verdict) -> None:
        """All of them or none."""
        for order in orders:
            self._orders.add(order, self._clock.now())
        for order in orders:
            if verdict.passes:
                self.session.submit(self._event(order, _E.SUBMITTED))
            else:
                self._event(order, _E.DENIED, verdict.reason)

    def _ticket(self, number: int, leg: int) -> OrderTicket:
        return OrderTicket(self._mint(number, leg), number, self._clock.now())

    def _mint(self, decision: int, leg: int = 0) -> str:
        """The same for the same decision, however often it is taken. The run stands for the strategy, too."""
        return f"{self._run_id}-{decision}-{leg}"

    def _grant(self, needed: tuple[Capability, ...]) -> None:
        for capability in needed:
            if not self._plan.grants(capability):
                raise UnsupportedCapability(
                    self._plan.engine, capability, f"declare it: requires = frozenset({{Capability.{capability.name}}})"
                )

    def _decide(self, action: str, **what: object) -> int:
        self._decisions += 1
        now = self._clock.now()
        payload = self._audit.append(records.DECISION, now, {"n": self._decisions, "action": action, **what})
        self._digests.decisions.add(f"{now},{payload.decode()}")
        if self._decided is not None:
            self._decided(Decided(self._decisions, now, action, payload))
        return self._decisions

    def _objection(self, order: Order, change: Modification) -> str:
        """Why the new terms cannot be: they contradict the order, or risk denies them."""
        if order.triggered and change.trigger_price is not None:
            return "terms: it has triggered, its trigger price is history"
        try:
            intent = change.apply(order.terms)
        except IntentError as error:
            return f"terms: {error}"
        if intent.quantity <= order.filled_quantity:
            return f"terms: {order.filled_quantity} is filled already"
        return self._risk.check_change(order, intent).reason

    def _event(self, order: Order, type_: OrderEventType, reason: str = "") -> Order:
        return self._orders.apply(OrderEvent(order.client_order_id, type_, self._clock.now(), reason))

    def _refuse(self, order: Order, type_: OrderEventType) -> None:
        """A request that comes too late changes nothing but is answered."""
        event = OrderEvent(order.client_order_id, type_, self._clock.now(), f"the order is {order.status}")
        self._orders.refuse(event)
