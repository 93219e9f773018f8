"""Orders of `on_start` reach every engine in its own fill profile, too, and their fills can be valued at once."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.application import engines
from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Script
from tradeport.ports.capability import Capability
from tradeport.ports.engine import FillProfile

ENGINES = engines.installed()
MODIFYING = [e for e in ENGINES if engines.get(e).capabilities_in(FillProfile.NATIVE).supports(Capability.MODIFY)]
ROWS = ["100 101 99 100 1000000"] * 6


def play(engine: str, script: Script) -> Any:
    return Bench(engines.get(engine)).play(
        one(*ROWS), script, profile=FillProfile.NATIVE, reconcile=Reconcile.EVERY_BAR, cash=Decimal(10_000)
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_it_ends_and_its_fill_is_valued(engine: str) -> None:
    equities: list[Decimal] = []
    script = Script(start=lambda s: s.buy("X", 1, tag="a"), on_fill=lambda s, _: equities.append(s.portfolio.snapshot().equity))
    played = play(engine, script)
    assert played.trail("a")[-1].partition("@")[0] in ("filled", "rejected")
    assert len(equities) == len(played.fills)
    assert all(9_990 < equity < 10_010 for equity in equities)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_that_is_cancelled_at_once_is_gone(engine: str) -> None:
    def start(s: Any) -> None:
        s.buy("X", 1, limit=50, tag="a")
        s.drop("a")

    played = play(engine, Script(start=start))
    assert played.trail("a")[-1].startswith("canceled")
    assert not played.fills


@pytest.mark.parametrize("engine", MODIFYING)
def test_one_that_is_changed_at_once_has_its_new_terms(engine: str) -> None:
    def start(s: Any) -> None:
        s.modify(s.buy("X", 1, limit=50, tag="a"), limit="99.5")

    played = play(engine, Script(start=start))
    assert [fill.price <= Decimal("99.5") for fill in played.fills] == [True]
