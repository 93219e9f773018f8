from pathlib import Path

import pytest

from tradeport.application.errors import DataError, UsageError


def test_a_path_may_hold_an_equals_sign(csv, rows, load):
    csv(*rows)
    Path("date=2024").mkdir()
    Path("aapl.csv").rename("date=2024/aapl.csv")
    assert load("date=2024/aapl.csv").files[0]["path"] == "date=2024/aapl.csv"
    assert load("B=date=2024/aapl.csv").dataset.instruments[0].id == "B"


def test_a_path_is_shown_as_it_was_given(csv, rows, load, tmp_path):
    name = csv(*rows)
    assert load(f"./{name}").files[0]["path"] == f"./{name}"
    assert load(f"X={tmp_path / name}").files[0]["path"] == str(tmp_path / name)


@pytest.mark.parametrize("sources", [(), "sample:AAPL"])
def test_no_sources_are_a_usage_error(sources):
    from tradeport.application import data

    with pytest.raises(UsageError, match="--data"):
        data.load(sources)


@pytest.mark.parametrize("source", ["=a.csv", "A=", "A=sample:AAPL"])
def test_half_a_source_is_a_usage_error(load, source):
    with pytest.raises(UsageError, match="--data"):
        load(source)


@pytest.mark.parametrize("source", ["sample:TSLA", "sample:", "sample:AAPL,TSLA"])
def test_an_unknown_sample_names_those_there_are(load, source):
    with pytest.raises(DataError, match="one of AAPL, GOOG, IBM, MSFT, all"):
        load(source)
