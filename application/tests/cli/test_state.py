"""The state of a run: kept while it goes on, shown afterwards as of any record; its log copied to a server."""

import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.request import RunRequest
from tradeport.application.state import StateStore, replay, tables
from tradeport.application.state.replay import whole_records
from tradeport.application.worker.launch import Worker

RUN = ("run", "sma_cross", "-p", "fast=2", "-p", "slow=4", "--no-report")


def kept(state: Path) -> Any:
    store = StateStore(state)
    found = store.state.snapshot()
    store.close()
    return found


def test_kept_while_it_runs(platform, prices, tmp_path):
    said = platform(*RUN, "-d", str(prices), "-o", "here", "--state", "state.db", "--json")
    assert said.code == 0
    assert (name := f"state {Path('state.db')}") in said.json["subscribers"]
    assert said.json["subscribers"][name]["failures"] == 0
    assert kept(tmp_path / "state.db") == replay(tmp_path / "here").snapshot()


def test_kept_by_a_worker(prices, tmp_path):
    state = tmp_path / "state.db"
    request = RunRequest(strategy="sma_cross", data=(str(prices),), parameters={"fast": 2, "slow": 4})
    assert Worker(request, tmp_path / "out", with_report=False, state=state).run().exit_code == 0
    assert kept(state) == replay(tmp_path / "out").snapshot()


@pytest.mark.parametrize("where", [(), ("--isolate",)])
def test_the_file_of_another_run_is_refused_before_the_run_begins(platform, prices, tmp_path, monkeypatch, where):
    monkeypatch.setattr("tradeport.application.worker.environment.prepare", lambda *_, **__: sys.executable)
    platform(*RUN, "-d", str(prices), "-o", "one", "--state", "state.db")
    said = platform(*RUN, "-d", str(prices), "-o", "two", "--cash", "7", "--state", "state.db", "--json", *where)
    assert said.code == 1
    assert "holds the state of run" in said.json["error"]["message"]
    assert not (tmp_path / "two").exists()
    assert kept(tmp_path / "state.db") == replay(tmp_path / "one").snapshot()


