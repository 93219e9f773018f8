"""What happens while an event is matched is told then, so that what is done about it still counts for the same event."""

from collections.abc import Callable
from typing import Any

from tradeport.contract_tests.data import close_of, one
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide
from tradeport.ports.engine import EngineSession, OrderReport

BUY, SELL = OrderSide.BUY, OrderSide.SELL
Make, Opened = Callable[..., Order], Callable[..., EngineSession]


def test_a_cancel_in_answer_to_a_fill_keeps_a_later_order_from_filling(listener: Any, opened: Opened, order: Make) -> None:
    """Stop and limit are both in reach: the stop comes first, its fill cancels the limit."""
    session = opened(one("100 101 99 100", "100 106 94 100"))
    legs = {"limit": order("limit", SELL, close_of(0), limit=105), "stop": order("stop", SELL, close_of(0), stop=95)}

    def act(ts: int, events: object) -> None:
        if ts == close_of(0):
            for leg in legs.values():
                session.submit(leg)

    def answer(report: OrderReport) -> None:
        if report.type is OrderEventType.FILLED:
            session.cancel(legs["limit"])

    listener.on_event, listener.on_report = act, answer
    assert session.run() == 2
    assert listener.told == ["limit accepted", "stop accepted", "stop filled 95.00", "limit canceled"]


def test_before_an_event_is_matched_orders_come_and_go(listener: Any, opened: Opened, order: Make) -> None:
    """A cancel then keeps the order from that event; an order sent then, decided before it began, meets it."""
    session = opened(one("100 101 99 100", "100 101 99 100", "100 101 99 100"))
    resting = order("resting", BUY, close_of(0), limit=99)
    session.submit(order("early", BUY, close_of(-1)))

    def act(ts: int, events: object) -> None:
        if ts == close_of(0):
            session.submit(resting)

    def before(event: object) -> None:
        if len(listener.told) == 3:
            session.cancel(resting)
            session.submit(order("late", SELL, close_of(0)))

    listener.on_event, listener.before = act, before
    session.run()
    assert listener.told == [
        "early accepted",
        "early filled 100.00",
        "resting accepted",
        "resting canceled",
        "late accepted",
        "late filled 100.00",
    ]


def test_a_trigger_is_told_in_its_bar_and_once(listener: Any, opened: Opened, order: Make) -> None:
    """Gapped beyond its limit, the order rests two bars as a limit order, then fills."""
    session = opened(one("100 101 99 100", "102 105 102 103", "103 104 102 103", "103 103 101 102"))
    session.submit(order("a", BUY, close_of(0), stop=101, limit="101.5"))
    listener.on_event = lambda ts, events: listener.told.append(f"bar {round((ts - close_of(0)) / 60e9)}")
    session.run()
    assert listener.told == ["a accepted", "bar 0", "a triggered", "bar 1", "bar 2", "a filled 101.50", "bar 3"]
