"""SMA cross written for Drift: a bot with driftpy's DriftClient; fills at the next bar's open.

Drift has no backtest of its own. The market is the venue's: a maker quotes each open at which an order waits, a keeper brings
the two together once the auction is over. The bot places its orders through a stock DriftClient over the loopback, as users of
driftpy do, or as bare instructions in process, which nobody writes but which shows what a layer above them costs.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

from solders.keypair import Keypair

from benchmarks.native.keeping import Keeper
from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderAction, OrderType, PositionDirection
from tradeport.adapters.drift.venue.genesis import Genesis, PerpSpec
from tradeport.domain.model.dataset import BarSeries
from tradeport.domain.model.money import text

UNIT, USDC = 10**9, 10**6
AUCTION = 256


class Market:
    """A deployment with one market, and a maker who is its keeper too."""

    def __init__(self, first: float, fee_bps: Decimal, ts: int) -> None:
        self.chain = Chain(ts=ts)
        self.genesis = Genesis(self.chain, quote_oracle=True)
        structure = self.genesis.state.perp_fee_structure
        for tier in structure.fee_tiers:
            tier.fee_numerator, tier.fee_denominator = (fee_bps / 10_000).as_integer_ratio()
            tier.maker_rebate_numerator = 0
        structure.flat_filler_fee = structure.filler_reward_structure.reward_numerator = 0
        self.genesis.perp(PerpSpec("BENCH-PERP", _units(first), tick=1, spread=10_000))
        self.maker, self.bot = self.trader("maker"), self.trader("bot")
        self.fills: list[tuple[str, str, str]] = []

    def trader(self, name: str) -> Trader:
        """Somebody with a billion dollars in the account."""
        trader = Trader(self.chain, _key(name).pubkey())
        self.genesis.wallet(trader.authority, {"USDC": 10**9 * USDC})
        trader.open()
        trader.deposit(10**9 * USDC)
        return trader

    def place(self, direction: PositionDirection) -> None:
        """The bot's market order, as an instruction."""
        self.bot.place(order(OrderType.MARKET, direction, UNIT))

    def open(self, opening: float, number: int, direction: PositionDirection) -> None:
        """The market moves to the price (oracle, averages, the vAMM's peg), and the order is filled."""
        price = _units(opening)
        account = self.chain.accounts.get(self.chain.addresses.perp_market(0))
        assert account is not None
        assert account.record is not None
        amm = account.record.amm
        history = amm.historical_oracle_data
        history.last_oracle_price = history.last_oracle_price_twap = history.last_oracle_price_twap5min = price
        amm.peg_multiplier = amm.last_oracle_normalised_price = price
        amm.last_bid_price_twap = amm.last_ask_price_twap = amm.last_mark_price_twap = amm.last_mark_price_twap5min = price
        account.touched()
        self.chain.advance(AUCTION, 0.0)
        self.genesis.price("BENCH", price)
        maker, bot = self.maker, self.bot
        quote = order(OrderType.LIMIT, 1 - direction, UNIT, price=price, post_only=1)
        receipt = maker.send(
            maker.call("placePerpOrder", params=quote),
            maker.call(
                "fillPerpOrder", (maker.key, maker.stats_key), {"user": bot.key, "userStats": bot.stats_key}, order_id=number
            ),
        )
        for event in receipt.events:
            if type(event).__name__ == "OrderActionRecord" and event.action == OrderAction.FILL:
                side = "buy" if direction == PositionDirection.LONG else "sell"
                base, spent = event.base_asset_amount_filled, event.quote_asset_amount_filled
                self.fills.append((side, text(Decimal(base) / UNIT), text(Decimal(spent) * 1000 / base)))


class SmaCross:
    """Long one unit while the fast average is above the slow one."""

    def __init__(self, fast: int = 10, slow: int = 30) -> None:
        self.fast: deque[float] = deque(maxlen=fast)
        self.slow: deque[float] = deque(maxlen=slow)

    def on_close(self, close: float, held: int) -> PositionDirection | None:
        """What to do now."""
        self.fast.append(close)
        self.slow.append(close)
        if len(self.slow) < 30:
            return None
        if sum(self.fast) / 10 > sum(self.slow) / 30:
            return None if held else PositionDirection.LONG
        return PositionDirection.SHORT if held else None


