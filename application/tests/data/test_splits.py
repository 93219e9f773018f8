from decimal import Decimal
from pathlib import Path

import pytest

from tradeport.application.data import parse_time

SPLITS = "instrument,date,ratio"
LINES = ("2024-01-01,20.5,22,18,21,100", "2024-01-02,22,24,20,23.33,200", "2024-01-03,12,14,11,13,300")


@pytest.fixture
def splits(csv):
    def write(*lines, header=SPLITS):
        return Path(csv(*lines, header=header, name="splits.csv"))

    return write


@pytest.mark.parametrize("ratio", ["2", "2:1", "4:2", "2.0"])
def test_what_lies_before_is_adjusted(csv, splits, load, ratio):
    loaded = load(csv(*LINES), splits=splits(f"aapl,2024-01-03,{ratio}"))
    series = loaded.dataset.series["aapl"]
    assert series.open.tolist() == [10.25, 11, 12]
    assert series.volume.tolist() == [200, 400, 300]
    assert loaded.files[0]["splits"] == ["aapl 2024-01-03 2:1"]
    assert any("split 2024-01-03 2:1 (splits.csv): prices before it divided" in note for note in loaded.notes)


def test_a_price_is_rounded_half_even_to_the_grid_of_the_file(csv, splits, load):
    loaded = load(csv(*LINES), splits=splits("aapl,2024-01-03,2"))
    assert loaded.dataset.series["aapl"].close.tolist() == [10.5, 11.66, 13]
    assert any("rounded half-even to 0.01" in note for note in loaded.notes)


def test_a_finer_grid_keeps_more(csv, splits, load):
    loaded = load(csv(*LINES), splits=splits("aapl,2024-01-03,2"), price_increment=Decimal("0.001"))
    assert loaded.dataset.series["aapl"].close[1] == 11.665


def test_splits_multiply_and_the_last_price_is_untouched(csv, splits, load):
    loaded = load(csv(*LINES), splits=splits("aapl,2024-01-03,2", "other,2024-01-03,7", "aapl,2024-01-02,1:20"))
    assert loaded.dataset.series["aapl"].open.tolist() == [205, 11, 12]
    assert loaded.dataset.series["aapl"].volume.tolist() == [10, 400, 300]


def test_a_split_after_the_last_row_that_is_loaded_is_not_applied(csv, splits, load):
    loaded = load(csv(*LINES), splits=splits("aapl,2024-01-03,2"), end=parse_time("2024-01-03"))
    assert loaded.dataset.series["aapl"].open.tolist() == [20.5, 22]
    assert "splits.csv: no split in it falls within the data" in loaded.notes


def test_ticks_are_adjusted_too(csv, splits, load):
    name = csv("2024-01-01,20,5", "2024-01-03,10,5", header="ts,price,size")
    ticks = list(load(name, splits=splits("aapl,2024-01-02,2")).dataset.series["aapl"])
    assert [(tick.price, tick.size) for tick in ticks] == [(10, 10), (10, 5)]


def test_a_price_that_would_vanish_is_refused(csv, splits, refused):
    refused(csv(*LINES), "rounded to 0", row=1, splits=splits("aapl,2024-01-03,100000:1"), hint="finer --price-increment")


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("aapl,2024-01-03,0", "split ratio"),
        ("aapl,2024-01-03,two", "split ratio"),
        ("aapl,2024-01-03,2:0", "split ratio"),
        ("aapl,2024-01-03,1", "split ratio"),
        ("aapl,2024-01-03,NaN", "split ratio"),
        ("aapl,2024-01-03", "split ratio"),
        ("aapl,soon,2", "split date"),
        (",2024-01-03,2", "the instrument is empty"),
        ("aapl,2024-01-02,2", "duplicate split"),
    ],
)
def test_a_bad_split_names_its_row(csv, splits, load, line, rule):
    from tradeport.application.errors import DataError

    with pytest.raises(DataError, match=rf"splits\.csv, row 2: .*{rule}") as caught:
        load(csv(*LINES), splits=splits("aapl,2024-01-02,2", line))
    assert caught.value.exit_code == 3


def test_a_split_file_of_other_columns(csv, splits, load):
    with pytest.raises(Exception, match="needed: instrument,date,ratio"):
        load(csv(*LINES), splits=splits("aapl,2", header="symbol,ratio"))
    with pytest.raises(Exception, match="no such file"):
        load("aapl.csv", splits=Path("none.csv"))
