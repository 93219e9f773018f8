"""A run that broke off is finished, and a recorded one is proved again, on any engine."""

import json

import pytest

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
@pytest.mark.parametrize("share", [0.0, 0.31, 0.77, 0.999])
def test_a_log_cut_anywhere_ends_as_if_nothing_had_happened(platform, recorded, tmp_path, share, engine):
    whole = (recorded / "audit.jsonl").read_bytes()
    broken = cut(platform, recorded, tmp_path, int(len(whole) * share))
    said = platform("run", "--resume", str(broken), *(("--engine", engine) if engine else ()))
    assert said.code == 0, said.err
    assert (broken / "audit.jsonl").read_bytes() == whole
    for name in ("fills.csv", "equity.csv"):
        assert (broken / name).read_bytes() == (recorded / name).read_bytes()
    assert json.loads((broken / "result.json").read_text())["status"] == "finished"


def test_a_finished_run_is_not_resumed(platform, recorded):
    said = platform("run", "--resume", str(recorded))
    assert (said.code, "came to its end" in said.err) == (2, True)


def test_resuming_over_other_data_is_refused_and_the_log_stays(platform, recorded, prices, tmp_path):
    whole = (recorded / "audit.jsonl").read_bytes()
    broken = cut(platform, recorded, tmp_path, len(whole) // 2)
    before = (broken / "audit.jsonl").read_bytes()
    prices.write_text(prices.read_text().replace(",10\n", ",11\n", 1))
    said = platform("run", "--resume", str(broken))
    assert (said.code, "record 0" in said.err) == (10, True)
    assert before.startswith((broken / "audit.jsonl").read_bytes())


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
