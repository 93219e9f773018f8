"""What is asked for while an event is about to be matched, or is being matched, still counts."""

from collections.abc import Callable
from typing import Any

from tradeport.contract_tests.data import START, bars, dataset, one
from tradeport.domain.model.orders import OrderType
from tradeport.domain.model.time import MINUTE

FLAT = ["100 101 99 100"] * 3


def test_a_cancel_keeps_an_order_from_being_examined(connect: Callable[..., Any]) -> None:
    """The bar would have filled it."""
    line = connect(one(*FLAT))
    order = line.send("a")
    line.listener.on_event = lambda event: line.session.cancel(order) if event.ts == START + MINUTE else None
    assert line.session.run() == 3
    assert line.listener.reports == ["a accepted", "a canceled"]


def test_an_order_in_time_for_the_event_is_examined_on_it(connect: Callable[..., Any]) -> None:
    """Decided when the bar began: it fills there. Decided during it: on the next."""
    line, second = connect(one(*FLAT)), START + 2 * MINUTE

    def send(event: Any) -> None:
        if event.ts == second:
            line.send("in time", ts=START + MINUTE)
            line.send("late", ts=START + MINUTE + 1)

    line.listener.on_event = send
    line.listener.on_instant = lambda ts: line.listener.reports.append(f"{(ts - START) // MINUTE}")
    line.session.run()
    assert line.listener.reports == ["1", "in time accepted", "late accepted", "in time filled", "2", "late filled", "3"]


def test_a_sibling_can_be_cancelled_on_a_fill(connect: Callable[..., Any]) -> None:
    """The fill is told before the next order is examined, as a pair of which one cancels the other needs it."""
    line = connect(one(*FLAT))
    first, second = line.send("a"), line.send("b")
    line.listener.on_report = lambda r: (
        line.session.cancel(second) if r.client_order_id == first.client_order_id and r.price else 0
    )
    line.session.run()
    assert line.listener.reports == ["a accepted", "b accepted", "a filled", "b canceled"]


def test_an_order_can_be_sent_on_a_fill(connect: Callable[..., Any]) -> None:
    """For the same instrument and for one without orders so far, in the midst of Zipline's matching: both fill a bar later."""
    line = connect(dataset(bars(*FLAT, of="X"), bars(*FLAT, of="Y")))
    line.send("a", type=OrderType.MARKET)

    def follow(report: Any) -> None:
        if report.client_order_id == "a" and report.price:
            line.send("x", "X", ts=report.ts)
            line.send("y", "Y", ts=report.ts)

    line.listener.on_report = follow
    line.listener.on_instant = lambda ts: line.listener.reports.append(f"{(ts - START) // MINUTE}")
    assert line.session.run() == 6
    assert line.listener.reports == [
        "a accepted",
        "a filled",
        "x accepted",
        "y accepted",
        "1",
        "x filled",
        "y filled",
        "2",
        "3",
    ]
