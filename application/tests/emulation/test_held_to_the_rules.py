"""Where the rules were worked out, an engine that does otherwise ends the run."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.application.errors import EngineError
from tradeport.domain.model.orders import Order, OrderEventType, TimeInForce
from tradeport.ports.capability import Capability as C
from tradeport.ports.engine import EngineListener, OrderReport, SessionSpec


class Deviant(ReferenceEngine):
    """`change` makes of a fill's report another one, or nothing; IOC is left to its emulator."""

    def __init__(self, change: Callable[[OrderReport], OrderReport | None]) -> None:
        super().__init__(emulate=[C.IOC, C.FOK])
        self.change = change

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        return ReferenceSession(spec, _Listener(listener, self.change), self.capabilities)


class _Listener:
    def __init__(self, outer: EngineListener, change: Callable[[OrderReport], OrderReport | None]) -> None:
        self.before_match, self.on_market_data = outer.before_match, outer.on_market_data
        self._report, self._change = outer.report, change

    def report(self, report: OrderReport) -> None:
        told = self._change(report) if report.type is OrderEventType.FILLED else report
        if told is not None:
            self._report(told)


class FillsWhatDoesNotReach(ReferenceSession):
    """Takes a limit of 90 for one of 100."""

    def submit(self, order: Order) -> None:
        super().submit(order)
        if order.intent.limit_price == 90:
            self._books["X"]._orders[order.client_order_id].limit = Decimal(100)


class Generous(ReferenceEngine):
    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        return FillsWhatDoesNotReach(spec, listener, self.capabilities)


def ioc(s: Any) -> None:
    s.buy("X", 1, limit=100, time_in_force=TimeInForce.IOC)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda r: None, "did not fill .*-1-0, which the rules fill"),
        (lambda r: msgspec.structs.replace(r, price=r.price + 1), "filled 1.00 of .* at 101.00; the rules fill 1.00 at 100.00"),
        (lambda r: msgspec.structs.replace(r, quantity=r.quantity / 2), "filled 0.5.* the rules fill 1.00"),
    ],
    ids=["missing", "another price", "another quantity"],
)
def test_a_fill_that_is_missing_or_another_one(play: Any, change: Any, why: str) -> None:
    error = play(play.flat, {0: ioc}, engine=Deviant(change)).outcome.error
    assert isinstance(error, EngineError)
    assert re.search(why, str(error))


def test_a_fill_that_the_rules_do_not_know(play: Any) -> None:
    steps = {0: lambda s: (ioc(s), s.buy("X", 1, limit=90))}
    error = play(play.flat, steps, engine=Generous(emulate=[C.IOC, C.FOK])).outcome.error
    assert isinstance(error, EngineError)
    assert "the rules fill nothing" in str(error)
