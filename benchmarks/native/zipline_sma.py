"""SMA cross written for Zipline: its minute clock, 24/7 calendar, `DataPortal` and `BarData`; fills at the next bar's open.

Bars come from a reader over arrays in memory, which spares it the ingestion of a bundle; averages are plain Python, which
spares it `data.history` (20 times the cost of everything else).
"""

from collections import deque
from decimal import Decimal
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
from exchange_calendars import get_calendar
from zipline.algorithm import TradingAlgorithm
from zipline.api import order, set_commission, set_slippage
from zipline.assets import Equity, ExchangeInfo
from zipline.data.bar_reader import BarReader
from zipline.data.data_portal import DataPortal
from zipline.finance.commission import PerDollar
from zipline.finance.metrics.metric import Transactions
from zipline.finance.slippage import SlippageModel
from zipline.finance.trading import SimulationParameters
from zipline.gens.sim_engine import MinuteSimulationClock

from benchmarks.native import Fill
from tradeport.domain.model.dataset import BarSeries
from tradeport.domain.model.time import MINUTE

FAST, SLOW = 10, 30


class NextOpen(SlippageModel):
    """An order is filled whole, at the open of the bar after it."""

    @staticmethod
    def process_order(data: Any, order: Any) -> tuple[float, int]:
        return data.current(order.asset, "open"), order.open_amount


class Reader(BarReader):
    """One-minute bars of one asset, in memory."""

    data_frequency = "minute"

    def __init__(self, calendar: Any, series: BarSeries) -> None:
        self._calendar, self._start, self._end = calendar, series.ts[0], series.ts[-1]
        names = ("open", "high", "low", "close", "volume")
        self._columns = {name: np.frombuffer(getattr(series, name)) for name in names}

    @property
    def trading_calendar(self) -> Any:
        return self._calendar

    @property
    def last_available_dt(self) -> pd.Timestamp:
        return pd.Timestamp(self._end, tz="UTC")

    @property
    def first_trading_day(self) -> pd.Timestamp:
        return self._calendar.minute_to_session(pd.Timestamp(self._start, tz="UTC"))

    def get_value(self, sid: int, dt: pd.Timestamp, field: str) -> float:
        if not self._start <= dt.value <= self._end:
            return 0.0 if field == "volume" else nan
        return float(self._columns[field][(dt.value - self._start) // MINUTE])

    def get_last_traded_dt(self, asset: Any, dt: pd.Timestamp) -> pd.Timestamp:
        return dt

    def load_raw_arrays(self, columns: Any, start: Any, end: Any, assets: Any) -> Any:
        raise NotImplementedError("only data.history asks for it")


class Finder:
    """Of one asset."""

    def __init__(self, asset: Equity) -> None:
        self._asset = asset

    def equities_sids(self) -> list[int]:
        return [self._asset.sid]

    def retrieve_asset(self, sid: int) -> Equity:
        return self._asset

    def retrieve_all(self, sids: Any) -> list[Equity]:
        return [self._asset for _ in sids]


class SmaCross(TradingAlgorithm):
    """No benchmark: nobody asks for one. Days end a minute early: Zipline's clock gives a 24/7 calendar each midnight twice."""

    def _create_clock(self) -> MinuteSimulationClock:
        sessions, calendar = self.sim_params.sessions, self.trading_calendar
        closes = calendar.schedule.loc[sessions, "close"] - pd.Timedelta(minutes=1)
        return MinuteSimulationClock(sessions, calendar.first_minutes.loc[sessions], closes, closes + pd.Timedelta(hours=1))

    def _create_benchmark_source(self) -> None:
        pass


def build(series: BarSeries, fee_bps: Decimal) -> SmaCross:
    """An algorithm ready to run: `for packet in algo.get_generator()`."""
    first, last = (pd.Timestamp(ts).normalize() for ts in (series.ts[0], series.ts[-1]))
    calendar = get_calendar("24/7", start=first, end=last)
    asset = Equity(1, ExchangeInfo("X", "X", "??"), symbol=series.instrument, start_date=first, end_date=last)
    portal = DataPortal(
        Finder(asset), calendar, first, equity_minute_reader=Reader(calendar, series), last_available_session=last
    )

    def initialize(context: Any) -> None:
        set_slippage(us_equities=NextOpen())
        set_commission(us_equities=PerDollar(float(fee_bps) / 10_000))
        context.closes, context.holding = deque(maxlen=SLOW), False

    def handle_data(context: Any, data: Any) -> None:
        close = data.current(asset, "close")
        if isnan(close):
            return
        closes = context.closes
        closes.append(close)
        if len(closes) < SLOW:
            return
        above = sum(list(closes)[-FAST:]) / FAST > sum(closes) / SLOW
        if above != context.holding:
            order(asset, 1 if above else -1)
            context.holding = above

    parameters = SimulationParameters(first, last, calendar, 100_000, data_frequency="minute")
    return SmaCross(
        parameters,
        data_portal=portal,
        trading_calendar=calendar,
        metrics_set={Transactions()},
        initialize=initialize,
        handle_data=handle_data,
    )


def run(series: BarSeries, fee_bps: Decimal) -> list[Fill]:
    """Set up, run, and what was filled."""
    packets = build(series, fee_bps).get_generator()
    traded = [one for packet in packets for one in packet.get("daily_perf", {}).get("transactions", [])]
    return [("buy" if one["amount"] > 0 else "sell", str(abs(one["amount"])), f"{one['price']:.2f}") for one in traded]
