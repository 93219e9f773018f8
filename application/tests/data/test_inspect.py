import json

from tradeport.application import data
from tradeport.application.data import ReadOptions, parse_time
from tradeport.domain.model.time import DAY, HOUR

LONG = "Date,symbol,open,high,low,close,volume,adj"


def test_what_is_in_a_file(csv):
    days = ("2024-01-04", "2024-01-05", "2024-01-08", "2024-01-10")
    name = csv(*(f"{day},X,10.5,11,10,10,5,1" for day in days), header=LONG)
    (one,) = data.inspect([name])
    assert (one.path, one.instrument, one.format, one.kind, one.rows) == (name, "X", "csv", "bars", 4)
    assert (one.first, one.last, one.interval) == (parse_time("2024-01-05"), parse_time("2024-01-11"), DAY)
    assert one.columns["timestamp"] == "Date"
    assert one.time_stamps == "no zone: read as UTC"
    assert f"{one.price_increment}" == "0.1"


def test_a_weekend_is_no_gap_for_bars_of_weekdays(csv):
    days = ("2024-01-04", "2024-01-05", "2024-01-08", "2024-01-10")
    (one,) = data.inspect([csv(*(f"{day},1,1,1,1,1" for day in days))])
    assert (one.gaps, one.largest_gap) == (1, 2 * DAY)


def test_a_weekend_is_a_gap_where_there_are_others(csv):
    days = ("2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08", "2024-01-12", "2024-01-15")
    (one,) = data.inspect([csv(*(f"{day},1,1,1,1,1" for day in days))])
    assert (one.gaps, one.largest_gap) == (2, 4 * DAY)


def test_missing_hours_are_gaps(csv):
    (one,) = data.inspect([csv(*(f"2024-01-01T{hour:02d}:00Z,1,1,1,1,1" for hour in (1, 2, 3, 6, 7)))])
    assert (one.interval, one.gaps, one.largest_gap) == (HOUR, 1, 3 * HOUR)


def test_it_is_plain_data(csv):
    name = csv("2024-01-01T00:00:00Z,1.5,1.6", header="ts,bid,ask")
    facts = json.loads(json.dumps(data.inspect([name], ReadOptions())[0].as_dict()))
    assert (facts["first"], facts["interval"], facts["gaps"]) == ("2024-01-01T00:00:00Z", None, 0)
    assert facts["size_increment"] == "0.00000001"


def test_the_notes_of_an_instrument_are_not_those_of_another(csv):
    lines = [f"2024-01-0{day},{name},{p},{p},{p},{p},1,1" for day, p in ((1, 4), (2, 2), (3, 2)) for name in "XY"]
    x, y = data.inspect([csv(*lines, header=LONG)])
    assert any("X: 2024-01-02 2:1" in note for note in x.notes)
    assert not any("X:" in note for note in y.notes)


def test_what_is_true_of_several_is_said_once(csv, load):
    lines = [f"2024-01-0{day},{name},1,1,1,1,1,1" for day in (1, 2) for name in "XY"]
    notes = load(csv(*lines, header=LONG)).notes
    assert sum("bars of 1d" in note for note in notes) == 1
    assert any("aapl.csv: X, Y: bars of 1d" in note for note in notes)
