"""At a start both sides are compared: what querying does not explain is refused, or adopted on request, on record."""

from decimal import Decimal

import pytest

from tradeport.application.errors import ReconciliationError, exit_code_of
from tradeport.application.events import Adopted, EventBus, Reconciled
from tradeport.application.state import replay
from tradeport.ports.venue import MessageType, RequestType, VenueState

R = RequestType


def refused(desk):
    with pytest.raises(ReconciliationError) as caught:
        desk.step(12)
    assert exit_code_of(caught.value) == 12
    assert R.CREATE not in [request.type for request in desk.venue.heard]
    return caught.value.message


def accepted(desk):
    order = desk.settle().buy()
    desk.accept(order)
    return order


def test_sides_that_agree(desk, records):
    desk.settle()
    assert records("reconciled") == [{"orders": 0, "positions": {}, "cash": "100000"}]


def test_a_position_that_the_log_does_not_have(desk, held):
    desk.venue.holdings = held(5)
    desk.restart()
    assert "venue: X 5; log: X 0" in refused(desk)


def test_a_position_that_the_venue_does_not_have(desk, make):
    order = accepted(desk)
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 3),))
    desk.venue.working.clear()
    desk.step()
    desk.restart()
    assert "venue: X 0; log: X 3" in refused(desk)


def test_an_order_that_no_log_knows(desk):
    desk.venue.working["stranger"] = Decimal(0)
    desk.restart()
    assert "venue: order stranger working; log: order stranger not open" in refused(desk)


def test_an_order_that_the_venue_has_lost(desk):
    order = accepted(desk)
    desk.venue.working.clear()
    desk.venue.forgotten.add(order)
    desk.restart()
    assert f"venue: order {order} unknown; log: order {order} open" in refused(desk)


def test_fills_that_querying_explains_are_no_mismatch(desk, make, held, records):
    order = accepted(desk)
    desk.venue.working.clear()
    desk.venue.holdings = held(3)
    desk.restart()
    desk.state(order, VenueState.FILLED, make("T1", 3))
    assert desk.settle().platform.ledger.position("X").quantity == 3
    assert records("adopted") == []


def test_a_fill_between_the_two_readings_is_no_mismatch(desk, make, held):
    """The account shows 1 of the order filled; by the time it is heard 2 are booked here. The next one is compared with."""
    order = accepted(desk)
    desk.restart()
    desk.state(order, VenueState.WORKING)
    desk.step(7)
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 1),))
    desk.step(2)
    before, _ = desk.venue.poll(), desk.venue.heard.clear()
    while not desk.venue.asked(R.ACCOUNT):
        desk.step()  # an account without any trade is asked for, and under way
    (account,) = desk.venue.poll()
    assert (before, account.holdings) == ([], ())
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T2", 1),))
    desk.venue.working[order], desk.venue.holdings = Decimal(2), held(2)
    desk.venue._said.append(account)
    desk.step()
    assert not desk.platform.ready
    desk.step(3)
    assert (desk.platform.ready, desk.platform.ledger.position("X").quantity) == (True, 2)


def test_nothing_counts_while_something_sent_earlier_may_still_arrive(desk, held):
    desk.venue.holdings = held(5)
    desk.restart()
    desk.step(7)  # no word about the mismatch yet
    assert not desk.platform.ready


def test_a_venue_that_does_not_settle_is_refused_in_the_end(desk):
    order = accepted(desk)
    desk.venue.working.clear()
    desk.restart()
    with pytest.raises(ReconciliationError, match=f"could not be compared with in 30 s; open in the log: {order} accepted"):
        desk.step(31)


def test_an_adopted_position_is_booked_on_record(desk, held, records):
    desk.venue.holdings = held(5)
    events, heard = EventBus(), []
    events.subscriber("desk").on(Adopted, heard.append).on(Reconciled, heard.append)
    desk.restart(adopt=True, events=events)
    desk.settle()
    ledger = desk.platform.ledger
    assert (ledger.position("X").quantity, ledger.position("X").average_price) == (5, 110)
    assert ledger.equity() == 100_550  # it has a price from here on
    assert records("adopted") == [
        {"instrument": "X", "from": "0", "to": "5", "price": "110"},
        {"currency": "USD", "from": "99450", "to": "100000"},  # nobody paid for it
    ]
    told = [(type(e).__name__, getattr(e, "what", None), getattr(e, "after", None)) for e in heard]
    assert told == [("Adopted", "position", "5"), ("Adopted", "cash", "100000"), ("Reconciled", None, None)]
    found = replay(desk.log).snapshot()
    assert (found.cash, tuple(found.positions.values())) == (ledger.cash(), ledger.positions())
    desk.restart()
    assert desk.settle().platform.ledger.position("X").quantity == 5


def test_an_adopted_position_that_is_gone_is_closed_at_what_it_had_cost(desk, make, records):
    order = accepted(desk)
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 3),))
    desk.venue.working.clear()
    desk.step()
    desk.venue.moved = Decimal(300)
    desk.restart(adopt=True)
    desk.settle()
    assert records("adopted") == [{"instrument": "X", "from": "3", "to": "0", "price": "100"}]
    assert desk.platform.ledger.cash() == 100_000


def test_an_order_that_no_log_knows_is_cancelled_and_only_then_taken_as_gone(desk, records):
    """Nobody knows who would close it. Until the venue shows it no more, it is asked again."""
    desk.venue.working["stranger"] = Decimal(0)
    desk.restart(adopt=True)
    desk.step(14)
    assert (desk.platform.ready, records("adopted")) == (False, [])
    assert set(desk.venue.asked(R.CANCEL)) == {"stranger"}
    desk.venue.working.clear()
    desk.settle()
    assert records("adopted") == [{"client_order_id": "stranger", "from": "working at the venue", "to": "not working"}]


def test_an_order_that_the_venue_has_lost_is_closed(desk, records):
    order = accepted(desk)
    desk.venue.working.clear()
    desk.venue.forgotten.add(order)
    desk.restart(adopt=True)
    desk.settle()
    desk.state(order, VenueState.UNKNOWN)
    assert desk.platform.gateway.in_flight == 0
    assert (desk.order(order).status, desk.order(order).reason) == ("canceled", "adopted: the venue does not know it")
    assert records("adopted") == [{"client_order_id": order, "from": "accepted", "to": "canceled"}]


def test_what_is_not_traded_here_cannot_be_adopted(desk, held):
    desk.venue.holdings = held(5, "Y")
    desk.restart(adopt=True)
    assert "Y: not traded here" in refused(desk)


def test_a_fill_that_no_order_has_room_for_ends_it(desk, make):
    """Both sides are shown, nothing is booked; the next start sees the position."""
    order = accepted(desk)
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 4),))
    with pytest.raises(ReconciliationError, match=f"trade T1 fills 4 of {order}; log: open of it is 3"):
        desk.step()
    assert desk.platform.ledger.position("X").quantity == 0
