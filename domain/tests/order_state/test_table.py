"""Every event in every state: where it leads, or that it is refused."""

from itertools import product

import pytest

from tradeport.domain.model.orders import TERMINAL, OrderEventType, OrderStatus
from tradeport.domain.order_state import TRANSITIONS, InvalidTransition, allowed, apply

#: Written apart from the machine's own table. `back`: where the cancel or the update was asked.
EXPECTED = {
    "initialized": "denied>denied submitted>submitted",
    "submitted": "accepted>accepted rejected>rejected triggered>triggered partially_filled>partially_filled filled>filled "
    "canceled>canceled expired>expired pending_cancel>pending_cancel pending_update>pending_update",
    "accepted": "updated>accepted rejected>rejected triggered>triggered partially_filled>partially_filled filled>filled "
    "canceled>canceled expired>expired pending_cancel>pending_cancel pending_update>pending_update",
    "triggered": "updated>triggered partially_filled>partially_filled filled>filled "
    "canceled>canceled expired>expired pending_cancel>pending_cancel pending_update>pending_update",
    "partially_filled": "updated>partially_filled partially_filled>partially_filled filled>filled "
    "canceled>canceled expired>expired pending_cancel>pending_cancel pending_update>pending_update",
    "pending_cancel": "accepted>pending_cancel triggered>pending_cancel updated>pending_cancel update_rejected>pending_cancel "
    "partially_filled>pending_cancel cancel_rejected>back rejected>rejected filled>filled canceled>canceled expired>expired",
    "pending_update": "accepted>pending_update triggered>pending_update partially_filled>pending_update updated>back "
    "update_rejected>back pending_cancel>pending_cancel rejected>rejected filled>filled canceled>canceled expired>expired",
    "denied": "",
    "rejected": "",
    "canceled": "",
    "expired": "",
    "filled": "",
}
LEGAL = {
    (OrderStatus(state), OrderEventType(event)): after
    for state, row in EXPECTED.items()
    for event, after in (step.split(">") for step in row.split())
}
PENDING = (OrderStatus.PENDING_CANCEL, OrderStatus.PENDING_UPDATE)
ASKED_IN = (OrderStatus.SUBMITTED, OrderStatus.ACCEPTED, OrderStatus.TRIGGERED, OrderStatus.PARTIALLY_FILLED)


def resumes(state):
    return ASKED_IN if state in PENDING else (None,)


@pytest.mark.parametrize(
    ("state", "kind", "resume"), [(state, kind, resume) for state, kind in LEGAL for resume in resumes(state)]
)
def test_a_legal_event_leads_where_the_table_says(order, event, state, kind, resume):
    before = order(state, resume=resume)
    after = apply(before, event(kind))
    expected = LEGAL[state, kind]
    assert after.status == (resume if expected == "back" else expected)
    assert (after.resume is not None) is (after.status in PENDING)
    assert after.ts_last == 7


@pytest.mark.parametrize(("state", "kind"), [pair for pair in product(OrderStatus, OrderEventType) if pair not in LEGAL])
def test_any_other_event_is_refused(order, event, state, kind):
    before = order(state, resume=resumes(state)[0])
    with pytest.raises(InvalidTransition, match=f"order c-1 is {state}: {kind} cannot happen$") as refusal:
        apply(before, event(kind))
    assert refusal.value.order is before
    assert refusal.value.event.type is kind


@pytest.mark.parametrize("state", OrderStatus)
def test_allowed_lists_the_legal_events(order, state):
    assert allowed(order(state)) == {kind for kind in OrderEventType if (state, kind) in LEGAL}


def test_every_state_has_its_row_and_terminal_ones_are_empty():
    assert set(TRANSITIONS) == set(OrderStatus)
    assert {state for state, row in TRANSITIONS.items() if not row} == TERMINAL
