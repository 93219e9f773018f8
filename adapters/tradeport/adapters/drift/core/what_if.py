"""The account after trades that have not been made: positions changed in a copy, everything else shared."""

import copy
from collections.abc import Sequence
from dataclasses import replace

import attrs
from driftpy.accounts.types import DataAndSlot
from driftpy.constants.numeric_constants import QUOTE_SPOT_MARKET_INDEX
from driftpy.drift_user import DriftUser
from driftpy.math.perp_position import is_available
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
    at = next(
        (i for i, p in enumerate(account.perp_positions) if p.market_index == change.market and not is_available(p)), None
    )
    if at is None:
        at = next(i for i, p in enumerate(account.perp_positions) if is_available(p))
        account.perp_positions[at] = _opened(account.perp_positions[at], user, change)
    held = account.perp_positions[at]
    paid = change.base * change.price // units.BASE
    account.perp_positions[at] = replace(
        held, base_asset_amount=held.base_asset_amount + change.base, quote_asset_amount=held.quote_asset_amount - paid
    )


def _opened(slot: PerpPosition, user: DriftUser, change: Change) -> PerpPosition:
    amm = perp_market(user.drift_client, change.market).amm
    rate = amm.cumulative_funding_rate_long if change.base > 0 else amm.cumulative_funding_rate_short
    return replace(slot, market_index=change.market, quote_asset_amount=0, last_cumulative_funding_rate=rate)


def _move(account: UserAccount, user: DriftUser, index: int, amount: int) -> None:
    market = spot_market(user.drift_client, index)
    tokens = user.get_token_amount(index) + amount
    kind = SpotBalanceType.Deposit() if tokens >= 0 else SpotBalanceType.Borrow()
    interest = market.cumulative_deposit_interest if tokens >= 0 else market.cumulative_borrow_interest
    scaled = abs(tokens) * 10 ** (_SCALED - market.decimals) // interest
    at = next(
        (i for i, p in enumerate(account.spot_positions) if p.market_index == index and not is_spot_position_available(p)), None
    )
    if at is None:
        at = next(i for i, p in enumerate(account.spot_positions) if is_spot_position_available(p))
    changed: SpotPosition = replace(account.spot_positions[at], market_index=index, scaled_balance=scaled, balance_type=kind)
    account.spot_positions[at] = changed
