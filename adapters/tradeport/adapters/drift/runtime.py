"""The loop over a live account: margin first, and the strategy only if there is nothing to fear.

The rule. A tick reads the margin before anything else. Below `floor`, or with a liquidation under way, the account is unwound:
orders cancelled, positions closed reduce-only, and the gates latched so that nothing the strategy has begun gets through. From
then on the strategy is not called until the account is flat, its health is at `resume` or above, and its last call has ended.
Where an oracle that matters is stale nothing is known: the strategy is not called, and nothing is closed on such a price.
"""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from enum import StrEnum

import attrs
from driftpy.drift_user import DriftUser
from solana.exceptions import SolanaRpcException
from solana.rpc.core import RPCException

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.margin import MarginMonitor
from tradeport.adapters.drift.core.types import Margin
from tradeport.adapters.drift.delivery.outcome import Outcome
from tradeport.adapters.drift.delivery.rpc import Refused, TurnedAway, Unheard
from tradeport.adapters.drift.execution.safety import Gate, SafetyGates, SafetyRefused
from tradeport.adapters.drift.execution.unwinder import Unwinder

FLOOR, RESUME = Decimal("0.15"), Decimal("0.30")

type Strategy = Callable[[Margin], Awaitable[None]]


class Mode(StrEnum):
    """TRADING: the strategy may be called. UNWINDING: it may not. BLIND: nothing is known."""

    TRADING = "trading"
    UNWINDING = "unwinding"
    BLIND = "blind"


@attrs.frozen
class Tick:
    """What one came to. `done`: what unwinding sent, and what became of it. `called`: whether the strategy was."""

    slot: int
    mode: Mode
    margin: Margin | None
    done: tuple[tuple[str, Outcome], ...] = ()
    called: bool = False


class RiskFirstLoop:
    """`strategy` runs beside the ticks: one that waits for the chain does not keep the margin from being looked at."""

    def __init__(
        self, client: LiveClient, strategy: Strategy, gates: SafetyGates, unwinder: Unwinder, *,
        floor: Decimal = FLOOR, resume: Decimal = RESUME, record: Callable[[Tick], object] | None = None,
    ) -> None:  # fmt: skip
        if not floor <= resume:
            raise ValueError(f"resume {resume} is below floor {floor}. Hint: it must be at or above, or trading flutters")
        self._client, self._strategy, self._gates, self._unwinder = client, strategy, gates, unwinder
        self._monitor, self._floor, self._resume, self._record = MarginMonitor(client), floor, resume, record
        self._latched = ""
        self._running: asyncio.Task[None] | None = None
        self._raised: BaseException | None = None

    @property
    def unwinding(self) -> bool:
        return bool(self._latched)

    async def tick(self, slot: int) -> Tick:
        """On what the client knows at this slot of the chain. Raises what the strategy's last call has raised, when the margin
        has been looked at and nothing is being unwound."""
        self._reap()
        tick = await self._judge(slot)
        if self._record is not None:
            self._record(tick)
        if tick.mode is Mode.TRADING:
            self._tell()
        return tick

    async def _judge(self, slot: int) -> Tick:
        if self._stale(slot):
            return Tick(slot, Mode.BLIND, None)
        margin = self._monitor.now(prices=False)
        if not self._latched and (margin.health < self._floor or margin.being_liquidated):
            self._latch(margin)
        if self._latched and not self._over(margin):
            return Tick(slot, Mode.UNWINDING, margin, tuple(await self._unwinder.step()))
        self._unlatch()
        if self._running is not None or self._raised is not None:
            return Tick(slot, Mode.TRADING, margin)
        self._running = asyncio.ensure_future(self._strategy(margin))
        return Tick(slot, Mode.TRADING, margin, called=True)

    async def run(self, stop: asyncio.Event, pause: Callable[[], Awaitable[None]]) -> None:
        """Read anew, tick, pause; until `stop`, and then until the strategy's last call has ended. A read that fails is a blind
        tick at the last slot that was known. Raises what that call, or one before it, has raised."""
        slot = 0
        while not stop.is_set():
            try:
                slot = int(await self._client.rpc.ask("getSlot", {"commitment": "confirmed"}))
                await self._client.refresh()
            except (Unheard, TurnedAway, Refused, SolanaRpcException, RPCException):
                if self._record is not None:
                    self._record(Tick(slot, Mode.BLIND, None))
            else:
                await self.tick(slot)
            await pause()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
            self._reap()
        self._tell()

    def _stale(self, slot: int) -> bool:
        """Whether an oracle that the margin depends on has been silent for too long."""
        user: DriftUser = self._client.user
        perps = [(p.market_index, True) for p in user.get_active_perp_positions()]
        spots = [(p.market_index, False) for p in user.get_active_spot_positions()]
        return any(
            slot - self._client.oracle(market, perp=perp).slot > self._gates.limits.stale for market, perp in [*perps, *spots]
        )

    def _latch(self, margin: Margin) -> None:
        self._latched = f"health {margin.health:.4f} is below {self._floor}"
        if not self._gates.held:
            self._gates.hold(self._latched)

    def _over(self, margin: Margin) -> bool:
        return self._running is None and self._unwinder.flat and margin.health >= self._resume and not margin.being_liquidated

    def _unlatch(self) -> None:
        if self._latched and self._gates.held == self._latched:  # somebody else's latch stays
            self._gates.release()
        self._latched = ""

    def _tell(self) -> None:
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised

    def _reap(self) -> None:
        if self._running is not None and self._running.done():
            ended, self._running = self._running, None
            raised = None if ended.cancelled() else ended.exception()
            if not (self._latched and isinstance(raised, SafetyRefused) and raised.gate is Gate.HELD):  # that was our own doing
                self._raised = raised