class Account:
    """What the bot's fills have left of its cash, kept beside the venue's."""

    def __init__(self, keeper: Keeper, fee_bps: Decimal) -> None:
        self.keeper, self.rate = keeper, fee_bps / 10_000
        self.cash, self.held = Decimal(10**9), Decimal(0)

    def after(self, ts: int, close: float, fills: list[tuple[str, str, str]]) -> None:
        """Book the fills of this bar, and value the account at its close."""
        for side, *terms in fills:
            quantity, price = map(Decimal, terms)
            fee, sign = quantity * price * self.rate, 1 if side == "buy" else -1
            self.keeper.filled(ts, side, quantity, price, fee)
            self.cash -= sign * quantity * price + fee
            self.held += sign * quantity
        self.keeper.valued(ts, self.cash, self.held, close)


def run_recorded(series: BarSeries, fee_bps: Decimal, keep: Path) -> list[tuple[str, str, str]]:
    """As `run`, keeping in a folder what the platform keeps of a run."""
    keeper = Keeper(keep)
    account = Account(keeper, fee_bps)
    fills = run(series, fee_bps, account)
    keeper.close()
    return fills


def run(series: BarSeries, fee_bps: Decimal, account: Account | None = None) -> list[tuple[str, str, str]]:
    """In process, in bare instructions: less than a user of the client pays, so that the ratio hides nothing."""
    market, strategy = Market(series.open[0], fee_bps, series.ts[0] // 10**9), SmaCross()
    pending: tuple[int, PositionDirection] | None = None
    booked = 0
    for ts, opening, close in zip(series.ts, series.open, series.close, strict=True):
        if pending is not None:
            market.open(opening, *pending)
            pending = None
        direction = strategy.on_close(close, market.bot.user.perp_positions[0].base_asset_amount)
        if direction is not None:
            pending = market.bot.user.next_order_id, direction
            market.place(direction)
            if account is not None:
                account.keeper.event(ts, "submitted", direction=direction.name.lower())
        if account is not None:
            account.after(ts, close, market.fills[booked:])
            booked = len(market.fills)
    return market.fills


def run_with_client(series: BarSeries, fee_bps: Decimal) -> list[tuple[str, str, str]]:
    """With a stock DriftClient."""
    market = Market(series.open[0], fee_bps, series.ts[0] // 10**9)
    asyncio.run(_bot(series, market))
    return market.fills


async def _bot(series: BarSeries, market: Market) -> None:
    from driftpy.account_subscription_config import AccountSubscriptionConfig
    from driftpy.drift_client import DriftClient
    from driftpy.types import MarketType, OrderParams, TxParams
    from driftpy.types import OrderType as Kind
    from driftpy.types import PositionDirection as Direction
    from solana.rpc.async_api import AsyncClient
    from solana.rpc.commitment import Confirmed

    from tradeport.adapters.drift.venue.rpc.node import Node
    from tradeport.adapters.drift.venue.rpc.server import LoopbackServer

    strategy = SmaCross()
    pending: tuple[int, PositionDirection] | None = None
    async with LoopbackServer(Node(market.chain)) as server, AsyncClient(server.url, commitment=Confirmed) as connection:
        client = DriftClient(
            connection, _key("bot"), "mainnet", account_subscription=AccountSubscriptionConfig("cached"),
            tx_params=TxParams(1_000_000, 0), market_lookup_tables=[],
        )  # fmt: skip
        await client.account_subscriber.subscribe()
        await client.add_user(0)
        user = client.get_user(0)
        fetch: Callable[[], Awaitable[None]] = user.account_subscriber.fetch
        for opening, close in zip(series.open, series.close, strict=True):
            if pending is not None:
                market.open(opening, *pending)
                pending = None
                await fetch()
            position = user.get_perp_position(0)
            direction = strategy.on_close(close, position.base_asset_amount if position else 0)
            if direction is None:
                continue
            pending = client.get_user_account(0).next_order_id, direction
            wanted = Direction.Long() if direction == PositionDirection.LONG else Direction.Short()
            await client.place_perp_order(OrderParams(Kind.Market(), UNIT, 0, wanted, MarketType.Perp()))


def _key(name: str) -> Keypair:
    return Keypair.from_seed(name.encode().ljust(32))


def _units(price: float) -> int:
    return round(price * USDC)
