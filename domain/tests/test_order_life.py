from decimal import Decimal

import pytest

from tradeport.domain.model.dataset import BarSeries, Dataset, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, TradeTick
from tradeport.domain.model.orders import OrderSide, TimeInForce, TradeIntent
from tradeport.domain.model.time import DAY, HOUR
from tradeport.domain.order_life import Life, Openings, session_of


def bar(ts: int, name: str = "A") -> Bar:
    return Bar(name, ts, 1.0, 1.0, 1.0, 1.0, 1.0)


def trade(ts: int, name: str = "A") -> TradeTick:
    return TradeTick(name, ts, 1.0, 1.0)


def life(tif: TimeInForce, expire: int | None = None) -> Life:
    return Life(TradeIntent("A", OrderSide.BUY, Decimal(1), time_in_force=tif, expire_ts=expire))


@pytest.mark.parametrize(("event", "session"), [(bar(DAY), 0), (bar(DAY + 1), 1), (trade(DAY), 1), (trade(DAY - 1), 0)])
def test_a_bar_that_closes_at_midnight_is_of_the_day_it_ends(event, session):
    assert session_of(event) == session


def test_gtd_is_examined_up_to_its_expiry():
    order = life(TimeInForce.GTD, 10)
    assert [(order.over_before(trade(ts)), order.over_after(trade(ts))) for ts in (9, 10, 11)] == [
        (False, False),
        (False, True),
        (True, True),
    ]


def test_day_is_examined_in_the_session_of_the_first_event_it_meets():
    order = life(TimeInForce.DAY)
    for ts in (DAY - HOUR, 3 * DAY):
        assert not order.over_before(trade(ts))
    order.examined(trade(DAY - HOUR))
    order.examined(trade(DAY - 1))
    assert not order.over_before(trade(DAY - 1))
    assert order.over_before(trade(DAY))


def test_day_whose_session_is_known_ends_with_it():
    """Its first event was before this life of it began."""
    order = Life(TradeIntent("A", OrderSide.BUY, Decimal(1), time_in_force=TimeInForce.DAY), session=1)
    assert [order.over_before(trade(ts)) for ts in (DAY - 1, DAY, 2 * DAY)] == [True, False, True]
    assert order.over_after(bar(2 * DAY))


def test_day_ends_with_the_bar_that_closes_the_day():
    order = life(TimeInForce.DAY)
    assert not order.over_after(bar(DAY))
    order.examined(bar(DAY - HOUR))
    assert (order.over_after(bar(DAY - HOUR)), order.over_after(bar(DAY)), order.over_after(trade(DAY))) == (False, True, False)


def test_a_bar_began_its_interval_ago_or_where_the_last_one_ended():
    series = BarSeries.of("A", 10, [bar(20), bar(25), bar(50)])
    openings = Openings(Dataset([Instrument("A")], [series]))
    assert [openings.of(one) for one in series] == [10, 20, 40]


def test_a_tick_begins_at_once():
    series = TickSeries("A", [trade(5), trade(5), trade(9)])
    openings = Openings(Dataset([Instrument("A")], [series]))
    assert [openings.of(one) for one in series] == [5, 5, 9]
