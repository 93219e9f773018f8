import pytest

from tradeport.domain.indicators import Vwap
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.time import DAY, HOUR


def flat(ts, price, volume=1.0):
    return Bar("A", ts, price, price, price, price, volume)


def test_a_bar_that_closes_at_midnight_ends_its_session():
    vwap = Vwap(session=DAY)
    vwap.update(flat(23 * HOUR, 10.0))
    assert vwap.update(flat(DAY, 20.0)) == 15.0
    assert vwap.update(flat(DAY + HOUR, 30.0)) == 30.0


def test_there_is_no_price_before_anything_has_traded():
    vwap = Vwap()
    assert vwap.update(flat(1, 10.0, 0.0)) is None
    assert not vwap.ready
    assert vwap.update(flat(2, 20.0, 1.0)) == 20.0


def test_a_window_without_volume_has_no_price():
    vwap = Vwap(2)
    updates = [vwap.update(flat(ts, 10.0, volume)) for ts, volume in enumerate((1.0, 0.0, 0.0, 0.0, 3.0), 1)]
    assert updates == [None, 10.0, None, None, 10.0]


def test_period_and_session_exclude_each_other():
    with pytest.raises(ValueError, match="not both"):
        Vwap(20, session=DAY)
