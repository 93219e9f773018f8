"""A venue that answers late: orders wait to be cancelled, requests come twice, and what came too late changes nothing."""

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tradeport.application.events import EventBus, Recorded
from tradeport.application.live.platform import LivePlatform, Terms
from tradeport.application.live.simulated_venue import Faults, SimulatedVenue
from tradeport.application.state import State, replay
from tradeport.application.state.replay import whole_records
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND


class Venue:
    """A platform over a slow venue, and the state that follows its log."""

    def __init__(self, seed: int, log: Path) -> None:
        self.random, self.venue, self.state = Random(seed), SimulatedVenue(seed, Faults()), State()
        self.types: list[str] = []
        events, terms = EventBus(), Terms("slow", [Instrument("X", size_increment=Decimal(1))])
        events.subscribe("state", Recorded, self.state.apply, essential=True)
        self.platform = LivePlatform(log, terms, self.venue, self.venue.now, events=events)
        for record in whole_records(log):
            self.state.apply(record)
        while not self.platform.ready:
            self.step()

    def act(self) -> None:
        bus = self.platform.bus
        if self.random.random() < 0.3:
            side, price = self.random.choice(list(OrderSide)), Decimal(self.random.randint(95, 105))
            bus.submit(TradeIntent("X", side, Decimal(self.random.randint(1, 6)), OrderType.LIMIT, price))
        for order in self.random.choices(list(self.platform.orders.all().values()) or [None], k=2):
            if order is not None:
                bus.cancel(order.client_order_id)  # often once more, or long after its end

    def step(self) -> None:
        self.venue.advance(100 * MILLISECOND)
        self.platform.step(self.venue.now)
        self.types += [event.type.value for event in self.platform.orders.news]
        self.platform.orders.news.clear()


@pytest.mark.parametrize("seed", range(5))
def test_what_came_too_late_changes_nothing(seed: int, tmp_path: Path) -> None:
    venue, waited = Venue(seed, tmp_path / "audit.jsonl"), 0
    for _ in range(150):
        venue.act()
        venue.step()
        found, ledger = venue.state.snapshot(), venue.platform.ledger
        assert found.orders == venue.platform.orders.all()
        assert (found.cash, found.fees) == (ledger.cash(), ledger.fees)
        waited += any(order.status == "pending_cancel" for order in found.open_orders)
    venue.platform.close()
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
