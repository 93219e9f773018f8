"""Levels are judged in order, and the first difference is found where it begins."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.comparison import compare_results
from tradeport.application.report.divergence import divergence
from tradeport.domain.model.money import FeeSchedule


def compared(**runs: Any) -> dict[str, Any]:
    found = compare_results({name: ran.result for name, ran in runs.items()}, {name: ran.path for name, ran in runs.items()})
    shown: dict[str, Any] = json.loads(json.dumps(found))
    return shown


def shown(first: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """The fields that differ, as the report reads them."""
    read = divergence(first)
    assert read is not None
    assert all(any(context.here) for context in read.contexts)
    return [(field.name, field.values) for field in read.fields if field.differs]


def test_equal(play: Any) -> None:
    found = compared(a=play(play.flat, play.buy_and_sell()), b=play(play.flat, play.buy_and_sell()))
    assert found["parity"]
    assert found["levels"] == {"decisions": True, "fills": True, "money": True, "audit": True}
    assert (found["first_difference"], found["refused"], list(found["engines"])) == (None, {}, ["a", "b"])


def test_one_result_proves_nothing(play: Any) -> None:
    found = compared(a=play(play.flat, play.buy_and_sell()))
    assert (found["parity"], found["first_difference"]) == (False, None)


def test_decisions(play: Any) -> None:
    """The run that decided otherwise is named, though every record after it differs, too."""
    other: dict[int, Any] = play.buy_and_sell() | {2: lambda s: s.sell("X", 2)}
    found = compared(a=play(play.flat, play.buy_and_sell()), b=play(play.flat, other), c=play(play.flat, play.buy_and_sell()))
    first = found["first_difference"]
    assert not found["parity"]
    assert (first["level"], first["index"]) == ("decisions", 1)
    assert shown(first) == [("intent.quantity", ("1", "2", "1"))]
    assert [len(records) for records in first["context"].values()] == [2, 2, 2]


def test_a_decision_less(play: Any) -> None:
    first = compared(a=play(play.flat, play.buy_and_sell()), b=play(play.flat, {0: play.buy_and_sell()[0]}))["first_difference"]
    assert (first["level"], first["index"], first["engines"]["b"]) == ("decisions", 1, None)
    assert first["engines"]["a"]["intent.side"] == "sell"


def test_fills(play: Any) -> None:
    """The same decisions, the data under them changed at one open; the decisions are looked at without their chain."""
    dear = [*play.flat[:3], "101 101 99 100", *play.flat[3:]][: len(play.flat)]
    found = compared(a=play(play.flat, play.buy_and_sell()), b=play(dear, play.buy_and_sell()))
    first = found["first_difference"]
    assert found["levels"] == {"decisions": True, "fills": False, "money": False, "audit": False}
    assert (first["level"], first["index"]) == ("fills", 1)
    assert shown(first) == [("price", ("100", "101"))]
    assert first["engines"]["a"]["ts"] == 240_000_000_000


def test_money(play: Any) -> None:
    dear = [*play.flat[:1], "100 101 99 101", *play.flat[2:]]
    first = compared(a=play(play.flat, play.buy_and_sell()), b=play(dear, play.buy_and_sell()))["first_difference"]
    assert (first["level"], first["index"]) == ("money", 1)
    assert shown(first) == [("equity", ("100000", "100001"))]
    assert [row["ts"] // 60_000_000_000 for row in first["context"]["a"]] == [1, 2, 3, 4, 5]


def test_audit(play: Any) -> None:
    first = compared(a=play(play.flat, {}), b=play(play.flat, {}, history=3))["first_difference"]
    assert (first["level"], first["index"]) == ("audit", 0)
    assert shown(first) == [("history", ("500", "3"))]


def test_a_difference_that_the_files_do_not_show(play: Any) -> None:
    """Holdings are in the money digest and not in equity.csv: then the digests are what can be said."""
    a, b = play(play.flat, {}), play(play.flat, {})
    b.result["digests"]["money"] = "0" * 64
    first = compared(a=a, b=b)["first_difference"]
    assert (first["level"], first["index"], first["context"]) == ("money", None, {})
    assert first["engines"]["b"] == {"digest": "0" * 64}


def test_no_directories(play: Any) -> None:
    a, b = play(play.flat, play.buy_and_sell()), play(play.flat, {})
    first = compare_results({"a": a.result, "b": b.result}, {})["first_difference"]
    assert (first["level"], first["index"]) == ("decisions", None)


@pytest.mark.parametrize("name", ["fills.csv", "audit.jsonl"])
def test_a_file_that_is_gone_reads_as_ended(name: str, play: Any, tmp_path: Path) -> None:
    a, b = play(play.flat, play.buy_and_sell()), play(play.flat, play.buy_and_sell(2))
    if name == "fills.csv":
        b.result["digests"]["decisions"] = a.result["digests"]["decisions"]
    (b.path / name).unlink()
    first = compared(a=a, b=b)["first_difference"]
    assert (first["index"], first["engines"]["b"]) == (0, None)


def test_several_instruments_and_fees(play: Any) -> None:
    data = {"X": play.flat, "Y": play.flat}
    steps: dict[int, Any] = {0: lambda s: (s.buy("X", 1), s.buy("Y", 1))}
    a, b = play(data, steps), play(data, steps, fees=FeeSchedule(per_unit=1))  # type: ignore[arg-type]
    first = compared(a=a, b=b)["first_difference"]
    assert (first["level"], first["index"]) == ("fills", 0)
    assert ("fee", ("0", "1")) in shown(first)
