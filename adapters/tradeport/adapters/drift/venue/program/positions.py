"""Changing a perp position and, with it, the market's sums over all positions."""

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import PositionDirection
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.curve import swap_with_spread
from tradeport.adapters.drift.venue.maths.integers import quotient
from tradeport.adapters.drift.venue.maths.limits import quote_at
from tradeport.adapters.drift.venue.maths.positions import for_market, is_available

LONG = PositionDirection.LONG


def position_in(user: Record, index: int) -> Record:
    """The user's position in a market. Raises UserHasNoPositionInMarket."""
    position = for_market(user, index)
    if position is None:
        raise refusal("UserHasNoPositionInMarket")
    return position


def open_slot(user: Record, index: int) -> Record | None:
    """The user's position in a market, in a fresh slot if need be; None where all are taken."""
    position = for_market(user, index)
    if position is not None:
        return position
    for i, old in enumerate(user.perp_positions):
        if is_available(old):
            user.perp_positions[i] = coder.struct("PerpPosition", market_index=index)
            return user.perp_positions[i]
    return None


def forced_slot(user: Record, index: int) -> Record:
    """As `open_slot`; raises MaxNumberOfPositions."""
    position = open_slot(user, index)
    if position is None:
        raise refusal("MaxNumberOfPositions")
    return position


def increase_open(position: Record, direction: int, base: int) -> None:
    """Orders on one side grew by `base`."""
    if direction == LONG:
        position.open_bids += base
    else:
        position.open_asks -= base


def update_quote(position: Record, market: Record, delta: int) -> None:
    """Cash in or out of a position."""
    if delta == 0:
        return
    if position.quote_asset_amount == 0 and position.base_asset_amount == 0:
        market.number_of_users += 1
    position.quote_asset_amount += delta
    market.amm.quote_asset_amount += delta
    if position.quote_asset_amount == 0 and position.base_asset_amount == 0:
        market.number_of_users = max(0, market.number_of_users - 1)


def update_quote_and_break_even(position: Record, market: Record, delta: int) -> None:
    """As `update_quote`, and the price at which the position breaks even."""
    if delta == 0:
        return
    update_quote(position, market, delta)
    _add(market.amm, "quote_break_even_amount", position.base_asset_amount >= 0, delta)
    position.quote_break_even_amount += delta


def _add(amm: Record, name: str, long: bool, delta: int) -> None:
    field = f"{name}_{'long' if long else 'short'}"
    setattr(amm, field, getattr(amm, field) + delta)


def trade(position: Record, market: Record, base: int, quote: int) -> int:
    """Change a position by signed `base` and `quote`; returns the P&L realised."""
    before = position.base_asset_amount
    after = before + base
    amm = market.amm
    if before == 0 or (before > 0) == (base > 0):
        entry, even = position.quote_entry_amount + quote, position.quote_break_even_amount + quote
        pnl = 0
        if before == 0:
            if position.quote_asset_amount == 0:
                market.number_of_users += 1
            market.number_of_users_with_base += 1
        _sums(amm, after > 0, base, quote, quote)
    elif abs(base) <= abs(before):
        entry, even = (
            value - quotient(value * abs(base), abs(before))
            for value in (position.quote_entry_amount, position.quote_break_even_amount)
        )
        pnl = position.quote_entry_amount - entry + quote
        if after == 0:
            if position.quote_asset_amount + quote == 0:
                market.number_of_users = max(0, market.number_of_users - 1)
            market.number_of_users_with_base = max(0, market.number_of_users_with_base - 1)
        _sums(
            amm, before > 0, base, entry - position.quote_entry_amount, even - position.quote_break_even_amount
        )  # fmt: skip
    else:
        entry = even = quote - quotient(quote * abs(before), abs(base))
        pnl = position.quote_entry_amount + quote - even
        _sums(amm, before > 0, -before, -position.quote_entry_amount, -position.quote_break_even_amount)
        _sums(amm, after > 0, after, entry, even)
    amm.quote_asset_amount += quote
    _check_funding_settled(position, amm)
    if after == 0:
        position.last_cumulative_funding_rate = 0
    elif before == 0 or (before > 0) == (base > 0) or (before > 0) != (after > 0):
        rate = amm.cumulative_funding_rate_long if after > 0 else amm.cumulative_funding_rate_short
        position.last_cumulative_funding_rate = rate
    require(before % amm.order_step_size == 0, "InvalidPerpPositionDetected")
    position.base_asset_amount = after
    position.quote_asset_amount += quote
    position.quote_entry_amount, position.quote_break_even_amount = entry, even
    return int(pnl)


def _sums(amm: Record, long: bool, base: int, entry: int, even: int) -> None:
    """What the market adds up over its longs, or its shorts."""
    _add(amm, "base_asset_amount", long, base)
    _add(amm, "quote_entry_amount", long, entry)
    _add(amm, "quote_break_even_amount", long, even)


def _check_funding_settled(position: Record, amm: Record) -> None:
    base, last = position.base_asset_amount, position.last_cumulative_funding_rate
    if base > 0:
        require(last == amm.cumulative_funding_rate_long, "InvalidPositionLastFundingRate")
    elif base < 0:
        require(last == amm.cumulative_funding_rate_short, "InvalidPositionLastFundingRate")


def trade_with_vamm(position: Record, market: Record, base: int, direction: int, price: int | None) -> tuple[int, int]:
    """Swap with the curve, at a given price if one is (the difference is surplus); returns quote and surplus."""
    buying = direction == LONG
    quote, surplus = swap_with_spread(market.amm, base, buying)
    if price is not None:
        swapped, quote = quote, quote_at(base, price, 9, buying)
        surplus = quote - swapped if buying else swapped - quote
    trade(position, market, base if buying else -base, -quote if buying else quote)
    market.amm.base_asset_amount_with_amm += base if buying else -base
    require(abs(market.amm.base_asset_amount_with_amm) <= units.MAX_BASE_WITH_AMM, "InvalidAmmDetected")
    return quote, surplus
