"""How much of a position a liquidator takes, and what it costs. Fees in 1e6 of the value."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import ceiling
from tradeport.adapters.drift.venue.maths.positions import is_available

_RATIO_TO_FEE = units.LIQUIDATION_FEE // units.MARGIN
_SMALL_SHORTAGE = 50 * units.QUOTE


def insurance_fee(shortage: int, base: int, ratio: int, liquidator_fee: int, price: int, most: int) -> int:
    """The insurance fund's fee: what the margin leaves, 5 % kept back, at most `most`. `ratio` in 1e4, buffer and all."""
    available = ratio * _RATIO_TO_FEE
    if price == 0 or available <= liquidator_fee:
        return 0
    needed = shortage * units.BASE // base * units.PRICE // price
    return min(most, max(0, available - liquidator_fee - needed) * 19 // 20)


def base_to_cover(shortage: int, ratio: int, liquidator_fee: int, if_fee: int, price: int, step: int) -> int:
    """The size whose sale restores the margin, up to a whole step."""
    available = ratio * _RATIO_TO_FEE
    if price == 0 or available <= liquidator_fee:
        return units.U64_MAX
    freed = price * (available - liquidator_fee) // units.LIQUIDATION_FEE - price * if_fee // units.LIQUIDATION_FEE
    if freed <= 0:
        return units.U64_MAX
    return ceiling(shortage * units.PRICE_BASE_TO_QUOTE // freed, step) * step


def share_allowed(user: Record, shortage: int, slot: int, initial: int, duration: int) -> int:
    """How much of the shortage may be liquidated by now, in 1e4; a small one at once."""
    if shortage < _SMALL_SHORTAGE:
        return units.LIQUIDATION_PCT
    elapsed = slot - user.last_active_slot
    ramp = elapsed * units.LIQUIDATION_PCT // duration if duration else units.LIQUIDATION_PCT
    share = min(ramp + initial, units.LIQUIDATION_PCT)
    freed = user.liquidation_margin_freed
    return int(max(0, (shortage + freed) * share // units.LIQUIDATION_PCT - freed) * units.LIQUIDATION_PCT // shortage)


def is_bankrupt(user: Record) -> bool:
    """Nothing left but debts."""
    if any(p.scaled_balance and p.balance_type == 0 for p in user.spot_positions):
        return False
    live = [p for p in user.perp_positions if not is_available(p)]
    if any(p.base_asset_amount or p.quote_asset_amount > 0 or p.open_orders for p in live):
        return False
    return any(p.quote_asset_amount < 0 for p in live) or any(p.scaled_balance for p in user.spot_positions)
