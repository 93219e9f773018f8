import pytest

from tradeport.domain.model.dataset import TickSeries
from tradeport.domain.model.market_data import QuoteTick

QUOTES = "timestamp,bid,ask,bid_size,ask_size"
LINES = ("2024-01-01T00:00:00.1Z,1.5,1.6,10,20", "2024-01-01T00:00:00.1Z,1.5,1.5,11,21", "2024-01-01T00:00:00.2Z,1.4,1.6,12,22")
START = 1_704_067_200_000_000_000


def test_quotes_are_known_by_their_columns(csv, load):
    loaded = load(csv(*LINES, header=QUOTES))
    series = loaded.dataset.series["aapl"]
    assert isinstance(series, TickSeries)
    assert next(iter(series)) == QuoteTick("aapl", START + 100_000_000, 1.5, 1.6, 10, 20)
    assert [tick.ts - START for tick in series] == [100_000_000, 100_000_000, 200_000_000]
    facts = loaded.files[0]
    assert (facts["kind"], facts["interval"], facts["stamp"]) == ("quotes", None, None)


def test_sizes_that_are_not_there_are_zero_and_said(csv, load):
    loaded = load(csv("2024-01-01T00:00:00Z,1.5,1.6", header="ts,bid_price,ask_price"))
    assert list(loaded.dataset.series["aapl"]) == [QuoteTick("aapl", START, 1.5, 1.6, 0, 0)]
    assert any("a size without a column is 0" in note for note in loaded.notes)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("2024-01-01T00:00:01Z,1.7,1.6,1,1", "quote crossed: bid 1.7 above ask 1.6"),
        ("2024-01-01T00:00:01Z,0,1.6,1,1", "price not positive: bid is 0"),
        ("2024-01-01T00:00:01Z,1.5,,1,1", "missing value: ask"),
        ("2024-01-01T00:00:01Z,1.5,1.6,-1,1", "negative bid_size"),
        ("2024-01-01T00:00:00Z,1.5,1.6,1,1", "not increasing"),
    ],
)
def test_bad_quotes_are_refused(csv, refused, line, rule):
    refused(csv(*LINES, line, header=QUOTES), rule, row=4)
