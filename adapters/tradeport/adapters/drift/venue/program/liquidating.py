"""A liquidator takes over a perp position whose owner no longer meets maintenance margin."""

from typing import NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import (
    LiquidationType,
    MarketType,
    OrderAction,
    OrderActionExplanation,
    OrderStatus,
    OrderType,
    PositionDirection,
)
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import ceiling
from tradeport.adapters.drift.venue.maths.liquidation import base_to_cover, insurance_fee, is_bankrupt, share_allowed
from tradeport.adapters.drift.venue.maths.margin import Margin, Requirement, margin_of, perp_ratio
from tradeport.adapters.drift.venue.maths.oracle_rules import LIQUIDATE, divergent_from_twap5, perp_validity
from tradeport.adapters.drift.venue.maths.positions import base_value, worst_case_base
from tradeport.adapters.drift.venue.program.bookkeeping import (
    BANKRUPT,
    BEING_LIQUIDATED,
    add_maker_volume,
    add_taker_volume,
    empty_order,
    log_order_action,
)
from tradeport.adapters.drift.venue.program.cancelling import cancel_all
from tradeport.adapters.drift.venue.program.funding import settle_position
from tradeport.adapters.drift.venue.program.health import liquidation_margin
from tradeport.adapters.drift.venue.program.positions import forced_slot, position_in, trade, update_quote_and_break_even
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work

LONG, SHORT = PositionDirection.LONG, PositionDirection.SHORT
_FREE_BELOW = 50 * units.QUOTE


class Side(NamedTuple):
    """Victim or liquidator: account, its address, the authority's statistics."""

    key: Pubkey
    user: Record
    stats: Record


@instruction("liquidatePerp")
def liquidate_perp(work: Work, call: Call) -> None:
    """Cancel the victim's orders, then take over as much of a position as restores its margin."""
    keys, args = call.keys, call.args
    require(keys["user"] != keys["liquidator"], "UserCantLiquidateThemself")
    liquidator = Side(keys["liquidator"], authorized(work, call, "liquidator"), work.stats(keys["liquidatorStats"]))
    victim = Side(keys["user"], work.user(keys["user"]), work.stats(keys["userStats"]))
    require(not (victim.user.status | liquidator.user.status) & BANKRUPT, "UserBankrupt")
    market = work.perp_market(args.market_index)
    for side in (victim, liquidator):
        settle_position(work, side.key, side.user, market)
    margin = liquidation_margin(work, victim.user)
    if not victim.user.status & BEING_LIQUIDATED:
        require(not margin.met, "SufficientCollateral")
    elif margin.collateral >= margin.with_buffer:
        _leave(victim.user)
        return
    position = position_in(victim.user, args.market_index)
    forced_slot(liquidator.user, args.market_index)
    liquidation_id = _enter(victim.user, work.slot)
    cancelled = cancel_all(
        work, victim.key, victim.user, OrderActionExplanation.LIQUIDATION, filler=liquidator.key
    )  # fmt: skip
    update_vamm(work, market)
    oracle = work.price_of(market)
    require(perp_validity(market, oracle, work.state()) in LIQUIDATE, "InvalidOracle")
    now = liquidation_margin(work, victim.user) if cancelled else margin
    freed = max(0, margin.shortage - now.shortage)
    victim.user.liquidation_margin_freed += freed
    log = _Log(liquidation_id, margin, cancelled, oracle.price)
    if cancelled and now.collateral >= now.with_buffer:
        log.write(work, victim, liquidator, market, freed)
        _leave(victim.user)
        return
    if position.base_asset_amount == 0:
        return
    _take_over(work, args, victim, liquidator, market, now, freed, log)


def _enter(user: Record, slot: int) -> int:
    if user.status & BEING_LIQUIDATED:
        return int(user.next_liquidation_id) - 1
    user.status |= BEING_LIQUIDATED
    user.liquidation_margin_freed, user.last_active_slot = 0, slot
    user.next_liquidation_id += 1
    return int(user.next_liquidation_id) - 1


def _leave(user: Record) -> None:
    user.status &= ~(BEING_LIQUIDATED | BANKRUPT)
    user.liquidation_margin_freed = 0


