"""How far the account is from liquidation: driftpy's maths, and the same after a trade that has not been made."""

from collections.abc import Sequence
from decimal import Decimal

from driftpy.drift_user import DriftUser
from driftpy.math.margin import MarginCategory

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.types import Margin, price, quote
from tradeport.adapters.drift.core.what_if import Change, after

_LEVERAGE = 10_000


class MarginMonitor:
    """Reads what the client knows; it asks nobody."""

    def __init__(self, client: LiveClient) -> None:
        self._client = client

    def now(self, *, prices: bool = True) -> Margin:
        """As the account stands. Without `prices` the liquidation prices are left out, which halves the work."""
        return margin_of(self._client.user, prices=prices)

    def after(self, changes: Sequence[Change]) -> Margin:
        """As it would stand after these trades."""
        return margin_of(after(self._client.user, changes), prices=False)


def margin_of(user: DriftUser, *, prices: bool = True) -> Margin:
    """Everything but `health` rounds as driftpy does, and `health` would be its `get_health` if that were not rounded."""
    collateral = int(user.get_total_collateral(MarginCategory.MAINTENANCE))
    maintenance = int(user.get_margin_requirement(MarginCategory.MAINTENANCE))
    liquidated = bool(user.is_being_liquidated())
    found = {}
    if prices:
        for position in user.get_active_perp_positions():
            at = user.get_perp_liq_price(position.market_index) if position.base_asset_amount else None
            if at is not None and at >= 0:
                found[position.market_index] = price(at)
    return Margin(
        quote(collateral),
        quote(user.get_free_collateral()),
        quote(user.get_margin_requirement(MarginCategory.INITIAL, strict=True)),
        quote(maintenance),
        Decimal(0) if liquidated else _health(collateral, maintenance),
        Decimal(int(user.get_leverage())) / _LEVERAGE,
        liquidated,
        found,
    )


def _health(collateral: int, maintenance: int) -> Decimal:
    if maintenance == 0 and collateral >= 0:
        return Decimal(1)
    if collateral <= 0:
        return Decimal(0)
    return min(Decimal(1), max(Decimal(0), 1 - Decimal(maintenance) / collateral))
