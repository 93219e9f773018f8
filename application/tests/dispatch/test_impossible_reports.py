"""What an engine reports and cannot be is the engine's fault, whoever's turn it is; the log keeps what was before."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.application.audit.verify import verify
from tradeport.application.errors import EngineError, StrategyError
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.engine import EngineListener, OrderReport, SessionSpec

E = OrderEventType


class Confused(ReferenceEngine):
    """Makes up reports: when an order comes in, and with each instant's market data."""

    def __init__(self, *, on_submit: Sequence[OrderReport] = (), on_data: Sequence[OrderReport] = ()) -> None:
        super().__init__()
        self.on_submit, self.on_data = on_submit, on_data

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        return _Session(self, spec, listener)


class _Session(ReferenceSession):
    def __init__(self, engine: Confused, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, engine.capabilities)
        self._engine = engine
        deliver = listener.on_market_data

        def on_market_data(ts: int, events: Sequence[Tradable]) -> None:
            self._make_up(engine.on_data)
            deliver(ts, events)

        listener.on_market_data = on_market_data  # type: ignore[method-assign]

    def submit(self, order: Order) -> None:
        super().submit(order)
        self._make_up([OrderReport(order.client_order_id, r.type, 0, r.quantity, r.price) for r in self._engine.on_submit])

    def _make_up(self, reports: Sequence[OrderReport]) -> None:
        for report in reports:
            self._listener.report(report)


ACCEPTED_AGAIN = OrderReport("", E.ACCEPTED, 0)
TOO_MUCH = OrderReport("", E.FILLED, 0, Decimal(5), Decimal(100))
OF_NOBODY = OrderReport("nobody", E.CANCELED, 0)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (Confused(on_submit=[ACCEPTED_AGAIN]), "accepted cannot happen"),
        (Confused(on_submit=[TOO_MUCH]), "5.00 of 1.00 would be filled"),
        (Confused(on_data=[OF_NOBODY]), "no order 'nobody'"),
        (Confused(on_data=[OF_NOBODY, OF_NOBODY]), "no order 'nobody'"),
    ],
)
def test_it_is_the_engine_that_is_named(engine: Confused, said: str, play: Any) -> None:
    ran = play(play.flat, {0: lambda s: s.buy("X", 1)}, engine=engine)
    assert isinstance(ran.outcome.error, EngineError)
    assert not isinstance(ran.outcome.error, StrategyError)
    assert "the engine reported what cannot be" in str(ran.outcome.error)
    assert said in str(ran.outcome.error)
    assert ran.outcome.exit_code == 1
    assert verify(ran.path, deep=True).finished


def test_an_outcome_after_the_last_market_data(play: Any) -> None:
    class Late(Confused):
        def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
            session = ReferenceSession(spec, listener, self.capabilities)
            whole = session.run

            def run() -> int:
                delivered = whole()
                listener.report(OF_NOBODY)
                return delivered

            session.run = run  # type: ignore[method-assign]
            return session

    ran = play(play.flat, engine=Late())
    assert isinstance(ran.outcome.error, EngineError)
    assert "after its last market data" in str(ran.outcome.error)
