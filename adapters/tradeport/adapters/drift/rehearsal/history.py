"""One seeded history: a session under faults, without sockets and to the byte the same each time; then calm, and an audit."""

import asyncio
from random import Random

import attrs

from tradeport.adapters.drift.delivery.outcome import Fate
from tradeport.adapters.drift.rehearsal.schedule import Network, strike
from tradeport.adapters.drift.rehearsal.session import TRADER, Session, stage_with_liquidity
from tradeport.adapters.drift.venue.chain import BLOCKHASH_SLOTS

ACTIONS = 10
#: Slots after which whatever was on its way has arrived, or is too old to.
SETTLED = 2 * BLOCKHASH_SLOTS


@attrs.frozen
class History:
    """What one seed came to. `unsure`: transactions about which the client had to ask more than once, or send again.
    `broken`: what did not hold; empty is success. `said`: line by line what was done and told."""

    seed: int
    orders: int
    landed: int
    unsure: int
    expired: int
    broken: tuple[str, ...]
    digest: str
    said: tuple[str, ...]


def rehearse(seed: int, network: Network = Network()) -> History:
    """The same seed gives the same history."""
    return asyncio.run(_in_process(seed, network))


async def _in_process(seed: int, network: Network) -> History:
    draw = Random(seed)
    stage, maker = stage_with_liquidity()
    transport, said, absent = stage.transport, list[str](), 0

    async def wait() -> None:
        """Slots pass; a venue that is down comes back after some."""
        nonlocal absent
        stage.tick(2)
        absent = max(0, absent - 1)
        transport.down = absent > 0

    async with stage.client(TRADER, wait) as client:
        session = Session(stage, client, maker, draw)
        for _ in range(ACTIONS):
            said += strike(draw, transport.faults, network)
            if draw.random() < 0.1:
                absent = draw.randint(1, 60)
                transport.down = True
                said.append(f"down for {absent}")
            said.append(await session.act())
            transport.faults.clear()
            stage.tick(draw.randint(0, 4))
            await session.refresh()
        stage.tick(SETTLED)
        await session.refresh()
        return result(seed, session, said)


def result(seed: int, session: Session, said: list[str]) -> History:
    """Judge a session that is over."""
    outcomes = [outcome for _, outcome in session.believed.outcomes]
    return History(
        seed,
        len(outcomes),
        len(session.believed.landed()),
        sum(outcome.sends > 1 or outcome.questions > 1 for outcome in outcomes),
        sum(outcome.fate is Fate.EXPIRED for outcome in outcomes),
        tuple(session.broken()),
        session.digest(said),
        tuple(said),
    )
