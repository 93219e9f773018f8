import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.strategies.ema_cross import EmaCross
from tradeport.domain.strategies.sma_cross import SmaCross

UP, DOWN = [10.0, 10.0, 10.0, 11.0, 12.0, 13.0], [9.0, 8.0, 7.0]
FLAT = [0.1] * 20
BUY, SELL = OrderSide.BUY, OrderSide.SELL
CROSSES = pytest.mark.parametrize("kind", [SmaCross, EmaCross])


def orders(bench, closes):
    """`(bar, side, quantity)`; each order fills at once."""
    seen = []
    for i, close in enumerate(closes):
        for intent in bench.bar(close):
            seen.append((i, intent.side, intent.quantity))
            bench.portfolio.held += intent.quantity * intent.side.sign
    return seen


def test_sma_cross_is_long_while_fast_is_above_slow(assemble):
    bench = assemble(SmaCross, instrument="A", fast=2, slow=3, quantity=Decimal(5))
    assert orders(bench, UP + DOWN) == [(3, BUY, 5), (6, SELL, 5)]


def test_ema_cross_is_short_while_fast_is_below_slow(assemble):
    bench = assemble(EmaCross, instrument="A", fast=2, slow=3, quantity=Decimal(5))
    assert orders(bench, UP + DOWN) == [(3, BUY, 5), (6, SELL, 10)]


@CROSSES
def test_flat_prices_cross_nothing(assemble, kind):
    """Averages of one value are that value, whatever their period."""
    assert orders(assemble(kind, instrument="A", fast=3, slow=7), FLAT) == []


@CROSSES
def test_bars_of_another_instrument_are_ignored(assemble, kind):
    bench = assemble(kind, instrument="A", fast=2, slow=3)
    assert [bench.bar(close, instrument="B") for close in UP] == [[]] * len(UP)


@CROSSES
@pytest.mark.parametrize("at", [0, 2, 4, 7])
def test_a_saved_strategy_goes_on_elsewhere(assemble, kind, at):
    one, other = (assemble(kind, instrument="A", fast=2, slow=3) for _ in range(2))
    before = orders(one, (UP + DOWN)[:at])
    other.strategy.on_load(json.loads(json.dumps(one.strategy.on_save())))
    other.portfolio.held = one.portfolio.held
    after = [(i + at, side, quantity) for i, side, quantity in orders(other, (UP + DOWN)[at:])]
    assert before + after == orders(assemble(kind, instrument="A", fast=2, slow=3), UP + DOWN)


@CROSSES
@pytest.mark.parametrize("wrong", [{"fast": 30, "slow": 30}, {"fast": 0}, {"quantity": 0}, {"fsat": 3}])
def test_parameters_that_make_no_sense_are_refused(kind, wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        kind.Config(instrument="A", **wrong)
