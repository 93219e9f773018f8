"""A strategy on fakes of its five ports, each the least that implements its protocol."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.margin import Margin
from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, TradeTick
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderStatus, OrderTicket, TradeIntent, UnknownOrder
from tradeport.domain.model.positions import PortfolioSnapshot, Position
from tradeport.domain.model.time import to_datetime
from tradeport.domain.strategy import Strategy
from tradeport.ports.clock import ClockPort
from tradeport.ports.execution import ExecutionPort
from tradeport.ports.market_data import MarketDataPort, UnknownInstrument
from tradeport.ports.portfolio import PortfolioPort
from tradeport.ports.risk import RiskLimits, RiskPort, TradingState, Verdict


class FakeMarketData(MarketDataPort):
    """A and B, prices to 0.01, sizes to 0.1; P, a perpetual, sizes to 1. Has seen the bars that a test puts into `seen`."""

    def __init__(self) -> None:
        self.known = {name: Instrument(name, Decimal("0.01"), Decimal("0.1")) for name in "AB"}
        self.known["P"] = Instrument("P", Decimal("0.01"), Decimal(1), perpetual=Perpetual())
        self.seen: list[Bar] = []

    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(self.known.values())

    def instrument(self, instrument: str) -> Instrument:
        if instrument not in self.known:
            raise UnknownInstrument(instrument, list(self.known))
        return self.known[instrument]

    def last_price(self, instrument: str) -> float | None:
        bar = self.last_bar(instrument)
        return None if bar is None else bar.close

    def last_bar(self, instrument: str) -> Bar | None:
        return next(reversed(self.bars(instrument, 1)), None)

    def last_quote(self, instrument: str) -> QuoteTick | None:
        return None

    def last_trade(self, instrument: str) -> TradeTick | None:
        return None

    def funding_rate(self, instrument: str) -> FundingRate | None:
        return None

    def bars(self, instrument: str, count: int) -> list[Bar]:
        return [bar for bar in self.seen if bar.instrument == instrument][-count:]


class FakeClock(ClockPort):
    """Stands still, and remembers its timers."""

    def __init__(self) -> None:
        self.timers: dict[str, tuple[int, int | None]] = {}

    def now(self) -> int:
        return 42

    def utc_now(self) -> datetime:
        return to_datetime(42)

    def set_timer(self, name: str, interval: int, start: int | None = None) -> None:
        self.timers[name] = (interval, start)

    def set_alert(self, name: str, ts: int) -> None: ...

    def cancel_timer(self, name: str) -> None: ...


class FakePortfolio(PortfolioPort):
    """Worth `worth`; holds what a test puts into `held`, of every instrument that is not in `holds`."""

    def __init__(self) -> None:
        self.held = self.worth = Decimal(0)
        self.holds: dict[str, Decimal] = {}

    @property
    def currency(self) -> Currency:
        return Currency("USD")

    def cash(self) -> Decimal:
        return Decimal(0)

    def equity(self) -> Decimal:
        return self.worth

    def position(self, instrument: str) -> Position:
        return Position(instrument, self.holds.get(instrument, self.held))

    def positions(self) -> tuple[Position, ...]:
        return (self.position("A"),) if self.held else ()

    def margin(self) -> Margin:
        return Margin(self.equity())

    def liquidation_price(self, instrument: str) -> Decimal | None:
        return None

    def snapshot(self) -> PortfolioSnapshot:
        zero = Decimal(0)
        return PortfolioSnapshot(42, zero, zero, zero, zero, zero, self.positions())


class FakeExecution(ExecutionPort):
    """Remembers what it was asked. An order stays accepted until it is canceled, or a test puts it into `filled`."""

    def __init__(self) -> None:
        self.intents: list[TradeIntent] = []
        self.together: list[tuple[TradeIntent, ...]] = []
        self.filled: set[str] = set()
        self.canceled: list[str] = []
        self.modified: list[tuple[str, dict[str, Decimal | None]]] = []

    def submit(self, intent: TradeIntent) -> OrderTicket:
        self.intents.append(intent)
        return OrderTicket(f"c-{len(self.intents)}", len(self.intents), 42)

    def submit_atomic(self, *intents: TradeIntent) -> tuple[OrderTicket, ...]:
        self.together.append(intents)
        return tuple(map(self.submit, intents))

    def submit_oco(self, first: TradeIntent, second: TradeIntent) -> tuple[OrderTicket, OrderTicket]:
        return self.submit(first), self.submit(second)

    def submit_bracket(
        self, entry: TradeIntent, stop_loss: TradeIntent, take_profit: TradeIntent
    ) -> tuple[OrderTicket, OrderTicket, OrderTicket]:
        return self.submit(entry), self.submit(stop_loss), self.submit(take_profit)

    def cancel(self, client_order_id: str) -> None:
        self.canceled.append(client_order_id)

    def cancel_all(self, instrument: str | None = None) -> None:
        self.canceled += [order.client_order_id for order in self.open_orders(instrument)]

    def modify(self, client_order_id: str, **terms: Decimal | None) -> None:
        self.modified.append((client_order_id, terms))

    def order(self, client_order_id: str) -> Order:
        for sequence, intent in enumerate(self.intents, 1):
            if client_order_id == f"c-{sequence}":
                status = OrderStatus.CANCELED if client_order_id in self.canceled else OrderStatus.ACCEPTED
                status = OrderStatus.FILLED if client_order_id in self.filled else status
                return Order(client_order_id, intent, 42, sequence, status)
        raise UnknownOrder(client_order_id)

    def open_orders(self, instrument: str | None = None) -> tuple[Order, ...]:
        orders = (self.order(f"c-{i + 1}") for i in range(len(self.intents)))
        return tuple(order for order in orders if order.is_open and instrument in (None, order.intent.instrument))


class FakeRisk(RiskPort):
    """Lets everything pass."""

    @property
    def state(self) -> TradingState:
        return TradingState.ACTIVE

    @property
    def limits(self) -> RiskLimits:
        return RiskLimits()

    def check(self, intent: TradeIntent) -> Verdict:
        return Verdict()


@attrs.frozen
class Bench:
    """The strategy, and the fakes a test looks at."""

    strategy: Any
    market_data: FakeMarketData
    clock: FakeClock
    portfolio: FakePortfolio
    execution: FakeExecution

    def bar(self, close: float, reach: float = 1.0, instrument: str = "A") -> list[TradeIntent]:
        """Show the strategy one more bar; what it orders."""
        before = len(self.execution.intents)
        bar = Bar(instrument, len(self.market_data.seen) + 1, close, close + reach, close - reach, close, 1.0)
        self.market_data.seen.append(bar)
        self.strategy.on_bar(bar)
        return self.execution.intents[before:]

    def fund(self, rate: float, ts: int, instrument: str = "P") -> None:
        """Tell the strategy a funding rate."""
        self.strategy.on_funding(FundingRate(instrument, ts, rate))

    def fill(self, *instruments: str) -> None:
        """What works is filled, of these instruments or of all: the portfolio holds it."""
        for order in self.execution.open_orders():
            intent = order.intent
            if not instruments or intent.instrument in instruments:
                held = self.portfolio.position(intent.instrument).quantity
                self.portfolio.holds[intent.instrument] = held + intent.quantity * intent.side.sign
                self.execution.filled.add(order.client_order_id)


@pytest.fixture
def assemble() -> Callable[..., Bench]:
    """`assemble(Class, **config)`, started."""

    def make(kind: type[Strategy], **config: Any) -> Bench:
        fakes = FakeMarketData(), FakeClock(), FakePortfolio(), FakeExecution()
        ports: dict[str, Any] = dict(zip(("market_data", "clock", "portfolio", "execution"), fakes, strict=True))
        strategy = kind(kind.Config(**config), risk=FakeRisk(), **ports)
        strategy.on_start()
        return Bench(strategy, *fakes)

    return make


@pytest.fixture
def bench(assemble: Callable[..., Bench]) -> Bench:
    return assemble(Strategy)
