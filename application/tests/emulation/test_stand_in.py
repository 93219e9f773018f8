"""Ids of orders that stand in for others, and the way back."""

from decimal import Decimal

import attrs
import pytest

from tradeport.application.emulation.stand_in import StandIns
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, OrderStatus, OrderType, TradeIntent
from tradeport.ports.engine import OrderReport

INTENT = TradeIntent("X", OrderSide.BUY, Decimal(2), OrderType.STOP_LIMIT, Decimal(103), Decimal(102))
ORDER = Order("it", INTENT, 5, 1, OrderStatus.PENDING_UPDATE, ts_last=9)


def test_an_order_without_a_stand_in_is_itself() -> None:
    stand_ins, report = StandIns("r"), OrderReport("it", OrderEventType.ACCEPTED, 0)
    assert stand_ins.of(ORDER) is ORDER
    assert stand_ins.up(report) is report


def test_each_has_a_number_and_the_last_one_stands() -> None:
    stand_ins = StandIns("r")
    first, second = (stand_ins.new(ORDER, INTENT, ts) for ts in (6, 7))
    assert (first.client_order_id, second.client_order_id, second.ts_init) == ("it.r1", "it.r2", 7)
    assert second.status is OrderStatus.SUBMITTED
    assert stand_ins.of(ORDER).client_order_id == "it.r2"


@pytest.mark.parametrize("triggered", [False, True])
def test_it_is_what_the_order_is_now(triggered: bool) -> None:
    """Its terms are the order's present ones; a stop-limit that has triggered is a limit order."""
    stand_ins = StandIns("")
    stand_ins.new(ORDER, INTENT, 6)
    known = stand_ins.of(attrs.evolve(ORDER, intent=attrs.evolve(INTENT, quantity=Decimal(7)), triggered=triggered))
    assert (known.client_order_id, known.intent.quantity) == ("it.1", 7)
    assert known.intent.type is (OrderType.LIMIT if triggered else OrderType.STOP_LIMIT)


def test_reports_and_their_causes_come_back_under_the_platforms_ids() -> None:
    stand_ins = StandIns("")
    stand_ins.new(ORDER, INTENT, 6)
    for report in (
        OrderReport("it.1", OrderEventType.CANCELED, 9, cause="other"),
        OrderReport("other", OrderEventType.CANCELED, 9, cause="it.1"),
    ):
        told = stand_ins.up(report)
        assert {told.client_order_id, told.cause} == {"it", "other"}
