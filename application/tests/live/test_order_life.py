"""What else may happen in an order's life, each by itself."""

from decimal import Decimal

import pytest

from tradeport.application.errors import ReconciliationError
from tradeport.application.state import history
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.venue import Message, MessageType, RequestType, VenueState

M, R = MessageType, RequestType


def accepted(desk, quantity=3):
    order = desk.settle().buy(quantity)
    desk.accept(order)
    return order


def whats(desk, order):
    return [step.what for step in history(desk.log, order).steps]


def test_a_fill_before_the_acknowledgement(desk, make):
    order = desk.settle().buy()
    desk.venue.say(M.EXECUTED, order, executions=(make("T1", 1),))
    desk.venue.say(M.ACCEPTED, order)
    desk.step()
    assert (desk.order(order).status, desk.order(order).filled_quantity) == ("partially_filled", 1)
    assert desk.platform.gateway.in_flight == 0
    assert "accepted" not in whats(desk, order)


def test_a_fill_of_all_before_the_acknowledgement(desk, make):
    order = desk.settle().buy()
    desk.venue.say(M.EXECUTED, order, executions=(make("T1", 3),))
    desk.venue.say(M.ACCEPTED, order)
    desk.step()
    assert (desk.order(order).status, desk.platform.gateway.in_flight) == ("filled", 0)


def test_a_fill_twice(desk, make):
    order = accepted(desk)
    for _ in range(2):
        desk.venue.say(M.EXECUTED, order, executions=(make("T1", 1),))
        desk.step()
    desk.state(order, VenueState.WORKING, make("T1", 1), filled=1)
    assert (desk.order(order).filled_quantity, desk.platform.ledger.position("X").quantity) == (1, 1)


def test_a_fill_while_its_cancel_is_under_way(desk, make):
    order = accepted(desk)
    desk.platform.bus.cancel(order)
    desk.venue.say(M.EXECUTED, order, executions=(make("T1", 3),))
    desk.venue.say(M.CANCEL_REJECTED, order)
    desk.step()
    assert (desk.order(order).status, desk.platform.gateway.in_flight) == ("filled", 0)
    assert desk.venue.asked(R.QUERY) == []


def test_a_fill_after_its_cancel_was_confirmed_ends_it(desk, make, records):
    """The venue had said that there was none. Both sides are shown, on record, and nothing is booked."""
    order = accepted(desk)
    desk.platform.bus.cancel(order)
    desk.venue.say(M.CANCELED, order)
    desk.step()
    desk.venue.say(M.EXECUTED, order, executions=(make("T1", 1),))
    with pytest.raises(ReconciliationError, match=f"T1 fills 1 of {order}; log: open of it is nothing, as it is canceled"):
        desk.step()
    assert [said["difference"].split(";")[1] for said in records("mismatch")] == [
        " log: open of it is nothing, as it is canceled"
    ]
    assert desk.platform.ledger.position("X").quantity == 0


def test_a_rejection_of_what_has_filled_is_no_end(desk, make):
    order = desk.settle().buy()
    desk.venue.say(M.EXECUTED, order, executions=(make("T1", 1),))
    desk.venue.say(M.REJECTED, order, reason="too late")
    desk.step()
    assert desk.order(order).status == "partially_filled"
    desk.step(3)
    assert desk.venue.asked(R.QUERY) == [order]


def test_a_trade_of_an_order_that_is_not_ours_is_not_booked(desk, make):
    desk.settle()
    desk.venue.say(M.EXECUTED, "stranger", executions=(make("T1", 1),))
    desk.venue.say(M.CANCELED, "stranger")
    desk.state("stranger", VenueState.FILLED, make("T1", 1))
    assert (desk.platform.ledger.position("X").quantity, len(desk.platform.orders)) == (0, 0)


def test_a_duplicate_is_asked_about(desk):
    """The venue has the order: an earlier copy had arrived."""
    order = desk.settle().buy()
    desk.venue.say(M.DUPLICATE, order)
    desk.step()
    assert (desk.venue.asked(R.QUERY), desk.order(order).status) == ([order], "submitted")


def test_a_create_that_was_one_too_many_waits_and_asks(desk):
    order = desk.settle().buy()
    desk.venue.say(M.LIMITED, order, request=R.CREATE)
    desk.step(0.4)
    assert desk.venue.asked(R.QUERY) == []
    desk.step(0.9)
    assert desk.venue.asked(R.QUERY) == [order]
    assert "order_timed_out" not in whats(desk, order)  # it was answered
    desk.step(8)
    desk.state(order, VenueState.UNKNOWN)
    assert desk.venue.asked(R.CREATE) == [order, order]


def test_a_cancel_that_was_one_too_many_is_asked_for_again(desk):
    order = accepted(desk)
    desk.platform.bus.cancel(order)
    desk.venue.say(M.LIMITED, order, request=R.CANCEL)
    desk.step(1.5)
    desk.state(order, VenueState.WORKING)
    assert (desk.venue.asked(R.CANCEL), desk.order(order).status) == ([order, order], "pending_cancel")


