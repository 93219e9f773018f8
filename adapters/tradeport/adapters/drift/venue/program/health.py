"""Whether a user is under liquidation."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.margin import Margin, Requirement, margin_of
from tradeport.adapters.drift.venue.program.bookkeeping import BEING_LIQUIDATED
from tradeport.adapters.drift.venue.work import Work


def liquidation_margin(work: Work, user: Record) -> Margin:
    """Maintenance, with the buffer a liquidation must restore."""
    return margin_of(user, work, Requirement.MAINTENANCE, buffer=work.state().liquidation_margin_buffer_ratio)


def still_liquidated(work: Work, user: Record) -> bool:
    """Whether a liquidation is under way; one that has recovered, buffer and all, is called off."""
    if not user.status & BEING_LIQUIDATED:
        return False
    margin = liquidation_margin(work, user)
    if margin.collateral < margin.with_buffer:
        return True
    user.status &= ~BEING_LIQUIDATED
    return False


def require_not_liquidated(work: Work, user: Record) -> None:
    """Raises UserIsBeingLiquidated."""
    require(not still_liquidated(work, user), "UserIsBeingLiquidated")
