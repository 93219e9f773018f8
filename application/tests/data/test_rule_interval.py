import pytest

from tradeport.domain.model.time import DAY, HOUR, MINUTE


def minutes(*stamps):
    return [f"2024-01-01T09:{minute:02d}:00Z,1,1,1,1,1" for minute in stamps]


def test_the_interval_is_the_most_common_distance(csv, load):
    series = load(csv(*minutes(0, 5, 10, 25, 30))).dataset.series["aapl"]
    assert series.interval == 5 * MINUTE


def test_of_two_as_common_the_smaller_is_the_interval(csv, load):
    assert load(csv(*minutes(0, 1, 6))).dataset.series["aapl"].interval == MINUTE


def test_bars_closer_than_the_interval_are_refused(csv, refused):
    name = csv(*minutes(0, 5, 10, 11, 16))
    refused(name, "closer than the interval", "1m after the row before; the interval is 5m", row=4, hint="--interval 1m")


def test_a_given_interval_is_kept(csv, load):
    loaded = load(csv(*minutes(0, 5, 10)), interval=MINUTE)
    assert loaded.dataset.series["aapl"].interval == MINUTE
    assert loaded.files[0]["interval"] == "1m"
    assert any("bars of 1m (given)" in note for note in loaded.notes)


def test_a_given_interval_is_held_against_the_rows(csv, refused):
    refused(csv(*minutes(0, 5, 10)), "the interval is 1h", row=2, interval=HOUR, hint="--interval 5m")


def test_one_row_tells_no_interval(csv, rows, refused, load):
    refused(csv(rows[0]), "one row", hint="--interval 1d")
    assert load("aapl.csv", interval=DAY).dataset.series["aapl"].start == load("aapl.csv", interval=DAY).dataset.start


@pytest.mark.parametrize(("stamp", "first_close"), [("open", "2024-01-02"), ("close", "2024-01-01")])
def test_a_stamp_marks_the_open_or_the_close(csv, rows, load, stamp, first_close):
    from tradeport.application.data import parse_time

    loaded = load(csv(*rows), stamp=stamp)
    series = loaded.dataset.series["aapl"]
    assert series.ts[0] == parse_time(first_close)
    assert series.start == parse_time(first_close) - DAY
    assert loaded.files[0]["stamp"] == stamp


def test_months_are_no_interval(csv, refused):
    refused(csv(*(f"2024-{month:02d}-01,1,1,1,1,1" for month in range(1, 10))), "closer than the interval", row=3)
