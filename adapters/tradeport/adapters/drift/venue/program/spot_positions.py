"""A user's balances."""

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import PositionDirection, SpotBalanceType
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths.balances import update_balance

DEPOSIT, BORROW = SpotBalanceType.DEPOSIT, SpotBalanceType.BORROW
LONG = PositionDirection.LONG


def balance_in(user: Record, index: int) -> Record | None:
    """The quote balance always has the first slot."""
    if index == 0:
        position: Record = user.spot_positions[0]
        require(position.market_index == 0, "CouldNotFindSpotPosition")
        return position
    return next((p for p in user.spot_positions if p.market_index == index and (p.scaled_balance or p.open_orders)), None)


def forced_balance(user: Record, index: int, kind: int = DEPOSIT) -> Record:
    """In a fresh slot if need be. Raises NoSpotPositionAvailable."""
    position = balance_in(user, index)
    if position is not None:
        return position
    for i, old in enumerate(user.spot_positions):
        if i and not old.scaled_balance and not old.open_orders:
            user.spot_positions[i] = coder.struct("SpotPosition", market_index=index, balance_type=kind)
            return user.spot_positions[i]
    raise refusal("NoSpotPositionAvailable")


def update_balance_and_deposits(
    tokens: int, direction: int, market: Record, position: Record, *, leaving: bool = False, counted: int | None = None
) -> None:
    """Move tokens, and keep count of what was ever deposited."""
    update_balance(tokens, direction, market, position, leaving=leaving)
    amount = tokens if counted is None else counted
    position.cumulative_deposits += amount if direction == DEPOSIT else -amount


def increase_spot_open(position: Record, direction: int, base: int) -> None:
    """Orders on one side grew by `base`."""
    if direction == LONG:
        position.open_bids += base
    else:
        position.open_asks -= base
