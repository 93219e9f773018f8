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
EQUITIES = "equities/us_daily_raw.parquet"

#: Daily equities, minute crypto, minute futures, minute FX, and several instruments at once: file, instruments, reading.
MARKETS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "daily AIG": (EQUITIES, "AIG", {"start": "2009-01-01", "end": "2014-12-31"}),
    "minute BTC": ("crypto/btc_perp_1m_2022-01-07_2022-02-01.parquet", "X", {"start": "2022-01-10", "end": "2022-01-11"}),
    "minute 6E": ("futures/6EH4_1m_2024-01.parquet", "X", {"start": "2024-01-08", "end": "2024-01-09"}),
    "minute EURUSD": (
        "fx/eurusd_1m_bidask_2014-05.parquet",
        "X",
        {"price": "mid", "volume": 0, "start": "2014-05-05", "end": "2014-05-06"},
    ),
    "daily AIG, BAC, IBM": (EQUITIES, "AIG,BAC,IBM", {"start": "2010-01-01", "end": "2014-12-31"}),
}
CASES = [
    *((strategy, market) for strategy in ("sma_cross", "ema_cross", "order_types") for market in MARKETS),
    *(("equal_weight", market) for market in ("daily AIG", "minute BTC", "daily AIG, BAC, IBM")),
]

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not SHARED.exists(), reason="no ../shared/data here"),
]


@cache
def spec_of(strategy: str, market: str) -> RunSpec:
    path, names, reading = MARKETS[market]
    data = tuple(f"{name}={SHARED / path}" for name in names.split(","))
    parameters: dict[str, Any] = {"days": 0.02, "band": "0"} if (strategy, market) == ("equal_weight", "minute BTC") else {}
    if strategy != "equal_weight":
        parameters["instrument"] = names.split(",")[0]
    return assemble(RunRequest(strategy=strategy, data=data, fee_bps=1, parameters=parameters, reading=reading))


@cache
def digests(strategy: str, market: str, engine: str) -> dict[str, str]:
    outcome = run(attrs.evolve(spec_of(strategy, market), engine=engine))
    assert outcome.error is None, outcome.error
    assert outcome.result["fills_count"] > 10
    return outcome.result["digests"]


@pytest.mark.parametrize("engine", [name for name in engines.installed() if name != "reference"])
@pytest.mark.parametrize(("strategy", "market"), CASES)
def test_digests_are_equal(strategy: str, market: str, engine: str) -> None:
    """Decisions, fills, money and the audit log."""
    assert digests(strategy, market, engine) == digests(strategy, market, "reference")
