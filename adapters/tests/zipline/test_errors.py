"""What the platform raises leaves `run` as it is, whatever Zipline's generators would make of it."""

import traceback
from collections.abc import Callable
from typing import Any

import pytest

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player

DATA = one(*["100 101 99 100"] * 3)


@pytest.mark.parametrize(
    "error", [ValueError("no"), KeyboardInterrupt(), StopIteration("in a generator"), OverflowError("mine")]
)
@pytest.mark.parametrize("place", ["on_event", "on_instant", "on_report"])
def test_the_same_object_comes_out(connect: Callable[..., Any], place: str, error: BaseException) -> None:
    """From each of the three calls, also where it would end a generator."""
    line = connect(DATA)
    line.send("a")

    def fail(_: object) -> None:
        raise error

    setattr(line.listener, place, fail)
    with pytest.raises(type(error)) as caught:
        line.session.run()
    assert caught.value is error


def test_a_strategy_error_shows_its_line(bench: Bench) -> None:
    """The traceback ends where it was raised."""

    def act(s: Player) -> None:
        raise ZeroDivisionError("of the strategy")

    error = bench.play(DATA, {1: act}, fails=True).outcome.error
    assert isinstance(error, Exception)
    assert isinstance(error.__cause__, ZeroDivisionError)
    assert "of the strategy" in traceback.extract_tb(error.__cause__.__traceback__)[-1].line  # type: ignore[operator]


def test_a_session_ends_where_it_is_stopped(connect: Callable[..., Any]) -> None:
    """After the instant under way; closing it afterwards is harmless."""
    line = connect(DATA)
    line.listener.on_instant = lambda ts: line.session.stop()
    assert line.session.run() == 1
    line.session.close()
