import pytest

LONG = "timestamp,{},open,high,low,close,volume"
LINES = [f"2024-01-0{day},{name},{price},{price},{price},{price},1" for day in (1, 2) for name, price in (("X", 1), ("Y", 2))]


@pytest.mark.parametrize("header", ["instrument", "symbol", "Ticker"])
def test_a_file_may_hold_several(csv, load, header):
    loaded = load(csv(*LINES, header=LONG.format(header)))
    assert [i.id for i in loaded.dataset.instruments] == ["X", "Y"]
    assert loaded.files[0]["instruments"] == ["X", "Y"]
    assert loaded.dataset.series["Y"].close.tolist() == [2, 2]


def test_a_file_without_names_is_named_after_its_stem(csv, rows, load):
    csv(*rows, name="btc.2024.csv")
    assert load("btc.2024.csv").dataset.instruments[0].id == "btc.2024"


def test_a_name_can_be_given(csv, rows, load):
    assert load(f"BTC/USDT={csv(*rows)}").dataset.instruments[0].id == "BTC/USDT"


def test_a_name_picks_one_of_several(csv, load):
    loaded = load(f"Y={csv(*LINES, header=LONG.format('symbol'))}")
    assert loaded.dataset.series["Y"].close.tolist() == [2, 2]
    assert len(loaded.dataset) == 2
    assert any("the rows of Y; 1 other" in note for note in loaded.notes)


def test_a_name_that_is_none_of_several_is_refused(csv, refused):
    refused(f"Z={csv(*LINES, header=LONG.format('symbol'))}", "no instrument 'Z' among X, Y", hint="NAME=FILE")


def test_a_name_renames_the_only_one(csv, load):
    loaded = load(f"Z={csv(*LINES[::2], header=LONG.format('symbol'))}")
    assert loaded.dataset.instruments[0].id == "Z"
    assert any("X is called Z, as asked" in note for note in loaded.notes)


def test_one_instrument_in_two_files_is_refused(csv, rows, refused, load):
    csv(*rows, name="a.csv")
    csv(*rows, name="b.csv")
    assert [i.id for i in load("b.csv", "a.csv").dataset.instruments] == ["b", "a"]
    with pytest.raises(Exception, match=r"the instrument a is in a\.csv and b\.csv"):
        load("a.csv", "a=b.csv")


@pytest.mark.parametrize("name", ["my data.csv", "a,b.csv"])
def test_a_name_that_would_break_other_files_is_refused(csv, rows, refused, name):
    refused(csv(*rows, name=name), "cannot name an instrument", hint="NAME=FILE")
