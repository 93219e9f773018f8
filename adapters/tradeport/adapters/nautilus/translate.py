"""Between our values and Nautilus': instruments, orders, market data. Nothing is decided here."""

from decimal import Decimal
from typing import Any

from nautilus_trader.common.factories import OrderFactory
from nautilus_trader.core.data import Data
from nautilus_trader.model.currencies import USD
from nautilus_trader.model.data import Bar as NautilusBar
from nautilus_trader.model.data import BarType, QuoteTick, TradeTick
from nautilus_trader.model.enums import AggressorSide, CurrencyType, OrderSide, TimeInForce
from nautilus_trader.model.identifiers import ClientOrderId, InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Currency as NautilusCurrency
from nautilus_trader.model.objects import Price, Quantity
from nautilus_trader.model.orders import Order as NautilusOrder

from tradeport.domain.model import orders as ours
from tradeport.domain.model.dataset import BarSeries, Series, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import QuoteTick as OurQuote
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.time import DAY, HOUR, MINUTE, SECOND, to_datetime

VENUE = Venue("TRADEPORT")

#: Decimals of the account's money. Nautilus' own USD has two: fees and P&L would be rounded to the cent.
MONEY_PRECISION = 12

_SIDES = {ours.OrderSide.BUY: OrderSide.BUY, ours.OrderSide.SELL: OrderSide.SELL}
_TIMES = {
    ours.TimeInForce.GTC: TimeInForce.GTC,
    ours.TimeInForce.IOC: TimeInForce.IOC,
    ours.TimeInForce.FOK: TimeInForce.FOK,
    ours.TimeInForce.GTD: TimeInForce.GTD,
}


def currency(code: str) -> NautilusCurrency:
    """A currency fine enough for the ledger, registered under a code of its own."""
    fine = NautilusCurrency(f"X{code}", MONEY_PRECISION, 0, f"X{code}", CurrencyType.FIAT)
    NautilusCurrency.register(fine, overwrite=True)
    return fine


def instrument_id(name: str) -> InstrumentId:
    """Our id at the one venue."""
    return InstrumentId(Symbol(name), VENUE)


def instrument(it: Instrument, money: NautilusCurrency, fees: FeeSchedule) -> CryptoPerpetual:
    """Linear, without margin: the platform's risk port decides, not the engine's."""
    return CryptoPerpetual(
        instrument_id(it.id),
        Symbol(it.id),
        USD,  # base currency: a name only
        money,
        money,
        False,
        it.price_precision,
        it.size_precision,
        price(it, it.price_increment),
        quantity(it, it.size_increment),
        0,
        0,
        margin_init=Decimal(0),
        margin_maint=Decimal(0),
        maker_fee=fees.rate,
        taker_fee=fees.rate,
    )


def price(it: Instrument, value: Decimal) -> Price:
    """Exact: `value` lies on the grid."""
    return Price.from_str(f"{value:.{it.price_precision}f}")


def quantity(it: Instrument, value: Decimal) -> Quantity:
    """Exact: `value` lies on the grid."""
    return Quantity.from_str(f"{value:.{it.size_precision}f}")


def order(
    factory: OrderFactory, it: Instrument, client_order_id: str, intent: ours.TradeIntent, *, mortal: bool
) -> NautilusOrder:
    """The order, not submitted. Without `mortal`, GTD and DAY go as GTC: the platform ends them."""
    target, side, size = instrument_id(it.id), _SIDES[intent.side], quantity(it, intent.quantity)
    time_in_force = _TIMES.get(intent.time_in_force, TimeInForce.GTC)
    terms: dict[str, Any] = {"client_order_id": ClientOrderId(client_order_id), "time_in_force": time_in_force}
    if time_in_force is TimeInForce.GTD:
        if mortal and intent.expire_ts is not None:
            terms["expire_time"] = to_datetime(intent.expire_ts)
        else:
            terms["time_in_force"] = TimeInForce.GTC
    limit = None if intent.limit_price is None else price(it, intent.limit_price)
    trigger = None if intent.trigger_price is None else price(it, intent.trigger_price)
    if intent.type is ours.OrderType.MARKET:
        return factory.market(target, side, size, **terms)
    if intent.type is ours.OrderType.LIMIT:
        return factory.limit(target, side, size, limit, post_only=intent.post_only, **terms)
    if intent.type is ours.OrderType.STOP:
        return factory.stop_market(target, side, size, trigger, **terms)
    return factory.stop_limit(target, side, size, limit, trigger, **terms)


def bar_type(series: BarSeries) -> BarType:
    """The bars come from outside, so the type is a label; an interval that Nautilus has no word for is called a minute."""
    unit, name, whole = next(u for u in _UNITS if series.interval % u[0] == 0 or u[0] == SECOND)
    step = series.interval // unit
    label = f"{step}-{name}" if step and whole % step == 0 else "1-MINUTE"
    return BarType.from_str(f"{instrument_id(series.instrument)}-{label}-LAST-EXTERNAL")


_UNITS = ((DAY, "DAY", 1), (HOUR, "HOUR", 24), (MINUTE, "MINUTE", 60), (SECOND, "SECOND", 60))


def market_data(series: Series, it: Instrument) -> list[Data]:
    """The series as Nautilus reads it."""
    return _bars(series, it) if isinstance(series, BarSeries) else _ticks(series, it)


def _bars(series: BarSeries, it: Instrument) -> list[Data]:
    kind, at, size = bar_type(series), it.price_precision, it.size_precision
    columns = (series.ts, series.open, series.high, series.low, series.close, series.volume)
    return [
        NautilusBar(kind, Price(opening, at), Price(high, at), Price(low, at), Price(close, at), Quantity(volume, size), ts, ts)
        for ts, opening, high, low, close, volume in zip(*columns, strict=True)
    ]


def _ticks(series: TickSeries, it: Instrument) -> list[Data]:
    target, at, size = instrument_id(it.id), it.price_precision, it.size_precision
    one, nobody = quantity(it, it.size_increment), AggressorSide.NO_AGGRESSOR

    def sized(value: float) -> Quantity:
        """Nautilus takes 0 for an empty side; a source without sizes gives it, and so does what is below the increment."""
        made = Quantity(value, size)
        return made if made.raw else one

    out: list[Data] = []
    for number, tick in enumerate(series):
        ts = tick.ts
        if isinstance(tick, OurQuote):
            bid, ask = Price(tick.bid, at), Price(tick.ask, at)
            out.append(QuoteTick(target, bid, ask, sized(tick.bid_size), sized(tick.ask_size), ts, ts))
        else:
            out.append(TradeTick(target, Price(tick.price, at), sized(tick.size), nobody, TradeId(str(number)), ts, ts))
    return out
