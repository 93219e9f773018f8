import pytest
from pydantic import ValidationError

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.strategies.basis_trade import BasisTrade

BUY, SELL = OrderSide.BUY, OrderSide.SELL
INTO, OUT = [("A", BUY, 3), ("P", SELL, 3)], [("A", SELL, 3), ("P", BUY, 3)]
#: Basis points.
BASES = [0, 19, 21, 30, 5, 1, -1, -30, 25, 0]


@pytest.fixture
def trade(assemble):
    return lambda **config: assemble(BasisTrade, spot="A", perp="P", quantity=3, **config)


def step(bench, basis, fill=True):
    """One instant whose basis is as told: what it orders; orders fill at once unless told otherwise."""
    bench.bar(100.0)
    intents = bench.bar(100.0 * (1 + basis / 1e4), instrument="P")
    if fill:
        bench.fill()
    return [(i.instrument, i.side, i.quantity) for i in intents]


def test_it_enters_beyond_entry_and_leaves_at_exit(trade):
    bench = trade(entry=20, exit=2)
    assert [step(bench, basis) for basis in BASES] == [[], [], INTO, [], [], OUT, [], [], INTO, OUT]
    assert len(bench.execution.together) == 4


def test_the_other_side_is_traded_if_spot_may_be_short(trade):
    bench = trade(entry=20, exit=2, short_spot=True)
    assert [step(bench, basis) for basis in [0, -25, -5, -1, 25]] == [[], OUT, [], INTO, INTO]


def test_it_turns_at_once(trade):
    bench = trade(short_spot=True)
    step(bench, -25)
    assert step(bench, 25) == [("A", BUY, 6), ("P", SELL, 6)]


def test_the_quantity_is_one_that_both_legs_can_have(assemble):
    bench = assemble(BasisTrade, spot="A", perp="P", quantity="3.95")
    assert step(bench, 25) == INTO


def test_nothing_more_is_sent_while_a_leg_works(trade):
    bench = trade()
    step(bench, 25, fill=False)
    bench.fill("P")
    assert step(bench, -5, fill=False) == []
    bench.fill("A")
    assert step(bench, -5) == OUT


def test_nothing_is_done_before_spot_has_a_price(trade):
    assert trade().bar(100.0, instrument="P") == []


def test_what_was_closed_for_its_margin_waits_for_the_next_basis(trade):
    bench = trade()
    step(bench, 25)
    bench.portfolio.holds.clear()
    assert [step(bench, basis) for basis in [30, 10, -1, 30]] == [[], [], [], INTO]


def test_what_is_no_perpetual_is_refused(assemble):
    with pytest.raises(ValueError, match="B is no perpetual"):
        assemble(BasisTrade, spot="A", perp="B")


@pytest.mark.parametrize("wrong", [{"spot": "P"}, {"entry": 0}, {"exit": 20}, {"quantity": 0}])
def test_parameters_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        BasisTrade.Config(**{"spot": "A", "perp": "P", **wrong})
