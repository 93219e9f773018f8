from decimal import Decimal
from pathlib import Path

import pytest

from tradeport.application import data
from tradeport.application.data import ReadOptions
from tradeport.application.errors import DataError, UsageError
from tradeport.application.run_directory import OutputError
from tradeport.domain.model.time import HOUR

SUFFIXES = pytest.mark.parametrize("suffix", [".parquet", ".csv", ".csv.gz"])


def same(a, b):
    return a.digest == b.digest and a.dataset.instruments == b.dataset.instruments


@SUFFIXES
def test_bars_load_back_equal(csv, rows, load, suffix):
    out = data.convert([csv(*rows)], ReadOptions(), Path(f"out{suffix}"))
    assert same(load(str(out)), load("aapl.csv"))


@SUFFIXES
def test_samples_load_back_adjusted(tmp_path, load, suffix):
    out = data.convert(["sample:all"], ReadOptions(), tmp_path / f"out{suffix}")
    again = load(str(out))
    assert same(again, load("sample:all"))
    assert again.files[0]["splits"] == []


@SUFFIXES
def test_quotes_and_trades_load_back_equal(csv, load, suffix):
    csv("2024-01-01T00:00:00.000000001Z,1.5,1.6,1,2", header="ts,bid,ask,bid_size,ask_size", name="q.csv")
    csv("1704067200000,1.5,3,buy", "1704067200000,1.6,4,", header="ts,price,qty,aggressor", name="t.csv")
    for name in ("q.csv", "t.csv"):
        out = data.convert([name], ReadOptions(), Path(f"{name}-out{suffix}"))
        assert same(load(str(out)), load(name))
        assert list(load(str(out)).dataset.series[name[0]]) == list(load(name).dataset.series[name[0]])


def test_all_options_are_applied_and_none_is_needed_again(csv, rows, load):
    rows = [row.replace("01,10", "01,10.5") for row in rows]
    options = {"stamp": "close", "tz": "America/New_York", "interval": HOUR, "price_increment": Decimal("0.001")}
    options["size_increment"] = Decimal("0.1")
    out = data.convert([csv(*rows)], ReadOptions(**options), Path("out.parquet"))
    assert same(load(str(out)), load("aapl.csv", **options))


def test_a_csv_needs_its_intervals_and_increments_again(csv, rows, load):
    options = {"interval": HOUR, "price_increment": Decimal("0.001")}
    out = data.convert([csv(*rows)], ReadOptions(**options), Path("out.csv"))
    assert same(load(str(out), **options), load("aapl.csv", **options))


def test_what_a_csv_cannot_say_is_not_written(csv, rows):
    one_row = ReadOptions(start=1_704_326_400_000_000_000)
    with pytest.raises(DataError, match=r"write \.parquet|--interval"):
        data.convert([csv(*rows)], one_row, Path("out.csv"))
    assert sorted(path.name for path in Path().iterdir()) == ["aapl.csv"]
    assert data.convert(["aapl.csv"], one_row, Path("out.parquet")).exists()


def test_bars_and_ticks_do_not_mix(csv, rows):
    csv("2024-01-01,1.5,1.6", header="ts,bid,ask", name="q.csv")
    with pytest.raises(DataError, match="bars and quotes cannot be in one file"):
        data.convert([csv(*rows), "q.csv"], ReadOptions(), Path("out.parquet"))


def test_nothing_is_written_over(csv, rows):
    Path(csv(*rows)).with_name("out.csv").write_text("mine")
    with pytest.raises(OutputError, match=r"out\.csv exists"):
        data.convert(["aapl.csv"], ReadOptions(), Path("out.csv"))


def test_a_place_that_is_not_there(csv, rows):
    with pytest.raises(OutputError, match="cannot write"):
        data.convert([csv(*rows)], ReadOptions(), Path("none/out.csv"))


def test_the_format_is_in_the_name(csv, rows):
    with pytest.raises(UsageError, match="cannot tell the format"):
        data.convert([csv(*rows)], ReadOptions(), Path("out.xlsx"))


@SUFFIXES
def test_the_same_bytes_every_time(csv, rows, suffix):
    first, second = (data.convert([csv(*rows)], ReadOptions(), Path(f"{n}{suffix}")).read_bytes() for n in "ab")
    assert first == second
