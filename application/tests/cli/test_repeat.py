"""A run that broke off is finished, and a recorded one is proved again, on any engine."""

import json

import pytest

from tradeport.application.audit.chain import seal

SOURCE = """
from tradeport.domain.strategy import Strategy


class Mine(Strategy):
    def on_start(self):
        self.seen = 0

    def on_bar(self, bar):
        self.seen += 1
        if self.seen == 7:
            self.buy(bar.instrument, 1)
"""
WORDS = ("-p", "quantity=3", "--fee-bps", "1")


@pytest.fixture
def recorded(platform, prices, tmp_path):
    assert platform("run", "order_types", "-d", str(prices), *WORDS, "-o", "whole").code == 0
    return tmp_path / "whole"


def cut(platform, recorded, tmp_path, size):
    """As a kill would leave it: a log without its end, nothing sealed."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "request.json").write_bytes((recorded / "request.json").read_bytes())
    (broken / "audit.jsonl").write_bytes((recorded / "audit.jsonl").read_bytes()[:size])
    return broken


@pytest.mark.parametrize("engine", [None, "nautilus"])
@pytest.mark.parametrize("share", [0.0, 0.31, 0.77, 0.999, 1.0])
def test_a_log_cut_anywhere_ends_as_if_nothing_had_happened(platform, recorded, tmp_path, share, engine):
    whole = (recorded / "audit.jsonl").read_bytes()
    broken = cut(platform, recorded, tmp_path, int(len(whole) * share))
    said = platform("run", "--resume", str(broken), *(("--engine", engine) if engine else ()))
    assert said.code == 0, said.err
    assert (broken / "audit.jsonl").read_bytes() == whole
    for name in ("fills.csv", "equity.csv"):
        assert (broken / name).read_bytes() == (recorded / name).read_bytes()
    assert json.loads((broken / "result.json").read_text())["status"] == "finished"


def test_a_run_killed_before_its_first_record_is_run(platform, recorded, tmp_path):
    broken = cut(platform, recorded, tmp_path, 0)
    (broken / "audit.jsonl").unlink()
    assert platform("run", "--resume", str(broken)).code == 0
    assert (broken / "audit.jsonl").read_bytes() == (recorded / "audit.jsonl").read_bytes()


def test_a_finished_run_whose_log_is_gone_is_not_resumed(platform, recorded):
    (recorded / "audit.jsonl").unlink()
    assert platform("run", "--resume", str(recorded)).code == 14


def test_a_finished_run_is_not_resumed(platform, recorded):
    said = platform("run", "--resume", str(recorded))
    assert (said.code, "came to its end" in said.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("-p", "quantity=4"),
        ("--data", "other.csv"),
        ("--cash", "5"),
        ("--fills", "native"),
        ("--start", "2030-01-01"),
        ("--config", "mine.toml"),
        ("--handover", "nautilus@2024-01-02"),
        ("--out", "elsewhere"),
        ("--isolate",),
        ("--no-emulation",),
    ],
)
def test_what_would_change_nothing_of_a_run_that_is_resumed_is_refused(platform, recorded, tmp_path, words):
    broken = cut(platform, recorded, tmp_path, 5_000)
    before = contents(broken)
    said = platform("run", "--resume", str(broken), *words)
    assert (said.code, words[0] in said.err, "as the run was asked for" in said.err) == (2, True, True)
    assert contents(broken) == before


def test_resuming_without_a_report(platform, recorded, tmp_path):
    broken = cut(platform, recorded, tmp_path, 5_000)
    assert platform("run", "--resume", str(broken), "--no-report").code == 0
    assert not (broken / "report.html").exists()


def test_one_that_died_before_it_had_begun(platform, tmp_path):
    (tmp_path / "run").mkdir()
    said = platform("run", "--resume", "run")
    assert (said.code, "remove it, and run again" in said.err) == (2, True)


def test_resuming_over_other_data_is_refused_and_the_log_stays(platform, recorded, prices, tmp_path):
    whole = (recorded / "audit.jsonl").read_bytes()
    broken = cut(platform, recorded, tmp_path, len(whole) // 2)
    before = contents(broken)
    prices.write_text(prices.read_text().replace(",10\n", ",11\n", 1))
    said = platform("run", "--resume", str(broken))
    assert (said.code, "record 0 is another one" in said.err, "data, parameters" in said.err) == (12, True, True)
    assert contents(broken) == before


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_disagreement_shows_both_sides_and_changes_nothing(platform, prices, tmp_path, interrupted):
    """What the strategy does now is not what is recorded: put back, it is resumed as if nobody had tried."""
    (tmp_path / "mine.py").write_text(SOURCE)
    platform("run", "mine.py", "-d", str(prices), "-o", "run")
    log = tmp_path / "run" / "audit.jsonl"
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:-2]) + (interruption(lines[:-2]) if interrupted else lines[-2][:-9]))
    (tmp_path / "run" / "result.json").unlink()
    before = contents(tmp_path / "run")
    (tmp_path / "mine.py").write_text(SOURCE.replace("7", "9"))
    said = platform("run", "--resume", "run", "--json")
    message = said.json["error"]["message"]
    assert (said.code, said.json["error"]["type"]) == (12, "ReconciliationError")
    assert "record 1 is another one" in message
    assert "recorded: 1 2024" in message
    assert "again on reference: 1 2024" in message
    assert contents(tmp_path / "run") == before
    (tmp_path / "mine.py").write_text(SOURCE)
    assert platform("run", "--resume", "run").code == 0
    assert log.read_bytes() == whole
    assert not [path.name for path in (tmp_path / "run").iterdir() if path.name.startswith(".")]


def interruption(lines):
    """The `run_finished` of a run that was interrupted after these."""
    last = json.loads(lines[-1])
    data = json.dumps({"status": "interrupted"}).encode()
    return seal(last["seq"] + 1, last["ts"], "run_finished", data, last["hash"])[0] + b"\n"


@pytest.mark.parametrize("words", [("--resume", "whole"), ("order_types", "-d", "prices.csv")])
def test_a_backtest_has_nothing_to_adopt(platform, recorded, words):
    said = platform("run", *words, "--adopt")
    assert (said.code, "no venue holds anything of it" in said.err) == (2, True)


@pytest.mark.parametrize("engine", ["reference", "nautilus"])
def test_a_replay_is_equal_record_by_record(platform, recorded, engine):
    said = platform("audit", "replay", str(recorded), "--engine", engine, "--json")
    assert (said.code, said.json["equal"]) == (0, True), said.err
    assert said.json["records"] == (recorded / "audit.jsonl").read_bytes().count(b"\n")


def test_a_replay_shows_the_first_difference(platform, prices, tmp_path):
    (tmp_path / "mine.py").write_text(SOURCE)
    assert platform("run", "mine.py", "-d", str(prices), "-o", "run").code == 0
    (tmp_path / "mine.py").write_text(SOURCE.replace("7", "9"))
    said = platform("audit", "replay", "run", "--json")
    assert (said.code, said.json["first_difference"]["index"]) == (10, 1)
    assert said.json["first_difference"]["recorded"]["type"] == "decision"


def test_what_is_no_run_directory_is_named(platform, tmp_path):
    (tmp_path / "empty").mkdir()
    assert platform("audit", "replay", "empty").code == 2
    assert platform("run").code == 2
