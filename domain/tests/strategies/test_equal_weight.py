from decimal import Decimal

import pytest
from pydantic import ValidationError

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.model.time import DAY
from tradeport.domain.strategies.equal_weight import EqualWeight


@pytest.fixture
def weighted(assemble):
    bench = assemble(EqualWeight, instruments=("A", "B"), days=7, invested=Decimal("0.9"), band=Decimal("0.05"))
    bench.portfolio.worth = Decimal(1000)
    return bench


def rebalance(bench):
    bench.strategy.on_timer("rebalance", 1)
    return [(intent.instrument, intent.side, intent.quantity) for intent in bench.execution.intents]


def test_it_rebalances_every_so_many_days_from_the_start(weighted):
    assert weighted.clock.timers == {"rebalance": (7 * DAY, 43)}


def test_each_instrument_gets_the_same_value(weighted):
    weighted.bar(10.0)
    weighted.bar(45.0, instrument="B")
    assert rebalance(weighted) == [("A", OrderSide.BUY, 45), ("B", OrderSide.BUY, 10)]


def test_an_instrument_without_a_price_waits(weighted):
    weighted.bar(10.0)
    assert rebalance(weighted) == [("A", OrderSide.BUY, 45)]


@pytest.mark.parametrize(
    ("held", "expected"), [(43, []), (47, []), (42, [("A", OrderSide.BUY, 3)]), (48, [("A", OrderSide.SELL, 3)])]
)
def test_a_position_within_the_band_is_left_alone(weighted, held, expected):
    weighted.bar(10.0)
    weighted.portfolio.held = Decimal(held)
    assert rebalance(weighted) == expected


def test_it_has_no_state_of_its_own(weighted):
    assert weighted.strategy.on_save() == {}


@pytest.mark.parametrize("wrong", [{"instruments": ()}, {"days": 0}, {"invested": "1.5"}, {"band": -1}])
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        EqualWeight.Config(**{"instruments": ("A",), **wrong})
