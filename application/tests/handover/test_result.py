"""result.json and venue_orders.csv say what was handed over, and when; the log says nothing of it."""

from decimal import Decimal
from typing import Any

from tradeport.application.run_spec import Handover
from tradeport.domain.model.time import MINUTE
from tradeport.ports.risk import RiskLimits

FLAT = "100 101 99 100"


def test_what_went_over(both: Any) -> None:
    steps = {0: lambda s: s.buy("X", 2), 1: lambda s: s.sell("X", 1, limit=150)}
    made = both([FLAT] * 6, steps, after=[2, 3])
    first, second = made.handed.result["handovers"]
    assert (first["engine"], first["ts"], first["positions"], first["orders"]) == ("reference", 3 * MINUTE, 1, 1)
    assert (first["at"], second["at"]) == ("1970-01-01T00:03:00Z", "1970-01-01T00:04:00Z")
    assert first["plan"]["engine"] == "reference"
    assert made.whole.result["handovers"] == []
    assert made.equal
    assert (made.handed.path / "audit.jsonl").read_bytes() == (made.whole.path / "audit.jsonl").read_bytes()
    assert (made.handed.path / "equity.csv").read_bytes() == (made.whole.path / "equity.csv").read_bytes()
    for key in ("bars", "orders", "fills_count", "fees", "run_id"):
        assert made.handed.result[key] == made.whole.result[key]


def test_a_time_between_two_closes(play: Any) -> None:
    """What has closed by then is the first engine's."""
    ran = play([FLAT] * 6, handovers=[Handover("reference", 3 * MINUTE + 1)])
    assert ran.result["handovers"][0]["ts"] == 3 * MINUTE


def test_a_run_that_is_halted_before_goes_on_nowhere(both: Any) -> None:
    rows = [FLAT, FLAT, "50 50 50 50", FLAT, FLAT]
    steps = {0: lambda s: s.buy("X", 900)}
    limits = RiskLimits(max_drawdown=Decimal("0.1"))
    for after in (2, 3):  # at the instant of the halt, and later
        made = both(rows, steps, after=[after], limits=limits)
        assert made.handed.result["status"] == "halted"
        assert made.handed.result["handovers"][0]["ts"] is None
        assert made.equal


def test_the_drawdown_is_from_the_peak_on_any_engine(both: Any) -> None:
    rows = ["100 100 100 100", "100 200 100 200", "200 200 200 200", "200 200 200 200", "160 160 160 160", FLAT]
    limits = RiskLimits(max_drawdown=Decimal("0.1"))
    made = both(rows, {0: lambda s: s.buy("X", 900)}, after=[2], limits=limits)
    assert made.handed.result["status"] == "halted"
    assert made.equal
