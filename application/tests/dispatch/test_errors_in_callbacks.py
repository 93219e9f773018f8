"""A strategy that raises ends its run, from whatever callback, with its own traceback."""

import traceback
from typing import Any

import pytest

from tradeport.application.audit.verify import verify
from tradeport.application.dispatch import StrategyRaised


class Broken(Exception):
    """The strategy's own."""


def fail(*_: Any) -> None:
    raise Broken("so it is")


CASES: dict[str, dict[str, Any]] = {
    "on_start": {"on": {"start": fail}},
    "on_bar": {"at": {2: fail}},
    "on_order_event": {"at": {0: lambda s: s.buy("X", 1)}, "on": {"order_event": fail}},
    "on_fill": {"at": {0: lambda s: s.buy("X", 1)}, "on": {"fill": fail}},
    "on_timer": {"at": {0: lambda s: s.clock.set_timer("t", 1)}, "on": {"timer": fail}},
    "on_stop": {"on": {"stop": fail}},
}


@pytest.mark.parametrize("callback", CASES)
def test_named_with_its_traceback(callback: str, play: Any) -> None:
    ran = play(play.flat, **CASES[callback])
    error = ran.outcome.error
    assert isinstance(error, StrategyRaised)
    assert isinstance(error.__cause__, Broken)
    assert traceback.extract_tb(error.__cause__.__traceback__)[-1].name == "fail"
    assert (error.callback, ran.outcome.exit_code, ran.outcome.status.value) == (callback, 4, "error")
    assert ran.result["error"] == f"the strategy raised in {callback}: Broken: so it is"


@pytest.mark.parametrize("callback", CASES)
def test_the_log_is_whole_and_says_so(callback: str, play: Any) -> None:
    ran = play(play.flat, **CASES[callback])
    assert verify(ran.path, deep=True).finished
    assert ran.of("strategy_error") == [{"callback": callback, "error": "Broken", "message": "so it is"}]
    assert ran.of("run_finished")[0]["status"] == "error"


def test_what_was_filled_before_is_kept(play: Any) -> None:
    ran = play(play.flat, {0: lambda s: s.buy("X", 1), 3: fail})
    assert len((ran.path / "fills.csv").read_text().splitlines()) == 2
    assert (ran.result["fills_count"], ran.result["positions"]) == (1, {"X": "1"})


def test_a_keyerror_of_the_strategy_is_not_taken_for_the_platforms(play: Any) -> None:
    ran = play(play.flat, {1: lambda s: {}["x"]})
    assert isinstance(ran.outcome.error, StrategyRaised)
