"""Engines that lie in one thing each: the suite fails them, and names the clause."""

from decimal import Decimal

import attrs
import msgspec
import pytest

from tradeport.adapters.reference.engine import CAPABILITIES, ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.domain.model.orders import OrderEventType, OrderType
from tradeport.ports.capability import Capability as C
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import EngineAccount, OrderReport


class Liar(ReferenceEngine):
    """The reference in all but what a subclass changes of its session."""

    session: type[ReferenceSession]

    def open(self, spec, listener):
        return self.session(spec, listener, CAPABILITIES)


class Listening(ReferenceSession):
    """Between itself and the platform."""

    def __init__(self, spec, listener, capabilities):
        self.outer = listener
        super().__init__(spec, self, capabilities)

    def before_match(self, event):
        self.outer.before_match(event)

    def report(self, report):
        self.outer.report(report)

    def on_market_data(self, ts, events):
        self.outer.on_market_data(ts, events)


class NeverFillsStops(ReferenceSession):
    def submit(self, order):
        if order.intent.type is OrderType.STOP:
            self._listener.report(OrderReport(order.client_order_id, OrderEventType.ACCEPTED, self._now))
        else:
            super().submit(order)


class SwallowsErrors(Listening):
    def on_market_data(self, ts, events):
        try:
            self.outer.on_market_data(ts, events)
        except Exception:
            self.stop()


class WrapsErrors(Listening):
    def on_market_data(self, ts, events):
        try:
            self.outer.on_market_data(ts, events)
        except Exception as error:
            raise RuntimeError("engine failure") from error


class StopsEarly(Listening):
    """Loses the last instants without a word, and counts them all the same."""

    def on_market_data(self, ts, events):
        if ts < self._spec.dataset.end - 60_000_000_000:
            self.outer.on_market_data(ts, events)


class CountsShort(ReferenceSession):
    def run(self):
        return super().run() - 1


class ForgetsTheFee(ReferenceSession):
    """Charges fees, and forgets them in its own books."""

    def account(self):
        return EngineAccount(self._cash + getattr(self, "charged", Decimal(0)), super().account().positions)

    def _outcome(self, order, what, price, cause):
        before = self._cash
        super()._outcome(order, what, price, cause)
        if price is not None:
            notional = order.quantity * price * order.sign
            self.charged = getattr(self, "charged", Decimal(0)) + before - self._cash - notional


class CashOffByACent(ReferenceSession):
    def account(self):
        held = super().account().positions
        return EngineAccount(self._cash + Decimal("0.01") * any(held.values()), held)


class HidesAPosition(ReferenceSession):
    def account(self):
        return EngineAccount(self._cash, {})


class FundsBackwards(ReferenceSession):
    def fund(self, funding, mark):
        return super().fund(msgspec.structs.replace(funding, rate=-funding.rate), mark)


class SaysThatItFunds(ReferenceSession):
    """Gives back what is due, and moves nothing."""

    def fund(self, funding, mark):
        before = self._cash
        due = super().fund(funding, mark)
        self._cash = before
        return due


class FundsAtTheEntryPrice(ReferenceSession):
    def fund(self, funding, mark):
        return super().fund(funding, Decimal(100))


class CallsTheMargin(ReferenceSession):
    """Refuses what cash does not pay in full."""

    def submit(self, order):
        if order.intent.quantity * 100 > self._cash:
            self._listener.report(OrderReport(order.client_order_id, OrderEventType.REJECTED, self._now))
        else:
            super().submit(order)


class FillsAtOnce(ReferenceSession):
    """Looks at the bar that an order was decided on."""

    def submit(self, order):
        super().submit(attrs.evolve(order, ts_init=0))

    def run(self):
        listener, delivered = self._listener, 0
        for ts, events in self._spec.dataset.instants():
            self._now = ts
            for event in events:
                listener.before_match(event)
            listener.on_market_data(ts, events)
            for event in events:
                self._books[event.instrument].match(event, ts)
            delivered += len(events)
        return delivered


class Slips(Listening):
    """A tick of slippage on market orders, honestly booked."""

    def _outcome(self, order, what, price, cause):
        if price is not None and order.limit is None and order.trigger is None:
            price += Decimal("0.01") * order.sign
        super()._outcome(order, what, price, cause)


class RoundsBars(Listening):
    def on_market_data(self, ts, events):
        self.outer.on_market_data(ts, [msgspec.structs.replace(e, close=round(e.close, 1) + 0.1) for e in events])


class AnnouncesNothing(Listening):
    def before_match(self, event):
        pass


class StaleClock(Listening):
    def report(self, report):
        self.outer.report(msgspec.structs.replace(report, ts=report.ts - 60_000_000_000))


class Leaks(ReferenceSession):
    """One account for all sessions of the process."""

    shared: dict = {}

    def __init__(self, spec, listener, capabilities):
        super().__init__(spec, listener, capabilities)
        for name, book in self._books.items():
            book.position = self.shared.get(name, book.position)

    def close(self):
        self.shared.update({name: book.position for name, book in self._books.items()})


