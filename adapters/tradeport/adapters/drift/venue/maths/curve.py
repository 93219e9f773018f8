"""The vAMM's constant-product curve. Reserves in 1e9, prices and quote in 1e6."""

from math import isqrt

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import PositionDirection
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import quotient

LONG = PositionDirection.LONG


def reserve_price(amm: Record) -> int:
    """The middle of the curve, in 1e6."""
    price: int = amm.quote_asset_reserve * amm.peg_multiplier // amm.base_asset_reserve
    return price


def bid_price(amm: Record, reserve: int) -> int:
    """What the vAMM pays, from its cached spread."""
    return quotient(reserve * (units.PERCENTAGE - amm.short_spread + amm.reference_price_offset), units.PERCENTAGE)


def ask_price(amm: Record, reserve: int) -> int:
    """What the vAMM asks, from its cached spread."""
    return quotient(reserve * (units.PERCENTAGE + amm.long_spread + amm.reference_price_offset), units.PERCENTAGE)


def swap(amm: Record, base: int, reserve: int, buying: bool) -> tuple[int, int]:
    """New quote and base reserve after `base` leaves (buying) or enters a reserve on this curve."""
    if buying and base > reserve:
        raise refusal("TradeSizeTooLarge")
    after = reserve - base if buying else reserve + base
    return amm.sqrt_k * amm.sqrt_k // after, after


def quote_for(amm: Record, change: int, buying: bool) -> int:
    """Quote for a change of the quote reserve. A buyer pays a unit of reserve and a unit of quote more."""
    if buying:
        return (change + 1) * amm.peg_multiplier // (units.BASE * units.PEG // units.QUOTE) + 1
    return change * amm.peg_multiplier // (units.BASE * units.PEG // units.QUOTE)


def swap_with_spread(amm: Record, base: int, buying: bool) -> tuple[int, int]:
    """Move the reserves by `base`; returns what the taker pays or gets, and how much of it the spread earned."""
    spread_base, spread_quote = spread_reserves_of(amm, buying)
    after, _ = swap(amm, base, spread_base, buying)
    quote = quote_for(amm, abs(after - spread_quote), buying)
    new_quote, new_base = swap(amm, base, amm.base_asset_reserve, buying)
    plain = abs(new_quote - amm.quote_asset_reserve) * amm.peg_multiplier // (units.BASE * units.PEG // units.QUOTE)
    amm.base_asset_reserve, amm.quote_asset_reserve = new_base, new_quote
    update_spread_reserves(amm)
    return quote, abs(plain + buying - quote)


def spread_reserves_of(amm: Record, buying: bool) -> tuple[int, int]:
    """Base and quote reserve as that side meets them."""
    if buying:
        return amm.ask_base_asset_reserve, amm.ask_quote_asset_reserve
    return amm.bid_base_asset_reserve, amm.bid_quote_asset_reserve


def update_spread_reserves(amm: Record) -> None:
    """Recompute both sides' reserves from the spreads."""
    ask_base, ask_quote = _shifted(amm, amm.long_spread + amm.reference_price_offset, 1)
    bid_base, bid_quote = _shifted(amm, amm.short_spread - amm.reference_price_offset, -1)
    amm.ask_base_asset_reserve = min(ask_base, amm.base_asset_reserve)
    amm.bid_base_asset_reserve = max(bid_base, amm.base_asset_reserve)
    amm.ask_quote_asset_reserve = max(ask_quote, amm.quote_asset_reserve)
    amm.bid_quote_asset_reserve = min(bid_quote, amm.quote_asset_reserve)


def _shifted(amm: Record, spread: int, sign: int) -> tuple[int, int]:
    delta = 0
    if abs(spread) > 1:
        delta = amm.quote_asset_reserve // (units.PERCENTAGE // (abs(spread) // 2))
    quote = amm.quote_asset_reserve + (delta if spread > 0 else -delta) * sign
    return amm.sqrt_k * amm.sqrt_k // quote, quote


def available_liquidity(amm: Record, buying: bool) -> int:
    """The most one fill may take: a fraction of the reserve, and half of what that side has left."""
    if buying:
        side = max(0, amm.base_asset_reserve - amm.min_base_asset_reserve) // 2
    else:
        side = max(0, amm.max_base_asset_reserve - amm.base_asset_reserve) // 2
    size = min(amm.base_asset_reserve // amm.max_fill_reserve_fraction, side)
    return int(size - size % amm.order_step_size)


def base_to_price(amm: Record, limit: int, buying: bool) -> tuple[int, bool]:
    """How much base moves the taker's side of the curve to `limit`, and whether that is a buy."""
    require(limit > 0, "InvalidOrderLimitPrice")
    squared = amm.sqrt_k * amm.sqrt_k * units.PRICE // limit * amm.peg_multiplier // units.PEG
    target = isqrt(squared)
    before = spread_reserves_of(amm, buying)[0] if amm.base_spread > 0 else amm.base_asset_reserve
    return (target - before, False) if target > before else (before - target, True)


def market_open_sides(amm: Record) -> tuple[int, int]:
    """What could still be bought from the curve, and (negative) sold to it."""
    bids = max(0, amm.base_asset_reserve - amm.min_base_asset_reserve)
    asks = -max(0, amm.max_base_asset_reserve - amm.base_asset_reserve)
    return bids, asks
