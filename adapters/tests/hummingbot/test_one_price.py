"""`submit_at`: a market order meets the price it is shown, and no other order does."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count

import pytest

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, OrderStatus, OrderType, TradeIntent
from tradeport.ports.engine import EngineListener, OrderReport, PointSession, SessionSpec

QUIET = "100 100.5 99.5 100"
BUY, SELL = OrderSide.BUY, OrderSide.SELL


class Platform:
    """Sends limit orders at the first bar's close, and before the third bar one market order at a price of it."""

    def __init__(self, limits: dict[str, tuple[OrderSide, str]], side: OrderSide, price: str) -> None:
        self.limits, self.side, self.price = limits, side, Decimal(price)
        self.session: PointSession
        self.events, self.ranks = count(), count()
        self.filled: list[tuple[str, str]] = []

    def order(self, id: str, side: OrderSide, limit: str | None) -> Order:
        kind, price = (OrderType.LIMIT, Decimal(limit)) if limit else (OrderType.MARKET, None)
        intent = TradeIntent("X", side, Decimal(1), kind, price)
        return Order(id, intent, self.now, next(self.ranks), OrderStatus.SUBMITTED)

    def before_match(self, event: Tradable) -> None:
        if next(self.events) == 4:
            self.session.submit_at(self.order("point", self.side, None), self.price)

    def report(self, report: OrderReport) -> None:
        if report.type is OrderEventType.FILLED:
            self.filled.append((report.client_order_id, str(report.price)))

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self.now = ts
        if next(self.events) == 1:
            for id, (side, limit) in self.limits.items():
                self.session.submit(self.order(id, side, limit))


@pytest.mark.parametrize(
    ("bar", "side", "price", "limits", "filled"),
    [
        (
            "104 106 98 103",
            SELL,
            "103.5",
            {"gapped": (SELL, "103"), "touched": (SELL, "105"), "other": (BUY, "99"), "none": (BUY, "97")},
            {"point": "103.5", "gapped": "104", "touched": "105", "other": "99"},
        ),
        (
            "96 102 94 97",
            BUY,
            "96.5",
            {"gapped": (BUY, "97"), "touched": (BUY, "95"), "other": (SELL, "101"), "none": (SELL, "103")},
            {"point": "96.5", "gapped": "96", "touched": "95", "other": "101"},
        ),
    ],
    ids=["sell", "buy"],
)
def test_only_the_order_meets_the_price(
    bench: Bench, bar: str, side: OrderSide, price: str, limits: dict[str, tuple[OrderSide, str]], filled: dict[str, str]
) -> None:
    platform = Platform(limits, side, price)
    listener: EngineListener = platform
    session = bench.engine.open(SessionSpec(one(QUIET, QUIET, bar), Currency("USD"), Decimal(0)), listener)
    platform.session = session  # type: ignore[assignment]
    assert session.run() == 3
    session.close()
    assert platform.filled[0][0] == "point"
    assert {id: Decimal(at) for id, at in platform.filled} == {id: Decimal(at) for id, at in filled.items()}
