"""A strategy that answers itself for ever is stopped, and told where."""

from typing import Any

import pytest

from tradeport.application import dispatch
from tradeport.application.errors import StrategyError


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits, reached sooner."""
    monkeypatch.setattr(dispatch, "ENDLESS", 50)


def answer(s: Any, event: Any) -> None:
    if event.type.value == "accepted":
        s.buy("X", 1, limit=50)


def test_orders_that_answer_orders(play: Any) -> None:
    ran = play(play.flat, {0: lambda s: s.buy("X", 1, limit=50)}, on={"order_event": answer})
    assert isinstance(ran.outcome.error, StrategyError)
    assert "50 order events in one instant" in str(ran.outcome.error)
    assert (ran.outcome.exit_code, ran.result["status"]) == (4, "error")


def test_a_timer_shorter_than_the_data(play: Any) -> None:
    ran = play(play.flat, {0: lambda s: s.clock.set_timer("t", 1)})
    assert "timer 't' fired 50 times in one instant" in str(ran.outcome.error)
    assert ran.outcome.exit_code == 4


def test_many_events_that_end_are_no_loop(play: Any) -> None:
    ran = play(play.flat, {0: lambda s: [s.buy("X", 1, limit=50) for _ in range(15)]})
    assert ran.outcome.error is None