def _take_over(
    work: Work, args: Record, victim: Side, liquidator: Side, market: Record, margin: Margin, freed: int, log: "_Log"
) -> None:
    state, amm = work.state(), market.amm
    step, price = amm.order_step_size, log.oracle
    most = args.liquidator_max_base_asset_amount - args.liquidator_max_base_asset_amount % step
    require(most != 0, "InvalidBaseAssetAmountForLiquidatePerp")
    require(not divergent_from_twap5(price, amm.historical_oracle_data.last_oracle_price_twap5min, state), "PriceBandsBreached")
    position = position_in(victim.user, market.market_index)
    held, long = abs(position.base_asset_amount), position.base_asset_amount > 0
    worst = abs(worst_case_base(position))
    own_ratio = perp_ratio(market, worst, Requirement.MAINTENANCE)
    ratio = own_ratio + state.liquidation_margin_buffer_ratio
    quoted = price * work.price_of(work.spot_market(market.quote_spot_market_index)).price // units.PRICE
    own = base_value(worst, price) * own_ratio // units.MARGIN
    tracked = own * margin.shortage // margin.requirement if margin.requirement else 0
    if_fee = insurance_fee(tracked, held, ratio, market.liquidator_fee, quoted, market.if_liquidation_fee)
    cover = base_to_cover(margin.shortage, ratio, market.liquidator_fee, if_fee, quoted, step)
    share = share_allowed(victim.user, margin.shortage, work.slot, state.initial_pct_to_liquidate, state.liquidation_duration)
    allowed = cover * share // units.LIQUIDATION_PCT
    if allowed == 0:
        return
    least = 0 if base_value(held, price) > _FREE_BELOW else held
    base = ceiling(min(held, most, max(allowed, least)), step) * step
    if args.limit_price is not None:
        fits = price <= args.limit_price if long else price >= args.limit_price
        require(fits, "LiquidationDoesntSatisfyLimitPrice")
    value = base_value(base, price)
    fees = value * market.liquidator_fee // units.LIQUIDATION_FEE, value * if_fee // units.LIQUIDATION_FEE
    add_taker_volume(victim.stats, value, work.now)
    add_maker_volume(liquidator.stats, value, work.now)
    sign = 1 if long else -1
    trade(position, market, -sign * base, sign * value)
    for fee in fees:
        update_quote_and_break_even(position, market, -fee)
    taken = forced_slot(liquidator.user, market.market_index)
    was_long = taken.base_asset_amount >= 0
    trade(taken, market, sign * base, -sign * value)
    update_quote_and_break_even(taken, market, fees[0])
    amm.total_liquidation_fee += fees[1]
    after = max(0, margin.shortage - liquidation_margin(work, victim.user).shortage)
    victim.user.liquidation_margin_freed += after
    if base >= cover:
        _leave(victim.user)
    elif is_bankrupt(victim.user):
        victim.user.status = victim.user.status & ~BEING_LIQUIDATED | BANKRUPT
    require(margin_of(liquidator.user, work, Requirement.INITIAL).met, "InsufficientCollateral")
    log.trade(work, victim, liquidator, market, base, value, fees, long, was_long, args.limit_price)
    log.write(work, victim, liquidator, market, freed + after)


class _Log:
    """The events of one liquidation."""

    def __init__(self, liquidation_id: int, margin: Margin, cancelled: list[int], oracle: int) -> None:
        self.liquidation_id, self.margin, self.cancelled, self.oracle = liquidation_id, margin, cancelled, oracle
        self.details: dict[str, int] = {}

    def trade(
        self, work: Work, victim: Side, liquidator: Side, market: Record, base: int, value: int, fees: tuple[int, int],
        long: bool, was_long: bool, limit: int | None,
    ) -> None:  # fmt: skip
        """The two orders the transfer is told as, and its fill."""
        orders = {}
        for name, side, direction, existing in (
            ("user", victim, SHORT if long else LONG, LONG if long else SHORT),
            ("liquidator", liquidator, LONG if long else SHORT, LONG if was_long else SHORT),
        ):
            priced = name == "liquidator" and limit is not None
            orders[name] = empty_order().changed(
                slot=work.slot, base_asset_amount=base, order_id=side.user.next_order_id,
                market_index=market.market_index, status=OrderStatus.OPEN, direction=direction,
                order_type=OrderType.LIMIT if priced else OrderType.MARKET, market_type=MarketType.PERP,
                price=limit if priced else 0, existing_position_direction=existing,
            )  # fmt: skip
            side.user.next_order_id += 1
            work.emit("OrderRecord", ts=work.now, user=side.key, order=orders[name].changed())
        fill_id = market.next_fill_record_id
        market.next_fill_record_id += 1
        for order in orders.values():
            order.base_asset_amount_filled, order.quote_asset_amount_filled = base, value
        log_order_action(
            work, OrderAction.FILL, OrderActionExplanation.LIQUIDATION, self.oracle, taker=(victim.key, orders["user"]),
            maker=(liquidator.key, orders["liquidator"]), fill_record_id=fill_id, base_asset_amount_filled=base,
            quote_asset_amount_filled=value, taker_fee=sum(fees), maker_fee=-fees[0],
        )  # fmt: skip
        self.details = {
            "base_asset_amount": -base if long else base, "quote_asset_amount": value if long else -value,
            "user_order_id": orders["user"].order_id, "liquidator_order_id": orders["liquidator"].order_id,
            "fill_record_id": fill_id, "liquidator_fee": fees[0], "if_fee": fees[1],
        }  # fmt: skip

    def write(self, work: Work, victim: Side, liquidator: Side, market: Record, freed: int) -> None:
        work.emit(
            "LiquidationRecord", ts=work.now, liquidation_type=LiquidationType.LIQUIDATE_PERP, user=victim.key,
            liquidator=liquidator.key, margin_requirement=self.margin.requirement,
            total_collateral=self.margin.collateral, margin_freed=freed, liquidation_id=self.liquidation_id,
            bankrupt=bool(victim.user.status & BANKRUPT), canceled_order_ids=self.cancelled,
            liquidate_perp=coder.struct(
                "LiquidatePerpRecord", market_index=market.market_index, oracle_price=self.oracle, **self.details
            ),
        )  # fmt: skip
