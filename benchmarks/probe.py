"""One measurement in a process of its own: `python -m benchmarks.probe CASE BARS` prints one JSON object."""

import gc
import json
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.data import NAME, dataset
from benchmarks.strategies import Flip, Idle
from tradeport.application.metrics import peak_rss_mb
from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run as run_spec
from tradeport.domain.model.money import FeeSchedule, text
from tradeport.domain.strategies.sma_cross import SmaCross
from tradeport.domain.strategy import Strategy

FEES = FeeSchedule(bps=Decimal(1))


def _portable(engine: str, strategy: type[Strategy], bars: int, **config: Any) -> dict[str, Any]:
    spec = RunSpec(strategy, strategy.Config(**config), dataset(bars), engine, strategy.__name__, fees=FEES)
    with tempfile.TemporaryDirectory() as folder:
        directory = RunDirectory(Path(folder) / "run")
        gc.collect()
        outcome = run_spec(spec, directory)
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


def _native(engine: str, bars: int, *, recorded: bool = False, **options: Any) -> dict[str, Any]:
    """The same strategy as a user of the engine writes it; `recorded`: who keeps what the platform keeps."""
    module = import_module(f"benchmarks.native.{engine}_sma")
    (series,) = dataset(bars).series.values()
    with tempfile.TemporaryDirectory() as folder:
        run = partial(module.run_recorded, keep=Path(folder)) if recorded else partial(module.run, **options)
        gc.collect()
        began = perf_counter()
        filled = run(series, FEES.bps)
        seconds = perf_counter() - began
    fills = [(side, text(Decimal(quantity)), text(Decimal(price))) for side, quantity, price in filled]
    return {"seconds": seconds, "rss_mb": peak_rss_mb(), "orders": len(fills), "fills": fills}


#: Each has a strategy of its own users beside ours.
ENGINES = ("nautilus", "backtrader", "zipline", "hummingbot", "drift")

#: Of these, a native run keeps nothing of itself: measured once more, keeping what the platform keeps.
BARE = ("hummingbot", "drift")

CASES: dict[str, Callable[[int], dict[str, Any]]] = {
    **{f"native-{engine}": partial(_native, engine) for engine in ENGINES},
    **{f"recorded-{engine}": partial(_native, engine, recorded=True) for engine in BARE},
    **{f"portable-{engine}": partial(_portable, engine, SmaCross, instrument=NAME) for engine in (*ENGINES, "reference")},
    **{f"idle-{engine}": partial(_portable, engine, Idle) for engine in (*ENGINES, "reference")},
    "native-hummingbot-swept": partial(_native, "hummingbot", sweep=True),
    "orders-1": partial(_portable, "reference", Flip, instrument=NAME, every=16),
    "orders-4": partial(_portable, "reference", Flip, instrument=NAME, every=4),
}


if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](int(sys.argv[2]))))
