"""Cash is compared like a position: what no fill explains is refused, or adopted on request, on record."""

from decimal import Decimal

import attrs
import pytest

from tradeport.application.errors import ReconciliationError
from tradeport.application.state import replay
from tradeport.ports.risk import RiskLimits, TradingState
from tradeport.ports.venue import MessageType


def test_cash_that_no_fill_explains_is_refused(desk, records):
    desk.venue.moved = Decimal("-12.5")
    desk.restart()
    with pytest.raises(ReconciliationError, match=r"venue: cash 99987\.5; log: cash 100000"):
        desk.step(12)
    desk.platform.audit.abandon()  # it died of that: what it says is on record all the same
    (said,) = records("mismatch")
    assert said["difference"] == "venue: cash 99987.5; log: cash 100000"


@pytest.mark.parametrize(("moved", "agree"), [("0.000000004", True), ("-0.00000001", False)])
def test_at_the_currencys_precision(desk, moved, agree):
    desk.venue.moved = Decimal(moved)
    if agree:
        desk.settle()
    else:
        with pytest.raises(ReconciliationError, match=r"venue: cash 99999\.99999999"):
            desk.step(12)


def test_it_is_adopted_on_request(desk, records):
    desk.settle()
    desk.venue.moved = Decimal("-40.5")
    desk.restart(adopt=True)
    assert desk.settle().platform.ledger.cash() == Decimal("99959.5")
    assert records("adopted") == [{"currency": "USD", "from": "100000", "to": "99959.5"}]
    assert records("reconciled")[-1]["cash"] == "99959.5"
    assert replay(desk.log).snapshot().cash == Decimal("99959.5")
    desk.restart()
    assert desk.settle().platform.ledger.cash() == Decimal("99959.5")


def test_nothing_is_adopted_where_only_its_spelling_differs(desk, records):
    desk.venue.moved = Decimal("0.000000004")
    desk.restart(adopt=True)
    desk.settle()
    assert records("adopted") == []


def test_trades_that_add_up_to_no_position_show_in_the_cash(desk, make):
    """The end of a log was lost, and with it an order and its trade, and one that closed the position."""
    before = desk.settle().log.read_bytes()
    for name in ("one", "other"):
        desk.venue.say(MessageType.EXECUTED, name, executions=(make(name, 1),))
    desk.venue.moved = Decimal(195)
    desk.platform.audit.abandon()
    desk.log.write_bytes(before)
    desk.restart()
    with pytest.raises(ReconciliationError, match="venue: cash 99995; log: cash 100000"):
        desk.step(12)


@pytest.mark.parametrize("restarted", [False, True])
def test_an_adopted_withdrawal_is_no_loss(desk, restarted):
    """Nor is a deposit a gain: the peak, from which a drawdown is counted, goes with the cash."""
    desk.terms = attrs.evolve(desk.terms, limits=RiskLimits(max_drawdown=Decimal("0.1")))
    desk.begin_anew()
    desk.settle()
    desk.venue.moved = Decimal(-50_000)
    desk.restart(adopt=True)
    desk.settle()
    if restarted:
        desk.restart()
        desk.settle()
    assert desk.platform.risk.state is TradingState.ACTIVE
    desk.platform.risk.watch(Decimal(44_000))  # 12 % below what is left
    assert desk.platform.risk.state is TradingState.HALTED
