import pytest

from tradeport.domain.model.market_data import AggressorSide, Bar, QuoteTick, TradeTick, mark, span

BAR = Bar("A", 1, 10.0, 12.0, 9.0, 11.0, 5.0)
QUOTE = QuoteTick("A", 1, 10.0, 10.5)
TRADE = TradeTick("A", 1, 10.25, 3.0)


@pytest.mark.parametrize("buying", [True, False])
def test_a_bar_spans_its_prices_for_either_side(buying):
    assert span(BAR, buying=buying) == (10.0, 12.0, 9.0, 11.0)


@pytest.mark.parametrize(("buying", "price"), [(True, 10.5), (False, 10.0)])
def test_a_buyer_meets_the_ask_and_a_seller_the_bid(buying, price):
    assert span(QUOTE, buying=buying) == (price,) * 4


@pytest.mark.parametrize("buying", [True, False])
def test_a_trade_has_no_range(buying):
    assert span(TRADE, buying=buying) == (10.25,) * 4


@pytest.mark.parametrize(("event", "price"), [(BAR, 11.0), (QUOTE, 10.25), (TRADE, 10.25)])
def test_a_position_is_marked_at_the_close_the_mid_or_the_trade(event, price):
    assert mark(event) == price


def test_what_a_source_lacks_has_a_default():
    assert (QUOTE.bid_size, QUOTE.ask_size, TRADE.aggressor) == (0.0, 0.0, AggressorSide.UNKNOWN)


@pytest.mark.parametrize("event", [BAR, QUOTE, TRADE])
def test_market_data_is_immutable(event):
    with pytest.raises(AttributeError):
        event.ts = 2
