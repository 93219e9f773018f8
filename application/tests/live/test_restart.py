"""A platform that died goes on from its log alone."""

import pytest

from tradeport.application.errors import AuditCorrupt, UsageError
from tradeport.application.live.platform import LivePlatform, Terms
from tradeport.application.state import history, replay
from tradeport.ports.venue import MessageType, RequestType, VenueState

R = RequestType


def working(desk, filled=()):
    """An order that the venue has accepted, with trades."""
    order = desk.settle().buy()
    desk.accept(order)
    for one in filled:
        desk.venue.say(MessageType.EXECUTED, order, executions=(one,))
        desk.venue.working[order] += one.quantity
        desk.step()
    return order


def test_everything_is_as_it_was(desk, make, held):
    order = working(desk, [make("T1", 2)])
    before = desk.platform
    desk.venue.holdings = held(2)
    after = desk.restart()
    assert after.orders.all() == before.orders.all()
    assert (after.ledger.cash(), after.ledger.positions()) == (before.ledger.cash(), before.ledger.positions())
    assert after.digests.as_dict() == before.digests.as_dict()
    assert (after.orders.fills, after.risk.state) == (1, before.risk.state)
    assert desk.venue.asked(R.QUERY) == [order]
    assert [step.what for step in history(desk.log, order).steps][-2:] == ["restarted", "order_request"]


def test_a_trade_that_is_booked_is_not_booked_again(desk, make, held):
    order = working(desk, [make("T1", 2)])
    desk.venue.holdings = held(2)
    desk.restart()
    desk.state(order, VenueState.WORKING, make("T1", 2))
    assert desk.settle().platform.ledger.position("X").quantity == 2


def test_nothing_is_sent_before_everything_open_was_queried(desk):
    order = working(desk)
    desk.restart()
    assert desk.venue.asked(R.QUERY) == [order]
    with pytest.raises(Exception, match="nothing is sent before the venue has been compared with"):
        desk.buy()
    assert desk.venue.asked(R.CREATE) == []


def test_a_cancel_that_was_pending_goes_on(desk):
    order = working(desk)
    desk.platform.bus.cancel(order)
    desk.restart()
    assert (desk.venue.asked(R.QUERY), desk.venue.asked(R.CANCEL)) == ([order], [])
    desk.state(order, VenueState.WORKING)
    assert desk.venue.asked(R.CANCEL) == [order]


def test_what_was_in_flight_is_sent_under_its_own_id_once_no_copy_can_arrive(desk):
    """Nobody knows until when an earlier copy is valid: the longest is taken."""
    order = desk.settle().buy()
    desk.restart()
    desk.step()
    desk.state(order, VenueState.UNKNOWN)
    desk.step(7)
    desk.state(order, VenueState.UNKNOWN)
    assert desk.venue.asked(R.CREATE) == []
    desk.step(3)
    desk.state(order, VenueState.UNKNOWN)
    desk.step(3)
    assert desk.platform.ready
    desk.state(order, VenueState.UNKNOWN)
    assert desk.venue.asked(R.CREATE) == [order]


def cut(desk, type_):
    """The log as a death leaves it that comes after the record before the last one of that type."""
    lines = desk.log.read_bytes().splitlines(keepends=True)
    at = max(i for i, line in enumerate(lines) if b'"type":"%s"' % type_ in line)
    desk.platform.audit.abandon()
    desk.log.write_bytes(b"".join(lines[:at]))


@pytest.mark.parametrize("before", [b"initialized", b"submitted", b"order_request"])
def test_a_decision_that_was_not_sent_is_asked_about_and_then_dropped(desk, before):
    """The venue is asked even so: a disk that lost the end of the log would look the same."""
    order = desk.settle().buy()
    cut(desk, before)
    desk.restart()
    assert (desk.order(order).status, desk.venue.asked(R.QUERY)) == ("submitted", [order])
    desk.step(9)
    desk.state(order, VenueState.UNKNOWN)
    assert (desk.order(order).status, desk.order(order).reason) == ("canceled", "it never reached the venue")
    desk.step(3)
    assert desk.platform.ready
    assert desk.venue.asked(R.CREATE) == []


def test_one_that_was_sent_though_the_log_lost_that_is_ours(desk, make, held):
    order = desk.settle().buy()
    cut(desk, b"submitted")
    desk.venue.holdings = held(3)
    desk.restart()
    desk.state(order, VenueState.FILLED, make("T1", 3))
    desk.settle()
    assert (desk.order(order).status, desk.platform.ledger.position("X").quantity) == ("filled", 3)


def test_a_decision_to_cancel_that_was_not_carried_out_is(desk):
    order = working(desk)
    desk.platform.bus.cancel(order)
    cut(desk, b"pending_cancel")
    desk.restart()
    assert desk.order(order).status == "pending_cancel"


def test_a_decision_to_cancel_that_came_too_late_is_answered(desk, make, held):
    order = working(desk, [make("T1", 3)])
    desk.platform.bus.cancel(order)
    desk.step()
    cut(desk, b"cancel_rejected")
    desk.venue.working.clear()
    desk.venue.holdings = held(3)
    desk.restart()
    desk.settle()
    assert b'"type":"cancel_rejected","reason":"the order is filled"' in desk.log.read_bytes()
    assert replay(desk.log).snapshot().orders == desk.platform.orders.all()


def test_ids_go_on_beyond_what_a_lost_end_of_the_log_may_have_had(desk):
    first = desk.settle().buy()
    content = desk.log.read_bytes()
    desk.accept(first)
    desk.buy()
    desk.venue.say(MessageType.REJECTED, "whichever")
    desk.step()
    desk.platform.audit.abandon()
    desk.log.write_bytes(content)
    desk.restart()
    desk.state(first, VenueState.WORKING)
    number = int(desk.settle().buy().split("-")[1])
    assert number > 10_000  # ms have passed


def test_wherever_the_last_write_is_torn(desk):
    """At each of its bytes: the log goes on from its last whole record, and is what a log has to be."""
    desk.settle()
    before = desk.log.read_bytes()
    desk.buy()
    after = desk.log.read_bytes()
    for size in range(len(before), len(after) + 1, 7):
        desk.platform.audit.abandon()
        desk.log.write_bytes(after[:size])
        desk.restart()
        assert replay(desk.log).snapshot().orders == desk.platform.orders.all()
        assert all(order.status == "submitted" for order in desk.platform.orders.open())


def test_a_log_that_was_changed_is_not_gone_on_with(desk):
    working(desk)
    desk.platform.audit.abandon()
    desk.log.write_bytes(desk.log.read_bytes().replace(b'"quantity":"3"', b'"quantity":"4"'))
    with pytest.raises(AuditCorrupt):
        desk.restart()


def test_nor_one_that_another_platform_is_writing(desk):
    order = working(desk)
    with pytest.raises(UsageError, match="being written by another process"):
        LivePlatform(desk.log, desk.terms, desk.venue, desk.venue.now)
    assert order in desk.platform.orders
    desk.restart()


def test_nor_one_that_the_kill_switch_would_not_find(desk):
    with pytest.raises(UsageError, match=r"beside audit\.jsonl"):
        LivePlatform(desk.log.with_name("orders.jsonl"), desk.terms, desk.venue, desk.venue.now)
    assert not desk.log.with_name("orders.jsonl").exists()


def test_nor_one_of_other_terms(desk):
    desk.terms = Terms("desk", desk.terms.instruments, cash=desk.terms.cash + 1)
    with pytest.raises(UsageError, match="other terms"):
        desk.restart()
