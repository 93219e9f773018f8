"""What is asked for is not done: cancels and updates on their way."""

from decimal import Decimal

import pytest

from tradeport.domain.model.orders import Modification, OrderEventType, OrderStatus
from tradeport.domain.order_state import InvalidTransition, apply

E, S = OrderEventType, OrderStatus


def steps(order, *events):
    for one in events:
        order = apply(order, one)
    return order


@pytest.mark.parametrize("state", [S.SUBMITTED, S.ACCEPTED, S.TRIGGERED, S.PARTIALLY_FILLED])
@pytest.mark.parametrize(("ask", "refuse"), [(E.PENDING_CANCEL, E.CANCEL_REJECTED), (E.PENDING_UPDATE, E.UPDATE_REJECTED)])
def test_a_refused_request_leaves_the_order_where_it_was(order, event, state, ask, refuse):
    after = steps(order(state), event(ask), event(refuse, reason="too late"))
    assert (after.status, after.resume, after.reason) == (state, None, "too late")


@pytest.mark.parametrize(
    ("meanwhile", "state"), [(E.ACCEPTED, S.ACCEPTED), (E.TRIGGERED, S.TRIGGERED), (E.PARTIALLY_FILLED, S.PARTIALLY_FILLED)]
)
@pytest.mark.parametrize(("ask", "refuse"), [(E.PENDING_CANCEL, E.CANCEL_REJECTED), (E.PENDING_UPDATE, E.UPDATE_REJECTED)])
def test_what_happens_meanwhile_counts_after_a_refusal(order, event, meanwhile, state, ask, refuse):
    assert steps(order(S.SUBMITTED), event(ask), event(meanwhile), event(refuse)).status is state


def test_a_cancel_of_an_order_being_updated_returns_to_before_both(order, event):
    after = steps(order(S.TRIGGERED), event(E.PENDING_UPDATE), event(E.PENDING_CANCEL), event(E.CANCEL_REJECTED))
    assert after.status is S.TRIGGERED


def test_an_update_overtaken_by_a_cancel_takes_effect_and_the_cancel_is_pending_still(order, event):
    after = steps(order(), event(E.PENDING_UPDATE), event(E.PENDING_CANCEL), event(E.UPDATED, 8))
    assert (after.status, after.resume, after.intent.quantity) == (S.PENDING_CANCEL, S.ACCEPTED, 8)


@pytest.mark.parametrize("state", [S.PENDING_CANCEL, S.PENDING_UPDATE])
def test_a_pending_order_without_a_past_resumes_as_accepted(order, event, state):
    refuse = E.CANCEL_REJECTED if state is S.PENDING_CANCEL else E.UPDATE_REJECTED
    assert apply(order(state), event(refuse)).status is S.ACCEPTED


def test_an_update_changes_the_terms(order, event):
    change = Modification(quantity=Decimal(12), limit_price=Decimal(99))
    after = steps(order(), event(E.PENDING_UPDATE), event(E.UPDATED, modification=change))
    assert (after.status, after.intent.quantity, after.intent.limit_price) == (S.ACCEPTED, 12, 99)


@pytest.mark.parametrize("quantity", [3, 4])
def test_an_update_leaves_something_to_fill(order, event, quantity):
    filled = order(S.PENDING_UPDATE, filled_quantity=Decimal(4))
    with pytest.raises(InvalidTransition, match="4 is filled already"):
        apply(filled, event(E.UPDATED, quantity))
    assert apply(filled, event(E.UPDATED, 5)).remaining == 1


def test_an_update_carries_a_modification(order, event):
    with pytest.raises(InvalidTransition, match="it carries no modification"):
        apply(order(S.PENDING_UPDATE), event(E.UPDATED, modification=None))


@pytest.mark.parametrize("state", [S.SUBMITTED, S.ACCEPTED, S.PENDING_CANCEL, S.PENDING_UPDATE])
def test_a_trigger_is_remembered(order, event, state):
    triggered = apply(order(state), event(E.TRIGGERED))
    assert triggered.triggered
    assert apply(triggered, event(E.PARTIALLY_FILLED)).triggered
