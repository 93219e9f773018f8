from itertools import pairwise

import pytest

from tradeport.application.data import parse_time
from tradeport.application.errors import UsageError

ZONE = "America/New_York"


def hours(csv, day, *stamps):
    return csv(*(f"{day} {hour},1,1,1,1,1" for hour in stamps))


def test_a_naive_stamp_is_read_in_the_zone(csv, load):
    loaded = load(hours(csv, "2024-07-01", "09:00", "10:00"), tz=ZONE, stamp="close")
    assert loaded.dataset.series["aapl"].ts[0] == parse_time("2024-07-01T13:00Z")
    assert "aapl.csv: time stamps: no zone: read in America/New_York" in loaded.notes


def test_an_hour_that_is_there_twice_is_refused(csv, refused):
    name = hours(csv, "2024-11-03", "00:00", "01:00", "02:00")
    refused(name, "2024-11-03 01:00:00 exists twice in America/New_York", row=2, tz=ZONE, hint="UTC")


def test_an_hour_that_the_clocks_skip_is_refused(csv, refused):
    name = hours(csv, "2024-03-10", "00:00", "01:00", "02:00", "03:00")
    refused(name, "2024-03-10 02:00:00 does not exist in America/New_York", row=3, tz=ZONE, hint="UTC")


def test_an_interval_over_the_change_is_an_hour_shorter(csv, load):
    loaded = load(hours(csv, "2024-03-10", "00:00", "01:00", "03:00", "04:00"), tz=ZONE)
    ts = loaded.dataset.series["aapl"].ts
    assert {b - a for a, b in pairwise(ts)} == {3_600_000_000_000}


def test_daily_bars_of_every_day_in_a_zone_with_summer_time_are_told_the_way_out(csv, refused):
    lines = [f"2024-03-{day:02d},1,1,1,1,1" for day in range(8, 13)]
    refused(csv(*lines), "23h after the row before", row=4, tz=ZONE, hint="leave out --tz")


def test_an_unknown_zone_is_a_usage_error(csv, rows, load):
    with pytest.raises(UsageError, match="no time zone 'Mars/Base'"):
        load(csv(*rows), tz="Mars/Base")
