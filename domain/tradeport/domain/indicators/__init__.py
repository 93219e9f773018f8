"""Streaming indicators for strategies: plain Python, deterministic, O(1) an update (`base.Indicator`).

Those of a value take it, those of a bar take the `Bar`, that of funding the `FundingRate`.
"""

from tradeport.domain.indicators.atr import Atr
from tradeport.domain.indicators.base import Indicator
from tradeport.domain.indicators.bollinger import Bollinger, BollingerValue
from tradeport.domain.indicators.donchian import Donchian, DonchianValue
from tradeport.domain.indicators.ema import Ema
from tradeport.domain.indicators.funding import FundingApr
from tradeport.domain.indicators.macd import Macd, MacdValue
from tradeport.domain.indicators.rsi import Rsi
from tradeport.domain.indicators.sma import Sma
from tradeport.domain.indicators.std_dev import StdDev
from tradeport.domain.indicators.vwap import Vwap

__all__ = [
    "Atr",
    "Bollinger",
    "BollingerValue",
    "Donchian",
    "DonchianValue",
    "Ema",
    "FundingApr",
    "Indicator",
    "Macd",
    "MacdValue",
    "Rsi",
    "Sma",
    "StdDev",
    "Vwap",
]
