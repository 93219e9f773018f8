"""Orders decided while a bar of their instrument is under way wait for the next one; what is emulated waits as well."""

from collections.abc import Callable
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.contract_tests.data import FLAT, START, bars, dataset, trades
from tradeport.contract_tests.harness import Bench, Played
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability as C


def market(*rows: str) -> Dataset:
    """Bars of X, and a trade of Y just after each: event 2n is a bar's close, 2n + 1 lies in the next bar."""
    return dataset(bars(*rows), trades(*["50"] * len(rows), of="Y", start=START + 4))


@pytest.fixture
def both() -> Callable[..., Played]:
    """`both(emulated, data, steps)`: played with these left to their emulators, and the same log as without."""

    def play(emulated: list[C], data: Dataset, steps: Any) -> Played:
        played = Bench(ReferenceEngine(emulate=emulated)).play(data, steps)
        assert played.audit == Bench(ReferenceEngine()).play(data, steps).audit
        return played

    return play


def test_a_cut_before_its_first_bar_leaves_a_post_only_order_new(both: Any) -> None:
    """Modified within bar 3, cut by a fill of bar 3, first examined on bar 4, which opens through it."""
    steps = {
        0: lambda s: s.buy("X", 3),
        2: lambda s: s.sell("X", 3, limit=120, post_only=True, reduce_only=True, tag="a"),
        4: lambda s: s.sell("X", 1),
        5: lambda s: s.change("a", limit=110),
    }
    played = both([C.REDUCE_ONLY, C.OCO, C.DAY, C.GTD], market(FLAT, FLAT, FLAT, FLAT, "111 111 111 111"), steps)
    assert [event.partition("@")[0] for event in played.trail("a")[-2:]] == ["updated", "rejected"]


def test_a_trailing_stop_does_not_follow_a_bar_that_was_under_way(both: Any) -> None:
    """Sent within bar 1, whose high of 110 is not for it; bar 2 rises to 104."""
    data = market(FLAT, "100 110 100 100", "100 104 100 104", "104 104 100 100")
    steps = {1: lambda s: s.order("X", OrderSide.SELL, 1, stop=97, trail=3, tag="a")}
    played = both([C.STOP_ORDERS, C.STOP_LIMIT_ORDERS, C.GTD, C.DAY, C.OCO, C.REDUCE_ONLY], data, steps)
    moved = [e.modification.trigger_price for e in played.events if e.modification]
    assert (moved, [price for _, _, price in played.filled]) == ([101], ["101"])


def test_a_modified_trailing_stop_does_not_follow_a_bar_that_was_under_way(both: Any) -> None:
    """Modified within bar 2, whose high of 110 is no longer for it; bar 3 rises to 104."""
    data = market(FLAT, FLAT, "100 110 100 100", "100 104 100 104", "104 104 100 100")
    steps = {
        1: lambda s: s.order("X", OrderSide.SELL, 2, stop=97, trail=3, tag="a"),
        3: lambda s: s.change("a", quantity=1),
    }
    played = both([C.STOP_ORDERS, C.STOP_LIMIT_ORDERS, C.GTD, C.DAY, C.OCO, C.REDUCE_ONLY], data, steps)
    moved = [e.modification.trigger_price for e in played.events if e.modification and e.modification.trigger_price]
    assert (moved, [price for _, _, price in played.filled]) == ([101], ["101"])


def test_a_stop_is_not_met_by_a_bar_that_was_under_way(both: Any) -> None:
    data = market(FLAT, "100 103 100 100", "100 102 100 100")
    steps = {1: lambda s: s.buy("X", 1, stop=102, tag="a")}
    played = both([C.STOP_ORDERS, C.STOP_LIMIT_ORDERS, C.GTD, C.DAY, C.OCO, C.REDUCE_ONLY], data, steps)
    assert [f.ts for f in played.fills] == [data.series["X"].end]
