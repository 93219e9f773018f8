"""A strategy that raises ends its run alike on every engine: the same log, its own exception and traceback."""

import traceback

import pytest

from tradeport.application import engines
from tradeport.application.dispatch import StrategyRaised
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import Outcome, run
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import Fill
from tradeport.domain.model.time import MINUTE
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability

BARS = [Bar("X", (n + 1) * MINUTE, 100.0, 101.0, 99.0, 100.0, 10.0) for n in range(5)]


class InCallback(Strategy):
    """Buys, and raises where its config says."""

    class Config(StrategyConfig):
        where: str

    config: Config
    requires = frozenset({Capability.BARS, Capability.MARKET_ORDERS})

    def on_start(self) -> None:
        self.bars = 0
        self._raise("on_start")

    def on_bar(self, bar: Bar) -> None:
        self.bars += 1
        if self.bars == 1:
            self.buy("X", 1)
        if self.bars == 3:
            self._raise("on_bar")

    def on_fill(self, fill: Fill) -> None:
        self._raise("on_fill")

    def on_stop(self) -> None:
        self._raise("on_stop")

    def _raise(self, where: str) -> None:
        if where == self.config.where:
            raise ZeroDivisionError(where)


def outcome(engine: str, where: str) -> Outcome:
    dataset = Dataset([Instrument("X")], [BarSeries.of("X", MINUTE, BARS)])
    return run(RunSpec(InCallback, InCallback.Config(where=where), dataset, engine, "raises"))


@pytest.mark.parametrize("engine", engines.names())
@pytest.mark.parametrize("where", ["on_start", "on_bar", "on_fill", "on_stop"])
def test_the_same_everywhere(engine: str, where: str) -> None:
    found, expected = outcome(engine, where), outcome("reference", where)
    assert isinstance(found.error, StrategyRaised)
    assert isinstance(found.error.__cause__, ZeroDivisionError)
    assert traceback.extract_tb(found.error.raised.__traceback__)[-1].name == "_raise"
    assert (found.error.callback, found.exit_code) == (where, 4)
    assert found.result["digests"] == expected.result["digests"]
