LONG = "timestamp,symbol,open,high,low,close,volume"


def test_rows_that_lack_a_value_are_dropped_and_counted(csv, rows, load):
    rows[1] = "2024-01-02,,,,,200"
    rows[2] = "2024-01-03,12,14,11,13,NaN"
    loaded = load(csv(*rows), drop_nan=True, interval=86_400_000_000_000)
    assert loaded.dataset.series["aapl"].close.tolist() == [11, 14]
    assert "aapl.csv: --drop-nan dropped 2 of 4 rows, which lack a value; the first is row 2" in loaded.notes
    assert loaded.files[0]["rows"] == 4


def test_rows_keep_their_numbers(csv, rows, refused):
    rows[0] = "2024-01-01,,,,,"
    rows[3] = rows[3].replace(",400", ",-1")
    refused(csv(*rows), "negative volume", row=4, drop_nan=True)


def test_nothing_is_said_if_nothing_was_dropped(csv, rows, load):
    assert not any("drop" in note for note in load(csv(*rows), drop_nan=True).notes)


def test_an_instrument_of_which_nothing_is_left_is_an_error(csv, refused):
    name = csv("2024-01-01,A,1,1,1,1,1", "2024-01-02,A,1,1,1,1,1", "2024-01-01,B,,,,,", header=LONG)
    refused(name, "nothing is left of B", drop_nan=True)
