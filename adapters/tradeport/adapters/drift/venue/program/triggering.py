"""A keeper wakes a trigger order that the oracle has gone beyond."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import MarketType, OrderAction, OrderActionExplanation
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths.auctions import derived
from tradeport.adapters.drift.venue.maths.limits import must_be_triggered, satisfies_trigger, triggered
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.maths.oracle_rules import TRIGGER, divergent_from_twap5, perp_validity
from tradeport.adapters.drift.venue.maths.positions import worst_case_base
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, log_order_action, seen
from tradeport.adapters.drift.venue.program.cancelling import cancel, order_by_id
from tradeport.adapters.drift.venue.program.health import require_not_liquidated
from tradeport.adapters.drift.venue.program.keepers import pay_flat
from tradeport.adapters.drift.venue.program.positions import increase_open, position_in
from tradeport.adapters.drift.venue.program.registry import Call, instruction
from tradeport.adapters.drift.venue.program.vamm import update_vamm
from tradeport.adapters.drift.venue.work import Work

_TRIGGERED = 2
SHORTEST_AUCTION = 20


@instruction("triggerOrder")
def trigger_order(work: Work, call: Call) -> None:
    """Wake it, for a flat fee."""
    keys = call.keys
    require(keys["authority"] in call.signers, "ConstraintSigner")
    user = work.user(keys["user"])
    order = order_by_id(user, call.args.order_id)
    if order is None:
        raise refusal("OrderDoesNotExist")
    require(must_be_triggered(order), "OrderNotTriggerable")
    if triggered(order):
        return
    require(order.market_type == MarketType.PERP, "InvalidOrderMarketType")
    require_not_liquidated(work, user)
    require(not user.status & BANKRUPT, "UserBankrupt")
    market, state = work.perp_market(order.market_index), work.state()
    update_vamm(work, market)
    oracle = work.price_of(market)
    require(perp_validity(market, oracle, state) in TRIGGER, "InvalidOracle")
    twap5 = market.amm.historical_oracle_data.last_oracle_price_twap5min
    require(not divergent_from_twap5(oracle.price, twap5, state), "OrderBreachesOraclePriceLimits")
    require(satisfies_trigger(order, oracle.price), "OrderDidNotSatisfyTriggerCondition")
    position = position_in(user, order.market_index)
    before = abs(worst_case_base(position))
    _wake(work, user, order, market, oracle.price)
    increase_open(position, order.direction, order.base_asset_amount)
    filler = None if keys["filler"] == keys["user"] else work.user(keys["filler"])
    reward = pay_flat(work, user, filler, market, state.perp_fee_structure.flat_filler_fee)
    log_order_action(
        work, OrderAction.TRIGGER, OrderActionExplanation.NONE, oracle.price, taker=(keys["user"], order),
        filler=keys["filler"], filler_reward=reward, taker_fee=reward,
    )  # fmt: skip
    if abs(worst_case_base(position)) > before and not margin_of(user, work, Requirement.INITIAL).met:
        cancel(work, keys["user"], user, order, OrderActionExplanation.INSUFFICIENT_FREE_COLLATERAL, keys["filler"])
    seen(user, work.slot)


def _wake(work: Work, user: Record, order: Record, market: Record, oracle: int) -> None:
    """From now on it is a market or limit order, in an auction."""
    start, end, slots = derived(market, order.direction, oracle, order.price)
    order.trigger_condition += _TRIGGERED
    order.slot = work.slot
    order.auction_start_price, order.auction_end_price = start, end
    order.auction_duration = max(slots, SHORTEST_AUCTION)
    user.open_auctions += 1
    user.has_open_auction = True