class ReportsTwice(Listening):
    def report(self, report):
        self.outer.report(report)
        if report.type is OrderEventType.ACCEPTED:
            self.outer.report(report)


class PartialFills(Listening):
    """Fills in two halves, at the right price."""

    def report(self, report):
        if report.type is OrderEventType.FILLED and report.quantity > 1:
            half = report.quantity // 2
            first, second = half, report.quantity - half
            self.outer.report(msgspec.structs.replace(report, quantity=first, fee=report.fee * first / report.quantity))
            report = msgspec.structs.replace(report, quantity=second, fee=report.fee * second / report.quantity)
        self.outer.report(report)


@pytest.mark.parametrize(
    ("session", "clause"),
    [
        (NeverFillsStops, "EXE-300"),
        (SwallowsErrors, "RUN-102"),
        (WrapsErrors, "RUN-102"),
        (StopsEarly, "MKT-020"),
        (CountsShort, "MKT-020"),
        (ForgetsTheFee, "PTF-200"),
        (CashOffByACent, "PTF-300"),
        (HidesAPosition, "PTF-300"),
        (FillsAtOnce, "EXE-020"),
        (Slips, "EXE-100"),
        (RoundsBars, "MKT-010"),
        (AnnouncesNothing, "MKT-400"),
        (StaleClock, "MKT-430"),
        (Leaks, "RUN-300"),
        (ReportsTwice, "EXE-010"),
        (PartialFills, "EXE-590"),
        (FundsBackwards, "PTF-400"),
        (SaysThatItFunds, "PTF-400"),
        (FundsAtTheEntryPrice, "PTF-440"),
        (CallsTheMargin, "PTF-510"),
    ],
    ids=lambda it: getattr(it, "__name__", it),
)
def test_a_lie_is_found(examine, session, clause):
    engine = type("Engine", (Liar,), {"session": session})()
    found = examine(engine, clause)
    assert found.exit_code != 0
    assert list(found.of("failed")) == [clause], found.evidence["clauses"][clause]
    assert found.of("failed")[clause], "it says why"


@pytest.mark.parametrize(("session", "clause"), [(Slips, "MKT-430"), (PartialFills, "PTF-300")])
def test_what_a_clause_cannot_see_the_comparison_with_the_reference_does(examine, session, clause):
    """The lie is none of that clause's business, which passes. AUD-900 plays its script on the reference."""
    found = examine(type("Engine", (Liar,), {"session": session})(), clause, "AUD-900")
    if clause == "MKT-430":
        assert list(found.of("passed")) == [clause]
    assert "AUD-900" in found.of("failed")


class TakesAllForNew(ReferenceSession):
    """Orders that another session has worked on are to it as if nobody had."""

    def submit(self, order):
        super().submit(attrs.evolve(order, past=None))


class TakesOverInName(Listening):
    """Says that it has the positions."""

    def submit(self, order):
        if "-handover-" in order.client_order_id:
            fill = OrderReport(order.client_order_id, OrderEventType.FILLED, self._now, order.intent.quantity)
            self.outer.report(fill)
        else:
            super().submit(order)


@pytest.mark.parametrize("session", [TakesAllForNew, TakesOverInName])
def test_one_that_takes_over_badly_is_found(examine, session):
    found = examine(type("Engine", (Liar,), {"session": session})(), "EXE-", "AUD-910")
    assert list(found.of("failed")) == ["AUD-910"]


class Accepts(ReferenceEngine):
    """Declares no stops, and takes them."""

    def __init__(self) -> None:
        super().__init__(without=(C.STOP_ORDERS,))

    def open(self, spec, listener):
        return ReferenceSession(spec, listener, CAPABILITIES)


class NamesAnother(Accepts):
    """Refuses, and names what it has."""

    def open(self, spec, listener):
        raise UnsupportedCapability(self.name, C.BARS)


class RefusesLoudly(Accepts):
    """Refuses with an exception of its own."""

    def open(self, spec, listener):
        raise NotImplementedError("no stops here")


class Degrades(Accepts):
    """Takes a stop for a market order."""

    def open(self, spec, listener):
        class Session(ReferenceSession):
            def submit(self, order):
                if order.intent.type is OrderType.STOP:
                    intent = attrs.evolve(order.intent, type=OrderType.MARKET, trigger_price=None)
                    order = attrs.evolve(order, intent=intent)
                super().submit(order)

        return Session(spec, listener, CAPABILITIES)


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        (Accepts, "[XPASS(strict)] reference declares no execution.stop_orders"),
        (NamesAnother, "it refused for a reason that does not hold: reference does not support market_data.bars."),
        (RefusesLoudly, "NotImplementedError: no stops here"),
        (Degrades, "[XPASS(strict)] reference declares no execution.stop_orders"),
    ],
)
def test_what_is_declared_absent_must_be_refused(examine, engine, reason):
    found = examine(engine(), "EXE-320")
    assert found.exit_code != 0
    assert found.of("failed") == {"EXE-320": reason}
