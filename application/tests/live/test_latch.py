"""Whatever halts a platform: nothing new is sent, all is cancelled, and so it stays until the switch is reset in two steps."""

from decimal import Decimal

import attrs
import pytest

from tradeport.application import halt
from tradeport.application.state import replay
from tradeport.ports.risk import RiskLimits, TradingState
from tradeport.ports.venue import Execution, MessageType, RequestType, VenueState

R = RequestType


def pull(desk, reason="enough"):
    halt.pull(desk.log.parent, reason)
    desk.step()


def reset(desk):
    halt.confirm_reset(desk.log.parent, halt.ask_reset(desk.log.parent))


def working(desk):
    order = desk.settle().buy()
    desk.accept(order)
    return order


def state(desk):
    return desk.platform.risk.state


def test_the_switch_of_its_folder_halts_it(desk, records):
    order = working(desk)
    pull(desk)
    assert (state(desk), desk.order(order).status, desk.venue.asked(R.CANCEL)) == (
        TradingState.HALTED,
        "pending_cancel",
        [order],
    )
    denied = desk.order(desk.buy())
    assert (denied.status, denied.reason) == ("denied", "trading_state: trading is halted")
    assert records("operator") == [{"action": "halt", "reason": "enough"}]
    assert records("trading_state") == [{"state": "halted", "reason": "enough"}]
    assert replay(desk.log).snapshot().risk.trading_state is TradingState.HALTED


def test_once_is_enough(desk, records):
    order = working(desk)
    pull(desk)
    pull(desk, "and again")
    desk.step(1)
    assert (len(records("operator")), desk.venue.asked(R.CANCEL)) == (1, [order])


@pytest.mark.parametrize("arrived", [False, True])
def test_an_order_in_flight_is_cancelled_wherever_it_is(desk, arrived):
    order = desk.settle().buy()
    pull(desk)
    desk.venue.say(MessageType.CANCEL_REJECTED, order)  # it overtook the create
    desk.step(9)
    if arrived:
        desk.state(order, VenueState.WORKING)
        assert desk.venue.asked(R.CANCEL) == [order, order]
        desk.state(order, VenueState.CANCELED)
    else:
        desk.state(order, VenueState.UNKNOWN)
    assert (desk.order(order).status, desk.venue.asked(R.CREATE)) == ("canceled", [order])


def test_it_stays_halted_after_a_restart(desk, records):
    order = working(desk)
    pull(desk)
    desk.restart()
    desk.step()
    desk.state(order, VenueState.CANCELED)
    desk.venue.working.clear()
    desk.settle()
    assert (state(desk), desk.order(desk.buy()).status) == (TradingState.HALTED, "denied")
    assert len(records("operator")) == 1
    assert b'"type":"cancel_rejected"' not in desk.log.read_bytes()  # it was being cancelled already


def test_a_death_before_anything_was_cancelled_is_made_up_for(desk, records):
    order = working(desk)
    pull(desk)
    lines = desk.log.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"type":"operator"' in line)
    desk.platform.audit.abandon()
    desk.log.write_bytes(b"".join(lines[: at + 1]))
    desk.restart()
    desk.step()
    assert (state(desk), desk.order(order).status, len(records("operator"))) == (TradingState.HALTED, "pending_cancel", 1)


def test_one_that_is_pulled_while_it_is_away_is_found(desk):
    order = working(desk)
    halt.pull(desk.log.parent, "enough")
    desk.restart()
    desk.step()
    assert (state(desk), desk.venue.asked(R.CANCEL)) == (TradingState.HALTED, [order])


def test_a_reset_lets_the_next_start_trade(desk, records):
    desk.settle()
    pull(desk)
    reset(desk)
    desk.step(1)
    assert state(desk) is TradingState.HALTED  # both sides are compared first
    desk.restart()
    desk.settle()
    assert (state(desk), desk.order(desk.buy()).status) == (TradingState.ACTIVE, "submitted")
    assert [one["action"] for one in records("operator")] == ["halt", "reset"]
    desk.restart()
    desk.step()  # it has looked, and the switch was open
    assert (state(desk), len(records("operator"))) == (TradingState.ACTIVE, 2)
    pull(desk)
    assert state(desk) is TradingState.HALTED


