"""Made-up prices, and every indicator with what feeds it."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from tradeport.domain.indicators import Atr, Bollinger, Donchian, Ema, FundingApr, Macd, Rsi, Sma, StdDev, Vwap
from tradeport.domain.model.market_data import Bar, FundingRate
from tradeport.domain.model.time import HOUR

EVERY: dict[str, Callable[[], Any]] = {
    "sma": lambda: Sma(7),
    "ema": lambda: Ema(7),
    "rsi": lambda: Rsi(7),
    "macd": lambda: Macd(3, 7, 4),
    "std_dev": lambda: StdDev(7),
    "bollinger": lambda: Bollinger(7),
    "atr": lambda: Atr(7),
    "donchian": lambda: Donchian(7),
    "vwap": lambda: Vwap(),
    "rolling vwap": lambda: Vwap(7),
    "session vwap": lambda: Vwap(session=5 * HOUR),
    "funding": lambda: FundingApr(7),
}


def walk(count: int) -> list[Bar]:
    """A random walk around 100, always the same."""
    draw, close, bars = random.Random(7), 100.0, []
    for i in range(1, count + 1):
        open_, close = close, round(close + draw.gauss(0, 1), 2)
        high, low = max(open_, close) + round(draw.random(), 2), min(open_, close) - round(draw.random(), 2)
        bars.append(Bar("A", i * HOUR, open_, high, low, close, float(draw.randrange(1, 1000))))
    return bars


@pytest.fixture
def bars() -> list[Bar]:
    return walk(200)


@pytest.fixture(params=EVERY)
def make(request: pytest.FixtureRequest) -> Callable[[], Any]:
    """Makes one indicator; the test runs for each kind."""
    return EVERY[request.param]


@pytest.fixture
def inputs(make: Callable[[], Any], bars: list[Bar]) -> list[Any]:
    """What the indicator of `make` is fed: bars, rates or closes."""
    if isinstance(make(), FundingApr):
        return [FundingRate("A", bar.ts, (bar.close - bar.open) / 1e4) for bar in bars]
    return bars if isinstance(make(), Atr | Donchian | Vwap) else [bar.close for bar in bars]
