"""One-minute bars for the benchmarks: seeded, so that every process measures the same."""

import random

from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.time import MINUTE

NAME = "BENCH"
START = 1_704_067_200_000_000_000


def dataset(bars: int, seed: int = 7) -> Dataset:
    """A random walk on a grid of 0.01, half of the bars opening with a gap."""
    draw = random.Random(seed)
    columns: list[list[float]] = [[], [], [], [], []]
    price = 30_000.0
    for _ in range(bars):
        opening = round(price * (1 + (draw.gauss(0, 3e-4) if draw.random() < 0.5 else 0)), 2)
        closing = round(opening * (1 + draw.gauss(0, 6e-4)), 2)
        high = round(max(opening, closing) * (1 + abs(draw.gauss(0, 4e-4))), 2)
        low = round(min(opening, closing) * (1 - abs(draw.gauss(0, 4e-4))), 2)
        for column, value in zip(columns, (opening, high, low, closing, float(draw.randrange(1, 500))), strict=True):
            column.append(value)
        price = closing
    stamps = [START + MINUTE * (1 + i) for i in range(bars)]
    return Dataset([Instrument(NAME)], [BarSeries(NAME, MINUTE, stamps, *columns)])
