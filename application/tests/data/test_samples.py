from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from tradeport.application import data
from tradeport.application.data import ReadOptions, parse_time

FOLDER = files("tradeport.application.data") / "samples"


def test_all_samples_load_together(load):
    loaded = load("sample:all")
    assert [i.id for i in loaded.dataset.instruments] == ["AAPL", "GOOG", "IBM", "MSFT"]
    assert {len(series) for series in loaded.dataset.series.values()} == {3270, 2148}
    assert [one["path"] for one in loaded.files] == ["sample:AAPL", "sample:GOOG", "sample:IBM", "sample:MSFT"]


def test_the_hash_is_that_of_the_packaged_bytes(load):
    assert load("sample:ibm").files[0]["sha256"] == sha256((FOLDER / "IBM.csv.gz").read_bytes()).hexdigest()


def test_splits_are_applied_and_said(load):
    loaded = load("sample:AAPL")
    assert loaded.files[0]["splits"] == ["AAPL 2000-06-21 2:1", "AAPL 2005-02-28 2:1"]
    assert any("split 2005-02-28 2:1 (the packaged splits)" in note for note in loaded.notes)
    series = loaded.dataset.series["AAPL"]
    assert (series.open[0], series.close[-1]) == (29.64, 430.47)


@pytest.mark.parametrize("name", ["AAPL", "GOOG", "IBM", "MSFT"])
def test_no_unadjusted_split_is_left(name):
    assert data.inspect([f"sample:{name}"])[0].suspected_splits == ()


def test_a_split_of_the_user_comes_before_the_packaged_ones(csv, load):
    csv("MSFT,2003-02-18,4", header="instrument,date,ratio", name="s.csv")
    loaded = load("sample:AAPL,MSFT", splits=Path("s.csv"))
    assert [one["splits"] for one in loaded.files] == [["AAPL 2000-06-21 2:1", "AAPL 2005-02-28 2:1"], ["MSFT 2003-02-18 4:1"]]


def test_what_is_said_of_other_files_does_not_concern_samples():
    odd = ReadOptions(tz="Asia/Tokyo", stamp="close", columns={"close": "settle"}, price="bid", volume=0.0)
    assert data.load(["sample:IBM"], odd).digest == data.load(["sample:IBM"]).digest


def test_a_sample_is_daily_and_can_be_cut(load):
    loaded = load("sample:IBM", start=parse_time("2010-01-01"), end=parse_time("2010-12-31", end=True))
    series = loaded.dataset.series["IBM"]
    assert (len(series), series.interval) == (252, 86_400_000_000_000)
    assert (series.start, series.end) == (parse_time("2010-01-04"), parse_time("2011-01-01"))


def test_their_origin_is_told():
    text = (FOLDER / "ORIGIN.txt").read_text(encoding="utf-8")
    assert "bokeh_sampledata" in text
    assert "public domain" in text
