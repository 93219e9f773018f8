"""A parameter that does not fit is named, with what was given and what there is."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tradeport.application.errors import Exit, UsageError
from tradeport.application.strategies import configure
from tradeport.domain.strategies.sma_cross import SmaCross

Write = Callable[..., Path]

KNOWN = "instrument: str, fast: int = 10 (>= 1), slow: int = 30 (>= 2), quantity: Decimal = 1 (> 0)"


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"instrument": "A", "fats": "3"}, ["no parameter fats", "did you mean fast?"]),
        ({}, ["instrument is missing"]),
        ({"instrument": "A", "fast": "ten"}, ["fast is 'ten'", "integer"]),
        ({"instrument": "A", "fast": "1.5"}, ["fast is '1.5'"]),
        ({"instrument": "A", "quantity": "-1"}, ["quantity is '-1'", "greater than 0"]),
        ({"instrument": "A", "quantity": "NaN"}, ["quantity is 'NaN'"]),
        ({"instrument": "A", "fast": "[1"}, ["fast is '[1'", "JSON"]),
        ({"instrument": "A", "fast": "40"}, ["fast (40) must be smaller than slow (30)"]),
        ({"fast": "x", "slow": "y"}, ["instrument is missing", "fast is 'x'", "slow is 'y'"]),
    ],
)
def test_named(params: Mapping[str, str], said: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        configure(SmaCross, params)
    assert all(words in str(caught.value) for words in said), str(caught.value)
    assert caught.value.exit_code is Exit.USAGE


@pytest.mark.parametrize("params", [{"nothing": "1"}, {"fast": "ten"}])
def test_what_there_is(params: Mapping[str, str]) -> None:
    with pytest.raises(UsageError, match="Hint: ") as caught:
        configure(SmaCross, {"instrument": "A"} | params)
    assert KNOWN in caught.value.hint
