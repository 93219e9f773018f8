"""GTD and DAY over an engine without them: it is cancelled there, and reported as expired, at the same moment."""

from typing import Any

import pytest

from tradeport.domain.model.orders import TimeInForce
from tradeport.domain.model.time import MINUTE
from tradeport.ports.capability import Capability

BY = {Capability.GTD: "expiry", Capability.DAY: "expiry"}


def until(minute: float, limit: int = 50) -> Any:
    return lambda s: s.buy("X", 1, limit=limit, time_in_force=TimeInForce.GTD, expire_ts=int(minute * MINUTE))


def expired(ran: Any) -> list[int]:
    """Minutes."""
    return [r["ts"] // MINUTE for r in ran.records if r["data"].get("type") == "expired"]


@pytest.mark.parametrize(("end", "minute"), [(3, 3), (2.5, 3), (4, 4)])
def test_it_expires_after_the_bar_that_ends_there(end: float, minute: int, emulate: Any, play: Any) -> None:
    reached, ran = emulate(BY, play.flat, {0: until(end)})
    assert reached == ["submit 1-0 1.00", "cancel 1-0"]
    assert expired(ran) == [minute]
    assert ran.events("canceled", "pending_cancel") == []


def test_filled_on_its_last_bar(emulate: Any, play: Any) -> None:
    reached, ran = emulate(BY, ["100", "100", "99"], {0: until(3, limit=99)})
    assert (reached, ran.result["fills_count"]) == (["submit 1-0 1.00"], 1)


def test_not_examined_after_its_end(emulate: Any) -> None:
    """The first bar after the end would have filled it."""
    _, ran = emulate(BY, ["100", "100", "49", "49"], {0: until(2.5)})
    assert (expired(ran), ran.result["fills_count"]) == ([3], 0)


def test_cancelled_by_the_strategy_before_it_expires(emulate: Any, play: Any) -> None:
    steps = {0: until(4), 1: lambda s: s.execution.cancel_all()}
    reached, ran = emulate(BY, play.flat, steps)
    assert (reached, expired(ran)) == (["submit 1-0 1.00", "cancel 1-0"], [])
    assert len(ran.events("canceled")) == 1


def test_day(emulate: Any) -> None:
    """The session ends with midnight's bar."""
    day = 24 * 60
    steps = {day - 3: lambda s: s.buy("X", 1, limit=50, time_in_force=TimeInForce.DAY)}
    reached, ran = emulate(BY, ["100"] * (day + 2), steps)
    assert (reached, expired(ran)) == (["submit 1-0 1.00", "cancel 1-0"], [day])


def test_those_that_live_on_are_left_alone(emulate: Any, play: Any) -> None:
    reached, ran = emulate(BY, play.flat, {0: lambda s: s.buy("X", 1, limit=50)})
    assert (reached, expired(ran)) == (["submit 1-0 1.00"], [])
