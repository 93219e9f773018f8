"""`platform compare` runs engines in processes of their own and judges them."""

import pytest

PAIR = ("--engines", "reference,nautilus")


def test_equal_engines_give_parity(platform, prices, tmp_path):
    said = platform("compare", "order_types", "-d", str(prices), *PAIR, "--fee-bps", "1", "--out", "here", "--json")
    assert said.code == 0, said.err
    assert said.json["parity"] is True
    assert set(said.json["levels"].values()) == {True}
    assert set(said.json["engines"]) == {"reference", "nautilus"}
    assert set(said.json["native"]) == {"reference", "nautilus"}
    logs = [(tmp_path / "here" / name / "audit.jsonl").read_bytes() for name in ("reference", "nautilus")]
    assert logs[0] == logs[1]
    assert (tmp_path / "here" / "report.html").exists()


def test_engines_that_differ_give_ten_and_the_first_difference(platform, prices):
    words = ("compare", "order_types", "-d", str(prices), *PAIR, "--fills", "native", "--json")
    said = platform(*words)
    assert said.code == 10
    assert {result["fills_profile"] for result in said.json["engines"].values()} == {"native"}
    first = said.json["first_difference"]
    assert first["level"] in said.json["levels"]
    assert set(first["engines"]) == {"reference", "nautilus"}


def test_a_strategy_that_raises_is_told_once(platform, prices, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from tradeport.domain.strategy import Strategy\nclass Mine(Strategy):\n    def on_bar(self, bar):\n        1 / 0\n"
    )
    said = platform("compare", "mine.py", "-d", str(prices), *PAIR, "--no-native")
    assert said.code == 4
    assert said.err.count("ZeroDivisionError") == 1


@pytest.mark.parametrize("engines", ["reference,cobol", ""])
def test_unknown_engines_are_named(platform, prices, engines):
    assert platform("compare", "order_types", "-d", str(prices), "--engines", engines).code == 2
