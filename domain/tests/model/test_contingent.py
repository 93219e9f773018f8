"""Which intents may hang together."""

from decimal import Decimal

import attrs
import pytest

from tradeport.domain.model.contingent import check_atomic, check_bracket, check_oco
from tradeport.domain.model.orders import IntentError, OrderSide, OrderType, TimeInForce, TradeIntent

BUY, SELL = OrderSide.BUY, OrderSide.SELL


def intent(side=SELL, **terms):
    limit, stop = terms.pop("limit", None), terms.pop("stop", None)
    kind = {(0, 0): OrderType.MARKET, (1, 0): OrderType.LIMIT, (0, 1): OrderType.STOP, (1, 1): OrderType.STOP_LIMIT}
    prices = {"limit_price": limit and Decimal(limit), "trigger_price": stop and Decimal(stop)}
    return TradeIntent("A", side, Decimal(1), kind[bool(limit), bool(stop)], **prices, **terms)


ENTRY, LOSS, PROFIT = intent(BUY), intent(stop=99), intent(limit=104)


def test_any_two_resting_orders_of_one_instrument_are_a_pair():
    check_oco(PROFIT, LOSS)
    check_oco(intent(BUY, stop=101), intent(SELL, stop=99))
    check_oco(intent(limit=104), intent(stop=99, limit=98))


@pytest.mark.parametrize(
    ("leg", "why"),
    [
        (ENTRY, "rests"),
        (intent(limit=104, time_in_force=TimeInForce.IOC), "rests: a limit ioc order does not"),
        (attrs.evolve(LOSS, instrument="B"), "of one instrument, not of A and B"),
    ],
)
def test_what_is_no_leg_is_refused(leg, why):
    with pytest.raises(IntentError, match=why):
        check_oco(PROFIT, leg)


@pytest.mark.parametrize("entry", [ENTRY, intent(BUY, limit=100), intent(BUY, stop=101, limit=102)])
def test_the_exits_close_what_the_entry_opens(entry):
    check_bracket(entry, LOSS, PROFIT)
    check_bracket(intent(SELL), intent(BUY, stop=104), intent(BUY, limit=99))


@pytest.mark.parametrize(
    ("loss", "profit", "why"),
    [
        (PROFIT, LOSS, "a stop and a limit order, not limit and stop"),
        (LOSS, LOSS, "not stop and stop"),
        (intent(BUY, stop=99), PROFIT, "on the other side"),
        (LOSS, attrs.evolve(PROFIT, quantity=Decimal(2)), "quantity"),
        (LOSS, attrs.evolve(PROFIT, instrument="B"), "one instrument"),
        (intent(stop=105), PROFIT, "take profit 104 on the wrong side of its stop loss 105"),
        (intent(stop=104), PROFIT, "wrong side"),
    ],
)
def test_exits_that_do_not_fit_are_refused(loss, profit, why):
    with pytest.raises(IntentError, match=why):
        check_bracket(ENTRY, loss, profit)


X, Y = attrs.evolve(ENTRY, instrument="X"), attrs.evolve(ENTRY, instrument="Y", side=SELL)


def test_market_orders_of_different_instruments_are_atomic():
    check_atomic([X, Y])
    check_atomic([X, Y, attrs.evolve(X, instrument="Z")])


@pytest.mark.parametrize(
    "legs",
    [
        [],
        [X],
        [X, attrs.evolve(X, side=SELL)],
        [X, attrs.evolve(Y, reduce_only=True)],
        [X, attrs.evolve(Y, type=OrderType.LIMIT, limit_price=Decimal(9))],
        [X, attrs.evolve(Y, time_in_force=TimeInForce.FOK)],
        [X, attrs.evolve(Y, time_in_force=TimeInForce.DAY)],
        [X, attrs.evolve(Y, time_in_force=TimeInForce.GTD, expire_ts=1)],
    ],
)
def test_what_might_end_without_a_fill_is_no_leg(legs):
    with pytest.raises(IntentError, match="atomic"):
        check_atomic(legs)
