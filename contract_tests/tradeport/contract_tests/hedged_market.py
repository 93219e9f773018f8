"""A market of a spot S and its perpetual P, for strategies that hold both."""

import math
import random
from decimal import Decimal
from functools import cache

from tradeport.domain.model.dataset import BarSeries, Dataset, FundingSeries
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.time import HOUR

START = 1_704_067_200 * 10**9  # 2024-01-01


@cache
def market(seed: int) -> Dataset:
    """Ten days of hours, some of them missing on one side or on both; the perpetual's sizes are coarser."""
    draw, price, premium = random.Random(seed), 2_000.0, 0.0
    bars: dict[str, list[Bar]] = {"S": [], "P": []}
    rates = []
    for hour in range(1, 241):
        ts, opened = START + hour * HOUR, price
        price, premium = price * math.exp(draw.gauss(0, 0.006)), 0.9 * premium + draw.gauss(0, 0.0004)
        for name, scale in (("S", 1.0), ("P", 1 + premium)):
            one, other = round(opened * scale, 2), round(price * scale, 2)
            if draw.random() > 0.04:
                bars[name].append(Bar(name, ts, one, max(one, other) + 0.5, min(one, other) - 0.5, other, 9.0))
        rates.append(round(premium / 8, 9))
    spot, perp = Instrument("S"), Instrument("P", size_increment=Decimal("0.01"), perpetual=Perpetual())
    stamps = [START + hour * HOUR for hour in range(1, 241)]
    return Dataset(
        [spot, perp], [BarSeries.of(name, HOUR, made) for name, made in bars.items()], [FundingSeries("P", stamps, rates)]
    )
