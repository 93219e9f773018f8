from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import attrs
import pytest

from tradeport.application import engines
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderSide, TradeIntent
from tradeport.ports.engine import EngineSession, OrderReport, SessionSpec


@pytest.fixture
def bench() -> Bench:
    """Plays scripts on Zipline through the platform's own runner."""
    engine = engines.get("zipline")
    engines.load(engine)
    return Bench(engine)


@attrs.define
class Listener:
    """Implements to drive a session without the platform: writes down, and calls what it is given."""

    on_event: Callable[[Tradable], object] = lambda event: None
    on_report: Callable[[OrderReport], object] = lambda report: None
    on_instant: Callable[[int], object] = lambda ts: None
    reports: list[str] = attrs.field(factory=list)
    instants: list[int] = attrs.field(factory=list)

    def before_match(self, event: Tradable) -> None:
        self.on_event(event)

    def report(self, report: OrderReport) -> None:
        self.reports.append(f"{report.client_order_id} {report.type.value}")
        self.on_report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self.instants.append(ts)
        self.on_instant(ts)


@attrs.define
class Line:
    """A session and its listener; `send` submits a market order, or what `terms` say."""

    listener: Listener
    session: EngineSession

    def send(self, name: str, instrument: str = "X", quantity: int = 1, ts: int = 0, **terms: Any) -> Order:
        order = Order(name, TradeIntent(instrument, OrderSide.BUY, Decimal(quantity), **terms), ts, 0)
        self.session.submit(order)
        return order


@pytest.fixture
def connect() -> Callable[..., Line]:
    """`connect(dataset, profile=...)` opens a session on Zipline."""
    engine = engines.get("zipline")
    engines.load(engine)

    def opened(data: Dataset, **terms: Any) -> Line:
        listener = Listener()
        spec = SessionSpec(data, Currency("USD"), terms.pop("cash", Decimal(1000)), **terms)
        return Line(listener, engine.open(spec, listener))

    return opened
