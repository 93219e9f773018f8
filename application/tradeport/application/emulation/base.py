"""An emulator stands between the platform and a session, and is both to the other. It speaks only the ports."""

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar, cast

from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.orders import Modification, Order
from tradeport.ports.capability import Capability
from tradeport.ports.engine import (
    EngineAccount,
    EngineListener,
    EngineSession,
    FundingSession,
    OrderReport,
    Payment,
    VenueFunding,
)


class Emulator:
    """Passes everything through; a subclass overrides what it emulates. `inner` is set before anything is sent."""

    name: ClassVar[str]
    #: What it gives to an engine that lacks it.
    gives: ClassVar[frozenset[Capability]]
    #: What it builds on: native or emulated.
    needs: ClassVar[frozenset[Capability]] = frozenset()
    #: What the engine must not do by itself beside it, because it would act on orders that are not what they seem.
    excludes: ClassVar[frozenset[Capability]] = frozenset()

    def __init__(self, outer: EngineListener) -> None:
        self.outer = outer
        self.inner: EngineSession
        # What is not overridden costs nothing: the engine calls straight through.
        for method in ("before_match", "report", "on_market_data"):
            if getattr(type(self), method) is getattr(Emulator, method):
                setattr(self, method, getattr(outer, method))

    def down(self, order: Order) -> Order:
        """The order as the next one in knows it."""
        return order

    def submit(self, order: Order) -> None:
        self.inner.submit(self.down(order))

    def cancel(self, order: Order) -> None:
        self.inner.cancel(self.down(order))

    def modify(self, order: Order, change: Modification) -> None:
        self.inner.modify(self.down(order), change)

    def account(self) -> EngineAccount:
        return self.inner.account()

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        return cast("FundingSession", self.inner).fund(funding, mark)

    def payments(self) -> Sequence[Payment]:
        return self.inner.payments() if isinstance(self.inner, VenueFunding) else ()

    def run(self) -> int:
        return self.inner.run()

    def stop(self) -> None:
        self.inner.stop()

    def close(self) -> None:
        self.inner.close()

    def before_match(self, event: Tradable) -> None:
        self.outer.before_match(event)

    def report(self, report: OrderReport) -> None:
        self.outer.report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self.outer.on_market_data(ts, events)
