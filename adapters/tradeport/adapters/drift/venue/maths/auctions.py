"""The Dutch auction every market order starts with, and the parameters the program gives it."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import ContractTier, OrderType, PositionDirection, PostOnlyParam
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import ceiling, clamp, quotient

LONG = PositionDirection.LONG


def is_complete(order_slot: int, duration: int, slot: int) -> bool:
    """Over once more than `duration` slots have passed; an order without one is never in it."""
    return duration == 0 or slot - order_slot > duration


def auction_price(order: Record, slot: int, tick: int, oracle: int | None) -> int:
    """Where a running auction stands, on the tick."""
    pegged = order.order_type == OrderType.ORACLE or (order.order_type == OrderType.LIMIT and order.oracle_price_offset != 0)
    start, end = order.auction_start_price, order.auction_end_price
    price = end
    if order.auction_duration:
        passed = min(slot - order.slot, order.auction_duration)
        moved = quotient(abs(end - start) * passed, order.auction_duration)
        price = start + moved if order.direction == LONG else start - moved
    if pegged:
        if oracle is None:
            raise refusal("OracleNotFound")
        price = max(oracle + price, tick)
    return standardized(price, tick, order.direction)


def standardized(price: int, tick: int, direction: int) -> int:
    """On the tick: a buyer's price down, a seller's up."""
    rest = price % tick
    if price == 0 or rest == 0:
        return price
    return price - rest if direction == LONG else price + tick - rest


def with_auction(params: Record, market: Record, oracle: int) -> Record:
    """The parameters of a new perp order as the program would amend them."""
    if params.order_type == OrderType.LIMIT:
        return _limit(params, market, oracle)
    if params.order_type in (OrderType.MARKET, OrderType.ORACLE):
        return _taking(params, market, oracle)
    return params


def _limit(params: Record, market: Record, oracle: int) -> Record:
    """A limit order that crosses the vAMM gets an auction; one with an auction gets a sane start."""
    if (
        params.post_only != PostOnlyParam.NONE
        or params.bit_flags & 1
        or params.oracle_price_offset is not None
        or not params.price
    ):
        return params
    long = params.direction == LONG
    baseline = oracle + baseline_start(market, params.direction)
    start, end = params.auction_start_price, params.auction_end_price
    if params.auction_duration is None:
        amm = market.amm
        if long:
            crossed = oracle + (amm.last_ask_price_twap - amm.historical_oracle_data.last_oracle_price_twap)
            crosses = params.price > crossed
        else:
            crossed = oracle - (amm.historical_oracle_data.last_oracle_price_twap - amm.last_bid_price_twap)
            crosses = params.price < crossed
        if not crosses:
            return params
        start, end = (min(baseline, crossed) if long else max(baseline, crossed)), params.price
    else:
        if start is None or (baseline < start if long else baseline > start):
            start = baseline
        end = params.price if end is None else end
    return _with_duration(params, market, oracle, start, end)


def _taking(params: Record, market: Record, oracle: int) -> Record:
    """Market and oracle orders: derive an auction where one is not fully given."""
    market_order = params.order_type == OrderType.MARKET
    if params.auction_duration is None or params.auction_start_price is None or params.auction_end_price is None:
        if market_order:
            start, end, duration = derived(market, params.direction, oracle, params.price)
        else:
            start, end, duration = _derived_offset(market, params.direction, oracle, params.oracle_price_offset)
        return params.changed(auction_start_price=start, auction_end_price=end, auction_duration=duration)
    start = params.auction_start_price
    if market.contract_tier <= ContractTier.B:
        offset, least = start - (oracle if market_order else 0), baseline_start(market, params.direction)
        if offset > least if params.direction == LONG else offset < least:
            start = least + (oracle if market_order else 0)
    return _with_duration(params, market, oracle, start, params.auction_end_price)


def _with_duration(params: Record, market: Record, oracle: int, start: int, end: int) -> Record:
    duration = max(params.auction_duration or 0, auction_slots(abs(end - start), oracle, market))
    return params.changed(auction_start_price=start, auction_end_price=end, auction_duration=duration)


def derived(market: Record, direction: int, oracle: int, limit: int) -> tuple[int, int, int]:
    """Start, end and slots of a market order's auction."""
    if limit:
        start = oracle + baseline_start(market, direction)
        start, end = (min(start, limit) if direction == LONG else max(start, limit)), limit
    else:
        first, last = _baseline(market, direction)
        start, end = oracle + first, oracle + last
    return start, end, auction_slots(abs(end - start), oracle, market)


