"""A Drift deployment in this process, traders at its desk, and one live client that cannot tell."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from driftpy.types import MakerInfo
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.keys import Signer
from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderType, PositionDirection, PostOnlyParam
from tradeport.adapters.drift.venue.genesis import Genesis, PerpSpec, SpotSpec, remember, stand_at
from tradeport.adapters.drift.venue.rpc.inprocess import InProcess, connection
from tradeport.adapters.drift.venue.rpc.node import Node

USDC, BASE = 10**6, 10**9
LONG, SHORT = PositionDirection.LONG, PositionDirection.SHORT
FIRST = {"SOL": 150, "BTC": 60_000, "ETH": 3_000}
SOL_SPOT = 1


class Stage:
    """Perp markets of SOL, BTC, ETH by index; spot markets of USDC and SOL. Prices move when told to."""

    def __init__(self) -> None:
        self.chain = Chain()
        self.genesis = Genesis(self.chain, quote_oracle=True)
        self.prices = {"USDC": USDC, **{name: price * USDC for name, price in FIRST.items()}}
        for name in FIRST:
            self.genesis.perp(PerpSpec(f"{name}-PERP", self.prices[name]))
        self.genesis.spot(SpotSpec("SOL", 9, self.prices["SOL"], 100, 10**6, (8000, 9000), (12_000, 11_000)))
        self.node = Node(self.chain)
        self.transport = InProcess(self.node)

    def trader(self, name: str, usdc: int = 50_000, sol: int = 0) -> Trader:
        """Somebody with an account and this much in it."""
        trader = Trader(self.chain, key_pair(name).pubkey())
        self.genesis.wallet(trader.authority, {"USDC": usdc * USDC, "SOL": sol * BASE})
        trader.open()
        if usdc:
            trader.deposit(usdc * USDC)
        if sol:
            trader.deposit(sol * BASE, SOL_SPOT)
        return trader

    def price(self, name: str, price: float) -> None:
        """The oracle, and what the venue remembers of it, jump there: as after a gap that has lasted."""
        self.prices[name] = round(price * USDC)
        self.tick(0)
        with self._changing(self.chain.addresses.perp_market(list(FIRST).index(name)), "PerpMarket") as market:
            stand_at(market.amm, self.prices[name])
        self.node.touched([market.amm.oracle])
        if name == "SOL":
            self.remember(price)

    def remember(self, price: float) -> None:
        """What the spot market of SOL remembers of its oracle."""
        with self._changing(self.chain.addresses.spot_market(SOL_SPOT), "SpotMarket") as market:
            remember(market.historical_oracle_data, round(price * USDC))

    @contextmanager
    def _changing(self, key: Pubkey, kind: str) -> Iterator[Any]:
        """An account of the venue's, and all who look at it told afterwards."""
        record = self.chain.accounts.record(key, kind)
        assert record is not None
        yield record
        self.chain.accounts.touch(key)
        self.node.touched([key])

    def tick(self, slots: int = 1) -> None:
        """Let slots pass, oracles kept fresh."""
        self.node.advance(slots)
        for name, price in self.prices.items():
            self.genesis.price(name, price)
        self.node.touched([self.genesis.oracle(name) for name in self.prices])

    def quote(self, maker: Trader, market: int, direction: int, size: float, price: float, *, spot: bool = False) -> None:
        """A post-only limit order of somebody's."""
        maker.place(
            order(
                OrderType.LIMIT, direction, round(size * BASE), market=market, market_type=0 if spot else 1,
                price=round(price * USDC), post_only=PostOnlyParam.MUST_POST_ONLY,
            )
        )  # fmt: skip

    async def wait(self) -> None:
        """What a client's pause is here: slots pass."""
        self.tick(2)

    @asynccontextmanager
    async def client(self, name: str, wait: Callable[[], Awaitable[None]] | None = None) -> AsyncIterator[LiveClient]:
        """A live client of somebody's account, over driftpy, without sockets."""
        link = connection(self.transport)
        try:
            yield await LiveClient.connect(link, Signer(key_pair(name)), updates="cached", wait=wait or self.wait)
        finally:
            await link.close()

    def maker_info(self, client: LiveClient, maker: Trader) -> MakerInfo:
        """A maker as driftpy wants him named."""
        account = self.chain.accounts.get(maker.key)
        assert account is not None
        decoded: Any = client.drift.program.coder.accounts.decode(account.data)
        return MakerInfo(maker.key, maker.stats_key, decoded)

    def record(self, name: str) -> Any:
        """Somebody's account as the venue has it."""
        return self.chain.accounts.record(self.chain.addresses.user(key_pair(name).pubkey()), "User")


def key_pair(name: str) -> Keypair:
    """A stable key for a name: of no worth anywhere."""
    return Keypair.from_seed(name.encode().ljust(32))
