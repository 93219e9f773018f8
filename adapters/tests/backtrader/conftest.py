"""An adapter session driven by hand, without the platform around it; and scripts played through the platform."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.backtrader.engine import BacktraderEngine
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderSide, OrderType, TradeIntent
from tradeport.ports.engine import EngineSession, FillProfile, OrderReport, SessionSpec


class Listener:
    """Implements EngineListener: keeps what it is told, and does at each call what the test says."""

    def __init__(self) -> None:
        self.session: EngineSession
        self.told: list[str] = []
        self.before: Callable[[Tradable], object] = lambda event: None
        self.on_report: Callable[[OrderReport], object] = lambda report: None
        self.on_event: Callable[[int, Sequence[Tradable]], object] = lambda ts, events: None

    def before_match(self, event: Tradable) -> None:
        self.before(event)

    def report(self, report: OrderReport) -> None:
        price = f" {report.price}" if report.price else ""
        self.told.append(f"{report.client_order_id} {report.type}{price}")
        self.on_report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self.on_event(ts, events)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def opened(listener: Listener) -> Callable[..., EngineSession]:
    """`opened(dataset)`: a session that reports to `listener`."""

    def make(dataset: Dataset, profile: FillProfile = FillProfile.CANONICAL, cash: int = 100_000) -> EngineSession:
        spec = SessionSpec(dataset, Currency("USD"), Decimal(cash), profile=profile)
        listener.session = BacktraderEngine().open(spec, listener)
        return listener.session

    return make


@pytest.fixture
def bench() -> Bench:
    """Plays scripts on Backtrader through the platform."""
    return Bench(BacktraderEngine())


def an_order(id: str, side: OrderSide, ts: int, limit: object = None, stop: object = None, **terms: Any) -> Order:
    """One unit of X, decided at `ts`."""
    type_ = {(False, False): "market", (True, False): "limit", (False, True): "stop", (True, True): "stop_limit"}
    kind = OrderType(type_[limit is not None, stop is not None])
    prices = [None if price is None else Decimal(str(price)) for price in (limit, stop)]
    return Order(id, TradeIntent("X", side, Decimal(1), kind, *prices, **terms), ts, 1)


@pytest.fixture
def order() -> Callable[..., Order]:
    return an_order
