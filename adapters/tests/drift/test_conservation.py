"""Whatever is traded, the books add up: positions to the market's sums, orders to the exposure, cash to nothing."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.enums import OrderStatus

from .world import IOC, LONG, MUST, SHORT, U, World, limit, live, market_order, refused, stop

ACTION = st.tuples(
    st.sampled_from(["rest", "post", "take", "market", "stop", "cancel", "fill", "trigger", "settle", "wait", "move"]),
    st.integers(0, 2),
    st.sampled_from([LONG, SHORT]),
    st.integers(1, 60),
    st.integers(-8, 8),
)


@dataclass
class Turn:
    """One trader's chance to do one thing."""

    world: World
    trader: Trader
    others: list[Trader]
    keeper: Trader
    side: int
    size: int
    offset: int

    @property
    def price(self) -> float:
        return self.world.prices["SOL"] / U + self.offset / 10

    def rest(self) -> None:
        self.trader.place(limit(self.side, self.size / 10, self.price))

    def post(self) -> None:
        self.trader.place(limit(self.side, self.size / 10, self.price, post_only=MUST))

    def take(self) -> None:
        self.trader.take(limit(self.side, self.size / 10, self.price, bit_flags=IOC), self.others)

    def market(self) -> None:
        reach = 1.03 if self.side == LONG else 0.97
        self.trader.place(market_order(self.side, self.size / 10, round(self.world.prices["SOL"] / U * reach, 2)))

    def stop(self) -> None:
        self.trader.place(stop(self.side, self.size / 10, self.price, reduce_only=self.offset % 2 == 0))

    def cancel(self) -> None:
        self.trader.cancel()

    def fill(self) -> None:
        for order in live(self.trader):
            self.keeper.fill(self.trader, order.order_id, self.others)

    def trigger(self) -> None:
        for order in live(self.trader):
            self.keeper.trigger(self.trader, order.order_id)

    def settle(self) -> None:
        self.trader.settle_pnl(0)

    def wait(self) -> None:
        self.world.tick(self.size, seconds=self.size * 60)

    def move(self) -> None:
        self.world.price(round(self.price, 2))


@settings(max_examples=60)
@given(st.lists(ACTION, max_size=25))
def test_the_sums_hold(script: list[tuple[str, int, int, int, int]]) -> None:
    world = World()
    traders = [world.trader(name, 40_000) for name in ("a", "b", "c")]
    keeper = world.trader("keeper", 1_000)
    for kind, who, side, size, offset in script:
        world.tick(1)
        others = [t for i, t in enumerate(traders) if i != who]
        turn = Turn(world, traders[who], others, keeper, side, size, offset)
        code = refused(getattr(turn, kind))
        assert code is None or code >= 6000
        _check(world, [*traders, keeper])


def _check(world: World, traders: list[Trader]) -> None:
    amm = world.market.amm
    held = [p for t in traders for p in t.user.perp_positions]
    assert amm.base_asset_amount_long == sum(p.base_asset_amount for p in held if p.base_asset_amount > 0)
    assert amm.base_asset_amount_short == sum(p.base_asset_amount for p in held if p.base_asset_amount < 0)
    assert amm.base_asset_amount_with_amm == sum(p.base_asset_amount for p in held)
    assert amm.quote_asset_amount == sum(p.quote_asset_amount for p in held)
    for name in ("quote_entry_amount", "quote_break_even_amount"):
        long = sum(getattr(p, name) for p in held if p.base_asset_amount > 0)
        short = sum(getattr(p, name) for p in held if p.base_asset_amount < 0)
        assert getattr(amm, f"{name}_short") == short or name == "quote_break_even_amount"
        assert getattr(amm, f"{name}_long") == long or name == "quote_break_even_amount"
    assert world.market.number_of_users_with_base == sum(p.base_asset_amount != 0 for p in held)
    deposits = sum(p.scaled_balance for t in traders for p in t.user.spot_positions if p.market_index == 0)
    pools = world.market.pnl_pool.scaled_balance + amm.fee_pool.scaled_balance + world.bank(0).revenue_pool.scaled_balance
    assert world.bank(0).deposit_balance == deposits + pools
    for trader in traders:
        orders = [o for o in trader.user.orders if o.status == OrderStatus.OPEN]
        awake = [o for o in orders if o.order_type in (0, 1, 4) or o.trigger_condition >= 2]
        position = trader.user.perp_positions[0]
        assert trader.user.open_orders == len(orders) == position.open_orders
        assert position.open_bids == sum(o.base_asset_amount - o.base_asset_amount_filled for o in awake if o.direction == LONG)
        assert position.open_asks == -sum(
            o.base_asset_amount - o.base_asset_amount_filled for o in awake if o.direction == SHORT
        )
