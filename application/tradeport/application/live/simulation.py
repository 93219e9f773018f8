"""One seeded history: a trader who acts at random, a platform that dies, a venue with faults; then calm, and an audit."""

from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import attrs

from tradeport.application.errors import ReconciliationError
from tradeport.application.events import Adopted, EventBus
from tradeport.application.live.mortality import IMMORTAL, Deaths, Killed, Reaper, Wire
from tradeport.application.live.platform import LivePlatform, Terms
from tradeport.application.live.simulated_venue import CALM, INSTRUMENT, Faults, SimulatedVenue
from tradeport.application.state import replay
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.risk import RiskLimits
from tradeport.ports.venue import VenueState

LIMIT = Decimal(12)
TICK = 100 * MILLISECOND
#: Ticks of calm after which everything must have settled.
SETTLING = 600
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

    `deaths` of the platform; `refusals` of a start whose log had lost its end, `adopted`: records of what was taken over then.
    """

    seed: int
    orders: int
    fills: int
    broken: tuple[str, ...]
    digest: str
    deaths: int = 0
    refusals: int = 0
    adopted: int = 0


def simulate(seed: int, *, faults: Faults = Faults(), deaths: Deaths = Deaths(), ticks: int = 600) -> History:
    """The same seed gives the same history, byte for byte."""
    with TemporaryDirectory() as folder:
        return _Simulation(seed, faults, deaths, Path(folder) / "audit.jsonl").run(ticks)


class _Simulation:
    def __init__(self, seed: int, faults: Faults, deaths: Deaths, log: Path) -> None:
        self._seed, self._random, self._log = seed, Random(seed ^ 0x5EED), log
        self._venue = SimulatedVenue(seed, faults)
        self._reaper = Reaper(seed ^ 0xDEAD, deaths)
        self._platform: LivePlatform | None = None
        self._lost = self._adopt = False
        self._spoiled = False  # once lost, trades that add up to no position cannot be found: their cash is gone
        self._refusals = self._adopted = 0
        self._wrong = self._furthest = 0  # our clock, against the true time; and at most so far
        self._broken: list[str] = []

    def run(self, ticks: int) -> History:
        for _ in range(ticks):
            self._live(act=True)
            self._watch()
        self._venue.faults, self._reaper.chances = CALM, IMMORTAL
        for tick in range(SETTLING):
            self._live(act=False, settle=tick % 50 == 0)
        platform = self._platform
        assert platform is not None
        self._compare(platform)
        platform.close()
        counts = self._reaper.deaths, self._refusals, self._log.read_bytes().count(b'"type":"adopted"')
        return History(
            self._seed, len(platform.orders), platform.orders.fills, tuple(self._broken), platform.audit.digest, *counts
        )

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
                self._lost = self._adopt = False
                if settle:
                    self._platform.bus.cancel_all()
                elif act:
                    self._trade(self._platform)
            self._platform.step(self._now)
            self._platform.orders.news.clear()
        except Killed:
            self._die()
            if self._reaper.spoil(self._log):
                self._lost = self._spoiled = True
                self._wrong = self._furthest  # an id that was lost with the log is known to be taken by the time alone
        except ReconciliationError as error:
            self._die()
            self._refusals += 1
            if not self._lost or self._adopt:
                self._broken.append(f"refused: {error.message}")
            self._adopt = True

    @property
    def _now(self) -> int:
        return self._venue.now + self._wrong

    def _start(self) -> LivePlatform:
        wire = Wire(self._venue, self._reaper)
        events = EventBus()
        events.subscribe("watch", Adopted, self._heard_of)
        return LivePlatform(self._log, TERMS, wire, self._now, adopt=self._adopt, events=events, write=self._reaper.write)

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
        if abs(self._venue.position()) > LIMIT:
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
            broken.append(f"not settled after {SETTLING * TICK // SECOND} s: {', '.join(open_) or platform.gateway.stuck()}")
        if working := [o.client_order_id for o in venue.orders.values() if o.state is VenueState.WORKING]:
            broken.append(f"orphaned at the venue: {', '.join(working)}")
        for order in venue.orders.values():
            if order.client_order_id in orders:
                mine = orders.get(order.client_order_id)
                if mine.filled_quantity != order.filled:
                    broken.append(f"{mine.client_order_id}: filled {mine.filled_quantity} here, {order.filled} there")
        worth = sum(
            (e.quantity * e.price * o.intent.side.sign for o in venue.orders.values() for e in o.executions), Decimal(0)
        )
        if not self._spoiled and platform.ledger.cash() != TERMS.cash - worth:
            broken.append(f"our cash is {platform.ledger.cash()}, by the venue's fills it is {TERMS.cash - worth}")
        platform.audit.flush()
        logged = replay(self._log).snapshot()
        if (logged.orders, logged.cash) != (orders.all(), platform.ledger.cash()):
            broken.append("the log comes to something else than the platform has")
