"""IOC, FOK and post-only over an engine without: a plain order there, taken away before the engine could fill it."""

from typing import Any

import pytest

from tradeport.domain.model.orders import TimeInForce
from tradeport.ports.capability import Capability as C

IMMEDIATE = {C.IOC: "immediate", C.FOK: "immediate"}
POST_ONLY = {C.POST_ONLY: "post_only", C.OCO: "oco"}


def buy(limit: float, **terms: Any) -> Any:
    return lambda s: s.buy("X", 1, limit=limit, **terms)


@pytest.mark.parametrize("kind", [TimeInForce.IOC, TimeInForce.FOK])
def test_immediate_is_cancelled_where_the_open_does_not_execute_it(emulate: Any, play: Any, kind: TimeInForce) -> None:
    """The bar would have touched it later."""
    reached, ran = emulate(IMMEDIATE, play.flat, {0: buy(99, time_in_force=kind)})
    assert reached == ["submit 1-0 1.00", "cancel 1-0"]
    assert [e["reason"] for e in ran.events("canceled")] == [f"{kind}: not executable at once"]


def test_immediate_fills_at_the_open(emulate: Any, play: Any) -> None:
    reached, ran = emulate(IMMEDIATE, play.flat, {0: buy(100, time_in_force=TimeInForce.IOC)})
    assert (reached, len(ran.events("filled"))) == (["submit 1-0 1.00"], 1)


def test_post_only_is_rejected_where_it_would_take(emulate: Any, play: Any) -> None:
    reached, ran = emulate(POST_ONLY, play.flat, {0: buy(100, post_only=True)})
    assert reached == ["submit 1-0 1.00", "cancel 1-0"]
    assert [e["reason"] for e in ran.events("rejected")] == ["post_only: it would have taken"]


def test_post_only_rests_and_fills_later(emulate: Any) -> None:
    reached, ran = emulate(POST_ONLY, ["100", "100", "97"], {0: buy(98, post_only=True)})
    assert reached == ["submit 1-0 1.00"]
    assert [e["fill"]["price"] for e in ran.events("filled")] == ["97"]


def test_it_waits_for_the_first_bar_of_its_instrument(emulate: Any) -> None:
    """Y has no bar at the next two closes."""
    rows = {"X": ["100"] * 5, "Y": ["100"]}
    _, ran = emulate(POST_ONLY | IMMEDIATE, rows, {1: lambda s: s.buy("Y", 1, limit=100, time_in_force=TimeInForce.IOC)})
    assert ran.events("canceled", "filled", "rejected") == []
