"""Changing an order: cancelled and placed again under a new id, with what was not changed kept."""

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketType, OrderActionExplanation, PostOnlyParam
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.positions import unfilled
from tradeport.adapters.drift.venue.program.bookkeeping import seen
from tradeport.adapters.drift.venue.program.cancelling import cancel, order_by_id, order_by_user_id
from tradeport.adapters.drift.venue.program.placing import place_perp
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.spot_placing import place_spot
from tradeport.adapters.drift.venue.work import Work

_MUST_MODIFY = 1
_FIRST_TRIGGERED = 2


@instruction("modifyOrder")
def modify_order(work: Work, call: Call) -> None:
    """By id, the latest without one."""
    user = authorized(work, call)
    last = user.next_order_id - 1 or 2**32 - 1
    order_id = last if call.args.order_id is None else call.args.order_id
    _modify(work, call, user, order_by_id(user, order_id))


@instruction("modifyOrderByUserId")
def modify_order_by_user_id(work: Work, call: Call) -> None:
    """By the number its owner gave it."""
    user = authorized(work, call)
    _modify(work, call, user, order_by_user_id(user, call.args.user_order_id))


def _modify(work: Work, call: Call, user: Record, order: Record | None) -> None:
    change, key = call.args.modify_order_params, call.keys["user"]
    if order is None:
        require(not (change.policy or 0) & _MUST_MODIFY, "OrderDoesNotExist")
        return
    params = _merged(order, change)
    cancel(work, key, user, order, OrderActionExplanation.NONE)
    seen(user, work.slot)
    (place_perp if params.market_type == MarketType.PERP else place_spot)(work, key, user, params)


def _merged(order: Record, change: Record) -> Record:
    def pick(name: str, old: object) -> object:
        new = getattr(change, name)
        return old if new is None else new

    auction = (change.auction_duration, change.auction_start_price, change.auction_end_price)
    duration, start, end = auction if None not in auction else (None, None, None)
    kept = PostOnlyParam.MUST_POST_ONLY if order.post_only else PostOnlyParam.NONE
    return coder.struct(
        "OrderParams", order_type=order.order_type, market_type=order.market_type, market_index=order.market_index,
        user_order_id=order.user_order_id, direction=pick("direction", order.direction),
        base_asset_amount=pick("base_asset_amount", unfilled(order)), price=pick("price", order.price),
        reduce_only=pick("reduce_only", order.reduce_only), post_only=pick("post_only", kept), bit_flags=0,
        max_ts=pick("max_ts", order.max_ts), trigger_price=pick("trigger_price", order.trigger_price),
        trigger_condition=pick("trigger_condition", order.trigger_condition % _FIRST_TRIGGERED),
        oracle_price_offset=pick("oracle_price_offset", order.oracle_price_offset),
        auction_duration=duration, auction_start_price=start, auction_end_price=end,
    )  # fmt: skip
