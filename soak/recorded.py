"""Recorded runs to break, tamper with and repeat, in a folder of their own."""

import random
from pathlib import Path

from tradeport.application.execute import execute
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import AUDIT


def prices(path: Path, bars: int, seed: int) -> Path:
    """Minute bars of a random walk."""
    draw, close = random.Random(seed), 100.0
    lines = ["timestamp,open,high,low,close,volume"]
    for minute in range(bars):
        opening = close
        close = max(1.0, round(opening + draw.gauss(0, 0.4), 2))
        high, low = max(opening, close) + draw.randint(0, 30) / 100, min(opening, close) - draw.randint(0, 30) / 100
        lines.append(f"{1_704_067_200 + 60 * minute},{opening},{high:.2f},{max(0.01, low):.2f},{close},10")
    path.write_text("\n".join(lines) + "\n")
    return path


def request(folder: Path, bars: int, seed: int, **more: object) -> RunRequest:
    """`order_types` over such bars."""
    data = prices(folder / f"X{seed}.csv", bars, seed)
    return RunRequest(strategy="order_types", data=(f"X={data}",), fee_bps=1, **more)  # type: ignore[arg-type]


def record(folder: Path, bars: int, seed: int) -> tuple[Path, bytes]:
    """A finished run, and the bytes of its log."""
    run = folder / f"whole-{seed}"
    outcome = execute(request(folder, bars, seed), run, with_report=False)
    assert outcome.error is None, outcome.error
    return run, (run / AUDIT).read_bytes()
