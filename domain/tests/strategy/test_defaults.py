from decimal import Decimal

import pytest
from pydantic import ValidationError

from tradeport.domain.model.market_data import Bar, FundingRate, MarkPrice, OrderBook, QuoteTick, TradeTick
from tradeport.domain.model.orders import Fill, OrderEvent, OrderEventType, OrderSide
from tradeport.domain.strategy import Strategy, StrategyConfig

FILL = Fill("c-1", "A", 1, OrderSide.BUY, Decimal(1), Decimal(1), Decimal(0))
CALLBACKS = {
    "on_start": (),
    "on_bar": (Bar("A", 1, 1.0, 1.0, 1.0, 1.0, 1.0),),
    "on_quote": (QuoteTick("A", 1, 1.0, 2.0),),
    "on_trade": (TradeTick("A", 1, 1.0, 1.0),),
    "on_book": (OrderBook("A", 1, (), ()),),
    "on_funding": (FundingRate("A", 1, 0.0),),
    "on_mark": (MarkPrice("A", 1, 1.0),),
    "on_timer": ("t", 1),
    "on_order_event": (OrderEvent("c-1", OrderEventType.ACCEPTED, 1),),
    "on_fill": (FILL,),
    "on_stop": (),
    "on_load": ({},),
}


@pytest.mark.parametrize(("name", "arguments"), CALLBACKS.items())
def test_a_callback_that_is_not_overridden_does_nothing(bench, name, arguments):
    assert getattr(bench.strategy, name)(*arguments) is None
    assert bench.execution.intents == []


def test_a_strategy_without_state_saves_an_empty_one(bench):
    assert bench.strategy.on_save() == {}


def test_it_asks_for_nothing_unless_it_says_so():
    assert Strategy.requires == Strategy.prefers == frozenset()


def test_ports_are_injected(bench):
    assert bench.strategy.execution is bench.execution
    assert bench.strategy.portfolio is bench.portfolio
    assert bench.strategy.clock.now() == 42
    assert bench.strategy.market_data.instruments()[0].id == "A"
    assert bench.strategy.risk.check(None).passes


class Fast(StrategyConfig):
    fast: int = 10


def test_an_unknown_parameter_is_refused_by_name():
    with pytest.raises(ValidationError, match="fsat"):
        Fast(fsat=3)


def test_parameters_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Fast().fast = 3
