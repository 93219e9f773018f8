"""fill_perp_order: a resting order against makers and the vAMM, best price first."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketStatus, MarketType, OrderActionExplanation, PositionDirection
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths.auctions import is_complete
from tradeport.adapters.drift.venue.maths.curve import reserve_price
from tradeport.adapters.drift.venue.maths.limits import (
    check_price_bands,
    expired,
    is_limit,
    limit_price,
    must_be_triggered,
    reduces,
    triggered,
)
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.maths.oracle_rules import FILL_AMM, ORACLE_ORDER_PRICE, divergent_from_twap5, perp_validity
from tradeport.adapters.drift.venue.maths.positions import for_market, live_orders, unfilled
from tradeport.adapters.drift.venue.maths.twaps import record_trade
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, seen
from tradeport.adapters.drift.venue.program.cancelling import cancel, order_by_id
from tradeport.adapters.drift.venue.program.fill_amm import fill_against_amm
from tradeport.adapters.drift.venue.program.fill_match import fill_against_maker
from tradeport.adapters.drift.venue.program.funding import settle_position, update_rate
from tradeport.adapters.drift.venue.program.health import still_liquidated
from tradeport.adapters.drift.venue.program.keepers import pay_flat
from tradeport.adapters.drift.venue.program.matching import Fill, Keeper, Method, Parties, makers_for, methods
from tradeport.adapters.drift.venue.program.registry import Call, instruction, keeping
from tradeport.adapters.drift.venue.program.vamm import has_drawdown, update_vamm
from tradeport.adapters.drift.venue.work import Work

LONG = PositionDirection.LONG
FORCE_EXPIRE_AFTER = 15


@instruction("fillPerpOrder")
def fill_perp_order(work: Work, call: Call) -> None:
    """A keeper fills; an order that is gone already is no error."""
    keys = call.keys
    filler = keeping(work, call)
    user, stats = work.user(keys["user"]), work.stats(keys["userStats"])
    order_id = call.args.order_id if call.args.order_id is not None else user.next_order_id - 1
    order = order_by_id(user, order_id)
    if order is None:
        return
    market = work.perp_market(order.market_index)
    update_vamm(work, market)
    others = keys["filler"] != keys["user"] and filler.authority != user.authority
    among_makers = keys["filler"] in call.rest
    keeper = (
        Keeper(keys["filler"], filler, work.stats(keys["fillerStats"]))
        if others and not among_makers
        else Keeper(keys["filler"])
    )
    fill(work, keys["user"], user, stats, order, market, keeper, call.rest)


def fill(
    work: Work, key: Pubkey, user: Record, stats: Record, order: Record, market: Record, keeper: Keeper,
    others: tuple[Pubkey, ...],
) -> tuple[int, int]:  # fmt: skip
    """Base and quote filled. The vAMM has been updated in this slot."""
    if not _may_fill(work, key, user, order, market):
        return 0, 0
    state, amm, oracle = work.state(), market.amm, work.price_of(market)
    users, statistics = work.users_among(others), work.stats_among(others)
    users.pop(key, None)
    in_time = is_complete(order.slot, state.min_perp_auction_duration, work.slot)
    require(in_time or bool(users) or not is_limit(order), "ImpossibleFill")
    trust, reserve = perp_validity(market, oracle, state), reserve_price(amm)
    vamm_open = trust in FILL_AMM and in_time and not has_drawdown(market)
    makers = makers_for(work, users, statistics, order, market, oracle.price, keeper.key, keeper.user)
    twap5 = amm.historical_oracle_data.last_oracle_price_twap5min
    if divergent_from_twap5(oracle.price, twap5, state):
        if keeper.user is not None:
            seen(keeper.user, work.slot)  # not the keeper's fault: revertFill is to let it pass
        return 0, 0
    if _drop(work, key, user, order, market, keeper):
        return 0, 0
    limit = limit_price(order, oracle.price if trust in ORACLE_ORDER_PRICE else None, work.slot, amm.order_tick_size)
    direction, existing = order.direction, _base(user, order.market_index)
    shrinking = reduces(direction, unfilled(order, existing), existing)
    taker, parties = Fill(key, user, stats, order, limit, reserve), Parties(users, statistics)
    steps = methods(order, makers, market, reserve, limit, vamm_open)
    if not steps:
        return 0, 0
    base, quote, maker_fills = _meet(work, taker, steps, market, keeper, parties)
    _check_margins(work, user, shrinking, maker_fills, users, market.market_index, direction)
    if base == 0:
        return 0, 0
    check_price_bands(quote * 10**9 // base, direction, oracle.price, twap5, market, state)
    _after(work, key, user, order, market, keeper)
    if amm.max_open_interest:
        require(amm.max_open_interest > max(amm.base_asset_amount_long, -amm.base_asset_amount_short), "MaxOpenInterest")
    update_rate(work, market, reserve)
    seen(user, work.slot)
    return base, quote


def _may_fill(work: Work, key: Pubkey, user: Record, order: Record, market: Record) -> bool:
    """Raises where nobody may fill this now; False where its owner's state forbids it."""
    require(order.market_type == MarketType.PERP, "InvalidOrderMarketType")
    settle_position(work, key, user, market)
    require(market.status in (MarketStatus.ACTIVE, MarketStatus.REDUCE_ONLY), "MarketFillOrderPaused")
    require(not must_be_triggered(order) or triggered(order), "OrderMustBeTriggeredFirst")
    return not user.status & BANKRUPT and not still_liquidated(work, user)


