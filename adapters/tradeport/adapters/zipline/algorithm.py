"""Zipline's algorithm and blotter, with the two things replaced that would need a bundle: the clock and the benchmark."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from zipline.algorithm import TradingAlgorithm
from zipline.assets import Asset
from zipline.finance.blotter import SimulationBlotter
from zipline.finance.commission import CommissionModel
from zipline.finance.order import Order
from zipline.finance.slippage import SlippageModel
from zipline.finance.trading import SimulationParameters

from tradeport.adapters.zipline.surroundings import EventPortal

type Ticks = Iterator[tuple[pd.Timestamp, int]]


class _OpenOrders(defaultdict[Asset, list[Order]]):
    """The blotter walks its items while it matches; an order placed meanwhile must not upset the walk."""

    def __init__(self) -> None:
        super().__init__(list)

    def items(self) -> list[tuple[Asset, list[Order]]]:  # type: ignore[override]
        return list(super().items())


class Blotter(SimulationBlotter):
    """`most`: the largest order. Zipline's own limit, 1e11 shares, would be a thousand units of 1e-8."""

    def __init__(self, slippage: SlippageModel, commission: CommissionModel, most: int) -> None:
        super().__init__(equity_slippage=slippage, equity_commission=commission)
        self.open_orders = _OpenOrders()
        self.max_shares = most


class Algorithm(TradingAlgorithm):
    """`ticks` is the clock: `(Timestamp, BAR or SESSION_START)`."""

    def __init__(
        self, portal: EventPortal, blotter: Blotter, capital: float, ticks: Ticks, handle_data: Callable[[Any, Any], None]
    ) -> None:
        calendar = portal.trading_calendar
        session = calendar.first_session
        self._ticks = ticks
        super().__init__(
            SimulationParameters(session, session, calendar, capital, emission_rate="daily", data_frequency="minute"),
            data_portal=portal,
            trading_calendar=calendar,
            metrics_set=set(),
            blotter=blotter,
            handle_data=handle_data,
        )

    def _create_clock(self) -> Ticks:
        return self._ticks

    def _create_benchmark_source(self) -> None:
        """What it is measured against is not asked for."""
