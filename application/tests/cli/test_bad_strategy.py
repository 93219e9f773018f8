"""A strategy that may not do what it does, cannot do it here, or fails."""

import json

import pytest

HEAD = """
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability
"""
BODY = """
class Mine(Strategy):
    class Config(StrategyConfig):
        instrument: str
    requires = frozenset({Capability.BARS, Capability.MARKET_ORDERS})
    def on_bar(self, bar):
"""

REFUSED = {
    "imports an engine": ("import nautilus_trader\n" + HEAD + BODY + "        pass\n", "nautilus_trader"),
    "reads the wall clock": ("import time\n" + HEAD + BODY + "        time.time()\n", "time.time"),
    "opens a file": (HEAD + BODY + "        open('x')\n", "open"),
    "draws unseeded randomness": ("import random\n" + HEAD + BODY + "        random.random()\n", "random"),
    "does not parse": (HEAD + BODY + "        def\n", "mine.py"),
    "holds no strategy": ("x = 1\n", "Strategy"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_its_line(platform, prices, tmp_path, case):
    content, named = REFUSED[case]
    (tmp_path / "mine.py").write_text(content)
    said = platform("run", "mine.py", "-d", str(prices))
    assert (said.code, named in said.err, "mine.py" in said.err) == (4, True, True), said.err
    assert not (tmp_path / "runs").exists()


def test_one_that_raises_shows_its_own_traceback_and_leaves_a_valid_log(platform, prices, tmp_path):
    (tmp_path / "mine.py").write_text(
        HEAD + BODY + "        self.buy(bar.instrument, 1)\n        self.deep()\n    def deep(self):\n        1 / 0\n"
    )
    said = platform("run", "mine.py", "-d", str(prices), "--out", "here")
    assert said.code == 4
    assert "in deep" in said.err
    assert "ZeroDivisionError" in said.err
    assert "dispatch.py" not in said.err
    assert platform("audit", "verify", "here", "--deep").code == 0
    result = json.loads((tmp_path / "here" / "result.json").read_text())
    assert (result["status"], result["orders"]) == ("error", 1)


def test_a_missing_capability_names_the_engines_that_have_it(platform, prices, tmp_path):
    source = HEAD + BODY.replace("Capability.MARKET_ORDERS", "Capability.MARKET_ORDERS, Capability.QUOTES")
    (tmp_path / "mine.py").write_text(source + "        pass\n")
    said = platform("check", "mine.py", "--json")
    assert said.code == 0
    assert said.json["plan"]["refused"] == []
