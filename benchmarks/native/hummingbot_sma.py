"""SMA cross written for Hummingbot: its strategy base, its clock, its paper exchange; fills at the next bar's open.

Hummingbot has no bars, so a feed shows each open as an order book before the exchange's tick, and the strategy hears the
close after it. The order tracker, the event reporter and the event log of the engine are on, as they come.
"""

import asyncio
import logging
from collections import deque
from decimal import Decimal
from pathlib import Path

from hummingbot.connector.test_support.mock_paper_exchange import MockPaperExchange
from hummingbot.core.clock import Clock
from hummingbot.core.clock_mode import ClockMode
from hummingbot.core.data_type.order_book_row import OrderBookRow
from hummingbot.core.data_type.trade_fee import TradeFeeSchema
from hummingbot.core.event.events import OrderFilledEvent
from hummingbot.core.py_time_iterator import PyTimeIterator
from hummingbot.strategy.market_trading_pair_tuple import MarketTradingPairTuple
from hummingbot.strategy.strategy_py_base import StrategyPyBase

from benchmarks.native import Fill
from benchmarks.native.keeping import Keeper
from tradeport.domain.model.dataset import BarSeries

PAIR, BASE, QUOTE = "BENCH-USD", "BENCH", "USD"


class Exchange(MockPaperExchange):
    """Without the five seconds a market order waits for: it is to meet the next open."""

    TRADE_EXECUTION_DELAY = 0.0


class Feed(PyTimeIterator):
    """Shows each bar's open, a level a side. `sweep`: forget what market orders took from the book."""

    def __init__(self, series: BarSeries, exchange: Exchange, sweep: bool) -> None:
        super().__init__()
        self.opens = iter(series.open)
        self.book, self.sweep, self.number = exchange.order_books[PAIR], sweep, 0

    def tick(self, timestamp: float) -> None:
        price = next(self.opens)  # StopIteration ends the clock
        self.number += 1
        if self.sweep:
            self.book.clear_traded_order_book()
        self.book.apply_snapshot([OrderBookRow(price, 1e6, self.number)], [OrderBookRow(price, 1e6, self.number)], self.number)


class SmaCross(StrategyPyBase):
    """Long one unit while the fast average is above the slow one."""

    def __init__(self, series: BarSeries, exchange: Exchange, fast: int = 10, slow: int = 30) -> None:
        super().__init__()
        self.exchange, self.closes = exchange, iter(series.close)
        self.market = MarketTradingPairTuple(exchange, PAIR, BASE, QUOTE)
        self.fast: deque[float] = deque(maxlen=fast)
        self.slow: deque[float] = deque(maxlen=slow)
        self.fills: list[tuple[str, str, str]] = []
        self.add_markets([exchange])

    @classmethod
    def logger(cls) -> logging.Logger:
        return logging.getLogger(__name__)

    def tick(self, timestamp: float) -> None:
        close = next(self.closes)
        self.fast.append(close)
        self.slow.append(close)
        if len(self.slow) < 30:
            return
        held = self.exchange.get_balance(BASE)
        if sum(self.fast) / 10 > sum(self.slow) / 30:
            if not held:
                self.buy_with_specific_market(self.market, Decimal(1))
        elif held:
            self.sell_with_specific_market(self.market, Decimal(1))

    def did_fill_order(self, event: OrderFilledEvent) -> None:
        self.fills.append((event.trade_type.name, f"{event.amount:f}", f"{event.price:.2f}"))


class Recorded(SmaCross):
    """The same, keeping what the platform keeps of a run."""

    def __init__(self, series: BarSeries, exchange: Exchange, keeper: Keeper) -> None:
        super().__init__(series, exchange)
        self.times, self.marks, self.keeper = iter(series.ts), iter(series.close), keeper
        self.now = series.ts[0]

    def tick(self, timestamp: float) -> None:
        self.now = next(self.times)
        super().tick(timestamp)
        balance = self.exchange.get_balance
        self.keeper.valued(self.now, balance(QUOTE), balance(BASE), next(self.marks))

    def buy_with_specific_market(self, pair: MarketTradingPairTuple, amount: Decimal) -> str:
        self.keeper.event(self.now, "submitted", side="buy", quantity=str(amount))
        return super().buy_with_specific_market(pair, amount)

    def sell_with_specific_market(self, pair: MarketTradingPairTuple, amount: Decimal) -> str:
        self.keeper.event(self.now, "submitted", side="sell", quantity=str(amount))
        return super().sell_with_specific_market(pair, amount)

    def did_fill_order(self, event: OrderFilledEvent) -> None:
        super().did_fill_order(event)
        fee = event.amount * event.price * event.trade_fee.percent
        self.keeper.filled(self.now, event.trade_type.name.lower(), event.amount, event.price, fee)


class Backtest:
    """A clock that calls feed, exchange and strategy."""

    def __init__(self, series: BarSeries, fee_bps: Decimal, *, sweep: bool, keeper: Keeper | None = None) -> None:
        rate = fee_bps / 10_000
        exchange = Exchange(TradeFeeSchema(maker_percent_fee_decimal=rate, taker_percent_fee_decimal=rate))
        exchange.new_empty_order_book(PAIR)
        exchange.set_balance(BASE, Decimal(0))
        exchange.set_balance(QUOTE, Decimal(100_000))
        self.strategy = SmaCross(series, exchange) if keeper is None else Recorded(series, exchange, keeper)
        self.clock = Clock(ClockMode.BACKTEST, 1.0, 0.0, len(series) + 1.0)
        for child in (Feed(series, exchange, sweep), exchange, self.strategy):
            self.clock.add_iterator(child)

    def run(self) -> None:
        """With a loop, on which the exchange announces orders; at the end it is let do so."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        self.clock.backtest()
        loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop)))
        asyncio.set_event_loop(None)
        loop.close()


def run_recorded(series: BarSeries, fee_bps: Decimal, keep: Path) -> list[Fill]:
    """As `run`, keeping in a folder what the platform keeps of a run."""
    keeper = Keeper(keep)
    fills = run(series, fee_bps, keeper=keeper)
    keeper.close()
    return fills


def run(series: BarSeries, fee_bps: Decimal, *, sweep: bool = False, keeper: Keeper | None = None) -> list[Fill]:
    """Set up, run, and what was filled."""
    backtest = Backtest(series, fee_bps, sweep=sweep, keeper=keeper)
    backtest.run()
    return [(side.lower(), quantity, price) for side, quantity, price in backtest.strategy.fills]
