"""One seeded history: a trader who acts at random, a platform that dies, a venue with faults; then calm, and an audit."""

from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import attrs

from tradeport.application import halt
from tradeport.application.errors import ReconciliationError
from tradeport.application.events import Adopted, EventBus
from tradeport.application.live.durability import Disk, Durability
from tradeport.application.live.mortality import IMMORTAL, Deaths, Killed, Reaper, Wire
from tradeport.application.live.platform import LivePlatform, Terms
from tradeport.application.live.simulated_venue import CALM, INSTRUMENT, Faults, SimulatedVenue
from tradeport.application.state import replay
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.risk import RiskLimits, TradingState
from tradeport.ports.venue import VenueState

LIMIT = Decimal(12)
TICK = 100 * MILLISECOND
#: Ticks of calm after which everything must have settled.
SETTLING = 600
#: As many more where somebody meddled: that has to be found, and adopted.
ADOPTING = 1200
#: Ticks without anything open that are enough: there was time to look at the account, or to find that somebody meddled, too.
STILL, STILL_MEDDLED = 200, 500
#: The chance that an operator takes up a halted platform, a tick.
OPERATOR = 0.05
#: How many ticks a dead platform may be away.
AWAY = 30
#: How often our own clock is put forward or back, and by how much at most.
STEP, FORWARD, BACK = 0.002, 60 * SECOND, 3600 * SECOND
TERMS = Terms(
    "simulated",
    [Instrument(INSTRUMENT, size_increment=Decimal(1))],
    cash=Decimal(1_000_000),
    limits=RiskLimits(max_position=LIMIT),
)


@attrs.frozen
class History:
    """What one seed came to. `broken`: invariants that did not hold, in words; empty is success. `digest` of its audit log.

    `deaths` of the platform, `losses` of the end of its log with it; `refusals` of a start, `halts` in the middle, both where
    the log had lost its end or somebody meddled; `adopted`: records of what was taken over then.
    """

    seed: int
    orders: int
    fills: int
    broken: tuple[str, ...]
    digest: str
    deaths: int = 0
    refusals: int = 0
    adopted: int = 0
    halts: int = 0
    losses: int = 0


def simulate(
    seed: int,
    *,
    faults: Faults = Faults(),
    deaths: Deaths = Deaths(),
    durability: Durability = Durability.PROCESS,
    ticks: int = 600,
) -> History:
    """The same seed gives the same history, byte for byte."""
    with TemporaryDirectory() as folder:
        return _Simulation(seed, faults, deaths, durability, Path(folder) / "audit.jsonl").run(ticks)


