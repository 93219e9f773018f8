"""One place where something happens to an order: state, log, ledger, news, in that order."""

from decimal import Decimal

import pytest

from tradeport.application.audit.digests import Digests
from tradeport.application.audit.log import AuditLog
from tradeport.application.clock import EventClock
from tradeport.application.events import EventBus
from tradeport.application.ledger import Ledger
from tradeport.application.metrics import MetricsCollector
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import (
    Fill,
    Modification,
    Order,
    OrderEvent,
    OrderEventType,
    OrderSide,
    OrderStatus,
    OrderType,
    TradeIntent,
    UnknownOrder,
)
from tradeport.domain.order_state import InvalidTransition

E = OrderEventType


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(Currency("USD"), Decimal(1000), [Instrument("X"), Instrument("Y")], {"X": 10.0}, EventClock(0))


@pytest.fixture
def log() -> AuditLog:
    return AuditLog(None)


@pytest.fixture
def store(ledger: Ledger, log: AuditLog) -> OrderStore:
    return OrderStore(log, Digests(), ledger, MetricsCollector())


def add(store: OrderStore, id_: str, instrument: str = "X") -> Order:
    intent = TradeIntent(instrument, OrderSide.BUY, Decimal(2), OrderType.LIMIT, Decimal(10))
    order = Order(id_, intent, 0, store.next_rank())
    store.add(order, 0)
    for type_ in (E.SUBMITTED, E.ACCEPTED):
        order = store.apply(OrderEvent(id_, type_, 0))
    return order


def filled(id_: str, quantity: int, type_: OrderEventType) -> OrderEvent:
    fill = Fill(id_, "X", 1, OrderSide.BUY, Decimal(quantity), Decimal(10), Decimal(0))
    return OrderEvent(id_, type_, 1, fill=fill)


def test_open_until_it_ends(store: OrderStore) -> None:
    add(store, "a")
    add(store, "b", "Y")
    assert [o.client_order_id for o in store.open()] == ["a", "b"]
    assert [o.client_order_id for o in store.open("Y")] == ["b"]
    store.apply(OrderEvent("a", E.CANCELED, 1))
    assert ([o.client_order_id for o in store.open()], store.open_count, len(store)) == (["b"], 1, 2)
    assert store.get("a").status is OrderStatus.CANCELED


def test_a_fill_is_booked_and_then_published(ledger: Ledger, log: AuditLog) -> None:
    events, heard = EventBus(), list[tuple[Fill, Decimal]]()
    events.subscribe("test", Fill, lambda fill: heard.append((fill, ledger.cash())))
    store = OrderStore(log, Digests(), ledger, MetricsCollector(), events)
    add(store, "a")
    store.apply(filled("a", 1, E.PARTIALLY_FILLED))
    assert (ledger.cash(), store.fills, store.get("a").remaining) == (990, 1, 1)
    store.apply(filled("a", 1, E.FILLED))
    assert (ledger.cash(), store.fills, store.open_count) == (980, 2, 0)
    assert [(fill.quantity, cash) for fill, cash in heard] == [(1, 990), (1, 980)]


def test_a_modified_order_goes_to_the_end(store: OrderStore) -> None:
    add(store, "a")
    add(store, "b")
    store.apply(OrderEvent("a", E.PENDING_UPDATE, 1))
    store.apply(OrderEvent("a", E.UPDATED, 1, modification=Modification(limit_price=Decimal(9))))
    assert [o.client_order_id for o in store.open()] == ["b", "a"]


def test_what_cannot_be_changes_nothing(store: OrderStore, ledger: Ledger, log: AuditLog) -> None:
    add(store, "a")
    before = store.get("a"), log.digest, len(store.news), ledger.cash()
    with pytest.raises(InvalidTransition):
        store.apply(filled("a", 3, E.FILLED))
    assert (store.get("a"), log.digest, len(store.news), ledger.cash()) == before


def test_an_unknown_order(store: OrderStore) -> None:
    with pytest.raises(UnknownOrder, match="no order 'nobody'"):
        store.get("nobody")
    assert "nobody" not in store


def test_news_are_what_was_logged(store: OrderStore, log: AuditLog) -> None:
    add(store, "a")
    store.refuse(OrderEvent("a", E.CANCEL_REJECTED, 1, "too late"))
    assert [e.type for e in store.news] == [E.INITIALIZED, E.SUBMITTED, E.ACCEPTED, E.CANCEL_REJECTED]
    assert log.count == 4
    assert store.get("a").status is OrderStatus.ACCEPTED


def test_a_cut_keeps_the_place_and_other_changes_lose_it(store: OrderStore) -> None:
    """Unasked and smaller: a reduce-only order's cut. A trailing stop that follows moves its trigger."""
    add(store, "a"), add(store, "b")
    store.apply(OrderEvent("a", E.UPDATED, 1, modification=Modification(quantity=Decimal(1))))
    assert [o.client_order_id for o in store.open()] == ["a", "b"]
    intent = TradeIntent("X", OrderSide.SELL, Decimal(2), OrderType.TRAILING_STOP, None, Decimal(9), trail=Decimal(1))
    store.add(Order("t", intent, 0, 0), 0)
    store.apply(OrderEvent("t", E.SUBMITTED, 0)), store.apply(OrderEvent("t", E.ACCEPTED, 0))
    assert store.open()[0].client_order_id == "t"
    store.apply(OrderEvent("t", E.UPDATED, 1, modification=Modification(trigger_price=Decimal("9.5"))))
    assert [o.client_order_id for o in store.open()] == ["a", "b", "t"]


def test_terms_stand_since_the_decision_or_the_last_change_but_for_a_cut(store: OrderStore) -> None:
    order = add(store, "a")
    assert store.since(order) == 0
    store.apply(OrderEvent("a", E.UPDATED, 3, modification=Modification(quantity=Decimal(1))))  # unasked
    assert store.since(store.get("a")) == 0
    store.apply(OrderEvent("a", E.PENDING_UPDATE, 5))
    store.apply(OrderEvent("a", E.UPDATED, 5, modification=Modification(limit_price=Decimal(9))))
    assert store.since(store.get("a")) == 5
