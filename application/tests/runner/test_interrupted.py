"""A run that is interrupted keeps what it had, closed and valid."""

from typing import Any

import pytest

from tradeport.application.audit.verify import verify


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("callback", ["start", "fill", "stop", "bar"])
def test_the_log_is_closed_and_valid(callback: str, play: Any) -> None:
    steps = play.buy_and_sell()
    ran = play(play.flat, steps | ({3: interrupt} if callback == "bar" else {}), on={callback: interrupt})
    assert (ran.outcome.status.value, ran.outcome.exit_code) == ("interrupted", 130)
    assert verify(ran.path, deep=True).finished
    assert ran.of("run_finished")[0]["status"] == ran.result["status"] == "interrupted"
    assert ran.result["error"] is None


def test_what_was_done_is_kept(play: Any) -> None:
    ran = play(play.flat, {**play.buy_and_sell(), 4: interrupt})
    assert (ran.result["bars"], ran.result["fills_count"]) == (4, 2)
    assert len((ran.path / "equity.csv").read_text().splitlines()) == 1 + 5
    assert len((ran.path / "fills.csv").read_text().splitlines()) == 1 + 2
