"""The vAMM's own spread: static where the market does not adapt its curve, else by volatility, inventory and revenue."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.curve import market_open_sides, update_spread_reserves
from tradeport.adapters.drift.venue.maths.integers import ceiling, clamp, quotient


def update_spreads(amm: Record, reserve: int) -> None:
    """Set both spreads and the reserves that follow from them."""
    if amm.curve_update_intensity == 0:
        amm.long_spread = amm.short_spread = amm.base_spread // 2
    else:
        amm.long_spread, amm.short_spread = _dynamic(amm, reserve)
    update_spread_reserves(amm)


def _dynamic(amm: Record, reserve: int) -> tuple[int, int]:
    """Approximate: the public formula; the recorded program differs from driftpy's by up to 22 bp here."""
    long_vol, short_vol = _volatility(amm, reserve)
    long, short = max(amm.base_spread // 2, long_vol), max(amm.base_spread // 2, short_vol)
    retreat = amm.last_oracle_reserve_price_spread_pct
    most = max(amm.max_spread, abs(retreat))
    if retreat < 0:
        long = max(long, -retreat + long_vol)
    elif retreat > 0:
        short = max(short, retreat + short_vol)
    inventory = amm.base_asset_amount_with_amm
    scale = _inventory_scale(amm, long if inventory > 0 else short, most)
    large = units.LARGE_SPREAD_FACTOR
    if inventory > 0:
        long = long * scale // units.PERCENTAGE
    elif inventory < 0:
        short = short * scale // units.PERCENTAGE
    if amm.total_fee_minus_distributions <= 0:
        long, short = long * large // units.PERCENTAGE, short * large // units.PERCENTAGE
    elif inventory > 0:
        long = long * _leverage_scale(amm, reserve) // units.PERCENTAGE
    elif inventory < 0:
        short = short * _leverage_scale(amm, reserve) // units.PERCENTAGE
    back = _revenue_retreat(amm, most)
    long += back if inventory > 0 else back // 2
    short += back if inventory < 0 else back // 2
    return _capped(long, short, most)


def _volatility(amm: Record, reserve: int) -> tuple[int, int]:
    std = (amm.oracle_std + amm.mark_std) * units.PERCENTAGE // reserve // 2
    spread = max(amm.last_oracle_conf_pct, std // 2)
    sides = []
    for intensity in (amm.long_intensity_volume, amm.short_intensity_volume):
        factor = clamp(
            intensity * units.PERCENTAGE // max(amm.volume24h, 1), units.PERCENTAGE // 100, 16 * units.PERCENTAGE // 10
        )
        sides.append(max(amm.last_oracle_conf_pct, spread * factor // units.PERCENTAGE))
    return sides[0], sides[1]


def _inventory_scale(amm: Record, directional: int, most: int) -> int:
    if amm.base_asset_amount_with_amm == 0:
        return units.PERCENTAGE
    bids, asks = market_open_sides(amm)
    size = min(abs(amm.base_asset_amount_with_amm), 6 * 10**18)
    weight = size * max(size, units.BASE) // units.BASE * units.LARGE_SPREAD_FACTOR // max(1, min(bids, abs(asks)))
    highest = max(units.LARGE_SPREAD_FACTOR, most // 2 * units.PERCENTAGE // max(directional, 1))
    return min(highest, units.PERCENTAGE + weight)


def _leverage_scale(amm: Record, reserve: int) -> int:
    skew = quotient(
        (amm.quote_asset_reserve - amm.terminal_quote_asset_reserve) * amm.peg_multiplier, units.BASE * units.PEG // units.QUOTE
    )
    value = quotient(amm.base_asset_amount_with_amm * reserve, units.BASE_TO_QUOTE * units.PRICE)
    leverage = max(0, value - skew) * units.PERCENTAGE // (max(0, amm.total_fee_minus_distributions) + 1)
    return min(units.LARGE_SPREAD_FACTOR, units.PERCENTAGE + leverage + 1)


def _revenue_retreat(amm: Record, most: int) -> int:
    revenue = amm.net_revenue_since_last_funding
    if revenue >= units.REVENUE_RETREAT:
        return 0
    if revenue < units.REVENUE_RETREAT * 1000:
        return most // 10
    return min(most // 10, amm.base_spread * -revenue // -units.REVENUE_RETREAT)


def _capped(long: int, short: int, most: int) -> tuple[int, int]:
    total = long + short
    if total <= most:
        return long, short
    if long > short:
        long = ceiling(long * most, total)
        return long, most - long
    short = ceiling(short * most, total)
    return most - short, short
