"""While it runs: what the venue's account shows is compared now and then, and a disagreement that lasts halts the platform."""

from decimal import Decimal

import pytest

from tradeport.application import halt
from tradeport.application.events import EventBus, Mismatched
from tradeport.domain.model.time import SECOND
from tradeport.ports.risk import TradingState
from tradeport.ports.venue import Execution, Holding, MessageType, RequestType, VenueState

R = RequestType


def halted(desk):
    return desk.platform.risk.state is TradingState.HALTED


def meddle(desk, held, what, order):
    """What somebody else may do to an account; how both sides are shown."""
    if what == "cash":
        desk.venue.moved = Decimal(7)
        return "venue: cash 100007; log: cash 100000"
    if what == "position":
        desk.venue.holdings = held(2)
        return "venue: X 2; log: X 0"
    if what == "stranger":
        desk.venue.working["stranger"] = Decimal(0)
        return "venue: order stranger working; log: order stranger not open"
    del desk.venue.working[order]
    desk.venue.forgotten.add(order)
    return f"venue: order {order} unknown; log: order {order} open"


@pytest.mark.parametrize("what", ["cash", "position", "stranger", "forgotten"])
def test_a_disagreement_that_lasts_halts(desk, held, records, what):
    heard = []
    events = EventBus()
    events.subscriber("desk").on(Mismatched, heard.append)
    desk.restart(events=events)
    order = desk.settle().buy()
    desk.accept(order)
    desk.step(6)
    told = meddle(desk, held, what, order)
    desk.step(20)  # the look at the account is 15 s after the last one
    assert (halted(desk), records("mismatch")) == (False, [])
    desk.step(25)
    assert halted(desk)
    (said,) = records("mismatch")
    assert (said["difference"], [event.difference for event in heard]) == (told, [told])
    assert heard[0].ts - said["since"] >= desk.patience.mismatch
    assert records("operator") == [{"action": "halt", "reason": f"reconciliation: {told}"}]
    assert halt.switch(desk.log.parent).reason == f"reconciliation: {told}"
    assert desk.venue.asked(R.CANCEL) == [order]
    assert desk.order(desk.buy()).status == "denied"


def test_it_cancels_no_order_of_somebody_else(desk):
    desk.settle()
    desk.venue.working["stranger"] = Decimal(0)
    desk.step(60)
    assert halted(desk)
    assert desk.venue.asked(R.CANCEL) == []


def test_a_disagreement_that_passes_does_not(desk, records):
    desk.settle()
    for _ in range(3):
        desk.venue.moved = Decimal(7)
        desk.step(17)
        desk.venue.moved = Decimal(0)
        desk.step(17)
    assert (halted(desk), records("mismatch")) == (False, [])


def test_one_that_a_fill_on_its_way_explains_is_none(desk, make, held):
    """However long its way is: the order is being queried."""
    order = desk.settle().buy()
    desk.accept(order)
    del desk.venue.working[order]
    desk.venue.holdings, desk.venue.moved = held(3), Decimal(-300)
    desk.step(120)
    assert not halted(desk)
    desk.venue.moved = Decimal(0)
    desk.state(order, VenueState.FILLED, make("T1", 3))
    desk.step(60)
    assert not halted(desk)


@pytest.mark.parametrize("meanwhile", ["fill", "order"])
def test_an_account_that_something_has_overtaken_is_not_compared(desk, make, held, meanwhile):
    order = desk.settle().buy()
    desk.accept(order)
    desk.venue.moved = Decimal(7)  # it would be found
    for _ in range(40):
        desk.step(0.9)
        desk.platform.gateway.reconcile()
        desk.venue._said = [one for one in desk.venue._said if one.type is MessageType.ACCOUNT]
        account = desk.venue.poll()
        if meanwhile == "fill" and desk.order(order).remaining > 1:
            desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 1),))
            desk.venue.working[order], desk.venue.holdings = Decimal(1), held(1)
        elif meanwhile == "order":
            desk.venue.say(MessageType.ACCEPTED, desk.buy())
        desk.venue._said.extend(account)
        desk.step()
        if meanwhile == "fill":
            break
    assert desk.platform.gateway._vigil._since is None


def test_a_disagreement_is_looked_at_again_soon(desk):
    """Not only at the next review: it is to be known whether it lasts."""
    desk.settle()
    desk.venue.moved = Decimal(7)
    desk.venue.heard.clear()
    desk.step(30)
    assert len(desk.venue.asked(R.ACCOUNT)) > 5


def test_sides_that_agree_are_left_in_peace(desk):
    desk.settle()
    desk.venue.heard.clear()
    desk.step(60)
    assert 3 <= len(desk.venue.asked(R.ACCOUNT)) <= 5
    assert desk.platform.clock.now() - desk.platform.gateway.agreed <= 16 * SECOND


def test_when_they_last_agreed_is_told(desk):
    desk.settle().step(16)
    before = desk.platform.gateway.agreed
    desk.venue.moved = Decimal(7)
    desk.step(18)
    assert desk.platform.gateway.agreed == before


def test_a_disagreement_is_recorded_once(desk, records):
    desk.settle()
    desk.venue.moved = Decimal(7)
    desk.step(120)
    assert len(records("mismatch")) == len(records("operator")) == 1


def test_an_order_that_a_lagging_copy_does_not_know_is_not_lost(desk):
    """It was acknowledged a moment ago: an answer from before that may still be under way."""
    order = desk.settle().buy()
    desk.accept(order)
    desk.platform.gateway.reconcile()
    desk.state(order, VenueState.UNKNOWN)
    assert desk.platform.gateway._comparison.lost == set()


def test_an_order_that_is_asked_about_again_is_not_lost_until_that_is_answered(desk):
    order = desk.settle().buy()
    desk.accept(order)
    desk.step(6)
    del desk.venue.working[order]
    desk.venue.forgotten.add(order)
    desk.platform.gateway.reconcile()
    desk.step()
    assert desk.platform.gateway._comparison.lost == {order}
    desk.venue.forgotten.clear()
    desk.step(60)  # no answer ever
    assert (desk.platform.gateway._comparison.lost, halted(desk)) == (set(), False)


def test_equal_quantities_may_be_different_trades(desk):
    """The account has the first trade, which was not heard of here; the second one overtook it, at another price."""
    order = desk.settle().buy()
    desk.accept(order)
    desk.venue.working[order], desk.venue.moved = Decimal(1), Decimal(-100)
    desk.venue.holdings = (Holding("X", Decimal(1), Decimal(100)),)
    desk.platform.gateway.reconcile()
    account = [one for one in desk.venue.poll() if one.type is MessageType.ACCOUNT]
    desk.venue.say(MessageType.EXECUTED, order, executions=(Execution("T2", Decimal(1), Decimal(90), Decimal(0)),))
    desk.venue._said.extend(account)
    desk.step()
    assert desk.order(order).filled_quantity == 1
    assert desk.platform.gateway._vigil._since is None
