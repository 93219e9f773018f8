"""The reference engine with some abilities left to emulators, and what reached it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.reference.engine import CAPABILITIES, ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.domain.model.orders import Modification, Order
from tradeport.ports.capability import Capabilities, Capability, emulated
from tradeport.ports.engine import EngineListener, SessionSpec


class Lacking(ReferenceEngine):
    """`reached`: `submit ID QUANTITY`, `submit_at ID QUANTITY PRICE`, `cancel ID`, `modify ID`; the run's id left out."""

    def __init__(self, by: Mapping[Capability, str]) -> None:
        super().__init__()
        self.capabilities = Capabilities({**CAPABILITIES, **{c: emulated(name) for c, name in by.items()}})
        self.reached: list[str] = []

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        return _Session(self, spec, listener)


class _Session(ReferenceSession):
    def __init__(self, engine: Lacking, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, engine.capabilities)
        self._reached = engine.reached

    def submit(self, order: Order) -> None:
        self._note("submit", order, f" {order.intent.quantity:f}")
        super().submit(order)

    def submit_at(self, order: Order, price: Decimal) -> None:
        self._note("submit_at", order, f" {order.intent.quantity:f} {price.normalize():f}")
        super().submit_at(order, price)

    def cancel(self, order: Order) -> None:
        self._note("cancel", order)
        super().cancel(order)

    def modify(self, order: Order, change: Modification) -> None:
        self._note("modify", order)
        super().modify(order, change)

    def _note(self, what: str, order: Order, more: str = "") -> None:
        self._reached.append(f"{what} {order.client_order_id.partition('-')[2]}{more}")


@pytest.fixture
def emulate(play: Any) -> Callable[..., tuple[list[str], Any]]:
    """`emulate({capability: emulator}, rows, at)`: what reached the engine, and the run; equal to that of the whole engine."""

    def make(by: Mapping[Capability, str], rows: list[str], at: Mapping[int, Any]) -> tuple[list[str], Any]:
        engine = Lacking(by)
        ran, whole = play(rows, at, engine=engine), play(rows, at)
        assert ran.outcome.error is None, ran.outcome.error
        assert ran.result["digests"] == whole.result["digests"]
        return engine.reached, ran

    return make
