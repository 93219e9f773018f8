from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tradeport.application.errors import UsageError
from tradeport.domain.model.money import Currency


def prices(csv, *values):
    return csv(*(f"2024-01-{day:02d},{value},{value},{value},{value},1" for day, value in enumerate(values, 1)))


@pytest.mark.parametrize(
    ("values", "increment"),
    [
        (("10", "12"), "1"),
        (("10.5", "12"), "0.1"),
        (("10.25", "12.5"), "0.01"),
        (("0.00012345", "12.5"), "0.00000001"),
        (("61234.12345678", "1"), "0.00000001"),
        (("1e3", "1000.10"), "0.1"),
    ],
)
def test_the_coarsest_grid_that_holds_all_prices(csv, load, values, increment):
    loaded = load(prices(csv, *values))
    assert loaded.dataset.instruments[0].price_increment == Decimal(increment)
    assert any(f"prices on a grid of {increment} (the coarsest" in note for note in loaded.notes)


def test_more_than_eight_decimals_are_rounded_and_counted(csv, load):
    loaded = load(prices(csv, "27.331249237060547", "0.30000000000000004", "5"))
    assert loaded.dataset.series["aapl"].close.tolist() == [27.33124924, 0.3, 5]
    assert any("2 rows have prices of more than 8 decimals; these are rounded to 8, half-even" in note for note in loaded.notes)


def test_a_given_grid_is_kept(csv, load):
    loaded = load(prices(csv, "10", "12"), price_increment=Decimal("0.01"), size_increment=Decimal(1))
    instrument = loaded.dataset.instruments[0]
    assert (instrument.price_increment, instrument.size_increment) == (Decimal("0.01"), Decimal(1))
    assert any("0.01 (given), quantities of 1 (given)" in note for note in loaded.notes)


def test_a_price_off_the_given_grid_is_refused(csv, refused):
    name = prices(csv, "10.25", "12.255", "11")
    refused(
        name,
        "price off the grid",
        "open 12.255",
        "0.01",
        row=2,
        price_increment=Decimal("0.01"),
        hint="--price-increment 0.001",
    )


def test_a_short_float_means_its_shortest_decimal(load, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    column = pa.array([111.41, 111.5], pa.float32())
    names = ("open", "high", "low", "close")
    pq.write_table(
        pa.table({"timestamp": ["2024-01-01", "2024-01-02"], **dict.fromkeys(names, column), "volume": [1, 2]}), "f.parquet"
    )
    assert load("f.parquet").dataset.series["f"].open.tolist() == [111.41, 111.5]


@pytest.mark.parametrize("increment", ["0.25", "10", "0", "0.000000001", "NaN"])
def test_engines_count_in_decimals(load, increment):
    with pytest.raises(UsageError, match="price_increment"):
        load("sample:IBM", price_increment=Decimal(increment))


def test_quantities_have_eight_decimals_if_nothing_is_said(csv, rows, load):
    loaded = load(csv(*rows), currency=Currency("EUR"))
    assert loaded.dataset.instruments[0].size_increment == Decimal("0.00000001")
    assert loaded.dataset.instruments[0].currency.code == "EUR"
