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


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.toml", 'count = 5\nsize = "0.1"\nnames = ["A", "B"]\n'),
        ("p.yaml", "count: 5\nsize: 0.1\nnames: [A, B]\n"),
        ("p.yml", "count: 5\nsize: 0.1\nnames:\n- A\n- B\n"),
        ("p.json", '{"count": 5, "size": 0.1, "names": ["A", "B"]}'),
    ],
)
def test_a_file_and_what_overlays_it(name: str, text: str, write: Write) -> None:
    file = write(text, name)
    config: Any = configure(Many, {}, file)
    assert (config.count, config.size, config.names) == (5, Decimal("0.1"), ("A", "B"))
    assert configure(Many, {"count": "6"}, file).count == 6  # type: ignore[attr-defined]


def test_an_empty_file_changes_nothing(write: Write) -> None:
    assert configure(Many, {}, write("", "p.yaml")) == Many.Config()
