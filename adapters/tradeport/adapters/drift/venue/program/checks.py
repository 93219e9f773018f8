"""What a new order must satisfy, with the error the program gives for each."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderTriggerCondition, OrderType, PositionDirection
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.limits import required_limit_price, vamm_can_fill

LONG = PositionDirection.LONG


def check_perp_order(order: Record, market: Record, oracle: int, slot: int) -> None:
    """Raises the program's error for a perp order that cannot be."""
    amm = market.amm
    check_size(order, amm.order_step_size, amm.min_order_size)
    if order.order_type == OrderType.LIMIT:
        _check_limit(order)
        require(order.oracle_price_offset == 0 or order.price == 0, "InvalidOrderLimitPrice")
        if order.post_only:
            require(order.auction_duration == 0, "InvalidOrder")
            _check_post_only(order, market, oracle, slot)
        _check_limit_auction(order)
    else:
        _CHECKS[order.order_type](order)


def check_spot_order(order: Record, market: Record) -> None:
    """Raises the program's error for a spot order that cannot be."""
    check_size(order, market.order_step_size, market.min_order_size)
    if order.order_type == OrderType.LIMIT:
        _check_limit(order)
        require(order.oracle_price_offset == 0 or order.price == 0, "InvalidOrderOracleOffset")
        require(not order.post_only or order.auction_duration == 0, "InvalidOrder")
        _check_limit_auction(order)
    else:
        _CHECKS[order.order_type](order)


def check_size(order: Record, step: int, least: int) -> None:
    """On the step, and no smaller than the market takes."""
    require(order.base_asset_amount != 0, "InvalidOrderSizeTooSmall")
    require(order.base_asset_amount % step == 0, "InvalidOrderNotStepSizeMultiple")
    require(order.reduce_only or order.base_asset_amount >= least, "InvalidOrderMinOrderSize")


def _check_market(order: Record) -> None:
    require(order.auction_start_price > 0 and order.auction_end_price > 0, "InvalidOrderAuction")
    _check_auction(order)
    require(order.trigger_price == 0, "InvalidOrderTrigger")
    require(not order.post_only, "InvalidOrderPostOnly")
    require(order.oracle_price_offset == 0, "InvalidOrderOracleOffset")
    require(not order.immediate_or_cancel, "InvalidOrderIOC")


def _check_oracle(order: Record) -> None:
    start, end, offset = order.auction_start_price, order.auction_end_price, order.oracle_price_offset
    long = order.direction == LONG
    require(start <= end if long else start >= end, "InvalidOrderAuction")
    require(offset == 0 or (end <= offset if long else end >= offset), "InvalidOrderAuction")
    require(order.trigger_price == 0, "InvalidOrderTrigger")
    require(not order.post_only, "InvalidOrderPostOnly")
    require(order.price == 0, "InvalidOrderLimitPrice")
    require(not order.immediate_or_cancel, "InvalidOrderIOC")


def _check_trigger(order: Record) -> None:
    condition = order.trigger_condition
    require(condition in (OrderTriggerCondition.ABOVE, OrderTriggerCondition.BELOW), "InvalidTriggerOrderCondition")
    limit = order.order_type == OrderType.TRIGGER_LIMIT
    require((order.price > 0) == limit, "InvalidOrderLimitPrice")
    require(order.trigger_price != 0, "InvalidOrderTrigger")
    require(not order.post_only, "InvalidOrderPostOnly")
    require(order.oracle_price_offset == 0, "InvalidOrderOracleOffset")


def _check_limit(order: Record) -> None:
    require(order.price != 0 or order.oracle_price_offset != 0, "InvalidOrderLimitPrice")
    require(order.trigger_price == 0, "InvalidOrderTrigger")


def _check_limit_auction(order: Record) -> None:
    if order.auction_duration:
        require(order.oracle_price_offset == 0, "InvalidOrder")
        _check_auction(order)
    else:
        require(order.auction_start_price == 0 and order.auction_end_price == 0, "InvalidOrder")


def _check_auction(order: Record) -> None:
    start, end = order.auction_start_price, order.auction_end_price
    require(start != 0 and end != 0, "InvalidOrderAuction")
    long = order.direction == LONG
    require(start <= end if long else start >= end, "InvalidOrderAuction")
    within = order.price == 0 or (order.price >= end if long else order.price <= end)
    require(within, "InvalidOrderAuction")


def _check_post_only(order: Record, market: Record, oracle: int, slot: int) -> None:
    """Refused if the vAMM would take it at once, unless the oracle says the vAMM is wrong."""
    if order.immediate_or_cancel:
        return
    limit = required_limit_price(order, oracle, slot, market.amm.order_tick_size)
    if vamm_can_fill(order, market, limit, None) == 0:
        return
    require(oracle > limit if order.direction == LONG else oracle < limit, "PlacePostOnlyLimitFailure")


_CHECKS = {
    OrderType.MARKET: _check_market,
    OrderType.ORACLE: _check_oracle,
    OrderType.TRIGGER_MARKET: _check_trigger,
    OrderType.TRIGGER_LIMIT: _check_trigger,
}
