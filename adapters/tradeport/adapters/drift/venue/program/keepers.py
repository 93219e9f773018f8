"""What a keeper is paid for work that is not a fill."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.program.bookkeeping import add_filler_volume, seen
from tradeport.adapters.drift.venue.program.positions import open_slot, position_in, update_quote, update_quote_and_break_even
from tradeport.adapters.drift.venue.work import Work


def pay_flat(work: Work, user: Record, filler: Record | None, market: Record, reward: int) -> int:
    """The flat fee for a trigger or a cancel, from the user to the keeper; returns what was paid."""
    if filler is None:
        return 0
    update_quote_and_break_even(position_in(user, market.market_index), market, -reward)
    seen(filler, work.slot)
    position = open_slot(filler, market.market_index)
    if position is None:
        return 0
    update_quote(position, market, reward)
    return reward


def credit(work: Work, filler: Record, stats: Record | None, market: Record, reward: int, quote: int) -> None:
    """A fill's reward into the keeper's position in that market."""
    if reward > 0:
        position = open_slot(filler, market.market_index)
        assert position is not None, "a reward is only computed for a keeper with a slot"
        update_quote(position, market, reward)
        if stats is not None:
            add_filler_volume(stats, quote, work.now)
    seen(filler, work.slot)
