"""What the adapter works around. A new version of the engine that changes one of these wants another look."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.hummingbot.engine import HummingbotEngine
from tradeport.adapters.hummingbot.engine_side import engine_side

PAIR = "BTC-USD"


class Stock:
    """The exchange as it comes, but for the delay; one clock, and what it says of orders."""

    def __init__(self) -> None:
        from hummingbot.connector.test_support.mock_paper_exchange import MockPaperExchange
        from hummingbot.core.clock import Clock
        from hummingbot.core.clock_mode import ClockMode
        from hummingbot.core.data_type.trade_fee import TradeFeeSchema
        from hummingbot.core.event.event_forwarder import EventForwarder
        from hummingbot.core.event.events import MarketEvent

        from tradeport.adapters.hummingbot.exchange import PaperExchange

        class Exchange(MockPaperExchange):  # type: ignore[misc]
            TRADE_EXECUTION_DELAY = 0.0
            trigger_event_async = PaperExchange.trigger_event_async

        rate = Decimal("0.01")
        self.exchange = Exchange(TradeFeeSchema(maker_percent_fee_decimal=rate, taker_percent_fee_decimal=rate))
        self.exchange.new_empty_order_book(PAIR)
        self.exchange.set_balance("BTC", Decimal(10))
        self.exchange.set_balance("USD", Decimal(10_000))
        self.fills: list[Any] = []
        self._forward = EventForwarder(self.fills.append)
        self.exchange.add_listener(MarketEvent.OrderFilled, self._forward)
        for tag in self.exchange.MARKET_EVENTS:
            for listener in self.exchange.get_listeners(tag):
                if type(listener).__name__ == "EventReporter":  # it wants the engine's own logger class
                    self.exchange.remove_listener(tag, listener)
        self.clock = Clock(ClockMode.BACKTEST, 1.0, 0.0, 1e9)
        self.clock.add_iterator(self.exchange)
        self.now = 0.0

    def tick(self, price: float, size: float = 1e9) -> None:
        from hummingbot.core.data_type.order_book_row import OrderBookRow

        row = OrderBookRow(price, size, 1)
        self.exchange.order_books[PAIR].apply_snapshot([row], [row], 1)
        self.now += 1
        self.clock.backtest_til(self.now)


@pytest.fixture
def stock() -> Iterator[Stock]:
    HummingbotEngine().load()
    with engine_side():
        made = Stock()
        made.tick(100)
        yield made


def order_type(name: str) -> Any:
    from hummingbot.core.data_type.common import OrderType

    return OrderType[name]


def test_a_buyer_s_fee_is_reported_and_not_debited(stock: Stock) -> None:
    stock.exchange.buy(PAIR, Decimal(1))
    stock.tick(100)
    assert stock.fills[0].trade_fee.percent == Decimal("0.01")
    assert stock.exchange.get_balance("USD") == 9_900


def test_a_gapped_limit_fills_at_its_limit(stock: Stock) -> None:
    stock.exchange.buy(PAIR, Decimal(1), order_type("LIMIT"), Decimal(99))
    stock.tick(95)
    assert [fill.price for fill in stock.fills] == [99]


def test_a_post_only_order_is_answered_and_dropped(stock: Stock) -> None:
    assert stock.exchange.buy(PAIR, Decimal(1), order_type("LIMIT_MAKER"), Decimal(90))
    assert not stock.exchange.limit_orders
    assert not stock.exchange.queued_orders


def test_an_expiry_is_ignored(stock: Stock) -> None:
    stock.exchange.buy(PAIR, Decimal(1), order_type("LIMIT"), Decimal(90), expiration_ts=2.0, time_in_force="FOK")
    for _ in range(9):
        stock.tick(100)
    assert len(stock.exchange.limit_orders) == 1


def test_a_book_remembers_what_was_taken_from_it(stock: Stock) -> None:
    for _ in range(3):
        stock.exchange.buy(PAIR, Decimal(2))
        stock.tick(100, 5)
    assert [fill.amount for fill in stock.fills] == [2, 2, 1]
