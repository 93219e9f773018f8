"""From the engine to the strategy: outcomes in canonical order, then market data, then timers."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from time import perf_counter_ns
from typing import Final, cast

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.command_bus import CommandBus
from tradeport.application.errors import EngineError, PlatformError, StrategyError
from tradeport.application.events import SILENT, EventBus, Funded, Progressed, TimerFired, Valued
from tradeport.application.halt import Watch
from tradeport.application.handover.state import carried
from tradeport.application.ledger import Ledger
from tradeport.application.margin_guard import MarginGuard
from tradeport.application.market_view import MarketView
from tradeport.application.metrics import MetricsCollector
from tradeport.application.order_store import OrderStore
from tradeport.application.reasons import reason_of
from tradeport.application.reconcile import Reconcile, Reconciler
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.application.sequencer import arranged
from tradeport.domain.model.market_data import Bar, FundingRate, MarketEvent, QuoteTick, Tradable, TradeTick
from tradeport.domain.model.money import CONTEXT, FeeSchedule
from tradeport.domain.model.orders import Fill, Order, OrderEvent, OrderEventType, UnknownOrder
from tradeport.domain.order_state import InvalidTransition
from tradeport.domain.strategy import Strategy
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import FillProfile, FundingSession, OrderReport, VenueFunding
from tradeport.ports.risk import TradingState

#: More callbacks than this within one instant are a strategy that answers itself for ever.
ENDLESS: Final = 100_000
#: Instants between two progress reports.
PROGRESS: Final = 2_000

_E = OrderEventType


class StrategyRaised(StrategyError):
    """`raised` is the strategy's own exception, kept whatever an engine does to the cause; `callback` is where it came from."""

    def __init__(self, callback: str, error: BaseException) -> None:
        super().__init__(f"the strategy raised in {callback}: {type(error).__name__}: {error}")
        self.callback, self.raised = callback, error
        self.__cause__ = error


