"""What happened is applied first and told afterwards; then market data, then timers."""

from typing import Any


def heard(play: Any, rows: Any, at: Any, **on: Any) -> list[str]:
    told: list[str] = []
    on = {
        "order_event": lambda s, e: told.append(f"event {e.type.value}"),
        "fill": lambda s, f: told.append(f"fill {f.instrument} holding {s.portfolio.position(f.instrument).quantity:.0f}"),
        "timer": lambda s, name, ts: told.append(f"timer {name}"),
        **on,
    }
    at = {bar: (lambda s, step=step, bar=bar: (told.append(f"bar {bar}"), step(s))) for bar, step in at.items()}
    ran = play(rows, at, on)
    assert ran.outcome.error is None
    return told


def idle(s: Any) -> None: ...


def test_of_one_order(play: Any) -> None:
    told = heard(play, play.flat, {0: lambda s: s.buy("X", 1), 1: idle})
    events = ["event initialized", "event submitted", "event accepted", "event filled"]
    assert told == ["bar 0", *events, "fill X holding 1", "bar 1"]


def test_all_is_applied_before_the_first_is_told(play: Any) -> None:
    """Two fills in one instant: the strategy hears of the first when the second is booked already."""
    told = heard(play, play.flat, {0: lambda s: (s.buy("X", 1), s.buy("X", 2))})
    assert [line for line in told if line.startswith("fill")] == ["fill X holding 3"] * 2


def test_what_a_callback_causes_is_told_after_it(play: Any) -> None:
    told: list[str] = []

    def order(s: Any) -> None:
        s.buy("X", 1)
        told.append("the callback goes on")

    play(play.flat, {0: order}, {"order_event": lambda s, e: told.append(e.type.value)})
    assert told[:4] == ["the callback goes on", "initialized", "submitted", "accepted"]


def test_timers_come_last(play: Any) -> None:
    told = heard(play, play.flat, {0: lambda s: (s.clock.set_alert("t", s.clock.now() + 1), s.buy("X", 1)), 1: idle})
    assert told[-3:] == ["fill X holding 1", "bar 1", "timer t"]


def test_orders_of_on_stop_are_never_examined(play: Any) -> None:
    ran = play(play.flat, on={"stop": lambda s: s.buy("X", 1)})
    assert ran.outcome.error is None
    assert (ran.result["orders"], ran.result["fills_count"]) == (1, 0)


def test_orders_of_on_start_are_examined_on_the_first_bar(play: Any) -> None:
    ran = play(play.flat, on={"start": lambda s: s.buy("X", 1)})
    assert ran.events("filled")[0]["fill"]["price"] == "100"
    assert [r["ts"] for r in ran.records if r["data"].get("type") == "filled"] == [60_000_000_000]
