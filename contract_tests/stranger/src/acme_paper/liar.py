"""The same, with a lie: it declares stop orders, which the exchange does not have, and sends them as market orders."""

from decimal import Decimal
from typing import ClassVar

from acme_paper.engine import CAPABILITIES, AcmeEngine, AcmeSession
from tradeport.application.negotiate import insist, needs
from tradeport.domain.model.orders import Order
from tradeport.ports.capability import Capabilities, Capability, native
from tradeport.ports.engine import EngineListener, EngineSession, SessionSpec

DECLARED = Capabilities({**CAPABILITIES, Capability.STOP_ORDERS: native("so it says")})


class LyingSession(AcmeSession):
    """Forgets the trigger price."""

    def submit(self, order: Order) -> None:
        insist(AcmeLiar.name, DECLARED, needs(order))
        limit: Decimal | None = order.intent.limit_price
        self.place(order, limit)


class AcmeLiar(AcmeEngine):
    """The contract suite must fail it, at EXE-300 and on."""

    name: ClassVar[str] = "acme_liar"

    def __init__(self) -> None:
        self.capabilities = DECLARED

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        super().open(spec, listener)
        return LyingSession(spec, listener)
