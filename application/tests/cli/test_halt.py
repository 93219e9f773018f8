"""The kill switch: it stops a run from outside, stays pulled, and is reset in two steps."""

import errno
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tradeport.application.audit.journal import Journal
from tradeport.application.halt import Watch, pull

SLOW = """
from tradeport.domain.strategy import Strategy
from tradeport.domain.model.orders import OrderSide


class Mine(Strategy):
    def on_start(self):
        self.seen = 0

    def on_bar(self, bar):
        self.seen += 1
        self.buy(bar.instrument, 1, limit=1, tag="rests")
        for _ in range(600_000):
            pass
"""


@pytest.fixture
def halted(platform, tmp_path):
    (tmp_path / "mine.py").write_text(SLOW)
    command = [str(Path(sys.executable).parent / "platform"), "run", "mine.py", "--data", "sample:AAPL", "--out", "run"]
    process = subprocess.Popen([*command, "--no-report"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    give_up = time.monotonic() + 60
    while not (tmp_path / "run" / "audit.jsonl").exists() and time.monotonic() < give_up:
        time.sleep(0.01)
    said = platform("halt", "run", "--reason", "enough", "--wait", "60", "--json")
    assert (said.json["halted"], said.json["ended"]) == (True, True)
    return process.wait(60), tmp_path / "run"


def test_a_running_run_cancels_all_and_ends_with_eleven(platform, halted):
    code, run = halted
    assert code == 11
    log = (run / "audit.jsonl").read_text()
    assert '"type":"operator","data":{"action":"halt","reason":"enough"}' in log
    assert log.count('"type":"canceled"') == log.count('"type":"accepted"') > 0
    assert platform("audit", "verify", "run", "--deep").code == 0


def test_a_replay_halts_at_the_same_instant(platform, halted):
    said = platform("audit", "replay", "run", "--json")
    assert said.json["equal"] is True, said.json


def test_it_stays_pulled_until_it_is_reset_in_two_steps(platform, prices, tmp_path):
    assert platform("run", "order_types", "-d", str(prices), "-o", "run").code == 0
    log = tmp_path / "run" / "audit.jsonl"
    log.write_bytes(log.read_bytes()[:-50])
    (tmp_path / "run" / "result.json").unlink()
    assert platform("halt", "run", "--wait", "0").code == 0
    assert platform("run", "--resume", "run").code == 11
    assert platform("halt", "run", "--confirm", "000000").code == 2
    code = platform("halt", "run", "--reset", "--json").json["code"]
    assert platform("run", "--resume", "run").code == 11
    assert platform("halt", "run", "--confirm", code, "--json").json["halted"] is False
    assert platform("run", "--resume", "run").code == 0
    assert [r.split('"type":"')[1].split('"')[0] for r in (tmp_path / "run" / "halt.jsonl").read_text().splitlines()] == [
        "halt",
        "reset_asked",
        "reset",
    ]


def test_there_is_nothing_to_reset(platform, prices):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    assert platform("halt", "run", "--reset").code == 2
    assert platform("halt", "run", "--status", "--json").json["halted"] is False


def test_a_switch_that_was_tampered_with_stays_shut(platform, prices, tmp_path):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    platform("halt", "run", "--wait", "0")
    path = tmp_path / "run" / "halt.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"type":"halt"', b'"type":"open"'))
    assert platform("halt", "run", "--reset").code == 14


def test_a_folder_without_a_run_is_refused_and_left_alone(platform, tmp_path):
    """Whoever mistypes a name must not believe that something has been halted."""
    (tmp_path / "other").mkdir()
    said = platform("halt", "other", "--wait", "0")
    assert (said.code, "nothing has been halted" in said.err) == (2, True)
    assert not list((tmp_path / "other").iterdir())


def test_several_who_pull_it_at_once_are_all_on_record(platform, prices, tmp_path):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    everybody = Barrier(8)

    def one(number):
        everybody.wait()
        for _ in range(5):
            pull(tmp_path / "run", f"number {number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    records = Journal(tmp_path / "run" / "halt.jsonl").read()
    assert [record["seq"] for record in records] == list(range(40))
    assert {record["data"]["reason"] for record in records} == {f"number {n}" for n in range(8)}


def test_a_record_that_there_is_no_room_for_leaves_the_switch_as_it_stood(platform, prices, tmp_path, monkeypatch):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    assert platform("halt", "run", "--reason", "first", "--wait", "0").code == 0

    def full(file, data):
        file.write(data[:20])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("tradeport.application.audit.journal.write_all", full)
        said = platform("halt", "run", "--reset")
    assert (said.code, "No space left" in said.err, "Traceback" in said.err) == (1, True, False)
    assert platform("halt", "run", "--status", "--json").json["reason"] == "first"


def test_pulled_while_a_run_that_is_resumed_catches_up(platform, prices, tmp_path, monkeypatch):
    """What is recorded comes first; then it halts, as any run does."""
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    log = tmp_path / "run" / "audit.jsonl"
    recorded = log.read_bytes()[: log.stat().st_size // 2]
    log.write_bytes(recorded)
    whole = Watch.__init__

    def begin(watch, folder):
        pull(folder, "now")
        whole(watch, folder)

    monkeypatch.setattr(Watch, "__init__", begin)
    monkeypatch.setattr("tradeport.application.halt.EVERY", 0)
    said = platform("run", "--resume", "run", "--json")
    assert (said.code, said.json["status"]) == (11, "halted")
    assert log.read_bytes().startswith(recorded[: recorded.rindex(b"\n")])
    assert log.read_text().count('"type":"operator"') == 1
    assert platform("audit", "replay", "run", "--json").json["equal"] is True


def test_no_code_is_no_code(platform, prices):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    platform("halt", "run", "--wait", "0")
    assert platform("halt", "run", "--confirm", "").code == 2
    assert platform("halt", "run", "--status", "--json").json["halted"] is True


def test_pulling_it_again_takes_back_a_reset_that_was_asked_for(platform, prices):
    platform("run", "order_types", "-d", str(prices), "-o", "run")
    platform("halt", "run", "--wait", "0")
    code = platform("halt", "run", "--reset", "--json").json["code"]
    platform("halt", "run", "--reason", "again", "--wait", "0")
    assert platform("halt", "run", "--confirm", code).code == 2
    assert platform("halt", "run", "--status", "--json").json["reason"] == "again"
