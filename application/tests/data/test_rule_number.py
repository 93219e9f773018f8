import pytest


@pytest.mark.parametrize("word", ["abc", "1_000", "$5", "0x10", "1.2.3", "12 13", "--"])
def test_what_is_no_number_is_refused(csv, rows, refused, word):
    rows[2] = rows[2].replace(",300", f",{word}")
    refused(csv(*rows), f"not a number: volume is '{word}'", row=3, hint="decimal point")


def test_a_comma_in_a_number_is_one_column_too_many(csv, rows, refused):
    rows[2] = rows[2].replace(",300", ",3,000")
    refused(csv(*rows), "number of columns", "7 columns where the header has 6", row=3)


def test_a_row_too_short_is_named(csv, rows, refused):
    refused(csv(*rows, "", "2024-01-05,1,1"), "number of columns", "3 columns", row=5)


def test_a_bad_row_far_down_is_named(csv, refused):
    """Beyond the block that is read at once."""
    lines = [f"{1_704_067_200 + 60 * i},100.25,100.5,100.125,100.375,123456" for i in range(40_000)]
    lines[39_000] = lines[39_000].replace("100.25", "oops")
    refused(csv(*lines), "open is 'oops'", row=39_001)
    lines[38_000] += ",1"
    refused(csv(*lines), "7 columns", row=38_001)


def test_white_space_around_a_number_is_none_of_it(csv, rows, load):
    loaded = load(csv(*(row.replace(",", " , ") for row in rows), header=" timestamp , open, high ,low,close,volume"))
    assert loaded.dataset.series["aapl"].close.tolist() == [11, 12, 13, 14]


def test_a_file_of_semicolons_or_tabs_is_a_file_too(csv, rows, load):
    for mark in ";\t":
        loaded = load(
            csv(*(row.replace(",", mark) for row in rows), header="timestamp,open,high,low,close,volume".replace(",", mark))
        )
        assert len(loaded.dataset) == 4
