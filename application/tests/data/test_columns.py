import pytest

from tradeport.application.errors import UsageError


@pytest.mark.parametrize(
    "header",
    [
        "Date,Open,High,Low,Close,Volume",
        "ts,o,h,l,c,v",
        "Open time,OPEN,HIGH,LOW,CLOSE,Vol",
        "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>",
        "ts_event,open,high,low,close,volume",
        ",open,high,low,close,volume",
        "Unnamed: 0,open,high,low,close,volume",
    ],
)
def test_usual_headers_are_known_and_shown(csv, rows, load, header):
    loaded = load(csv(*rows, header=header))
    assert list(loaded.files[0]["columns"].values()) == header.split(",")
    assert list(loaded.files[0]["columns"]) == ["timestamp", "open", "high", "low", "close", "volume"]
    assert any(f"timestamp={header.split(',')[0]}" in note for note in loaded.notes)


def test_columns_that_are_not_used_are_named(csv, rows, load):
    loaded = load(csv(*(f"{row},9" for row in rows), header="Date,Open,High,Low,Close,Volume,Adj Close"))
    assert "aapl.csv: columns not used: Adj Close" in loaded.notes
    assert loaded.files[0]["columns"]["close"] == "Close"


def test_unknown_columns_are_an_error_that_names_them(csv, rows, refused):
    text = refused(csv(*rows, header="p,q,r,s,u,w"), "p, q, r, s, u, w", hint="timestamp,open,high,low,close,volume")
    assert "--column close=HEADER" in text
    assert "first line must name the columns" in text


def test_a_missing_price_is_named(csv, refused):
    refused(csv("2024-01-01,1,1,1,1", header="timestamp,open,high,low,volume"), "close missing")


def test_a_mapping_by_hand_comes_first(csv, rows, load):
    lines = [f"{row},{settle}" for row, settle in zip(rows, (10.5, 11, 12, 13), strict=True)]
    name = csv(*lines, header="day,open,high,low,close,volume,settle")
    loaded = load(name, columns={"timestamp": "day", "close": "Settle"}, end=1_704_153_600_000_000_000)
    assert loaded.dataset.series["aapl"].close.tolist() == [10.5]
    assert loaded.files[0]["columns"]["close"] == "settle"


def test_a_mapping_to_a_header_that_is_not_there(csv, rows, refused):
    refused(csv(*rows), "no column 'settle'", "found: timestamp, open", columns={"close": "settle"}, hint="--column close=")


def test_a_mapping_of_an_unknown_name(csv, rows, load):
    with pytest.raises(UsageError, match="no column is called 'last'"):
        load(csv(*rows), columns={"last": "close"})


@pytest.mark.parametrize("header", ["Date,Time,Open,High,Low,Close,Volume", "date,close,open,high,low,close,volume"])
def test_two_that_may_be_the_same_are_refused(csv, refused, header):
    refused(csv("2024-01-01,1,1,1,1,1,1", header=header), "may each be the", hint="--column")


def test_the_exact_name_wins_over_an_alias(csv, load):
    name = csv("2024-01-01,1,1,1,1,1,9", "2024-01-02,1,1,1,1,1,9", header="timestamp,open,high,low,close,volume,date")
    assert load(name).files[0]["columns"]["timestamp"] == "timestamp"


def test_bars_without_a_volume_need_a_word(csv, refused, load):
    lines = [f"2024-01-0{day},1,1,1,1" for day in (1, 2)]
    refused(csv(*lines, header="timestamp,open,high,low,close"), "without a volume column", hint="--volume 0")
    loaded = load("aapl.csv", volume=0)
    assert loaded.dataset.series["aapl"].volume.tolist() == [0, 0]
    assert any("every volume is 0, as asked" in note for note in loaded.notes)


def test_a_volume_that_is_there_is_kept(csv, rows, load):
    loaded = load(csv(*rows), volume=7)
    assert loaded.dataset.series["aapl"].volume[0] == 100
    assert any("--volume is not used" in note for note in loaded.notes)


def test_two_that_may_be_the_same_do_not_matter_where_neither_is_read(csv, rows, load):
    loaded = load(csv(*(f"{row},1,2" for row in rows), header="timestamp,open,high,low,close,volume,amount,quantity"))
    assert "aapl.csv: columns not used: amount, quantity" in loaded.notes
