"""Made-up runs: files and results as the runner leaves them."""

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Fill, OrderSide
from tradeport.domain.model.time import DAY, HOUR

START = 1_704_067_200 * 10**9  # 2024-01-01


def walk(name: str, bars: int, interval: int = DAY, seed: int = 1) -> BarSeries:
    random = np.random.default_rng(seed)
    close = np.round(100 * np.exp(np.cumsum(random.normal(0, 0.25 / bars**0.5, bars))), 2)
    open_ = np.round(np.concatenate(([100.0], close[:-1])), 2)
    high, low = np.maximum(open_, close) * 1.004, np.minimum(open_, close) * 0.996
    ts = START + interval * np.arange(1, bars + 1)
    columns = (ts, open_, high.round(2), low.round(2), close, np.full(bars, 1000.0))
    return BarSeries(name, interval, *(column.tolist() for column in columns))


def data(*series: BarSeries) -> Dataset:
    return Dataset([Instrument(one.instrument) for one in series], series)


def fill(ts: int, side: str, quantity: str, price: str, fee: str = "0", instrument: str = "AAPL") -> Fill:
    return Fill(f"c-{ts}", instrument, ts, OrderSide(side), Decimal(quantity), Decimal(price), Decimal(fee))


def trade(dataset: Dataset, every: int = 17) -> list[Fill]:
    """Long and short by turns in each instrument, a fill each `every` bars, at the open."""
    fills = []
    for name, series in dataset.series.items():
        for turn, i in enumerate(range(every, len(series), every)):
            price = Decimal(repr(series.open[i]))
            quantity = Decimal(10 if not turn else 20)
            side = OrderSide.SELL if turn % 2 else OrderSide.BUY
            fee = (price * quantity / 10000).quantize(Decimal("0.00000001"))
            fills.append(Fill(f"run-{name}-{turn}-0", name, series.ts[i], side, quantity, price, fee))
    return sorted(fills, key=lambda one: one.ts)


def account(dataset: Dataset, fills: Sequence[Fill], cash: float = 100_000.0) -> list[tuple[int, float, float]]:
    held, marks, rows, queue = dict.fromkeys(dataset.series, 0.0), {}, [], list(fills)[::-1]
    for ts, events in dataset.instants():
        while queue and queue[-1].ts <= ts:
            one = queue.pop()
            cash -= float(one.signed_quantity * one.price + one.fee)
            held[one.instrument] += float(one.signed_quantity)
        marks |= {event.instrument: event.close for event in events}
        rows.append((ts, round(cash, 8), round(cash + sum(q * marks.get(n, 0) for n, q in held.items()), 8)))
    return rows


def write(directory: Path, rows: Sequence[tuple[int, float, float]], fills: Sequence[Fill]) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "equity.csv").open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("ts", "cash", "equity"), *rows])
    with (directory / "fills.csv").open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["ts", "instrument", "side", "quantity", "price", "fee", "client_order_id"])
        for f in fills:
            out.writerow([f.ts, f.instrument, f.side, f.quantity, f.price, f.fee, f.client_order_id])
    return directory


def result_of(engine: str, rows: Sequence[tuple[int, float, float]], fills: Sequence[Fill]) -> dict[str, Any]:
    fees = sum((f.fee for f in fills), Decimal(0))
    return {
        "engine": engine,
        "engine_version": "1.0",
        "run_id": "r-7f3a",
        "strategy": "SmaCross",
        "config": {"instrument": "AAPL", "fast": 10, "slow": 30, "quantity": "10"},
        "data": [{"path": "data/aapl.csv", "sha256": "ab" * 32, "rows": len(rows)}],
        "fills_profile": "canonical",
        "plan": {
            "engine": engine,
            "refused": [],
            "items": [
                {"capability": "market_data.bars", "level": "native", "by": "", "note": "", "required": True},
                {
                    "capability": "execution.modify",
                    "level": "emulated",
                    "by": "cancel_replace",
                    "note": "an order loses its place in the queue",
                    "required": True,
                },
                {
                    "capability": "execution.trailing_stops",
                    "level": "degraded",
                    "by": None,
                    "note": "exits wait for the signal",
                    "required": False,
                },
            ],
        },
        "status": "finished",
        "bars": len(rows),
        "orders": len(fills),
        "fills_count": len(fills),
        "fees": str(fees),
        "initial_cash": "100000",
        "final_cash": str(rows[-1][1]),
        "final_equity": str(rows[-1][2]),
        "currency": "USD",
        "positions": {"AAPL": "10"},
        "digests": {level: f"{i}c{i}a{i}f{i}e" * 8 for i, level in enumerate(("decisions", "fills", "money", "audit"), 1)},
        "timings": {
            "import_s": 0.412,
            "init_s": 0.021,
            "run_s": 1.034,
            "events_per_s": 241_337.2,
            "p50_us": 3.1,
            "p95_us": 4.9,
            "p99_us": 11.0,
        },
        "peak_rss_mb": 181.4,
        "notes": ["naive time stamps were read as UTC"],
        "reconciliation": {"checks": len(fills) + 1, "max_cash_difference": "0.00000001"},
        "denials": [{"reason": "max position"}, {"reason": "max position"}, {"reason": "price collar"}],
    }


type Made = tuple[dict[str, Any], Path, Dataset]


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., Made]:
    """`make(bars, interval=DAY, instruments=("AAPL",), **result) -> (result, directory, dataset)`."""

    def make(bars: int, interval: int = DAY, instruments: Sequence[str] = ("AAPL",), every: int = 17, **more: Any) -> Made:
        dataset = data(*(walk(name, bars, interval, seed) for seed, name in enumerate(instruments)))
        fills = trade(dataset, every)
        rows = account(dataset, fills)
        return result_of("reference", rows, fills) | more, write(tmp_path / "run", rows, fills), dataset

    return make


@pytest.fixture
def make_comparison(tmp_path: Path) -> Callable[..., tuple[dict[str, Any], dict[str, Path], Dataset]]:
    """`make(*engines, differs=False)`: the last engine has one fill at another price if it differs."""

    def make(*engines: str, differs: bool = False, bars: int = 300) -> tuple[dict[str, Any], dict[str, Path], Dataset]:
        dataset = data(walk("AAPL", bars, HOUR))
        results, directories = {}, {}
        for name in engines:
            fills = trade(dataset)
            if differs and name == engines[-1]:
                fills[5] = fill(fills[5].ts, fills[5].side, "20", str(fills[5].price + 3), "0.2")
            rows = account(dataset, fills)
            directories[name] = write(tmp_path / name, rows, fills)
            results[name] = result_of(name, rows, fills)
        first = None
        if differs:
            results[engines[-1]]["digests"] |= {"fills": "9" * 64, "money": "8" * 64}
            record = {"ts": START + 102 * HOUR, "type": "fill", "side": "sell", "quantity": "20", "price": "101.1"}
            other = record | {"price": "104.1"}
            before = {"ts": START + 85 * HOUR, "type": "fill", "side": "buy", "quantity": "20", "price": "99.2"}
            first = {
                "level": "fills",
                "index": 5,
                "engines": {engines[0]: record, engines[-1]: other},
                "context": {engines[0]: [before, record], engines[-1]: [before, other]},
            }
        levels = {"decisions": True, "fills": not differs, "money": not differs, "audit": not differs}
        comparison = {
            "parity": not differs,
            "levels": levels,
            "engines": results,
            "first_difference": first,
            "refused": {"drift": "drift does not support execution.stop_orders. Hint: --emulate stops"},
        }
        return comparison, directories, dataset

    return make
