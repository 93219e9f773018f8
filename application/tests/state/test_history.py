"""What happened to one order, step by step, from a log."""

from typing import Any

import pytest

from tradeport.application.errors import UsageError
from tradeport.application.state import history


def test_every_state_with_its_time(play: Any) -> None:
    def buy(s: Any) -> None:
        s.tickets["it"] = s.buy("X", 2, limit=50).client_order_id

    def change(s: Any) -> None:
        s.modify(s.tickets["it"], quantity=3)

    ran = play(play.flat, {0: buy, 1: change, 2: lambda s: s.cancel(s.tickets["it"])})
    ids = {event["client_order_id"] for event in ran.events("initialized")}
    (id_,) = ids
    found = history(ran.path, id_)
    assert [(step.what, step.status) for step in found.steps] == [
        ("submit", None),
        ("initialized", "initialized"),
        ("submitted", "submitted"),
        ("accepted", "accepted"),
        ("modify", "accepted"),
        ("pending_update", "pending_update"),
        ("updated", "accepted"),
        ("cancel", "accepted"),
        ("pending_cancel", "pending_cancel"),
        ("canceled", "canceled"),
    ]
    assert (found.requests, found.time_outs, found.order.intent.quantity) == (0, 0, 3)
    assert found.steps[4].told() == "quantity 3"


def test_fills_and_what_came_of_each(play: Any) -> None:
    ran = play(play.flat, play.buy_and_sell())
    (first, second) = (event["client_order_id"] for event in ran.events("initialized"))
    assert [(s.what, s.filled) for s in history(ran.path, first).steps][-1] == ("filled", 1)
    assert len(history(ran.path, second).steps) == len(history(ran.path, first).steps)
    assert {s.seq for s in history(ran.path, first).steps}.isdisjoint({s.seq for s in history(ran.path, second).steps})


@pytest.mark.parametrize("id_", ["nobody", "a-1-0", ""])
def test_an_order_that_is_not_there(play: Any, id_: str) -> None:
    ran = play(play.flat, play.buy_and_sell())
    with pytest.raises(UsageError, match="has no order"):
        history(ran.path, id_)
