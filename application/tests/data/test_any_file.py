"""Whatever the bars are: they come back as written, and one that is spoiled is found at its row."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application import data
from tradeport.application.data import ReadOptions, parse_time
from tradeport.application.errors import DataError
from tradeport.domain.model.time import MINUTE

START = parse_time("2024-01-01")


@st.composite
def bars(draw):
    """`(minute, open, high, low, close, volume)`, prices in hundredths, minutes apart, at least three."""
    steps = draw(st.lists(st.integers(1, 5), min_size=3, max_size=12))
    out, minute = [], 0
    for step in [*steps, 1, 1, 1]:
        minute += step
        low, a, b, high = sorted(draw(st.lists(st.integers(1, 10**7), min_size=4, max_size=4)))
        opening, closing = (a, b) if draw(st.booleans()) else (b, a)
        prices = [price / 100 for price in (opening, high, low, closing)]
        out.append((minute, *prices, draw(st.floats(0, 1e9))))
    return out


def write(folder: str, rows) -> str:
    path = Path(folder) / "a.csv"
    lines = [",".join([str(START // 10**9 + row[0] * 60), *map(repr, row[1:])]) for row in rows]
    path.write_text("\n".join(["ts,open,high,low,close,volume", *lines]))
    return str(path)


@settings(max_examples=40)
@given(bars(), st.sampled_from([".csv", ".parquet"]))
def test_what_is_written_comes_back(rows, suffix):
    options = ReadOptions(interval=MINUTE)
    with tempfile.TemporaryDirectory() as folder:
        loaded = data.load([write(folder, rows)], options)
        out = data.convert([write(folder, rows)], options, Path(folder) / f"out{suffix}")
        again = data.load([str(out)], options)
    series = loaded.dataset.series["a"]
    assert [bar.ts for bar in series] == [START + (row[0] + 1) * MINUTE for row in rows]
    assert [(b.open, b.high, b.low, b.close, b.volume) for b in series] == [row[1:] for row in rows]
    assert list(again.dataset.series["a"]) == list(series)
    assert again.digest == loaded.digest


SPOILED = {
    "missing value": lambda row: (*row[:4], float("nan"), row[5]),
    "not finite": lambda row: (*row[:5], float("inf")),
    "price not positive": lambda row: (*row[:3], -row[3], *row[4:]),
    "high below low": lambda row: (row[0], row[1], row[3] / 2, *row[3:]),
    "open outside the range": lambda row: (row[0], row[2] + 1, *row[2:]),
    "close outside the range": lambda row: (*row[:4], row[3] / 2, row[5]),
    "negative volume": lambda row: (*row[:5], -row[5] - 1),
    "not increasing": lambda row: (row[0] - 100, *row[1:]),
}


@settings(max_examples=60)
@given(bars(), st.sampled_from(sorted(SPOILED)), st.data())
def test_a_spoiled_row_is_found(rows, rule, choose):
    at = choose.draw(st.integers(1, len(rows) - 1))
    rows[at] = SPOILED[rule](rows[at])
    with tempfile.TemporaryDirectory() as folder, pytest.raises(DataError) as caught:
        data.load([write(folder, rows)], ReadOptions(interval=MINUTE))
    assert f"row {at + 1}: {rule}: " in caught.value.message
