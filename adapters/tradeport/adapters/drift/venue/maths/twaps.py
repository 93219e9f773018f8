"""The averages a market keeps of its oracle and of its own bid and ask; they feed funding, auctions and price bands."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import PositionDirection
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.curve import ask_price, bid_price, reserve_price
from tradeport.adapters.drift.venue.maths.integers import quotient
from tradeport.adapters.drift.venue.maths.oracle_rules import OraclePrice, sanitized
from tradeport.adapters.drift.venue.maths.stats import new_twap, rolling_sum, weighted_average


def update_oracle_twap(amm: Record, now: int, oracle: OraclePrice, reserve: int, clamp: int) -> int:
    """Take a new oracle price in; returns the funding-period average."""
    history = amm.historical_oracle_data
    normal = _normalised(oracle, reserve)
    capped = sanitized(normal, history.last_oracle_price_twap, clamp)
    if capped <= 0 or normal <= 0:
        twap: int = history.last_oracle_price_twap
        return twap
    slow = _oracle_twap(amm, now, capped, amm.last_mark_price_twap, history.last_oracle_price_twap, amm.funding_period)
    fast = _oracle_twap(amm, now, capped, amm.last_mark_price_twap5min, history.last_oracle_price_twap5min, units.FIVE_MINUTES)
    amm.last_oracle_normalised_price = capped
    history.last_oracle_price = oracle.price
    amm.last_oracle_conf_pct = _confidence_pct(amm, oracle.confidence, reserve, now)
    history.last_oracle_delay = oracle.delay
    amm.last_oracle_reserve_price_spread_pct = quotient((reserve - oracle.price) * units.PERCENTAGE, reserve)
    amm.oracle_std = _std(amm.oracle_std, normal, slow, now - history.last_oracle_price_twap_ts)
    history.last_oracle_price_twap, history.last_oracle_price_twap5min = slow, fast
    history.last_oracle_price_twap_ts = now
    return slow


def _normalised(oracle: OraclePrice, reserve: int) -> int:
    """The oracle moved towards the mark, by at most its confidence."""
    nudge = quotient(reserve, 4000)
    if reserve > oracle.price:
        return min(max(reserve - nudge, oracle.price), oracle.price + oracle.confidence)
    return max(min(reserve + nudge, oracle.price), oracle.price - oracle.confidence)


def _oracle_twap(amm: Record, now: int, price: int, mark_twap: int, oracle_twap: int, period: int) -> int:
    last = amm.historical_oracle_data.last_oracle_price_twap_ts
    elapsed = max(1 if period == 0 else 0, now - last)
    if amm.last_mark_price_twap_ts > last:
        invalid = amm.last_mark_price_twap_ts - last
        price = weighted_average(mark_twap, price, invalid, max(1, period - invalid))
    return weighted_average(price, oracle_twap, elapsed, max(0, period - elapsed))


def _confidence_pct(amm: Record, confidence: int, reserve: int, now: int) -> int:
    """The confidence as a share of the price, decaying slowly when it shrinks."""
    elapsed = max(0, now - amm.historical_oracle_data.last_oracle_price_twap_ts)
    floor: int = amm.last_oracle_conf_pct
    if elapsed > 0:
        floor -= floor // max(5, 21 - elapsed)
    return max(confidence * units.PERCENTAGE // reserve, floor)


def _std(old: int, price: int, twap: int, elapsed: int) -> int:
    """The window is never shorter than an hour: in effect the latest distance from the average."""
    return rolling_sum(old, abs(price - twap), max(units.HOUR, elapsed), units.HOUR)


def update_mark_twap_from_estimates(amm: Record, now: int, trade: int | None, direction: int | None, clamp: int) -> int:
    """Guess bid and ask around a trade and take them in; returns the mid average."""
    bid, ask = _estimates(amm, trade, direction)
    return update_mark_twap(amm, now, bid, ask, trade, clamp)


def _estimates(amm: Record, trade: int | None, direction: int | None) -> tuple[int, int]:
    oracle = amm.historical_oracle_data.last_oracle_price
    price = oracle if trade is None else trade
    reserve = reserve_price(amm)
    amm_bid, amm_ask = bid_price(amm, reserve), ask_price(amm, reserve)
    premium = price - oracle
    bid = ask = price
    if premium > 0:
        discount = min(amm.base_spread, amm.short_spread // 2)
        bid = max(max(0, oracle - min(discount, premium)), amm.order_tick_size)
    bid = max(bid, amm_bid)
    if premium < 0:
        ask = oracle + min(min(amm.base_spread, amm.long_spread // 2), -premium)
    ask = min(ask, amm_ask)
    if direction is None:
        middle = min(max(price, amm_bid), amm_ask)
        return middle, middle
    return (bid, max(price, bid)) if direction == PositionDirection.LONG else (min(price, ask), ask)


def update_mark_twap(amm: Record, now: int, bid: int, ask: int, trade: int | None, clamp: int) -> int:
    """Take a bid and an ask in; returns the mid average."""
    bid_in, ask_in = sanitized(bid, amm.last_bid_price_twap, clamp), sanitized(ask, amm.last_ask_price_twap, clamp)
    require(bid_in <= ask_in, "InvalidMarkTwapUpdateDetected")
    bid_last, ask_last = _corrected(amm)
    stamp, period = amm.last_mark_price_twap_ts, amm.funding_period
    amm.last_bid_price_twap = new_twap(bid_in, now, bid_last, stamp, period)
    amm.last_ask_price_twap = new_twap(ask_in, now, ask_last, stamp, period)
    middle: int = (amm.last_bid_price_twap + amm.last_ask_price_twap) // 2
    price = (bid + ask) // 2 if trade is None else trade
    amm.mark_std = _std(amm.mark_std, price, amm.last_mark_price_twap, now - stamp)
    amm.last_mark_price_twap = middle
    fast = new_twap((bid_in + ask_in) // 2, now, amm.last_mark_price_twap5min, stamp, units.FIVE_MINUTES)
    amm.last_mark_price_twap5min = fast
    amm.last_mark_price_twap_ts = now
    return middle


def _corrected(amm: Record) -> tuple[int, int]:
    """Bid and ask average, pulled to the oracle's where no trade has come for long."""
    history = amm.historical_oracle_data
    silent = history.last_oracle_price_twap_ts - amm.last_mark_price_twap_ts
    if silent <= max(quotient(amm.funding_period, 60), 60):
        return amm.last_bid_price_twap, amm.last_ask_price_twap
    valid, oracle = max(0, amm.funding_period - silent), history.last_oracle_price_twap
    bid, ask = (weighted_average(oracle, last, silent, valid) for last in (amm.last_bid_price_twap, amm.last_ask_price_twap))
    return bid, ask


def record_trade(amm: Record, quote: int, direction: int, now: int) -> None:
    """Volume and intensity of a market after a fill."""
    elapsed = max(1, now - amm.last_trade_ts)
    long, short = (quote, 0) if direction == PositionDirection.LONG else (0, quote)
    # v2.84 keeps two u32 counts where the IDL has the later mm_oracle_price
    counts = [amm.mm_oracle_price & 0xFFFF_FFFF, (amm.mm_oracle_price >> 32) & 0xFFFF_FFFF]
    for i, amount in enumerate((long, short)):
        counts[i] = weighted_average(counts[i], amount // units.QUOTE, elapsed, units.HOUR)
    packed = (counts[1] << 32) | counts[0]
    amm.mm_oracle_price = packed - (1 << 64) if packed >> 63 else packed
    amm.long_intensity_volume = rolling_sum(amm.long_intensity_volume, long, elapsed, units.HOUR)
    amm.short_intensity_volume = rolling_sum(amm.short_intensity_volume, short, elapsed, units.HOUR)
    amm.volume24h = rolling_sum(amm.volume24h, quote, elapsed, units.DAY)
    amm.last_trade_ts = now
