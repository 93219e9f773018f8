import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.application.data import parse_interval, parse_time
from tradeport.application.data.times import format_interval
from tradeport.application.errors import Exit, UsageError
from tradeport.domain.model.time import DAY, HOUR, MINUTE, isoformat


@pytest.mark.parametrize(
    ("text", "tz", "moment"),
    [
        ("2024-01-31", None, "2024-01-31T00:00:00Z"),
        ("20240131", None, "2024-01-31T00:00:00Z"),
        (" 2024-01-31 09:30 ", None, "2024-01-31T09:30:00Z"),
        ("2024-01-31T09:30:00.5Z", None, "2024-01-31T09:30:00.500Z"),
        ("2024-01-31T09:30-05:00", "Asia/Tokyo", "2024-01-31T14:30:00Z"),
        ("2024-01-31T09:30", "America/New_York", "2024-01-31T14:30:00Z"),
        ("2024-07-31T09:30", "America/New_York", "2024-07-31T13:30:00Z"),
    ],
)
def test_an_instant_as_a_person_writes_it(text, tz, moment):
    assert isoformat(parse_time(text, tz)) == moment


def test_a_day_given_as_the_end_counts_whole():
    assert parse_time("2024-01-31", end=True) == parse_time("2024-02-01")
    assert parse_time("2024-01-31T10:00", end=True) == parse_time("2024-01-31T10:00")
    assert parse_time("2024-03-10", "America/New_York", end=True) - parse_time("2024-03-10", "America/New_York") == 23 * HOUR


@pytest.mark.parametrize(
    ("text", "tz", "words"),
    [
        ("yesterday", None, "is not a time"),
        ("2024-02-30", None, "is not a time"),
        ("2024-01-31", "Mars/Base", "no time zone"),
        ("2024-03-10T02:30", "America/New_York", "does not exist"),
        ("2024-11-03T01:30", "America/New_York", "exists twice"),
    ],
)
def test_what_names_no_instant_is_refused(text, tz, words):
    with pytest.raises(UsageError, match=words) as caught:
        parse_time(text, tz)
    assert caught.value.exit_code == Exit.USAGE
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("1m", MINUTE),
        ("15m", 15 * MINUTE),
        ("5min", 5 * MINUTE),
        ("1h", HOUR),
        ("1d", DAY),
        ("1w", 7 * DAY),
        ("500ms", 500_000_000),
    ],
)
def test_an_interval_as_a_person_writes_it(text, interval):
    assert parse_interval(text) == interval


@pytest.mark.parametrize("text", ["", "1", "m", "0m", "1M", "1.5h", "-1m", "1 m", "one day"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(UsageError, match="is not an interval"):
        parse_interval(text)


@given(st.integers(1, 400 * DAY))
def test_an_interval_is_spelled_as_it_is_read(interval):
    assert parse_interval(format_interval(interval)) == interval


def test_the_shortest_spelling():
    assert [format_interval(n) for n in (DAY, 90 * MINUTE, 7 * DAY, 1)] == ["1d", "90m", "7d", "1ns"]
