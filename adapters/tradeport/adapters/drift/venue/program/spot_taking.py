"""Spot fills, maker to taker. External markets (OpenBook, Phoenix) do not exist here."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import (
    MarketType,
    OrderAction,
    OrderActionExplanation,
    PositionDirection,
    PostOnlyParam,
    SpotBalanceType,
)
from tradeport.adapters.drift.venue.errors import NotSupported, refusal, require
from tradeport.adapters.drift.venue.maths.balances import Pool, accrue_interest, signed_tokens, update_balance, withdrawable
from tradeport.adapters.drift.venue.maths.fees import against_maker, filler_multiplier
from tradeport.adapters.drift.venue.maths.limits import (
    check_fill_price,
    crosses,
    expired,
    is_limit,
    is_maker_for,
    limit_price,
    must_be_triggered,
    quote_at,
    required_limit_price,
    triggered,
)
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.maths.positions import live_orders, unfilled
from tradeport.adapters.drift.venue.program.bookkeeping import (
    BANKRUPT,
    BEING_LIQUIDATED,
    add_fill,
    add_filler_volume,
    add_maker_volume,
    add_taker_volume,
    clear_if_filled,
    log_order_action,
    seen,
)
from tradeport.adapters.drift.venue.program.cancelling import cancel, order_by_id
from tradeport.adapters.drift.venue.program.health import still_liquidated
from tradeport.adapters.drift.venue.program.matching import Keeper, Maker
from tradeport.adapters.drift.venue.program.placing import IMMEDIATE_OR_CANCEL
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction, keeping
from tradeport.adapters.drift.venue.program.spot_placing import place_spot
from tradeport.adapters.drift.venue.program.spot_positions import (
    forced_balance,
    increase_spot_open,
    update_balance_and_deposits,
)
from tradeport.adapters.drift.venue.work import Work

DEPOSIT, BORROW = SpotBalanceType.DEPOSIT, SpotBalanceType.BORROW
LONG = PositionDirection.LONG
_MATCH = 1


def _check_fulfillment(kind: int | None) -> None:
    if kind not in (None, _MATCH):
        raise NotSupported("external spot markets. Hint: name a maker")


@instruction("placeAndTakeSpotOrder")
def place_and_take_spot_order(work: Work, call: Call) -> None:
    """Place and take at once; the rest of an immediate order is cancelled."""
    key, params = call.keys["user"], call.args.params
    user, stats = authorized(work, call), work.stats(call.keys["userStats"])
    require(params.post_only == PostOnlyParam.NONE, "InvalidOrderPostOnly")
    _check_fulfillment(call.args.fulfillment_type)
    order = place_spot(work, key, user, params)
    if order is None:
        return
    order_id = order.order_id
    fill_spot(work, key, user, stats, order, Keeper(key), call.rest)
    left = order_by_id(user, order_id)
    if params.bit_flags & IMMEDIATE_OR_CANCEL and left is not None:
        cancel(work, key, user, left, OrderActionExplanation.NONE)


@instruction("fillSpotOrder")
def fill_spot_order(work: Work, call: Call) -> None:
    """A keeper matches a resting order with makers."""
    keys = call.keys
    filler = keeping(work, call)
    _check_fulfillment(call.args.fulfillment_type)
    user, stats = work.user(keys["user"]), work.stats(keys["userStats"])
    order_id = call.args.order_id if call.args.order_id is not None else user.next_order_id - 1
    order = order_by_id(user, order_id)
    if order is None:
        return
    others = filler.authority != user.authority and keys["filler"] not in call.rest
    keeper = Keeper(keys["filler"], filler, work.stats(keys["fillerStats"])) if others else Keeper(keys["filler"])
    fill_spot(work, keys["user"], user, stats, order, keeper, call.rest)


def fill_spot(
    work: Work, key: Pubkey, user: Record, stats: Record, order: Record, keeper: Keeper, others: tuple[Pubkey, ...]
) -> int:
    """Base filled."""
    require(order.market_type == MarketType.SPOT, "InvalidOrderMarketType")
    require(not must_be_triggered(order) or triggered(order), "OrderMustBeTriggeredFirst")
    if user.status & BANKRUPT or still_liquidated(work, user):
        return 0
    base_market, quote_market = work.spot_market(order.market_index), work.spot_market(0)
    accrue_interest(base_market, work.price_of(base_market), work.now)
    accrue_interest(quote_market, work.price_of(quote_market), work.now)
    oracle = work.price_of(base_market).price
    if expired(order, work.now):
        if is_limit(order) and work.now <= order.max_ts + 15:
            raise refusal("ImpossibleFill")
        cancel(work, key, user, order, OrderActionExplanation.ORDER_EXPIRED, keeper.key)
        return 0
    limit = limit_price(order, oracle, work.slot, base_market.order_tick_size)
    if limit is None:
        return 0
    filled, met = 0, []
    for maker in _makers(work, key, order, oracle, base_market, others):
        if order.order_id == 0 or not crosses(maker.order.direction == LONG, maker.price, limit):
            break
        base = _match(work, key, user, stats, order, limit, maker, keeper, base_market, quote_market, oracle)
        if base:
            met.append(maker.user)
        filled += base
    if filled:
        for side in (user, *met):
            require(margin_of(side, work, Requirement.FILL).met, "InsufficientCollateral")
        seen(user, work.slot)
    return filled


def _makers(work: Work, key: Pubkey, taker: Record, oracle: int, market: Record, others: tuple[Pubkey, ...]) -> list[Maker]:
    users, statistics = work.users_among(others), work.stats_among(others)
    found = []
    for maker_key, user in users.items():
        if maker_key == key or user.status & (BEING_LIQUIDATED | BANKRUPT):
            continue
        for order in live_orders(user):
            here = order.market_type == MarketType.SPOT and order.market_index == taker.market_index
            if not here or order.direction == taker.direction or not is_limit(order):
                continue
            if must_be_triggered(order) and not triggered(order):
                continue
            if not is_maker_for(order, taker, work.slot) or expired(order, work.now):
                continue
            price = required_limit_price(order, oracle, work.slot, market.order_tick_size)
            found.append(Maker(maker_key, user, statistics.get(user.authority), order, price))
            seen(user, work.slot)
    return sorted(found, key=lambda maker: -maker.price if maker.order.direction == LONG else maker.price)


def _match(
    work: Work, key: Pubkey, user: Record, stats: Record, order: Record, limit: int, maker: Maker, keeper: Keeper,
    base_market: Record, quote_market: Record, oracle: int,
) -> int:  # fmt: skip
    sides = ((user, order), (maker.user, maker.order))
    base = min(_size(side, placed, base_market, quote_market, maker.price) for side, placed in sides)
    if base == 0:
        return 0
    buying, precision = order.direction == LONG, 10**base_market.decimals
    quote = quote_at(base, maker.price, base_market.decimals, not buying)
    check_fill_price(quote, base, precision, order.direction, limit, True)
    check_fill_price(quote, base, precision, maker.order.direction, maker.price, False)
    structure = work.state().spot_fee_structure
    tier = structure.fee_tiers[0]
    multiplier = filler_multiplier(maker.price, not buying, oracle) if keeper.user is not None else 0
    fees = against_maker(tier, tier, quote, structure, work.slot - order.slot, multiplier, None, base_market.fee_adjustment)
    for (side, placed), cost in zip(sides, (fees.taker, -fees.rebate), strict=True):
        buys = placed.direction == LONG
        position = forced_balance(side, base_market.market_index)
        update_balance_and_deposits(base, DEPOSIT if buys else BORROW, base_market, position)
        amount = quote + cost if buys else quote - cost
        update_balance_and_deposits(amount, BORROW if buys else DEPOSIT, quote_market, side.spot_positions[0], counted=quote)
        side.cumulative_spot_fees -= cost
        add_fill(placed, base, quote)
        increase_spot_open(position, placed.direction, -base)
    maker_stats = stats if maker.stats is None else maker.stats
    add_taker_volume(stats, quote, work.now)
    stats.fees.total_fee_paid += fees.taker
    add_maker_volume(maker_stats, quote, work.now)
    maker_stats.fees.total_fee_rebate += fees.rebate
    _reward(work, keeper, fees.filler, quote, quote_market)
    base_market.total_spot_fee += fees.market
    update_balance(fees.market, DEPOSIT, quote_market, Pool(base_market.spot_fee_pool))
    record_id = base_market.next_fill_record_id
    base_market.next_fill_record_id += 1
    log_order_action(
        work, OrderAction.FILL, OrderActionExplanation.ORDER_FILLED_WITH_MATCH, oracle, taker=(key, order),
        maker=(maker.key, maker.order), filler=keeper.key, filler_reward=fees.filler, fill_record_id=record_id,
        base_asset_amount_filled=base, quote_asset_amount_filled=quote, taker_fee=fees.taker, maker_fee=-fees.rebate,
        quote_asset_amount_surplus=0, spot_fulfillment_method_fee=0,
    )  # fmt: skip
    for side, placed in sides:
        clear_if_filled(side, placed, forced_balance(side, base_market.market_index))
    return base


def _size(user: Record, order: Record, base_market: Record, quote_market: Record, price: int) -> int:
    """What an order wants, as far as its owner may pay for it, or deliver it."""
    tokens = signed_tokens(forced_balance(user, base_market.market_index), base_market)
    step = base_market.order_step_size
    wanted = unfilled(order, tokens)
    if order.direction == LONG:
        most = withdrawable(quote_market, signed_tokens(user.spot_positions[0], quote_market))
        most = most * 10**base_market.decimals // price
    else:
        most = withdrawable(base_market, tokens)
    return int(min(wanted - wanted % step, most - most % step))


def _reward(work: Work, keeper: Keeper, reward: int, quote: int, quote_market: Record) -> None:
    if keeper.user is None or keeper.stats is None:
        return
    if reward:
        update_balance(reward, DEPOSIT, quote_market, keeper.user.spot_positions[0])
        keeper.user.cumulative_spot_fees += reward
    seen(keeper.user, work.slot)
    add_filler_volume(keeper.stats, quote, work.now)
