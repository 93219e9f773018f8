"""One seeded history: a trader who sends and cancels at random, a gateway, a venue with faults; then calm, and an audit."""

from decimal import Decimal
from random import Random

import attrs

from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.command_bus import CommandBus
from tradeport.application.ledger import Ledger
from tradeport.application.live.gateway import OrderGateway
from tradeport.application.live.simulated_venue import CALM, Faults, SimulatedVenue
from tradeport.application.market_view import MarketView
from tradeport.application.metrics import MetricsCollector
from tradeport.application.negotiate import Plan
from tradeport.application.order_store import OrderStore
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.capability import Capabilities, Capability, native
from tradeport.ports.risk import RiskLimits
from tradeport.ports.venue import VenueState

LIMIT = Decimal(12)
TICK = 100 * MILLISECOND
#: Ticks of calm after which everything must have settled.
SETTLING = 600


@attrs.frozen
class History:
    """What one seed came to. `broken`: invariants that did not hold, in words; empty is success. `digest` of its audit log."""

    seed: int
    orders: int
    fills: int
    broken: tuple[str, ...]
    digest: str


def simulate(seed: int, *, faults: Faults = Faults(), ticks: int = 300) -> History:
    """The same seed gives the same history, byte for byte."""
    return _Simulation(seed, faults).run(ticks)


class _Simulation:
    def __init__(self, seed: int, faults: Faults) -> None:
        self._seed, self._random = seed, Random(seed ^ 0x5EED)
        self._venue = SimulatedVenue(seed, faults)
        instrument = Instrument("X", size_increment=Decimal(1))
        self._audit, digests, metrics = AuditLog(None), Digests(), MetricsCollector()
        self._clock = EventClock(self._venue.now)
        market = MarketView([instrument])
        market.marks["X"] = 100.0
        self._ledger = Ledger(Currency("USD"), Decimal(1_000_000), [instrument], market.marks, self._clock)
        self._orders = OrderStore(self._audit, digests, self._ledger, metrics)
        limits = RiskLimits(max_position=LIMIT)
        risk = RiskOrchestrator(limits, market, self._ledger, self._orders, self._audit, self._clock)
        everything = Capabilities({c: native() for c in Capability})
        plan = Plan("simulated", (), everything)
        self._bus = CommandBus(f"s{seed}", plan, self._orders, risk, self._clock, self._audit, digests)
        self._gateway = OrderGateway(self._venue, self._orders, self._clock.now)
        self._bus.connect(self._gateway)  # type: ignore[arg-type]
        self._broken: list[str] = []

    def run(self, ticks: int) -> History:
        for _ in range(ticks):
            self._act()
            self._tick()
            self._watch()
        self._venue.faults = CALM
        for tick in range(SETTLING):
            if tick % 50 == 0:
                self._bus.cancel_all()
            self._tick()
        self._compare()
        return History(self._seed, len(self._orders), self._orders.fills, tuple(self._broken), self._audit.digest)

    def _act(self) -> None:
        draw = self._random.random()
        if draw < 0.25:
            side = self._random.choice(list(OrderSide))
            quantity, price = Decimal(self._random.randint(1, 6)), Decimal(self._random.randint(95, 105))
            self._bus.submit(TradeIntent("X", side, quantity, OrderType.LIMIT, price))
        elif draw < 0.35:
            working = self._orders.open()
            if working:
                self._bus.cancel(self._random.choice(working).client_order_id)

    def _tick(self) -> None:
        self._venue.advance(TICK)
        self._clock.advance(self._venue.now)
        self._gateway.step()
        self._orders.news.clear()

    def _watch(self) -> None:
        if abs(self._venue.position()) > LIMIT:
            self._broken.append(f"the position at the venue is {self._venue.position()}, the limit is {LIMIT}")

    def _compare(self) -> None:
        venue, broken = self._venue, self._broken
        if venue.doubled:
            broken.append(f"sent twice: {', '.join(venue.doubled)}")
        ours = self._ledger.position("X").quantity
        if ours != venue.position():
            broken.append(f"our position is {ours}, the venue's fills add up to {venue.position()}")
        if unknown := [one for one in venue.orders if one not in self._orders]:
            broken.append(f"at the venue and not ours: {', '.join(unknown)}")
        if self._gateway.in_flight or self._orders.open():
            open_ = [f"{o.client_order_id} {o.status}" for o in self._orders.open()]
            broken.append(f"not settled after {SETTLING * TICK // SECOND} s: {', '.join(open_) or self._gateway.stuck()}")
        if working := [o.client_order_id for o in venue.orders.values() if o.state is VenueState.WORKING]:
            broken.append(f"orphaned at the venue: {', '.join(working)}")
        for order in venue.orders.values():
            if order.client_order_id in self._orders:
                mine = self._orders.get(order.client_order_id)
                if mine.filled_quantity != order.filled:
                    broken.append(f"{mine.client_order_id}: filled {mine.filled_quantity} here, {order.filled} there")
