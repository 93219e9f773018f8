from decimal import Decimal

import pytest

from tradeport.domain.model.orders import UnknownOrder


@pytest.mark.parametrize("by", ["ticket", "id"])
def test_cancel_takes_a_ticket_or_its_id(bench, by):
    ticket = bench.strategy.buy("A", 1)
    bench.strategy.cancel(ticket if by == "ticket" else ticket.client_order_id)
    assert bench.execution.canceled == ["c-1"]


@pytest.mark.parametrize("by", ["ticket", "id"])
def test_modify_puts_new_terms_on_the_grid(bench, by):
    ticket = bench.strategy.buy("A", 1, limit=10, stop=9)
    bench.strategy.modify(ticket if by == "ticket" else "c-1", quantity=2.99, limit=11.006, stop="9.994")
    terms = {"quantity": Decimal("2.9"), "limit_price": Decimal("11.01"), "trigger_price": Decimal("9.99")}
    assert bench.execution.modified == [("c-1", terms)]


@pytest.mark.parametrize(
    ("given", "name"), [({"quantity": 2}, "quantity"), ({"limit": 2}, "limit_price"), ({"stop": 2}, "trigger_price")]
)
def test_modify_leaves_what_is_not_named(bench, given, name):
    bench.strategy.buy("A", 1, limit=10, stop=9)
    bench.strategy.modify("c-1", **given)
    terms = {"quantity": None, "limit_price": None, "trigger_price": None, name: Decimal(2)}
    assert bench.execution.modified == [("c-1", terms)]


def test_modify_of_an_unknown_order_says_so(bench):
    with pytest.raises(UnknownOrder, match="no order 'c-9' in this run"):
        bench.strategy.modify("c-9", quantity=1)
