"""What is honest is certified: with all capabilities, and with any of them switched off and refused."""

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.contract_tests.clauses import standard
from tradeport.ports.capability import Capability as C

#: Each a plausible engine. Every capability is absent from one of them.
LACKING = {
    "a broker without stops": (C.STOP_ORDERS, C.STOP_LIMIT_ORDERS, C.TRADES, C.FOK, C.POST_ONLY, C.TRAILING_STOP),
    "whole shares, long only": (C.SHORT, C.FRACTIONAL, C.FEES_PER_UNIT, C.GTD, C.TIMERS, C.REDUCE_ONLY),
    "market orders alone": (
        *(C.LIMIT_ORDERS, C.STOP_LIMIT_ORDERS, C.CANCEL, C.MODIFY, C.IOC, C.DAY, C.FEES_BPS),
        C.TRAILING_STOP,
    ),
    "no margin": (C.PERPETUALS, C.ATOMIC),
    "margin without funding": (C.FUNDING, C.LEVERAGE, C.CROSS_MARGIN, C.LIQUIDATION_PRICE),
    "one instrument, no risk limits": (
        C.MULTI_INSTRUMENT,
        C.QUOTES,
        C.LIMITS,
        C.MARKET_ORDERS,
        C.NATIVE_FILLS,
        C.OCO,
        C.BRACKET,
    ),
    "ticks alone": (C.BARS,),
    "no canonical fills": (C.CANONICAL_FILLS,),
}


#: The reference engine has no oracle.
WITHOUT = C.ORACLE_TRIGGERS


def test_an_engine_with_everything_passes_everything(examine):
    found = examine(ReferenceEngine())
    assert found.exit_code == 0
    assert {c["refused"] for c in found.evidence["clauses"].values() if c["outcome"] == "refused"} == {WITHOUT}
    assert set(found.of("passed")) | set(found.of("refused")) == set(standard())


@pytest.mark.parametrize("name", LACKING)
def test_an_engine_that_refuses_what_it_lacks_is_certified(examine, name):
    found = examine(ReferenceEngine(without=LACKING[name]))
    assert found.of("failed") == {}
    assert found.exit_code == 0
    assert set(found.of("passed")) | set(found.of("refused")) == set(standard())
    named = {c["refused"] for c in found.evidence["clauses"].values() if c["outcome"] == "refused"}
    assert named - {WITHOUT} == {c.value for c in LACKING[name]}, "each absence is proved by a refusal that names it"


def test_every_capability_is_switched_off_somewhere():
    off = {capability for lacking in LACKING.values() for capability in lacking}
    assert set(ReferenceEngine().capabilities) == off | {WITHOUT}
