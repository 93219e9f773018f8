import pytest

from tradeport.application.data import parse_time


def file_of(csv, *stamps):
    return csv(*(f"{stamp},1,1,1,1,1" for stamp in stamps))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("2024-01-01", "2024-01-02", "no zone: read as UTC"),
        ("20240101", "20240102", "no zone: read as UTC"),
        ("2024-01-01 00:00", "2024-01-02 00:00", "no zone: read as UTC"),
        ("2024-01-01T00:00:00.000000000", "2024-01-02T00:00:00.000000000", "no zone: read as UTC"),
        ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "UTC"),
        ("2024-01-01 00:00:00+00:00", "2024-01-02 00:00:00+00:00", "UTC"),
        ("2023-12-31 19:00:00-05:00", "2024-01-01 19:00:00-05:00", "offsets -05:00"),
        ("2024-01-01T05:30:00+0530", "2024-01-02T05:30:00+0530", "offsets +0530"),
        ("1704067200", "1704153600", "epoch in s, UTC"),
        ("1704067200.0", "1704153600.0", "epoch in s, UTC"),
        ("1704067200000", "1704153600000", "epoch in ms, UTC"),
        ("1704067200000000", "1704153600000000", "epoch in us, UTC"),
        ("1704067200000000000", "1704153600000000000", "epoch in ns, UTC"),
    ],
)
def test_stamps_are_recognised_and_said(csv, load, first, second, words):
    loaded = load(file_of(csv, first, second), stamp="close")
    assert loaded.dataset.series["aapl"].ts.tolist() == [parse_time("2024-01-01"), parse_time("2024-01-02")]
    assert any(note.startswith(f"aapl.csv: time stamps: {words}") for note in loaded.notes)


def test_fractions_are_exact(csv, load):
    loaded = load(file_of(csv, "1704067200.000000001", "1704067200.000000003"), stamp="close")
    assert [ts % 1000 for ts in loaded.dataset.series["aapl"].ts] == [1, 3]


@pytest.mark.parametrize("stamp", ["01/02/2024", "yesterday", "2024-13-01", "2024-02-30", "1704067200 s"])
def test_what_is_no_time_stamp_is_refused(csv, refused, stamp):
    refused(file_of(csv, "2024-01-01", "2024-01-02", stamp), "time stamp", stamp, row=3, hint="ISO 8601")
    refused(file_of(csv, stamp, "2024-01-02"), "time stamp", row=1, hint="ISO 8601")


@pytest.mark.parametrize("stamp", ["0", "60", "20240102093000", "99999999999999999999"])
def test_a_number_that_is_no_epoch_is_refused(csv, refused, stamp):
    refused(file_of(csv, stamp, stamp), "time stamp", row=1, hint="epoch in s, ms, us or ns")


def test_an_impossible_compact_date_is_refused(csv, refused):
    refused(file_of(csv, "20240228", "20240229", "20240230"), "20240230 is no date", row=3)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("2024-01-01T00:00:00", "2024-01-02T00:00:00Z"),
        ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00"),
        ("2024-01-01T00:00:00+00:00", "2024-01-02T00:00:00+09:00"),
        ("1704067200", "1704153600000"),
    ],
)
def test_two_kinds_in_one_file_are_refused(csv, refused, first, then):
    refused(file_of(csv, first, then), "mixed time stamps", then, row=2)


@pytest.mark.parametrize(("first", "then"), [("1704067200", "2024-01-02"), ("2024-01-01", "1704153600")])
def test_epochs_and_words_in_one_file_are_refused(csv, refused, first, then):
    refused(file_of(csv, first, then), then, row=2)


def test_the_offsets_of_one_zone_may_change_by_an_hour(csv, load):
    loaded = load(file_of(csv, "2024-03-08T16:00:00-05:00", "2024-03-09T16:00:00-05:00", "2024-03-10T17:00:00-04:00"))
    assert any("offsets -04:00, -05:00" in note for note in loaded.notes)


def test_a_zone_that_is_not_needed_is_said_to_be_unused(csv, load):
    loaded = load(file_of(csv, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"), tz="Asia/Tokyo", stamp="close")
    assert loaded.dataset.series["aapl"].ts[0] == parse_time("2024-01-01")
    assert any("--tz Asia/Tokyo is not used" in note for note in loaded.notes)
