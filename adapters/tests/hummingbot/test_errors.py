"""Hummingbot's clock, queue and listeners log what is raised and go on; a run does not."""

import traceback
from collections.abc import Sequence
from decimal import Decimal

import pytest

from tradeport.application.dispatch import StrategyRaised
from tradeport.application.errors import EngineError
from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import Currency
from tradeport.ports.engine import EngineListener, OrderReport, SessionSpec


def fails(*_: object) -> None:
    raise LookupError("mine")


@pytest.mark.parametrize(
    "script",
    [
        Script(at={1: fails}),
        Script(at={0: lambda s: s.buy("X", 1)}, on_fill=fails),
        Script(at={0: lambda s: s.buy("X", 1)}, on_event=fails),
    ],
    ids=["on_bar", "on_fill", "on_order_event"],
)
def test_what_the_strategy_raises_ends_the_run_with_its_traceback(bench: Bench, script: Script) -> None:
    error = bench.play(flat(3), script, fails=True).outcome.error
    assert isinstance(error, StrategyRaised)
    assert isinstance(error.__cause__, LookupError)
    assert traceback.extract_tb(error.__cause__.__traceback__)[-1].name == "fails"


class Raises:
    """The platform, failing in one place."""

    def __init__(self, where: str) -> None:
        self.where = where

    def before_match(self, event: Tradable) -> None:
        self.say("before_match")

    def report(self, report: OrderReport) -> None:
        self.say("report")

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self.say("on_market_data")

    def say(self, what: str) -> None:
        if what == self.where:
            raise KeyboardInterrupt(what)


@pytest.mark.parametrize("where", ["before_match", "on_market_data"])
def test_what_the_platform_raises_leaves_run_unchanged(bench: Bench, where: str) -> None:
    listener: EngineListener = Raises(where)
    session = bench.engine.open(SessionSpec(flat(2), Currency("USD"), Decimal(1000)), listener)
    with pytest.raises(KeyboardInterrupt, match=where):
        session.run()
    session.close()


def test_an_error_that_the_engine_only_logs_ends_the_run(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.session.exchange.budget_checker.instruments = {}  # type: ignore[attr-defined]
        s.buy("X", 1, tag="a")

    error = bench.play(flat(3), {0: act}, fails=True).outcome.error
    assert isinstance(error, EngineError)
    assert isinstance(error.__cause__, KeyError)


def test_a_market_order_that_the_engine_loses_ends_the_run(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.session.exchange.TRADE_EXECUTION_DELAY = 5.0  # type: ignore[attr-defined]
        s.buy("X", 1, tag="a")

    error = bench.play(flat(3), {0: act}, fails=True).outcome.error
    assert isinstance(error, EngineError)
    assert "did not answer" in str(error)


def test_a_refusal_for_want_of_balance_ends_a_canonical_run(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.session.exchange.set_balance("CASH", 0)  # type: ignore[attr-defined]
        s.buy("X", 1, limit=99, tag="a")

    error = bench.play(one("100 101 99 100", "100 101 98 100"), {0: act}, fails=True).outcome.error
    assert isinstance(error, EngineError)
    assert "refused" in str(error)
