"""A state file has each record once, is whole at every commit, and can be gone on with."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.audit.reading import recorded
from tradeport.application.errors import AuditCorrupt
from tradeport.application.events import Recorded
from tradeport.application.state import StateFileError, StateStore, replay


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def ran(play: Any) -> Any:
    return play(play.flat, {0: lambda s: s.buy("X", 2), 2: lambda s: s.sell("X", 1), 3: lambda s: s.buy("X", 1, limit=50)})


def lines(ran: Any) -> list[Recorded]:
    return [recorded(line) for line in (ran.path / "audit.jsonl").read_bytes().splitlines()]


def rows(path: Path, words: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as db:
        found = db.execute(words).fetchall()
    db.close()
    return found


def test_the_tables_say_what_the_log_does(ran: Any, path: Path) -> None:
    store = StateStore(path)
    store.catch_up(ran.path)
    store.close()
    assert rows(path, "SELECT instrument, quantity FROM positions") == [("X", "1")]
    orders = rows(path, "SELECT side, quantity, limit_price, status FROM orders ORDER BY ts_init, client_order_id")
    assert orders == [("buy", "2", None, "filled"), ("sell", "1", None, "filled"), ("buy", "1", "50", "accepted")]
    (account,) = rows(path, "SELECT run_id, records, status, cash, trading_state, digest FROM account")
    assert account == (
        ran.result["run_id"],
        len(ran.records),
        "finished",
        ran.result["final_cash"],
        "active",
        ran.result["digests"]["audit"],
    )


def test_gone_on_with_after_every_record(ran: Any, path: Path) -> None:
    for record in lines(ran):
        store = StateStore(path)
        store.add(record)
        store.commit()
        store.close()
    store = StateStore(path)
    assert store.state.snapshot() == replay(ran.path).snapshot()
    store.close()


def test_what_was_not_committed_is_not_there(ran: Any, path: Path) -> None:
    store, all_ = StateStore(path), lines(ran)
    for record in all_[:4]:
        store.add(record)
    store.commit()
    store.add(all_[4])
    store.close()
    again = StateStore(path)
    assert again.state.snapshot() == replay(ran.path, 3).snapshot()
    again.catch_up(ran.path)
    assert again.state.snapshot() == replay(ran.path).snapshot()
    again.close()


def test_a_record_that_is_there_is_passed_over(ran: Any, path: Path) -> None:
    store = StateStore(path)
    for _ in range(3):
        store.catch_up(ran.path)
    assert store.state.records == len(ran.records)
    store.close()
    assert rows(path, "SELECT count(*), max(seq) FROM records") == [(len(ran.records), len(ran.records) - 1)]


def test_an_end_that_was_taken_back_is_replaced(play: Any, ran: Any, path: Path) -> None:
    """An interrupted run's last record gives way to what the resumed run does instead."""

    def interrupt(s: Any) -> None:
        raise KeyboardInterrupt

    at = {0: lambda s: s.buy("X", 2), 2: interrupt}
    broken = play(play.flat, at)
    assert lines(broken)[-2] == lines(ran)[len(lines(broken)) - 2]
    store = StateStore(path)
    store.catch_up(broken.path)
    assert store.state.status == "interrupted"
    store.catch_up(ran.path)
    store.close()
    store = StateStore(path)
    assert store.state.snapshot() == replay(ran.path).snapshot()
    store.close()
    assert rows(path, "SELECT count(*) FROM orders") == [(3,)]


def test_what_only_the_end_that_was_taken_back_had_is_gone(play: Any, path: Path) -> None:
    more = play(play.flat, {0: lambda s: s.buy("X", 2), 2: lambda s: s.buy("X", 1, limit=50)})
    less = play(play.flat, {0: lambda s: s.buy("X", 2)})
    store = StateStore(path)
    store.catch_up(more.path)
    store.catch_up(less.path)
    store.close()
    assert rows(path, "SELECT quantity, status FROM orders") == [("2", "filled")]


def test_a_position_that_was_closed_has_no_row(play: Any, path: Path) -> None:
    store, seen = StateStore(path), []
    for record in lines(play(play.flat, play.buy_and_sell())):
        store.add(record)
        store.commit()
        seen.append(rows(path, "SELECT instrument, quantity FROM positions"))
    store.close()
    assert [("X", "1")] in seen
    assert seen[-1] == []


def test_another_run_is_refused(play: Any, ran: Any, path: Path) -> None:
    store = StateStore(path)
    store.catch_up(ran.path)
    with pytest.raises(StateFileError, match=f"holds the state of run {ran.result['run_id']}"):
        store.catch_up(play(play.flat * 2, play.buy_and_sell()).path)
    store.close()


def test_a_changed_record_is_found(ran: Any, path: Path) -> None:
    store = StateStore(path)
    store.catch_up(ran.path)
    store.close()
    with sqlite3.connect(path) as db:
        db.execute("""UPDATE records SET data = replace(data, '"price":"100"', '"price":"99"')""")
    db.close()
    with pytest.raises(AuditCorrupt, match="does not follow"):
        StateStore(path)


def test_what_is_no_state_file(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, and long enough to be told from one" * 99)
    with pytest.raises(StateFileError, match="file is not a database"):
        StateStore(tmp_path / "notes.txt")
    with pytest.raises(StateFileError, match="unable to open"):
        StateStore(tmp_path / "nowhere" / "state.db")
