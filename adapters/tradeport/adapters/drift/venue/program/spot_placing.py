"""New spot orders."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketStatus, MarketType
from tradeport.adapters.drift.venue.errors import NotSupported, require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.auctions import auction_fields, standardized
from tradeport.adapters.drift.venue.maths.balances import BORROW, signed_tokens
from tradeport.adapters.drift.venue.maths.limits import increases_risk, must_be_triggered
from tradeport.adapters.drift.venue.program.bookkeeping import count_order
from tradeport.adapters.drift.venue.program.checks import check_spot_order
from tradeport.adapters.drift.venue.program.placing import (
    IMMEDIATE_OR_CANCEL,
    Placement,
    check_free_slot,
    check_margin,
    expiry,
    log_placed,
    new_order,
)
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.spot_positions import forced_balance, increase_spot_open
from tradeport.adapters.drift.venue.work import Work


@instruction("placeSpotOrder")
def place_spot_order(work: Work, call: Call) -> None:
    """One that rests."""
    user = authorized(work, call)
    require(not call.args.params.bit_flags & IMMEDIATE_OR_CANCEL, "InvalidOrderIOC")
    place_spot(work, call.keys["user"], user, call.args.params)


def place_spot(work: Work, key: Pubkey, user: Record, params: Record, placement: Placement | None = None) -> Record | None:
    """Put an order into a slot; None where it is past its time already."""
    placement = placement or Placement()
    slot_index = check_free_slot(work, key, user, params, placement)
    market, state = work.spot_market(params.market_index), work.state()
    oracle = work.price_of(market).price
    max_ts = expiry(params, 0, work.now)
    if max_ts and max_ts < work.now:
        return None
    require(market.status != MarketStatus.INITIALIZED, "MarketBeingInitialized")
    position = forced_balance(user, params.market_index)
    tokens = signed_tokens(position, market)
    require(params.base_asset_amount >= market.order_step_size, "InvalidOrderSizeTooSmall")
    if params.base_asset_amount == units.U64_MAX:
        raise NotSupported("an order of the largest possible size. Hint: give a base_asset_amount")
    base = params.base_asset_amount - params.base_asset_amount % market.order_step_size
    auction = auction_fields(params, oracle, market.order_tick_size, state.default_spot_auction_duration)
    require(market.orders_enabled, "SpotOrdersDisabled")
    require(params.market_index != 0, "InvalidOrderBaseQuoteAsset")
    require(params.market_type == MarketType.SPOT, "InvalidOrderMarketType")
    tick = market.order_tick_size
    order = new_order(
        user, params, base, auction, max_ts, work.slot, tick, standardized(params.price, tick, params.direction),
        tokens >= 0, params.reduce_only or market.status == MarketStatus.REDUCE_ONLY,
    )  # fmt: skip
    check_spot_order(order, market)
    risky = increases_risk(order, tokens, position.open_bids, position.open_asks)
    count_order(user, order, 1)
    user.orders[slot_index] = order
    position.open_orders += 1
    if not must_be_triggered(order):
        increase_spot_open(position, order.direction, base)
    placement.risky = placement.risky or risky
    if placement.check_margin:
        check_margin(work, user, placement.risky)
    check_margin_trading(work, user)
    log_placed(work, key, user, order, oracle)
    return order


def check_margin_trading(work: Work, user: Record) -> None:
    """Without margin trading no order may lead to a borrow: bids are paid for, asks are held."""
    if user.is_margin_trading_enabled:
        return
    committed = 0
    for position in user.spot_positions:
        if position.open_asks < 0:
            market = work.spot_market(position.market_index)
            require(signed_tokens(position, market) + position.open_asks >= 0, "MarginTradingDisabled")
        if position.open_bids > 0:
            market = work.spot_market(position.market_index)
            committed += position.open_bids * work.price_of(market).price // 10**market.decimals
    if committed == 0:
        return
    quote = work.spot_market(0)
    held = signed_tokens(user.spot_positions[0], quote)
    require(user.spot_positions[0].balance_type != BORROW and held >= committed, "MarginTradingDisabled")
