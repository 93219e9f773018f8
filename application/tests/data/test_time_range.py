import pytest

from tradeport.application.data import parse_time
from tradeport.application.errors import UsageError


@pytest.mark.parametrize(
    ("start", "end", "closes"),
    [
        ("2024-01-02", None, [12, 13, 14]),
        ("2024-01-01T00:00:01", None, [12, 13, 14]),
        (None, "2024-01-03", [11, 12]),
        (None, "2024-01-02T23:59", [11]),
        ("2024-01-02", "2024-01-04", [12, 13]),
    ],
)
def test_bars_that_open_and_close_within_are_kept(csv, rows, load, start, end, closes):
    """`end` is inclusive on the close, `start` on the open."""
    loaded = load(csv(*rows), start=start and parse_time(start), end=end and parse_time(end))
    assert loaded.dataset.series["aapl"].close.tolist() == closes
    assert loaded.files[0]["rows"] == 4


def test_nothing_left_is_an_error(csv, rows, refused):
    refused(csv(*rows), "no rows of aapl", start=parse_time("2025-01-01"), hint="2024-01-01T00:00:00Z to 2024-01-05T00:00:00Z")


def test_the_interval_does_not_depend_on_the_range(csv, rows, load):
    loaded = load(csv(*rows), start=parse_time("2024-01-04"))
    assert len(loaded.dataset) == 1


def test_a_row_outside_the_range_is_checked_too(csv, rows, refused):
    rows[0] = rows[0].replace(",100", ",-100")
    refused(csv(*rows), "negative volume", row=1, start=parse_time("2024-01-03"))


def test_start_is_before_end(load):
    with pytest.raises(UsageError, match="start is not before end"):
        load("sample:IBM", start=2, end=2)
