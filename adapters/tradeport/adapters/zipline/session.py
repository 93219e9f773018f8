"""One `TradingAlgorithm`, set up and driven: what both fill profiles share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from zipline.finance.commission import CommissionModel
from zipline.finance.execution import ExecutionStyle
from zipline.finance.order import Order as ZiplineOrder
from zipline.finance.slippage import SlippageModel
from zipline.finance.transaction import Transaction
from zipline.gens.sim_engine import BAR, SESSION_START

from tradeport.adapters.zipline.algorithm import Algorithm, Blotter, Ticks
from tradeport.adapters.zipline.guarded import Guarded
from tradeport.adapters.zipline.lots import Lots
from tradeport.adapters.zipline.surroundings import Assets, EventPortal, OneSession
from tradeport.adapters.zipline.told import Told
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.dataset import Instant
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.model.time import DAY
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType

#: Instants whose time stamps are made together: a Timestamp by itself costs more than the rest of a bar's clock.
_BATCH = 1024

#: Zipline divides by what it begins with: of an account that has less, as one taken over may, the rest is taken at once.
_SOMETHING = Decimal(1)


class ZiplineSession(ABC):
    """Implements EngineSession. To Zipline every event is a bar of its own, so that each is matched in its turn.

    A subclass gives the price and fee models, and says when outcomes are reported.
    """

    capabilities: ClassVar[Capabilities]
    #: The largest order in lots.
    most: ClassVar[int]

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self.spec, self.listener = spec, Guarded(listener)
        self.now = spec.dataset.start
        self.instruments: dict[str, Instrument] = {i.id: i for i in spec.dataset.instruments}
        self.lots = Lots(spec.dataset.instruments, self.most)
        self.assets = Assets(spec.dataset.instruments)
        self._portal = EventPortal(self.assets, OneSession(spec.dataset.start, spec.dataset.end), self.lots.per_unit)
        self.blotter = Blotter(Told(self.prices(), self.triggered, self.filled), self.commission(), self.most)
        self._instant: Instant = (self.now, ())
        self._left = self._delivered = 0
        self._stopping = False
        begins = max(spec.cash, _SOMETHING)
        capital = self.lots.capital(begins)
        self._algorithm = Algorithm(self._portal, self.blotter, capital, self._clock(), self._handle_data)
        self._simulation = self._algorithm.get_generator()
        if begins != spec.cash:
            self.add_capital(CONTEXT.subtract(spec.cash, begins))

    @abstractmethod
    def prices(self) -> SlippageModel:
        """What a fill's price is."""

    @abstractmethod
    def commission(self) -> CommissionModel:
        """What a fill costs."""

    @abstractmethod
    def style(self, order: Order) -> ExecutionStyle:
        """The order's prices, as Zipline takes them."""

    # -- commands ----------------------------------------------------------------------------------------------------

    def submit(self, order: Order) -> None:
        insist("zipline", self.capabilities, needs(order))
        asset = self.assets.by_id[order.intent.instrument]
        self.blotter.order(asset, self.lots.amount(order), self.style(order), order.client_order_id)
        self.report(order.client_order_id, _E.ACCEPTED)

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("zipline", Capability.MODIFY, self.capabilities[Capability.MODIFY].note)

    @abstractmethod
    def cancel(self, order: Order) -> None: ...

    def account(self) -> EngineAccount:
        """Cash past `portfolio`, which values every position anew and takes longer for it than the rest of a bar."""
        ledger = self._algorithm.metrics_tracker._ledger
        positions = ledger.position_tracker.positions
        held = {asset.symbol: self.lots.quantity(asset.symbol, at.amount) for asset, at in positions.items()}
        return EngineAccount(self.lots.money(ledger._immutable_portfolio.cash), held)

    def add_capital(self, amount: Decimal) -> None:
        """To its cash; from it where it is negative."""
        self._algorithm.metrics_tracker.capital_change(self.lots.capital(amount))

    def run(self) -> int:
        try:
            for _ in self._simulation:
                pass
        except BaseException as error:
            raised = self.listener.error
            if raised is None and isinstance(error, OverflowError):
                raise EngineError("zipline's 64 bits overflowed", "give the instruments a coarser size_increment") from error
            if raised is None or raised is error:
                raise
            raise raised  # noqa: B904  it has a cause of its own
        return self._delivered

    def stop(self) -> None:
        self._stopping = True

    def close(self) -> None:
        self._simulation.close()

    # -- what Zipline calls ------------------------------------------------------------------------------------------

    def _clock(self) -> Ticks:
        day = None
        for stamp, (ts, events) in _stamped(self.spec.dataset.instants()):
            if ts // DAY != day:
                day = ts // DAY
                yield stamp, SESSION_START  # Zipline forgets the transactions of the session before
            self.now, self._instant, self._left = ts, (ts, events), len(events)
            for event in events:
                self._portal.event = event
                self.before(event)
                yield stamp, BAR
            if self._stopping:
                return

    def _handle_data(self, context: Any, data: Any) -> None:
        """Zipline has matched and booked one event; with the last of its instant the platform acts."""
        self._delivered += 1
        self._left -= 1
        if self._left:
            return
        self.matched()
        self.listener.on_market_data(*self._instant)

    def before(self, event: Tradable) -> None:
        """`event` is about to be matched."""
        self.listener.before_match(event)

    @abstractmethod
    def matched(self) -> None:
        """All events of the instant have been matched."""

    @abstractmethod
    def triggered(self, order: ZiplineOrder) -> None: ...

    @abstractmethod
    def filled(self, order: ZiplineOrder, transaction: Transaction, fee: float) -> None: ...

    def fill(self, order: ZiplineOrder, transaction: Transaction, fee: float) -> OrderReport:
        """What happened, in our values."""
        name = order.asset.symbol
        quantity = abs(self.lots.quantity(name, transaction.amount))
        price = self.instruments[name].price(transaction.price)
        return OrderReport(order.id, _E.FILLED, self.now, quantity, price, self.lots.money(fee))

    def report(self, client_order_id: str, what: OrderEventType, reason: str = "") -> None:
        """Tell the platform."""
        self.listener.report(OrderReport(client_order_id, what, self.now, reason=reason))


def _stamped(instants: Iterator[Instant]) -> Iterator[tuple[pd.Timestamp, Instant]]:
    while batch := list(islice(instants, _BATCH)):
        stamps = pd.DatetimeIndex(np.array([ts for ts, _ in batch], dtype="datetime64[ns]"), tz="UTC")
        yield from zip(stamps, batch, strict=True)
