"""Random runs of market orders through the venue; each fill is worked out again by driftpy from the accounts before it.

Nothing of the venue's own maths judges it: accounts are read by anchorpy from their bytes; quote, reserves, size up to a limit,
averages, volume and funding are driftpy's; what driftpy has no function for (average cost, the keeper's reward) is written
down here in fractions.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, trunc
from typing import Any, NamedTuple

import driftpy.constants.numeric_constants as units
import driftpy.math.amm
import pytest
from driftpy.math.amm import (
    calculate_amm_reserves_after_swap,
    calculate_quote_asset_amount_swapped,
    calculate_spread_reserves,
    calculate_swap_output,
    get_swap_direction,
)
from driftpy.math.oracles import calculate_live_oracle_twap, get_new_oracle_conf_pct
from driftpy.math.orders import calculate_base_asset_amount_for_amm_to_fulfill
from driftpy.math.perp_position import calculate_entry_price, calculate_position_funding_pnl
from driftpy.math.trade import get_user_30d_rolling_volume_estimate
from driftpy.math.utils import time_remaining_until_update
from driftpy.types import AssetType, OraclePriceData, PositionDirection, is_variant
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderType

from .subscriber import program
from .world import LONG, SHORT, U, World

STEP = 10**5
SIZES = st.one_of(st.integers(1, 400).map(lambda n: n * 10**8), st.integers(STEP, 40 * 10**9))
#: None: three percent from the oracle; else so many ticks beyond the vAMM's own price, which may not go that far.
REACH = st.one_of(st.none(), st.integers(0, 12_000))


@pytest.fixture(autouse=True, scope="module")
def whole_numbers() -> Iterator[None]:
    """One divisor of driftpy's is a float, which would cost it the last digits of a large amount."""
    with pytest.MonkeyPatch.context() as patched:
        divisor = driftpy.math.amm.AMM_TIMES_PEG_TO_QUOTE_PRECISION_RATIO
        patched.setattr(driftpy.math.amm, "AMM_TIMES_PEG_TO_QUOTE_PRECISION_RATIO", int(divisor))
        yield


class Move(NamedTuple):
    """Wait, move the oracle, order, let slots pass, have it filled."""

    long: bool
    size: int
    reach: int | None
    pause: int
    age: int
    drift: int
    sure: bool


MOVES = st.builds(
    Move, st.booleans(), SIZES, REACH, st.one_of(st.integers(0, 30), st.integers(0, 5_000)), st.integers(11, 60),
    st.sampled_from([0, 0, 0, -50, -7, 3, 50]), st.booleans(),
)  # fmt: skip
VOLUMES = st.sampled_from([0, 999_000, 1_000_000, 9_990_000, 49_999_000, 99_999_000])


class Seen(NamedTuple):
    """The accounts at one moment, as anchorpy reads them."""

    market: Any
    user: Any
    stats: Any
    state: Any

    @property
    def position(self) -> Any:
        return self.user.perp_positions[0]


def _seen(world: World, taker: Trader) -> Seen:
    addresses, decode = world.chain.addresses, program().coder.accounts.decode
    keys = addresses.perp_market(0), taker.key, taker.stats_key, addresses.state
    return Seen(*(decode(account.data) for key in keys if (account := world.chain.accounts.get(key))))


@settings(max_examples=30, deadline=None)
@given(st.lists(MOVES, min_size=1, max_size=8), VOLUMES)
def test_every_fill_is_what_driftpy_makes_of_it(moves: list[Move], volume: int) -> None:
    world = World()
    taker, keeper = world.trader("taker", 1_000_000), world.trader("keeper", 5_000)
    taker.stats.taker_volume30d = volume * U
    world.chain.accounts.touch(taker.stats_key)
    for move in moves:
        _play(world, taker, keeper, move)


