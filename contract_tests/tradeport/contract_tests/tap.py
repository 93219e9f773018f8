"""Listens on the line between the platform and an adapter, past every emulator, and changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, cast

import attrs

from tradeport.application.emulation import STACK
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.orders import Modification, Order
from tradeport.ports.capability import Capabilities, Capability, native
from tradeport.ports.engine import (
    Engine,
    EngineAccount,
    EngineListener,
    EngineSession,
    FillProfile,
    FundingSession,
    OrderReport,
    Payment,
    PointSession,
    SessionSpec,
    VenueFunding,
)

#: Where one is not declared it is for the platform not to offer it, or not to begin a run that requires it: no order and no
#: data ask an adapter for it.
PLATFORM = frozenset(
    {
        Capability.TIMERS,
        Capability.LIMITS,
        Capability.BRACKET,
        Capability.ATOMIC,
        Capability.LEVERAGE,
        Capability.CROSS_MARGIN,
        Capability.LIQUIDATION_PRICE,
        Capability.ORACLE_TRIGGERS,
    }
)


@attrs.define
class Line:
    """What went over the line, in order: `("submit", id)`, `("report", OrderReport)`, `("market", ts, events)`, ...

    `("fund", FundingRate, mark, received)`.
    """

    said: list[tuple[Any, ...]] = attrs.field(factory=list)

    def commands(self, *, after: int | None = None) -> list[str]:
        """The commands that reached the adapter; `after` counts instants from 0 and leaves out what came before that one."""
        instant, found = -1, []
        for words in self.said:
            instant += words[0] == "market"
            if words[0] in ("submit", "cancel", "modify") and (after is None or instant >= after):
                found.append(words[0])
        return found

    def count(self, word: str) -> int:
        return sum(words[0] == word for words in self.said)

    def instants(self) -> Iterator["Instant"]:
        """What went over it up to and with each `on_market_data`."""
        shown, reports = list[Tradable](), list[OrderReport]()
        for word, *what in self.said:
            if word == "before_match":
                shown.append(what[0])
            elif word == "report":
                reports.append(what[0])
            elif word == "market":
                yield Instant(what[0], tuple(shown), tuple(reports), what[1])
                shown, reports = [], []

    @property
    def delivered(self) -> int | None:
        """The engine's own count of what it delivered; None where `run` did not return."""
        return next((words[1] for words in self.said if words[0] == "ran"), None)


@attrs.frozen
class Instant:
    """`shown` before matching, `reports` since the instant before it ended (its own acknowledgements are in the next)."""

    ts: int
    shown: tuple[Tradable, ...]
    reports: tuple[OrderReport, ...]
    events: tuple[Tradable, ...]


class Tapped:
    """The engine, claiming all there is, so that what an intent needs gets as far as the adapter: it must refuse it itself."""

    def __init__(self, engine: Engine, line: Line, on_open: Callable[[EngineSession], None]) -> None:
        self._engine, self._line, self._on_open = engine, line, on_open
        self.name: str = engine.name
        self.money_grain: Decimal = engine.money_grain
        self.capabilities: Capabilities = self.capabilities_in(FillProfile.CANONICAL)

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        """The emulators that are declared are put in; what is declared absent counts as the engine's own.

        Not what no such emulator could stand over: that the platform refuses by itself, whatever the adapter does.
        """
        declared = self._engine.capabilities_in(profile)
        named = {support.by for support in declared.values()}
        excluded = {c for emulator in STACK if emulator.name in named for c in emulator.excludes}
        own = {c for c in Capability if not declared.supports(c) and c not in PLATFORM | excluded}
        return Capabilities({c: native("claimed to test the refusal") if c in own else declared[c] for c in Capability})

    def load(self) -> str:
        return self._engine.load()

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        session = _Session(self._line)
        session.inner = self._engine.open(spec, _Listener(listener, self._line))
        self._on_open(session.inner)
        return session


class _Listener:
    def __init__(self, outer: EngineListener, line: Line) -> None:
        self._outer, self._said = outer, line.said

    def before_match(self, event: Tradable) -> None:
        self._said.append(("before_match", event))
        self._outer.before_match(event)

    def report(self, report: OrderReport) -> None:
        self._said.append(("report", report))
        self._outer.report(report)

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self._said.append(("market", ts, tuple(events)))
        self._outer.on_market_data(ts, events)


class _Session:
    inner: EngineSession

    def __init__(self, line: Line) -> None:
        self._said = line.said

    def submit(self, order: Order) -> None:
        self._said.append(("submit", order.client_order_id))
        self.inner.submit(order)

    def submit_at(self, order: Order, price: Decimal) -> None:
        self._said.append(("submit_at", order.client_order_id))
        cast(PointSession, self.inner).submit_at(order, price)

    def cancel(self, order: Order) -> None:
        self._said.append(("cancel", order.client_order_id))
        self.inner.cancel(order)

    def modify(self, order: Order, change: Modification) -> None:
        self._said.append(("modify", order.client_order_id))
        self.inner.modify(order, change)

    def account(self) -> EngineAccount:
        return self.inner.account()

    def payments(self) -> Sequence[Payment]:
        return self.inner.payments() if isinstance(self.inner, VenueFunding) else ()

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        received = cast(FundingSession, self.inner).fund(funding, mark)
        self._said.append(("fund", funding, mark, received))
        return received

    def run(self) -> int:
        self._said.append(("run",))
        delivered = self.inner.run()
        self._said.append(("ran", delivered))
        return delivered

    def stop(self) -> None:
        self._said.append(("stop",))
        self.inner.stop()

    def close(self) -> None:
        self._said.append(("close",))
        self.inner.close()
