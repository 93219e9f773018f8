"""The plain values that cross the ports."""

from decimal import Decimal

import pytest

from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import OrderEventType, UnknownOrder
from tradeport.ports.engine import FillProfile, OrderReport, SessionSpec
from tradeport.ports.market_data import UnknownInstrument
from tradeport.ports.risk import RiskLimits, Verdict


def test_a_run_is_canonical_and_free_of_fees_unless_said_otherwise():
    spec = SessionSpec(dataset=None, currency=None, cash=Decimal(1))
    assert (spec.profile, spec.fees) == (FillProfile.CANONICAL, FeeSchedule())


def test_an_acknowledgement_carries_no_money():
    report = OrderReport("c-1", OrderEventType.ACCEPTED, 1)
    assert (report.quantity, report.price, report.fee, report.change) == (0, 0, 0, None)


@pytest.mark.parametrize(("reason", "passes"), [("", True), ("max_position", False)])
def test_a_verdict_with_a_reason_is_a_refusal(reason, passes):
    assert Verdict(reason).passes is passes


def test_there_are_no_limits_unless_set():
    limits = RiskLimits()
    assert {getattr(limits, name) for name in limits.__slots__ if name != "__weakref__"} == {None}


@pytest.mark.parametrize(("known", "tail"), [(("A", "B"), "A, B"), ((), "none")])
def test_an_unknown_instrument_names_the_known(known, tail):
    assert str(UnknownInstrument("C", known)) == f"no instrument 'C' in this run. Hint: it has {tail}"


def test_an_unknown_order_names_the_remedy():
    assert str(UnknownOrder("c-9")) == "no order 'c-9' in this run. Hint: use the ticket's client_order_id"


@pytest.mark.parametrize("error", [UnknownOrder, UnknownInstrument])
def test_what_is_unknown_is_a_lookup_error(error):
    assert issubclass(error, LookupError)
