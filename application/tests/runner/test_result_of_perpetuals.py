"""What result.json says of a run that holds a perpetual."""

from decimal import Decimal as D
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.runner import run
from tradeport.domain.model.dataset import Dataset, FundingSeries
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.time import MINUTE


@pytest.fixture
def held(play: Any) -> Any:
    """`held(prices)`: 50 of X, bought with 1000 at the open of bar 1; one rate of 1 %, due at bar 2."""

    def make(*prices: str) -> dict[str, Any]:
        spec = play.spec(list(prices), {0: lambda s: s.buy("X", 50)}, cash=D(1000))
        funding = [FundingSeries("X", [3 * MINUTE], [0.01])]
        data = Dataset([Instrument("X", perpetual=Perpetual())], list(spec.dataset.series.values()), funding)
        return run(attrs.evolve(spec, dataset=data), engine=ReferenceEngine()).result

    return make


def test_funding_and_the_lowest_health(held: Any) -> None:
    """Bar 2: equity 1000 - 150 - 48.5, maintenance 0.05 x 97 x 50."""
    result = held("100", "100", "97", "99", "100")
    assert result["funding"] == "-48.5"
    margin = result["margin"]
    assert margin["lowest_health"] == str(round(1 - D("242.5") / D("801.5"), 4))
    assert margin["health"] == str(round(1 - D(250) / D("951.5"), 4))
    assert (margin["calls"], result["positions"]) == (0, {"X": "50"})


def test_an_account_without_health_is_closed_and_counted(held: Any) -> None:
    """85: equity 1000 - 750 - 0.01 x 85 x 50, of which 212.5 is bound."""
    result = held("100", "100", "85", "84", "100")
    assert result["margin"]["lowest_health"] == "0"
    assert (result["margin"]["calls"], result["positions"]) == (1, {})
    assert result["final_cash"] == str(D(1000) - 50 * (100 - 84) - D("42.5"))


def test_a_run_without_perpetuals_says_nothing_of_them(play: Any) -> None:
    assert not {"margin", "funding"} & play(play.flat).result.keys()