class TickDispatcher:
    """Implements EngineListener: the only caller of the strategy."""

    def __init__(
        self,
        strategy: Strategy,
        *,
        clock: EventClock,
        market: MarketView,
        ledger: Ledger,
        orders: OrderStore,
        bus: CommandBus,
        risk: RiskOrchestrator,
        reconciler: Reconciler,
        audit: AuditLog,
        digests: Digests,
        metrics: MetricsCollector,
        fees: FeeSchedule,
        profile: FillProfile = FillProfile.CANONICAL,
        reconcile: Reconcile = Reconcile.FILLS,
        events: EventBus = SILENT,
        halt: Watch | None = None,
        fundings: Iterable[FundingRate] = (),
        guard: MarginGuard | None = None,
    ) -> None:
        """`fundings`: in order of time. `guard`: of a run with perpetuals."""
        self._strategy = strategy
        self._clock, self._market, self._ledger, self._orders, self._bus = clock, market, ledger, orders, bus
        self._risk, self._reconciler, self._audit, self._digests, self._metrics = risk, reconciler, audit, digests, metrics
        self._fees = fees
        self._canonical = profile is FillProfile.CANONICAL
        self._limited = risk.limits.max_drawdown is not None
        self._every_bar = reconcile is Reconcile.EVERY_BAR
        self._valued, self._progressed = events.publisher(Valued), events.publisher(Progressed)
        self._fired = events.publisher(TimerFired)
        self._shown = {type_: publish for type_ in (Bar, QuoteTick, TradeTick) if (publish := events.publisher(type_))}
        self._see: Callable[[Tradable], None] = self._show if self._shown else market.update
        self._pulled: Callable[[], str] = halt.pulled if halt is not None else str
        self._reports: list[OrderReport] = []
        self._acting = False
        self._callback = ""
        self._guard = guard
        self._fundings = iter(fundings)
        self._funding = next(self._fundings, None)
        self._rates: list[FundingRate] = []
        self._rated, self._funded = events.publisher(FundingRate), events.publisher(Funded)
        self._venue: VenueFunding | None = None
        self.payments = 0
        self._ranks = {i.id: rank for rank, i in enumerate(market.instruments())}
        self._told = _overrides(strategy, "on_order_event"), _overrides(strategy, "on_fill")
        #: (client order id, the engine's id, event, the engine's words), in order.
        self.venue: list[tuple[str, str, str, str]] = []
        #: Set from a signal handler. Honoured between two instants, where no record is half made.
        self.interrupted = False
        self.events = 0
        self.instants = 0

    # -- the engine's side -------------------------------------------------------------------------------------------

    def before_match(self, event: Tradable) -> None:
        """Nothing is done here: the emulators are."""

    def report(self, report: OrderReport) -> None:
        """Acknowledgements apply at once; outcomes of matching wait for the instant to be complete (canonical)."""
        if self._acting:
            self._apply(report)
        elif self._canonical:
            self._reports.append(report)
        else:
            self._clock.advance(report.ts)
            self._apply(report)
            if self._guard is None or not self._guard.active:
                self._act(self._tell)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        began = perf_counter_ns()
        self._clock.advance(ts)
        self._callback = ""
        self._acting = True
        try:
            self._live(ts, events)
        except (PlatformError, UnsupportedCapability):
            raise
        except Exception as error:
            if not self._callback:  # not the strategy's doing: it has not been called yet
                raise
            raise StrategyRaised(self._callback, error) from error
        finally:
            self._acting = False
        if self._audit.dirty or self.interrupted:
            self._record()
        self.events += len(events)
        self.instants += 1
        if self._progressed is not None and not self.instants % PROGRESS:
            self._progressed(Progressed(self.events))
        self._metrics.latencies.append(perf_counter_ns() - began)

    def _live(self, ts: int, events: Sequence[Tradable]) -> None:
        """One instant: what is seen, what came of it, what is due, what all is worth, then the strategy."""
        booked = self.booked
        for event in events:
            self._see(event)
        if self._reports:
            self._settle(events)
        self._bus.follow_entries()
        if self._funding is not None:
            self._fund(ts)
        if self._venue is not None:
            self._collect(self._venue)
        if self._every_bar or self.booked != booked:
            self._reconciler.check(self._bus.session, ts, self.booked)
        self._value(ts)
        if self._guard is None or not self._guard.closing():
            self._decide(events)
        if reason := (self._pulled() if self._audit.expected is None else self._audit.recorded_halt()):
            self._stop_trading(reason)

    @property
    def booked(self) -> int:
        """Fills and payments so far: what the books may have come to differ by."""
        return self._orders.fills + self.payments

    def _record(self) -> None:
        self._audit.flush()
        if self.interrupted:
            raise KeyboardInterrupt

    # -- the run's side ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Before the first event."""
        session = self._bus.session
        self._venue = session if not self._canonical and isinstance(session, VenueFunding) else None
        self._act(self._on_start)

    def finish(self) -> None:
        """After the last event: what was reported since, then `on_stop`."""
        if self._reports:
            raise EngineError(
                f"the engine reported {len(self._reports)} outcomes after its last market data",
                "an adapter delivers an instant's reports before its market data",
            )
        self._act(self._on_stop)
        self._reconciler.check(self._bus.session, self._clock.now(), self.booked)

    @property
    def now(self) -> int:
        """The instant that was last acted on."""
        return self._clock.now()

    def cast(self, strategy: Strategy) -> None:
        """Whom to call from now on."""
        self._strategy = strategy

    def recast(self, successor: Callable[[], Strategy]) -> None:
        """Go on with another instance of the strategy, in the state of this one."""
        self._act(lambda: self._succeed(successor))

    def _succeed(self, successor: Callable[[], Strategy]) -> None:
        self._callback = "on_save"
        state = carried(self._strategy.on_save())
        strategy = successor()
        self._callback = "on_load"
        strategy.on_load(state)
        self.cast(strategy)

    def _on_start(self) -> None:
        self._callback = "on_start"
        self._strategy.on_start()
        self._tell()

    def _on_stop(self) -> None:
        self._callback = "on_stop"
        self._strategy.on_stop()
        self._tell()

    def _act(self, step: Callable[[], None]) -> None:
        self._acting = True
        try:
            step()
        except (PlatformError, UnsupportedCapability):
            raise
        except Exception as error:
            raise StrategyRaised(self._callback, error) from error
        finally:
            self._acting = False
            self._audit.flush()

    def _decide(self, events: Sequence[Tradable]) -> None:
        strategy = self._strategy
        if self._orders.news:
            self._tell()
        if self._rates:
            self._tell_rates()
        for event in events:
            if type(event) is Bar:
                self._callback = "on_bar"
                strategy.on_bar(event)
            else:
                self._deliver(event)
            if self._orders.news:
                self._tell()
        due = self._clock.next_due
        if due is not None and due <= self._clock.now():
            self._timers()

    def _deliver(self, event: MarketEvent) -> None:
        if type(event) is QuoteTick:
            self._callback = "on_quote"
            self._strategy.on_quote(event)
        elif type(event) is TradeTick:
            self._callback = "on_trade"
            self._strategy.on_trade(event)
        else:
            raise EngineError(f"the engine delivered a {type(event).__name__}, which nobody has declared")

    def _timers(self) -> None:
        for fired, (name, due) in enumerate(self._clock.due()):
            if fired > ENDLESS:
                raise StrategyError(f"timer {name!r} fired {ENDLESS} times in one instant", "lengthen its interval")
            self._audit.append(records.TIMER, self._clock.now(), {"name": name, "due": due})
            if self._fired is not None:
                self._fired(TimerFired(name, self._clock.now(), due))
            self._callback = "on_timer"
            self._strategy.on_timer(name, due)
            self._tell()

    def _tell(self) -> None:
        """Tell the strategy what happened, until nothing new does."""
        news, (events_heard, fills_heard) = self._orders.news, self._told
        if not (events_heard or fills_heard):
            news.clear()
            return
        for _ in range(ENDLESS):
            if not news:
                return
            event = news.popleft()
            if events_heard:
                self._callback = "on_order_event"
                self._strategy.on_order_event(event)
            if fills_heard and event.fill is not None:
                self._callback = "on_fill"
                self._strategy.on_fill(event.fill)
        raise StrategyError(f"{ENDLESS} order events in one instant", "on_order_event answers its own orders for ever")

    def _fund(self, ts: int) -> None:
        """Exchange what is due: for the position after this instant's fills, at the last mark."""
        while self._funding is not None and self._funding.ts <= ts:
            funding, self._funding = self._funding, next(self._fundings, None)
            self._note(funding)
            quantity, mark, amount = self._ledger.due(funding)
            if quantity:
                self._exchange(funding, ts, quantity, mark, amount)

    def _collect(self, venue: VenueFunding) -> None:
        """What the venue decided on and exchanged by itself."""
        for paid in venue.payments():
            self._note(paid.funding)
            if paid.quantity:
                self._receive(paid.funding, self._clock.now(), paid.quantity, paid.mark, paid.amount)

    def _note(self, funding: FundingRate) -> None:
        self._market.fund(funding)
        if self._rated is not None:
            self._rated(funding)
        self._rates.append(funding)

    def _exchange(self, funding: FundingRate, ts: int, quantity: Decimal, mark: Decimal, amount: Decimal) -> None:
        session = cast(FundingSession, self._bus.session)
        self._reconciler.check_funding(funding.instrument, quantity, session.fund(funding, mark), amount)
        self._receive(funding, ts, quantity, mark, amount)

    def _receive(self, funding: FundingRate, ts: int, quantity: Decimal, mark: Decimal, amount: Decimal) -> None:
        self._audit.append(records.FUNDING, ts, records.funding(funding, quantity, mark, amount))
        self._ledger.receive(amount)
        self.payments += 1
        if self._funded is not None:
            line = records.funding_line(ts, funding, quantity, mark, amount)
            self._funded(Funded(ts, funding.instrument, amount, line))

    def _tell_rates(self) -> None:
        rates, self._rates = self._rates, []
        for funding in rates:
            self._callback = "on_funding"
            self._strategy.on_funding(funding)
            self._tell()

    def _show(self, event: Tradable) -> None:
        self._market.update(event)
        if publish := self._shown.get(type(event)):
            publish(event)

    def _settle(self, events: Sequence[Tradable]) -> None:
        reports, self._reports = self._reports, []
        for report in self._arranged(reports, events):
            self._apply(report)

    def _arranged(self, reports: Sequence[OrderReport], events: Sequence[Tradable]) -> Sequence[OrderReport]:
        try:
            return arranged(reports, events, self._orders.get, self._ranks)
        except UnknownOrder as error:
            raise _impossible(error) from error

    def _stop_trading(self, reason: str) -> None:
        """What an operator asked for from outside: on record, so that a replay does it at the same instant."""
        self._audit.append(records.OPERATOR, self._clock.now(), {"action": records.HALT, "reason": reason})
        self._risk.set_state(TradingState.HALTED, f"operator: {reason}")
        self._bus.cancel_all()
        self._tell()
        self._bus.session.stop()

    def _value(self, ts: int) -> None:
        line, held = self._ledger.money_line(ts)
        self._digests.money.add(f"{line},{held}")
        if self._valued is not None:
            self._valued(Valued(ts, line))
        if self._limited:
            self._risk.watch(self._ledger.equity())
            if self._risk.state is TradingState.HALTED:
                self._bus.session.stop()

    def note(self, report: OrderReport) -> None:
        """The engine's own words, beside the log."""
        if report.venue_order_id or report.reason:
            self.venue.append((report.client_order_id, report.venue_order_id, report.type.value, report.reason))

    def _apply(self, report: OrderReport) -> None:
        try:
            self._book(report)
        except (InvalidTransition, UnknownOrder) as error:
            raise _impossible(error) from error

    def _book(self, report: OrderReport) -> None:
        order = self._orders.get(report.client_order_id)
        ts = self._clock.now()
        self.note(report)
        if report.type is _E.FILLED:
            fill = self._fill(report, order, ts)
            complete = order.filled_quantity + fill.quantity >= order.intent.quantity
            type_ = _E.FILLED if complete else _E.PARTIALLY_FILLED
            self._orders.apply(OrderEvent(order.client_order_id, type_, ts, fill=fill))
            return
        reason = reason_of(report, order) if self._canonical else report.reason
        self._orders.apply(OrderEvent(order.client_order_id, report.type, ts, reason, modification=report.change))

    def _fill(self, report: OrderReport, order: Order, ts: int) -> Fill:
        intent, currency = order.intent, self._ledger.currency
        quantity, price, fee = report.quantity, report.price, currency.quantize(report.fee)
        if self._canonical:
            quantity, price = self._on_grid(report, intent.instrument)
            due = self._fees.fee(quantity, CONTEXT.multiply(quantity, price), currency)
            self._reconciler.check_fee(order.client_order_id, report.fee, due)
            fee = due
        else:
            self._market.filled(intent.instrument, price)
        return Fill(order.client_order_id, intent.instrument, ts, intent.side, quantity, price, fee)

    def _on_grid(self, report: OrderReport, instrument: str) -> tuple[Decimal, Decimal]:
        """Quantity and price with as many decimals as the grid has: whoever spells them out does so alike everywhere."""
        it = self._market.instrument(instrument)
        quantity, price = it.quantity(report.quantity), it.price(report.price)
        if quantity != report.quantity or price != report.price:
            raise EngineError(f"a fill of {report.client_order_id} is off the grid: {report.quantity} at {report.price}")
        return quantity, price


def _impossible(error: Exception) -> EngineError:
    return EngineError(f"the engine reported what cannot be: {error}", "report it with the run directory")


def _overrides(strategy: Strategy, callback: str) -> bool:
    return getattr(type(strategy), callback) is not getattr(Strategy, callback)
