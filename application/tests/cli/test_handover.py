"""`--handover ENGINE@TIME`: the bytes of the run on one engine; repeated and finished like any other."""

import json

import pytest

WORDS = ("order_types", "-p", "quantity=3", "--fee-bps", "1")
#: In the middle of the forty bars, and a later one.
AT, LATER = "2024-01-02T20:00", "2024-01-03T04:30"


@pytest.fixture
def recorded(platform, prices, tmp_path):
    """One run as it is on one engine, one that changes twice."""
    data = ("-d", str(prices))
    assert platform("run", *WORDS, *data, "-o", "whole").code == 0
    said = platform("run", *WORDS, *data, "--handover", f"backtrader@{AT}", "--handover", f"reference@{LATER}", "-o", "handed")
    assert said.code == 0, said.err
    assert "then on backtrader" in said.out
    assert "Plan for backtrader" in said.err
    return tmp_path / "whole", tmp_path / "handed"


def test_the_same_bytes(recorded):
    whole, handed = recorded
    for name in ("audit.jsonl", "fills.csv", "equity.csv"):
        assert (handed / name).read_bytes() == (whole / name).read_bytes()
    result = json.loads((handed / "result.json").read_text())
    assert [h["engine"] for h in result["handovers"]] == ["backtrader", "reference"]
    assert all(h["ts"] for h in result["handovers"])
    assert "then" in (handed / "report.html").read_text()


@pytest.mark.parametrize("engine", [None, "nautilus"])
@pytest.mark.parametrize("share", [0.2, 0.9])
def test_one_that_broke_off_is_finished(platform, recorded, tmp_path, share, engine):
    """With its changes of engine, or on the one engine given."""
    _, handed = recorded
    whole = (handed / "audit.jsonl").read_bytes()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "request.json").write_bytes((handed / "request.json").read_bytes())
    (broken / "audit.jsonl").write_bytes(whole[: int(len(whole) * share)])
    said = platform("run", "--resume", str(broken), *(("--engine", engine) if engine else ()), "--json")
    assert said.code == 0, said.err
    assert (broken / "audit.jsonl").read_bytes() == whole
    assert len(said.json["handovers"]) == (0 if engine else 2)


@pytest.mark.parametrize("engine", [None, "backtrader"])
def test_a_replay_is_equal(platform, recorded, engine):
    _, handed = recorded
    said = platform("audit", "replay", str(handed), *(("--engine", engine) if engine else ()), "--json")
    assert (said.code, said.json["equal"]) == (0, True), said.err


def test_in_a_config_file(platform, prices, recorded, tmp_path):
    (tmp_path / "run.toml").write_text(f'[[handovers]]\nengine = "backtrader"\nat = "{AT}"\n')
    said = platform("run", *WORDS, "-d", str(prices), "--config", "run.toml", "--json")
    assert said.code == 0, said.err
    assert said.json["digests"]["audit"] == json.loads((recorded[0] / "result.json").read_text())["digests"]["audit"]
    assert [h["engine"] for h in said.json["handovers"]] == ["backtrader"]


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("--handover", "backtrader"), 2, "ENGINE@TIME"),
        (("--handover", f"cobol@{AT}"), 2, "no engine 'cobol'"),
        (("--handover", "backtrader@soon"), 2, "'soon' is not a time"),
        (("--handover", "backtrader@2031-01-01"), 2, "nothing of the run"),
        (("--handover", f"backtrader@{AT}", "--fills", "native"), 2, "--fills canonical"),
        (("--handover", f"backtrader@{AT}", "--isolate"), 2, "without --isolate"),
        (("--handover", f"drift@{AT}", "--fee-per-unit", "0.01"), 13, "drift does not support execution.fees_per_unit"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(platform, prices, tmp_path, words, code, named):
    said = platform("run", "sma_cross", "-d", str(prices), *words, "-o", "run")
    assert (said.code, named in said.err) == (code, True), said.err
    assert not (tmp_path / "run").exists()


def test_not_beside_resume_or_in_a_comparison(platform, prices, recorded, tmp_path):
    said = platform("run", "--resume", str(recorded[1]), "--handover", f"backtrader@{AT}")
    assert (said.code, "--handover would change nothing" in said.err) == (2, True)
    (tmp_path / "run.toml").write_text(f'[[handovers]]\nengine = "backtrader"\nat = "{AT}"\n')
    said = platform("compare", *WORDS, "-d", str(prices), "--config", "run.toml", "--engines", "reference,backtrader")
    assert (said.code, "all its engines in one process" in said.err) == (2, True)


def test_check_shows_the_plan_of_every_engine(platform):
    said = platform("check", "sma_cross", "--engine", "nautilus", "--handover", "drift@2024-01-31", "--handover", "zipline")
    assert said.code == 0
    assert all(f"Plan for {engine}" in said.out for engine in ("nautilus", "drift", "zipline"))
    told = platform("check", "sma_cross", "--handover", "drift", "--json").json
    assert [told["plan"]["engine"], *(plan["engine"] for plan in told["handovers"])] == ["reference", "drift"]
    assert "execution.market_orders" in [item["capability"] for item in told["handovers"][0]["items"]]


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("sma_cross", "--fills", "native"), 2, "no hand-over in the fill profile native"),
        (("mine.py",), 4, "has no on_save"),
        (("market_making", "--no-emulation"), 13, "zipline does not support"),
    ],
)
def test_check_refuses_what_a_run_would(platform, tmp_path, words, code, part):
    (tmp_path / "mine.py").write_text(
        "from tradeport.domain.strategy import Strategy\n\n\nclass Mine(Strategy):\n    def on_bar(self, bar):\n        pass\n"
    )
    said = platform("check", *words, "--handover", "zipline")
    assert (said.code, part in said.err) == (code, True), said.err
