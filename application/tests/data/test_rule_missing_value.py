import pytest


@pytest.mark.parametrize("cell", ["", "NaN", "NA", "null", " "])
@pytest.mark.parametrize("column", ["open", "high", "low", "close", "volume"])
def test_an_empty_cell_is_refused(csv, rows, refused, column, cell):
    cells = rows[2].split(",")
    cells[["timestamp", "open", "high", "low", "close", "volume"].index(column)] = cell
    rows[2] = ",".join(cells)
    refused(csv(*rows), "missing value", f"{column} is empty or NaN", row=3, hint="--drop-nan")


def test_an_empty_time_stamp_is_refused(csv, rows, refused):
    rows[1] = rows[1].replace("2024-01-02", "")
    refused(csv(*rows), "missing value", "time stamp", row=2, hint="ISO 8601")


def test_an_empty_time_stamp_cannot_be_dropped(csv, rows, refused):
    rows[1] = rows[1].replace("2024-01-02", "")
    refused(csv(*rows), "time stamp is empty", row=2, drop_nan=True)


def test_an_empty_instrument_is_refused(csv, refused):
    name = csv("2024-01-01,A,1,1,1,1,1", "2024-01-02,,1,1,1,1,1", header="timestamp,symbol,open,high,low,close,volume")
    refused(name, "missing value", "instrument", row=2)