def test_the_file_of_another_run_is_refused_before_a_run_is_resumed(platform, prices, tmp_path):
    platform(*RUN, "-d", str(prices), "-o", "one", "--state", "state.db")
    platform(*RUN, "-d", str(prices), "-o", "two", "--cash", "7")
    log = tmp_path / "two" / "audit.jsonl"
    log.write_bytes(log.read_bytes()[:-40])
    before = {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    said = platform("run", "--resume", "two", "--state", "state.db")
    assert (said.code, "holds the state of run" in said.err) == (1, True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()} == before


def test_a_run_that_does_not_begin_leaves_no_file(platform, prices, tmp_path):
    assert platform("run", "nobody", "-d", str(prices), "--state", "state.db").code != 0
    assert not (tmp_path / "state.db").exists()


def test_the_state_as_of_a_record(platform, prices):
    platform(*RUN, "-d", str(prices), "-o", "here")
    whole = platform("audit", "state", "here", "--json").json
    assert (whole["status"], whole["decisions"]) == ("finished", len(whole["orders"]))
    early = platform("audit", "state", "here", "--at", "5", "--json").json
    assert (early["records"], early["status"]) == (6, None)
    assert early["digest"] != whole["digest"]


def test_the_state_in_words(platform, prices):
    platform(*RUN, "-d", str(prices), "-o", "here")
    said = platform("audit", "state", "here")
    assert said.code == 0
    assert "finished" in said.out
    assert "below its peak" in said.out


@pytest.mark.parametrize(("words", "code", "part"), [(("--at", "99999"), 2, "numbered from 0 to"), (("--at", "-1"), 2, "-1")])
def test_a_record_that_is_not_there(platform, prices, words, code, part):
    platform(*RUN, "-d", str(prices), "-o", "here")
    said = platform("audit", "state", "here", *words)
    assert (said.code, part in said.err) == (code, True)


def test_a_server_that_is_not_there_harms_no_run(platform, prices, tmp_path):
    words = (*RUN, "-d", str(prices), "--mirror", "redis://127.0.0.1:1", "-o")
    said = platform(*words, "here", "--json")
    assert said.code == 0
    (report,) = said.json["mirrors"]
    assert report["missing"] == replay(tmp_path / "here").records
    assert "platform audit mirror here" in said.err
    said = platform("audit", "mirror", "here", "--to", "redis://127.0.0.1:1", "--patience", "0.2", "--json")
    assert (said.code, said.json["missing"]) == (1, report["missing"])


def test_no_such_mirror(platform, prices):
    said = platform(*RUN, "-d", str(prices), "--mirror", "kafka://x", "-o", "here")
    assert (said.code, "no mirror goes to 'kafka://x'" in said.err) == (2, True)


def test_other_programs_can_read_it(platform, prices, tmp_path):
    platform(*RUN, "-d", str(prices), "-o", "here", "--state", "state.db")
    with sqlite3.connect(tmp_path / "state.db") as db:
        ((status, cash),) = db.execute("SELECT status, cash FROM account").fetchall()
    db.close()
    assert (status, cash) == ("finished", platform("audit", "state", "here", "--json").json["cash"])


def test_kept_through_a_run_that_broke_off_and_was_resumed(platform, prices, tmp_path):
    platform(*RUN, "-d", str(prices), "-o", "here", "--state", "state.db")
    log = tmp_path / "here" / "audit.jsonl"
    content = log.read_bytes()
    log.write_bytes(content[: len(content) * 2 // 3])
    (tmp_path / "here" / "result.json").unlink()
    said = platform("run", "--resume", "here", "--state", "state.db", "--json")
    assert (said.code, log.read_bytes() == content) == (0, True)
    assert said.json["subscribers"]["state state.db"] == {"essential": False, "connected": True, "failures": 0, "error": None}
    assert kept(tmp_path / "state.db") == replay(tmp_path / "here").snapshot()


def test_the_history_of_an_order(platform, prices):
    platform(*RUN, "-d", str(prices), "-o", "here")
    first = next(iter(platform("audit", "state", "here", "--json").json["orders"]))
    found = platform("audit", "order", "here", first, "--json").json
    assert (found["order"]["client_order_id"], found["requests"], found["time_outs"]) == (first, 0, 0)
    assert [step["status"] for step in found["steps"]][-1] == found["order"]["status"]
    said = platform("audit", "order", "here", first)
    assert (said.code, f"Order {first}" in said.out, "2024-01-" in said.out) == (0, True, True)
    assert platform("audit", "order", "here", "nobody").code == 2


def test_a_state_file_is_shown_as_the_log_is(platform, prices, tmp_path):
    platform(*RUN, "-d", str(prices), "-o", "here", "--state", "state.db")
    assert platform("audit", "state", "state.db", "--json").json == platform("audit", "state", "here", "--json").json
    early = platform("audit", "state", "state.db", "--at", "5", "--json").json
    assert early == platform("audit", "state", "here", "--at", "5", "--json").json
    first = next(iter(early["orders"]))
    order = platform("audit", "order", "state.db", first, "--json").json
    assert order == platform("audit", "order", "here", first, "--json").json


def test_shown_while_it_is_written(platform, prices, tmp_path):
    platform(*RUN, "-d", str(prices), "-o", "here")
    store = StateStore(tmp_path / "state.db")
    try:
        records = list(whole_records(tmp_path / "here"))
        for record in records[:9]:
            store.add(record)
        store.commit()
        store.add(records[9])
        assert platform("audit", "state", "state.db", "--json").json["records"] == 9
    finally:
        store.close()


def test_a_state_file_made_afterwards(platform, prices, tmp_path):
    """Of a run without --state, or of one that could not be kept at the time."""
    platform(*RUN, "-d", str(prices), "-o", "here")
    assert platform("audit", "state", "here", "--save", "state.db").code == 0
    assert kept(tmp_path / "state.db") == replay(tmp_path / "here").snapshot()
    assert platform("audit", "state", "here", "--save", "state.db").code == 0
    assert platform("audit", "state", "here", "--save", "other.db", "--at", "3").code == 2
    platform(*RUN, "-d", str(prices), "-o", "two", "--cash", "7")
    said = platform("audit", "state", "two", "--save", "state.db")
    assert (said.code, "holds the state of run" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("made", "part"),
    [
        ("CREATE TABLE positions (what, ever, it, holds); INSERT INTO positions VALUES (1, 2, 3, 4)", "of something else"),
        (f"CREATE TABLE a (b); PRAGMA application_id = {tables.KIND}; PRAGMA user_version = 99", "of version 99"),
    ],
)
@pytest.mark.parametrize("words", [(), ("audit", "state", "state.db")])
def test_the_database_of_something_else_is_refused_and_left_alone(platform, prices, tmp_path, made, part, words):
    with sqlite3.connect(tmp_path / "state.db") as db:
        db.executescript(made)
    db.close()
    before = (tmp_path / "state.db").read_bytes()
    said = platform(*(words or (*RUN, "-d", str(prices), "-o", "here", "--state", "state.db")))
    assert (said.code, part in said.err) == (1, True)
    assert (tmp_path / "state.db").read_bytes() == before
    assert not (tmp_path / "here").exists()
