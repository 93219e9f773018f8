"""Cancels: by id, by user id, by market and direction, all."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketType, OrderAction, OrderActionExplanation, OrderStatus
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.limits import expired, must_be_triggered, triggered
from tradeport.adapters.drift.venue.maths.positions import live_orders, unfilled
from tradeport.adapters.drift.venue.program.bookkeeping import clear, count_order, log_order_action, party, seen
from tradeport.adapters.drift.venue.program.positions import increase_open, position_in
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.spot_positions import forced_balance, increase_spot_open
from tradeport.adapters.drift.venue.work import Work

NONE = OrderActionExplanation.NONE


def order_by_id(user: Record, order_id: int) -> Record | None:
    """The open order with this id."""
    return next((order for order in live_orders(user) if order.order_id == order_id), None)


def order_by_user_id(user: Record, user_order_id: int) -> Record | None:
    """The open order with this number of its owner's."""
    return next((order for order in live_orders(user) if order.user_order_id == user_order_id), None)


@instruction("cancelOrder")
def cancel_order(work: Work, call: Call) -> None:
    """Cancel by id, the latest without one. An unknown id is no error."""
    user = authorized(work, call)
    last = user.next_order_id - 1 or 2**32 - 1
    order = order_by_id(user, last if call.args.order_id is None else call.args.order_id)
    if order is not None:
        cancel(work, call.keys["user"], user, order, NONE)
        seen(user, work.slot)


@instruction("cancelOrderByUserId")
def cancel_order_by_user_id(work: Work, call: Call) -> None:
    """Cancel by the number its owner gave it."""
    user = authorized(work, call)
    order = order_by_user_id(user, call.args.user_order_id)
    if order is not None:
        cancel(work, call.keys["user"], user, order, NONE)
        seen(user, work.slot)


@instruction("cancelOrdersByIds")
def cancel_orders_by_ids(work: Work, call: Call) -> None:
    """Cancel several; unknown ids are passed over."""
    user = authorized(work, call)
    for order_id in call.args.order_ids:
        order = order_by_id(user, order_id)
        if order is not None:
            cancel(work, call.keys["user"], user, order, NONE)
    seen(user, work.slot)


@instruction("cancelOrders")
def cancel_orders(work: Work, call: Call) -> None:
    """Cancel what fits market and direction; all without any."""
    user, args = authorized(work, call), call.args
    cancel_all(work, call.keys["user"], user, NONE, args.market_type, args.market_index, args.direction)


def cancel_all(
    work: Work, key: Pubkey, user: Record, explanation: OrderActionExplanation,
    market_type: int | None = None, market_index: int | None = None, direction: int | None = None,
    filler: Pubkey | None = None,
) -> list[int]:  # fmt: skip
    """Cancel what fits; a market is given by both type and index. Returns the ids."""
    ids = []
    for order in live_orders(user):
        if (
            market_type is not None
            and market_index is not None
            and (order.market_type, order.market_index) != (market_type, market_index)
        ):
            continue
        if direction is not None and order.direction != direction:
            continue
        ids.append(order.order_id)
        cancel(work, key, user, order, explanation, filler)
    seen(user, work.slot)
    return ids


def cancel(
    work: Work, key: Pubkey, user: Record, order: Record, explanation: OrderActionExplanation,
    filler: Pubkey | None = None, reward: int = 0,
) -> None:  # fmt: skip
    """Log it, give back its exposure, free its slot."""
    require(order.status == OrderStatus.OPEN, "OrderNotOpen")
    perp = order.market_type == MarketType.PERP
    market = work.perp_market(order.market_index) if perp else work.spot_market(order.market_index)
    log_order_action(
        work, OrderAction.CANCEL, explanation, work.price_of(market).price, filler=filler, filler_reward=reward,
        **party(key, order),
    )  # fmt: skip
    count_order(user, order, -1)
    position = position_in(user, order.market_index) if perp else forced_balance(user, order.market_index)
    if not must_be_triggered(order) or triggered(order):
        (increase_open if perp else increase_spot_open)(position, order.direction, -unfilled(order))
    position.open_orders -= 1
    clear(order)


def expire_orders(work: Work, key: Pubkey, user: Record) -> None:
    """Take orders that are past their time off the book."""
    for order in live_orders(user):
        if expired(order, work.now):
            cancel(work, key, user, order, OrderActionExplanation.ORDER_EXPIRED)
