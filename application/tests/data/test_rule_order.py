LONG = "timestamp,symbol,open,high,low,close,volume"


def test_time_that_goes_back_is_refused(csv, rows, refused):
    rows[1], rows[2] = rows[2], rows[1]
    refused(csv(*rows), "not increasing", "2024-01-02T00:00:00Z after 2024-01-03T00:00:00Z", row=3, hint="sort")


def test_a_stamp_that_is_there_twice_is_refused(csv, rows, refused):
    refused(csv(*rows[:2], *rows[1:]), "duplicate time stamp", "aapl at 2024-01-02T00:00:00Z", row=3, hint="one of the two")


def test_each_instrument_has_its_own_order(csv, load):
    lines = [f"2024-01-0{day},{name},1,1,1,1,1" for name in "BA" for day in (1, 2, 3)]
    loaded = load(csv(*lines, header=LONG))
    assert [i.id for i in loaded.dataset.instruments] == ["B", "A"]
    assert len(loaded.dataset) == 6


def test_the_row_is_that_of_the_file_not_of_the_instrument(csv, refused):
    lines = [f"2024-01-0{day},{name},1,1,1,1,1" for day in (1, 2, 2) for name in "BA"]
    refused(csv(*lines, header=LONG), "duplicate", "B at", row=5)


def test_the_first_of_two_bad_rows_is_named(csv, rows, refused):
    rows[1] = rows[1].replace(",200", ",-1")
    rows[3] = rows[3].replace(",13,", ",0,")
    refused(csv(*rows), "negative volume", row=2)
