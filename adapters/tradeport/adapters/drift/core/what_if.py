"""The account after trades that have not been made: positions changed in a copy, everything else shared."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import attrs
from driftpy.accounts.types import DataAndSlot
from driftpy.constants.numeric_constants import QUOTE_SPOT_MARKET_INDEX
from driftpy.drift_user import DriftUser
from driftpy.math.perp_position import calculate_position_funding_pnl, is_available
from driftpy.math.spot_position import is_spot_position_available
from driftpy.types import PerpPosition, SpotBalanceType, SpotPosition, UserAccount

from tradeport.adapters.drift.core.markets import perp_market, spot_market
from tradeport.adapters.drift.venue.maths import units

_SCALED = 19


@attrs.frozen
class Change:
    """A trade: `base` is signed, in 1e-9 for a perpetual, in the token's units for spot; `price` in 1e-6."""

    market: int
    perp: bool
    base: int
    price: int


class _Frozen:
    """A subscriber that has one account and never another."""

    def __init__(self, account: UserAccount, slot: int) -> None:
        self._held = DataAndSlot(slot, account)

    def get_user_account_and_slot(self) -> DataAndSlot[UserAccount]:
        return self._held


def after(user: DriftUser, changes: Sequence[Change]) -> DriftUser:
    """A DriftUser who has made these trades at their prices. The account itself is not written to."""
    now = user.get_user_account_and_slot()
    assert now is not None
    account: UserAccount = replace(
        now.data, perp_positions=list(now.data.perp_positions), spot_positions=list(now.data.spot_positions)
    )
    changed = copy.copy(user)
    changed.account_subscriber = _Frozen(account, now.slot)
    for change in changes:
        if change.perp:
            _trade_perp(account, changed, change)
        else:
            decimals = spot_market(user.drift_client, change.market).decimals
            paid = change.base * change.price // 10**decimals
            _move(account, changed, change.market, change.base)
            _move(account, changed, QUOTE_SPOT_MARKET_INDEX, -paid)
    return changed


def _trade_perp(account: UserAccount, user: DriftUser, change: Change) -> None:
    """As the program does: what funding is due is settled first, then base and quote change hands."""
    market, at = perp_market(user.drift_client, change.market), _place(account.perp_positions, change.market, is_available)
    held: PerpPosition = account.perp_positions[at]
    base = held.base_asset_amount + change.base
    paid = change.base * change.price // units.BASE
    amm = market.amm
    account.perp_positions[at] = replace(
        held, market_index=change.market, base_asset_amount=base,
        quote_asset_amount=held.quote_asset_amount - paid + int(calculate_position_funding_pnl(market, held)),
        last_cumulative_funding_rate=amm.cumulative_funding_rate_long if base > 0 else amm.cumulative_funding_rate_short,
    )  # fmt: skip


def _move(account: UserAccount, user: DriftUser, index: int, amount: int) -> None:
    market, at = spot_market(user.drift_client, index), _place(account.spot_positions, index, is_spot_position_available)
    tokens = user.get_token_amount(index) + amount
    kind = SpotBalanceType.Deposit() if tokens >= 0 else SpotBalanceType.Borrow()
    interest = market.cumulative_deposit_interest if tokens >= 0 else market.cumulative_borrow_interest
    scaled = abs(tokens) * 10 ** (_SCALED - market.decimals) // interest
    changed: SpotPosition = replace(account.spot_positions[at], market_index=index, scaled_balance=scaled, balance_type=kind)
    account.spot_positions[at] = changed


def _place(positions: Sequence[Any], market: int, available: Callable[[Any], bool]) -> int:
    """Where a market's position is, or could be. An account has eight places for each kind."""
    held = (i for i, position in enumerate(positions) if position.market_index == market and not available(position))
    free = (i for i, position in enumerate(positions) if available(position))
    found = next(held, next(free, None))
    if found is None:
        raise LookupError(f"no place for a position in market {market}. Hint: close one of the others")
    return found
