"""SMA cross written for Backtrader: its indicators, run at once over all bars; its broker fills at the next bar's open."""

from decimal import Decimal
from typing import Any

import pandas as pd

from benchmarks.native import Fill
from tradeport.adapters.backtrader.library import bt
from tradeport.domain.model.dataset import BarSeries
from tradeport.domain.model.time import MINUTE


class SmaCross(bt.Strategy):
    """Long one unit while the fast average is above the slow one."""

    params = (("fast", 10), ("slow", 30))

    def __init__(self) -> None:
        self.fast = bt.ind.SMA(self.data.close, period=self.p.fast)
        self.slow = bt.ind.SMA(self.data.close, period=self.p.slow)
        self.fills: list[tuple[str, float, float]] = []

    def next(self) -> None:
        if self.fast[0] > self.slow[0]:
            if not self.position:
                self.buy(size=1)
        elif self.position:
            self.close()

    def notify_order(self, order: Any) -> None:
        if order.status == order.Completed:
            self.fills.append(("buy" if order.isbuy() else "sell", abs(order.executed.size), order.executed.price))


def build(series: BarSeries, fee_bps: Decimal) -> Any:
    """A Cerebro ready to run."""
    columns = {name: getattr(series, name) for name in ("open", "high", "low", "close", "volume")}
    frame = pd.DataFrame(columns, index=pd.to_datetime(series.ts), copy=False)
    cerebro = bt.Cerebro(stdstats=False)
    minutes = {"timeframe": bt.TimeFrame.Minutes, "compression": series.interval // MINUTE}
    cerebro.adddata(bt.feeds.PandasData(dataname=frame, openinterest=None, **minutes), name=series.instrument)
    cerebro.broker.setcash(100_000)
    cerebro.broker.setcommission(commission=float(fee_bps) / 10_000)
    cerebro.addstrategy(SmaCross)
    return cerebro


def run(series: BarSeries, fee_bps: Decimal) -> list[Fill]:
    """Set up, the data frame of its feed included, run, and what was filled."""
    (strategy,) = build(series, fee_bps).run()
    return [(side, str(quantity), f"{price:.2f}") for side, quantity, price in strategy.fills]
