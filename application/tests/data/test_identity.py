from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from tradeport.application.run_spec import RunSpec
from tradeport.domain.strategies.sma_cross import SmaCross


def hashes(loaded):
    return loaded.files[0]["sha256"], loaded.files[0]["content_sha256"]


def test_the_file_hash_is_that_of_its_bytes(csv, rows, load):
    loaded = load(csv(*rows))
    assert hashes(loaded)[0] == sha256(Path("aapl.csv").read_bytes()).hexdigest()
    assert hashes(loaded)[1] == loaded.digest


def test_the_same_reading_has_the_same_digest_under_any_path(csv, rows, load):
    csv(*rows, name="other.csv")
    assert load("aapl=other.csv").digest == load(csv(*rows)).digest


@pytest.mark.parametrize(
    "options",
    [
        {"stamp": "close"},
        {"tz": "Asia/Tokyo"},
        {"splits": Path("s.csv")},
        {"start": 1_704_153_600_000_000_000},
        {"interval": 3_600_000_000_000},
        {"drop_nan": True},
    ],
    ids=lambda options: next(iter(options)),
)
def test_another_reading_of_the_same_bytes_differs(csv, rows, load, options):
    csv("aapl,2024-01-03,2", header="instrument,date,ratio", name="s.csv")
    if "drop_nan" not in options:
        plain, other = load(csv(*rows)), load(csv(*rows), **options)
        assert hashes(plain)[0] == hashes(other)[0]
    else:
        plain, other = (
            load(csv(*rows)),
            load(csv(rows[0], "2024-01-02,,,,,", *rows[2:]), **options, interval=86_400_000_000_000),
        )
    assert hashes(plain)[1] != hashes(other)[1]
    assert plain.digest != other.digest


def test_a_grid_is_no_content(csv, rows, load):
    """It stands in the instrument, which a run's identity holds as well."""
    assert load(csv(*rows)).digest == load("aapl.csv", price_increment=Decimal("0.01")).digest


def test_two_files_have_a_hash_each_and_one_digest(csv, rows, load):
    csv(*rows, name="b.csv")
    both = load(csv(*rows), "b.csv")
    assert len({both.digest, *(one["content_sha256"] for one in both.files)}) == 3
    assert both.files[0]["content_sha256"] == load("aapl.csv").digest


def test_a_run_over_another_reading_is_another_run(csv, rows, load):
    """Same bytes, instruments, span and number of bars: only the prices before the split differ."""
    csv("aapl,2024-01-03,2", header="instrument,date,ratio", name="s.csv")
    readings = (
        load(csv(*rows), price_increment=Decimal("0.1")),
        load("aapl.csv", price_increment=Decimal("0.1"), splits=Path("s.csv")),
    )
    specs = [
        RunSpec(SmaCross, SmaCross.Config(instrument="aapl"), loaded.dataset, "reference", "sma_cross", data=loaded.files)
        for loaded in readings
    ]
    differing = {key for key, value in specs[0].identity().items() if specs[1].identity()[key] != value}
    assert differing == {"data"}
    assert specs[0].run_id != specs[1].run_id
