"""Instructions that anyone may send to keep markets fresh, and those that clients add around others."""

from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.balances import accrue_interest
from tradeport.adapters.drift.venue.program.registry import Call, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work


@instruction("updateAmms")
def update_amms(work: Work, call: Call) -> None:
    """Bring vAMMs up to the present slot."""
    for index in call.args.market_indexes:
        update_vamm(work, work.perp_market(index))


@instruction("updateSpotMarketCumulativeInterest")
def update_spot_market_cumulative_interest(work: Work, call: Call) -> None:
    """Let interest accrue up to now."""
    market = work.load(call.keys["spotMarket"], "SpotMarket")
    accrue_interest(market, work.oracles.read(market.oracle, market.oracle_source, work.slot), work.now)


@instruction("revertFill")
def revert_fill(work: Work, call: Call) -> None:
    """A keeper's guard: fails the transaction unless the fill before it did something in this slot."""
    require(work.user(call.keys["filler"]).last_active_slot == work.slot, "RevertFill")
