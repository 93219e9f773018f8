"""A delta-neutral month of hourly funding: what was received equals a recomputation from the files alone, to the last digit."""

import csv
import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import RunDirectory
from tradeport.application.runner import run
from tradeport.domain.model.time import HOUR, MILLISECOND
from tradeport.ports.capability import Capability

SHARED = Path(__file__).parents[4] / "shared" / "data"
FUNDED = [name for name in engines.installed() if engines.get(name).capabilities.supports(Capability.FUNDING)]
START = 1_704_067_200_000 * MILLISECOND  # 2024-01-01
REAL = [pytest.mark.realdata, pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data here")]

type Row = tuple[Any, ...]


def generated() -> tuple[list[Row], list[Row], list[Row]]:
    """31 days: a random walk, a perpetual whose premium returns to nothing, a rate of an eighth of it."""
    draw, price, premium = random.Random(3), 2_000.0, 0.0
    spot, perp, funding = [], [], []
    for hour in range(31 * 24):
        opened, price = price, price * math.exp(draw.gauss(0, 0.007))
        premium = 0.95 * premium + draw.gauss(0, 0.0003)
        for rows, scale in ((spot, 1.0), (perp, 1 + premium)):
            one, other = round(opened * scale, 2), round(price * scale, 2)
            rows.append((START + hour * HOUR, one, max(one, other), min(one, other), other))
        funding.append((START + (hour + 1) * HOUR, round(premium / 8, 10)))
    return spot, perp, funding


def btc() -> tuple[list[Row], list[Row], list[Row]]:
    """BTC in January 2022: a perpetual's hours and dYdX's rates of the same hours; spot is where that rate would put it.

    dYdX charges an eighth of the premium every hour. The file has 24 days.
    """
    rates = dydx()
    perp = hours("crypto/btc_perp_1m_2022-01-07_2022-02-01.parquet", [""])[0][1:-1]  # the first and the last are parts
    spot = [(ts, *(round(price / (1 + 8 * rates[ts + HOUR]), 2) for price in prices)) for ts, *prices in perp]
    return spot, perp, [(ts, rate) for ts, rate in rates.items() if perp[0][0] <= ts <= perp[-1][0] + HOUR]


def eurusd() -> tuple[list[Row], list[Row], list[Row]]:
    """EURUSD in January 2018: bid as spot, ask as its perpetual; dYdX's rates of January 2022, each an hour of the month.

    Over a weekend there are rates and no prices.
    """
    spot, perp = hours("fx/eurusd_hourly_bidask_2012_2018.parquet", ["bid_", "ask_"], "2018-01-01", "2018-02-01")
    back = (365 * 4 + 1) * 24 * HOUR
    return spot, perp, [(ts - back, rate) for ts, rate in dydx().items()]


def hours(path: str, prefixes: Sequence[str], start: str = "2022-01-01", end: str = "2022-03-01") -> list[list[Row]]:
    import pandas as pd

    frame = pd.read_parquet(SHARED / path).set_index("ts").loc[start:end]
    frame = frame[frame.index < pd.Timestamp(end, tz="UTC")]
    how = {"open": "first", "high": "max", "low": "min", "close": "last"}
    found = []
    for prefix in prefixes:
        hourly = frame.resample("1h").agg({prefix + name: rule for name, rule in how.items()}).dropna()
        found.append([(ts.value, *map(float, prices)) for ts, *prices in hourly.itertuples()])
    return found


def dydx() -> dict[int, float]:
    """A month of BTC's hourly rates."""
    import pandas as pd

    frame = pd.read_parquet(SHARED / "funding/btc_eth_funding_7venues_2020_2023.parquet")
    frame = frame[
        (frame.venue == "dydx") & (frame.symbol == "BTC-USDT") & (frame.ts >= "2022-01-01") & (frame.ts < "2022-02-02")
    ]
    return {ts.value: float(rate) for ts, rate in zip(frame.ts, frame.funding_rate, strict=True)}


MONTHS = [
    pytest.param(generated, {"notional": "30000", "band": "0.01"}, id="generated"),
    pytest.param(generated, {"quantity": "10", "enter": "0.1", "period": "6"}, id="generated, in and out"),
    pytest.param(btc, {"notional": "30000", "band": "0.01"}, id="BTC", marks=REAL),
    pytest.param(btc, {"quantity": "0.7", "enter": "0.05", "leave": "-0.05"}, id="BTC, in and out", marks=REAL),
    pytest.param(eurusd, {"notional": "60000", "band": "0.001"}, id="EURUSD", marks=REAL),
]


@pytest.mark.parametrize("engine", FUNDED)
@pytest.mark.parametrize(("month", "parameters"), MONTHS)
def test_funding_is_what_the_files_say(month: Any, parameters: dict[str, str], engine: str, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("spot.csv", "perp.csv", "funding.csv")]
    for file, header, rows in zip(files, [("ts", "open", "high", "low", "close")] * 2 + [("ts", "rate")], month(), strict=True):
        write(file, [header, *rows])
    sources = tuple(f"{name}={file}" for name, file in zip(("S", "P", "P"), files, strict=True))
    spec = assemble(
        RunRequest(
            strategy="delta_neutral", data=sources, engine=engine, parameters=parameters, fee_bps=1, reading={"volume": 0}
        )
    )
    outcome = run(spec, RunDirectory(tmp_path / "run"))
    assert outcome.error is None, outcome.error

    fills, paid = read(tmp_path / "run" / "fills.csv"), read(tmp_path / "run" / "funding.csv")
    due = recomputed(*files, fills)
    assert [(int(p["ts"]), *(Fraction(p[n]) for n in ("rate", "quantity", "mark", "amount"))) for p in paid] == due
    result, total = outcome.result, sum(amount for *_, amount in due)
    assert Fraction(result["funding"]) == total
    assert Fraction(result["final_cash"]) == 100_000 + total - sum(map(cost, fills))
    assert len(fills) > 3
    assert len({amount > 0 for *_, amount in due}) == 2  # it was received and paid
    held = [sum(signed(f) for f in fills if f["instrument"] == name) for name in "SP"]
    assert sum(held) == 0


def recomputed(spot: Path, perp: Path, funding: Path, fills: Iterable[dict[str, str]]) -> list[tuple[Any, ...]]:
    """`(ts, rate, quantity, mark, amount)` of every rate that met a position, by the rule of docs/reference."""
    marks = {int(row["ts"]) + HOUR: Fraction(row["close"]) for row in read(perp)}
    closes, instants = list(marks), sorted({*marks, *(int(row["ts"]) + HOUR for row in read(spot))})
    mine = [(int(f["ts"]), signed(f)) for f in fills if f["instrument"] == "P"]
    found = []
    for row in read(funding):
        at = bisect_left(instants, int(row["ts"]))  # the first instant at or after the stamp
        if at == len(instants):
            continue
        ts, rate = instants[at], Fraction(row["rate"])
        quantity = sum(q for when, q in mine if when <= ts)  # after this instant's fills
        if quantity:
            mark = marks[closes[bisect_right(closes, ts) - 1]]
            found.append((ts, rate, quantity, mark, rounded(-quantity * mark * rate)))
    return found


def cost(fill: dict[str, str]) -> Fraction:
    return rounded(signed(fill) * Fraction(fill["price"])) + Fraction(fill["fee"])


def signed(fill: dict[str, str]) -> Fraction:
    return Fraction(fill["quantity"]) * (1 if fill["side"] == "buy" else -1)


def rounded(amount: Fraction) -> Fraction:
    """Half-even at 8 decimals, which is how `round` does a fraction."""
    return Fraction(round(amount * 10**8), 10**8)


def write(path: Path, rows: Iterable[Row]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))
