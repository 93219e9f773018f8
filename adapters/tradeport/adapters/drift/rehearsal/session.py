"""A small session of orders under faults, and what must hold when it is over."""

import hashlib
from random import Random
from typing import Any

import attrs
from driftpy.types import MarketType, OrderParams, OrderType, PositionDirection, PostOnlyParams
from solana.exceptions import SolanaRpcException
from solana.rpc.core import RPCException

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate, Outcome
from tradeport.adapters.drift.execution.orders import WorkingOrders
from tradeport.adapters.drift.execution.safety import Limits, SafetyGates
from tradeport.adapters.drift.execution.sync_executor import Leg, SyncExecutor
from tradeport.adapters.drift.rehearsal.stage import BASE, LONG, SHORT, SOL_SPOT, Stage
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.maths.balances import signed_tokens

TRADER = "trader"
_ENOUGH = 10_000
_TOO_MUCH = 1_500  # tenths; the maker has a hundred


@attrs.define
class Believed:
    """What the client has been told, by transaction: everything that was signed, in the order it was."""

    outcomes: list[tuple[str, Outcome]] = attrs.field(factory=list)
    paired: int = 0

    def landed(self) -> set[str]:
        return {outcome.signature for _, outcome in self.outcomes if outcome.fate is Fate.LANDED}


class Session:
    """One trader's; `maker` stands on the other side of his pairs."""

    def __init__(self, stage: Stage, client: LiveClient, maker: Trader, draw: Random) -> None:
        self._stage, self._client, self._maker, self._draw = stage, client, maker, draw
        gates = SafetyGates(client, Limits(orders=_ENOUGH, stale=10**6))  # what is tried here is not the gates
        self.orders, self._pairs = WorkingOrders(client, gates), SyncExecutor(client, gates)
        self.believed, self._count = Believed(), 0

    async def act(self) -> str:
        """One thing a trader does; says what, and what he was told became of it."""
        kind = self._draw.random()
        working = self.orders.working
        if kind < 0.5 or (kind < 0.8 and not working):
            return await self._place()
        return await (self._cancel(self._draw.choice(working).name) if kind < 0.8 else self._pair())

    async def _place(self) -> str:
        self._count += 1
        name, perp = f"o{self._count}", self._draw.randrange(3)
        oracle = self._client.oracle(perp).price
        buys, away = self._draw.random() < 0.5, self._draw.randint(5, 40) / 1000
        price = int(oracle * (1 - away if buys else 1 + away)) // 1000 * 1000
        side = PositionDirection.Long() if buys else PositionDirection.Short()
        amount = self._draw.randint(1, 20) * BASE // 100
        params = OrderParams(
            OrderType.Limit(), amount, perp, side, MarketType.Perp(), price=price, post_only=PostOnlyParams.MustPostOnly()
        )
        outcome = await self.orders.place(name, params, self._stage.chain.slot)
        return self._note(name, self.orders.beliefs[name].fates, outcome)

    async def _cancel(self, name: str) -> str:
        known = len(self.orders.beliefs[name].fates)
        outcome = await self.orders.cancel(name)
        return self._note(f"cancel {name}", self.orders.beliefs[name].fates[known:], outcome)

    async def _pair(self) -> str:
        """Spot bought, perpetual sold; at times more of one than there is to be had."""
        self._count += 1
        size = self._draw.randint(1, 5)
        greedy = self._draw.random() < 0.3
        makers = (self._stage.maker_info(self._client, self._maker),)
        spot = OrderParams(
            OrderType.Limit(), (size + _TOO_MUCH * greedy) * BASE // 10, SOL_SPOT, PositionDirection.Long(), MarketType.Spot(),
            price=150_050_000,
        )  # fmt: skip
        perp = OrderParams(
            OrderType.Limit(), size * BASE // 10, 0, PositionDirection.Short(), MarketType.Perp(), price=149_900_000
        )
        entry = await self._pairs.enter(Leg(spot, makers), Leg(perp, makers), self._stage.chain.slot)
        if entry.outcome.fate is Fate.LANDED:
            self.believed.paired += size * BASE // 10
        return self._note(f"p{self._count}, {size} tenths{', greedy' if greedy else ''}", [entry.outcome], entry.outcome)

    def _note(self, what: str, fates: list[Outcome], last: Outcome) -> str:
        self.believed.outcomes += [(what, fate) for fate in fates]
        return f"{what}: {last.fate} {last.error or ''} after {last.sends} sends, {last.questions} questions"

    async def refresh(self) -> None:
        """Until it works."""
        while True:
            try:
                await self._client.refresh()
            except (SolanaRpcException, RPCException):
                await self._stage.wait()
                continue
            return

    def broken(self) -> list[str]:
        """What does not hold, in words. The client has been refreshed, and nothing is under way."""
        stage, wrong = self._stage, list[str]()
        told = self.orders.reconcile()
        if told.gone or told.foreign:
            wrong.append(f"believed and gone: {told.gone}; there and not believed: {told.foreign}")
        user = stage.record(TRADER)
        there = sorted((o.user_order_id, o.price, o.base_asset_amount) for o in user.orders if o.status == 1)
        mine = sorted((b.number, b.params.price, b.params.base_asset_amount) for b in self.orders.working)
        if there != mine:
            wrong.append(f"the venue has {there}, the client believes {mine}")
        landed = {str(s) for s, one in stage.node.landed.items() if one.receipt.error is None}
        if landed != self.believed.landed():
            wrong.append(
                f"landed and not believed: {landed - self.believed.landed()}; the reverse: {self.believed.landed() - landed}"
            )
        wrong += self._signed_anew()
        perp = next((p.base_asset_amount for p in user.perp_positions if p.market_index == 0), 0)
        bank: Any = stage.chain.accounts.record(stage.chain.addresses.spot_market(SOL_SPOT), "SpotMarket")
        spot = sum(int(signed_tokens(p, bank)) for p in user.spot_positions if p.market_index == SOL_SPOT)
        if (spot, perp) != (self.believed.paired, -self.believed.paired):
            wrong.append(f"pairs of {self.believed.paired} are believed; held are {spot} and {perp}")
        return wrong

    def _signed_anew(self) -> list[str]:
        """Nothing may be signed for an order while what was signed before may still land."""
        wrong, before = [], dict[str, Outcome]()
        for what, outcome in self.believed.outcomes:
            last = before.get(what)
            if last is not None and not (last.fate is Fate.EXPIRED or last.error == "BlockhashNotFound"):
                wrong.append(f"{what} was signed anew after {last.fate}")
            before[what] = outcome
            if outcome.fate is Fate.EXPIRED and outcome.signature in {str(s) for s in self._stage.node.landed}:
                wrong.append(f"{what} was said to have expired, and landed")
        return wrong

    def digest(self, said: list[str]) -> str:
        """Of everything that was done, told and left: equal where a seed is replayed."""
        account: Any = self._stage.chain.accounts.get(self._stage.chain.addresses.user(self._client.drift.authority))
        return hashlib.sha256("\n".join(said).encode() + account.data).hexdigest()


def stage_with_liquidity() -> tuple[Stage, Trader]:
    """A trader with USDC, and a maker who is good for his pairs."""
    stage = Stage()
    stage.trader(TRADER, 100_000)
    maker = stage.trader("maker", 1_000_000, 500)
    stage.quote(maker, 0, LONG, 100, 149.99)
    stage.quote(maker, SOL_SPOT, SHORT, 100, 150.01, spot=True)
    return stage, maker