def _play(world: World, taker: Trader, keeper: Trader, move: Move) -> None:
    world.tick(3, seconds=move.pause)
    world.price(world.prices["SOL"] * (10_000 + move.drift) / 10_000 / U)
    side, price = (LONG, 1.03) if move.long else (SHORT, 0.97), world.prices["SOL"]
    limit = int(price * side[1])
    if move.reach is not None:
        bid, ask = calculate_spread_reserves(_seen(world, taker).market.amm, None)
        base, quote = ask if move.long else bid
        own = quote * world.market.amm.peg_multiplier // base
        limit = own + (move.reach * 10 if move.long else -move.reach * 10)
    at = {"auction_duration": 10, "auction_start_price": limit, "auction_end_price": limit}
    taker.place(order(OrderType.MARKET, side[0], move.size, price=limit, **at))
    order_id = taker.user.next_order_id - 1
    world.tick(move.age)
    world.genesis.price("SOL", price, 0 if move.sure else price // 10_000)
    before = _seen(world, taker)
    events = keeper.fill(taker, order_id).events
    _check(world, move, order_id, before, _seen(world, taker), events)


def _check(world: World, move: Move, order_id: int, before: Seen, after: Seen, events: list[Any]) -> None:
    amm, now = before.market.amm, world.chain.ts
    price = world.prices["SOL"]
    oracle = OraclePriceData(price, world.chain.slot, 0 if move.sure else price // 10_000, price, 0, True)
    (resting,) = [o for o in before.user.orders if o.order_id == order_id and is_variant(o.status, "Open")]
    fills = [e for e in events if type(e).__name__ == "OrderActionRecord" and e.action == 2]
    most = int(calculate_base_asset_amount_for_amm_to_fulfill(resting, before.market, oracle, world.chain.slot))
    filled = sum(e.base_asset_amount_filled for e in fills)
    assert filled % STEP == 0
    assert abs(filled - (most - most % STEP)) <= STEP  # driftpy takes a square root in floats
    if filled in (0, resting.base_asset_amount):
        assert abs(filled - most) < STEP
    _check_averages(before, after, oracle, now)
    _check_funding(before, after, events, now)
    if not fills:
        assert after.position == before.position
        return
    (fill,) = fills
    direction = PositionDirection.Long() if move.long else PositionDirection.Short()
    swap = get_swap_direction(AssetType.BASE(), direction)
    bid, ask = calculate_spread_reserves(amm, oracle)
    base, quote = ask if move.long else bid
    _, left = calculate_swap_output(base, filled, swap, amm.sqrt_k * amm.sqrt_k)
    paid = calculate_quote_asset_amount_swapped(abs(left - quote), amm.peg_multiplier, swap)
    assert fill.quote_asset_amount_filled == paid
    _check_curve(amm, after.market.amm, filled, paid, swap, fill.quote_asset_amount_surplus)
    fee = _check_fees(before, after, fill, paid, world.chain.slot - resting.slot, now)
    due = int(calculate_position_funding_pnl(before.market, before.position)) if before.position.base_asset_amount else 0
    _check_position(before.position, after.position, filled if move.long else -filled, -paid if move.long else paid, fee, due)
    open_after = [o for o in after.user.orders if is_variant(o.status, "Open")]
    assert (order_id in [o.order_id for o in open_after]) == (filled < resting.base_asset_amount)
    assert after.position.open_orders == after.user.open_orders == len(open_after)
    for long, opened in ((True, after.position.open_bids), (False, -after.position.open_asks)):
        rest = (o.base_asset_amount - o.base_asset_amount_filled for o in open_after if is_variant(o.direction, "Long") == long)
        assert opened == sum(rest)


def _check_curve(amm: Any, after: Any, base: int, paid: int, swap: Any, surplus: int) -> None:
    quote_left, base_left = calculate_amm_reserves_after_swap(amm, AssetType.BASE(), base, swap)
    assert (after.quote_asset_reserve, after.base_asset_reserve) == (quote_left, base_left)
    assert (after.sqrt_k, after.peg_multiplier) == (amm.sqrt_k, amm.peg_multiplier)
    shown = (after.bid_base_asset_reserve, after.bid_quote_asset_reserve), (
        after.ask_base_asset_reserve, after.ask_quote_asset_reserve,
    )  # fmt: skip
    assert shown == tuple(calculate_spread_reserves(after, None))
    plain = calculate_quote_asset_amount_swapped(abs(quote_left - amm.quote_asset_reserve), amm.peg_multiplier, swap)
    assert abs(surplus - abs(plain - paid)) <= 1  # driftpy rounds a buyer's change up once more


def _check_fees(before: Seen, after: Seen, fill: Any, quote: int, age: int, now: int) -> int:
    """The fee paid."""
    volume = before.stats.taker_volume30d + before.stats.maker_volume30d
    steps = (
        units.ONE_MILLION_QUOTE, units.FIVE_MILLION_QUOTE, units.TEN_MILLION_QUOTE, units.FIFTY_MILLION_QUOTE,
        units.ONE_HUNDRED_MILLION_QUOTE,
    )  # fmt: skip
    tier = before.state.perp_fee_structure.fee_tiers[sum(volume >= step for step in steps)]
    fee = ceil(Fraction(quote * tier.fee_numerator, tier.fee_denominator))
    root = max(n for n in range(1, 1_000) if n**4 <= age * 10**8)
    reward = min(fee // 10, root * 10_000 // 100)
    assert (fill.taker_fee, fill.filler_reward) == (fee, reward)
    amm, then = before.market.amm, after.market.amm
    kept = fee - reward + fill.quote_asset_amount_surplus
    assert then.total_fee - amm.total_fee == kept
    assert then.total_exchange_fee - amm.total_exchange_fee == fee
    assert then.total_mm_fee - amm.total_mm_fee == fill.quote_asset_amount_surplus
    assert after.stats.fees.total_fee_paid - before.stats.fees.total_fee_paid == fee
    assert after.stats.taker_volume30d == get_user_30d_rolling_volume_estimate(before.stats, now) + quote
    assert then.last_trade_ts == after.stats.last_taker_volume30d_ts == now
    assert after.market.next_fill_record_id == before.market.next_fill_record_id + 1
    return fee


def _check_position(before: Any, after: Any, base: int, quote: int, fee: int, due: int) -> None:
    """Average cost: what is closed leaves in proportion, what is opened comes in at its own price."""
    held = before.base_asset_amount
    assert after.base_asset_amount == held + base
    assert after.quote_asset_amount == before.quote_asset_amount + due + quote - fee
    closed = min(abs(held), abs(base)) if held * base < 0 else 0
    entry, even = before.quote_entry_amount, before.quote_break_even_amount + due
    if held:
        entry, even = (value - trunc(Fraction(value * closed, abs(held))) for value in (entry, even))
    opening = quote - trunc(Fraction(quote * closed, abs(base))) if closed < abs(base) else 0
    assert after.quote_entry_amount == entry + opening
    assert after.quote_break_even_amount == even + opening - fee
    if after.base_asset_amount and closed == 0:
        price = calculate_entry_price(after)
        prices = [calculate_entry_price(before)] * (held != 0) + [abs(quote) * 10**9 / abs(base)]
        assert min(prices) - 1 <= price <= max(prices) + 1


def _check_averages(before: Seen, after: Seen, oracle: OraclePriceData, now: int) -> None:
    """Of the oracle: to the unit by which the program leans, and its confidence, by which it moves a price to its own."""
    history, then = before.market.amm.historical_oracle_data, after.market.amm.historical_oracle_data
    slack = 1 + oracle.confidence
    for period, average in ((3600, then.last_oracle_price_twap), (300, then.last_oracle_price_twap5min)):
        assert abs(average - calculate_live_oracle_twap(history, oracle, now, period)) <= slack
    assert (then.last_oracle_price, then.last_oracle_price_twap_ts) == (oracle.price, now)
    amm = before.market.amm
    reserve = amm.quote_asset_reserve * amm.peg_multiplier // amm.base_asset_reserve
    assert after.market.amm.last_oracle_conf_pct == get_new_oracle_conf_pct(amm, oracle, reserve, now)


def _check_funding(before: Seen, after: Seen, events: list[Any], now: int) -> None:
    """A payment first, a new rate last, and each only where it is due."""
    names = [type(e).__name__ for e in events]
    owed = calculate_position_funding_pnl(before.market, before.position) if before.position.base_asset_amount else 0
    payments = [e.funding_payment for e in events if type(e).__name__ == "FundingPaymentRecord"]
    assert sum(payments) == int(owed)
    amm = before.market.amm
    due = time_remaining_until_update(now, amm.last_funding_rate_ts, amm.funding_period) == 0
    assert ("FundingRateRecord" in names) == (due and "OrderActionRecord" in names)
    assert (after.market.amm.last_funding_rate_ts == now) == ("FundingRateRecord" in names)
