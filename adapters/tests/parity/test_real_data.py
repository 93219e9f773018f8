"""The shipped strategies over real market data: every engine gives the reference's four digests."""

from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.request import RunRequest
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run

SHARED = Path(__file__).parents[4] / "shared" / "data"
DAILY = {"reading": {"start": "2010-01-01", "end": "2014-12-31"}}

#: Daily equities, minute crypto, minute futures, minute FX, and several instruments at once.
CASES: dict[str, dict[str, Any]] = {
    "sma_cross, daily AIG": {"strategy": "sma_cross", "data": "equities/us_daily_raw.parquet", **DAILY, "pick": "AIG"},
    "ema_cross, minute BTC perpetual": {
        "strategy": "ema_cross",
        "data": "crypto/btc_perp_1m_2022-01-07_2022-02-01.parquet",
        "reading": {"start": "2022-01-10", "end": "2022-01-12"},
    },
    "order_types, minute 6E": {
        "strategy": "order_types",
        "data": "futures/6EH4_1m_2024-01.parquet",
        "reading": {"start": "2024-01-08", "end": "2024-01-10"},
    },
    "order_types, minute EURUSD": {
        "strategy": "order_types",
        "data": "fx/eurusd_1m_bidask_2014-05.parquet",
        "reading": {"price": "mid", "volume": 0, "start": "2014-05-05", "end": "2014-05-06"},
    },
    "equal_weight, three equities": {
        "strategy": "equal_weight",
        "data": "equities/us_daily_raw.parquet",
        **DAILY,
        "pick": "AIG,BAC,IBM",
    },
}

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data here"),
]


@cache
def spec_of(case: str) -> RunSpec:
    terms = dict(CASES[case])
    path = SHARED / terms.pop("data")
    picked = terms.pop("pick", "")
    data = [f"{name}={path}" for name in picked.split(",")] if picked else [f"X={path}"]
    return assemble(RunRequest(data=tuple(data), fee_bps=1, **terms))


@cache
def digests(case: str, engine: str) -> dict[str, str]:
    outcome = run(attrs.evolve(spec_of(case), engine=engine))
    assert outcome.error is None, outcome.error
    assert outcome.result["fills_count"] > 10
    return outcome.result["digests"]


@pytest.mark.parametrize("engine", [name for name in engines.installed() if name != "reference"])
@pytest.mark.parametrize("case", CASES)
def test_digests_are_equal(case: str, engine: str) -> None:
    """Decisions, fills, money and the audit log."""
    assert digests(case, engine) == digests(case, "reference")
