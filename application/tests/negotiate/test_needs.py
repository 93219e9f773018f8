"""What an intent and a run take of an engine."""

from decimal import Decimal

import pytest

from tradeport.application.negotiate import needs, needs_of_run
from tradeport.domain.model.dataset import BarSeries, Dataset, Series, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, QuoteTick, TradeTick
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import OrderSide, OrderType, TimeInForce, TradeIntent
from tradeport.ports.capability import Capability as C
from tradeport.ports.engine import FillProfile

BARS = BarSeries.of("A", 60, [Bar("A", 60, 1, 1, 1, 1, 1)])
QUOTES, TRADES = TickSeries("B", [QuoteTick("B", 1, 1.0, 2.0)]), TickSeries("C", [TradeTick("C", 1, 1.0, 1.0)])


def test_an_intent() -> None:
    limit = TradeIntent("A", OrderSide.BUY, Decimal(1), OrderType.LIMIT, Decimal(1), post_only=True, reduce_only=True)
    assert needs(limit) == (C.LIMIT_ORDERS, C.POST_ONLY, C.REDUCE_ONLY)
    assert needs(TradeIntent("A", OrderSide.BUY, Decimal(1), time_in_force=TimeInForce.IOC)) == (C.MARKET_ORDERS, C.IOC)


@pytest.mark.parametrize(
    ("series", "fees", "profile", "expected"),
    [
        ([BARS], FeeSchedule(), FillProfile.CANONICAL, {C.CANONICAL_FILLS, C.BARS}),
        ([BARS], FeeSchedule(), FillProfile.NATIVE, {C.NATIVE_FILLS, C.BARS}),
        ([QUOTES], FeeSchedule(bps=Decimal(1)), FillProfile.CANONICAL, {C.CANONICAL_FILLS, C.QUOTES, C.FEES_BPS}),
        ([TRADES], FeeSchedule(per_unit=Decimal(1)), FillProfile.CANONICAL, {C.CANONICAL_FILLS, C.TRADES, C.FEES_PER_UNIT}),
        (
            [BARS, QUOTES],
            FeeSchedule(),
            FillProfile.CANONICAL,
            {C.CANONICAL_FILLS, C.BARS, C.QUOTES, C.MULTI_INSTRUMENT},
        ),
    ],
)
def test_a_run(series: list[Series], fees: FeeSchedule, profile: FillProfile, expected: set[C]) -> None:
    dataset = Dataset([Instrument(one.instrument) for one in series], series)
    assert needs_of_run(dataset, fees, profile) == expected
