"""Runs whose live objects are looked at after every order event, and their records."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.bootstrap import RuntimeBootstrapper
from tradeport.application.events import EventBus, Recorded
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import make_plan
from tradeport.contract_tests.sequences import Scripted
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import Order, OrderEvent
from tradeport.domain.model.positions import Position


@attrs.frozen
class Seen:
    """The live objects after an order event. `records`: how many the log had by then."""

    records: int
    orders: Mapping[str, Order]
    open: tuple[str, ...]
    positions: tuple[Position, ...]
    cash: Decimal
    fees: Decimal


@attrs.frozen
class Live:
    """A run: its records, and what was seen of it."""

    records: list[Recorded]
    seen: list[Seen]


def run_live(dataset: Dataset, script: list[Any], fees: FeeSchedule) -> Live:
    spec = RunSpec(Scripted, Scripted.Config(script=tuple(script)), dataset, "reference", "scripted", fees=fees)
    engine, events, live = ReferenceEngine(), EventBus(), Live([], [])
    events.subscribe("records", Recorded, live.records.append, essential=True)
    events.subscribe("look", OrderEvent, lambda _: live.seen.append(look()), essential=True)
    parts = RuntimeBootstrapper(spec, make_plan(spec, engine), engine, audit=AuditLog(None, events=events), events=events)

    def look() -> Seen:
        orders, ledger = parts.orders, parts.ledger
        ids = tuple(order.client_order_id for order in orders.open())
        return Seen(parts.audit.count, orders.all(), ids, ledger.positions(), ledger.cash(), ledger.fees)

    session = parts.open()
    parts.audit.append(records.RUN_STARTED, spec.dataset.start, spec.identity())
    parts.dispatcher.start()
    session.run()
    parts.dispatcher.finish()
    live.seen.append(look())
    return live


@pytest.fixture
def live() -> Callable[[Dataset, list[Any], FeeSchedule], Live]:
    return run_live
