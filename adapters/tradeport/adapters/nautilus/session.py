"""One `BacktestEngine`, set up and driven: what both fill profiles share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import MakerTakerFeeModel, PerContractFeeModel
from nautilus_trader.cache.config import CacheConfig
from nautilus_trader.config import LoggingConfig, RiskEngineConfig
from nautilus_trader.model.enums import AccountType, OmsType
from nautilus_trader.model.events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderModifyRejected,
    OrderRejected,
    OrderTriggered,
    OrderUpdated,
)
from nautilus_trader.model.identifiers import TraderId
from nautilus_trader.model.objects import Money
from nautilus_trader.model.orders import Order as NautilusOrder

from tradeport.adapters.nautilus import translate
from tradeport.adapters.nautilus.host import Host
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.dataset import Instant
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.ports.capability import Capabilities
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType


class Stop(Exception):
    """Ends the engine's run from within; never seen outside."""


class NautilusSession(ABC):
    """Implements EngineSession. A subclass says when orders are sent, and what the venue's answers mean."""

    capabilities: Capabilities

    def __init__(self, spec: SessionSpec, listener: EngineListener, *, bypass_risk: bool) -> None:
        self.spec, self.listener = spec, listener
        self.now = spec.dataset.start
        self.instruments: dict[str, Instrument] = {i.id: i for i in spec.dataset.instruments}
        self.ids = {i: translate.instrument_id(i) for i in self.instruments}
        self.sent: dict[str, NautilusOrder] = {}
        self.error: BaseException | None = None
        self._instants: Iterator[Instant] = spec.dataset.instants()
        self._instant, self._arrived, self._delivered = next(self._instants), 0, 0
        self.running = self._stopping = False
        self.money = translate.currency(spec.currency.code)
        self.engine = BacktestEngine(
            BacktestEngineConfig(
                trader_id=TraderId("TRADEPORT-001"),
                logging=LoggingConfig(bypass_logging=True),
                risk_engine=RiskEngineConfig(bypass=bypass_risk),
                run_analysis=False,
                cache=CacheConfig(tick_capacity=2, bar_capacity=2),
            )
        )
        self.engine.add_venue(
            translate.VENUE,
            OmsType.NETTING,  # with HEDGING, positions that never close make every bar cost a millisecond
            AccountType.MARGIN,  # a CASH account that cannot pay ends the run without a word
            [Money(spec.cash, self.money)],
            base_currency=self.money,
            default_leverage=Decimal(1),
            fee_model=self._fee_model(),
            **self.venue_options(),
        )
        for instrument in spec.dataset.instruments:
            self.engine.add_instrument(translate.instrument(instrument, self.money, spec.fees))
        # It keeps a pandas series a closed trade, which nobody reads: run_analysis is off.
        self.engine.portfolio.analyzer.record_trade = _ignore
        self.host = Host(self)
        self.engine.add_strategy(self.host)

    def venue_options(self) -> dict[str, Any]:
        """What the profile adds to `add_venue`."""
        return {}

    def _fee_model(self) -> Any:
        fees = self.spec.fees
        return PerContractFeeModel(Money(fees.per_unit, self.money)) if fees.per_unit else MakerTakerFeeModel()

    # -- commands ----------------------------------------------------------------------------------------------------

    def make(self, order: Order, *, mortal: bool) -> NautilusOrder:
        """The order as Nautilus has it. One that comes from another session, examined there, may take."""
        made = translate.order(
            self.host.order_factory,
            self.instruments[order.intent.instrument],
            order.client_order_id,
            order.intent if order.fresh else attrs.evolve(order.intent, post_only=False),
            mortal=mortal,
        )
        self.sent[order.client_order_id] = made
        return made

    def refuse_unsupported(self, order: Order) -> None:
        """Raises UnsupportedCapability for what this profile does not declare."""
        insist("nautilus", self.capabilities, needs(order))

    @abstractmethod
    def submit(self, order: Order) -> None: ...

    @abstractmethod
    def cancel(self, order: Order) -> None: ...

    @abstractmethod
    def modify(self, order: Order, change: Modification) -> None: ...

    def account(self) -> EngineAccount:
        """A margin balance holds no notional: cash as the rules mean it is equity less positions, at any one price."""
        portfolio = self.engine.portfolio
        cash = portfolio.account(translate.VENUE).balance_total(self.money).as_decimal()
        positions: dict[str, Decimal] = {}
        for name, iid in self.ids.items():
            held = positions[name] = portfolio.net_position(iid)
            if held:
                price = self.engine.cache.positions_open(instrument_id=iid)[0].avg_px_open
                mark = translate.price(self.instruments[name], Decimal(repr(price)))
                cash += portfolio.unrealized_pnl(iid, mark).as_decimal() - held * mark.as_decimal()
        return EngineAccount(cash, positions)

    def run(self) -> int:
        for series in self.spec.dataset.series.values():
            it = self.instruments[series.instrument]
            self.engine.add_data(translate.market_data(series, it), sort=False)
        self.engine.sort_data()
        try:
            self.engine.run()
        except BaseException as error:
            self.error = self.error or error
        if self.error is not None and not isinstance(self.error, Stop):
            raise self.error
        return self._delivered

    def started(self) -> None:
        """The engine takes orders from now on; nothing has been delivered yet."""
        self.running = True

    def stop(self) -> None:
        self._stopping = True

    def close(self) -> None:
        self.engine.dispose()

    # -- what the host hears -----------------------------------------------------------------------------------------

    def arrived(self, ts: int) -> None:
        """The engine has delivered one event; with the last of its instant the platform acts."""
        due, events = self._instant
        if ts != due:
            raise EngineError(f"nautilus delivered an event of {ts} where one of {due} was due")
        self._delivered += 1
        self._arrived += 1
        if self._arrived < len(events):
            return
        self._arrived = 0
        self.now = ts
        self.listener.on_market_data(ts, events)
        self._instant = next(self._instants, (0, ()))
        if self._stopping:
            raise Stop

    @abstractmethod
    def accepted(self, event: OrderAccepted) -> None: ...

    @abstractmethod
    def canceled(self, event: OrderCanceled) -> None: ...

    @abstractmethod
    def updated(self, event: OrderUpdated) -> None: ...

    @abstractmethod
    def rejected(self, event: OrderRejected) -> None: ...

    @abstractmethod
    def cancel_rejected(self, event: OrderCancelRejected) -> None: ...

    @abstractmethod
    def modify_rejected(self, event: OrderModifyRejected) -> None: ...

    def triggered(self, event: OrderTriggered) -> None:
        """A stop-limit has become a limit."""
        self.report(event.client_order_id.value, _E.TRIGGERED)

    def report(self, client_order_id: str, what: OrderEventType, **more: Any) -> None:
        """Tell the platform, by the engine's clock."""
        ts = max(self.now, self.host.clock.timestamp_ns())  # it stands at the epoch before the first event
        self.listener.report(OrderReport(client_order_id, what, ts, **more))


def _ignore(*_: object, **__: object) -> None:
    pass
