"""Prices go to Backtrader as the rules compare them, and are copied only where they must be."""

from array import array
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tradeport.adapters.backtrader.columns import columns, on_grid
from tradeport.contract_tests.data import bars, quotes
from tradeport.domain.model.instruments import Instrument

DECIMALS = st.integers(0, 8)


@given(values=st.lists(st.floats(1e-6, 1e7), min_size=1), decimals=DECIMALS)
def test_any_price_is_brought_to_the_grid_as_the_instrument_does(values: list[float], decimals: int) -> None:
    """To the last bit, ties and all."""
    it = Instrument("X", Decimal(1).scaleb(-decimals))
    assert list(on_grid(array("d", values), it)) == [float(it.price(v)) for v in values]


@given(ticks=st.lists(st.integers(1, 10**10), min_size=1), decimals=DECIMALS)
def test_prices_on_the_grid_are_not_copied(ticks: list[int], decimals: int) -> None:
    it = Instrument("X", Decimal(1).scaleb(-decimals))
    values = array("d", (float(Decimal(t).scaleb(-decimals)) for t in ticks))
    assert on_grid(values, it) is values


def test_bars_on_the_grid_are_the_datasets_own() -> None:
    series = bars("100 101 99 100", "100.5 101 99 100.25")
    made = columns(series, Instrument("X"))
    assert (made.open, made.high, made.low, made.close, made.volume) == (
        series.open,
        series.high,
        series.low,
        series.close,
        series.volume,
    )
    assert made.open is series.open


def test_a_quote_keeps_its_two_sides() -> None:
    made = columns(quotes("99 101", "99.5 100"), Instrument("X"))
    assert (list(made.bid or ()), list(made.ask or ()), list(made.close)) == ([99.0, 99.5], [101.0, 100.0], [100.0, 99.75])
