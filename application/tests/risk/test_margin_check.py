"""What working orders and new ones would bind, asked before an order is sent."""

from decimal import Decimal as D
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.runner import Outcome, run
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.orders import OrderSide

BUY, SELL = OrderSide.BUY, OrderSide.SELL
STILL = ["100"] * 6


@pytest.fixture
def asked(play: Any) -> Any:
    """Runs steps, one a bar, on perpetuals with 10 % initial margin and cash of 1000; gives the reasons for denials."""

    def go(*steps: Any, rows: Any = STILL, start: Any = None, **rules: Any) -> list[str]:
        on = {"start": start} if start else {}
        spec = play.spec(rows, dict(enumerate(steps)), on, cash=D(1000), margin=MarginRules(D(0), **rules))
        terms = Perpetual(D("0.1"), D("0.05"))
        data = spec.dataset
        data = Dataset([attrs.evolve(it, perpetual=terms) for it in data.instruments], list(data.series.values()))
        outcome = run(attrs.evolve(spec, dataset=data), engine=ReferenceEngine())
        assert outcome.error is None, outcome.error
        return denials(outcome)

    return go


def denials(outcome: Outcome) -> list[str]:
    """How often each rule denied."""
    return [f"{rule} {count}" for rule, count in outcome.result["denials"].items()]


def test_buys_and_sells_are_alternatives(asked: Any) -> None:
    """Long or short a hundred: as much is bound either way."""

    def quote(s: Any) -> None:
        s.buy("X", 100, limit=90)
        s.sell("X", 100, limit=110)

    assert asked(quote) == []
    assert asked(quote, lambda s: s.sell("X", "0.01", limit=110)) == ["initial_margin 1"]


def test_what_only_reduces_binds_nothing(asked: Any) -> None:
    assert asked(lambda s: s.buy("X", 100), lambda s: 0, lambda s: s.sell("X", 100, reduce_only=True, limit=120)) == []


def test_nor_does_it_while_it_works(asked: Any) -> None:
    """Long a hundred, all of it to be sold at 120 reduce-only: a sale of 150 leaves 50 short, not 150."""

    def leave(s: Any) -> None:
        s.sell("X", 100, reduce_only=True, limit=120)
        s.sell("X", 150, limit=130)

    assert asked(lambda s: s.buy("X", 100), lambda s: 0, leave) == []


def test_before_the_first_price_a_stop_counts_at_its_trigger(asked: Any) -> None:
    assert asked(start=lambda s: s.buy("X", 100, stop=100)) == []
    assert asked(start=lambda s: s.buy("X", 100, stop=101)) == ["initial_margin 1"]


def test_of_a_pair_the_larger_leg_counts(asked: Any) -> None:
    def pair(s: Any) -> None:
        s.execution.submit_oco(s.intent("X", BUY, 60, limit=90), s.intent("X", BUY, 100, stop=110))

    assert asked(pair) == []
    assert asked(pair, lambda s: s.buy("X", 1, limit=90)) == ["initial_margin 1"]


def test_a_changed_leg_counts_beside_the_other(asked: Any) -> None:
    """The smaller leg may grow up to the larger one's size for nothing."""
    events: list[str] = []

    def pair(s: Any) -> None:
        legs = s.execution.submit_oco(s.intent("X", BUY, 10, limit=90), s.intent("X", BUY, 60, stop=110))
        s.small = legs[0].client_order_id
        s.buy("X", 40, limit=90)

    def grow(s: Any) -> None:
        s.modify(s.small, quantity=60)
        events.append(str(s.execution.order(s.small).intent.quantity))
        s.modify(s.small, quantity=61)
        events.append(str(s.execution.order(s.small).intent.quantity))

    assert asked(pair, grow) == []
    assert events == ["60.00", "60.00"]


def test_less_may_always_be_asked_for(asked: Any) -> None:
    """After a loss more works than the equity carries; shrinking it is no new risk."""
    seen: list[str] = []

    def enter(s: Any) -> None:
        s.buy("X", 50)
        s.order_id = s.buy("X", 50, limit=10).client_order_id

    def shrink(s: Any) -> None:
        s.modify(s.order_id, quantity=40)
        seen.append(str(s.execution.order(s.order_id).intent.quantity))

    assert asked(enter, lambda s: 0, shrink, rows=["100", "100", "85", "85"]) == []
    assert seen == ["40.00"]


def test_an_order_for_what_has_no_price_yet_does_not_hold_up_another(asked: Any) -> None:
    """Before the first bar a limit order says at what price it would count; a market order says nothing."""

    def first(s: Any) -> None:
        s.buy("Y", 60, limit=100)
        s.buy("X", 40, limit=100)

    rows = {"X": STILL, "Y": STILL}
    assert asked(start=first, rows=rows) == []
    assert asked(lambda s: s.buy("X", 1), start=first, rows=rows) == ["initial_margin 1"]
    assert asked(start=lambda s: s.buy("X", 1), rows=rows) == ["initial_margin 1"]


def test_leverage_is_over_the_whole_account(asked: Any) -> None:
    rows = {"X": STILL, "Y": STILL}

    def enter(s: Any) -> None:
        s.buy("X", 15)
        s.sell("Y", 15)
        s.sell("Y", 1)

    assert asked(lambda s: 0, enter, rows=rows, max_leverage=D(3)) == ["max_leverage 1"]