def _meet(
    work: Work, taker: Fill, steps: list[Method], market: Record, keeper: Keeper, parties: Parties
) -> tuple[int, int, dict[Pubkey, int]]:
    """Go down the methods until the order is filled; base, quote, and base by maker."""
    base = quote = 0
    direction, maker_fills = taker.order.direction, dict[Pubkey, int]()
    for step in steps:
        if taker.order.order_id == 0:  # its slot is free again: nothing is left of it
            break
        if step.maker is None:
            got = fill_against_amm(work, taker, market, keeper, step.price, parties)
        else:
            got = fill_against_maker(work, taker, step.maker, market, keeper, parties)
            maker_fills[step.maker.key] = maker_fills.get(step.maker.key, 0) + got[0]
        record_trade(market.amm, got[1], direction, work.now)
        base, quote = base + got[0], quote + got[1]
    return base, quote, maker_fills


def _base(user: Record, index: int) -> int:
    position = for_market(user, index)
    return 0 if position is None else int(position.base_asset_amount)


def _drop(work: Work, key: Pubkey, user: Record, order: Record, market: Record, keeper: Keeper) -> bool:
    """Cancel an order that is past its time, or that would no longer reduce; whether it was."""
    late = expired(order, work.now)
    if late and is_limit(order) and work.now <= order.max_ts + FORCE_EXPIRE_AFTER:
        raise refusal("ImpossibleFill")
    useless = order.reduce_only and unfilled(order, _base(user, order.market_index)) == 0
    if not late and not useless:
        return False
    explanation = OrderActionExplanation.ORDER_EXPIRED if late else OrderActionExplanation.REDUCE_ONLY_ORDER_INCREASED_POSITION
    _cancel_for_keeper(work, key, user, order, market, keeper, explanation)
    return True


def _cancel_for_keeper(
    work: Work, key: Pubkey, user: Record, order: Record, market: Record, keeper: Keeper,
    explanation: OrderActionExplanation,
) -> None:  # fmt: skip
    reward = pay_flat(work, user, keeper.user, market, work.state().perp_fee_structure.flat_filler_fee)
    cancel(work, key, user, order, explanation, keeper.key, reward)


def _check_margins(
    work: Work, user: Record, shrinking: bool, maker_fills: dict[Pubkey, int], users: dict[Pubkey, Record],
    index: int, direction: int,
) -> None:  # fmt: skip
    """Nobody may be left short: fill margin for those who grew, maintenance for those who shrank."""
    kind = Requirement.MAINTENANCE if shrinking else Requirement.FILL
    require(margin_of(user, work, kind).met, "InsufficientCollateral")
    for maker_key, filled in maker_fills.items():
        if filled == 0:
            continue
        after = _base(users[maker_key], index)
        before = after + filled if direction == LONG else after - filled
        shrank = before != 0 and (before > 0) == (direction == LONG) and abs(filled) <= abs(before)
        kind = Requirement.MAINTENANCE if shrank else Requirement.FILL
        require(margin_of(users[maker_key], work, kind).met, "InsufficientCollateral")


def _after(work: Work, key: Pubkey, user: Record, order: Record, market: Record, keeper: Keeper) -> None:
    """Reduce-only orders that have nothing left to reduce go."""
    reason = OrderActionExplanation.REDUCE_ONLY_ORDER_INCREASED_POSITION
    base = _base(user, market.market_index)
    if order.order_id and order.reduce_only and unfilled(order, base) == 0:
        _cancel_for_keeper(work, key, user, order, market, keeper, reason)
    position = for_market(user, market.market_index)
    if base == 0 and position is not None and not (position.open_bids or position.open_asks):
        for other in live_orders(user):
            here = other.market_type == MarketType.PERP and other.market_index == market.market_index
            if here and other.reduce_only and must_be_triggered(other) and not triggered(other):
                cancel(work, key, user, other, reason, keeper.key)
