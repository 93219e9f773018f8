"""Whatever order an engine reports in, an instant comes out in the canonical one."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application.sequencer import arranged
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, OrderType, TradeIntent
from tradeport.ports.engine import OrderReport

E, T = OrderEventType, OrderType

#: Opens at 102, reaches 105 and 98.
BAR = {name: Bar(name, 60, 102.0, 105.0, 98.0, 103.0, 1.0) for name in "XY"}

#: In canonical order, in one instrument: (id, type, side, limit, stop, event, price).
STORY = [
    ("market", T.MARKET, "buy", None, None, E.FILLED, "102"),
    ("gapped stop", T.STOP, "buy", None, "101", E.FILLED, "102"),
    ("limit through the open", T.LIMIT, "buy", "103", None, E.FILLED, "102"),
    ("gapped stop-limit", T.STOP_LIMIT, "buy", "103", "101", E.TRIGGERED, "0"),
    ("gapped stop-limit", T.STOP_LIMIT, "buy", "103", "101", E.FILLED, "102"),
    ("killed", T.LIMIT, "buy", "101", None, E.CANCELED, "0"),
    ("stop", T.STOP, "buy", None, "104", E.FILLED, "104"),
    ("stop-limit at its stop", T.STOP_LIMIT, "buy", "104.5", "104", E.TRIGGERED, "0"),
    ("stop-limit at its stop", T.STOP_LIMIT, "buy", "104.5", "104", E.FILLED, "104"),
    ("limit", T.LIMIT, "sell", "104", None, E.FILLED, "104"),
    ("gapped beyond its limit", T.STOP_LIMIT, "buy", "101.5", "101", E.FILLED, "101.5"),
    ("expired", T.LIMIT, "buy", "90", None, E.EXPIRED, "0"),
]


def story(name: str) -> tuple[dict[str, Order], list[OrderReport]]:
    """The orders, numbered as they stand in the story, and their reports in canonical order."""
    orders, reports = dict[str, Order](), list[OrderReport]()
    for id_, type_, side, limit, stop, event, price in STORY:
        key = f"{name} {id_}"
        prices = [None if p is None else Decimal(p) for p in (limit, stop)]
        intent = TradeIntent(name, OrderSide(side), Decimal(1), type_, *prices)
        orders.setdefault(key, Order(key, intent, 0, len(orders)))
        reports.append(OrderReport(key, event, 60, Decimal(1), Decimal(price)))
    return orders, reports


@settings(max_examples=100)
@given(seed=st.integers())
def test_any_order_of_reporting(seed: int) -> None:
    """Two instruments, mixed; of one order the reports stay in the order in which they came."""
    (orders, first), (others, second) = story("Y"), story("X")
    reports = [*first, *second]
    shuffled = list(reports)
    Random(seed).shuffle(shuffled)
    place = {id(report): n for n, report in enumerate(reports)}
    told: dict[str, list[OrderReport]] = {}
    for report in shuffled:  # an engine triggers an order before it fills it
        told.setdefault(report.client_order_id, []).append(report)
    for one in told.values():
        one.sort(key=lambda report: place[id(report)])
    shuffled = [told[report.client_order_id].pop(0) for report in shuffled]
    found = arranged(shuffled, [BAR["X"], BAR["Y"]], (orders | others).__getitem__, {"Y": 0, "X": 1})
    assert [(r.client_order_id, r.type) for r in found] == [(r.client_order_id, r.type) for r in reports]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_arrange(count: int) -> None:
    orders, reports = story("X")
    assert arranged(reports[:count], [BAR["X"]], orders.__getitem__, {"X": 0}) == reports[:count]


def test_by_submission_within_a_stage() -> None:
    intent = TradeIntent("X", OrderSide.BUY, Decimal(1))
    orders = {name: Order(name, intent, 0, place) for name, place in (("later", 7), ("first", 2))}
    reports = [OrderReport(name, E.FILLED, 60, Decimal(1), Decimal(102)) for name in orders]
    found = arranged(reports, [BAR["X"]], orders.__getitem__, {"X": 0})
    assert [r.client_order_id for r in found] == ["first", "later"]


def test_what_a_fill_brings_about_comes_at_once_after_it() -> None:
    """A stop fills; it cancels its other leg and cuts two reduce-only orders, one of which ends a pair of its own."""
    intent = TradeIntent("X", OrderSide.BUY, Decimal(1), T.STOP, None, Decimal(104))
    names = ["late", "leg", "cut", "gone", "gone's leg", "stop"]
    orders = {name: Order(name, intent, 0, place) for place, name in enumerate(names)}
    story = [
        OrderReport("stop", E.FILLED, 60, Decimal(1), Decimal(104)),
        OrderReport("leg", E.CANCELED, 60, cause="stop"),
        OrderReport("cut", E.UPDATED, 60, cause="stop"),
        OrderReport("gone", E.CANCELED, 60, cause="stop"),
        OrderReport("gone's leg", E.CANCELED, 60, cause="gone"),
        OrderReport("late", E.EXPIRED, 60),
    ]
    for turn in range(len(story)):
        reports = [*story[turn:], *story[:turn]]
        assert arranged(reports, [BAR["X"]], orders.__getitem__, {"X": 0}) == story
