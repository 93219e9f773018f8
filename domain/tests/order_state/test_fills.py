from decimal import Decimal, localcontext

import attrs
import msgspec
import pytest

from tradeport.domain.model.orders import Fill, OrderEventType, OrderSide, OrderStatus
from tradeport.domain.order_state import InvalidTransition, apply

E, S = OrderEventType, OrderStatus
FILL = Fill("c-1", "A", 7, OrderSide.BUY, Decimal(4), Decimal(100), Decimal(0))


def test_fills_add_up_and_their_price_is_averaged(order, event):
    part = apply(order(), event(E.PARTIALLY_FILLED, 4, 100))
    assert (part.status, part.filled_quantity, part.average_price, part.remaining) == (S.PARTIALLY_FILLED, 4, 100, 6)
    more = apply(part, event(E.PARTIALLY_FILLED, 1, 110))
    assert (more.filled_quantity, more.average_price) == (5, 102)
    done = apply(more, event(E.FILLED, 5, 108))
    assert (done.status, done.filled_quantity, done.average_price, done.is_open) == (S.FILLED, 10, 105, False)


@pytest.mark.parametrize(
    ("kind", "quantity", "total"),
    [(E.FILLED, 9, 9), (E.FILLED, 11, 11), (E.PARTIALLY_FILLED, 10, 10), (E.PARTIALLY_FILLED, 11, 11)],
)
def test_filled_means_all_and_partially_means_less(order, event, kind, quantity, total):
    with pytest.raises(InvalidTransition, match=f"{total} of 10 would be filled"):
        apply(order(), event(kind, quantity))


def test_what_is_filled_already_counts(order, event):
    with pytest.raises(InvalidTransition, match="11 of 10 would be filled"):
        apply(order(S.PARTIALLY_FILLED, filled_quantity=Decimal(7)), event(E.FILLED, 4))


@pytest.mark.parametrize("kind", [E.FILLED, E.PARTIALLY_FILLED])
def test_a_fill_event_carries_a_fill(order, event, kind):
    with pytest.raises(InvalidTransition, match="it carries no fill"):
        apply(order(), event(kind, fill=None))


@pytest.mark.parametrize("change", [{"instrument": "B"}, {"side": OrderSide.SELL}])
def test_a_fill_is_of_the_orders_instrument_and_side(order, event, change):
    with pytest.raises(InvalidTransition, match=r"the fill is a (buy of B|sell of A)"):
        apply(order(), event(E.PARTIALLY_FILLED, fill=attrs.evolve(FILL, **change)))


def test_an_event_of_another_order_is_refused(order, event):
    with pytest.raises(InvalidTransition, match="it belongs to c-2"):
        apply(order(), msgspec.structs.replace(event(E.CANCELED), client_order_id="c-2"))


def test_a_host_that_changed_the_decimal_context_changes_no_average(order, event):
    events = event(E.PARTIALLY_FILLED, "3.25", "100.01"), event(E.PARTIALLY_FILLED, "1.5", "100.03")
    expected = apply(apply(order(), events[0]), events[1])
    with localcontext() as context:
        context.prec = 2
        assert apply(apply(order(), events[0]), events[1]) == expected
        assert expected.remaining == Decimal("5.25")
