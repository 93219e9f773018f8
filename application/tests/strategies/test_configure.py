"""Words become a validated configuration."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from tradeport.application.strategies import configure
from tradeport.domain.strategy import Strategy, StrategyConfig

Write = Callable[..., Path]


class Kind(StrEnum):
    SLOW = "slow"
    QUICK = "quick"


class Many(Strategy):
    class Config(StrategyConfig):
        name: str = "x"
        count: int = 1
        size: Decimal = Decimal(1)
        share: float | None = 0.5
        on: bool = False
        kind: Kind = Kind.SLOW
        names: tuple[str, ...] = ()
        counts: list[int] = Field(default_factory=list)
        maybe: frozenset[int] | None = None
        table: dict[str, int] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("name", "word", "value"),
    [
        ("name", "AAPL", "AAPL"),
        ("name", "[odd", "[odd"),
        ("count", "10", 10),
        ("size", "0.10", Decimal("0.10")),
        ("share", "0.25", 0.25),
        ("share", "none", None),
        ("on", "true", True),
        ("kind", "quick", Kind.QUICK),
        ("names", "A, B", ("A", "B")),
        ("names", '["A,B", "C"]', ("A,B", "C")),
        ("names", "A", ("A",)),
        ("names", "", ()),
        ("counts", "1,2", [1, 2]),
        ("counts", "[1, 2]", [1, 2]),
        ("maybe", "3,4", frozenset({3, 4})),
        ("maybe", "None", None),
        ("table", '{"a": 1}', {"a": 1}),
    ],
)
def test_a_word(name: str, word: str, value: Any) -> None:
    assert getattr(configure(Many, {name: word}), name) == value
