"""A venue that answers late: orders wait to be cancelled, requests come twice, and what came too late changes nothing."""

from decimal import Decimal
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.command_bus import CommandBus
from tradeport.application.events import EventBus, Recorded
from tradeport.application.ledger import Ledger
from tradeport.application.live.gateway import OrderGateway
from tradeport.application.live.simulated_venue import Faults, SimulatedVenue
from tradeport.application.market_view import MarketView
from tradeport.application.metrics import MetricsCollector
from tradeport.application.negotiate import Plan
from tradeport.application.order_store import OrderStore
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.application.state import State, replay
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND
from tradeport.ports.capability import Capabilities, Capability, native
from tradeport.ports.risk import RiskLimits


class Venue:
    """A command bus over a gateway over a slow venue, and the state that follows its log."""

    def __init__(self, seed: int) -> None:
        self.random, self.venue, self.state = Random(seed), SimulatedVenue(seed, Faults()), State()
        self.types: list[str] = []
        events, instrument, digests = EventBus(), Instrument("X", size_increment=Decimal(1)), Digests()
        events.subscribe("state", Recorded, self.state.apply, essential=True)
        self.audit = AuditLog(None, events=events)
        self.clock = EventClock(self.venue.now)
        begun = {"currency": records.plain(Currency("USD")), "cash": "1000", "trading_state": "active"}
        payload = self.audit.append(records.RUN_STARTED, self.clock.now(), begun | {"instruments": [records.plain(instrument)]})
        market = MarketView([instrument])
        self.ledger = Ledger(Currency("USD"), Decimal(1000), [instrument], market.marks, self.clock)
        self.orders = OrderStore(self.audit, digests, self.ledger, MetricsCollector())
        risk = RiskOrchestrator(RiskLimits(), market, self.ledger, self.orders, self.audit, self.clock)
        plan = Plan("simulated", (), Capabilities({c: native() for c in Capability}))
        run_id = sha256(payload).hexdigest()[:10]
        self.bus = CommandBus(run_id, plan, self.orders, risk, self.clock, self.audit, digests)
        self.gateway = OrderGateway(self.venue, self.orders, self.clock.now)
        self.bus.connect(self.gateway)  # type: ignore[arg-type]

    def step(self) -> None:
        if self.random.random() < 0.3:
            side, price = self.random.choice(list(OrderSide)), Decimal(self.random.randint(95, 105))
            self.bus.submit(TradeIntent("X", side, Decimal(self.random.randint(1, 6)), OrderType.LIMIT, price))
        for order in self.random.choices(list(self.orders.all().values()) or [None], k=2):
            if order is not None:
                self.bus.cancel(order.client_order_id)  # often once more, or long after its end
        self.venue.advance(100 * MILLISECOND)
        self.clock.advance(self.venue.now)
        self.gateway.step()
        self.types += [event.type.value for event in self.orders.news]
        self.orders.news.clear()
        self.audit.flush()


@pytest.mark.parametrize("seed", range(5))
def test_what_came_too_late_changes_nothing(seed: int) -> None:
    venue, waited = Venue(seed), 0
    for _ in range(200):
        venue.step()
        found = venue.state.snapshot()
        assert found.orders == venue.orders.all()
        assert (found.cash, found.fees) == (venue.ledger.cash(), venue.ledger.fees)
        waited += any(order.status == "pending_cancel" for order in found.open_orders)
    assert waited > 20
    assert venue.types.count("cancel_rejected") > 50


def test_changes_to_an_order_that_has_filled(play: Any) -> None:
    def late(s: Any) -> None:
        s.cancel(s.tickets["it"])
        s.modify(s.tickets["it"], quantity=2)

    def buy(s: Any) -> None:
        s.tickets["it"] = s.buy("X", 1).client_order_id

    ran = play(play.flat, {0: buy, 2: late})
    (order,) = replay(ran.path).snapshot().orders.values()
    assert len(ran.events("cancel_rejected", "update_rejected")) == 2
    assert (order.status, order.reason, order.intent.quantity) == ("filled", "", 1)
