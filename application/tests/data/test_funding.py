from decimal import Decimal

import pytest

from tradeport.application import data
from tradeport.application.data import ReadOptions
from tradeport.application.errors import DataError
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.time import HOUR

FUNDING = "timestamp,rate"
START = 1_704_067_200_000_000_000  # the first bar opens here; four daily bars
RATES = ("2024-01-01T08:00:00Z,0.0001", "2024-01-02T00:00:00Z,-0.0002")


def test_funding_beside_its_prices_makes_a_perpetual(csv, load, rows):
    loaded = load(csv(*rows), "aapl=" + csv(*RATES, header="ts,funding_rate", name="funding.csv"))
    (instrument,), (series,) = loaded.dataset.instruments, loaded.dataset.funding
    assert instrument.perpetual == Perpetual()
    assert list(series) == [FundingRate("aapl", START + 8 * HOUR, 0.0001), FundingRate("aapl", START + 24 * HOUR, -0.0002)]
    assert [one["kind"] for one in loaded.files] == ["bars", "funding"]
    assert any("aapl is a perpetual: initial margin 0.1" in note for note in loaded.notes)


def test_a_perpetual_without_funding_is_named(csv, load, rows):
    loaded = load(csv(*rows), perpetuals=("aapl",), margin=Perpetual(Decimal("0.5"), Decimal("0.2")))
    assert loaded.dataset.instruments[0].perpetual == Perpetual(Decimal("0.5"), Decimal("0.2"))
    assert not loaded.dataset.funding
    assert any("no funding rates for it" in note for note in loaded.notes)


def test_rates_while_there_are_no_prices_are_counted_out(csv, load, rows):
    late = "2024-01-05T00:00:01Z,0.1"
    loaded = load(csv(*rows), "aapl=" + csv(*RATES, late, header=FUNDING, name="funding.csv"))
    assert len(loaded.dataset.funding[0]) == 2
    assert any("2 funding rates; 1 more outside the time of its prices" in note for note in loaded.notes)


def test_a_rate_in_percent_is_pointed_out(csv, load, rows):
    """A hundredth of a percent every eight hours: 0.11 a year."""
    for rate, told in (("0.0001", False), ("0.01", True)):
        lines = [f"2024-01-0{day}T{hour}:00:00Z,{rate}" for day in (1, 2, 3) for hour in ("08", "16")]
        loaded = load(csv(*rows), "aapl=" + csv(*lines, header=FUNDING, name=f"{rate}.csv"))
        assert any("a year" in note for note in loaded.notes) is told


def test_rates_of_a_venues_own_columns_are_read(csv, load, rows):
    for header in ("fundingTime,fundingRate", "calc_time,last_funding_rate"):
        loaded = load(csv(*rows), "aapl=" + csv(*RATES, header=header, name=f"{header[:4]}.csv"))
        assert len(loaded.dataset.funding[0]) == 2


def test_another_rate_is_another_identity(csv, load, rows):
    bars = csv(*rows)
    one = load(bars, "aapl=" + csv(*RATES, header=FUNDING, name="a.csv"))
    other = load(bars, "aapl=" + csv(RATES[0], "2024-01-02T00:00:00Z,-0.0003", header=FUNDING, name="b.csv"))
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("2024-01-02T00:00:00Z,0.1", "duplicate time stamp"),
        ("2024-01-01T00:00:00Z,0.1", "not increasing"),
        ("2024-01-03T00:00:00Z,", "missing value: rate"),
        ("2024-01-03T00:00:00Z,inf", "not finite: rate"),
        ("2024-01-03T00:00:00Z,1.5", "rate is no fraction"),
    ],
)
def test_bad_rates_are_refused(csv, refused, line, rule):
    refused(csv(*RATES, line, header=FUNDING, name="aapl.csv"), rule, row=3)


def test_funding_alone_is_no_market(csv, load):
    with pytest.raises(DataError, match="no market"):
        load(csv(*RATES, header=FUNDING))


def test_rates_are_converted_like_prices(csv, tmp_path):
    source = csv(*RATES, header=FUNDING, name="aapl.csv")
    out = data.convert([source], ReadOptions(), tmp_path / "rates.parquet")
    assert [one.rows for one in data.inspect([str(out)])] == [2]


def test_a_perpetual_has_prices(csv, load, rows):
    bars = csv(*rows)
    with pytest.raises(DataError, match="BTC has no prices; there are aapl"):
        load(bars, perpetuals=("BTC",))
    with pytest.raises(DataError, match="funding has no prices"):
        load(bars, csv(*RATES, header=FUNDING, name="funding.csv"))


def test_two_files_of_rates_for_one_perpetual_are_refused(csv, load, rows):
    rates = "aapl=" + csv(*RATES, header=FUNDING, name="funding.csv")
    with pytest.raises(DataError, match="the instrument aapl is in"):
        load(csv(*rows), rates, rates)
