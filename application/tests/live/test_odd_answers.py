"""What a venue may say that is not quite what happened: nothing is booked twice, lost, or taken for an end."""

from decimal import Decimal

import pytest

from tradeport.domain.model.time import SECOND
from tradeport.ports.venue import MessageType, RequestType, VenueState

R = RequestType


def accepted(desk, quantity=3):
    order = desk.buy(quantity)
    desk.accept(order)
    return order


@pytest.mark.parametrize("restarted", [False, True])
def test_two_orders_may_have_trades_of_one_id(desk, make, held, restarted):
    """Two sides of one trade share it, and so do venues that begin to count again."""
    desk.settle()
    first, second = accepted(desk), accepted(desk)
    desk.venue.say(MessageType.EXECUTED, first, executions=(make("T1", 3),))
    del desk.venue.working[first]
    desk.step()
    if restarted:
        desk.venue.holdings = held(3)
        desk.restart()
        desk.state(second, VenueState.WORKING)
        desk.settle()
    desk.venue.say(MessageType.EXECUTED, second, executions=(make("T1", 2),))
    desk.step()
    assert (desk.order(second).filled_quantity, desk.platform.ledger.position("X").quantity) == (2, 5)


@pytest.mark.parametrize("state", [VenueState.CANCELED, VenueState.FILLED, VenueState.WORKING])
def test_a_state_that_lists_less_than_has_filled_is_asked_for_again(desk, make, state):
    order = accepted(desk.settle())
    desk.platform.gateway.reconcile()
    desk.state(order, state, make("T1", 1), filled=Decimal(3))
    assert desk.order(order).filled_quantity == 1
    before = len(desk.venue.asked(R.QUERY))
    desk.step(1)
    assert desk.venue.asked(R.QUERY)[before:] == [order]
    desk.state(order, state, make("T1", 1), make("T2", 2), filled=Decimal(3))
    assert (desk.order(order).status, desk.order(order).filled_quantity) == ("filled", 3)
    assert desk.platform.gateway.in_flight == 0


def test_an_end_that_overtakes_the_last_fill_waits_for_it(desk, make):
    order = accepted(desk.settle())
    desk.venue.say(MessageType.CANCELED, order, filled=Decimal(2))
    desk.step()
    assert desk.order(order).is_open
    desk.state(order, VenueState.CANCELED, make("T1", 2), filled=Decimal(2))
    assert (desk.order(order).status, desk.order(order).filled_quantity) == ("canceled", 2)


def test_an_acceptance_that_comes_after_the_wish_to_cancel_ends_no_question(desk):
    """The cancel may have been there first, and found nothing."""
    order = desk.settle().buy()
    desk.platform.bus.cancel(order)
    desk.venue.say(MessageType.CANCEL_REJECTED, order)
    desk.accept(order)
    assert desk.platform.gateway.in_flight == 1
    desk.step(3)
    desk.state(order, VenueState.WORKING)
    assert desk.venue.asked(R.CANCEL) == [order, order]


def test_an_order_that_works_there_and_is_closed_here_is_told(desk):
    desk.settle()
    order = accepted(desk)
    desk.venue.say(MessageType.CANCELED, order)
    desk.step(20)
    assert desk.platform.gateway.untracked == {order}


def test_one_that_ended_while_the_question_travelled_is_not(desk):
    order = accepted(desk.settle())
    desk.platform.gateway.reconcile()  # its answer, which shows the order, comes behind its end
    said = desk.venue.poll()
    desk.venue.say(MessageType.CANCELED, order)
    desk.step()
    desk.venue._said.extend(said)
    desk.step()
    assert (desk.order(order).status, desk.platform.gateway.untracked) == ("canceled", set())


def test_an_order_that_a_venue_did_not_know_for_a_moment_is_not_lost(desk, make, held):
    order = accepted(desk.settle())
    desk.restart()
    desk.state(order, VenueState.UNKNOWN)
    desk.step(2)
    desk.state(order, VenueState.WORKING)
    desk.venue.working.clear()  # it fills, and nobody hears of it before the account is shown
    desk.venue.holdings = held(3)
    desk.step(10)
    assert not desk.platform.ready
    desk.state(order, VenueState.FILLED, make("T1", 3))
    assert desk.settle().platform.ledger.position("X").quantity == 3


def test_a_clock_that_is_put_back_keeps_nothing_from_being_overdue(desk):
    order = desk.settle().buy()
    desk.venue.now -= 3600 * SECOND
    desk.step(3)
    assert desk.venue.asked(R.QUERY) == [order]
    assert b'"type":"order_timed_out"' in desk.log.read_bytes()


def test_a_clock_that_is_put_forward_makes_no_create_valid_for_long(desk):
    """Its copies could arrive for as long, and after a restart nobody would know."""
    there = desk.settle().venue.now
    desk.platform.step(there + 3600 * SECOND)
    desk.buy()
    (create,) = [request for request in desk.venue.heard if request.type is R.CREATE]
    assert create.valid_until - there < 60 * SECOND


def test_a_clock_far_behind_the_venues_begins_all_the_same(desk):
    """Nothing has been heard of the venue's time then; what it takes for stale it does not answer."""
    desk.step()
    assert {request.type for request in desk.venue.heard} == {R.ACCOUNT}
    assert all(request.valid_until > desk.venue.now + 12 * 3600 * SECOND for request in desk.venue.heard)
