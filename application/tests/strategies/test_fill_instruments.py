"""An instrument that nobody named is taken from the data where there is no choice."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tradeport.application.errors import UsageError
from tradeport.application.strategies import configure, fill_instruments, fill_note
from tradeport.domain.strategies.delta_neutral import DeltaNeutral
from tradeport.domain.strategies.equal_weight import EqualWeight
from tradeport.domain.strategies.funding_farm import FundingFarm
from tradeport.domain.strategies.sma_cross import SmaCross
from tradeport.domain.strategy import Strategy, StrategyConfig

Write = Callable[..., Path]


def test_the_only_one() -> None:
    filled = fill_instruments(SmaCross, {"fast": "3"}, ["AAPL"])
    assert filled == {"fast": "3", "instrument": "AAPL"}
    assert fill_note({"fast": "3"}, filled) == "instrument = AAPL: taken from the data"


def test_several_must_be_chosen_from() -> None:
    with pytest.raises(UsageError) as caught:
        fill_instruments(SmaCross, {}, ["AAPL", "MSFT"])
    assert "AAPL, MSFT" in caught.value.message
    assert "-p instrument=AAPL" in caught.value.hint


def test_all_of_them() -> None:
    filled = fill_instruments(EqualWeight, {}, ["A", "B,C"])
    assert configure(EqualWeight, filled).instruments == ("A", "B,C")  # type: ignore[attr-defined]


def test_spot_and_perpetual_are_told_apart() -> None:
    """Whatever their order."""
    filled = fill_instruments(DeltaNeutral, {}, ["BTC-PERP", "BTC"], perpetuals={"BTC-PERP"})
    assert filled == {"spot": "BTC", "perp": "BTC-PERP"}
    assert fill_note({}, filled) == "perp = BTC-PERP: taken from the data; spot = BTC: taken from the data"
    assert fill_instruments(FundingFarm, {}, ["BTC", "BTC-PERP"], perpetuals={"BTC-PERP"}) == {"perp": "BTC-PERP"}


def test_one_that_is_given_leaves_the_other() -> None:
    names = ["BTC", "BTC-PERP", "ETH-PERP"]
    filled = fill_instruments(DeltaNeutral, {"perp": "BTC-PERP"}, names, perpetuals=names[1:])
    assert filled == {"perp": "BTC-PERP", "spot": "BTC"}


@pytest.mark.parametrize(
    ("names", "perpetuals", "what", "remedy"),
    [
        (["B", "P", "Q"], ["P", "Q"], "one perpetual, and the data has P, Q", "-p perp=P"),
        (["A", "B", "P"], ["P"], "no perpetual, and the data has A, B", "-p spot=A"),
        (["B", "P"], [], "one perpetual, and the data has none", "--perpetual NAME says which it is, of B, P"),
        (["P"], ["P"], "no perpetual, and the data has none", "--data NAME=FILE"),
    ],
)
def test_of_several_or_none_it_says_how_to_choose(names: list[str], perpetuals: list[str], what: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        fill_instruments(DeltaNeutral, {}, names, perpetuals=perpetuals)
    assert what in caught.value.message
    assert remedy in caught.value.hint


def test_what_is_given_stays() -> None:
    given = {"instrument": "MSFT"}
    assert fill_instruments(SmaCross, given, ["AAPL", "MSFT"]) == given
    assert fill_note(given, given) == ""


def test_a_default_stays() -> None:
    class Defaulted(Strategy):
        class Config(StrategyConfig):
            instrument: str = "X"

    assert fill_instruments(Defaulted, {}, ["A", "B"]) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"spot": "X"}, "spot = X, and the data S, P"),
        ({"perp": "S"}, "perp = S, which is no perpetual\nHint: --perpetual S"),
    ],
)
def test_one_that_is_not_there_is_refused_before_the_run(given, said):
    with pytest.raises(UsageError, match=said):
        fill_instruments(DeltaNeutral, given, ["S", "P"], perpetuals=["P"])