def _derived_offset(market: Record, direction: int, oracle: int, limit: int | None) -> tuple[int, int, int]:
    if limit is None:
        start, end = _baseline(market, direction)
    else:
        first = baseline_start(market, direction)
        start, end = (min(first, limit) if direction == LONG else max(first, limit)), limit
    return start, end, auction_slots(abs(end - start), oracle, market)


def auction_slots(difference: int, price: int, market: Record) -> int:
    """60 or 100 slots a percent, from 10 to 180."""
    percent = difference * units.PERCENTAGE // price
    per_percent = 100 if market.contract_tier <= ContractTier.B else 60
    return clamp(ceiling(percent * per_percent, units.PERCENTAGE // 100), 10, 180)


def baseline_start(market: Record, direction: int) -> int:
    """Where an auction should start, as an offset to the oracle."""
    amm, history = market.amm, market.amm.historical_oracle_data
    long = direction == LONG
    if abs(history.last_oracle_price_twap_ts - amm.last_mark_price_twap_ts) >= 60:
        divisor = 500 if market.contract_tier <= ContractTier.B else 100
        return int(amm.last_bid_price_twap // divisor) if long else -int(amm.last_ask_price_twap // divisor)
    slow_twap = amm.last_bid_price_twap if long else amm.last_ask_price_twap
    slow = slow_twap - history.last_oracle_price_twap
    fast = amm.last_mark_price_twap5min - history.last_oracle_price_twap5min
    long_part, short_part = (side * slow_twap // (units.PRICE * 10) for side in (amm.long_spread, amm.short_spread))
    return int(min(slow + long_part, fast - short_part) if long else max(slow - short_part, fast + long_part))


def _baseline(market: Record, direction: int) -> tuple[int, int]:
    amm, twap = market.amm, abs(market.amm.historical_oracle_data.last_oracle_price_twap)
    start = baseline_start(market, direction)
    nearest, farthest = {ContractTier.A: (1000, 50), ContractTier.B: (1000, 20), ContractTier.C: (500, 20)}.get(
        market.contract_tier, (100, 10)
    )
    side = amm.long_spread if direction == LONG else amm.short_spread
    widest = max(amm.mark_std, amm.oracle_std, side * twap // units.PERCENTAGE)
    buffer = clamp(widest, twap // nearest, twap // farthest)
    if direction == LONG:
        return start, max(amm.last_ask_price_twap + buffer - twap, start)
    return start, min(amm.last_bid_price_twap - buffer - twap, start)


def auction_fields(params: Record, oracle: int, tick: int, least: int) -> tuple[int, int, int]:
    """Start, end and duration as the order stores them; a duration is `least` or more where there is one."""
    kind, direction = params.order_type, params.direction
    start, end, duration = params.auction_start_price, params.auction_end_price, params.auction_duration
    if kind == OrderType.LIMIT:
        if start is None or end is None or duration is None:
            return 0, 0, 0
        duration = max(duration, least) if duration else 0
    elif kind in (OrderType.MARKET, OrderType.ORACLE):
        duration = max(duration or 0, least)
        if start is None or end is None:
            require(kind != OrderType.ORACLE, "InvalidOrderAuction")
            start, end = _around(oracle, direction, params.price)
    else:
        return 0, 0, 0
    return standardized(start, tick, direction), standardized(end, tick, direction), duration


def _around(oracle: int, direction: int, limit: int) -> tuple[int, int]:
    """Half a percent from the oracle, within the limit. For spot orders, which derive nothing."""
    step = oracle // 200
    if not limit:
        return oracle, oracle + step if direction == LONG else oracle - step
    if direction == LONG:
        return (min(limit - limit // 200, oracle - step), limit) if limit < oracle else (oracle, min(limit, oracle + step))
    return (max(limit + limit // 200, oracle + step), limit) if limit > oracle else (oracle, max(limit, oracle - step))