def test_half_a_reset_does_not(desk):
    desk.settle()
    pull(desk)
    halt.ask_reset(desk.log.parent)
    desk.restart()
    desk.settle()
    assert state(desk) is TradingState.HALTED


@pytest.mark.parametrize(("began", "then"), [("reducing", "reducing"), ("active", "active"), ("halted", "active")])
def test_a_reset_goes_back_to_the_state_it_began_with(desk, began, then):
    desk.terms = attrs.evolve(desk.terms, trading_state=TradingState(began))
    desk.begin_anew()
    desk.settle()
    pull(desk)
    reset(desk)
    desk.restart()
    desk.settle()
    assert state(desk) is TradingState(then)


def test_what_halts_by_itself_is_latched_too(desk):
    order = working(desk)
    desk.platform.risk.set_state(TradingState.HALTED, "because")
    desk.step()
    assert (halt.switch(desk.log.parent).reason, desk.order(order).status) == ("because", "pending_cancel")


def test_so_is_a_log_that_says_so_and_no_more(desk):
    """It died between the two."""
    desk.settle().platform.risk.set_state(TradingState.HALTED, "because")
    desk.platform.audit.flush()
    desk.restart()
    desk.step()
    assert halt.switch(desk.log.parent).reason == "the log says that trading is halted"


def losing(desk, make, held):
    """Two are bought at 100, the next at 20."""
    desk.terms = attrs.evolve(desk.terms, limits=RiskLimits(max_drawdown=Decimal("0.001")))
    desk.begin_anew()
    order = desk.settle().buy(3)
    desk.accept(order)
    desk.venue.say(
        MessageType.EXECUTED, order, executions=(make("T1", 2), Execution("T2", Decimal(1), Decimal(20), Decimal(0)))
    )
    desk.venue.working.clear()
    desk.venue.holdings = held(3)
    desk.step()
    assert state(desk) is TradingState.ACTIVE
    desk.platform.market.marks["X"] = 20.0
    desk.step()


def test_a_drawdown_halts(desk, make, held):
    losing(desk, make, held)
    assert state(desk) is TradingState.HALTED
    assert halt.switch(desk.log.parent).reason.startswith("max_drawdown")


def test_after_its_reset_it_is_counted_from_where_the_account_stands(desk, make, held):
    losing(desk, make, held)
    reset(desk)
    for _ in range(2):  # by the start that resets it, then from the log alone
        desk.restart()
        desk.settle()
        assert state(desk) is TradingState.ACTIVE
    desk.platform.risk.watch(Decimal(99_700))  # further down than the limit, from there
    assert state(desk) is TradingState.HALTED


def test_a_position_has_a_value_after_a_restart(desk, make, held):
    """At its last recorded price, until there is market data."""
    order = working(desk)
    desk.venue.say(MessageType.EXECUTED, order, executions=(make("T1", 3),))
    desk.venue.working.clear()
    desk.venue.holdings = held(3)
    desk.step()
    assert desk.platform.ledger.equity() == 100_000
    desk.restart()
    assert desk.platform.ledger.equity() == 100_000


def test_a_drawdown_is_counted_from_before_a_restart(desk, make, held):
    """From the highest that the account has been worth at recorded prices."""
    desk.terms = attrs.evolve(desk.terms, limits=RiskLimits(max_drawdown=Decimal("0.001")))
    desk.begin_anew()
    order = desk.settle().buy(4)
    desk.accept(order)
    trades = [Execution(f"T{n}", Decimal(1), Decimal(price), Decimal(0)) for n, price in enumerate((100, 100, 140, 100))]
    desk.venue.say(MessageType.EXECUTED, order, executions=tuple(trades))
    desk.venue.working.clear()
    desk.venue.holdings = held(4)
    desk.step()
    assert state(desk) is TradingState.ACTIVE  # there was no market data: all of it is valued at the first price
    desk.restart()
    desk.step()
    assert state(desk) is TradingState.HALTED
