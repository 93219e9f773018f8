"""What the account holds, by driftpy's own reckoning."""

from decimal import Decimal

from driftpy.math.perp_position import calculate_position_funding_pnl, calculate_position_pnl_with_oracle

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.markets import perp_market, spot_market
from tradeport.adapters.drift.core.types import PerpHolding, SpotHolding, price, quote, size
from tradeport.adapters.drift.venue.maths import units


class PositionManager:
    """Reads; it never trades."""

    def __init__(self, client: LiveClient) -> None:
        self._client = client

    def perps(self) -> list[PerpHolding]:
        """Every perpetual that is held, or has something unsettled or an open order, by market."""
        drift, found = self._client.drift, []
        for position in self._client.user.get_active_perp_positions():
            market = perp_market(drift, position.market_index)
            oracle = self._client.oracle(position.market_index)
            base = position.base_asset_amount
            entry = abs(position.quote_entry_amount) * units.BASE // abs(base) if base else None
            found.append(
                PerpHolding(
                    position.market_index,
                    size(base),
                    None if entry is None else price(entry),
                    quote(calculate_position_pnl_with_oracle(market, position, oracle)),
                    quote(calculate_position_funding_pnl(market, position)),
                    position.open_orders,
                )
            )
        return sorted(found, key=lambda holding: holding.market)

    def spots(self) -> list[SpotHolding]:
        """Every token that is deposited or borrowed, or has an open order, by market."""
        drift, user, found = self._client.drift, self._client.user, []
        for position in user.get_active_spot_positions():
            market = spot_market(drift, position.market_index)
            tokens = user.get_token_amount(position.market_index)
            worth = tokens * self._client.oracle(position.market_index, perp=False).price
            value = (Decimal(worth) / units.PRICE).scaleb(-market.decimals)
            found.append(SpotHolding(position.market_index, size(tokens, market.decimals), value, position.open_orders))
        return sorted(found, key=lambda holding: holding.market)
