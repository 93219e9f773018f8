from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradeport.domain.model.time import DAY, HOUR, MICROSECOND, SECOND, WEEK, from_datetime, isoformat, to_datetime

NEW_YEAR = 1_704_067_200 * SECOND  # 2024-01-01


def test_units_are_nanoseconds():
    assert (SECOND, HOUR, WEEK) == (10**9, 3600 * 10**9, 7 * DAY)


def test_a_datetime_is_read_in_its_own_zone():
    assert from_datetime(datetime(2024, 1, 1, tzinfo=UTC)) == NEW_YEAR
    assert from_datetime(datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-5)))) == NEW_YEAR + 5 * HOUR


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        from_datetime(datetime(2024, 1, 1))


def test_below_a_microsecond_is_cut_off():
    assert to_datetime(NEW_YEAR + 1999) == datetime(2024, 1, 1, microsecond=1, tzinfo=UTC)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_to_the_microsecond_nothing_is_lost(moment):
    ts = from_datetime(moment)
    assert ts % MICROSECOND == 0
    assert to_datetime(ts) == moment


@pytest.mark.parametrize(
    ("nanos", "text"),
    [
        (0, "2024-01-01T00:00:00Z"),
        (10**9, "2024-01-01T00:00:01Z"),
        (10**8, "2024-01-01T00:00:00.100Z"),
        (1000, "2024-01-01T00:00:00.000001Z"),
        (1, "2024-01-01T00:00:00.000000001Z"),
        (-1, "2023-12-31T23:59:59.999999999Z"),
    ],
)
def test_iso_has_as_many_decimals_as_it_takes(nanos, text):
    assert isoformat(NEW_YEAR + nanos) == text
