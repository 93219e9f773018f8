"""place_and_take: place an order and fill it in the same instruction; what is left of an immediate one is cancelled."""

from tradeport.adapters.drift.venue.enums import OrderActionExplanation, PostOnlyParam
from tradeport.adapters.drift.venue.errors import NotSupported, require
from tradeport.adapters.drift.venue.program.cancelling import cancel, order_by_id
from tradeport.adapters.drift.venue.program.filling import fill
from tradeport.adapters.drift.venue.program.matching import Keeper
from tradeport.adapters.drift.venue.program.placing import IMMEDIATE_OR_CANCEL, place_perp
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work


@instruction("placeAndTakePerpOrder")
def place_and_take_perp_order(work: Work, call: Call) -> None:
    """Place and take at once; the rest of an immediate order is cancelled."""
    key, params = call.keys["user"], call.args.params
    user, stats = authorized(work, call), work.stats(call.keys["userStats"])
    require(params.post_only == PostOnlyParam.NONE, "InvalidOrderPostOnly")
    if call.args.success_condition:
        raise NotSupported("a success condition on place_and_take. Hint: the recorded program (v2.84) has none")
    market = work.perp_market(params.market_index)
    update_vamm(work, market)
    order = place_perp(work, key, user, params)
    if order is None:
        return
    order_id = order.order_id
    fill(work, key, user, stats, order, market, Keeper(key), call.rest)
    left = order_by_id(user, order_id)
    if params.bit_flags & IMMEDIATE_OR_CANCEL and left is not None:
        cancel(work, key, user, left, OrderActionExplanation.NONE)
