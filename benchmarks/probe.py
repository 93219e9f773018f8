"""One measurement in a process of its own: `python -m benchmarks.probe CASE BARS` prints one JSON object."""

import gc
import json
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.data import NAME, dataset
from benchmarks.strategies import Flip, Idle
from tradeport.application.metrics import peak_rss_mb
from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.money import FeeSchedule, text
from tradeport.domain.strategies.sma_cross import SmaCross
from tradeport.domain.strategy import Strategy

FEES = FeeSchedule(bps=Decimal(1))


def _portable(engine: str, strategy: type[Strategy], bars: int, **config: Any) -> dict[str, Any]:
    spec = RunSpec(strategy, strategy.Config(**config), dataset(bars), engine, strategy.__name__, fees=FEES)
    with tempfile.TemporaryDirectory() as folder:
        directory = RunDirectory(Path(folder) / "run")
        gc.collect()
        outcome = run(spec, directory)
        if outcome.error:
            raise outcome.error
        fills = [line.split(",") for line in (directory.path / "fills.csv").read_text().splitlines()[1:]]
    timings = outcome.result["timings"]
    return {
        "seconds": timings["init_s"] + timings["run_s"],
        "rss_mb": outcome.result["peak_rss_mb"],
        "init_s": timings["init_s"],
        "p95_us": timings["p95_us"],
        "p99_us": timings["p99_us"],
        "orders": outcome.result["orders"],
        "fills": [(side, quantity, price) for _, _, side, quantity, price, *_ in fills],
    }


def native_nautilus(bars: int) -> dict[str, Any]:
    """The same strategy as a Nautilus user writes it."""
    from benchmarks.native import nautilus_sma

    (series,) = dataset(bars).series.values()
    gc.collect()
    began = perf_counter()
    engine, strategy = nautilus_sma.build(series, FEES.bps)  # type: ignore[arg-type]
    engine.run()
    seconds = perf_counter() - began
    engine.dispose()
    fills = [(side.lower(), str(Decimal(q).normalize()), str(Decimal(p))) for _, side, q, p in strategy.fills]
    return {"seconds": seconds, "rss_mb": peak_rss_mb(), "orders": len(fills), "fills": fills}


def native_backtrader(bars: int) -> dict[str, Any]:
    """The same strategy as a Backtrader user writes it, the loading of its data frame included."""
    from benchmarks.native import backtrader_sma

    (series,) = dataset(bars).series.values()
    gc.collect()
    began = perf_counter()
    (strategy,) = backtrader_sma.build(series, FEES.bps).run()  # type: ignore[arg-type]
    seconds = perf_counter() - began
    fills = [(side, str(quantity), text(Decimal(repr(round(price, 2))))) for side, quantity, price in strategy.fills]
    return {"seconds": seconds, "rss_mb": peak_rss_mb(), "orders": len(fills), "fills": fills}


CASES: dict[str, Callable[[int], dict[str, Any]]] = {
    "native-nautilus": native_nautilus,
    "native-backtrader": native_backtrader,
    "portable-backtrader": lambda bars: _portable("backtrader", SmaCross, bars, instrument=NAME),
    "portable-nautilus": lambda bars: _portable("nautilus", SmaCross, bars, instrument=NAME),
    "portable-reference": lambda bars: _portable("reference", SmaCross, bars, instrument=NAME),
    "idle-reference": lambda bars: _portable("reference", Idle, bars),
    "idle-nautilus": lambda bars: _portable("nautilus", Idle, bars),
    "orders-1": lambda bars: _portable("reference", Flip, bars, instrument=NAME, every=16),
    "orders-4": lambda bars: _portable("reference", Flip, bars, instrument=NAME, every=4),
}


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](int(sys.argv[2]))))
