"""The strategies on a perpetual: every engine that funds one gives the reference's four digests."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.errors import CapabilityMissing, Exit
from tradeport.application.request import RunRequest
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.contract_tests.hedged_market import market
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.strategies.basis_trade import BasisTrade
from tradeport.domain.strategies.delta_neutral import DeltaNeutral
from tradeport.domain.strategies.funding_farm import FundingFarm
from tradeport.ports.capability import Capability

C = Capability
CRYPTO = Path(__file__).parents[4] / "shared" / "data" / "crypto"
FUNDED = [name for name in engines.installed() if engines.get(name).capabilities.supports(C.FUNDING)]
PAIR = {"spot": "S", "perp": "P"}
#: The last one is closed for its margin, and goes on.
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "hedge of a quantity": (DeltaNeutral, {**PAIR, "quantity": "7.25"}),
    "hedge of a notional": (DeltaNeutral, {**PAIR, "notional": "40000", "band": "0.01"}),
    "hedge while it pays": (DeltaNeutral, {**PAIR, "enter": 0.3, "leave": 0.1, "period": 4}),
    "basis": (BasisTrade, {**PAIR, "entry": 8, "exit": 1}),
    "basis, both sides": (BasisTrade, {**PAIR, "entry": 8, "exit": 1, "short_spot": True}),
    "farm": (FundingFarm, {"perp": "P", "quantity": 5, "entry": 0.3, "exit": 0.1, "period": 4}),
    "farm that is called": (FundingFarm, {"perp": "P", "quantity": 400, "entry": 0.3, "exit": 0.1, "period": 4}),
}


def spec_of(case: str, engine: str, seed: int) -> RunSpec:
    kind, config = CASES[case]
    margin, fees = MarginRules(min_health=Decimal("0.5")), FeeSchedule(bps=Decimal(1))
    return RunSpec(kind, kind.Config(**config), market(seed), engine, case, fees=fees, margin=margin)


@cache
def result_of(case: str, engine: str, seed: int) -> dict[str, Any]:
    outcome = run(spec_of(case, engine, seed))
    assert outcome.error is None, outcome.error
    return outcome.result


@pytest.mark.parametrize("engine", FUNDED)
@pytest.mark.parametrize("case", CASES)
def test_digests_are_equal(case: str, engine: str) -> None:
    """Two markets; of the reference, a second run."""
    for seed in (1, 2):
        expected = run(spec_of(case, "reference", seed)).result["digests"]
        assert result_of(case, engine, seed)["digests"] == expected


@pytest.mark.parametrize("case", CASES)
def test_each_case_trades_and_is_funded(case: str) -> None:
    results = [result_of(case, "reference", seed) for seed in (1, 2)]
    assert all(one["fills_count"] > 1 and one["funding"] != "0" for one in results)
    assert any(one["margin"]["calls"] for one in results) is (case == "farm that is called")


@pytest.mark.parametrize("case", ["hedge of a quantity", "basis", "farm"])
@pytest.mark.parametrize("missing", [C.PERPETUALS, C.SHORT, C.MARKET_ORDERS])
def test_an_engine_without_them_refuses_before_the_run(case: str, missing: Capability) -> None:
    with pytest.raises(CapabilityMissing, match=missing.value) as caught:
        run(spec_of(case, "reference", 1), engine=ReferenceEngine(without=(missing,)))
    assert caught.value.exit_code is Exit.CAPABILITY_MISSING


@cache
def real(engine: str) -> dict[str, Any]:
    """Half a day of Bybit's BTC, spot and perpetual by the minute, with the rate of eight hours that falls into it."""
    prices, rates = CRYPTO / "btc_spot_perp_1m_2022-12-13.parquet", CRYPTO / "btc_funding_2022-12-13.csv"
    data = tuple(f"BTCUSDT-{i}.BYBIT={file}" for i, file in (("SPOT", prices), ("PERP", prices), ("PERP", rates)))
    parameters = {"entry": "6", "exit": "4", "short_spot": "true"}
    reading = {"drop_nan": True, "end": "2022-12-13T12:00:00"}
    request = RunRequest(
        strategy="basis_trade", data=data, parameters=parameters, reading=reading, fee_bps=Decimal("0.1"), engine=engine
    )
    outcome = run(assemble(request))
    assert outcome.error is None, outcome.error
    return outcome.result


@pytest.mark.realdata
@pytest.mark.skipif(not CRYPTO.exists(), reason="no ../shared/data here")
@pytest.mark.parametrize("engine", FUNDED)
def test_a_real_basis_is_traded_alike(engine: str) -> None:
    """The perpetual is the cheaper one, so spot is short; the perpetual's longs receive -0.00022398 of 17,146.5."""
    assert real(engine)["digests"] == real("reference")["digests"]
    assert real(engine)["fills_count"] > 10
    assert real(engine)["funding"] == "3.84047307"
