"""New perp orders."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import (
    MarketStatus,
    MarketType,
    OrderAction,
    OrderActionExplanation,
    OrderStatus,
    OrderType,
    PositionDirection,
    PostOnlyParam,
)
from tradeport.adapters.drift.venue.errors import NotSupported, ProgramError, refusal, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.auctions import auction_fields, standardized, with_auction
from tradeport.adapters.drift.venue.maths.curve import ask_price, bid_price, reserve_price
from tradeport.adapters.drift.venue.maths.limits import increases_risk, must_be_triggered, reduces
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, REDUCE_ONLY, count_order, log_order_action, party, seen
from tradeport.adapters.drift.venue.program.cancelling import expire_orders
from tradeport.adapters.drift.venue.program.checks import check_perp_order
from tradeport.adapters.drift.venue.program.health import require_not_liquidated
from tradeport.adapters.drift.venue.program.positions import forced_slot, increase_open
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.work import Work

LONG = PositionDirection.LONG
IMMEDIATE_OR_CANCEL = 1


class Placement:
    """How one order of a batch is placed. `risky` remembers whether any of them added risk."""

    def __init__(self, *, expire: bool = True, check_margin: bool = True, risky: bool = False) -> None:
        self.expire, self.check_margin, self.risky = expire, check_margin, risky


@instruction("placePerpOrder")
def place_perp_order(work: Work, call: Call) -> None:
    """One that rests."""
    user = authorized(work, call)
    require(not call.args.params.bit_flags & IMMEDIATE_OR_CANCEL, "InvalidOrderIOC")
    place_perp(work, call.keys["user"], user, call.args.params)


@instruction("placeOrders")
def place_orders(work: Work, call: Call) -> None:
    """Several, perp or spot; margin is checked once, after the last."""
    from tradeport.adapters.drift.venue.program.spot_placing import place_spot

    user, orders = authorized(work, call), call.args.params
    require(len(orders) <= 32, "MaxNumberOfOrders")
    risky = False
    for i, params in enumerate(orders):
        require(not params.bit_flags & IMMEDIATE_OR_CANCEL, "InvalidOrderIOC")
        placement = Placement(expire=i == 0, check_margin=i == len(orders) - 1, risky=risky)
        place = place_perp if params.market_type == MarketType.PERP else place_spot
        place(work, call.keys["user"], user, params, placement)
        risky = placement.risky


def place_perp(work: Work, key: Pubkey, user: Record, params: Record, placement: Placement | None = None) -> Record | None:
    """Put an order into a slot; None where the program skips it in silence (expired, or TryPostOnly that crosses)."""
    placement = placement or Placement()
    slot_index = check_free_slot(work, key, user, params, placement)
    market = work.perp_market(params.market_index)
    amm, oracle = market.amm, work.price_of(market).price
    require(market.status != MarketStatus.INITIALIZED, "MarketBeingInitialized")
    require(market.status not in (MarketStatus.SETTLEMENT, MarketStatus.DELISTED), "MarketPlaceOrderPaused")
    position = forced_slot(user, params.market_index)
    require(params.base_asset_amount >= amm.order_step_size, "OrderAmountTooSmall")
    if params.base_asset_amount == units.U64_MAX:
        raise NotSupported("an order of the largest possible size. Hint: give a base_asset_amount")
    base = params.base_asset_amount - params.base_asset_amount % amm.order_step_size
    params = with_auction(params, market, oracle)
    state = work.state()
    auction = auction_fields(params, oracle, amm.order_tick_size, state.min_perp_auction_duration)
    max_ts = expiry(params, auction[2], work.now)
    if max_ts and max_ts < work.now:
        return None
    require(params.market_type == MarketType.PERP, "InvalidOrderMarketType")
    forced = market.status == MarketStatus.REDUCE_ONLY
    order = new_order(
        user, params, base, auction, max_ts, work.slot, amm.order_tick_size, _price(params, amm),
        position.base_asset_amount >= 0, params.reduce_only or forced,
    )  # fmt: skip
    try:
        check_perp_order(order, market, oracle, work.slot)
    except ProgramError as error:
        if error.name == "PlacePostOnlyLimitFailure" and params.post_only == PostOnlyParam.TRY_POST_ONLY:
            return None
        raise
    risky = increases_risk(order, position.base_asset_amount, position.open_bids, position.open_asks)
    count_order(user, order, 1)
    user.orders[slot_index] = order
    position.open_orders += 1
    if not must_be_triggered(order):
        increase_open(position, order.direction, base)
    placement.risky = placement.risky or risky
    if placement.check_margin:
        check_margin(work, user, placement.risky)
    if forced:
        require(reduces(order.direction, base, position.base_asset_amount), "InvalidOrderNotRiskReducing")
    if amm.max_open_interest and risky:
        side = amm.base_asset_amount_long + base if order.direction == LONG else base - amm.base_asset_amount_short
        require(side <= amm.max_open_interest, "MaxOpenInterest")
    log_placed(work, key, user, order, oracle)
    return order


def check_free_slot(work: Work, key: Pubkey, user: Record, params: Record, placement: Placement) -> int:
    """The user may place; the index of the slot the order goes into."""
    require_not_liquidated(work, user)
    require(not user.status & BANKRUPT, "UserBankrupt")
    if placement.expire:
        expire_orders(work, key, user)
    require(not user.status & REDUCE_ONLY or params.reduce_only, "UserReduceOnly")
    index = next((i for i, order in enumerate(user.orders) if order.status != OrderStatus.OPEN), None)
    if index is None:
        raise refusal("MaxNumberOfOrders")
    if params.user_order_id:
        taken = any(o.user_order_id == params.user_order_id and o.status == OrderStatus.OPEN for o in user.orders)
        require(not taken, "UserOrderIdAlreadyInUse")
    return index


def expiry(params: Record, auction_duration: int, now: int) -> int:
    """When an order lapses: 30 s for market orders unless told otherwise, longer where the auction is."""
    if params.max_ts is not None:
        return int(params.max_ts)
    if params.order_type in (OrderType.MARKET, OrderType.ORACLE):
        return now + max(30, auction_duration // 2 + 10)
    return 0


def new_order(
    user: Record, params: Record, base: int, auction: tuple[int, int, int], max_ts: int, slot: int, tick: int,
    price: int, long: bool, reduce_only: bool,
) -> Record:  # fmt: skip
    """An order as it stands in its slot, with the user's next id."""
    start, end, duration = auction
    order_id = user.next_order_id
    user.next_order_id = 1 if order_id == 2**32 - 1 else order_id + 1
    return coder.struct(
        "Order", status=OrderStatus.OPEN, order_type=params.order_type, market_type=params.market_type, slot=slot,
        order_id=order_id, user_order_id=params.user_order_id, market_index=params.market_index, price=price,
        existing_position_direction=PositionDirection.LONG if long else PositionDirection.SHORT,
        base_asset_amount=base, direction=params.direction, reduce_only=reduce_only,
        trigger_price=standardized(params.trigger_price or 0, tick, params.direction),
        trigger_condition=params.trigger_condition, post_only=params.post_only != PostOnlyParam.NONE,
        oracle_price_offset=params.oracle_price_offset or 0,
        immediate_or_cancel=bool(params.bit_flags & IMMEDIATE_OR_CANCEL), auction_start_price=start,
        auction_end_price=end, auction_duration=duration, max_ts=max_ts,
    )  # fmt: skip


def _price(params: Record, amm: Record) -> int:
    """On the tick; Slide moves it off the vAMM's other side."""
    price = standardized(params.price, amm.order_tick_size, params.direction)
    if params.post_only == PostOnlyParam.SLIDE:
        reserve = reserve_price(amm)
        if params.direction == LONG:
            ask = ask_price(amm, reserve)
            return ask - int(amm.order_tick_size) if price >= ask else price
        bid = bid_price(amm, reserve)
        return bid + int(amm.order_tick_size) if price <= bid else price
    return price


def check_margin(work: Work, user: Record, risky: bool) -> None:
    """Initial margin for new risk, maintenance for the rest. Raises InsufficientCollateral."""
    kind = Requirement.INITIAL if risky else Requirement.MAINTENANCE
    require(margin_of(user, work, kind, strict=True).met, "InsufficientCollateral")


def log_placed(work: Work, key: Pubkey, user: Record, order: Record, oracle: int) -> None:
    """Tell of a new order."""
    log_order_action(work, OrderAction.PLACE, OrderActionExplanation.NONE, oracle, **party(key, order))
    work.emit("OrderRecord", ts=work.now, user=key, order=order.changed())
    seen(user, work.slot)
