"""Pairs, reduce-only orders and trailing stops over an engine without: what reaches it."""

from typing import Any

from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability as C

OCO = {C.OCO: "oco"}
REDUCE_ONLY = {C.REDUCE_ONLY: "reduce_only", C.OCO: "oco", C.DAY: "expiry"}
BOTH = ["100", "100 106 94 100", "100"]  # reaches 105 and 95


def pair(s: Any) -> None:
    s.oco("X", OrderSide.SELL, 1, limit=105, stop=95)


def test_the_leg_that_loses_is_taken_away_before_the_bar(emulate: Any) -> None:
    reached, ran = emulate(OCO, BOTH, {0: pair})
    assert reached == ["submit 1-0 1.00", "submit 1-1 1.00", "cancel 1-0"]
    assert [(e["type"], e["client_order_id"][-1]) for e in ran.events("filled", "canceled")] == [
        ("filled", "1"),
        ("canceled", "0"),
    ]


def test_a_pair_that_nothing_ends_is_left_alone(emulate: Any, play: Any) -> None:
    reached, _ = emulate(OCO, play.flat, {0: pair})
    assert reached == ["submit 1-0 1.00", "submit 1-1 1.00"]


def test_the_other_leg_goes_with_a_cancelled_one(emulate: Any, play: Any) -> None:
    reached, _ = emulate(OCO, play.flat, {0: pair, 1: lambda s: s.execution.cancel_all()})
    assert reached[2:] == ["cancel 1-0", "cancel 1-1"]


def test_what_was_sent_too_large_reaches_the_engine_cut(emulate: Any, play: Any) -> None:
    steps = {0: lambda s: s.buy("X", 2), 1: lambda s: s.sell("X", 5, limit=105, reduce_only=True)}
    reached, _ = emulate(REDUCE_ONLY, play.flat, steps)
    assert reached == ["submit 1-0 2.00", "submit 2-0 2.00"]


def test_a_smaller_order_stands_in_before_the_bar_that_shrinks_the_position(emulate: Any, play: Any) -> None:
    """Later cuts and cancels find it."""

    def exits(s: Any) -> None:
        s.tickets["it"] = s.sell("X", 3, limit=120, reduce_only=True).client_order_id
        s.sell("X", 1)

    steps = {0: lambda s: s.buy("X", 3), 1: exits, 2: lambda s: s.sell("X", 1), 4: lambda s: s.cancel(s.tickets["it"])}
    reached, ran = emulate(REDUCE_ONLY, play.flat, steps)
    assert reached[1:] == [
        *("submit 2-0 3.00", "submit 3-0 1.00", "cancel 2-0", "submit 2-0.r1 2.00"),
        *("submit 4-0 1.00", "cancel 2-0.r1", "submit 2-0.r2 1.00", "cancel 2-0.r2"),
    ]
    assert [e["change"]["quantity"] for e in ran.events("updated")] == ["2", "1"]


def test_a_cut_order_keeps_its_place(emulate: Any) -> None:
    """Of two limits at one price the first fills first, though it was cut after the second was sent."""

    def exits(s: Any) -> None:
        s.sell("X", 3, limit=105, reduce_only=True)
        s.sell("X", 1, limit=105)
        s.sell("X", 1)

    _, ran = emulate(REDUCE_ONLY, ["100", "100", "100", "100 105 100 100"], {0: lambda s: s.buy("X", 3), 1: exits})
    assert [e["client_order_id"].partition("-")[2] for e in ran.events("filled")] == ["1-0", "4-0", "2-0", "3-0"]


def test_a_post_only_order_that_was_cut_is_new_again_with_new_terms(emulate: Any) -> None:
    """It had outlived its first bar, and was sent without the flag; modified through the market, it is rejected."""

    def exits(s: Any) -> None:
        s.tickets["it"] = s.sell("X", 3, limit=120, post_only=True, reduce_only=True).client_order_id
        s.sell("X", 1)

    steps = {0: lambda s: s.buy("X", 3), 1: exits, 3: lambda s: s.modify(s.tickets["it"], limit=99)}
    reached, ran = emulate(REDUCE_ONLY, ["100"] * 6, steps)
    assert reached[-2:] == ["cancel 2-0.r1", "submit 2-0.r2 2.00"]
    assert len(ran.events("rejected")) == 1


def test_a_trailing_stop_is_a_stop_that_is_modified(emulate: Any) -> None:
    """Up to 104, then flat, then down: one change; a level of 101 is met."""
    rows = ["100", "100 104 100 104", "104 104 102 103", "103 103 100 100"]
    reached, ran = emulate({}, rows, {0: lambda s: s.sell("X", 1, trail=3)})
    assert reached == ["submit 1-0 1.00", "modify 1-0"]
    assert [e["change"] for e in ran.events("updated")] == [{"trigger_price": "101"}]
    assert [e["fill"]["price"] for e in ran.events("filled")] == ["101"]


def test_a_trailing_stop_over_stops_and_cancel_and_replace(emulate: Any) -> None:
    """Held by one emulator, modified by another: only its fill reaches the engine."""
    by = {C.STOP_ORDERS: "stops", C.GTD: "expiry", C.MODIFY: "cancel_replace"} | REDUCE_ONLY
    rows = ["100", "100 104 100 104", "104 104 102 103", "103 103 100 100"]
    reached, _ = emulate(by, rows, {0: lambda s: s.sell("X", 1, trail=3)})
    assert reached == ["submit_at 1-0.1.s1 1.00 101"]


def test_the_one_that_has_followed_last_stands_last(emulate: Any) -> None:
    """Two come to one level, and the bar would fill one: the first had followed once before, so the second stands before it."""

    def exits(s: Any) -> None:
        s.sell("X", 1, trail=3, reduce_only=True)
        s.sell("X", 1, trail=3, stop=99, reduce_only=True)

    rows = ["100", "100", "100 101 100 100", "100 103 100 103", "103 103 99 99"]
    _, ran = emulate(REDUCE_ONLY, rows, {0: lambda s: s.buy("X", 1), 1: exits})
    assert [e["change"]["trigger_price"] for e in ran.events("updated")] == ["98", "100", "100"]
    ends = [(e["client_order_id"].partition("-")[2], e["type"]) for e in ran.events("filled", "canceled")]
    assert ends[1:] == [("3-0", "filled"), ("2-0", "canceled")]