def test_limits_while_it_recovers_only_delay_it(desk):
    """Queries and the account are asked for again, further and further apart the queries."""
    order = accepted(desk)
    send = desk.venue.send

    def limited(request):
        desk.venue.heard.append(request)
        desk.venue.say(M.LIMITED, request.client_order_id, request=request.type)

    desk.venue.send = limited
    desk.restart()
    desk.step(20)
    assert not desk.platform.ready
    assert 3 <= len(desk.venue.asked(R.QUERY)) <= 8
    assert len(desk.venue.asked(R.ACCOUNT)) == 10
    desk.venue.send = send
    desk.step(6)
    desk.state(order, VenueState.WORKING)
    desk.settle()


def test_a_new_connection_asks_about_everything(desk):
    order = accepted(desk)
    desk.venue.heard.clear()
    desk.venue.say(M.DISCONNECTED, "")
    desk.step()
    assert desk.venue.heard == []
    desk.venue.say(M.CONNECTED, "")
    desk.step()
    assert (desk.venue.asked(R.QUERY), len(desk.venue.asked(R.ACCOUNT))) == ([order], 1)


def test_a_stuck_order_is_pointed_out_once_and_named(desk, records):
    order = desk.settle().buy()
    desk.step(29.5)
    assert desk.platform.gateway.stuck() == []
    desk.step(30)
    assert desk.platform.gateway.stuck() == [order]
    assert [one["client_order_id"] for one in records("order_stuck")] == [order]
    desk.state(order, VenueState.REJECTED, reason="no")
    assert (desk.platform.gateway.stuck(), desk.order(order).status) == ([], "rejected")
    assert records("order_recovered")[0]["status"] == "rejected"


def test_the_log_has_a_request_before_the_venue_does(desk):
    seen, send = [], desk.venue.send

    def look(request):
        line = desk.log.read_bytes().splitlines()[-1]
        seen.append(request.type.value.encode() in line if request.type is not R.ACCOUNT else True)
        send(request)

    desk.settle()
    desk.venue.send = look
    order = desk.buy()
    desk.accept(order)
    desk.platform.bus.cancel(order)
    desk.step(3)
    assert {request.type for request in desk.venue.heard} >= {R.CREATE, R.CANCEL, R.QUERY}
    assert seen
    assert all(seen)


def test_it_is_asked_about_when_its_time_is_up_and_not_before(desk):
    order = desk.settle().buy()
    desk.step(1.9)
    assert desk.venue.asked(R.QUERY) == []
    desk.step(0.1)
    assert desk.venue.asked(R.QUERY) == [order]


def test_a_part_that_nobody_heard_of_is_asked_about(desk):
    """The account shows the order at work, with more filled than here."""
    order = accepted(desk)
    desk.venue.working[order] = Decimal(1)
    desk.step(16)
    assert set(desk.venue.asked(R.QUERY)) == {order}


def test_a_create_is_valid_by_the_venues_clock(desk):
    """Which may be far ahead: it would be stale when it leaves."""
    desk.settle()
    desk.venue._said.append(Message(M.CONNECTED, desk.venue.now + 3600 * SECOND))
    desk.step()
    desk.buy()
    (create,) = [request for request in desk.venue.heard if request.type is R.CREATE]
    assert create.valid_until == desk.venue.now + 3600 * SECOND - 100 * MILLISECOND + desk.patience.validity


def test_an_order_that_turned_up_after_all_is_not_taken_for_one_that_never_arrived(desk, make, held):
    """While the start compares: what fills then is waited for, and no mismatch."""
    order = desk.settle().buy()
    send = desk.venue.send
    desk.venue.send = lambda request: None if request.type is R.ACCOUNT else send(request)
    desk.restart()
    desk.state(order, VenueState.UNKNOWN)  # the first word of the venue
    desk.step(9)
    desk.state(order, VenueState.UNKNOWN)
    assert desk.platform.gateway._comparison.absent == {order}
    desk.state(order, VenueState.WORKING)
    desk.venue.send = send
    desk.venue.holdings, desk.venue.moved = held(3), Decimal(-300)
    desk.step(6)
    assert not desk.platform.ready
    desk.venue.moved = Decimal(0)
    desk.state(order, VenueState.FILLED, make("T1", 3))
    desk.settle()


def test_an_end_that_its_trades_do_not_come_to_ends_nothing(desk):
    order = accepted(desk)
    desk.platform.gateway.reconcile()
    desk.state(order, VenueState.FILLED)
    assert (desk.order(order).status, desk.platform.gateway.in_flight) == ("accepted", 1)


def test_what_was_answered_in_time_has_not_recovered(desk, records):
    order = accepted(desk)
    desk.platform.gateway.reconcile()
    desk.state(order, VenueState.WORKING)
    assert (desk.platform.gateway.in_flight, records("order_recovered")) == (0, [])
