"""The platform's terms in Drift's: integers on its grid, order parameters."""

from decimal import Decimal

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.desk import order as parameters
from tradeport.adapters.drift.venue.enums import OrderTriggerCondition, OrderType, PositionDirection
from tradeport.application.errors import EngineError
from tradeport.domain.model import orders
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.money import CONTEXT, FeeSchedule

#: Decimals of a price, a size, an amount of USDC, and of what a unit of base has paid in funding.
PRICE, SIZE, QUOTE, FUNDING = 6, 9, 6, 9

_LARGEST = 2**32 - 1


def check_grid(it: Instrument) -> None:
    """Raises EngineError for prices or sizes finer than Drift can say."""
    for what, own, limit in (("price", it.price_precision, PRICE), ("size", it.size_precision, SIZE)):
        if own > limit:
            raise EngineError(
                f"{it.id} has {what}s with {own} decimals; Drift counts in {limit}",
                f"use a {what} increment of 1E-{limit} or more",
            )


def units(amount: Decimal, decimals: int) -> int:
    """An amount on Drift's grid, as the integer it is there."""
    return int(amount.scaleb(decimals, CONTEXT))


def amount(units: int, decimals: int) -> Decimal:
    """And back."""
    return Decimal(units).scaleb(-decimals, CONTEXT)


def funding_move(funding: FundingRate, mark: Decimal) -> int:
    """What a unit pays, as cumulative funding counts it: in 1e-9 of quote."""
    return int(CONTEXT.multiply(mark, Decimal(repr(funding.rate))).scaleb(FUNDING, CONTEXT).to_integral_value())


def direction(side: orders.OrderSide) -> PositionDirection:
    """Long for a buy."""
    return PositionDirection.LONG if side is orders.OrderSide.BUY else PositionDirection.SHORT


def order(what: orders.Order, market: int) -> Record:
    """As Drift takes it. A stop-limit that has been met already is a limit order."""
    intent = what.intent
    terms: dict[str, int] = {}
    if intent.limit_price is not None:
        terms["price"] = units(intent.limit_price, PRICE)
    sleeps = intent.trigger_price is not None and not what.triggered
    if intent.trigger_price is not None and sleeps:
        buys = intent.side is orders.OrderSide.BUY
        terms["trigger_price"] = units(intent.trigger_price, PRICE)
        terms["trigger_condition"] = OrderTriggerCondition.ABOVE if buys else OrderTriggerCondition.BELOW
    kind = (
        (OrderType.TRIGGER_MARKET if intent.limit_price is None else OrderType.TRIGGER_LIMIT)
        if sleeps
        else (OrderType.MARKET if intent.limit_price is None else OrderType.LIMIT)
    )
    if intent.reduce_only:
        terms["reduce_only"] = True
    return parameters(kind, direction(intent.side), units(intent.quantity, SIZE), market=market, **terms)


def fee_fraction(fees: FeeSchedule) -> tuple[int, int]:
    """Numerator and denominator, as a fee tier has them. Raises EngineError where 32 bits do not hold them."""
    numerator, denominator = fees.rate.as_integer_ratio()
    if numerator > _LARGEST or denominator > _LARGEST:
        raise EngineError(
            f"a fee of {fees.bps} bps is not a fraction of 32-bit numbers, as Drift keeps it", "use fewer decimals"
        )
    return numerator, denominator
