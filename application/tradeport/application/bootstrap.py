"""The composition root: the only place that knows how the parts of a run fit together, and the injector."""

from collections.abc import Callable, Sequence
from typing import Any

from dependency_injector import containers, providers

from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.command_bus import CommandBus
from tradeport.application.dispatch import TickDispatcher
from tradeport.application.events import SILENT, EventBus
from tradeport.application.halt import Watch
from tradeport.application.handover.legs import Leg, jointly
from tradeport.application.handover.rehearsal import Acknowledging, exchanged
from tradeport.application.handover.relay import Relay
from tradeport.application.ledger import Ledger
from tradeport.application.margin_check import MarginCheck
from tradeport.application.margin_guard import MarginGuard
from tradeport.application.market_view import MarketView
from tradeport.application.metrics import MetricsCollector
from tradeport.application.negotiate import Plan
from tradeport.application.order_store import OrderStore
from tradeport.application.reconcile import Reconciler
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.application.run_spec import RunSpec
from tradeport.application.sessions import opened
from tradeport.domain.strategy import Strategy
from tradeport.ports.capability import Capability
from tradeport.ports.engine import Engine, EngineSession


def _if[T](wanted: bool, make: Callable[[], T]) -> T | None:
    return make() if wanted else None


class _Run(containers.DeclarativeContainer):
    """One run's objects: each made once, each given its ports by constructor."""

    spec = providers.Dependency(instance_of=RunSpec)
    plan = providers.Dependency(instance_of=Plan)
    engine: providers.Dependency[Engine] = providers.Dependency()
    audit: providers.Dependency[AuditLog] = providers.Dependency()
    events = providers.Dependency(instance_of=EventBus)
    halt: providers.Dependency[Watch | None] = providers.Dependency()

    digests = providers.Singleton(Digests)
    metrics = providers.Singleton(MetricsCollector)
    clock = providers.Singleton(EventClock, spec.provided.dataset.start, plan.provided.grants.call(Capability.TIMERS))
    market = providers.Singleton(MarketView, spec.provided.dataset.instruments, spec.provided.history)
    ledger = providers.Singleton(
        Ledger, spec.provided.currency, spec.provided.cash, spec.provided.dataset.instruments, market.provided.marks, clock
    )
    orders = providers.Singleton(OrderStore, audit, digests, ledger, metrics, events)
    margin_check = providers.Singleton(MarginCheck, spec.provided.margin, market, ledger, orders)
    risk = providers.Singleton(
        RiskOrchestrator,
        spec.provided.limits,
        market,
        ledger,
        orders,
        audit,
        clock,
        spec.provided.trading_state,
        events,
        providers.Callable(_if, spec.provided.perpetuals, margin_check.provider),
    )
    bus = providers.Singleton(CommandBus, spec.provided.run_id, plan, orders, risk, clock, audit, digests, events)
    guard = providers.Singleton(MarginGuard, spec.provided.margin, ledger, bus, risk, clock, audit, events)
    strategy = providers.Singleton(
        lambda spec, **ports: spec.strategy(spec.config, **ports),
        spec,
        market_data=market,
        clock=clock,
        portfolio=ledger,
        execution=bus,
        risk=risk,
    )
    reconciler = providers.Singleton(Reconciler, engine.provided.name, ledger, engine.provided.money_grain)
    dispatcher = providers.Singleton(
        TickDispatcher,
        strategy,
        clock=clock,
        market=market,
        ledger=ledger,
        orders=orders,
        bus=bus,
        risk=risk,
        reconciler=reconciler,
        audit=audit,
        digests=digests,
        metrics=metrics,
        fees=spec.provided.fees,
        profile=spec.provided.profile,
        reconcile=spec.provided.reconcile,
        events=events,
        halt=halt,
        fundings=spec.provided.dataset.fundings.call(),
        guard=providers.Callable(_if, spec.provided.perpetuals, guard.provider),
    )


class RuntimeBootstrapper:
    """Puts one run together: injects the chosen adapter behind the five ports. `later`: the engines that go on with it."""

    def __init__(
        self,
        spec: RunSpec,
        plan: Plan,
        engine: Engine,
        *,
        audit: AuditLog,
        events: EventBus = SILENT,
        halt: Watch | None = None,
        later: Sequence[Leg] = (),
    ) -> None:
        self._spec, self._plan, self._engine, self._later = spec, plan, engine, later
        run = _Run(
            spec=providers.Object(spec),
            plan=providers.Object(jointly([plan, *(leg.plan for leg in later)]) if later else plan),
            engine=providers.Object(engine),
            audit=providers.Object(audit),
            events=providers.Object(events),
            halt=providers.Object(halt),
        )
        self.audit = audit
        self.digests: Digests = run.digests()
        self.metrics: MetricsCollector = run.metrics()
        self.clock: EventClock = run.clock()
        self.market: MarketView = run.market()
        self.ledger: Ledger = run.ledger()
        self.orders: OrderStore = run.orders()
        self.risk: RiskOrchestrator = run.risk()
        self.bus: CommandBus = run.bus()
        self.strategy = run.strategy()
        self.guard: MarginGuard | None = run.guard() if spec.perpetuals else None
        self.reconciler: Reconciler = run.reconciler()
        self.dispatcher: TickDispatcher = run.dispatcher()
        #: The changes of engines, where some are planned.
        self.relay: Relay | None = None

    def open(self) -> EngineSession:
        """The engine's session, emulators around it, connected to the bus."""
        session = self._relayed() if self._later else opened(self._engine, self._plan, self._spec.session(), self.dispatcher)
        self.bus.connect(session)
        return session

    def understudy(self) -> Strategy:
        """Another instance of the strategy on this run's ports, as the first was after `on_start`. Nothing else comes of it."""
        start = RuntimeBootstrapper(self._spec, self._plan, self._engine, audit=AuditLog(None), later=self._later)
        start.bus.connect(Acknowledging(start.dispatcher, start.ledger))
        with exchanged(self._ports.values(), start._ports.values()):
            made = self._spec.strategy(self._spec.config, **self._ports)
            start.dispatcher.cast(made)
            start.dispatcher.start()
        return made

    def _relayed(self) -> Relay:
        first = Leg(self._engine, self._plan, self._spec.dataset.start, 0)
        self.relay = Relay(
            self._spec,
            [first, *self._later],
            self.dispatcher,
            ledger=self.ledger,
            orders=self.orders,
            reconciler=self.reconciler,
            recast=lambda: self.dispatcher.recast(self.understudy),
        )
        return self.relay

    @property
    def _ports(self) -> dict[str, Any]:
        return {
            "market_data": self.market,
            "clock": self.clock,
            "portfolio": self.ledger,
            "execution": self.bus,
            "risk": self.risk,
        }
