"""Orders that hang together: pairs of which one cancels the other, and an entry with its exits."""

from collections.abc import Sequence

from tradeport.domain.model.orders import IntentError, OrderType, TimeInForce, TradeIntent

_STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP})


def check_oco(first: TradeIntent, second: TradeIntent) -> None:
    """Raises IntentError unless the two can be an OCO pair: resting orders of one instrument."""
    if first.instrument != second.instrument:
        raise IntentError(f"an OCO pair is of one instrument, not of {first.instrument} and {second.instrument}")
    for leg in (first, second):
        if leg.type is OrderType.MARKET or leg.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
            raise IntentError(f"a leg of an OCO pair rests: a {leg.type} {leg.time_in_force} order does not")


def check_atomic(legs: Sequence[TradeIntent]) -> None:
    """Raises IntentError unless all of them fill, or none: market orders of different instruments."""
    if len(legs) < 2 or len({leg.instrument for leg in legs}) != len(legs):
        raise IntentError("an atomic order has two legs or more, each of another instrument")
    for leg in legs:
        if leg.type is not OrderType.MARKET or leg.reduce_only or leg.time_in_force is not TimeInForce.GTC:
            what = f"{leg.type} {leg.time_in_force}{' reduce-only' * leg.reduce_only}"
            raise IntentError(f"a leg of an atomic order is a plain market order: a {what} order may end without a fill")


def check_bracket(entry: TradeIntent, stop_loss: TradeIntent, take_profit: TradeIntent) -> None:
    """Raises IntentError unless the last two close what the first opens, one at a loss and one at a profit."""
    check_oco(stop_loss, take_profit)
    for child in (stop_loss, take_profit):
        if (child.instrument, child.side, child.quantity) != (entry.instrument, entry.side.opposite, entry.quantity):
            raise IntentError("the exits of a bracket are of its entry's instrument and quantity, on the other side")
    if stop_loss.type not in _STOPS or take_profit.type is not OrderType.LIMIT:
        raise IntentError(f"a bracket's exits are a stop and a limit order, not {stop_loss.type} and {take_profit.type}")
    assert stop_loss.trigger_price is not None
    assert take_profit.limit_price is not None
    if (take_profit.limit_price - stop_loss.trigger_price) * entry.side.sign <= 0:
        raise IntentError(
            f"a bracket that enters with a {entry.side} has its take profit {take_profit.limit_price} on the wrong side of its "
            f"stop loss {stop_loss.trigger_price}"
        )
