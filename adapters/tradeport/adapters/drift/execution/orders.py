"""What the client believes it has working, by names of its own, and how that is held against the account.

Drift's ids for clients are one byte and unique only while open, so the names are kept here. Nothing is signed anew while the
fate of what was signed before is unknown; and when a blockhash has run out on an order, it certainly never was one.
"""

import asyncio
from collections.abc import Callable

import attrs
from driftpy.types import OrderParams, is_variant
from solders.compute_budget import set_compute_unit_limit
from solders.instruction import Instruction

from tradeport.adapters.drift.core.client import COMPUTE_UNITS, LiveClient
from tradeport.adapters.drift.delivery.outcome import Fate, Outcome, Signed
from tradeport.adapters.drift.execution.safety import SafetyGates

_IDS = range(1, 224)  # above are the ids of pairs and of the risk loop


@attrs.define
class Belief:
    """One order. `pending`: what is signed and of unknown fate, `placing` it or cancelling. `fates`: of what was signed before,
    in order. `since`: the slot in which the last of it landed. `lock`: one question about it at a time."""

    name: str
    number: int
    params: OrderParams
    working: bool = False
    placing: bool = True
    pending: Signed | None = None
    fates: list[Outcome] = attrs.field(factory=list)
    since: int = 0
    lock: asyncio.Lock = attrs.field(factory=asyncio.Lock, eq=False, repr=False)


@attrs.frozen
class Differences:
    """`gone`: believed to work, and not in the account (filled, expired, cancelled by another). `foreign`: user ids of orders
    that are in the account and not believed in."""

    gone: tuple[str, ...] = ()
    foreign: tuple[int, ...] = ()


class WorkingOrders:
    """Resting perp orders of one account. `again`: how many more times an order is signed after its blockhash has run out."""

    def __init__(self, client: LiveClient, gates: SafetyGates, again: int = 2) -> None:
        self._client, self._gates, self._again = client, gates, again
        self.beliefs: dict[str, Belief] = {}
        self._placing: set[str] = set()

    @property
    def working(self) -> list[Belief]:
        return [belief for belief in self.beliefs.values() if belief.working]

    async def place(self, name: str, params: OrderParams, slot: int) -> Outcome:
        """Raises SafetyRefused; ValueError for a name that has been used."""
        if name in self.beliefs:
            raise ValueError(f"there was an order {name!r} before. Hint: a name is for one order")
        self._gates.check([params], slot)
        taken = self._numbers() | {o.user_order_id for o in self._client.open_orders}
        params.user_order_id = next(number for number in _IDS if number not in taken)
        belief = self.beliefs[name] = Belief(name, params.user_order_id, params)
        self._placing.add(name)
        try:
            return await self._act(belief, lambda: self._client.drift.get_place_perp_order_ix(params), placing=True)
        finally:
            self._placing.discard(name)

    async def cancel(self, name: str) -> Outcome:
        """By its user id: what is no longer there is no error."""
        belief = self.beliefs[name]
        return await self._act(belief, lambda: self._client.drift.get_cancel_order_by_user_id_ix(belief.number), placing=False)

    async def _act(self, belief: Belief, instruction: Callable[[], Instruction], *, placing: bool) -> Outcome:
        async with belief.lock:
            if belief.pending is not None:  # whoever waited for it was interrupted
                await self._settle(belief)
            for attempt in range(self._again + 1):
                instructions = [set_compute_unit_limit(COMPUTE_UNITS), instruction()]
                signed = await self._client.sender.sign(instructions, self._client.drift.wallet.payer)
                belief.pending, belief.placing = signed, placing
                outcome = await self._settle(belief)
                stale = outcome.error == "BlockhashNotFound"
                if attempt == self._again or not (outcome.fate is Fate.EXPIRED or stale):
                    break
        return outcome

    async def settle(self, belief: Belief) -> Outcome:
        """Find out what became of what is pending; also after whoever waited for it was interrupted."""
        async with belief.lock:
            return await self._settle(belief)

    async def _settle(self, belief: Belief) -> Outcome:
        if belief.pending is None:
            raise ValueError(f"nothing of {belief.name!r} is pending. Hint: place or cancel it")
        outcome = await self._client.sender.deliver(belief.pending)
        belief.pending = None
        belief.fates.append(outcome)
        if outcome.fate is Fate.LANDED:
            belief.working, belief.since = belief.placing, outcome.slot or 0
        if belief.working:  # until the account is read anew, driftpy is told which market it now has a place in
            self._client.drift.last_perp_market_seen_cache[belief.params.market_index] = belief.since + 1
        return outcome

    def reconcile(self) -> Differences:
        """Against the account as last refreshed: it is right about all that it is young enough for. What is gone is believed in
        no longer."""
        there = {order.user_order_id for order in self._client.open_orders if is_variant(order.market_type, "Perp")}
        seen = self._client.account_slot
        gone = [belief for belief in self.working if belief.number not in there and belief.since < seen]
        for belief in gone:
            belief.working = False
        ours = self._numbers() | {belief.number for belief in self.beliefs.values() if belief.since >= seen}
        return Differences(tuple(belief.name for belief in gone), tuple(sorted(there - ours)))

    def _numbers(self) -> set[int]:
        """Those that are in use, or may be."""
        beliefs = self.beliefs.values()
        return {one.number for one in beliefs if one.working or one.pending is not None or one.name in self._placing}
