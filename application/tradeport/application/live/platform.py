"""Everything between a trader and a venue, begun from an audit log and from nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.alone import hold
from tradeport.application.audit.chain import GENESIS
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.command_bus import CommandBus
from tradeport.application.errors import UsageError
from tradeport.application.events import SILENT, EventBus
from tradeport.application.live.durability import Disk, keep_name
from tradeport.application.live.flights import Patience
from tradeport.application.live.gateway import OrderGateway
from tradeport.application.live.latch import Latch, was_reset
from tradeport.application.live.order_log import OrderLog
from tradeport.application.live.recovery import Recovered
from tradeport.application.market_view import MarketView
from tradeport.application.metrics import MetricsCollector
from tradeport.application.negotiate import Plan
from tradeport.application.order_store import OrderStore
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.application.run_directory import AUDIT
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderEvent, OrderEventType, OrderStatus
from tradeport.ports.capability import Capabilities, Capability, native
from tradeport.ports.risk import RiskLimits, TradingState
from tradeport.ports.venue import Venue

_E = OrderEventType
#: What the gateway does not bring to a venue.
_ABSENT = frozenset({Capability.MODIFY, Capability.OCO, Capability.BRACKET})


@attrs.frozen
class Terms:
    """What a platform is begun with; the first record of its log. `name`: whose it is."""

    name: str
    instruments: Sequence[Instrument]
    currency: Currency = Currency("USD")
    cash: Decimal = Decimal(100_000)
    limits: RiskLimits = RiskLimits()
    trading_state: TradingState = TradingState.ACTIVE

    def identity(self, began: int) -> dict[str, Any]:
        """With the time in it: another log is another run, with other client order ids."""
        return {"platform": self.name, "began": began, **{a: records.plain(getattr(self, a)) for a in _TERMS}}


_TERMS = ("instruments", "currency", "cash", "limits", "trading_state")


class LivePlatform:
    """Risk, orders, ledger and gateway over one log. The same call begins a run and goes on with it after the process has died.

    Until it is `ready` it compares the venue's orders, positions and cash with its own and sends nothing new; a mismatch raises
    ReconciliationError from `step`, unless `adopt` was asked. Later one that lasts halts it
    (docs/how-to/recover-a-live-platform.md).
    """

    def __init__(
        self,
        log: Path,
        terms: Terms,
        venue: Venue,
        now: int,
        *,
        adopt: bool = False,
        events: EventBus = SILENT,
        patience: Patience = Patience(),
        disk: Disk = Disk(),
    ) -> None:
        """`log`: `audit.jsonl` in a folder of its own, which is what `platform halt` and `platform audit` are given.
        `now`, ns: the clock goes on from there, or from the log's end if that is later.

        Raises AuditCorrupt; UsageError for the log of other terms, one that another process has, or one of another name.
        """
        if log.name != AUDIT:
            what = f"{log}: a platform's kill switch is that of its folder, and is looked for beside {AUDIT}"
            raise UsageError(what, f"name it {AUDIT}, in a folder of its own")
        self.clock, self.market, self._told = EventClock(now), MarketView(terms.instruments), now
        held = log.open("ab")
        try:
            hold(held, log)
            new = _begin(log, terms, now, disk)
            found = Recovered(log, self.market.marks, self.clock)
            if found.identity != terms.identity(found.began):
                remedy = "give the terms it began with, or another log"
                raise UsageError(f"{log} is the log of a platform with other terms", remedy)
            after = found.state.records, found.state.digest
            self.audit = AuditLog(log, after=after, events=events, write=disk.write, sync=disk.sync, held=held)
        except BaseException:
            held.close()
            raise
        try:
            self._put_together(found, terms, events, log.parent)
            if not new:
                self._take_up(found)
            self.gateway = OrderGateway(
                venue,
                self.orders,
                self.ledger,
                OrderLog(self.audit, self.clock.now, events, lasting=disk.lasting),
                self.clock.now,
                patience,
                instruments=[instrument.id for instrument in terms.instruments],
                booked=found.trades,
                created=found.created,
                priced=self.market.filled,
                adopted=self.risk.shift,
                adopt=adopt,
            )
        except BaseException:
            self.audit.abandon()
            raise
        self.bus.connect(self.gateway)  # type: ignore[arg-type]

    def _put_together(self, found: Recovered, terms: Terms, events: EventBus, run: Path) -> None:
        state = found.state
        self.ledger, self.digests = state.ledger, found.digests
        self.orders = OrderStore(self.audit, self.digests, self.ledger, MetricsCollector(), events)
        self.orders.go_on_from(state.orders, state.fills)
        books = self.market, self.ledger, self.orders, self.audit, self.clock
        self.risk = RiskOrchestrator(terms.limits, *books, state.trading_state, events)
        for instrument, price in state.prices.items():
            self.market.filled(instrument, price)
        if reset := was_reset(run, found.pulled):
            self._reset(terms)
        else:
            self.risk.watch(state.peak)
        plan = Plan("live", (), Capabilities({c: native() for c in Capability if c not in _ABSENT}))
        self.bus = CommandBus(state.run_id, plan, self.orders, self.risk, self.clock, self.audit, self.digests, events)
        self.bus.go_on_from(state.decisions)
        self._latch = Latch(run, self.audit, self.clock, self.risk, self.bus, recorded=found.pulled and not reset)

    def _reset(self, terms: Terms) -> None:
        """The equity is followed from here on: what was lost before is no reason to halt again."""
        self.audit.append(records.OPERATOR, self.clock.now(), {"action": records.RESET})
        begins = TradingState.ACTIVE if terms.trading_state is TradingState.HALTED else terms.trading_state
        self.risk.set_state(begins, "operator: the switch was reset")

    @property
    def ready(self) -> bool:
        """Orders can be submitted."""
        return self.gateway.ready

    def step(self, now: int) -> None:
        """Time has come so far: hear the venue, ask what is due, halt if there is a reason to.

        Raises ReconciliationError before it is `ready`, or at a fill that no order has room for.

        A clock that was put back (`now` is less than the last time) is not followed: nothing would be overdue for as long.
        """
        self.clock.advance(self.clock.now() + max(0, now - self._told))
        self._told = now
        self.gateway.step()
        if self.risk.limits.max_drawdown is not None:
            self.risk.watch(self.ledger.equity())
        self._latch.follow(self.gateway.mismatch)

    def close(self) -> None:
        """The log is whole after this; the same call as at the beginning goes on."""
        self.audit.close()

    # -- after a restart -----------------------------------------------------------------------------------------------------

    def _take_up(self, found: Recovered) -> None:
        """Decisions whose records broke off are brought to where they can be asked about; none of them is sent."""
        state = found.state
        if state.asked:
            self._take_up_request(self.orders.get(state.asked))
        decisions = found.next_decisions(self.clock.now())
        self.audit.append(records.RESTARTED, self.clock.now(), {"decisions": decisions})
        self.bus.go_on_from(decisions)
        for client_order_id, (intent, _) in list(state.legs.items()):
            now = self.clock.now()
            self.orders.add(Order(client_order_id, intent, now, self.orders.next_rank(), ts_last=now), now)
        for order in self.orders.open():
            if order.status is OrderStatus.INITIALIZED:
                self._event(order, _E.SUBMITTED)

    def _take_up_request(self, order: Order) -> None:
        """The last record is the decision to cancel it."""
        if order.status is OrderStatus.PENDING_CANCEL or not order.is_open:
            reason = f"the order is {order.status}"
            self.orders.refuse(OrderEvent(order.client_order_id, _E.CANCEL_REJECTED, self.clock.now(), reason))
        else:
            self._event(order, _E.PENDING_CANCEL)

    def _event(self, order: Order, type_: OrderEventType) -> None:
        self.orders.apply(OrderEvent(order.client_order_id, type_, self.clock.now()))


def _begin(log: Path, terms: Terms, now: int, disk: Disk) -> bool:
    """Write the first record, unless it is there; whether it was not."""
    with log.open("ab+") as file:
        file.seek(0)
        if file.readline().endswith(b"\n"):
            return False
        file.truncate(0)
    audit = AuditLog(log, after=(0, GENESIS), write=disk.write, sync=disk.sync)
    try:
        audit.append(records.RUN_STARTED, now, terms.identity(now))
        audit.flush()
    finally:
        audit.abandon()
    if disk.lasting:
        keep_name(log)
    return True
