"""A strategy's parameters in plain words."""

import json
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import pytest
from pydantic import Field

from tradeport.application.strategies import describe, name_of, shipped
from tradeport.domain.strategies.sma_cross import SmaCross
from tradeport.domain.strategy import Strategy, StrategyConfig


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"


class Odd(Strategy):
    class Config(StrategyConfig):
        side: Side = Side.BUY
        mode: Literal["a", "b"] = "a"
        names: tuple[str, ...] = Field(min_length=1)
        stop: Decimal | None = Field(default=None, le=Decimal("0.5"))
        made: list[int] = Field(default_factory=lambda: [1])


def test_of_what_ships() -> None:
    told = describe(SmaCross)
    assert told["summary"] == "Long `quantity` while the fast average is above the slow one, flat otherwise."
    assert told["requires"] == ["execution.market_orders", "market_data.bars"]
    assert told["parameters"][1] == {"name": "fast", "type": "int", "default": 10, "required": False, "constraint": ">= 1"}
    assert told["parameters"][0]["required"]


def test_types_and_defaults() -> None:
    told = {one["name"]: one for one in json.loads(json.dumps(describe(Odd)))["parameters"]}
    assert {name: one["type"] for name, one in told.items()} == {
        "side": "buy | sell",
        "mode": "a | b",
        "names": "tuple[str, ...]",
        "stop": "Decimal | None",
        "made": "list[int]",
    }
    assert {name: one["default"] for name, one in told.items()} == {
        "side": "buy",
        "mode": "a",
        "names": None,
        "stop": None,
        "made": [1],
    }
    assert (told["stop"]["constraint"], told["names"]["constraint"]) == ("<= 0.5", "at least 1 of them")


def test_shipped() -> None:
    assert {"ema_cross", "equal_weight", "order_types", "sma_cross"} <= {one.name for one in shipped()}
    assert all(one.summary and one.parameters for one in shipped())


@pytest.mark.parametrize(
    ("name", "snake"), [("SmaCross", "sma_cross"), ("SMACross", "sma_cross"), ("RSI", "rsi"), ("Ema20Cross", "ema20_cross")]
)
def test_names(name: str, snake: str) -> None:
    assert name_of(type(name, (Strategy,), {})) == snake
