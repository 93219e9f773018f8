"""Limit prices, price bands, and what of an order may trade."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderStatus, OrderTriggerCondition, OrderType, PositionDirection
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.auctions import auction_price, is_complete, standardized
from tradeport.adapters.drift.venue.maths.curve import base_to_price
from tradeport.adapters.drift.venue.maths.integers import ceiling
from tradeport.adapters.drift.venue.maths.positions import unfilled

LONG = PositionDirection.LONG


def limit_price(order: Record, oracle: int | None, slot: int, tick: int) -> int | None:
    """The worst price an order accepts now; None for a market order without one."""
    if not is_complete(order.slot, order.auction_duration, slot) and (order.auction_start_price or order.auction_end_price):
        return auction_price(order, slot, tick, oracle)
    if order.oracle_price_offset:
        if oracle is None:
            raise refusal("OracleNotFound")
        price = oracle + order.oracle_price_offset
        require(price > 0, "InvalidOracleOffset")
        return standardized(price, tick, order.direction)
    return order.price or None


def required_limit_price(order: Record, oracle: int | None, slot: int, tick: int) -> int:
    """As `limit_price`; raises UnableToGetLimitPrice where there is none."""
    price = limit_price(order, oracle, slot, tick)
    if price is None:
        raise refusal("UnableToGetLimitPrice")
    return price


def must_be_triggered(order: Record) -> bool:
    """An order that sleeps until the oracle is beyond its trigger."""
    return order.order_type in (OrderType.TRIGGER_MARKET, OrderType.TRIGGER_LIMIT)


def triggered(order: Record) -> bool:
    """A keeper has woken it."""
    return order.trigger_condition in (OrderTriggerCondition.TRIGGERED_ABOVE, OrderTriggerCondition.TRIGGERED_BELOW)


def is_limit(order: Record) -> bool:
    """An order with a price, triggered or not."""
    return order.order_type in (OrderType.LIMIT, OrderType.TRIGGER_LIMIT)


def is_resting(order: Record, slot: int) -> bool:
    """A limit order that is done with its auction, or never had one."""
    if not is_limit(order):
        return False
    over = is_complete(order.slot, order.auction_duration, slot)
    if order.order_type == OrderType.TRIGGER_LIMIT:
        ahead = order.trigger_price < order.price if order.direction == LONG else order.trigger_price > order.price
        return over and not ahead
    return bool(order.post_only) or over


def is_maker_for(maker: Record, taker: Record, slot: int) -> bool:
    """Whether a resting order may make for a taker's: a post-only one always, else the older of two."""
    require(not taker.post_only, "CantMatchTwoPostOnlys")
    if maker.post_only:
        return True
    if not is_resting(maker, slot):
        return False
    return not is_resting(taker, slot) or maker.slot + maker.auction_duration < taker.slot + taker.auction_duration


def crosses(maker_buys: bool, maker: int, taker: int) -> bool:
    """Whether a maker and a taker agree."""
    return taker <= maker if maker_buys else taker >= maker


def expired(order: Record, now: int) -> bool:
    """Past its time. An order that still waits for its trigger is not."""
    return bool(order.status == OrderStatus.OPEN and order.max_ts != 0 and not must_be_triggered(order) and now > order.max_ts)


def vamm_can_fill(order: Record, market: Record, limit: int | None, existing: int | None) -> int:
    """How much of an order the vAMM takes up to a limit, one tick inside of it."""
    amm, wanted, buying = market.amm, unfilled(order, existing), order.direction == LONG
    if limit is not None:
        most, to_buy = base_to_price(amm, limit - amm.order_tick_size if buying else limit + amm.order_tick_size, buying)
        if to_buy != buying or most == 0:
            return 0
        wanted = min(wanted, most)
    return int(wanted - wanted % amm.order_step_size)


def quote_at(base: int, price: int, decimals: int, maker_buys: bool) -> int:
    """Quote of a match at the maker's price; rounded for the maker, down when it pays and up when it gets."""
    if maker_buys:
        return base * price // 10**decimals
    return ceiling(base * price, 10**decimals)


def check_fill_price(quote: int, base: int, precision: int, direction: int, limit: int, taker: bool) -> None:
    """Raises InvalidOrderFillPrice for a fill beyond a limit; a taker's rounding unit is forgiven."""
    if taker:
        quote = max(0, quote - 1) if direction == LONG else quote + 1
    price = quote * precision // base
    require(price <= limit if direction == LONG else price >= limit, "InvalidOrderFillPrice")


def breaches_maker_band(price: int, direction: int, oracle: int, ratio: int) -> bool:
    """A maker's price that loses a whole initial margin to the oracle is taken off the book."""
    worse = price - oracle if direction == LONG else oracle - price
    return worse > 0 and worse * units.MARGIN // oracle >= ratio


def check_price_bands(price: int, direction: int, oracle: int, twap5: int, market: Record, state: Record) -> None:
    """Raises PriceBandsBreached for a fill too far on the bad side of oracle and average."""
    long = direction == LONG
    if (price < oracle and price < twap5) if long else (price > oracle and price > twap5):
        return
    from_oracle = max(0, price - oracle if long else oracle - price) * units.MARGIN // oracle
    require(from_oracle < market.margin_ratio_initial, "PriceBandsBreached")
    from_twap = max(0, price - twap5 if long else twap5 - price) * units.PERCENTAGE // twap5
    rails = state.oracle_guard_rails.price_divergence
    require(from_twap < max(rails.oracle_twap5min_percent_divergence, units.PERCENTAGE // 2), "PriceBandsBreached")


def satisfies_trigger(order: Record, oracle: int) -> bool:
    """Strictly beyond the trigger price."""
    if order.trigger_condition == OrderTriggerCondition.ABOVE:
        return bool(oracle > order.trigger_price)
    if order.trigger_condition == OrderTriggerCondition.BELOW:
        return bool(oracle < order.trigger_price)
    raise refusal("InvalidTriggerOrderCondition")


def reduces(order_direction: int, size: int, position: int) -> bool:
    """Whether an order of this size only shrinks a position."""
    opposite = position < 0 if order_direction == LONG else position > 0
    return opposite and size <= abs(position)


def increases_risk(order: Record, position: int, bids: int, asks: int) -> bool:
    """Whether placing an order calls for initial margin: unless it fits, with its like, into closing the position."""
    if order.reduce_only:
        return False
    opposite = position < 0 if order.direction == LONG else position > 0
    if not opposite:
        return True
    others = bids if order.direction == LONG else abs(asks)
    return int(order.base_asset_amount) + others > abs(position)
