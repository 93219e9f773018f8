"""Generators quote around the reservation price once they know the volatility."""

import pytest

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.quoting.generators import AvellanedaStoikov, Glft, Ladder
from tradeport.domain.signals import avellaneda_stoikov

BUY, SELL = OrderSide
GENERATORS = [
    AvellanedaStoikov(Ladder(2.0), gamma=0.1, k=1.5),
    Glft(Ladder(2.0), gamma=0.1, k=1.5, intensity=1.0, bound=5),
]


@pytest.mark.parametrize("generator", GENERATORS, ids=["as", "glft"])
def test_nothing_before_the_volatility_is_known(generator):
    assert generator.generate(100, 0, {}) is None


@pytest.mark.parametrize("generator", GENERATORS, ids=["as", "glft"])
def test_a_long_inventory_bids_lower_and_offers_lower(generator):
    flat, long = (generator.generate(100, q, {"volatility": 0.1}) for q in (0, 3))
    assert long.of(BUY)[0].offset_bps > flat.of(BUY)[0].offset_bps
    assert long.of(SELL)[0].offset_bps < flat.of(SELL)[0].offset_bps


@pytest.mark.parametrize("generator", GENERATORS, ids=["as", "glft"])
def test_informed_flow_widens_both_sides(generator):
    calm, hunted = (generator.generate(100, 0, {"volatility": 0.1, "adverse_selection": a}) for a in (-3, 4))
    for side in OrderSide:
        assert hunted.of(side)[0].offset_bps - calm.of(side)[0].offset_bps == pytest.approx(4)


def test_the_prices_are_those_of_the_model():
    quoted = GENERATORS[0].generate(100, 2, {"volatility": 0.1})
    bid, ask = avellaneda_stoikov.quotes(100, 2, 0.1, 0.1, 1.5, 60)
    assert (quoted.of(BUY)[0].price(100), quoted.of(SELL)[0].price(100)) == pytest.approx((bid, ask))


def test_at_the_bound_one_side_is_empty():
    assert GENERATORS[1].generate(100, 5, {"volatility": 0.1}).of(BUY) == ()
    assert GENERATORS[1].generate(100, -5, {"volatility": 0.1}).of(SELL) == ()


def test_a_ladder_has_its_steps():
    levels = Ladder(1.0, levels=3, step_bps=2).around(100, 0.1, None).levels
    assert [one.offset_bps for one in levels] == pytest.approx([10, 12, 14])
