"""In its own fill profile an engine may fill before the platform has seen a price: the fill is the first one."""

from decimal import Decimal as D
from typing import Any

import pytest

from tradeport.ports.engine import FillProfile


@pytest.mark.parametrize("profile", FillProfile)
def test_a_fill_of_an_order_sent_before_the_first_bar_can_be_valued(play: Any, profile: FillProfile) -> None:
    seen: list[D] = []

    def look(strategy: Any, fill: Any) -> None:
        snapshot = strategy.portfolio.snapshot()
        seen.append(snapshot.equity)
        assert snapshot.positions[0].quantity == fill.quantity

    ran = play(["100"] * 3, {}, {"start": lambda s: s.buy("X", 1), "fill": look}, profile=profile)
    assert ran.outcome.error is None
    assert seen == [D(100_000)]