class _Simulation:
    def __init__(self, seed: int, faults: Faults, deaths: Deaths, durability: Durability, log: Path) -> None:
        self._seed, self._random, self._log = seed, Random(seed ^ 0x5EED), log
        self._venue = SimulatedVenue(seed, faults, cash=TERMS.cash)
        self._reaper = Reaper(seed ^ 0xDEAD, deaths)
        self._disk = Disk(durability, self._reaper.write, self._reaper.sync)
        self._platform: LivePlatform | None = None
        self._lost = self._adopt = self._latched = False
        self._refusals = self._halts = self._losses = 0
        self._compared = self._seen = 0  # how often somebody had meddled, when it last began; when what began then was ready
        self._wrong = self._furthest = 0  # our clock, against the true time; and at most so far
        self._broken: list[str] = []

    def run(self, ticks: int) -> History:
        for _ in range(ticks):
            self._live(act=True)
            self._watch()
        self._venue.faults, self._reaper.chances = CALM, IMMORTAL
        meddled, still = bool(self._venue.meddled), 0
        for tick in range(SETTLING + ADOPTING * meddled):
            self._live(act=False, settle=tick % 50 == 0)
            still = still + 1 if self._settled() else 0
            if still > (STILL_MEDDLED if meddled else STILL):
                break
        platform = self._platform
        assert platform is not None
        self._compare(platform)
        platform.close()
        adopted = self._log.read_bytes().count(b'"type":"adopted"')
        counts = self._reaper.deaths, self._refusals, adopted, self._halts, self._losses
        return History(
            self._seed, len(platform.orders), platform.orders.fills, tuple(self._broken), platform.audit.digest, *counts
        )

    def _settled(self) -> bool:
        platform = self._platform
        if platform is None or not platform.ready or platform.risk.state is TradingState.HALTED:
            return False
        return not platform.gateway.in_flight and not platform.orders.open()

    def _live(self, *, act: bool, settle: bool = False) -> None:
        """A tick of the platform, which may be its last."""
        self._venue.advance(TICK)
        if act and self._random.random() < STEP:
            self._wrong += self._random.randrange(-BACK, FORWARD)
            self._furthest = max(self._furthest, self._wrong)
        try:
            if self._platform is None:
                self._platform = self._start()
            if self._platform.ready:
                self._act(self._platform, act=act, settle=settle)
            self._platform.step(self._now)
            self._platform.orders.news.clear()
            if self._platform.risk.state is TradingState.HALTED:
                self._halted(self._platform)
        except Killed:
            self._die()
            if self._reaper.spoil(self._log):
                self._losses += 1
                self._lost = not self._disk.lasting  # else nothing that matters is lost
                self._wrong = self._furthest  # an id that was lost with the log is known to be taken by the time alone
        except ReconciliationError as error:
            self._die()
            self._refusals += 1
            if self._adopt or not (self._lost or self._meddled):
                self._broken.append(f"refused: {error.message}")
            self._adopt = True

    def _act(self, platform: LivePlatform, *, act: bool, settle: bool) -> None:
        self._lost = self._adopt = False
        self._seen = self._compared
        if settle:
            platform.bus.cancel_all()
        elif act:
            self._trade(platform)

    @property
    def _meddled(self) -> bool:
        """Perhaps there is something that no comparison has found yet."""
        return self._venue.meddled > self._seen

    def _halted(self, platform: LivePlatform) -> None:
        """An operator comes some time, opens the switch or only begins again, with what the venue has."""
        if not self._meddled and not self._latched:
            self._broken.append(f"halted: {platform.gateway.mismatch or platform.risk.reason}")
        self._halts += not self._latched
        self._latched = True
        if self._random.random() < OPERATOR:
            if self._random.random() < 0.5:
                halt.confirm_reset(self._log.parent, halt.ask_reset(self._log.parent))
                self._latched = False
            self._adopt = True
            self._die()

    @property
    def _now(self) -> int:
        return self._venue.now + self._wrong

    def _start(self) -> LivePlatform:
        wire = Wire(self._venue, self._reaper)
        events = EventBus()
        events.subscribe("watch", Adopted, self._heard_of)
        self._compared = self._venue.meddled
        return LivePlatform(self._log, TERMS, wire, self._now, adopt=self._adopt, events=events, disk=self._disk)

    def _heard_of(self, event: Adopted) -> None:
        if not self._adopt:
            self._broken.append(f"adopted and nobody asked: {event}")

    def _die(self) -> None:
        if self._platform is not None:
            self._platform.audit.abandon()
            self._platform = None
        self._venue.hang_up()
        for _ in range(self._random.randrange(AWAY)):
            self._venue.advance(TICK)
            self._watch()
        self._venue.hang_up()

    def _trade(self, platform: LivePlatform) -> None:
        draw = self._random.random()
        if draw < 0.25:
            side = self._random.choice(list(OrderSide))
            quantity, price = Decimal(self._random.randint(1, 6)), Decimal(self._random.randint(95, 105))
            platform.bus.submit(TradeIntent(INSTRUMENT, side, quantity, OrderType.LIMIT, price))
        elif draw < 0.35:
            working = platform.orders.open()
            if working:
                platform.bus.cancel(self._random.choice(working).client_order_id)

    def _watch(self) -> None:
        if abs(self._venue.position()) > LIMIT + self._venue.strayed:
            self._broken.append(f"the position at the venue is {self._venue.position()}, the limit is {LIMIT}")

    def _compare(self, platform: LivePlatform) -> None:
        venue, orders, broken = self._venue, platform.orders, self._broken
        if venue.doubled:
            broken.append(f"sent twice: {', '.join(venue.doubled)}")
        ours = platform.ledger.position(INSTRUMENT).quantity
        if ours != venue.position():
            broken.append(f"our position is {ours}, the venue's fills add up to {venue.position()}")
        if not platform.ready or platform.gateway.in_flight or orders.open():
            open_ = [f"{o.client_order_id} {o.status}" for o in orders.open()]
            broken.append(f"not settled: {', '.join(open_) or platform.gateway.stuck()}")
        if working := [o.client_order_id for o in venue.orders.values() if o.state is VenueState.WORKING]:
            broken.append(f"orphaned at the venue: {', '.join(working)}")
        for order in venue.orders.values():
            if order.client_order_id in orders:
                mine = orders.get(order.client_order_id)
                if mine.filled_quantity != order.filled:
                    broken.append(f"{mine.client_order_id}: filled {mine.filled_quantity} here, {order.filled} there")
        if platform.ledger.cash() != venue.cash():
            broken.append(f"our cash is {platform.ledger.cash()}, the venue's is {venue.cash()}")
        platform.audit.flush()
        logged = replay(self._log).snapshot()
        if (logged.orders, logged.cash) != (orders.all(), platform.ledger.cash()):
            broken.append("the log comes to something else than the platform has")
