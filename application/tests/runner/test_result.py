"""What stands in result.json is what happened."""

import json
from decimal import Decimal as D
from typing import Any

from tradeport.domain.model.money import FeeSchedule


def test_figures(play: Any) -> None:
    rows = ["100", "100", "110", "120", "120"]
    ran = play(rows, {0: lambda s: s.buy("X", 2), 2: lambda s: s.sell("X", 1)}, fees=FeeSchedule(bps=D(10)))
    result = json.loads((ran.path / "result.json").read_text())
    assert result == json.loads(json.dumps(ran.result))
    assert (result["bars"], result["orders"], result["fills_count"]) == (5, 2, 2)
    assert (result["fees"], result["final_cash"]) == ("0.32", "99919.68")
    assert (result["final_equity"], result["positions"]) == ("100039.68", {"X": "1"})
    assert result["status"] == "finished"
    assert result["timings"]["run_s"] > 0


def test_the_log_ends_with_the_digests_of_the_result(play: Any) -> None:
    ran = play(play.flat, play.buy_and_sell())
    sealed = ran.of("run_finished")[0]["digests"]
    assert {**sealed, "audit": ran.records[-1]["hash"]} == ran.result["digests"]


def test_the_log_names_no_engine_and_no_moment(play: Any) -> None:
    """Nor a path: what differs between two machines would make the bytes differ."""
    content = (play(play.flat, play.buy_and_sell()).path / "audit.jsonl").read_text()
    assert "reference" not in content
    assert "/" not in content
