"""Files of several vendors, as they come."""

from decimal import Decimal
from pathlib import Path

import pytest

from tradeport.application import data
from tradeport.application.data import ReadOptions
from tradeport.application.errors import DataError
from tradeport.domain.model.time import DAY, HOUR, MINUTE, isoformat

FOLDER = Path(__file__).parents[4] / "shared" / "data"
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/data is absent")]


def load(name: str, **options):
    return data.load([str(FOLDER / name)], ReadOptions(**options))


@pytest.mark.parametrize(
    ("name", "options", "rows", "interval", "increment"),
    [
        ("crypto/btc_perp_1m_2022-01-07_2022-02-01.parquet", {}, 35031, MINUTE, "0.001"),
        ("crypto/btc_spot_perp_1m_2022-12-13.parquet", {"drop_nan": True}, 4321, MINUTE, "0.01"),
        ("crypto/btcusd_coinbase_daily_2015_2018.parquet", {}, 1302, DAY, "0.01"),
        ("futures/6EH4_1m_2024-01.parquet", {}, 29996, MINUTE, "0.00001"),
        ("fx/eurusd_hourly_bidask_2012_2018.parquet", {"price": "mid", "volume": 0}, 43265, HOUR, "0.000001"),
        ("equities/ibm_hourly_raw_2010_2021.parquet", {"tz": "America/New_York"}, 19738, HOUR, "0.0001"),
        ("equities/us_daily_raw.parquet", {}, 34512, DAY, "0.0001"),
    ],
)
def test_bars(name, options, rows, interval, increment):
    loaded = load(name, **options)
    assert len(loaded.dataset) == rows
    assert {series.interval for series in loaded.dataset.series.values()} == {interval}
    assert loaded.dataset.instruments[0].price_increment == Decimal(increment)


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("fx/usdjpy_ticks_truefx_2013.csv", "quotes", 1000),
        ("l2/btcusdt_usdm_bookticker_20240808.parquet", "quotes", 66089),
        ("l2/btcusdt_usdm_trades_20240808.parquet", "trades", 21313),
        ("equities/ibm_ticks_trades_2013-10-07.parquet", "trades", 24293),
    ],
)
def test_ticks(name, kind, rows):
    loaded = load(name)
    assert (loaded.files[0]["kind"], len(loaded.dataset)) == (kind, rows)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fx/eurusd_1m_bidask_2014-05.parquet", "--price mid, bid or ask"),
        ("crypto/btc_funding_2022-12-13.csv", "funding rates alone are no market"),
        ("l2/btcusdt_usdm_depth_20240808.parquet", "order books are not read"),
        ("equities/ibm_ticks_quotes_2013-10-07.parquet", "row 1: price not positive: bid is 0"),
    ],
)
def test_what_cannot_be_read_says_why(name, words):
    with pytest.raises(DataError, match=words):
        load(name)


def test_wall_clock_of_new_york_becomes_utc():
    loaded = load("equities/ibm_hourly_raw_2010_2021.parquet", tz="America/New_York")
    assert isoformat(loaded.dataset.start) == "2010-01-04T14:00:00Z"


def test_splits_of_the_vendor_are_suspected():
    """AAPL 4:1 in August 2020 and others; the factor file lists them."""
    found = {one.instrument: one.suspected_splits for one in data.inspect([str(FOLDER / "equities/us_daily_raw.parquet")])}
    assert [text.split(" (")[0] for text in found["AAPL"]] == ["2020-08-31 4:1"]
    assert "1999-05-27 2:1" in [text.split(" (")[0] for text in found["IBM"]]
    assert found["SPY"] == ()


def test_a_given_split_makes_prices_continuous(tmp_path):
    (tmp_path / "splits.csv").write_text("instrument,date,ratio\nAAPL,2020-08-31,4:1\n")
    source = f"AAPL={FOLDER / 'equities/us_daily_raw.parquet'}"
    (one,) = data.inspect([source], ReadOptions(splits=tmp_path / "splits.csv"))
    assert one.suspected_splits == ()
