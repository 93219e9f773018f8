"""What no answer means, and what it does not."""

import pytest

from tradeport.application.events import EventBus, OrderRecovered, OrderRequested, OrderStuck, OrderTimedOut
from tradeport.application.state import history
from tradeport.domain.model.time import SECOND
from tradeport.ports.venue import MessageType, RequestType, VenueState

R = RequestType


@pytest.mark.parametrize("seconds", [5, 60, 600])
def test_a_time_out_never_becomes_a_rejection(desk, seconds):
    """However long it lasts: the order may be at the venue, so it stays in flight and counts."""
    order = desk.settle().buy()
    desk.step(seconds)
    assert (desk.order(order).status, desk.platform.gateway.in_flight) == ("submitted", 1)
    desk.state(order, VenueState.WORKING)
    assert desk.order(order).status == "accepted"


def test_a_create_without_an_answer_is_queried_and_not_sent_again(desk):
    order = desk.settle().buy()
    desk.step(30)
    assert desk.venue.asked(R.CREATE) == [order]
    assert len(desk.venue.asked(R.QUERY)) > 2


def test_it_is_sent_again_when_no_copy_can_arrive_any_more(desk):
    order = desk.settle().buy()
    desk.step(6)
    desk.state(order, VenueState.UNKNOWN)
    assert desk.venue.asked(R.CREATE) == [order]
    desk.step(6)
    desk.state(order, VenueState.UNKNOWN)
    assert desk.venue.asked(R.CREATE) == [order, order]


def test_a_cancel_without_an_answer_is_queried_and_asked_again(desk):
    order = desk.settle().buy()
    desk.accept(order)
    desk.platform.bus.cancel(order)
    desk.step(3)
    assert (desk.order(order).status, desk.venue.asked(R.QUERY)) == ("pending_cancel", [order])
    desk.state(order, VenueState.WORKING)
    assert desk.venue.asked(R.CANCEL) == [order, order]
    desk.state(order, VenueState.CANCELED)
    assert (desk.order(order).status, desk.platform.gateway.in_flight) == ("canceled", 0)


def test_what_was_rejected_is_rejected(desk):
    order = desk.settle().buy()
    desk.venue.say(MessageType.REJECTED, order, reason="no")
    desk.step()
    assert (desk.order(order).status, desk.order(order).reason) == ("rejected", "no")


def test_a_fill_that_nobody_heard_of_is_found(desk, make):
    """The venue's account is looked at now and then."""
    order = desk.settle().buy()
    desk.accept(order)
    del desk.venue.working[order]
    desk.step(20)
    assert order in desk.venue.asked(R.QUERY)
    desk.state(order, VenueState.FILLED, make("T1", 3))
    assert (desk.order(order).status, desk.platform.ledger.position("X").quantity) == ("filled", 3)


def test_a_message_that_travelled_long_makes_nothing_stale_but_a_create(desk):
    """It makes the venue's clock look slow. A query or a cancel that is thrown away for that would be thrown away for ever."""
    order = desk.settle().buy()
    desk.venue.now -= 60 * SECOND
    desk.venue.say(MessageType.ACCEPTED, order)
    desk.venue.now += 60 * SECOND
    desk.step()
    desk.platform.bus.cancel(order)
    assert desk.venue.heard[-1].type is R.CANCEL
    assert desk.venue.heard[-1].valid_until >= desk.venue.now + 30 * SECOND


def test_subscribers_and_the_history_see_all_of_it(desk):
    types = (OrderRequested, OrderTimedOut, OrderStuck, OrderRecovered)
    events, heard = EventBus(), []
    listener = events.subscriber("desk")
    for type_ in types:
        listener.on(type_, heard.append)
    desk.restart(events=events)
    order = desk.settle().buy()
    desk.step(31)
    desk.state(order, VenueState.WORKING)
    of = {type_: [event for event in heard if type(event) is type_] for type_ in types}
    assert [(e.request, e.attempt) for e in of[OrderRequested]] == [("create", 0), *(("query", n) for n in range(1, 6))]
    assert [(e.request, e.attempt) for e in of[OrderTimedOut]] == [("create", 0), *(("query", n) for n in range(1, 5))]
    assert [e.client_order_id for e in of[OrderStuck]] == [order]
    assert [(e.status, e.attempts, e.ts > e.since) for e in of[OrderRecovered]] == [("accepted", 5, True)]
    found = history(desk.log, order)
    assert (found.requests, found.time_outs, found.order.status) == (6, 5, "accepted")
    told = [(step.what, step.status) for step in found.steps]
    assert told[:4] == [
        ("submit", None),
        ("initialized", "initialized"),
        ("submitted", "submitted"),
        ("order_request", "submitted"),
    ]
    assert told[-3:] == [("order_stuck", "submitted"), ("accepted", "accepted"), ("order_recovered", "accepted")]
    assert [step.ts for step in found.steps] == sorted(step.ts for step in found.steps)
