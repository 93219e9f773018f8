"""From a log to a state: up to any record, whatever a killed run left behind, and from nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.audit.reading import recorded
from tradeport.application.errors import AuditCorrupt, UsageError
from tradeport.application.events import Recorded
from tradeport.application.state import State, replay
from tradeport.domain.model.orders import OrderSide


@pytest.fixture
def ran(play: Any) -> Any:
    return play(play.flat, play.buy_and_sell())


def lines(ran: Any) -> list[Recorded]:
    return [recorded(line) for line in (ran.path / "audit.jsonl").read_bytes().splitlines()]


def test_the_end_of_a_run(ran: Any) -> None:
    found, result = replay(ran.path).snapshot(), ran.result
    assert (found.run_id, found.status, found.digest) == (result["run_id"], "finished", result["digests"]["audit"])
    assert (len(found.orders), found.fills, found.decisions) == (result["orders"], result["fills_count"], 2)
    assert (str(found.cash.normalize()), dict(found.positions)) == ("1E+5", {})


def test_up_to_a_record(ran: Any) -> None:
    at = next(r["seq"] for r in ran.records if r["data"].get("type") == "filled")
    before, after = replay(ran.path, at - 1).snapshot(), replay(ran.path, at).snapshot()
    assert (len(before.open_orders), before.fills, after.fills) == (1, 0, 1)
    assert (after.positions["X"].quantity, after.prices["X"], after.risk.gross, after.risk.drawdown) == (1, 100, 100, 0)
    assert after.records == at + 1
    with pytest.raises(UsageError, match="numbered from 0 to"):
        replay(ran.path, 99)


def test_a_record_that_was_cut_off_is_left_aside(ran: Any, tmp_path: Path) -> None:
    content = (ran.path / "audit.jsonl").read_bytes()
    log = tmp_path / "cut.jsonl"
    log.write_bytes(content[:-10])
    assert replay(log).records == len(ran.records) - 1


def test_a_record_twice_is_one(ran: Any) -> None:
    state = State()
    for record in lines(ran):
        assert state.apply(record)
        before = state.snapshot()
        assert not state.apply(record)
        assert state.snapshot() is before


def test_the_exits_of_a_bracket_that_did_not_begin_are_awaited_no_more(play: Any) -> None:
    def enter(s: Any) -> None:
        s.entry = s.bracket("X", OrderSide.BUY, 1, limit=60, stop_loss=55, take_profit=105)[0].client_order_id

    ran = play(play.flat, {0: enter, 2: lambda s: s.execution.cancel(s.entry)})
    at = next(r["seq"] for r in ran.records if r["data"].get("type") == "canceled")
    assert len(replay(ran.path, at - 1).legs) == 2
    assert replay(ran.path, at).legs == {}


def test_a_snapshot_does_not_change(ran: Any) -> None:
    state, first = State(), lines(ran)
    for record in first[:3]:
        state.apply(record)
    kept = state.snapshot()
    seen = json.dumps(kept.as_dict())
    for record in first[3:]:
        state.apply(record)
    assert json.dumps(kept.as_dict()) == seen != json.dumps(state.snapshot().as_dict())


@pytest.mark.parametrize("left_out", [0, 1, 4])
def test_a_record_that_is_missing(ran: Any, left_out: int) -> None:
    state, all_ = State(), lines(ran)
    for record in all_[:left_out]:
        state.apply(record)
    with pytest.raises(AuditCorrupt, match=f"record {left_out + 1} does not follow"):
        state.apply(all_[left_out + 1])
    assert state.records == left_out


def test_timers_that_have_fired(play: Any) -> None:
    on = {"start": lambda s: s.clock.set_timer("tick", 60_000_000_000)}
    ran = play(play.flat, on=on)
    fired = [r["data"]["due"] for r in ran.records if r["type"] == "timer"]
    (timer,) = replay(ran.path).snapshot().timers.values()
    assert (timer.fired, timer.due) == (len(fired), fired[-1])
    assert len(fired) > 1


def test_what_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").write_text("no record\n")
    with pytest.raises(AuditCorrupt, match="record 0: it is no record"):
        replay(tmp_path)
    with pytest.raises(AuditCorrupt, match="cannot be read"):
        replay(tmp_path / "nowhere")
