"""What a run publishes, and when: the log first, then whoever listens."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.audit.reading import recorded
from tradeport.application.events import (
    Committed,
    Decided,
    EventBus,
    Progressed,
    Recorded,
    RunFinished,
    RunStarted,
    TimerFired,
    TradingStateChanged,
    Valued,
)
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import Fill, OrderEvent
from tradeport.domain.model.time import MINUTE
from tradeport.ports.risk import RiskLimits

TYPES = (
    Bar,
    Committed,
    Decided,
    Fill,
    OrderEvent,
    Progressed,
    Recorded,
    RunFinished,
    RunStarted,
    TimerFired,
    TradingStateChanged,
    Valued,
)


def listening() -> tuple[EventBus, list[Any]]:
    events, heard = EventBus(), list[Any]()
    for type_ in TYPES:
        events.subscribe(type_.__name__, type_, heard.append, essential=True)
    return events, heard


def of(heard: list[Any], type_: type) -> list[Any]:
    return [event for event in heard if type(event) is type_]


@pytest.fixture
def ran(play: Any) -> tuple[Any, list[Any]]:
    events, heard = listening()
    return play(play.flat, play.buy_and_sell(), events=events), heard


def test_from_beginning_to_end(ran: Any) -> None:
    run, heard = ran
    assert isinstance(heard[0], RunStarted)
    assert (heard[0].run_id, heard[0].events, heard[0].engine) == (run.result["run_id"], 6, "reference")
    assert heard[-1] == RunFinished(6 * MINUTE, "finished", run.result["digests"]["audit"], None)


def test_every_record_of_the_log(ran: Any) -> None:
    run, heard = ran
    log = (run.path / "audit.jsonl").read_bytes().splitlines()
    assert of(heard, Recorded) == [recorded(line) for line in log]
    last = of(heard, Committed)[-1]
    assert (last.records, last.hash) == (len(log), run.result["digests"]["audit"])


def test_a_record_is_in_the_file_before_it_is_told(play: Any, tmp_path: Path) -> None:
    events, there = EventBus(), list[bool]()
    path = tmp_path / "run-1" / "audit.jsonl"
    events.subscribe("look", Recorded, lambda r: there.append(r.hash.encode() in path.read_bytes()), essential=True)
    play(play.flat, play.buy_and_sell(), events=events)
    assert there
    assert all(there)


def test_the_order_within_an_instant(ran: Any) -> None:
    """Market data, what was matched, what it is worth, what is decided then; at last that it is on record."""
    _, heard = ran
    begin = next(i for i, e in enumerate(heard) if isinstance(e, Bar) and e.ts == 2 * MINUTE)
    end = next(i for i, e in enumerate(heard) if isinstance(e, Bar) and e.ts == 3 * MINUTE)
    assert [type(e).__name__ for e in heard[begin:end]] == ["Bar", "OrderEvent", "Fill", "Valued", "Recorded", "Committed"]


def test_what_the_files_have(ran: Any) -> None:
    run, heard = ran
    assert [e.line for e in of(heard, Valued)] == (run.path / "equity.csv").read_text().splitlines()[1:]
    assert len(of(heard, Fill)) == len((run.path / "fills.csv").read_text().splitlines()) - 1 == 2
    assert [(e.number, e.action, e.data) for e in of(heard, Decided)] == [
        (n, "submit", r.data) for n, r in enumerate([r for r in of(heard, Recorded) if r.type == "decision"], 1)
    ]


def test_timers_and_the_trading_state(play: Any) -> None:
    events, heard = listening()
    at = {0: lambda s: (s.clock.set_alert("ring", 3 * MINUTE), s.buy("X", 900))}
    rows = ["100 100 100 100", "100 100 50 50", "50 50 50 50"]
    ran = play(rows, at, events=events, limits=RiskLimits(max_drawdown=Decimal("0.1")))
    assert ran.outcome.exit_code == 11
    (change,) = of(heard, TradingStateChanged)
    assert (change.ts, change.state) == (2 * MINUTE, "halted")
    events, heard = listening()
    play(rows, {0: lambda s: s.clock.set_alert("ring", 3 * MINUTE)}, events=events)
    assert of(heard, TimerFired) == [TimerFired("ring", 3 * MINUTE, 3 * MINUTE)]


def test_listening_changes_nothing(play: Any, ran: Any) -> None:
    alone = play(play.flat, play.buy_and_sell())
    assert alone.result["digests"] == ran[0].result["digests"]
    assert (alone.path / "audit.jsonl").read_bytes() == (ran[0].path / "audit.jsonl").read_bytes()
